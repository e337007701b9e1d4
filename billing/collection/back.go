package collection

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Return says that a payment went back: a debit for lack of funds, or because the customer objected.
type Return struct {
	ID     string        `json:"id,omitempty"` // of the bank's entry, so that it counts once although the debit is drawn again under the same reference
	On     calendar.Date `json:"on"`
	Reason string        `json:"reason,omitempty"` // the bank's code, such as AC04 or MD06
	Text   string        `json:"text,omitempty"`
	Fee    money.Amount  `json:"fee"` // what the bank takes for it, passed on to the customer; none: 0
}

// ReturnDraft names the payment that went back: by its id, or by the reference that we gave the debit.
type ReturnDraft struct {
	Payment  string
	EndToEnd string
	Return
}

func (d ReturnDraft) check() error {
	var c fault.Check
	c.That(d.Payment != "" || d.EndToEnd != "", "payment", fault.RuleRequired, "must be given, or the debit's end-to-end id")
	c.Optional("payment", d.Payment, fault.MaxID)
	c.Optional("endToEnd", d.EndToEnd, fault.MaxID)
	c.Optional("id", d.ID, fault.MaxID)
	c.That(!d.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.Optional("reason", d.Reason, fault.MaxName)
	c.Optional("text", d.Text, fault.MaxText)
	c.That(d.Fee.Sign() >= 0, "fee", fault.RuleRange, "must not be negative")
	if d.Fee.Sign() > 0 {
		checkAmount(&c, "fee", d.Fee)
	}
	return c.Err("collection.return")
}

// ReturnDebit takes back a payment: what it settled is open again, and the bank's fee is an item of its own. Money that is kept for the
// account goes to them at once. A payment that went back before stays as it is.
func (s *Service) ReturnDebit(ctx context.Context, d ReturnDraft) (Received, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Received, error) { return s.ReturnDebitTx(u, d) })
}

// ReturnDebitTx is ReturnDebit in the caller's unit.
func (s *Service) ReturnDebitTx(u *work.Unit, d ReturnDraft) (Received, error) {
	if err := d.check(); err != nil {
		return Received{}, err
	}
	r, err := s.returned(u, d)
	if err != nil || r.Return != nil {
		return r, err
	}
	correlation, err := r.correlation(u)
	if err != nil {
		return Received{}, err
	}
	touched := map[string]bool{}
	for _, a := range r.Matched {
		item, err := s.book(u, a.Item, Entry{Kind: PaidBack, On: d.On, Amount: a.Amount.Neg(), Reference: r.ID, Text: d.Reason})
		if err != nil {
			return Received{}, err
		}
		if err := s.paidOn(u, item, a.Amount.Neg(), d.On); err != nil {
			return Received{}, err
		}
		touched[item.Account] = true
	}
	reopened := r.Matched
	refunded := r.Refunded
	none, err := r.Unmatched.Sub(r.Unmatched)
	if err != nil {
		return Received{}, err
	}
	r.Matched, r.Unmatched, r.Refunded, r.Returned, r.Return = nil, none, none, r.Payment.Amount, &d.Return
	if err := payments.Put(u, &r); err != nil {
		return Received{}, err
	}
	if r.Account != "" {
		touched[r.Account] = true
		if err := s.charge(u, r, Fee, d.Fee, d.On, correlation); err != nil {
			return Received{}, err
		}
		if err := s.charge(u, r, Reclaim, refunded, d.On, correlation); err != nil {
			return Received{}, err
		}
		a, err := accounts.Get(u, r.Account)
		if err != nil {
			return Received{}, err
		}
		a = a.bounce(d.On)
		if err := accounts.Put(u, &a); err != nil {
			return Received{}, err
		}
	}
	notice := ReturnNotice{Customer: r.Customer, Account: r.Account, Payment: r.ID, Amount: r.Payment.Amount, On: d.On, Reason: d.Reason, Text: d.Text, Fee: d.Fee, Items: reopened}
	if err := u.Emit(EventDebitReturned, r.ID, correlation, notice); err != nil {
		return Received{}, err
	}
	if err := s.useCredits(u, touched); err != nil {
		return Received{}, err
	}
	return payments.Get(u, r.ID)
}

// returned finds the payment that went back.
func (s *Service) returned(u *work.Unit, d ReturnDraft) (Received, error) {
	if d.Payment != "" {
		return payments.Get(u, d.Payment)
	}
	found, err := payments.By(u, keyEndToEnd, d.EndToEnd)
	if err != nil {
		return Received{}, err
	}
	drawn := slices.ContainsFunc(found, func(r Received) bool { return r.Payment.Debit })
	found = slices.DeleteFunc(found, func(r Received) bool { // a customer's transfer may have the reference of our debit
		return r.Payment.On.After(d.On) || drawn && !r.Payment.Debit
	})
	if len(found) == 0 {
		return Received{}, fault.NotFound(fault.Subject("collection.payment by end-to-end id", d.EndToEnd))
	}
	slices.SortFunc(found, func(a, b Received) int { return byDay(b, a) })
	for _, r := range found {
		if d.ID != "" && r.Return != nil && r.Return.ID == d.ID {
			return r, nil
		}
	}
	for _, r := range found { // the same id drawn again: the newest that did not go back
		if r.Return == nil {
			return r, nil
		}
	}
	return found[0], nil
}

// charge opens an item for what a return costs.
func (s *Service) charge(u *work.Unit, r Received, kind Kind, amount money.Amount, on calendar.Date, correlation string) error {
	if amount.Sign() == 0 {
		return nil
	}
	if amount.Currency() != r.Payment.Amount.Currency() {
		return invalid("collection.return", "fee", fault.RuleCurrency, "must be in the payment's currency, "+r.Payment.Amount.Currency().String())
	}
	_, err := s.open(u, Item{Bill: r.ID, Account: r.Account, Customer: r.Customer, Amount: amount, Due: on, Arisen: on, Kind: kind, Correlation: correlation})
	return err
}

// Refund is money paid back to whoever paid too much.
type Refund struct {
	ID     string        `json:"id"`
	Amount money.Amount  `json:"amount"`
	On     calendar.Date `json:"on"`
	Reason string        `json:"reason,omitempty"`
}

// Refund asks for what is unmatched of a payment, or a part of it, to be paid back. More than is kept is fault.ErrState.
func (s *Service) Refund(ctx context.Context, payment string, d Refund) (Received, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Received, error) { return s.RefundTx(u, payment, d) })
}

// RefundTx is Refund in the caller's unit.
func (s *Service) RefundTx(u *work.Unit, payment string, d Refund) (Received, error) {
	var c fault.Check
	c.Text("id", d.ID, fault.MaxID)
	checkPositive(&c, "amount", d.Amount)
	c.That(!d.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.Optional("reason", d.Reason, fault.MaxText)
	if err := c.Err("collection.refund"); err != nil {
		return Received{}, err
	}
	r, err := payments.Get(u, payment)
	if err != nil {
		return Received{}, err
	}
	if n := slices.IndexFunc(r.Refunds, func(known Refund) bool { return known.ID == d.ID }); n >= 0 {
		if r.Refunds[n].Amount != d.Amount {
			return Received{}, fault.Conflict(fault.Subject("collection.refund", d.ID), "was asked for already, of "+r.Refunds[n].Amount.String()+"; give each refund an id of its own")
		}
		return r, nil
	}
	if more, err := d.Amount.Cmp(r.Unmatched); err != nil || more > 0 {
		if err != nil {
			return Received{}, err
		}
		return Received{}, fault.State(payments.Subject(payment), fmt.Sprintf("has %s that is not matched; refund at most that", r.Unmatched))
	}
	var calc money.Calc
	r.Unmatched, r.Refunded = calc.Sub(r.Unmatched, d.Amount), calc.Add(r.Refunded, d.Amount)
	if err := calc.Err(); err != nil {
		return Received{}, err
	}
	r.Refunds = append(r.Refunds[:len(r.Refunds):len(r.Refunds)], d)
	if err := payments.Put(u, &r); err != nil {
		return Received{}, err
	}
	correlation, err := r.correlation(u)
	if err != nil {
		return Received{}, err
	}
	return r, u.Emit(EventRefundAsked, r.ID, correlation, RefundNotice{Customer: r.Customer, Account: r.Account, Payment: r.ID, Refund: d, IBAN: r.Payment.IBAN, Payer: r.Payment.Payer, Left: r.Unmatched})
}
