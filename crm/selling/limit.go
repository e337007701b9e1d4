package selling

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Limit says how much discount a role may grant on a price; one row of the table of discount limits.
type Limit struct {
	Role string     `json:"role"`
	UpTo money.Rate `json:"upTo"` // 0 % to 100 %
}

// Limits is the table used when the Config has none. The first row is that of whoever names no role, so also of an answer
// to a counter-offer that nobody looks at: who wants to grant nothing unseen puts a row with 0 % first. The figures are
// examples, every provider has its own.
func Limits() []Limit {
	return []Limit{
		{Role: "sales", UpTo: money.MustRate("10%")},
		{Role: "salesManager", UpTo: money.MustRate("25%")},
		{Role: "management", UpTo: money.MustRate("100%")},
	}
}

// ReasonBeyondLimit is the code of a discount that a role may not grant.
const ReasonBeyondLimit = "SELLING-LIMIT-01"

// LimitOf is what a role may grant: the first row for no role, nothing for one that stands in no row.
func LimitOf(table []Limit, role string) (Limit, bool) {
	for _, l := range table {
		if l.Role == role || role == "" {
			return l, true
		}
	}
	return Limit{Role: role}, false
}

// Beyond lists the discounts that go beyond what the limit lets be granted. What the customer's terms and the portfolio give
// was granted before, and counts as it is.
func Beyond(portfolio Portfolio, terms Terms, items []Item, limit Limit) []fault.Reason {
	var reasons []fault.Reason
	for _, i := range items {
		if !i.charged() {
			continue
		}
		for _, p := range i.Prices {
			if p.Discount.Cmp(limit.UpTo) <= 0 || p.Discount.Cmp(terms.discount(i.Offering, p.Type).Rate) <= 0 ||
				p.Discount.Cmp(portfolio.listDiscount(i.Offering, p.Name)) <= 0 {
				continue
			}
			reasons = append(reasons, fault.Reason{Code: ReasonBeyondLimit,
				Message: fmt.Sprintf("%s on %q is more than the %s that %s may grant", p.Discount, p.Name, limit.UpTo, limit.Role)})
		}
	}
	return reasons
}

// listDiscount is the discount that the portfolio's own price has.
func (p Portfolio) listDiscount(offering, name string) money.Rate {
	o, _ := p.Find(offering)
	for _, one := range o.Prices {
		if one.Name == name {
			return one.Discount
		}
	}
	return money.Rate{}
}

func checkLimits(c *fault.Check, table []Limit) {
	for n, l := range table {
		path := fmt.Sprintf("limits[%d]", n)
		c.Text(path+".role", l.Role, fault.MaxName)
		checkRate(c, path+".upTo", l.UpTo)
		for _, other := range table[:n] {
			c.That(other.Role != l.Role, path+".role", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", l.Role))
		}
	}
}
