package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// RebateDraft is what Customer QoS/SLA Management hands over of a violation (flows 4.2.3, step 10, and 4.3, step 2).
type RebateDraft struct {
	Customer string
	Account  string // empty: the customer's default account
	Rebate   Rebate // ID: the violation and the number of what was handed over
}

// TakeRebate notes a rebate: it stands on the bill of the account's open period, and once the customer has been sent that bill,
// the violation's case is told (NoteReceived). One that is noted already is fault.ErrConflict.
func (s *Service) TakeRebate(ctx context.Context, d RebateDraft) (Rebate, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Rebate, error) { return s.TakeRebateTx(u, d) })
}

// TakeRebateTx is TakeRebate in the caller's unit.
func (s *Service) TakeRebateTx(u *work.Unit, d RebateDraft) (Rebate, error) {
	r := d.Rebate
	a, err := s.accountFor(u, d.Customer, d.Account)
	if err != nil {
		return Rebate{}, err
	}
	var c fault.Check
	c.Text("rebate.id", r.ID, maxEntry)
	c.Text("rebate.violation", r.Violation, fault.MaxID)
	c.Optional("rebate.case", r.Case, fault.MaxID)
	c.Optional("rebate.agreement", r.Agreement, fault.MaxID)
	c.Optional("rebate.product", r.Product, fault.MaxID)
	c.Text("rebate.fee", r.Fee, fault.MaxName)
	c.Optional("rebate.feeDe", r.FeeDe, fault.MaxName)
	c.Optional("rebate.text", r.Text, fault.MaxText)
	c.Optional("rebate.de", r.De, fault.MaxText)
	c.Optional("rebate.taxClass", r.TaxClass, fault.MaxName)
	c.Optional("rebate.supply", r.Supply, fault.MaxName)
	c.That(!r.Period.IsZero(), "rebate.period", fault.RuleRequired, "must be the one in which the agreement was violated")
	c.That(r.Basis.Sign() >= 0, "rebate.basis", fault.RuleRange, "must not be negative")
	c.That(r.Rate.Sign() >= 0, "rebate.rate", fault.RuleRange, "must not be negative")
	c.That(r.Amount.Sign() != 0 || r.Rate.Sign() > 0 && r.Basis.Sign() > 0, "rebate.amount", fault.RuleRequired, "must be given, or a rate and what it is taken of")
	goes(&c, "rebate.basis", r.Basis, a.Currency)
	goes(&c, "rebate.amount", r.Amount, a.Currency)
	if err := c.Err("billing.rebateDraft"); err != nil {
		return Rebate{}, err
	}
	if err := s.put(u, entry{Account: a.ID, Rebate: &r}); err != nil {
		return Rebate{}, err
	}
	l, err := s.noted(u, a)
	if err != nil {
		return Rebate{}, err
	}
	return r, u.Emit(EventRebateNoted, r.ID, l.openCase(), RebateNotice{Customer: a.Customer, Account: a.ID, Rebate: r})
}
