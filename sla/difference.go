package sla

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Difference is what has to be handed over when now was found and before is what was handed over until now: nothing for what did
// not change, the rest for what became more, a negative amount for what became less. The zero Report stands for nothing handed over.
// All adjustments of a chain of reports add up to what the last one grants. fault.ErrInvalid if the two are not of one
// agreement, customer and period, or of different currencies.
func Difference(before, now Report) ([]Adjustment, error) {
	if err := alike(before, now); err != nil {
		return nil, err
	}
	given := map[remedyKey]Remedy{}
	for _, r := range before.Remedies {
		given[r.key()] = r
	}
	var all []Adjustment
	add := func(r Remedy, was, is money.Amount) error {
		by, err := is.Sub(was)
		if err != nil || by.Sign() == 0 {
			return err
		}
		a := Adjustment{Objective: r.Objective, Consequence: r.Consequence, Fault: r.Fault, Fee: r.Fee,
			Amount: by, Before: was, Now: is, Code: change(was, is, by)}
		if r.plain() && is.Sign() > 0 {
			a.Basis, a.Rate = r.Basis, r.Rate
		}
		all = append(all, a)
		return nil
	}
	for _, r := range now.Remedies {
		if err := add(r, given[r.key()].Amount, r.Amount); err != nil {
			return nil, err
		}
		delete(given, r.key())
	}
	for _, r := range before.Remedies {
		if _, gone := given[r.key()]; !gone {
			continue
		}
		if err := add(r, r.Amount, money.Amount{}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// plain reports whether the remedy is its rate of its basis, and nothing else.
func (r Remedy) plain() bool { return r.Rate.Sign() > 0 && r.Steps == 0 && len(r.Reductions) == 0 }

// change is the code of an adjustment.
func change(was, is, by money.Amount) string {
	switch {
	case was.Sign() == 0:
		return CodeGranted
	case is.Sign() == 0:
		return CodeWithdrawn
	case by.Sign() > 0:
		return CodeRaised
	}
	return CodeLowered
}

// alike refuses reports that are about different things.
func alike(before, now Report) error {
	var c fault.Check
	c.That(!now.Period.IsZero(), "now", fault.RuleRequired, "must be a report; the report of before may be the zero one")
	if !before.Period.IsZero() {
		c.That(before.Agreement == now.Agreement, "agreement", fault.RuleReference, "both reports must be of one agreement")
		c.That(before.Customer == now.Customer, "customer", fault.RuleReference, "both reports must be of one customer")
		c.That(before.Period == now.Period, "period", fault.RuleReference, "both reports must be of one period")
	}
	return c.Err("sla.Difference")
}
