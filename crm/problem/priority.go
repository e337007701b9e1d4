package problem

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Priority is how quickly a ticket is worked on: "0" is the highest, "4" the lowest, as TMF622 counts. TMF621 leaves the values
// open; they are those in which Retention & Loyalty and Customer QoS/SLA Management answer.
type Priority string

// The priorities.
const (
	Highest Priority = "0"
	High    Priority = "1"
	Medium  Priority = "2"
	Low     Priority = "3"
	Lowest  Priority = "4"
)

var priorityNames = map[Priority]string{Highest: "highest", High: "high", Medium: "medium", Low: "low", Lowest: "lowest"}

// Name is the priority in a word: highest, high, medium, low, lowest; empty for a text that is none.
func (p Priority) Name() string { return priorityNames[p] }

// Impact is what the problem does to the customer's business. TMF621's severity says it in the vendor's own words.
type Impact string

// The impacts, the gravest first.
const (
	Blocked  Impact = "blocked"  // the business stands still
	Hampered Impact = "hampered" // it goes on by other ways
	None     Impact = "none"     // it is not touched
)

var impacts = []Impact{Blocked, Hampered, None}

// Cover is whether what does not work is part of the customer's service level agreement.
type Cover string

// The covers. What is not known counts as covered: in doubt for the customer.
const (
	CoverUnknown Cover = ""
	Covered      Cover = "covered"
	NotCovered   Cover = "notCovered"
)

// Facts are what a ticket's priority follows from.
type Facts struct {
	Customer     Priority // what Retention & Loyalty answered; empty: nothing, which counts as Medium
	ServiceLevel Priority // what Customer QoS/SLA Management answered; empty: nothing
	Cover        Cover
	Impact       Impact
}

// PriorityRow is one rule: it is for customers of at least a priority, for a cover and an impact. A condition left empty
// asks for nothing.
type PriorityRow struct {
	Code     string   // stable, such as PROBLEM-PRIO-01
	Customer Priority // the least important customer the row is for: "1" is for "0" and "1"
	Cover    Cover
	Impact   Impact
	Priority Priority
	Why      string // one sentence
}

// The codes of the reasons that are no rows.
const (
	ReasonCustomerUnknown     = "PROBLEM-PRIO-CUSTOMER-UNKNOWN"
	ReasonServiceLevelUnknown = "PROBLEM-PRIO-SLA-UNKNOWN"
	ReasonServiceLevelHigher  = "PROBLEM-PRIO-SLA-HIGHER"
)

// Priorities is the default table, in which the first row that fits decides. One row is the document's (section 6.6, steps 4
// to 6): the highest customer, mail is in the agreement, the business is hampered but not blocked, so the problem is of medium
// priority. The others are ours: replace them by your own.
func Priorities() []PriorityRow { return slices.Clone(priorityRows) }

var priorityRows = []PriorityRow{
	{Code: "PROBLEM-PRIO-01", Impact: Blocked, Cover: Covered, Customer: High, Priority: Highest, Why: "an important customer's business is blocked, and it is in the agreement"},
	{Code: "PROBLEM-PRIO-02", Impact: Blocked, Cover: Covered, Priority: High, Why: "the business is blocked, and it is in the agreement"},
	{Code: "PROBLEM-PRIO-03", Impact: Blocked, Customer: High, Priority: High, Why: "an important customer's business is blocked"},
	{Code: "PROBLEM-PRIO-04", Impact: Blocked, Priority: Medium, Why: "the business is blocked"},
	{Code: "PROBLEM-PRIO-05", Impact: Hampered, Cover: Covered, Customer: Medium, Priority: Medium, Why: "the business is hampered, not blocked, and it is in the agreement"},
	{Code: "PROBLEM-PRIO-06", Impact: Hampered, Cover: Covered, Priority: Low, Why: "a small customer's business is hampered, not blocked"},
	{Code: "PROBLEM-PRIO-07", Impact: Hampered, Customer: High, Priority: Low, Why: "an important customer's business is hampered, and it is not in the agreement"},
	{Code: "PROBLEM-PRIO-08", Impact: Hampered, Priority: Lowest, Why: "the business is hampered, and it is not in the agreement"},
	{Code: "PROBLEM-PRIO-09", Customer: High, Priority: Low, Why: "an important customer, whose business is not touched"},
	{Code: "PROBLEM-PRIO-10", Priority: Lowest, Why: "the business is not touched"},
}

// CheckPriorities refuses with fault.ErrInvalid, all faults at once, a table that has wrong words or a code twice, or which has
// no row for some ticket: the last row must ask for nothing.
func CheckPriorities(rows []PriorityRow) error {
	var c fault.Check
	checkPriorities(&c, rows)
	return c.Err("problem.priorities")
}

func checkPriorities(c *fault.Check, rows []PriorityRow) {
	codes := map[string]bool{}
	for n, r := range rows {
		path := fmt.Sprintf("priorities[%d]", n)
		c.Text(path+".code", r.Code, fault.MaxName)
		c.That(!codes[r.Code], path+".code", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", r.Code))
		codes[r.Code] = true
		c.That(r.Customer == "" || r.Customer.Name() != "", path+".customer", fault.RuleRange, `must be "0" (highest) to "4"`)
		c.That(r.Cover == CoverUnknown || r.Cover == Covered || r.Cover == NotCovered, path+".cover", fault.RuleUnknown, "must be covered or notCovered")
		c.That(r.Impact == "" || slices.Contains(impacts, r.Impact), path+".impact", fault.RuleUnknown, "must be blocked, hampered or none")
		c.That(r.Priority.Name() != "", path+".priority", fault.RuleRange, `must be "0" (highest) to "4"`)
		c.Text(path+".why", r.Why, fault.MaxText)
	}
	last := len(rows) - 1
	if last < 0 || rows[last].Customer != "" || rows[last].Cover != "" || rows[last].Impact != "" {
		c.Add("priorities", fault.RuleRequired, "must end with a row that asks for nothing, so that every ticket has a priority")
	}
}

// Prioritise gives the priority that follows from the facts, and the reasons: which row of the table decided (nil: Priorities),
// what was not known, and whether the service level asked for more than the row, which holds then. Facts in wrong words,
// and a table without a row for them (see CheckPriorities), are fault.ErrInvalid.
func Prioritise(f Facts, rows []PriorityRow) (Priority, []fault.Reason, error) {
	if rows == nil {
		rows = priorityRows
	}
	if err := f.check(); err != nil {
		return "", nil, err
	}
	var reasons []fault.Reason
	if f.Customer == "" {
		reasons = append(reasons, fault.Reason{Code: ReasonCustomerUnknown, Message: "the customer's priority is not known and counts as medium"})
	}
	if f.Cover == CoverUnknown {
		reasons = append(reasons, fault.Reason{Code: ReasonServiceLevelUnknown, Message: "it is not known whether the agreement covers it, which counts as covered"})
	}
	f.Customer, f.Cover = cmp.Or(f.Customer, Medium), cmp.Or(f.Cover, Covered)
	n := slices.IndexFunc(rows, func(r PriorityRow) bool { return r.fits(f) })
	if n < 0 {
		return "", nil, CheckPriorities(rows)
	}
	decided := rows[n].Priority
	reasons = append(reasons, fault.Reason{Code: rows[n].Code, Message: rows[n].Why + f.said()})
	if f.ServiceLevel != "" && f.ServiceLevel < decided {
		decided = f.ServiceLevel
		reasons = append(reasons, fault.Reason{Code: ReasonServiceLevelHigher, Message: "the service level asks for more: " + decided.Name()})
	}
	return decided, reasons, nil
}

func (f Facts) check() error {
	var c fault.Check
	c.That(f.Customer == "" || f.Customer.Name() != "", "customer", fault.RuleRange, `must be "0" (highest) to "4"`)
	c.That(f.ServiceLevel == "" || f.ServiceLevel.Name() != "", "serviceLevel", fault.RuleRange, `must be "0" (highest) to "4"`)
	c.That(f.Cover == CoverUnknown || f.Cover == Covered || f.Cover == NotCovered, "cover", fault.RuleUnknown, "must be covered or notCovered")
	c.That(slices.Contains(impacts, f.Impact), "impact", fault.RuleUnknown, "must be blocked, hampered or none")
	return c.Err("problem.priority")
}

func (r PriorityRow) fits(f Facts) bool {
	return (r.Customer == "" || f.Customer <= r.Customer) && (r.Cover == "" || r.Cover == f.Cover) && (r.Impact == "" || r.Impact == f.Impact)
}

// said are the facts in words.
func (f Facts) said() string {
	return fmt.Sprintf(" (customer %s, %s, %s)", f.Customer.Name(), f.Cover, f.Impact)
}
