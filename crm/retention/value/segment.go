package value

import (
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The facts of a table of segments: the three scores, 1 to 5.
const (
	FactR = "rfm.r"
	FactF = "rfm.f"
	FactM = "rfm.m"
)

// SegmentSchema are the facts of a table of segments.
func SegmentSchema() *rule.Schema { return segmentSchema }

var (
	least, most   = money.Count(1), money.Count(Scores)
	segmentSchema = rule.MustSchema(
		rule.Definition{Name: FactR, Kind: rule.Number, Whole: true, Least: &least, Most: &most, Missing: rule.Refuse, What: "score of recency, 5 is the most recent fifth"},
		rule.Definition{Name: FactF, Kind: rule.Number, Whole: true, Least: &least, Most: &most, Missing: rule.Refuse, What: "score of frequency, 5 is the most frequent fifth"},
		rule.Definition{Name: FactM, Kind: rule.Number, Whole: true, Least: &least, Most: &most, Missing: rule.Refuse, What: "score of money, 5 is the fifth that spent most"},
	)
)

// Segments is the table of segments. The names are those in common use, best first; where they begin and end is ours: replace it by a
// table of your own, of SegmentSchema.
func Segments() *rule.Table { return segments }

var segments = mustSegments(
	rule.Row{Code: "VALUE-SEGMENT-01", Outcome: "champion", When: []rule.Condition{atLeast(FactR, 4), atLeast(FactF, 4), atLeast(FactM, 4)},
		Why: "bought lately, often and for much", WhyDe: "kaufte zuletzt, oft und für viel"},
	rule.Row{Code: "VALUE-SEGMENT-02", Outcome: "loyal", When: []rule.Condition{atLeast(FactR, 3), atLeast(FactF, 4)},
		Why: "buys often and not long ago", WhyDe: "kauft oft und vor nicht langer Zeit"},
	rule.Row{Code: "VALUE-SEGMENT-03", Outcome: "new", When: []rule.Condition{atLeast(FactR, 5), below(FactF, 2)},
		Why: "bought just now, and seldom before", WhyDe: "kaufte eben erst, und selten davor"},
	rule.Row{Code: "VALUE-SEGMENT-04", Outcome: "promising", When: []rule.Condition{atLeast(FactR, 3)},
		Why: "bought not long ago", WhyDe: "kaufte vor nicht langer Zeit"},
	rule.Row{Code: "VALUE-SEGMENT-05", Outcome: "slipping", When: []rule.Condition{atLeast(FactF, 4), atLeast(FactM, 4)},
		Why: "bought often and for much, but long ago: the first to win back", WhyDe: "kaufte oft und für viel, aber vor langer Zeit: zuerst zurückzugewinnen"},
	rule.Row{Code: "VALUE-SEGMENT-06", Outcome: "atRisk", When: []rule.Condition{atLeast(FactF, 3)},
		Why: "bought several times, but long ago", WhyDe: "kaufte mehrmals, aber vor langer Zeit"},
	rule.Row{Code: "VALUE-SEGMENT-07", Outcome: "asleep",
		Why: "bought seldom and long ago", WhyDe: "kaufte selten und vor langer Zeit"},
)

func atLeast(fact string, score int64) rule.Condition {
	v := rule.Int(score)
	return rule.Condition{Fact: fact, AtLeast: &v}
}

func below(fact string, score int64) rule.Condition {
	v := rule.Int(score)
	return rule.Condition{Fact: fact, Below: &v}
}

func mustSegments(rows ...rule.Row) *rule.Table {
	spec := rule.Spec{Name: "value.segments", Version: "1", Policy: rule.First, Rows: rows}
	for _, r := range rows {
		spec.Outcomes = append(spec.Outcomes, r.Outcome)
	}
	t, err := rule.Compile(segmentSchema, spec, nil)
	if err != nil {
		panic(err)
	}
	return t
}

// Segment is the segment of a scored customer, and why, by a table; nil is Segments(). Scores outside 1 to 5 are fault.ErrInvalid.
func (r RFM) Segment(t *rule.Table) (string, []fault.Reason, error) {
	if t == nil {
		t = Segments()
	}
	facts := rule.NewFacts(segmentSchema)
	var c fault.Check
	for _, one := range []struct {
		fact  string
		score int
	}{{FactR, r.R}, {FactF, r.F}, {FactM, r.M}} {
		err := facts.Set(one.fact, rule.Int(int64(one.score)))
		c.That(err == nil, one.fact, fault.RuleRange, "must be a score of 1 to 5; see Score")
	}
	if err := c.Err(fault.Subject("value.rfm", r.Customer)); err != nil {
		return "", nil, err
	}
	decided, err := t.Decide(facts)
	if err != nil {
		return "", nil, err
	}
	return decided.Outcome, t.Reasons(decided), nil
}
