package rating

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// field is a field of a Price that only some models have.
type field int

const (
	hasAmount field = 1 << iota
	hasSize
	hasTiers
	hasRate
	hasOver
)

// models says what each model is made of.
var models = map[Model]field{
	Unit:       hasAmount,
	Graduated:  hasTiers | hasOver,
	Volume:     hasTiers | hasOver,
	Package:    hasAmount | hasSize | hasOver,
	StairStep:  hasTiers | hasOver,
	Percentage: hasRate,
}

const maxTiers = 100

func compilePrice(spec *Price, currency money.Currency, at string, c *fault.Check) price {
	p := price{Price: spec, unit: perPiece, first: 1, next: 1}
	c.Text(at+"kind", spec.Kind, fault.MaxName)
	has, ok := models[spec.Model]
	c.That(ok, at+"model", fault.RuleUnknown, "must be unit, graduated, volume, package, stairStep or percentage")
	switch spec.Measure {
	case Duration:
		p.unit = Duration.scale(spec.Unit)
		c.That(p.unit != 0, at+"unit", fault.RuleUnknown, "must be s, min or h, as duration is measured")
		p.unit = max(p.unit, 1)
	case Quantity, Event, Value:
		c.Text(at+"unit", spec.Unit, fault.MaxName)
	default:
		c.Add(at+"measure", fault.RuleUnknown, "must be duration, quantity, event or value")
	}
	c.That((spec.Model == Percentage) == (spec.Measure == Value), at+"measure", fault.RuleRange, "must be value for a percentage, and only for one")
	c.That(has&hasSize == 0 || spec.Size.Sign() > 0, at+"size", fault.RuleRange, "must be more than 0, as packages have a size")
	c.That(has&hasSize != 0 || spec.Size.Sign() == 0, at+"size", fault.RuleRange, "must be empty, as only packages have a size")
	c.That(has&hasRate != 0 || spec.Rate.Sign() == 0, at+"rate", fault.RuleRange, "must be empty, as only percentages have a rate")
	c.That(spec.Rate.Sign() >= 0 && spec.Rate.Cmp(most) <= 0, at+"rate", fault.RuleRange, "must lie between 0% and 10000%")
	coarse, err := scaled(1e9).TimesRate(spec.Rate)
	if err == nil {
		_, err = coarse.MinorUnits()
	}
	c.That(err == nil, at+"rate", fault.RuleRange, "must have at most nine digits behind the point, as a factor")
	c.That(has&hasOver != 0 || spec.Over == "", at+"over", fault.RuleRange, "must be empty, as this model counts nothing over records or periods")
	c.That(spec.Over == "" || spec.Over == OverPeriod || spec.Over == OverRecord, at+"over", fault.RuleUnknown, "must be period or record")
	p.counted = has&hasOver != 0 && spec.Over != OverRecord
	for _, m := range []struct {
		path   string
		amount money.Amount
		may    bool
	}{
		{"amount", spec.Amount, has&hasAmount != 0}, {"setUp", spec.SetUp, true},
		{"minimum", spec.Minimum, !p.counted}, {"maximum", spec.Maximum, !p.counted},
	} {
		checkAmount(c, at+m.path, m.amount, currency)
		c.That(m.may || m.amount.Sign() == 0, at+m.path, fault.RuleRange, "must be empty for this model; a bound of the period is a commitment")
	}
	c.That(has&hasAmount == 0 || spec.Amount.Currency() == currency, at+"amount", fault.RuleRequired, "must be an amount in the tariff's currency; 0 if it is free")
	p.bounded = spec.Minimum.Sign() > 0 || spec.Maximum.Currency() == currency
	if order, err := spec.Maximum.Cmp(spec.Minimum); err == nil && spec.Maximum.Currency() == currency {
		c.That(order >= 0, at+"maximum", fault.RuleRange, "must not be below minimum")
	}
	p.size, ok = inside(spec.Size, p.unit)
	c.That(ok, at+"size", fault.RuleRange, tooFine)
	p.pulse(at, c)
	p.tiers(currency, at, has&hasTiers != 0, c)
	return p
}

const tooFine = "must be at most 10^12 and have at most six digits behind the point"

var most = money.MustRate("10000%")

// checkAmount keeps amounts so small, and so coarse, that a period's sums fit.
func checkAmount(c *fault.Check, at string, a money.Amount, currency money.Currency) {
	c.That(a.Sign() >= 0, at, fault.RuleRange, "must not be negative")
	c.That(a.Currency() == currency || a.Currency() == (money.Currency{}), at, fault.RuleCurrency, "must be in the tariff's currency, "+currency.String())
	c.That(bearable(a, mostPrice), at, fault.RuleRange, "must be at most 10^9 and have at most nine digits behind the point")
}

// What a price, and a value, can be at most.
const (
	mostPrice = "1000000000"
	mostValue = "1000000000000000"
)

// bearable reports whether an amount is at most as much, with at most nine digits behind the point.
func bearable(a money.Amount, most string) bool {
	limit, err := money.New(most, a.Currency())
	if err != nil {
		return true // nothing, in no currency
	}
	coarse, _ := a.RoundTo(9, money.Down) // cannot fail with these digits, nor can Cmp in one currency
	order, _ := a.Cmp(limit)
	return order <= 0 && coarse == a
}

// pulse makes the increments ready. What must be counted at least makes the first increment longer, by whole ones.
func (p *price) pulse(at string, c *fault.Check) {
	scale := perPiece
	if p.Measure == Duration {
		scale = perSecond
	}
	if p.Pulse != (Pulse{}) {
		first, okFirst := inside(p.Pulse.First, scale)
		next, okNext := inside(p.Pulse.Next, scale)
		ok := okFirst && okNext && first > 0 && next > 0 && first <= mostTime && next <= mostTime
		c.That(ok, at+"pulse", fault.RuleRange, "must be increments above 0, such as 60/1")
		c.That(p.Measure == Duration || p.Measure == Quantity, at+"pulse", fault.RuleRange, "must be empty, as only durations and quantities are counted in increments")
		if ok {
			p.first, p.next = first, next
		}
	}
	least, ok := inside(p.Least, scale)
	c.That(ok && 0 <= least && least <= mostTime, at+"least", fault.RuleRange, "must not be negative, and at most 366 days or as many millions of units")
	c.That(least == 0 || p.Measure == Duration || p.Measure == Quantity, at+"least", fault.RuleRange, "must be empty, as only durations and quantities are counted in increments")
	if ok && p.first < least && least <= mostTime {
		p.first += up(least-p.first, p.next) * p.next
	}
}

func (p *price) tiers(currency money.Currency, at string, may bool, c *fault.Check) {
	c.That(may == (len(p.Tiers) > 0), at+"tiers", fault.RuleRequired, "must be there for graduated, volume and stairStep, and only there")
	c.That(len(p.Tiers) <= maxTiers, at+"tiers", fault.RuleLength, fmt.Sprintf("must be at most %d", maxTiers))
	for i, t := range p.Tiers {
		here := fmt.Sprintf("%stiers[%d].", at, i)
		checkAmount(c, here+"amount", t.Amount, currency)
		checkAmount(c, here+"flat", t.Flat, currency)
		c.That(p.Model != StairStep || t.Amount.Sign() == 0, here+"amount", fault.RuleRange, "must be empty for a stair step, which has flat amounts")
		c.That(t.Amount.Currency() == currency || t.Flat.Currency() == currency, here+"amount", fault.RuleRequired, "must be an amount in the tariff's currency, or flat one; 0 if it is free")
		if i == len(p.Tiers)-1 {
			c.That(t.UpTo.Sign() == 0, here+"upTo", fault.RuleRange, "must be empty, as the last tier has no end")
			break
		}
		n, ok := inside(t.UpTo, p.unit)
		c.That(ok, here+"upTo", fault.RuleRange, tooFine)
		before := int64(0)
		if i > 0 {
			before = p.upTo[i-1]
		}
		c.That(!ok || n > before, here+"upTo", fault.RuleRange, "must be above the tier before")
		p.upTo = append(p.upTo, n)
	}
}

func (v *version) compileAllowances(at string, c *fault.Check) {
	ids := map[string]bool{}
	v.allowances = make([]allowance, len(v.spec.Allowances))
	for i := range v.spec.Allowances {
		a := &v.spec.Allowances[i]
		here := fmt.Sprintf("%sallowances[%d].", at, i)
		c.Text(here+"id", a.ID, fault.MaxID)
		c.Text(here+"name", a.Name, fault.MaxName)
		c.Optional(here+"de", a.De, fault.MaxName)
		c.That(!ids[a.ID], here+"id", fault.RuleDuplicate, "is there twice")
		ids[a.ID] = true
		c.That(a.Measure == Duration || a.Measure == Quantity || a.Measure == Event, here+"measure", fault.RuleUnknown, "must be duration, quantity or event")
		scale := a.Measure.scale(a.Unit)
		c.That(scale > 0 && a.Unit != "", here+"unit", fault.RuleUnknown, "must be that of the prices covered; s, min or h of a duration")
		grant, ok := inside(a.Grant, max(scale, 1))
		c.That(ok && grant >= 0 && grant <= mostPieces, here+"grant", fault.RuleRange, "must not be negative, and "+tooFine)
		c.That(0 <= a.RollOver && a.RollOver <= MaxRollOver, here+"rollOver", fault.RuleRange, fmt.Sprintf("must lie between 0 and %d periods", MaxRollOver))
		for j, code := range a.Prices {
			c.That(slices.ContainsFunc(v.prices, func(p price) bool { return p.Code == code }) || a.Shared,
				fmt.Sprintf("%sprices[%d]", here, j), fault.RuleReference, "is no price of the tariff")
		}
		v.allowances[i] = allowance{a, grant}
		c.That(a.Shared || slices.ContainsFunc(v.prices, func(p price) bool { return v.allowances[i].covers(&p) }),
			here+"kinds", fault.RuleReference, "covers no price of the tariff: kind, code, measure and unit must fit one")
	}
}

// covers reports whether use under a price can draw on the allowance.
func (a *allowance) covers(p *price) bool {
	return a.Measure == p.Measure && (a.Measure == Duration || a.Unit == p.Unit) &&
		(len(a.Kinds) == 0 || slices.Contains(a.Kinds, p.Kind)) &&
		(len(a.Prices) == 0 || slices.Contains(a.Prices, p.Code))
}
