package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Moving says to which of a customer's accounts a product goes.
type Moving struct {
	Account string        // that pays from now on
	From    calendar.Date // the first day it pays for; zero: today
	Why     string
}

// MoveProduct brings a product to the account that is right for it (3.8.4), with all its usage that is not billed yet. Service
// days before From are billed to the account that paid until now, and days from then on to the new one: what the old one has
// paid of them in advance is taken back on its next bill, so no day is billed twice, and none is left out. Both accounts are the
// same customer's, and of one currency.
func (s *Service) MoveProduct(ctx context.Context, product string, m Moving) (Product, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Product, error) { return s.MoveProductTx(u, product, m) })
}

// MoveProductTx is MoveProduct in the caller's unit.
func (s *Service) MoveProductTx(u *work.Unit, product string, m Moving) (Product, error) {
	p, err := products.Get(u, product)
	if err != nil {
		return Product{}, err
	}
	to, err := accounts.Get(u, m.Account)
	if err != nil {
		return Product{}, err
	}
	from, err := accounts.Get(u, p.Account())
	if err != nil {
		return Product{}, err
	}
	if to.Customer != p.Customer {
		return Product{}, fault.NotFound(accounts.Subject(m.Account))
	}
	if m.From.IsZero() {
		m.From = to.day(u)
	}
	var c fault.Check
	c.Optional("why", m.Why, fault.MaxText)
	c.That(to.ID != from.ID, "account", fault.RuleDuplicate, "pays for it already")
	c.That(to.State == AccountActive, "account", fault.RuleReference, "is closed")
	c.That(to.Currency == from.Currency, "account", fault.RuleCurrency, "must be in "+from.Currency.String())
	c.That(near(u, m.From) && !m.From.Before(p.Places[len(p.Places)-1].From), "from", fault.RuleRange,
		"lies before the day from which "+from.ID+" pays, "+p.Places[len(p.Places)-1].From.String())
	if err := c.Err("billing.moving"); err != nil {
		return Product{}, err
	}
	p.Places = append(p.Places[:len(p.Places):len(p.Places)], Place{Account: to.ID, From: m.From})
	if err := products.Put(u, &p); err != nil {
		return Product{}, err
	}
	moved, err := s.moveUsage(u, p.ID, from, to)
	if err != nil {
		return Product{}, err
	}
	if _, err := s.touched(u, from); err != nil {
		return Product{}, err
	}
	l, err := s.touched(u, to)
	if err != nil {
		return Product{}, err
	}
	n := MoveNotice{Customer: p.Customer, Account: to.ID, Before: from.ID, Product: p.ID, From: m.From, Usage: moved, Why: m.Why}
	return p, u.Emit(EventProductMoved, p.ID, l.openCase(), n)
}

// moveUsage moves a product's usage that no bill has. Where it was it is remembered, so that a record that comes again is known.
func (s *Service) moveUsage(u *work.Unit, product string, from, to Account) (int, error) {
	was, err := s.ledgerOf(u, from)
	if err != nil {
		return 0, err
	}
	l, err := s.ledgerOf(u, to)
	if err != nil {
		return 0, err
	}
	cycle, err := charge.BillCycle(to.CycleDay, to.Zone)
	if err != nil {
		return 0, err
	}
	open := was.Open.From()
	found, _, err := sheets.Page(u, store.Query{Key: keyWith, From: withKey(from.ID, open), To: from.ID + "0"}) // '0' follows '/'
	if err != nil {
		return 0, err
	}
	moved := 0
	done := map[string]bool{}
	target := map[string]*sheet{}
	for i := range found {
		sh := &found[i]
		if done[sh.ID] || sh.Account != from.ID {
			continue // found by several keys
		}
		done[sh.ID] = true
		for k := range sh.Records {
			r := &sh.Records[k]
			if r.Moved || r.Product != product || r.with(sh).Before(open) {
				continue
			}
			period, err := cycle.Period(r.At)
			if err != nil {
				return 0, err
			}
			one := record{Usage: r.Usage, Again: r.Again}
			if period.From().Before(l.Open.From()) {
				one.With = l.Open.From()
			}
			there, err := sheetFor(u, target, to.ID, period.From(), r.ID)
			if err != nil {
				return 0, err
			}
			at, known := there.find(r.ID)
			switch {
			case !known:
				there.add(one)
			case there.Records[at].Moved: // it was here before
				there.Records[at], there.changed = one, true
			case there.Records[at].Usage != r.Usage: // another product's record of the same id
				one.ID = idOf(from.ID, r.ID)
				there.add(one)
			}
			r.Moved, sh.changed = true, true
			moved++
		}
		if err := sh.write(u); err != nil {
			return 0, err
		}
	}
	return moved, writeAll(u, target)
}
