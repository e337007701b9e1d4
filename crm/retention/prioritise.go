package retention

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Facts are what a priority follows from. The zero Facts say that nothing is known.
type Facts struct {
	Revenue       money.Amount // a year, net; without a currency: none is known
	ServiceLevels []string     // those agreed with the customer
	Score         int          // the last answer on satisfaction within ScoreWithin, 1 to 5; 0: none
	FollowUp      bool         // somebody still has to see to the customer
	Violations    int          // broken service levels within ViolationsWithin
	Churn         float64      // the probability that the customer leaves, up to 1; 0: not known
	Value         string       // the band of the customer's value; empty: not known
}

// For how long what was said, and what was broken, counts.
const (
	ScoreWithin      = 365 * 24 * time.Hour
	ViolationsWithin = 365 * 24 * time.Hour
)

// condition is one column of the table of priorities.
type condition struct {
	asked  func(Row) bool
	covers func(r, other Row) bool // both ask for it: r for no more than the other one
	met    func(Row, Facts) bool
	words  func(Row, Facts) string
}

var conditions = []condition{
	{asked: func(r Row) bool { return !r.anyRevenue() },
		covers: func(r, other Row) bool { return enough(other.Revenue, r.Revenue) },
		met:    func(r Row, f Facts) bool { return f.revenueKnown() && enough(f.Revenue, r.Revenue) },
		words:  func(r Row, _ Facts) string { return "at least " + r.Revenue.String() + " is asked for" }},
	{asked: func(r Row) bool { return r.ServiceLevel != "" },
		covers: func(r, other Row) bool { return strings.EqualFold(r.ServiceLevel, other.ServiceLevel) },
		met: func(r Row, f Facts) bool {
			return slices.ContainsFunc(f.ServiceLevels, func(l string) bool { return strings.EqualFold(l, r.ServiceLevel) })
		},
		words: func(r Row, _ Facts) string { return "the service level " + r.ServiceLevel + " is asked for" }},
	{asked: func(r Row) bool { return r.Score > 0 },
		covers: func(r, other Row) bool { return other.Score <= r.Score },
		met:    func(r Row, f Facts) bool { return f.Score > 0 && f.Score <= r.Score },
		words: func(r Row, f Facts) string {
			return fmt.Sprintf("the last score was %d, at most %d is asked for", f.Score, r.Score)
		}},
	{asked: func(r Row) bool { return r.FollowUp },
		covers: func(_, _ Row) bool { return true },
		met:    func(_ Row, f Facts) bool { return f.FollowUp },
		words:  func(_ Row, _ Facts) string { return "an open follow-up is asked for" }},
	{asked: func(r Row) bool { return r.Violations > 0 },
		covers: func(r, other Row) bool { return other.Violations >= r.Violations },
		met:    func(r Row, f Facts) bool { return f.Violations >= r.Violations },
		words: func(r Row, f Facts) string {
			return fmt.Sprintf("violations within a year: %d, at least %d are asked for", f.Violations, r.Violations)
		}},
	{asked: func(r Row) bool { return r.Churn > 0 },
		covers: func(r, other Row) bool { return other.Churn >= r.Churn },
		met:    func(r Row, f Facts) bool { return f.Churn >= r.Churn },
		words: func(r Row, f Facts) string {
			return "a probability of leaving of " + strconv.FormatFloat(f.Churn, 'f', 3, 64) + ", at least " + strconv.FormatFloat(r.Churn, 'g', -1, 64) + " is asked for"
		}},
	{asked: func(r Row) bool { return r.Value != "" },
		covers: func(r, other Row) bool { return strings.EqualFold(r.Value, other.Value) },
		met:    func(r Row, f Facts) bool { return strings.EqualFold(r.Value, f.Value) },
		words:  func(r Row, _ Facts) string { return "the value band " + r.Value + " is asked for" }},
}

func enough(got, want money.Amount) bool {
	more, err := got.Cmp(want)
	return err == nil && more >= 0
}

func (f Facts) revenueKnown() bool { return f.Revenue.Currency() != money.Currency{} }

// asks are the conditions that the row has.
func (r Row) asks() []condition {
	return slices.DeleteFunc(slices.Clone(conditions), func(q condition) bool { return !q.asked(r) })
}

// Prioritise gives the priority that follows from the facts, and the reasons for it. Nothing known is an answer too: it
// leads to a row that asks for nothing of it. A nil table is DefaultTable(). Facts out of range, NaN included, and a revenue in
// another currency than the table are fault.ErrInvalid; no exchange rate is guessed.
func Prioritise(f Facts, t *Table) (Priority, []fault.Reason, error) {
	if t == nil {
		t = DefaultTable()
	}
	if err := f.check(t); err != nil {
		return "", nil, err
	}
	var reasons []fault.Reason
	if !f.revenueKnown() {
		reasons = append(reasons, fault.Reason{Code: ReasonNoRevenue, Message: "no revenue is known"})
	}
	for _, r := range t.rows {
		if r.applies(f) {
			return r.Priority, append(reasons, fault.Reason{Code: r.Code, Message: r.reason(f)}), nil
		}
	}
	return "", nil, fault.State("retention.table", "has no row that applies; make it with NewTable") // only of a zero Table
}

func (f Facts) check(t *Table) error {
	var c fault.Check
	t.checkRevenue(&c, "revenue", f.Revenue)
	c.That(f.Score >= 0 && f.Score <= ScoreMost, "score", fault.RuleRange, "must be between 1 and 5, or 0 if there is none")
	c.That(f.Violations >= 0, "violations", fault.RuleRange, "must not be negative")
	c.That(f.Churn >= 0 && f.Churn <= 1, "churn", fault.RuleRange, "must be a probability, or 0 if none is known")
	return c.Err("retention.priority")
}

func (r Row) applies(f Facts) bool {
	for _, q := range conditions {
		if q.asked(r) && !q.met(r, f) {
			return false
		}
	}
	return true
}

// reason says which facts met the row.
func (r Row) reason(f Facts) string {
	why := r.Why
	if f.revenueKnown() {
		why += ", with a revenue of " + f.Revenue.String() + " a year"
	}
	for _, q := range r.asks() {
		why += "; " + q.words(r, f)
	}
	return why
}
