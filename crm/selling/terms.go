package selling

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

// Terms are the conditions on which a customer, or a segment of customers, is made an offer; one row of the table of terms.
type Terms struct {
	Customer string `json:"customer,omitempty"` // whose; empty: of the segment
	Segment  string `json:"segment,omitempty"`  // whose; empty, and no customer either: of everybody

	Discounts    []Discount   `json:"discount,omitempty"`
	ServiceLevel ServiceLevel `json:"serviceLevel,omitzero"`
	ValidDays    int          `json:"validDays,omitempty"` // how long an offer holds: to the end of the day so many days later; 0: 30
	Months       int          `json:"months,omitempty"`    // for how long it is agreed; 0: until further notice
	Conditions   []string     `json:"condition,omitempty"`
}

// Discount is what a customer gets without anybody granting it: such as the key-account discount.
type Discount struct {
	Offering string     `json:"productOffering,omitempty"` // on what; empty: on everything
	Type     price.Type `json:"priceType,omitempty"`       // on which prices; empty: on all
	Rate     money.Rate `json:"rate"`                      // 0 % to 100 %
	Name     string     `json:"name"`
}

const defaultValidDays = 30

// TermsFor picks the first row that fits a customer: one that names the customer, or the segment and no customer, or
// neither. Without any it is the default: no discount, and 30 days.
func TermsFor(rows []Terms, customer, segment string) Terms {
	for _, t := range rows {
		if t.Customer == customer || t.Customer == "" && (t.Segment == "" || t.Segment == segment) {
			if t.ValidDays == 0 {
				t.ValidDays = defaultValidDays
			}
			return t
		}
	}
	return Terms{ValidDays: defaultValidDays}
}

// discount is the first row that fits a price, or none.
func (t Terms) discount(offering string, of price.Type) Discount {
	for _, d := range t.Discounts {
		if (d.Offering == "" || d.Offering == offering) && (d.Type == "" || d.Type == of) {
			return d
		}
	}
	return Discount{}
}

// apply gives every price the discount of the terms, where it is more than the price has already. The items are changed.
func (t Terms) apply(items []Item) {
	for n := range items {
		for m := range items[n].Prices {
			p := &items[n].Prices[m]
			if d := t.discount(items[n].Offering, p.Type); d.Rate.Cmp(p.Discount) > 0 {
				p.Discount, p.DiscountName = d.Rate, d.Name
			}
		}
	}
}

func (t Terms) check(c *fault.Check, path string, portfolio Portfolio) {
	c.Optional(path+".customer", t.Customer, fault.MaxID)
	c.Optional(path+".segment", t.Segment, fault.MaxName)
	for n, d := range t.Discounts {
		at := fmt.Sprintf("%s.discount[%d]", path, n)
		_, known := portfolio.Find(d.Offering)
		c.That(known || d.Offering == "", at+".productOffering", fault.RuleReference, fmt.Sprintf("there is no offering %.100q", d.Offering))
		c.That(d.Type == "" || d.Type == price.Recurring || d.Type == price.NonRecurring, at+".priceType", fault.RuleUnknown, "must be recurring, nonRecurring or empty")
		checkRate(c, at+".rate", d.Rate)
		c.Text(at+".name", d.Name, fault.MaxName)
	}
	t.ServiceLevel.check(c, path+".serviceLevel")
	checkTexts(c, path+".condition", t.Conditions, maxFeatures, maxLine)
	c.That(t.ValidDays >= 0 && t.ValidDays <= maxDays, path+".validDays", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", maxDays))
	c.That(t.Months >= 0 && t.Months <= maxMonths, path+".months", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", maxMonths))
}
