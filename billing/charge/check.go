package charge

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// RuleVersion is the code for versions of one price that do not go together.
const RuleVersion = "CHARGE-VERSION"

// The first and last service day there can be.
var (
	firstDay = calendar.MustParse("1900-01-01")
	lastDay  = calendar.MustParse("9000-01-01")
)

const maxTimes = 120

func check(h *Holding, cycle calendar.Cycle, period calendar.Period, billed []Billed) error {
	var c fault.Check
	h.check(&c)
	checkCycle(&c, cycle, period)
	var currency money.Currency
	if len(h.Prices) > 0 {
		currency = h.Prices[0].Amount.Currency()
	}
	for i := range billed {
		if b := &billed[i]; b.Key.Item == h.ID && b.isCharge() {
			var part fault.Check
			b.check(&part, currency)
			within(&c, "billed", i, &part)
		}
	}
	if len(c.Fields()) == 0 {
		return nil
	}
	return c.Err(fault.Subject("charge.Holding", h.ID))
}

// within adds the faults of an element, if there are any; so a sound one costs no text.
func within(c *fault.Check, list string, i int, part *fault.Check) {
	if len(part.Fields()) > 0 {
		c.Within(fmt.Sprintf("%s[%d]", list, i), part)
	}
}

func checkCycle(c *fault.Check, cycle calendar.Cycle, period calendar.Period) {
	switch cycle.Unit {
	case calendar.Month, calendar.Quarter, calendar.Year:
		c.That(cycle.Days == 0, "cycle.days", fault.RuleRange, "must be 0: only the unit days takes them")
	case calendar.Days:
		c.That(cycle.Days >= 1 && cycle.Days <= calendar.MaxCycleDays, "cycle.days", fault.RuleRange, "must lie between 1 and 7305")
		c.That(!cycle.Anchor.IsZero(), "cycle.anchor", fault.RuleRequired, "must be a date on which a period begins")
	default:
		c.Add("cycle.unit", fault.RuleUnknown, "must be month, quarter, year or days")
	}
	if period.IsZero() {
		c.Add("period", fault.RuleRequired, "must be the period that is billed")
		return
	}
	c.That(period.Zone() == cycle.Zone, "period", fault.RuleReference, "must be in the zone of the bill cycle")
	checkDay(c, "period", period.From())
	checkDay(c, "period", period.To())
}

// Check is fault.ErrInvalid with every fault at once.
func (h Holding) Check() error {
	var c fault.Check
	h.check(&c)
	return c.Err(fault.Subject("charge.Holding", h.ID))
}

func (h *Holding) check(c *fault.Check) {
	c.Text("id", h.ID, fault.MaxID)
	c.Optional("name", h.Name, fault.MaxName)
	c.Optional("de", h.De, fault.MaxName)
	c.Optional("offering", h.Offering, fault.MaxName)
	c.Optional("tariff", h.Tariff, fault.MaxID)
	c.Optional("agreement", h.Agreement, fault.MaxID)
	c.Optional("taxClass", h.TaxClass, fault.MaxName)
	checkQuantity(c, h.Quantity)
	checkDay(c, "from", h.From)
	c.That(h.Until.IsZero() || !h.Until.Before(h.From), "until", fault.RuleRange, "must not be before from; the same day means it never began")
	for i, change := range h.Changes {
		var part fault.Check
		checkQuantity(&part, change.Quantity)
		checkDay(&part, "from", change.From)
		twice := slices.ContainsFunc(h.Changes[:i], func(o Change) bool { return o.From == change.From })
		part.That(!twice, "from", fault.RuleDuplicate, "is that of another change; keep the one that holds")
		within(c, "changes", i, &part)
	}
	for i, s := range h.Suspended {
		var part fault.Check
		checkDay(&part, "from", s.From)
		part.That(s.Until.IsZero() || s.From.Before(s.Until), "until", fault.RuleRange, "must be after from")
		within(c, "suspended", i, &part)
	}
	for i := range h.Prices {
		var part fault.Check
		h.Prices[i].check(&part)
		for j := range i {
			h.Prices[i].checkBeside(&part, &h.Prices[j])
		}
		part.That(h.Prices[i].Amount.Currency() == h.Prices[0].Amount.Currency(), "amount", fault.RuleCurrency, "must be in the currency of the first price")
		within(c, "prices", i, &part)
	}
}

func checkQuantity(c *fault.Check, quantity int64) {
	c.That(0 <= quantity && quantity <= MaxQuantity, "quantity", fault.RuleRange, "must lie between 0 and 1000000000")
}

func checkDay(c *fault.Check, path string, day calendar.Date) {
	switch {
	case day.IsZero():
		c.Add(path, fault.RuleRequired, "must be a date")
	case day.Before(firstDay), !day.Before(lastDay):
		c.Add(path, fault.RuleRange, "must lie between the years 1900 and 8999")
	}
}

func (p *Price) check(c *fault.Check) {
	c.Text("id", p.ID, fault.MaxID)
	c.Text("name", p.Name, fault.MaxName)
	c.Optional("de", p.De, fault.MaxName)
	c.Optional("discountName", p.DiscountName, fault.MaxName)
	c.Optional("discountDe", p.DiscountDe, fault.MaxName)
	c.That(p.Timing == Advance || p.Timing == Arrear, "timing", fault.RuleUnknown, "must be advance or arrear")
	c.That(p.Amount.Currency() != money.Currency{}, "amount", fault.RuleRequired, "must be an amount in a currency; what is free costs 0.00 of it")
	c.That(p.Discount.Sign() >= 0 && p.Discount.Cmp(all) <= 0, "discount", fault.RuleRange, "must lie between 0% and 100%")
	c.That(p.Until.IsZero() || p.From.Before(p.Until), "until", fault.RuleRange, "must be after from")
	if !p.Anchor.IsZero() {
		checkDay(c, "anchor", p.Anchor)
	}
	switch p.Kind {
	case OneTime:
		c.That(p.Every == "" && p.Times == 0 && p.DayCount == "" && p.Anchor.IsZero(), "kind", fault.RuleRange, "is oneTime; leave out every, times, dayCount and anchor")
	case Recurring:
		p.checkRecurring(c)
	default:
		c.Add("kind", fault.RuleUnknown, "must be oneTime or recurring")
	}
}

var all = money.MustRate("100%")

func (p *Price) checkRecurring(c *fault.Check) {
	most := maxTimes
	switch p.Every {
	case calendar.Month, calendar.Quarter, calendar.Year:
	case calendar.Days:
		most = calendar.MaxCycleDays
		counted := p.DayCount == "" || p.DayCount == ActualActual || p.DayCount == NoProration
		c.That(counted, "dayCount", fault.RuleRange, "is for months, quarters and years; days are counted as they are")
	default:
		c.Add("every", fault.RuleUnknown, "must be month, quarter, year or days")
	}
	c.That(0 <= p.Times && p.Times <= most, "times", fault.RuleRange, "must lie between 1 and 120, of days 7305")
	switch p.DayCount {
	case "", ActualActual, Thirty360, Actual365, NoProration:
	default:
		c.Add("dayCount", fault.RuleUnknown, "must be actual/actual, 30/360, actual/365 or none")
	}
}

// checkBeside looks at two versions of a price: they are told apart by amount, discount, names and validity only.
func (p *Price) checkBeside(c *fault.Check, q *Price) {
	if p.ID != q.ID {
		return
	}
	same := p.Kind == q.Kind && p.Timing == q.Timing && p.Every == q.Every && max(p.Times, 1) == max(q.Times, 1) &&
		p.DayCount.name() == q.DayCount.name() && p.Anchor == q.Anchor
	c.That(same, "id", RuleVersion, "has versions of another kind, timing, recurrence, day count or anchor; give it an id of its own")
	after := !q.Until.IsZero() && !p.From.Before(q.Until)
	before := !p.Until.IsZero() && !q.From.Before(p.Until)
	c.That(after || before, "from", RuleVersion, "lies in the validity of another version; end that with until")
}

func (b *Billed) check(c *fault.Check, currency money.Currency) {
	c.That(b.Key.Service.From.Before(b.Key.Service.Until), "key.service", fault.RuleRange, "must be a first day and a later one, the first without")
	_, err := b.Amount.MinorUnits()
	c.That(err == nil, "amount", fault.RuleRange, "must be a printed amount, rounded to minor units")
	none := money.Currency{}
	other := b.Amount.Currency()
	c.That(other == none || currency == none || other == currency, "amount", fault.RuleCurrency, "must be in the currency of the prices")
	c.That((b.Credits != nil) == (b.Key.Kind == TakeBack), "credits", fault.RuleReference, "must be the key of what is taken back, of take-backs only")
}

// isCharge reports whether b is a charge of a price or a take-back of one, not what another package billed.
func (b *Billed) isCharge() bool {
	return b.Key.Kind == string(Recurring) || b.Key.Kind == string(OneTime) || b.Key.Kind == TakeBack
}
