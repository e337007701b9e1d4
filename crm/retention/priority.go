package retention

import (
	"fmt"
	"slices"
	"strings"

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

// Facts are what a priority follows from.
type Facts struct {
	Revenue       money.Amount // a year, net; without a currency: none is known
	ServiceLevels []string     // those agreed with the customer
}

// Row is one rule: a customer with at least the revenue and the service level has the priority. A condition left empty
// asks for nothing.
type Row struct {
	Code         string       // stable, such as RETENTION-PRIO-01
	Revenue      money.Amount // at least so much a year; without a currency: any, also unknown
	ServiceLevel string       // such as "gold", upper and lower case alike
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
// names of the service levels are ours: replace them by your own.
func DefaultTable() *Table { return defaultTable }

var defaultTable = mustTable(
	Row{Code: "RETENTION-PRIO-01", Revenue: money.Must("50000000.00 EUR"), Priority: Highest, Why: "one of the largest customers"},
	Row{Code: "RETENTION-PRIO-02", Revenue: money.Must("10000000.00 EUR"), Priority: High, Why: "a large customer"},
	Row{Code: "RETENTION-PRIO-03", ServiceLevel: "gold", Priority: High, Why: "the gold service level has been agreed"},
	Row{Code: "RETENTION-PRIO-04", Revenue: money.Must("1000000.00 EUR"), Priority: Medium, Why: "a customer of medium size"},
	Row{Code: "RETENTION-PRIO-05", ServiceLevel: "silver", Priority: Medium, Why: "the silver service level has been agreed"},
	Row{Code: "RETENTION-PRIO-06", Revenue: money.Must("100000.00 EUR"), Priority: Low, Why: "a small customer"},
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
// than a row above them, or which never decide because a row above asks for no more; and a gap, that is a last row that asks
// for something, so that some customers would have no priority. Hence more revenue never leads to a lower priority.
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
	last := len(t.rows) - 1
	if last < 0 || !t.rows[last].anyRevenue() || t.rows[last].ServiceLevel != "" {
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

// covers reports whether the row applies wherever the other one does. Other currencies are another fault.
func (r Row) covers(other Row) bool {
	if r.ServiceLevel != "" && !strings.EqualFold(r.ServiceLevel, other.ServiceLevel) {
		return false
	}
	if r.anyRevenue() || other.anyRevenue() {
		return r.anyRevenue()
	}
	more, err := other.Revenue.Cmp(r.Revenue)
	return err == nil && more >= 0
}

func (r Row) anyRevenue() bool { return r.Revenue.Currency() == money.Currency{} }

// Rows lists the rows.
func (t *Table) Rows() []Row { return slices.Clone(t.rows) }

// Currency is that of the table's amounts; the zero Currency if it has none.
func (t *Table) Currency() money.Currency { return t.currency }

// Prioritise gives the priority that follows from the facts, and the reasons for it. Nothing known is an answer too: it
// leads to a row that asks for no revenue. A nil table is DefaultTable(). A revenue that is negative or in another currency than the table is
// fault.ErrInvalid; no exchange rate is guessed.
func Prioritise(f Facts, t *Table) (Priority, []fault.Reason, error) {
	if t == nil {
		t = DefaultTable()
	}
	var c fault.Check
	t.checkRevenue(&c, "revenue", f.Revenue)
	if err := c.Err("retention.priority"); err != nil {
		return "", nil, err
	}
	known := f.Revenue.Currency() != money.Currency{}
	var reasons []fault.Reason
	if !known {
		reasons = append(reasons, fault.Reason{Code: ReasonNoRevenue, Message: "no revenue is known"})
	}
	for _, r := range t.rows {
		if !r.applies(f, known) {
			continue
		}
		return r.Priority, append(reasons, fault.Reason{Code: r.Code, Message: r.reason(f, known)}), nil
	}
	return "", nil, fault.State("retention.table", "has no row that applies; make it with NewTable") // only of a zero Table
}

// checkRevenue notes why the table cannot be asked about a revenue.
func (t *Table) checkRevenue(c *fault.Check, path string, revenue money.Amount) {
	none := money.Currency{}
	c.That(revenue.Sign() >= 0, path, fault.RuleRange, "must not be negative")
	if got := revenue.Currency(); got != none && t.currency != none && got != t.currency {
		c.Add(path, fault.RuleCurrency, fmt.Sprintf("is in %s, the table of priorities in %s; convert it first", got, t.currency))
	}
}

func (r Row) applies(f Facts, known bool) bool {
	if r.ServiceLevel != "" && !slices.ContainsFunc(f.ServiceLevels, func(l string) bool { return strings.EqualFold(l, r.ServiceLevel) }) {
		return false
	}
	if r.anyRevenue() {
		return true
	}
	more, err := f.Revenue.Cmp(r.Revenue)
	return known && err == nil && more >= 0
}

// reason says which facts met the row.
func (r Row) reason(f Facts, known bool) string {
	why := r.Why
	if known {
		why += ", with a revenue of " + f.Revenue.String() + " a year"
	}
	if !r.anyRevenue() {
		why += "; at least " + r.Revenue.String() + " is asked for"
	}
	if r.ServiceLevel != "" {
		why += "; the service level " + r.ServiceLevel + " is asked for"
	}
	return why
}
