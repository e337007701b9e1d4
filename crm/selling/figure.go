package selling

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Operator compares what is measured with a figure, as TMF623 spells it.
type Operator string

// The operators.
const (
	Less           Operator = ".lt"
	LessOrEqual    Operator = ".le"
	Equal          Operator = ".eq"
	GreaterOrEqual Operator = ".ge"
	Greater        Operator = ".gt"
)

// operators has for each operator the results of measured.Cmp(value) for which it holds, and its words.
var operators = map[Operator]struct {
	holds []int
	words string
	warns int // on which side of the figure a warning lies, as warning.Cmp(value); 0: there is no such side
}{
	Less:           {[]int{-1}, "less than", -1},
	LessOrEqual:    {[]int{-1, 0}, "at most", -1},
	Equal:          {[]int{0}, "exactly", 0},
	GreaterOrEqual: {[]int{0, 1}, "at least", 1},
	Greater:        {[]int{1}, "more than", 1},
}

// Figure is a condition on something measured: at most 4 h without mail in a month. It is a value.
type Figure struct {
	Metric   string         `json:"metric"`
	Operator Operator       `json:"operator"`
	Value    money.Quantity `json:"value"`
	Unit     string         `json:"unit,omitempty"`
	Period   string         `json:"period,omitempty"` // over which it is measured, such as "month"

	// Warning is the level at which the provider is alarmed, before Value is reached (TMF657: thresholdTarget); nil: none.
	Warning *money.Quantity `json:"warning,omitempty"`
}

// Holds reports whether the condition is fulfilled by what was measured.
func (f Figure) Holds(measured money.Quantity) bool {
	return slices.Contains(operators[f.Operator].holds, measured.Cmp(f.Value))
}

// String is such as "outage at most 4 h".
func (f Figure) String() string {
	text := f.Metric + " " + operators[f.Operator].words + " " + f.Value.String()
	if f.Unit != "" {
		text += " " + f.Unit
	}
	return text
}

func (f Figure) check(c *fault.Check, path string) {
	c.Text(path+".metric", f.Metric, fault.MaxName)
	c.That(operators[f.Operator].holds != nil, path+".operator", fault.RuleUnknown, "must be .lt, .le, .eq, .ge or .gt")
	c.Optional(path+".unit", f.Unit, fault.MaxName)
	c.Optional(path+".period", f.Period, fault.MaxName)
	if f.Warning != nil {
		side := operators[f.Operator].warns
		c.That(side != 0 && f.Warning.Cmp(f.Value) == side, path+".warning", fault.RuleRange, "must lie before the value: below it for .lt and .le, above it for .ge and .gt")
	}
}
