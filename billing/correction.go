package billing

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CorrectionDraft says what of an issued bill is taken back, and why. Without Share and Lines it is all that is left.
type CorrectionDraft struct {
	Reason   fault.Reason // code and sentence, as they stand on the document
	ReasonDe string
	Share    Share
	Lines    []LinePart
	By       string // who decided
}

// Correct takes back a part of an issued bill by a credit note, which has a number of its own and is sent at once. What was
// billed stays billed. What a later bill has taken back of it, because a product ended or changed, is not credited once more.
func (s *Service) Correct(ctx context.Context, bill string, d CorrectionDraft) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.CorrectTx(u, bill, d) })
}

// CorrectTx is Correct in the caller's unit.
func (s *Service) CorrectTx(u *work.Unit, bill string, d CorrectionDraft) (Bill, error) {
	b, note, err := s.corrected(u, bill, d, CreditNote)
	if err != nil {
		return Bill{}, err
	}
	l, err := ledgers.Get(u, b.Account)
	if err != nil {
		return Bill{}, err
	}
	l, err = rebilled(u, l, func(billed []charge.Billed) ([]charge.Billed, error) { return lessCredited(billed, b, note) })
	if err != nil {
		return Bill{}, err
	}
	return note, ledgers.Put(u, &l)
}

// Reverse takes back all that is left of an issued bill (Storno) by a document with a number of its own, which is sent at once.
// Then everything that stood on the bill (charges, positions, rebates, usage) is open again and goes on the next bill, as it is
// right then. Included use that the bill drew on is not given back, nor are credits: what they paid is given back with the rest. A bill on which a later one builds (it has taken a charge of
// it back) cannot be billed anew: fault.ErrState; correct it by a credit note.
func (s *Service) Reverse(ctx context.Context, bill string, d CorrectionDraft) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.ReverseTx(u, bill, d) })
}

// ReverseTx is Reverse in the caller's unit.
func (s *Service) ReverseTx(u *work.Unit, bill string, d CorrectionDraft) (Bill, error) {
	b, note, err := s.corrected(u, bill, d, Reverse)
	if err != nil {
		return Bill{}, err
	}
	l, err := ledgers.Get(u, b.Account)
	if err != nil {
		return Bill{}, err
	}
	if l, err = rebilled(u, l, func(billed []charge.Billed) ([]charge.Billed, error) { return without(billed, b) }); err != nil {
		return Bill{}, err
	}
	if l.Used, err = usedWithout(l.Used, &b); err != nil {
		return Bill{}, err
	}
	l.Inputs++
	l.Idle, l.Entries = false, true
	l = s.opened(l, l.Open)
	if err := ledgers.Put(u, &l); err != nil {
		return Bill{}, err
	}
	if err := unbook(u, b.ID); err != nil {
		return Bill{}, err
	}
	return note, bringUsage(u, b.Account, l.Parents, b.Period.From(), l.Open.From(), func(*sheet) bool { return true })
}

// corrected makes, numbers and sends a correction.
func (s *Service) corrected(u *work.Unit, bill string, d CorrectionDraft, correct func(Bill, []Bill, Correction) (Bill, error)) (Bill, Bill, error) {
	var c fault.Check
	c.Optional("by", d.By, fault.MaxName)
	if err := c.Err("billing.correctionDraft"); err != nil {
		return Bill{}, Bill{}, err
	}
	f, err := bills.Get(u, bill)
	if err != nil {
		return Bill{}, Bill{}, err
	}
	earlier, err := bills.By(u, "corrects", bill)
	if err != nil {
		return Bill{}, Bill{}, err
	}
	before := make([]Bill, len(earlier))
	for i := range earlier {
		before[i] = earlier[i].Bill
	}
	taken, any, err := takenBack(u, &f.Bill)
	if err != nil {
		return Bill{}, Bill{}, err
	}
	if any {
		before = append(before, taken)
	}
	a, err := accounts.Get(u, f.Bill.Account)
	if err != nil {
		return Bill{}, Bill{}, err
	}
	note, err := correct(f.Bill, before, Correction{ID: fmt.Sprintf("%s/%d", bill, len(earlier)+1), Date: a.day(u), Reason: d.Reason, ReasonDe: d.ReasonDe,
		Share: d.Share, Lines: d.Lines})
	if err != nil {
		return Bill{}, Bill{}, err
	}
	n := BillFile{Meta: store.Meta{ID: note.ID}, Bill: note, History: []BillStep{{State: BillNew, At: u.At, By: d.By, Why: d.Reason.Code}}}
	if n, err = n.step(ValidateBill, u, d.By, ""); err != nil {
		return Bill{}, Bill{}, err
	}
	if n, err = n.step(IssueBill, u, d.By, ""); err != nil {
		return Bill{}, Bill{}, err
	}
	no := s.numbers(u)
	if n, err = s.issueTo(u, n, a, no); err != nil {
		return Bill{}, Bill{}, err
	}
	return f.Bill, n.Bill, no.flush()
}

// takenBack is what later bills have taken back of a bill's charges, as if a correction had: it is not there to be credited. False if they
// have taken back nothing.
func takenBack(u *work.Unit, b *Bill) (Bill, bool, error) {
	l, err := ledgers.Get(u, b.Account)
	if err != nil {
		return Bill{}, false, err
	}
	billed, err := billedOf(u, l)
	if err != nil {
		return Bill{}, false, err
	}
	no := map[charge.Key]int{}
	for i := range b.Lines {
		if b.Lines[i].Key != (charge.Key{}) {
			no[b.Lines[i].Key] = i + 1
		}
	}
	taken := Bill{Meta: store.Meta{ID: b.ID + "/later"}, Kind: KindCreditNote, Corrects: b.ID}
	var own []tax.Line
	for i := range billed {
		one := &billed[i]
		if one.Credits == nil || no[*one.Credits] == 0 {
			continue
		}
		of := no[*one.Credits]
		taken.Lines = append(taken.Lines, Line{Of: of, Net: one.Amount})
		own = append(own, tax.Line{ID: one.Key.String(), Amount: one.Amount, Treatment: b.Lines[of-1].Treatment})
	}
	if len(own) == 0 {
		return Bill{}, false, nil
	}
	taken.Totals, err = tax.Total(b.Policy.Tax, own, nil, money.Amount{}, money.Amount{})
	return taken, true, err
}

// lessCredited takes what a credit note took back off what is known as billed, so that it is not taken back twice.
func lessCredited(billed []charge.Billed, b, note Bill) ([]charge.Billed, error) {
	var c money.Calc
	billed = append([]charge.Billed(nil), billed...)
	for i := range note.Lines {
		of, known := b.Line(note.Lines[i].Of)
		if !known || of.Key == (charge.Key{}) {
			continue
		}
		for k := range billed {
			if billed[k].Key == of.Key {
				billed[k].Amount = c.Add(billed[k].Amount, note.Lines[i].Net)
			}
		}
	}
	return billed, c.Err()
}

// without is what is billed without what a bill billed.
func without(billed []charge.Billed, b Bill) ([]charge.Billed, error) {
	mine := map[charge.Key]bool{}
	for i := range b.Lines {
		if b.Lines[i].Key != (charge.Key{}) {
			mine[b.Lines[i].Key] = true
		}
	}
	kept := billed[:0:0]
	for i := range billed {
		one := &billed[i]
		if mine[one.Key] {
			continue
		}
		if one.Credits != nil && mine[*one.Credits] {
			return nil, fault.State(bills.Subject(b.ID), "a later bill took a charge of it back; correct it by a credit note")
		}
		kept = append(kept, *one)
	}
	return kept, nil
}

// bringUsage lets the usage that goes with a period's bill go with another's, where it is of some sheets.
func bringUsage(u *work.Unit, account string, parents bool, from, to calendar.Date, of func(*sheet) bool) error {
	ids := []string{account}
	if parents {
		subs, err := accounts.By(u, "parent", account)
		if err != nil {
			return err
		}
		for _, a := range subs {
			ids = append(ids, a.ID)
		}
	}
	for _, account := range ids {
		found, err := sheets.By(u, keyWith, withKey(account, from))
		if err != nil {
			return err
		}
		for i := range found {
			sh := &found[i]
			for k := range sh.Records {
				if r := &sh.Records[k]; !r.Moved && r.with(sh) == from && of(sh) {
					r.With, sh.changed = to, true
				}
			}
			if err := sh.write(u); err != nil {
				return err
			}
		}
	}
	return nil
}
