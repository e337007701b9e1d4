package sla

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Operator compares what was measured with a figure, as TMF623 spells it. The operator says on which side the edge itself lies:
// "at least 99.9" holds for exactly 99.9, "more than 99.9" does not.
type Operator string

// The operators.
const (
	Less           Operator = ".lt"
	LessOrEqual    Operator = ".le"
	Equal          Operator = ".eq"
	GreaterOrEqual Operator = ".ge"
	Greater        Operator = ".gt"
)

// operators has for each operator the results of measured.Cmp(value) for which it holds, its words, and its sign.
var operators = map[Operator]struct {
	holds        []int
	en, de, sign string
}{
	Less:           {[]int{-1}, "less than", "weniger als", "<"},
	LessOrEqual:    {[]int{-1, 0}, "at most", "höchstens", "≤"},
	Equal:          {[]int{0}, "exactly", "genau", "="},
	GreaterOrEqual: {[]int{0, 1}, "at least", "mindestens", "≥"},
	Greater:        {[]int{1}, "more than", "mehr als", ">"},
}

// Holds reports whether the comparison holds, given the result of measured.Cmp(value).
func (o Operator) Holds(cmp int) bool { return slices.Contains(operators[o].holds, cmp) }

// Words is the operator in words, such as "at most"; German for "de", else English.
func (o Operator) Words(lang string) string { return word(lang, operators[o].en, operators[o].de) }

func (o Operator) known() bool { return operators[o].holds != nil }

// upper reports whether more is worse: the operator bounds from above.
func (o Operator) upper() bool { return o == Less || o == LessOrEqual }

// Bound is one edge: an operator and a figure in the unit of the objective it belongs to. It is a value.
type Bound struct {
	Operator Operator       `json:"operator"`
	Value    money.Quantity `json:"value"`
}

func (b Bound) check(c *fault.Check, path string) {
	c.That(b.Operator.known(), at(path, "operator"), ruleFor(string(b.Operator)), "must be .lt, .le, .eq, .ge or .gt")
}

func (b Bound) say(lang string, unit Unit) string {
	return b.Operator.Words(lang) + " " + unit.say(lang, ratOf(b.Value), nil)
}
