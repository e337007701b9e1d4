package retention

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Revenue is the revenue with a customer in one calendar year.
type Revenue struct {
	Year   int          `json:"year"`   // 1900 up to the present one
	Amount money.Amount `json:"amount"` // net, 0 or more, in the currency of the table of priorities
	AsOf   time.Time    `json:"asOf"`   // up to when it is counted; zero: now
}

// firstYear is the first one that is no slip of the pen.
const firstYear = 1900

// NoteRevenue notes the revenue of a year, in place of what was noted for that year before.
func (s *Service) NoteRevenue(ctx context.Context, customer string, r Revenue) (Profile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Profile, error) { return s.NoteRevenueTx(u, customer, r) })
}

// NoteRevenueTx is NoteRevenue in the caller's unit.
func (s *Service) NoteRevenueTx(u *work.Unit, customer string, r Revenue) (Profile, error) {
	if r.AsOf.IsZero() {
		r.AsOf = u.At
	}
	r.AsOf = fault.Instant(r.AsOf)
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.That(r.Year >= firstYear && r.Year <= u.At.Year(), "year", fault.RuleRange, "must be a year from 1900 up to the present one")
	c.That(r.Amount.Currency() != money.Currency{}, "amount", fault.RuleCurrency, "must name its currency")
	c.That(!r.AsOf.After(u.At), "asOf", fault.RuleRange, "must not lie in the future")
	c.That(r.AsOf.Year() >= r.Year, "asOf", fault.RuleRange, "must not lie before the year")
	s.priorities.checkRevenue(&c, "amount", r.Amount)
	if err := c.Err("retention.revenue"); err != nil {
		return Profile{}, err
	}
	p, err := profile(u, customer)
	if err != nil {
		return Profile{}, err
	}
	p.Revenues = atMost(MaxRevenues, noted(p.Revenues, r))
	if err := profiles.Put(u, &p); err != nil {
		return Profile{}, err
	}
	return p, u.Emit(EventRevenueNoted, p.ID, "", RevenueNotice{Customer: p.ID, Revenue: r})
}

// noted is the list with the revenue in its place, the latest year first.
func noted(all []Revenue, r Revenue) []Revenue {
	kept := append(slices.DeleteFunc(slices.Clone(all), func(o Revenue) bool { return o.Year == r.Year }), r)
	slices.SortFunc(kept, func(a, b Revenue) int { return b.Year - a.Year })
	return kept
}

// AnnualRevenue is the revenue a year by which a customer is judged at an instant (its year in UTC): that of the year
// before, or that of the year so far if it is more already. Older years say nothing of today: without either it is the
// zero Amount. Years in different currencies are fault.ErrInvalid.
func AnnualRevenue(all []Revenue, asOf time.Time) (money.Amount, error) {
	var most money.Amount
	for _, r := range all {
		if age := asOf.UTC().Year() - r.Year; age != 0 && age != 1 {
			continue
		}
		more, err := r.Amount.Cmp(most)
		if err != nil {
			return money.Amount{}, err
		}
		if more > 0 || most.Currency() == (money.Currency{}) {
			most = r.Amount
		}
	}
	return most, nil
}
