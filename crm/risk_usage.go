package crm

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// gatherUsage is what usage comes to: in the open periods so far, and on average of the last bills. What cannot be told is not known.
func gatherUsage(c *CRM, g *gathering) error {
	var all []money.Amount
	used := map[string]money.Amount{} // by account
	for _, id := range g.ids {
		open, err := c.Billing.UnbilledTx(g.u, id)
		switch {
		case errors.Is(err, fault.ErrInvalid), errors.Is(err, fault.ErrState), errors.Is(err, fault.ErrNotFound), errors.Is(err, fault.ErrRejected):
			return nil // there is an account whose bill could not be made now
		case err != nil:
			return err
		}
		for _, one := range open {
			all, used[one.Account] = append(all, one.Total), one.Usage
		}
	}
	g.owed("usage.unbilled", all...)
	billed, err := c.billedUsage(g)
	if err != nil || len(billed) == 0 {
		return err
	}
	none, err := money.FromMinor(0, g.currency)
	if err != nil {
		return err
	}
	var sum money.Calc
	month, period, now := none, none, none
	for _, account := range slices.Sorted(maps.Keys(billed)) { // each pays for itself: their averages add up
		b := billed[account]
		if b.usage.Currency() != g.currency {
			return nil
		}
		month, period = sum.Add(month, b.over(&sum, b.months)), sum.Add(period, b.over(&sum, b.bills))
		if open, known := used[account]; known {
			now = sum.Add(now, open)
		}
	}
	if err := sum.Err(); err != nil || month.Sign() < 0 {
		return err
	}
	g.set("usage.monthly", rule.Amt(month))
	if period.Sign() <= 0 {
		return nil
	}
	return g.ratio("usage.jump", now, period)
}

// lastBills is over how many bills of an account usage is averaged.
const lastBills = 3

// billed is the usage on an account's last bills, how many these are, and how many months they are for.
type billed struct {
	usage         money.Amount
	bills, months int64
}

// over is a part of the usage.
func (b billed) over(c *money.Calc, parts int64) money.Amount {
	return c.Fraction(b.usage, 1, parts, money.HalfUp)
}

// billedUsage is the usage on the last bills of each account.
func (c *CRM) billedUsage(g *gathering) (map[string]billed, error) {
	var bills []billing.Bill
	for _, id := range g.ids {
		files, err := c.Billing.BillsByTx(g.u, "customer", id)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if f.Bill.No != "" && f.Bill.Corrects == "" {
				bills = append(bills, f.Bill)
			}
		}
	}
	slices.SortFunc(bills, func(a, b billing.Bill) int { return b.Period.From().Compare(a.Period.From()) })
	all := map[string]billed{}
	for _, b := range bills {
		sum := all[b.Account]
		if sum.bills == lastBills {
			continue
		}
		if sum.bills == 0 {
			var err error
			if sum.usage, err = money.FromMinor(0, b.Currency); err != nil {
				return nil, err
			}
		}
		for _, l := range b.Lines {
			if l.Category != billing.UsageLine {
				continue
			}
			var err error
			if sum.usage, err = sum.usage.Add(l.Net); err != nil {
				return nil, err
			}
		}
		sum.bills++
		sum.months += monthsIn(b.Period)
		all[b.Account] = sum
	}
	return all, nil
}

// monthsIn is how many months a period has, those that have begun included.
func monthsIn(p calendar.Period) int64 {
	n := 1
	for p.From().AddMonths(n).Before(p.To()) {
		n++
	}
	return int64(n)
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
