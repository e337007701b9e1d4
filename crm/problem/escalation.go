package problem

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// EscalationRow is one row of the table of escalations (3.6.3): when all its conditions hold, the ticket is escalated, once. A
// condition left empty asks for nothing.
type EscalationRow struct {
	Code     string        // stable, such as PROBLEM-ESCALATION-01
	Clock    clock.State   // StateWarned or StateBreached: such a signal was raised; a breach is also of a row for warnings
	Kind     clock.Kind    // of which clock; empty: any
	Age      time.Duration // since the ticket was opened, or last reopened
	Priority Priority      // the least important ticket the row is for: "1" is for "0" and "1"
	Denials  int           // at least so many denied resolutions
	Reopened int           // reopened at least so often
	Level    int           // 1 is the lowest
	To       string        // a group, a person, a role
	Measures []string      // what is to be done
	Why      string        // one sentence
}

// Escalation is one that was raised.
type Escalation struct {
	Code     string    `json:"code"`
	Level    int       `json:"level"`
	To       string    `json:"to"`
	Measures []string  `json:"measure,omitempty"`
	At       time.Time `json:"at"`
	Why      string    `json:"why"`
}

// Escalations is the default table. The document asks for escalation (3.6.3) and leaves open when; these rows are ours.
func Escalations() []EscalationRow { return slices.Clone(escalationRows) }

var escalationRows = []EscalationRow{
	{Code: "PROBLEM-ESCALATION-01", Clock: clock.StateWarned, Priority: High, Level: 1, To: "groupLead", Measures: []string{"expedite"}, Why: "time is running out for an important ticket"},
	{Code: "PROBLEM-ESCALATION-02", Clock: clock.StateBreached, Level: 2, To: "serviceManager", Measures: []string{"informCustomer", "expedite"}, Why: "what was promised is broken"},
	{Code: "PROBLEM-ESCALATION-03", Clock: clock.StateBreached, Priority: High, Level: 3, To: "management", Measures: []string{"callCustomer"}, Why: "what was promised about an important ticket is broken"},
	{Code: "PROBLEM-ESCALATION-04", Denials: 2, Level: 2, To: "serviceManager", Measures: []string{"callCustomer"}, Why: "the customer has denied two resolutions"},
	{Code: "PROBLEM-ESCALATION-05", Reopened: 2, Level: 2, To: "serviceManager", Measures: []string{"analyseCause"}, Why: "the problem came back twice"},
	{Code: "PROBLEM-ESCALATION-06", Age: 7 * 24 * time.Hour, Priority: Medium, Level: 1, To: "groupLead", Measures: []string{"review"}, Why: "it has been open for a week"},
}

func checkEscalations(c *fault.Check, rows []EscalationRow) {
	codes := map[string]bool{}
	for n, r := range rows {
		path := fmt.Sprintf("escalations[%d]", n)
		c.Text(path+".code", r.Code, fault.MaxName)
		c.That(!codes[r.Code], path+".code", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", r.Code))
		codes[r.Code] = true
		c.That(slices.Contains([]clock.State{"", clock.StateWarned, clock.StateBreached}, r.Clock), path+".clock", fault.RuleUnknown, "must be warned or breached")
		c.That(r.Kind == "" || slices.Contains(clock.Kinds(), r.Kind), path+".kind", fault.RuleUnknown, "must be firstResponse, update or solution")
		c.That(r.Kind == "" || r.Clock != "", path+".kind", fault.RuleRequired, "says of which clock, but not whether warned or breached")
		c.Span(path+".age", r.Age)
		c.That(r.Priority == "" || r.Priority.Name() != "", path+".priority", fault.RuleRange, `must be "0" (highest) to "4"`)
		c.That(r.Denials >= 0, path+".denials", fault.RuleRange, "must not be negative")
		c.That(r.Reopened >= 0, path+".reopened", fault.RuleRange, "must not be negative")
		c.That(r.Clock != "" || r.Age > 0 || r.Denials > 0 || r.Reopened > 0, path, fault.RuleRequired, "must say when: clock, age, denials or reopened")
		c.That(r.Level >= 1, path+".level", fault.RuleRange, "must be at least 1")
		c.Text(path+".to", r.To, fault.MaxName)
		c.Text(path+".why", r.Why, fault.MaxText)
		for m, measure := range r.Measures {
			c.Text(fmt.Sprintf("%s.measures[%d]", path, m), measure, fault.MaxName)
		}
	}
}

// Escalate gives the escalations that are due for a ticket at asOf and were not raised before, in the order of the table (nil:
// Escalations). Only what is worked on is escalated.
func Escalate(t Ticket, rows []EscalationRow, asOf time.Time) []Escalation {
	if rows == nil {
		rows = escalationRows
	}
	var due []Escalation
	for _, r := range rows {
		if r.applies(t) && !asOf.Before(t.openSince().Add(r.Age)) {
			due = append(due, Escalation{Code: r.Code, Level: r.Level, To: r.To, Measures: slices.Clone(r.Measures), At: asOf, Why: r.Why})
		}
	}
	return due
}

// applies reports whether the row holds for the ticket, its age aside, and was not raised.
func (r EscalationRow) applies(t Ticket) bool {
	raised := slices.ContainsFunc(t.Escalations, func(e Escalation) bool { return e.Code == r.Code })
	important := r.Priority == "" || t.Priority != "" && t.Priority <= r.Priority
	return !raised && important && t.Status.Worked() && t.Denials() >= r.Denials && t.Reopened >= r.Reopened && r.signalled(t)
}

// openSince is when the ticket was opened, or last reopened.
func (t Ticket) openSince() time.Time {
	for _, e := range slices.Backward(t.History) {
		if e.Type == clock.Reopened {
			return e.At
		}
	}
	return t.CreatedAt
}

func (r EscalationRow) signalled(t Ticket) bool {
	return r.Clock == "" || slices.ContainsFunc(t.Signals, func(s Signal) bool {
		return (s.State == r.Clock || s.State == clock.StateBreached) && (r.Kind == "" || s.Kind == r.Kind)
	})
}

// escalate raises what is due.
func (s *Service) escalate(t Ticket, at time.Time, say say) Ticket {
	for _, e := range Escalate(t, s.config.Escalations, at) {
		t.Escalations = append(slices.Clone(t.Escalations), e)
		say(EventEscalation, EscalationNotice{Notice: t.notice(), Escalation: e})
	}
	return t
}

// ages is when the ticket's age escalates it next, if nothing else happens; zero: never.
func (s *Service) ages(t Ticket) time.Time {
	var next time.Time
	since := t.openSince()
	for _, r := range s.config.Escalations {
		if at := since.Add(r.Age); r.Age > 0 && r.applies(t) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}
