package crm

import (
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

// gatherContracts is since when, and on what, there are agreements with the customer.
func gatherContracts(c *CRM, g *gathering) error {
	var all []selling.Agreement
	for _, id := range g.ids {
		made, err := c.Selling.AgreementsTx(g.u, "customer", id)
		if err != nil {
			return err
		}
		all = append(all, made...)
	}
	if len(all) > 0 {
		slices.SortStableFunc(all, func(a, b selling.Agreement) int { return a.MadeAt.Compare(b.MadeAt) })
		g.count("contract.tenureDays", int(g.u.At.Sub(all[0].MadeAt)/(24*time.Hour)))
	}
	all = slices.DeleteFunc(all, func(a selling.Agreement) bool { return over(a, g.u.At) })
	g.count("contract.agreements", len(all))
	monthly, err := everyMonth(all)
	if err != nil {
		return err
	}
	g.sum("contract.monthly", monthly...)
	return nil
}

// over reports whether an agreement has come to its end, or was never carried out.
func over(a selling.Agreement, at time.Time) bool {
	return a.Handover == selling.Refused || !a.Period.IsZero() && !a.Period.End().After(at)
}

// monthsOf are the periods of prices that are whole months.
var monthsOf = map[string]int64{"month": 1, "quarter": 3, "year": 12}

// everyMonth are the net recurring prices of what was agreed, the oldest agreement first, a month's part of each; what is charged by the day
// or week is left out. What a later agreement modifies or deletes is charged no more.
func everyMonth(agreed []selling.Agreement) ([]money.Amount, error) {
	charged := map[string][]money.Amount{} // by offering
	for _, a := range agreed {
		for _, i := range a.Items {
			if i.Action == selling.Modify || i.Action == selling.Delete {
				delete(charged, i.Offering)
			}
			if i.Action != selling.Add && i.Action != selling.Modify {
				continue
			}
			for _, p := range i.Prices {
				months := monthsOf[p.Period]
				if p.Type != price.Recurring || months == 0 {
					continue
				}
				line, err := p.Line(i.Quantity)
				if err != nil {
					return nil, err
				}
				part, err := line.Net.Fraction(1, months, money.HalfUp)
				if err != nil {
					return nil, err
				}
				charged[i.Offering] = append(charged[i.Offering], part)
			}
		}
	}
	return slices.Concat(slices.Collect(maps.Values(charged))...), nil
}
