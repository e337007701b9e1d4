package billing

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// before is what it takes to withdraw a bill that is not issued: how the ledger stood.
type before struct {
	Ledger ledger `json:"ledger"`
}

// MakeBill makes the bill of an account's period, which must be over: it is new, and neither checked nor numbered. A period is
// billed once: if it is billed already, the answer is that bill. A period with nothing to bill has no bill: fault.ErrState.
// Due and Run make, verify, number and send all bills that are due in one go.
func (s *Service) MakeBill(ctx context.Context, account string, period calendar.Period) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.MakeBillTx(u, account, period) })
}

// MakeBillTx is MakeBill in the caller's unit.
func (s *Service) MakeBillTx(u *work.Unit, account string, period calendar.Period) (Bill, error) {
	a, err := accounts.Get(u, account)
	if err != nil {
		return Bill{}, err
	}
	if a.Parent != "" {
		return Bill{}, fault.State(accounts.Subject(account), "is billed on the consolidated bill of "+a.Parent+"; make that one")
	}
	l, err := ledgers.Get(u, account)
	if err != nil {
		return Bill{}, err
	}
	if made, found, err := bills.Find(u, BillCase(account, period.From())); err != nil || found {
		return made.Bill, err
	}
	switch {
	case period != l.Open:
		return Bill{}, fault.State(accounts.Subject(account), "the period to be billed next is "+l.Open.From().String()+" to "+l.Open.To().String())
	case u.At.Before(l.Open.End()):
		return Bill{}, fault.State(accounts.Subject(account), "the period goes on until "+l.Open.To().String()+"; make its bill then")
	}
	d, err := s.draft(u, l)
	if err != nil {
		return Bill{}, err
	}
	if d.none {
		return Bill{}, fault.State(accounts.Subject(account), "there is nothing to bill for this period")
	}
	f, _, err := s.make(u, d)
	if err != nil {
		return Bill{}, err
	}
	f, err = s.saveBill(u, f, saying{typ: EventBillMade})
	return f.Bill, err
}

// make writes what a bill changes beside itself: its account's ledger, and what stands on it.
func (s *Service) make(u *work.Unit, d draft) (BillFile, ledger, error) {
	f := BillFile{Meta: store.Meta{ID: d.input.ID}, Bill: d.bill, Usage: basisOf(&d.input), Before: &before{Ledger: d.ledger}}
	f.Bill.Rejected = nil // it is kept with the usage
	f.History = []BillStep{{State: BillNew, At: u.At}}
	l, err := s.after(d)
	if err != nil {
		return f, l, err
	}
	if l, err = paged(u, l); err != nil {
		return f, l, err
	}
	if err := ledgers.Put(u, &l); err != nil {
		return f, l, err
	}
	if err := s.book(u, d); err != nil {
		return f, l, err
	}
	return f, l, s.recycle(u, d, l)
}

// after is the ledger with the bill.
func (s *Service) after(d draft) (ledger, error) {
	l := d.ledger
	next, err := d.input.Cycle.Next(l.Open)
	if err != nil {
		return l, err
	}
	l.Fault = nil
	if d.none && l.Previous != nil { // its days were looked at: the next bill has no gap before it
		was := *l.Previous
		if was.Period, err = calendar.NewPeriod(was.Period.From(), l.Open.To(), d.account.Zone); err != nil {
			return l, err
		}
		l.Previous = &was
	}
	if !d.none {
		billed, err := d.bill.Billed()
		if err != nil {
			return l, err
		}
		sum, err := d.bill.Summary()
		if err != nil {
			return l, err
		}
		if l.Used, err = usedOf(l.Used, &d.input, &d.bill); err != nil {
			return l, err
		}
		l.Billed = append(l.Billed[:len(l.Billed):len(l.Billed)], billed...)
		all := append(d.input.Billed[:len(d.input.Billed):len(d.input.Billed)], billed...)
		l = l.trim(all, l.Open.To().AddMonths(-s.config.LookBack))
		l.Balances, l.Previous, l.Last = d.bill.Balances, &sum, d.input.ID
	}
	if d.none && len(d.input.Holdings) > 0 {
		l.Balances = d.bill.Balances // what is left of allowances goes on, and lapses, without a bill too
	}
	l.Entries = d.later || slices.ContainsFunc(d.entries, func(e entry) bool { return e.Credit != nil })
	l.Idle = d.over() && !d.later && len(d.bill.Rejected) == 0
	return s.opened(l, next), nil
}

// book notes on what is billed once that it is billed, and what is left of credits.
func (s *Service) book(u *work.Unit, d draft) error {
	uses := map[string]discount.Use{}
	for _, use := range d.bill.Credits {
		uses[use.Credit] = use
	}
	for _, e := range d.entries {
		if e.Credit != nil {
			use, used := uses[e.Credit.ID]
			if !used {
				continue
			}
			k := *e.Credit
			k.Left = use.Left
			e.Credit = &k
			e.Uses = append(e.Uses[:len(e.Uses):len(e.Uses)], creditUse{Bill: d.input.ID, Amount: use.Amount})
		} else {
			e.Bill = d.input.ID
		}
		if err := entries.Put(u, &e); err != nil {
			return err
		}
	}
	return nil
}

// recycle carries usage that could not be rated to the next bill.
func (s *Service) recycle(u *work.Unit, d draft, l ledger) error {
	if len(d.bill.Rejected) == 0 {
		return nil
	}
	again := make(map[string]*rating.Rejected, len(d.bill.Rejected))
	for i := range d.bill.Rejected {
		again[d.bill.Rejected[i].Usage.ID] = &d.bill.Rejected[i]
	}
	n := RejectedNotice{Customer: d.account.Customer, Account: d.account.ID, Count: len(again)}
	if !d.none {
		n.Bill = d.input.ID
	}
	for i := range d.bill.Rejected[:min(len(d.bill.Rejected), maxTold)] {
		r := &d.bill.Rejected[i]
		n.Records = append(n.Records, BadRecord{No: i + 1, ID: r.Usage.ID, Code: r.Code, Text: r.Text})
	}
	for _, account := range append([]string{d.account.ID}, subIDs(d.input.SubAccounts)...) {
		found, err := sheets.By(u, keyWith, withKey(account, d.ledger.Open.From()))
		if err != nil {
			return err
		}
		for i := range found {
			sh := &found[i]
			for k := range sh.Records {
				r := &sh.Records[k]
				if _, rejected := again[r.ID]; rejected && !r.Moved && r.with(sh) == d.ledger.Open.From() {
					r.With, r.Again, sh.changed = l.Open.From(), r.Again+1, true
				}
			}
			if err := sh.write(u); err != nil {
				return err
			}
		}
	}
	return u.Emit(EventUsageRejected, d.input.ID, d.input.Correlation, n)
}

func subIDs(subs []SubAccount) []string {
	ids := make([]string, len(subs))
	for i := range subs {
		ids[i] = subs[i].ID
	}
	return ids
}
