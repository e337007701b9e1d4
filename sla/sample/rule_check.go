package sample

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// RuleContradiction is the code of a field that does not go with the rule's kind, or of a rule that no sample could decide.
const RuleContradiction = "SAMPLE-CONTRADICTION"

// MaxPercentile is the Metric.Most up to which there are percentiles: a meter counts the samples of each value.
const MaxPercentile = 1<<20 - 1

// An input is what a kind is taken from.
type input int

const (
	gauge   input = iota // samples of values up to Most
	probe                // samples of 0 and 1
	counter              // counts
)

// A trait is what the package knows of a kind: what it is taken from, how, which fields it asks for, and what is missing may
// count as.
type trait struct {
	kind    Kind
	input   input
	way     way
	fields  []string
	missing []Missing
}

var traits = []trait{
	{Percentile, gauge, tallyValues, []string{"p", "method"}, nil},
	{Mean, gauge, tallySum, nil, nil},
	{Peak, gauge, tallyPeak, nil, nil},
	{Availability, probe, tallyMet, []string{"by", "every", "missing"}, []Missing{Up, Down, LeftOut}},
	{Share, gauge, tallyMet, []string{"by", "every", "missing", "operator", "bound"}, []Missing{Met, NotMet, LeftOut}},
	{Longest, gauge, tallyRuns, []string{"every", "missing", "operator", "bound"}, []Missing{Met, NotMet, LeftOut}},
	{Ratio, counter, tallyCounts, nil, nil},
	{Timeslices, gauge, tallySlots, []string{"slot", "of", "missing", "operator", "bound"}, []Missing{Good, Bad, LeftOut}},
	{MeanOfSlots, counter, tallyCounts, []string{"slot", "missing"}, []Missing{Good, Bad, LeftOut}},
}

// trait is the rule's row, as its other fields have it; none, with false, if the kind is unknown.
func (r Rule) trait() (trait, bool) {
	for _, t := range traits {
		if t.kind != r.Kind {
			continue
		}
		if t.way == tallyMet && r.By == Time {
			t.way = tallyTime
		}
		if t.way == tallySlots && r.Of == OfRatio {
			t.input, t.way = counter, tallyCounts
		}
		return t, true
	}
	return trait{}, false
}

// most is the highest that can be held against a bound.
func (t trait) most(m Metric) int64 {
	if t.input == counter {
		return 1
	}
	return m.Most
}

// Check notes every fault of the rule, for samples of the metric, in c, the paths below path.
func (r Rule) Check(c *fault.Check, path string, m Metric) {
	var part fault.Check
	if t, ok := r.trait(); ok {
		r.checkFields(&part, t)
		t.checkMetric(&part, m)
		r.checkBound(&part, t, m)
	} else {
		rule := fault.RuleUnknown
		if r.Kind == "" {
			rule = fault.RuleRequired
		}
		part.Add("kind", rule, "must be one of "+list(traits, func(t trait) string { return string(t.kind) }))
	}
	c.Within(path, &part)
}

// A field is one axis of a rule as checkFields sees it.
type field struct {
	name    string
	given   bool
	ok      bool   // whether what is given is one of the choices
	choices string // what it must be
}

func (r Rule) checkFields(c *fault.Check, t trait) {
	hundred := money.MustRate("100%")
	fields := []field{
		{"p", r.P != money.Rate{}, r.P.Sign() > 0 && r.P.Cmp(hundred) <= 0, "a rate above 0%, at most 100%, such as 99.9%"},
		{"method", r.Method != "", r.Method == NearestRank, string(NearestRank)},
		oneOf("by", r.By, Samples, Time),
		span("every", r.Every, "how long a sample stands for at most"),
		span("slot", r.Slot, "the length of a slot"),
		oneOf("of", r.Of, OfMean, OfMax, OfRatio),
		oneOf("missing", r.Missing, t.missing...),
		oneOf("operator", r.Operator, Less, LessOrEqual, GreaterOrEqual, Greater),
		{"bound", r.Bound != nil, r.Bound == nil || r.Bound.Sign() >= 0, "0 or more, in the metric's unit"},
	}
	for _, f := range fields {
		wanted := slices.Contains(t.fields, f.name)
		switch {
		case wanted && !f.given:
			c.Add(f.name, fault.RuleRequired, fmt.Sprintf("is left open; for %s it must be given: %s", t.kind, f.choices))
		case wanted && !f.ok:
			c.Add(f.name, fault.RuleUnknown, "must be "+f.choices)
		case !wanted && f.given:
			c.Add(f.name, RuleContradiction, fmt.Sprintf("does not go with %s; leave it out", t.kind))
		}
	}
}

func oneOf[T ~string](name string, given T, choices ...T) field {
	return field{name, given != "", slices.Contains(choices, given), list(choices, func(c T) string { return string(c) })}
}

func span(name string, s calendar.Span, what string) field {
	d := time.Duration(s)
	ok := 0 < d && d <= fault.Horizon && d%time.Microsecond == 0
	return field{name, d != 0, ok, what + ", above 0, at most 20 years, in whole microseconds, such as 5m"}
}

func list[T any](values []T, text func(T) string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = text(v)
	}
	return strings.Join(texts, ", ")
}

// checkMetric asks whether the rule's kind can be taken from the metric.
func (t trait) checkMetric(c *fault.Check, m Metric) {
	switch {
	case t.input == probe:
		c.That(m.Most == 1 && m.Digits == 0, "kind", RuleContradiction,
			"availability is taken from probes, which are 1 (up) or 0 (down): the metric must have most 1 and digits 0")
	case t.input == counter:
		c.That(m.Most == 0 && m.Digits == 0, "kind", RuleContradiction,
			"is taken from counters, which count whole things without a bound: the metric must have most 0 and digits 0")
	case t.kind == Percentile:
		c.That(1 <= m.Most && m.Most <= MaxPercentile, "kind", RuleContradiction, fmt.Sprintf(
			"a percentile counts the samples of each value: the metric must have most 1 to %d; choose fewer digits", MaxPercentile))
	default:
		c.That(m.Most >= 1, "kind", RuleContradiction, "is taken from samples: the metric must have most 1 or more")
	}
}

// checkBound asks whether some samples could meet the condition and others not.
func (r Rule) checkBound(c *fault.Check, t trait, m Metric) {
	if !slices.Contains(t.fields, "bound") || r.Operator == "" || r.Bound == nil || r.Bound.Sign() < 0 {
		return // checkFields has seen to it
	}
	if _, ok := newCondition(r.Operator, *r.Bound, m.Digits, t.most(m)); ok {
		return
	}
	what := "it is in " + m.Unit + ", of which the metric tells up to " + decimalText(m.Most, m.Digits) + " apart"
	if t.input == counter {
		what = "it is a share: 0.999 for 99.9 %"
	}
	c.Add("bound", RuleContradiction, fmt.Sprintf("%s %s is met by all that can be measured, or by nothing; %s", r.Operator, r.Bound, what))
}

// decimalText writes a number of the resolution in the unit.
func decimalText(n int64, digits int) string {
	if digits < 0 || digits > MaxDigits {
		return fmt.Sprint(n)
	}
	return big.NewRat(n, power(digits).Int64()).FloatString(digits)
}
