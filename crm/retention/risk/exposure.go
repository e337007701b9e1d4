package risk

import (
	"math/big"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Expose adds up what could be lost: open items, unbilled usage, open orders and this one, less the deposits. Parts of a minor unit
// count as a whole one. Deposits beyond what they are to cover make no credit: the total is never below 0. Error: amounts of
// several currencies.
func Expose(open, unbilled, orders, deposits, this money.Amount) (Exposure, error) {
	var c money.Calc
	e := Exposure{Open: c.Round(open, money.Up), Unbilled: c.Round(unbilled, money.Up), Orders: c.Round(orders, money.Up),
		Deposits: deposits, This: c.Round(this, money.Up)}
	e.Total = c.Sub(c.Sum(e.Open, e.Unbilled, e.Orders, e.This), deposits)
	if e.Total.Sign() < 0 {
		e.Total = c.Sub(e.Total, e.Total)
	}
	return e, c.Err()
}

// mostUse is the most that Use says.
const mostUse = 1000

// Use is an exposure in percent of a limit, rounded up, so that 101 and more is over it; at most 1000, which stands for an exposure
// against a limit of nothing, too. Both are in the same currency, in whole minor units, 0 or more.
func Use(exposure, limit money.Amount) (int64, error) {
	if _, err := exposure.Cmp(limit); err != nil {
		return 0, err
	}
	part, err := exposure.MinorUnits()
	if err != nil || part <= 0 {
		return 0, err
	}
	whole, err := limit.MinorUnits()
	if err != nil {
		return 0, err
	}
	if whole <= 0 {
		return mostUse, nil
	}
	up := new(big.Int).Mul(big.NewInt(part), big.NewInt(100))
	up.Add(up, big.NewInt(whole-1)).Quo(up, big.NewInt(whole))
	if !up.IsInt64() || up.Int64() > mostUse {
		return mostUse, nil
	}
	return up.Int64(), nil
}

// exposed is the exposure by the facts, with open orders and this one as they are looked at.
func (c *Compiled) exposed(f *rule.Facts, held, orders, this money.Amount) (Exposure, error) {
	var assumed []string
	part := func(name string) (money.Amount, error) {
		v, ok, err := f.Use(name)
		if _, there := f.Get(name); err == nil && !there {
			assumed = append(assumed, name)
		}
		if err != nil || !ok {
			return c.none, err
		}
		return v.Amount(), nil
	}
	open, err := part(factOpen)
	if err != nil {
		return Exposure{}, err
	}
	unbilled, err := part(factUnbilled)
	if err != nil {
		return Exposure{}, err
	}
	if _, err := part(factOrders); err != nil {
		return Exposure{}, err
	}
	e, err := Expose(open, unbilled, orders, held, this)
	e.Assumed = assumed
	return e, err
}

// The facts that make the exposure.
const (
	factOpen     = "payment.open"
	factUnbilled = "usage.unbilled"
	factOrders   = "orders.open"
)
