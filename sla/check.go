package sla

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Bounds of an agreement.
const (
	maxObjectives   = 100
	maxConsequences = 20
	maxTiers        = 100
	maxNames        = 100 // features, fees
	maxWithin       = 1000
	maxBurn         = 20
)

// Check is fault.ErrInvalid with every fault of the terms at once, those included in which they contradict themselves: tiers that
// overlap or never apply, a warning on the wrong side of its target, a cap below the minimum, a feature or fee that the
// agreement has not, hours in another zone than the periods.
func (a Agreement) Check() error {
	var c fault.Check
	a.check(&c)
	return c.Err(fault.Subject("sla.agreement", a.ID))
}

func (a Agreement) check(c *fault.Check) {
	c.Text("id", a.ID, fault.MaxID)
	c.Text("version", a.Version, fault.MaxName)
	c.Optional("customer", a.Customer, fault.MaxID)
	c.Text("name", a.Name, fault.MaxName)
	c.Optional("de", a.De, fault.MaxName)
	within(c, "cycle", a.Cycle.Check())
	checkNames(c, "feature", a.Features)
	checkNames(c, "fee", a.Fees)
	a.checkObjectives(c)
	choose(c, "stacking", a.Stacking, Sum, Max, First)
	a.Cap.check(c, "cap", a.Fees)
	a.ContractCap.check(c, "contractCap", a.Fees)
	a.Minimum.check(c, map[string]Cap{"cap": a.Cap, "contractCap": a.ContractCap.Cap})
	c.That(a.Rounding != nil, "rounding", fault.RuleRequired, "must be one of half-up, half-even, up, down")
	if a.Rounding != nil {
		_, err := a.Rounding.MarshalText()
		c.That(err == nil, "rounding", fault.RuleUnknown, "must be one of half-up, half-even, up, down")
	}
	a.Claim.check(c, a.Cycle)
	choose(c, "settle", a.Settle, AtOnce, AtPeriodEnd)
	atMost(c, "burn", len(a.Burn), maxBurn)
	for i, b := range a.Burn {
		b.check(c, index("burn", i))
	}
}

func (a Agreement) checkObjectives(c *fault.Check) {
	c.That(len(a.Objectives)+len(a.Features) > 0, "objective", fault.RuleRequired, "must have one at least, unless a feature is promised: an agreement without promises is none")
	atMost(c, "objective", len(a.Objectives), maxObjectives)
	seen := map[string]bool{}
	metrics := map[string]sample.Metric{}
	for i, o := range a.Objectives {
		path := index("objective", i)
		if m := o.Metric; m != nil {
			if first, twice := metrics[m.Name]; twice && first != *m {
				c.Add(at(path, "metric"), fault.RuleReference, fmt.Sprintf("%.100q is measured otherwise by an objective before", m.Name))
			}
			metrics[m.Name] = *m
		}
		if seen[o.ID] {
			c.Add(at(path, "id"), fault.RuleDuplicate, fmt.Sprintf("%.100q is the id of another objective", o.ID))
		}
		seen[o.ID] = true
		o.check(c, path, a)
	}
}

func checkNames(c *fault.Check, path string, names []string) {
	atMost(c, path, len(names), maxNames)
	for i, name := range names {
		c.Text(index(path, i), name, fault.MaxName)
		if slices.Contains(names[:i], name) {
			c.Add(index(path, i), fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", name))
		}
	}
}

// within adds the faults of a part that answers with an error.
func within(c *fault.Check, path string, err error) {
	if err == nil {
		return
	}
	var part fault.Check
	if invalid, ok := asInvalid(err); ok {
		for _, f := range invalid.Fields {
			part.Add(f.Path, f.Rule, f.Message)
		}
	} else {
		part.Add("", fault.RuleFormat, err.Error())
	}
	c.Within(path, &part)
}

func (k Cap) check(c *fault.Check, path string, fees []string) {
	if choose(c, at(path, "kind"), k.Kind, None, PercentOfFee, Fixed, MultipleOfFee, DaysOfFee) {
		k.Worth.check(c, path, fees)
		k.Value.check(c, path, k.Kind)
		c.That(k.Basis != FeeOfDowntime, at(path, "basis"), fault.RuleRange, "must be wholeFee: a limit does not grow with the time without service")
	}
}

// check holds the fields against the kind, which is known.
func (w Worth) check(c *fault.Check, path string, fees []string) {
	if w.Kind == None || w.Kind == Fixed {
		absent(c, w.Fee == "", at(path, "fee"), "the kind is "+string(w.Kind))
	} else {
		c.That(w.Fee != "", at(path, "fee"), fault.RuleRequired, "must be the name of one of the agreement's fees")
		if w.Fee != "" && !slices.Contains(fees, w.Fee) {
			c.Add(at(path, "fee"), RuleFee, fmt.Sprintf("%.100q is none of the agreement's fees; add it there", w.Fee))
		}
	}
	if w.Kind == MultipleOfFee {
		choose(c, at(path, "basis"), w.Basis, WholeFee, FeeOfDowntime)
	} else {
		absent(c, w.Basis == "", at(path, "basis"), "it belongs to multipleOfFee")
	}
	if w.Kind == DaysOfFee {
		choose(c, at(path, "day"), w.Day, Thirtieth, Actual)
	} else {
		absent(c, w.Day == "", at(path, "day"), "it belongs to daysOfFee")
	}
}

var whole = money.MustRate("100%")

// check asks for the one field that the kind names, above 0.
func (v Value) check(c *fault.Check, path string, kind ConsequenceKind) {
	fields := []struct {
		name     string
		kind     ConsequenceKind
		given    bool
		positive bool
	}{
		{"rate", PercentOfFee, v.Rate != nil, v.Rate != nil && v.Rate.Sign() > 0 && v.Rate.Cmp(whole) <= 0},
		{"amount", Fixed, v.Amount != nil, v.Amount != nil && v.Amount.Sign() > 0},
		{"times", MultipleOfFee, v.Times != nil, v.Times != nil && v.Times.Sign() > 0},
		{"days", DaysOfFee, v.Days != nil, v.Days != nil && v.Days.Sign() > 0},
	}
	for _, f := range fields {
		switch {
		case f.kind != kind:
			absent(c, !f.given, at(path, f.name), "the kind is "+string(kind))
		case !f.given:
			c.Add(at(path, f.name), fault.RuleRequired, "must be given for "+string(kind))
		case !f.positive && f.name == "rate":
			c.Add(at(path, f.name), fault.RuleRange, "must be above 0%, at most 100%")
		case !f.positive:
			c.Add(at(path, f.name), fault.RuleRange, "must be above 0")
		}
	}
}
