package billing

import (
	"context"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Verify validates a new bill by its findings, or holds it if one of them asks for a person.
func (s *Service) Verify(ctx context.Context, bill string) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.VerifyTx(u, bill) })
}

// VerifyTx is Verify in the caller's unit.
func (s *Service) VerifyTx(u *work.Unit, bill string) (Bill, error) {
	f, err := bills.Get(u, bill)
	if err != nil {
		return Bill{}, err
	}
	f, says, err := s.verified(u, f)
	if err != nil {
		return Bill{}, err
	}
	f, err = s.saveBill(u, f, says)
	return f.Bill, err
}

// verified leads a new bill to validated or onHold.
func (s *Service) verified(u *work.Unit, f BillFile) (BillFile, saying, error) {
	if Held(f.Bill.Findings) {
		f, err := f.step(HoldBill, u, "", codesOf(f.Bill.Findings))
		return f, saying{typ: EventBillHeld}, err
	}
	f, err := f.step(ValidateBill, u, "", "")
	return f, saying{typ: EventBillValidated}, err
}

// codesOf are the codes of the findings that hold a bill.
func codesOf(findings []Finding) string {
	var codes []string
	for _, f := range findings {
		if f.Severity == SeverityHold && !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	return strings.Join(codes, ", ")
}

// Decision says who decided about a bill, and why.
type Decision struct {
	By  string
	Why string
}

func (d Decision) check() error {
	var c fault.Check
	c.Text("by", d.By, fault.MaxName)
	c.Text("why", d.Why, fault.MaxText)
	return c.Err("billing.decision")
}

// Hold holds a bill that is not issued.
func (s *Service) Hold(ctx context.Context, bill string, d Decision) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.HoldTx(u, bill, d) })
}

// HoldTx is Hold in the caller's unit.
func (s *Service) HoldTx(u *work.Unit, bill string, d Decision) (Bill, error) {
	return s.decided(u, bill, HoldBill, d, EventBillHeld)
}

// Release releases a held bill: a person has looked at its findings and decided that it is right. It is sent by Send, or with
// what Due does next.
func (s *Service) Release(ctx context.Context, bill string, d Decision) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.ReleaseTx(u, bill, d) })
}

// ReleaseTx is Release in the caller's unit.
func (s *Service) ReleaseTx(u *work.Unit, bill string, d Decision) (Bill, error) {
	return s.decided(u, bill, ReleaseBill, d, EventBillReleased)
}

func (s *Service) decided(u *work.Unit, bill string, on Event, d Decision, event string) (Bill, error) {
	if err := d.check(); err != nil {
		return Bill{}, err
	}
	f, err := bills.Get(u, bill)
	if err != nil {
		return Bill{}, err
	}
	if f, err = f.step(on, u, d.By, d.Why); err != nil {
		return Bill{}, err
	}
	f, err = s.saveBill(u, f, saying{typ: event, by: d.By, why: d.Why})
	return f.Bill, err
}

// Send issues a validated bill: it gets its issuer's next number and the day's date, and goes to the customer by the account's
// channel.
func (s *Service) Send(ctx context.Context, bill string) (Bill, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Bill, error) { return s.SendTx(u, bill) })
}

// SendTx is Send in the caller's unit.
func (s *Service) SendTx(u *work.Unit, bill string) (Bill, error) {
	f, err := bills.Get(u, bill)
	if err != nil {
		return Bill{}, err
	}
	n := s.numbers(u)
	if f, err = s.issue(u, f, n); err != nil {
		return Bill{}, err
	}
	return f.Bill, n.flush()
}

// issue numbers, issues and sends a bill or a correction.
func (s *Service) issue(u *work.Unit, f BillFile, n *numbers) (BillFile, error) {
	f, err := f.step(IssueBill, u, "", "")
	if err != nil {
		return f, err
	}
	a, err := accounts.Get(u, f.Bill.Account)
	if err != nil {
		return f, err
	}
	return s.issueTo(u, f, a, n)
}

// issueTo is the rest of issue, with the account at hand.
func (s *Service) issueTo(u *work.Unit, f BillFile, a Account, n *numbers) (BillFile, error) {
	b := &f.Bill
	today := a.day(u)
	d := a.On(today)
	if b.Date != today {
		if !b.PaymentDue.IsZero() {
			b.PaymentDue = today.AddDays(b.Date.DaysUntil(b.PaymentDue))
		}
		b.Date = today
	}
	no, err := n.next(b.Issuer, b.Kind)
	if err != nil {
		return f, err
	}
	b.No, f.Before = no, nil
	f = s.dispatch(u, f, d.Channel, d.to(d.Channel), "", "")
	event := EventBillSent
	if b.Kind.Corrects() {
		event = EventCreditNoteSent
	}
	stored, err := s.saveBill(u, f, saying{typ: event, dispatch: 1})
	if err != nil {
		n.giveBack(b.Issuer)
	}
	return stored, err
}

// Withdraw takes back a bill that is not issued: its period is open again, with all that was on the bill, and what was wrong can
// be put right before it is made anew. It must be the account's last bill.
func (s *Service) Withdraw(ctx context.Context, bill string, d Decision) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.WithdrawTx(u, bill, d) })
}

// WithdrawTx is Withdraw in the caller's unit.
func (s *Service) WithdrawTx(u *work.Unit, bill string, d Decision) error {
	if err := d.check(); err != nil {
		return err
	}
	f, err := bills.Get(u, bill)
	if err != nil {
		return err
	}
	if f.issued() || f.Before == nil {
		return fault.State(bills.Subject(bill), "is issued; correct it by a credit note or a reversal")
	}
	l, err := ledgers.Get(u, f.Bill.Account)
	if err != nil {
		return err
	}
	if l.Last != f.ID {
		return fault.State(bills.Subject(bill), "a later bill is made, which builds on it; release it, and correct it by a credit note")
	}
	if err := unbook(u, f.ID); err != nil {
		return err
	}
	if err := unused(u, f.ID); err != nil {
		return err
	}
	was, err := s.ledgerBefore(u, l, f)
	if err != nil {
		return err
	}
	if err := bringUsage(u, f.Bill.Account, l.Parents, l.Open.From(), was.Open.From(), func(sh *sheet) bool { return !sh.From.After(was.Open.From()) }); err != nil {
		return err
	}
	n := f.notice()
	n.By, n.Why = d.By, d.Why
	if err := bills.Delete(u, &f); err != nil {
		return err
	}
	return u.Emit(EventBillWithdrawn, f.ID, f.Bill.Correlation, n)
}

// ledgerBefore is the ledger as it was before its last bill. Corrections of earlier bills that were made since then stay.
func (s *Service) ledgerBefore(u *work.Unit, l ledger, f BillFile) (ledger, error) {
	now, err := rebilled(u, l, func(billed []charge.Billed) ([]charge.Billed, error) { return without(billed, f.Bill) })
	if err != nil {
		return l, err
	}
	if now.Used, err = usedWithout(l.Used, &f.Bill); err != nil {
		return l, err
	}
	was := f.Before.Ledger
	now.Idle, now.Last, now.Balances, now.Previous = was.Idle, was.Last, was.Balances, was.Previous
	now.Fault, now.Entries = nil, true
	now.Inputs++
	now = s.opened(now, was.Open)
	return now, ledgers.Put(u, &now)
}

// unbook opens again what stood on a bill and is billed once.
func unbook(u *work.Unit, bill string) error {
	found, err := entries.By(u, keyBill, bill)
	if err != nil {
		return err
	}
	for _, e := range found {
		e.Bill = ""
		if err := entries.Put(u, &e); err != nil {
			return err
		}
	}
	return nil
}

// unused gives credits back what a bill used of them.
func unused(u *work.Unit, bill string) error {
	found, err := entries.By(u, keyUsed, bill)
	if err != nil {
		return err
	}
	for _, e := range found {
		if e, err = e.unused(bill); err != nil {
			return err
		}
		if err := entries.Put(u, &e); err != nil {
			return err
		}
	}
	return nil
}

// clipped is the text, cut to a length in bytes.
func clipped(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && text[most]&0xc0 == 0x80 { // not within a rune
		most--
	}
	return text[:most]
}
