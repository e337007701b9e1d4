package crm

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// gatherUsage is what usage comes to: in the open periods so far, and on average of the last three bills. What cannot be told is not known.
func gatherUsage(c *CRM, g *gathering) error {
	var all, used []money.Amount
	for _, id := range g.ids {
		open, err := c.Billing.UnbilledTx(g.u, id)
		switch {
		case errors.Is(err, fault.ErrInvalid), errors.Is(err, fault.ErrState), errors.Is(err, fault.ErrNotFound), errors.Is(err, fault.ErrRejected):
			return nil // there is an account whose bill could not be made now
		case err != nil:
			return err
		}
		for _, one := range open {
			all, used = append(all, one.Total), append(used, one.Usage)
		}
	}
	g.owed("usage.unbilled", all...)
	month, known, err := c.usageOfMonth(g)
	if err != nil || !known {
		return err
	}
	g.set("usage.monthly", rule.Amt(month))
	if now, err := money.Sum(used...); err == nil && month.Sign() > 0 && now.Currency() == g.currency {
		return g.ratio("usage.jump", now, month)
	}
	return nil
}

// lastBills is over how many bills usage is averaged.
const lastBills = 3

// usageOfMonth is the usage of the last bills, divided by their number; false if there are none, or in another currency.
func (c *CRM) usageOfMonth(g *gathering) (money.Amount, bool, error) {
	var bills []billing.Bill
	for _, id := range g.ids {
		files, err := c.Billing.BillsByTx(g.u, "customer", id)
		if err != nil {
			return money.Amount{}, false, err
		}
		for _, f := range files {
			if f.Bill.No != "" && f.Bill.Corrects == "" {
				bills = append(bills, f.Bill)
			}
		}
	}
	slices.SortFunc(bills, func(a, b billing.Bill) int { return b.Period.From().Compare(a.Period.From()) })
	bills = bills[:min(len(bills), lastBills)]
	sum, err := money.FromMinor(0, g.currency)
	for _, b := range bills {
		if b.Currency != g.currency {
			return sum, false, nil
		}
		for _, l := range b.Lines {
			if l.Category == billing.UsageLine && err == nil {
				sum, err = sum.Add(l.Net)
			}
		}
	}
	if err != nil || len(bills) == 0 {
		return sum, false, err
	}
	mean, err := sum.Fraction(1, int64(len(bills)), money.HalfUp)
	return mean, err == nil && mean.Sign() >= 0, err
}

// ratio sets a number to a over b, two digits behind the point.
func (g *gathering) ratio(name string, a, b money.Amount) error {
	part, err := a.MinorUnits()
	if err != nil {
		return err
	}
	of, err := b.MinorUnits()
	if err != nil {
		return err
	}
	hundredths := new(big.Int).Mul(big.NewInt(max(part, 0)), big.NewInt(100))
	n := hundredths.Quo(hundredths, big.NewInt(of)).Int64()
	q, err := money.ParseQuantity(fmt.Sprintf("%d.%02d", n/100, n%100))
	g.set(name, rule.Num(q))
	return err
}
