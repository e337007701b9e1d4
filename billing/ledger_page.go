package billing

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// billedPage is a part of what was billed of an account that has too much of it for one record. A page is written once, and
// again only when a bill is corrected.
type billedPage struct {
	store.Meta                 // the account's id and a number
	Billed     []charge.Billed `json:"billed"`
}

// pageRef names a page, and says how much is in it.
type pageRef struct {
	No    int `json:"no"`
	Count int `json:"count"`
}

var billedPages = store.NewCollection[billedPage]("billing.billed", nil)

// maxBilled is how much of what was billed stands in the ledger itself: some 100 kB.
const maxBilled = 300

func pageID(account string, no int) string { return fmt.Sprintf("%s/%06d", account, no) }

// billedOf is all that was billed, as far as the ledger looks back: its pages, then what stands in it.
func billedOf(u *work.Unit, l ledger) ([]charge.Billed, error) {
	if len(l.Pages) == 0 {
		return l.Billed, nil
	}
	var all []charge.Billed
	for _, ref := range l.Pages {
		p, err := billedPages.Get(u, pageID(l.ID, ref.No))
		if err != nil {
			return nil, err
		}
		all = append(all, p.Billed...)
	}
	return append(all, l.Billed...), nil
}

// paged writes pages until the rest has room in the ledger.
func paged(u *work.Unit, l ledger) (ledger, error) {
	for len(l.Billed) > maxBilled {
		l.PageNo++ // never used twice
		p := billedPage{Meta: store.Meta{ID: pageID(l.ID, l.PageNo)}, Billed: l.Billed[:maxBilled]}
		if err := billedPages.Put(u, &p); err != nil {
			return l, err
		}
		l.Pages = append(l.Pages[:len(l.Pages):len(l.Pages)], pageRef{No: l.PageNo, Count: maxBilled})
		l.Billed = l.Billed[maxBilled:]
	}
	return l, nil
}

// rebilled is the ledger with all of what was billed changed, as corrections do.
func rebilled(u *work.Unit, l ledger, change func([]charge.Billed) ([]charge.Billed, error)) (ledger, error) {
	var err error
	l.Pages = slices.Clone(l.Pages)
	for i := range l.Pages {
		p, err := billedPages.Get(u, pageID(l.ID, l.Pages[i].No))
		if err != nil {
			return l, err
		}
		changed, err := change(p.Billed)
		if err != nil {
			return l, err
		}
		if slices.EqualFunc(changed, p.Billed, func(a, b charge.Billed) bool { return a.Key == b.Key && a.Amount == b.Amount }) {
			continue
		}
		p.Billed, l.Pages[i].Count = changed, len(changed)
		if err := billedPages.Put(u, &p); err != nil {
			return l, err
		}
	}
	l.Billed, err = change(l.Billed)
	return l, err
}

// trim moves the day before which the ledger does not look back, and drops what was billed for days before it. Pages stay until
// all of them lies before it; what they still have of such days does no harm.
func (l ledger) trim(all []charge.Billed, cut calendar.Date) ledger {
	if !cut.After(l.Settled) {
		return l
	}
	for again := true; again; {
		again = false
		for i := range all {
			if r := all[i].Key.Service; r.From.Before(cut) && r.Until.After(cut) {
				cut, again = r.From, true // a year's charge is kept whole
			}
		}
	}
	if !cut.After(l.Settled) {
		return l
	}
	l.Settled = cut
	gone := func(b charge.Billed) bool { return b.Key.Service.From.Before(cut) }
	for len(l.Pages) > 0 {
		page := all[:l.Pages[0].Count]
		if slices.ContainsFunc(page, func(b charge.Billed) bool { return !gone(b) }) {
			break
		}
		l.Pages, all = l.Pages[1:], all[len(page):]
	}
	l.Billed = slices.DeleteFunc(slices.Clone(l.Billed), gone)
	return l
}
