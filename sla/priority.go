package sla

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Priority is how important a customer or a problem is: "0" is the highest, "4" the lowest, as an order's priority in TMF622.
type Priority string

// The priorities.
const (
	PriorityHighest Priority = "0"
	PriorityHigh    Priority = "1"
	PriorityMedium  Priority = "2"
	PriorityLow     Priority = "3"
	PriorityLowest  Priority = "4"
)

var priorityNames = map[Priority]string{PriorityHighest: "highest", PriorityHigh: "high", PriorityMedium: "medium",
	PriorityLow: "low", PriorityLowest: "lowest"}

// Name is the priority in a word: highest, high, medium, low, lowest; empty for a text that is none.
func (p Priority) Name() string { return priorityNames[p] }

func (p Priority) check(c *fault.Check, path string) {
	c.That(p.Name() != "", path, fault.RuleRange, `must be "0" (highest) to "4"`)
}

// Impact is what a problem does to the customer's business.
type Impact string

// The impacts, the worst first.
const (
	Blocked  Impact = "blocked"  // nothing can be done instead
	Hampered Impact = "hampered" // there is a way round
	NoImpact Impact = "none"
)

func (i Impact) check(c *fault.Check, path string) {
	c.That(i == Blocked || i == Hampered || i == NoImpact, path, fault.RuleUnknown, "must be blocked, hampered or none")
}

// Cover says whether the feature of a problem is in an agreement of the customer.
type Cover string

// The covers.
const (
	Covered    Cover = "covered"
	NotCovered Cover = "notCovered"
)

// PriorityRow is one rule: a problem with the cover and the impact, under an agreement of the name, has the priority. A condition
// left empty asks for nothing.
type PriorityRow struct {
	Code      string // stable, such as SLA-PRIO-01
	Cover     Cover
	Impact    Impact
	Agreement string // the name of the agreement, such as "gold": the type of the customer's SLA
	Priority  Priority
	Why       string // one sentence
}

// PriorityRows is the default table; the first row that applies decides. That a covered feature without which the business is
// hampered but not blocked is medium is from section 6.6, step 5; the others are ours.
func PriorityRows() []PriorityRow {
	return []PriorityRow{
		{Code: "SLA-PRIO-01", Cover: Covered, Impact: Blocked, Priority: PriorityHighest, Why: "the feature is in the agreement, and the business is blocked without it"},
		{Code: "SLA-PRIO-02", Cover: Covered, Impact: Hampered, Priority: PriorityMedium, Why: "the feature is in the agreement, and the business is hampered without it, not blocked"},
		{Code: "SLA-PRIO-03", Cover: Covered, Impact: NoImpact, Priority: PriorityLow, Why: "the feature is in the agreement, and the business goes on as it did"},
		{Code: "SLA-PRIO-04", Cover: NotCovered, Impact: Blocked, Priority: PriorityLow, Why: "no agreement has the feature, but the business is blocked without it"},
		{Code: "SLA-PRIO-05", Cover: NotCovered, Priority: PriorityLowest, Why: "no agreement has the feature"},
	}
}

// ReasonNoPriority is the code of the reason that says that no row of the table applies; the priority is the lowest then.
const ReasonNoPriority = "SLA-PRIO-00"

// DecidePriority says which priority a problem has by the customer's agreement, and which row says so. The agreement is the name
// of the one that covers the feature, if one does. Nil rows are PriorityRows().
func DecidePriority(cover Cover, impact Impact, agreement string, rows []PriorityRow) (Priority, fault.Reason) {
	if rows == nil {
		rows = PriorityRows()
	}
	for _, row := range rows {
		if row.applies(cover, impact, agreement) {
			return row.Priority, fault.Reason{Code: row.Code, Message: row.Why}
		}
	}
	return PriorityLowest, fault.Reason{Code: ReasonNoPriority, Message: fmt.Sprintf("no row of the table applies to %s and %s", cover, impact)}
}

func (row PriorityRow) applies(cover Cover, impact Impact, agreement string) bool {
	return (row.Cover == "" || row.Cover == cover) && (row.Impact == "" || row.Impact == impact) &&
		(row.Agreement == "" || row.Agreement == agreement)
}

func (row PriorityRow) check(c *fault.Check, path string) {
	c.Text(at(path, "code"), row.Code, fault.MaxName)
	c.That(row.Cover == "" || row.Cover == Covered || row.Cover == NotCovered, at(path, "cover"), fault.RuleUnknown, "must be covered, notCovered or empty")
	if row.Impact != "" {
		row.Impact.check(c, at(path, "impact"))
	}
	c.Optional(at(path, "agreement"), row.Agreement, fault.MaxName)
	row.Priority.check(c, at(path, "priority"))
	c.Text(at(path, "why"), row.Why, fault.MaxText)
}
