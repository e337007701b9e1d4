package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Terms are what is agreed for an account beside the prices of its products (3.8.2); on a consolidated bill those of the account that is
// billed hold for all of it. They are a value.
type Terms struct {
	Discounts   []discount.Discount  `json:"discount,omitempty"`
	Conditions  []discount.Condition `json:"condition,omitempty"`
	Commitments []charge.Commitment  `json:"commitment,omitempty"`
}

func (t Terms) check(c *fault.Check, parent string, currency money.Currency) {
	c.That(parent == "" || len(t.Discounts)+len(t.Conditions)+len(t.Commitments) == 0, "terms", fault.RuleRange,
		"must be empty: those of the account on whose bill it stands hold")
	if err := discount.CheckDiscounts(t.Discounts); err != nil {
		c.Add("terms.discounts", fault.RuleFormat, err.Error())
	}
	for n, d := range t.Discounts {
		path := fmt.Sprintf("terms.discounts[%d].", n)
		goes(c, path+"amount", d.Amount, currency)
		goes(c, path+"cap", d.Cap, currency)
		goes(c, path+"capTotal", d.CapTotal, currency)
	}
	for n, k := range t.Conditions {
		_, err := k.Resolve(discount.History{}, nil, checkDay, money.HalfUp)
		c.That(err == nil, fmt.Sprintf("terms.conditions[%d]", n), fault.RuleFormat, fmt.Sprint(err))
	}
	for n, k := range t.Commitments {
		path := fmt.Sprintf("terms.commitments[%d].", n)
		c.Text(path+"id", k.ID, fault.MaxName)
		c.Text(path+"name", k.Name, fault.MaxName)
		c.Optional(path+"de", k.De, fault.MaxName)
		c.That(k.Minimum.Sign() >= 0 && k.Maximum.Sign() >= 0, path+"minimum", fault.RuleRange, "must not be negative, nor the maximum")
		goes(c, path+"minimum", k.Minimum, currency)
		goes(c, path+"maximum", k.Maximum, currency)
	}
}

// checkDay is any day: a condition's form does not depend on it.
var checkDay = calendar.MustParse("2026-01-01")

// goes asks that an amount is in the account's currency.
func goes(c *fault.Check, path string, a money.Amount, currency money.Currency) {
	c.That(a.Sign() == 0 || a.Currency() == currency, path, fault.RuleCurrency, "must be in "+currency.String()+", the currency of the account")
}
