package discount

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Check reports everything that is wrong with the condition at once, as fault.ErrInvalid.
func (c *Condition) Check() error {
	var f fault.Check
	c.check(&f, money.Currency{})
	return f.Err("discount.Condition")
}

func (c *Condition) check(f *fault.Check, currency money.Currency) {
	f.Text("id", c.ID, fault.MaxID)
	f.Text("name", c.Name, fault.MaxName)
	f.Optional("de", c.De, fault.MaxName)
	f.Optional("source", c.Source, fault.MaxText)
	switch c.Measure {
	case Turnover, Quantity:
		switch c.Over {
		case OverPeriod, OverYear, OverTwelveMonths, OverLifetime:
		default:
			f.Add("over", unknown(string(c.Over)), "must be period, year, twelveMonths or lifetime")
		}
	case Months:
		f.That(c.Over == "", "over", fault.RuleRange, "must be left out: months are counted since the customer is one")
		f.That(!c.Whole, "whole", fault.RuleRange, "must be left out: months to come re-price nothing")
	default:
		f.Add("measure", unknown(string(c.Measure)), "must be turnover, quantity or months")
	}
	c.Filter.check(f)
	f.That(c.Until.IsZero() || c.From.Before(c.Until), "until", fault.RuleRange, "must lie behind from: it is the first day without")
	f.That(len(c.Tiers) > 0, "tiers", fault.RuleRequired, "must have at least one tier")
	for i := range c.Tiers {
		if currency == (money.Currency{}) {
			currency = c.Tiers[i].From.Turnover.Currency()
		}
		var part fault.Check
		c.Tiers[i].check(&part, c.Measure, currency)
		alike := i == 0 || agree(c.Tiers[i].From.Turnover, c.Tiers[i-1].From.Turnover.Currency())
		part.That(i == 0 || !alike || c.Tiers[i-1].From.compare(c.Measure, c.Tiers[i].From) < 0, "from", fault.RuleRange, "must be more than that of the tier before")
		within(f, "tiers", i, &part)
	}
}

func (t *Tier) check(c *fault.Check, m Measure, currency money.Currency) {
	c.That(t.Rate.Sign() >= 0 && t.Rate.Cmp(whole) <= 0, "rate", fault.RuleRange, "must be 0 % to 100 %")
	from := t.From
	c.That(from.Turnover.Sign() >= 0 && from.Quantity.Sign() >= 0 && from.Months >= 0, "from", fault.RuleRange, "must not be below 0")
	c.That((m == Turnover || from.Turnover.Sign() == 0) && (m == Quantity || from.Quantity.Sign() == 0) && (m == Months || from.Months == 0),
		"from", fault.RuleRange, "must be in the condition's measure only")
	c.That(agree(from.Turnover, currency), "from.turnover", fault.RuleCurrency, "must be in the currency of the bill, as all tiers")
}

// checkResolve notes what is wrong with what a condition is asked about.
func (c *Condition) checkResolve(h *History, bases []Base, on calendar.Date, mode money.Mode) (money.Currency, error) {
	var f fault.Check
	currency, _ := checkBases(&f, bases, make([]int64, len(bases)))
	for i := range h.Past {
		if currency == (money.Currency{}) {
			currency = h.Past[i].Amount.Currency()
		}
		var part fault.Check
		h.Past[i].check(&part, currency)
		within(&f, "past", i, &part)
	}
	twice(&f, "past", "line", len(h.Past), func(i int) string { return h.Past[i].Bill + "\x00" + h.Past[i].Line })
	var part fault.Check
	c.check(&part, currency)
	if len(part.Fields()) > 0 {
		f.Within("condition", &part)
	}
	f.That(!on.IsZero(), "on", fault.RuleRequired, "must be the day of the bill")
	_, err := money.Amount{}.Round(mode)
	f.That(err == nil, "mode", fault.RuleUnknown, "must be a mode of rounding")
	f.That(c.Measure != Months || !h.Since.IsZero(), "since", fault.RuleRequired, "must be the day since which the customer is one: the condition counts months")
	for i := range bases {
		if c.Measure == Quantity && bases[i].Amount.Sign() > 0 && bases[i].Quantity.Sign() == 0 && c.Filter.Holds(&bases[i]) {
			f.Add(fmt.Sprintf("bases[%d].quantity", i), fault.RuleRequired, "must be given: the condition counts units")
		}
	}
	return currency, f.Err("discount.Resolve")
}

func (p *Past) check(c *fault.Check, currency money.Currency) {
	c.Text("bill", p.Bill, fault.MaxID)
	c.Text("line", p.Line, fault.MaxID)
	c.That(!p.On.IsZero(), "on", fault.RuleRequired, "must be the day of the bill")
	c.That(p.Quantity.Sign() >= 0, "quantity", fault.RuleRange, "must not be below 0")
	c.That(rounded(p.Amount), "amount", fault.RuleFormat, "must be rounded to the currency's minor unit: it was printed")
	c.That(agree(p.Amount, currency), "amount", fault.RuleCurrency, "must be in the currency of the bill")
	checkCap(c, "granted", p.Granted)
	c.That(agree(p.Granted, currency), "granted", fault.RuleCurrency, "must be in the currency of the bill")
	checkCap(c, "others", p.Others)
	c.That(agree(p.Others, currency), "others", fault.RuleCurrency, "must be in the currency of the bill")
}
