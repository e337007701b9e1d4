package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// NoteReceived notes that the customer has been sent a bill (Customer Interface Management passed it on, or the Courier
// delivered it). For each violation with rebates on it, the violation's case is told that the adjusted bill was sent (flow
// 4.2.3, step 12). Noting it again changes nothing.
func (s *Service) NoteReceived(ctx context.Context, bill string) (BillFile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (BillFile, error) { return s.NoteReceivedTx(u, bill) })
}

// NoteReceivedTx is NoteReceived in the caller's unit.
func (s *Service) NoteReceivedTx(u *work.Unit, bill string) (BillFile, error) {
	f, err := bills.Get(u, bill)
	if err != nil {
		return BillFile{}, err
	}
	if !f.issued() {
		return BillFile{}, fault.State(bills.Subject(bill), "is "+string(f.Bill.State)+"; send it first")
	}
	if !f.ReceivedAt.IsZero() {
		return f, nil
	}
	return s.received(u, f)
}

// received puts the bill as received, and tells the cases of the violations, once.
func (s *Service) received(u *work.Unit, f BillFile) (BillFile, error) {
	first := f.ReceivedAt.IsZero()
	if first {
		f.ReceivedAt = u.At
	}
	f, err := s.saveBill(u, f)
	if err != nil || !first || f.Bill.Kind.Corrects() {
		return f, err
	}
	for _, n := range f.adjusted() {
		if err := u.Emit(EventAdjustedBillSent, f.ID, n.correlation, n.notice); err != nil {
			return f, err
		}
	}
	return f, nil
}

// adjustedCase is what the case of a violation is told of a bill.
type adjustedCase struct {
	correlation string
	notice      AdjustedNotice
}

// adjusted collects the rebates of a bill by violation, in the order of its lines.
func (f BillFile) adjusted() []adjustedCase {
	var all []adjustedCase
	var c money.Calc
	b := &f.Bill
lines:
	for i := range b.Lines {
		l := &b.Lines[i]
		if l.Rebate == nil {
			continue
		}
		for k := range all {
			if n := &all[k].notice; n.Violation == l.Rebate.Violation {
				n.Rebates, n.Amount = append(n.Rebates, *l.Rebate), c.Add(n.Amount, l.Net)
				continue lines
			}
		}
		correlation := l.Rebate.Case
		if correlation == "" {
			correlation = l.Rebate.Violation
		}
		all = append(all, adjustedCase{correlation, AdjustedNotice{Customer: b.Customer, Account: b.Account, Bill: f.ID, No: b.No,
			Violation: l.Rebate.Violation, Rebates: []Rebate{*l.Rebate}, Amount: l.Net, Total: b.Totals.WithTax}})
	}
	return all
}

// NotePaid notes how much of a bill is paid or credited in all, as Collection says: nothing, a part, or everything that was due.
// The same figure again changes nothing.
func (s *Service) NotePaid(ctx context.Context, bill string, paid money.Amount, on calendar.Date) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.NotePaidTx(u, bill, paid, on) })
}

// NotePaidTx is NotePaid in the caller's unit.
func (s *Service) NotePaidTx(u *work.Unit, bill string, paid money.Amount, on calendar.Date) (Bill, error) {
	f, err := bills.Get(u, bill)
	if err != nil {
		return Bill{}, err
	}
	var c fault.Check
	c.That(paid.Sign() >= 0, "paid", fault.RuleRange, "must not be negative")
	goes(&c, "paid", paid, f.Bill.Currency)
	c.That(on.IsZero() || near(u, on), "on", fault.RuleRange, "lies more than 20 years away")
	if err := c.Err(bills.Subject(bill)); err != nil {
		return Bill{}, err
	}
	if !f.issued() || f.Bill.Kind.Corrects() {
		return Bill{}, fault.State(bills.Subject(bill), "is "+string(f.Bill.State)+", a "+string(f.Bill.Kind)+"; only bills that are sent are paid")
	}
	if same, err := paid.Cmp(f.Paid); err == nil && same == 0 {
		if !(f.Bill.State == BillSent && f.Bill.Due.Sign() <= 0) {
			return f.Bill, nil
		}
	}
	left, err := f.Bill.Due.Sub(paid)
	if err != nil {
		return Bill{}, err
	}
	next := PayPartBill
	switch {
	case left.Sign() <= 0:
		next = SettleBill
	case paid.Sign() == 0:
		next = ReopenBill
	}
	f.Paid = paid
	why := ""
	if !on.IsZero() {
		why = on.String()
	}
	if next == SettleBill && f.Bill.State == BillSettled {
		f, err = s.saveBill(u, f) // paid even more: Collection gives it back
		return f.Bill, err
	}
	if f, err = f.step(next, u, "", why); err != nil {
		return Bill{}, err
	}
	f, err = s.saveBill(u, f, saying{typ: EventBillStateChanged, why: why})
	return f.Bill, err
}
