package ordering

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Danger is how a promised date stands.
type Danger string

// The dangers, the lesser first.
const (
	Endangered Danger = "endangered" // the date may not be met: little time is left, or completion is expected later
	Missed     Danger = "missed"     // the date has passed
)

// Measure is what is done about a jeopardy (3.5.4).
type Measure string

// The measures of the default table; a table of one's own may name others.
const (
	InformCustomer Measure = "informCustomer"
	Expedite       Measure = "expedite"
	Escalate       Measure = "escalate"
)

// Jeopardy is a promised date in danger, noted once for each danger and promised date.
type Jeopardy struct {
	Danger   Danger    `json:"danger"`
	Promised time.Time `json:"promised"`
	Expected time.Time `json:"expected,omitzero"` // when completion was last expected; zero: unknown
	At       time.Time `json:"at"`                // when it was noticed
	Why      string    `json:"why"`
	Measures []Measure `json:"measures"`
}

// MeasureRow is one row of the table of measures: the first row that fits decides.
type MeasureRow struct {
	Danger   Danger
	Priority string // the least important order's priority the row is for: "1" is for "0" and "1"; "4" is for all
	Measures []Measure
}

func (r MeasureRow) check(c *fault.Check, path string) {
	c.That(r.Danger == Endangered || r.Danger == Missed, path+".danger", fault.RuleUnknown, "must be endangered or missed")
	c.That(len(r.Priority) == 1 && r.Priority >= "0" && r.Priority <= "4", path+".priority", fault.RuleRange, `must be "0" (highest) to "4"`)
	for n, m := range r.Measures {
		c.Text(fmt.Sprintf("%s.measures[%d]", path, n), string(m), fault.MaxName)
	}
}

// Measures is the default table: a missed date is always told and escalated, a danger is told; important orders are
// expedited as soon as they are in danger. The seed asks for measures (3.5.4) and leaves open which; these are ours.
func Measures() []MeasureRow {
	return []MeasureRow{
		{Danger: Missed, Priority: "1", Measures: []Measure{InformCustomer, Expedite, Escalate}},
		{Danger: Missed, Priority: "4", Measures: []Measure{InformCustomer, Escalate}},
		{Danger: Endangered, Priority: "1", Measures: []Measure{InformCustomer, Expedite}},
		{Danger: Endangered, Priority: "4", Measures: []Measure{InformCustomer}},
	}
}

// JeopardyRules are the rule's parameters.
type JeopardyRules struct {
	Warn     time.Duration // how long before a promised date it counts as endangered, unless completion is expected in time
	Measures []MeasureRow
}

// AssessJeopardy says how the order's promised date stands at asOf, or false if there is no danger: the order has no
// promised date, is final, or will be in time as far as known.
func AssessJeopardy(o Order, asOf time.Time, rules JeopardyRules) (Jeopardy, bool) {
	promised := o.PromisedCompletion
	if promised.IsZero() || o.Final() {
		return Jeopardy{}, false
	}
	j := Jeopardy{Promised: promised, Expected: o.ExpectedCompletion, At: asOf}
	left := promised.Sub(asOf)
	switch {
	case left < 0:
		j.Danger, j.Why = Missed, fmt.Sprintf("promised for %s and not complete", promised.Format(time.RFC3339))
	case o.ExpectedCompletion.After(promised):
		j.Danger, j.Why = Endangered, fmt.Sprintf("promised for %s, expected on %s", promised.Format(time.RFC3339), o.ExpectedCompletion.Format(time.RFC3339))
	case left <= rules.Warn && o.ExpectedCompletion.Before(asOf):
		j.Danger, j.Why = Endangered, fmt.Sprintf("promised for %s, and no date of completion is known", promised.Format(time.RFC3339))
	default:
		return Jeopardy{}, false
	}
	for _, row := range rules.Measures {
		if row.Danger == j.Danger && o.priorityOr("4") <= row.Priority {
			j.Measures = slices.Clone(row.Measures)
			break
		}
	}
	return j, true
}

func (o Order) priorityOr(none string) string {
	if o.Priority == "" {
		return none
	}
	return o.Priority
}

// noteJeopardy adds a jeopardy that is new: the same danger to the same date is noted once.
func (o Order) noteJeopardy(j Jeopardy) (Order, bool) {
	if o.noted(j.Danger, j.Promised) {
		return o, false
	}
	o.Jeopardies = append(slices.Clone(o.Jeopardies), j)
	return o, true
}

func (o Order) noted(d Danger, promised time.Time) bool {
	return slices.ContainsFunc(o.Jeopardies, func(j Jeopardy) bool { return j.Danger == d && j.Promised.Equal(promised) })
}
