package billing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Delivery is a delivered product as Service & Specific Instance Rating reports it (flow 4.3, step 1): 20 PCs with the software
// installed.
type Delivery struct {
	ID       string         `json:"id"` // one that comes again does nothing
	Customer string         `json:"customer"`
	Account  string         `json:"account,omitempty"` // empty: the customer's default account
	Offering string         `json:"offering"`
	Quantity money.Quantity `json:"quantity"`
	At       time.Time      `json:"at"`
	Text     string         `json:"text,omitempty"`
}

// ReceiveDelivery takes the report of a delivery: it is billed at the prices ordered, the order first noted first; if none of it was
// ordered, at the one-time prices agreed. What goes beyond an order, or was neither ordered nor agreed, stands on the bill without a
// price and holds it until a person has decided.
func (s *Service) ReceiveDelivery(ctx context.Context, d Delivery) (UsageNotice, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (UsageNotice, error) { return s.ReceiveDeliveryTx(u, d) })
}

// ReceiveDeliveryTx is ReceiveDelivery in the caller's unit.
func (s *Service) ReceiveDeliveryTx(u *work.Unit, d Delivery) (UsageNotice, error) {
	d.At = fault.Instant(d.At)
	if err := d.check(u); err != nil {
		return UsageNotice{}, err
	}
	return work.Once(u, "billing.receiveDelivery", d.ID, d, func() (UsageNotice, error) {
		a, err := s.accountFor(u, d.Customer, d.Account)
		if err != nil {
			return UsageNotice{}, err
		}
		n := UsageNotice{Customer: a.Customer, Account: a.ID, Delivery: &d}
		if n.Positions, err = s.deliver(u, a, d); err != nil {
			return UsageNotice{}, err
		}
		l, err := s.noted(u, a)
		if err != nil {
			return UsageNotice{}, err
		}
		return n, u.Emit(EventUsageReceived, d.ID, l.openCase(), n)
	})
}

// deliver makes the positions of a delivery.
func (s *Service) deliver(u *work.Unit, a Account, d Delivery) ([]Position, error) {
	zone, err := calendar.LoadZone(a.Zone)
	if err != nil {
		return nil, err
	}
	on, left := calendar.DateOf(d.At, zone), d.Quantity
	var made []Position
	bill := func(p Position, quantity money.Quantity, surplus bool) error {
		p.ID, p.Quantity, p.On = idOf(d.ID, p.ID), quantity, on
		p.Sources = append(p.Sources[:len(p.Sources):len(p.Sources)], d.ID)
		made = append(made, p)
		return s.put(u, entry{Account: a.ID, Position: &p, Surplus: surplus})
	}
	orders, err := entries.By(u, keyWaiting, a.ID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(orders, func(a, b entry) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Waiting.Item, b.Waiting.Item))
	})
	var item string
	var take money.Quantity
	for _, e := range orders {
		w := e.Waiting
		if w.Offering != d.Offering {
			continue
		}
		if w.Item != item { // all prices of an item are due for the same units
			if take, err = w.Ordered.Sub(w.Delivered); err != nil {
				return nil, err
			}
			if left.Cmp(take) < 0 {
				take = left
			}
			if left, err = left.Sub(take); err != nil {
				return nil, err
			}
			item = w.Item
		}
		if take.Sign() <= 0 {
			continue
		}
		if w.Delivered, err = w.Delivered.Add(take); err != nil {
			return nil, err
		}
		if err := entries.Put(u, &e); err != nil {
			return nil, err
		}
		if err := bill(w.Position, take, false); err != nil {
			return nil, err
		}
	}
	if left.Sign() <= 0 {
		return made, nil
	}
	if len(made) == 0 {
		agreed, err := s.agreedPositions(u, a.ID, d.Offering, on)
		if err != nil {
			return nil, err
		}
		for _, p := range agreed {
			if err := bill(p, left, false); err != nil {
				return nil, err
			}
		}
		if len(agreed) > 0 {
			return made, nil
		}
	}
	surplus := Position{ID: "surplus", Name: cmp.Or(d.Text, d.Offering), Offering: d.Offering, Price: zero(a.Currency)}
	return made, bill(surplus, left, true)
}

func zero(c money.Currency) money.Amount {
	a, _ := money.FromMinor(0, c) // the error is only for other numbers
	return a
}

func (d Delivery) check(u *work.Unit) error {
	var c fault.Check
	c.Text("id", d.ID, maxEntry)
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("account", d.Account, fault.MaxID)
	c.Text("offering", d.Offering, fault.MaxName)
	c.That(d.Quantity.Sign() > 0, "quantity", fault.RuleRange, "must be more than 0")
	c.That(!d.At.IsZero(), "at", fault.RuleRequired, "must be when it was delivered")
	c.That(!d.At.After(u.At) && d.At.After(u.At.Add(-fault.Horizon)), "at", fault.RuleRange, "must be past, and within 20 years")
	c.Optional("text", d.Text, fault.MaxName)
	return c.Err("billing.delivery")
}
