package retention

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Priority is how important a customer is: "0" is the highest, "4" the lowest, as an order's priority in TMF622.
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

// Row is one rule: a customer of whom all its conditions hold has the priority. A condition left empty asks for nothing.
type Row struct {
	Code         string       // stable, such as RETENTION-PRIO-01
	Revenue      money.Amount // at least so much a year; without a currency: any, also unknown
	ServiceLevel string       // such as "gold", upper and lower case alike
	Score        int          // the last answer on satisfaction is at most this, 1 to 5; 0: any, also none
	FollowUp     bool         // somebody still has to see to the customer
	Violations   int          // at least so many broken service levels within ViolationsWithin
	Churn        float64      // at least this probability of leaving, above 0 up to 1; 0: any, also unknown
	Value        string       // the band of the customer's value, such as "A", upper and lower case alike
	Priority     Priority
	Why          string // one sentence
}

// Table is a checked list of rules; the first row that applies decides. It is immutable and safe for concurrent use.
type Table struct {
	rows     []Row
	currency money.Currency
}

// ReasonNoRevenue is the code of the reason that says that no revenue is known.
const ReasonNoRevenue = "RETENTION-PRIO-00"

// DefaultTable gives the highest priority from 50 million euro a year on (section 6.2, step 5). The other figures and the
// names of the service levels and bands are ours: replace them by your own. What is known of satisfaction, violations and
// models only raises the priority that revenue and service levels give.
func DefaultTable() *Table { return defaultTable }

var defaultTable = mustTable(
	Row{Code: "RETENTION-PRIO-01", Revenue: money.Must("50000000.00 EUR"), Priority: Highest, Why: "one of the largest customers"},
	Row{Code: "RETENTION-PRIO-02", Revenue: money.Must("10000000.00 EUR"), Priority: High, Why: "a large customer"},
	Row{Code: "RETENTION-PRIO-03", ServiceLevel: "gold", Priority: High, Why: "the gold service level has been agreed"},
	Row{Code: "RETENTION-PRIO-08", Churn: 0.5, Value: "A", Priority: High, Why: "a valuable customer who may well leave"},
	Row{Code: "RETENTION-PRIO-04", Revenue: money.Must("1000000.00 EUR"), Priority: Medium, Why: "a customer of medium size"},
	Row{Code: "RETENTION-PRIO-05", ServiceLevel: "silver", Priority: Medium, Why: "the silver service level has been agreed"},
	Row{Code: "RETENTION-PRIO-09", FollowUp: true, Priority: Medium, Why: "somebody still has to see to a discontent customer"},
	Row{Code: "RETENTION-PRIO-10", Violations: 2, Priority: Medium, Why: "service levels were broken again and again"},
	Row{Code: "RETENTION-PRIO-06", Revenue: money.Must("100000.00 EUR"), Priority: Low, Why: "a small customer"},
	Row{Code: "RETENTION-PRIO-11", Score: 2, Priority: Low, Why: "the customer was discontent"},
	Row{Code: "RETENTION-PRIO-12", Churn: 0.5, Priority: Low, Why: "the customer may well leave"},
	Row{Code: "RETENTION-PRIO-07", Priority: Lowest, Why: "neither revenue nor service level asks for more"},
)

func mustTable(rows ...Row) *Table {
	t, err := NewTable(rows...)
	if err != nil {
		panic(err)
	}
	return t
}

// NewTable checks the rows. It refuses, all faults at once as fault.ErrInvalid: amounts that are negative or of several
// currencies, a code twice or that of ReasonNoRevenue, an unknown priority; rows out of order, that is with a higher priority
// than a row above them, or which never decide because a row above asks for no more; conditions out of range, NaN included; and a
// gap, that is a last row that asks for something, so that some customers would have no priority. Hence more revenue, and
// any further fact that a row asks for, never lead to a lower priority.
func NewTable(rows ...Row) (*Table, error) {
	t := &Table{rows: slices.Clone(rows)}
	var c fault.Check
	for i, r := range t.rows {
		path := fmt.Sprintf("rows[%d].", i)
		if t.currency == (money.Currency{}) {
			t.currency = r.Revenue.Currency()
		}
		r.check(&c, path)
		c.That(r.anyRevenue() || r.Revenue.Currency() == t.currency, path+"revenue", fault.RuleCurrency, "the table is in "+t.currency.String())
		t.checkOrder(&c, i, path)
	}
	if last := len(t.rows) - 1; last < 0 || len(t.rows[last].asks()) > 0 {
		c.Add("rows", fault.RuleRequired, "must end with a row that asks for nothing, so that every customer has a priority")
	}
	if err := c.Err("retention.table"); err != nil {
		return nil, err
	}
	return t, nil
}

func (r Row) check(c *fault.Check, path string) {
	c.Text(path+"code", r.Code, fault.MaxName)
	c.That(r.Code != ReasonNoRevenue, path+"code", fault.RuleDuplicate, ReasonNoRevenue+" says that no revenue is known")
	c.That(r.Priority.Name() != "", path+"priority", fault.RuleRange, `must be "0" (highest) to "4"`)
	c.That(r.Revenue.Sign() >= 0, path+"revenue", fault.RuleRange, "must not be negative")
	c.Optional(path+"serviceLevel", r.ServiceLevel, fault.MaxName)
	c.That(r.Score >= 0 && r.Score <= ScoreMost, path+"score", fault.RuleRange, "must be between 1 and 5, or 0 for any")
	c.That(r.Violations >= 0, path+"violations", fault.RuleRange, "must not be negative")
	c.That(r.Churn >= 0 && r.Churn <= 1, path+"churn", fault.RuleRange, "must be a probability, or 0 for any")
	c.Optional(path+"value", r.Value, fault.MaxName)
	c.Text(path+"why", r.Why, fault.MaxText)
}

// checkOrder looks at the rows above row i.
func (t *Table) checkOrder(c *fault.Check, i int, path string) {
	r := t.rows[i]
	for _, above := range t.rows[:i] {
		c.That(above.Code != r.Code, path+"code", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", r.Code))
		c.That(above.Priority <= r.Priority, path+"priority", fault.RuleRange, fmt.Sprintf("is higher than that of row %s above it", above.Code))
		c.That(!above.covers(r), path+"revenue", fault.RuleRange, fmt.Sprintf("row %s above it asks for no more, so this one never decides", above.Code))
	}
}

// covers reports whether the row applies wherever the other one does: what it asks for, the other one asks for too, and no
// less of it. Other currencies are another fault.
func (r Row) covers(other Row) bool {
	for _, q := range conditions {
		if q.asked(r) && !(q.asked(other) && q.covers(r, other)) {
			return false
		}
	}
	return true
}

func (r Row) anyRevenue() bool { return r.Revenue.Currency() == money.Currency{} }

// Rows lists the rows.
func (t *Table) Rows() []Row { return slices.Clone(t.rows) }

// Currency is that of the table's amounts; the zero Currency if it has none.
func (t *Table) Currency() money.Currency { return t.currency }

// checkRevenue notes why the table cannot be asked about a revenue.
func (t *Table) checkRevenue(c *fault.Check, path string, revenue money.Amount) {
	none := money.Currency{}
	c.That(revenue.Sign() >= 0, path, fault.RuleRange, "must not be negative")
	if got := revenue.Currency(); got != none && t.currency != none && got != t.currency {
		c.Add(path, fault.RuleCurrency, fmt.Sprintf("is in %s, the table of priorities in %s; convert it first", got, t.currency))
	}
}
