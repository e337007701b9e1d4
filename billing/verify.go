package billing

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Case is a bill with what its checks have to know beside it. A plain value.
type Case struct {
	Bill     *Bill
	Previous *Summary // the account's last bill; nil: this is the first
	Waiting  int      // usage records of the period or before that are on no bill and were not rejected
	Agreed   []Agreed // prices as they were agreed
	Limits   Limits
}

// Agreed is what an agreement says of a price of a product. A plain value.
type Agreed struct {
	Agreement string       `json:"agreement"`
	Product   string       `json:"product"` // id of the holding
	Price     string       `json:"price"`   // id of its price
	Amount    money.Amount `json:"amount"`  // of one unit, for one whole recurrence or once
	Discount  money.Rate   `json:"discount,omitzero"`
}

// Limits are the figures of the default rules. The zero Limits are the defaults named. A plain value.
type Limits struct {
	Difference money.Rate   `json:"difference,omitzero"` // from the last bill, what recurs; 0: 30%
	From       money.Amount `json:"from,omitzero"`       // differences below it are none; 0: every difference counts
	Most       money.Amount `json:"most,omitzero"`       // a bill above it is looked at; 0: no bill is
}

// Rule is one check of a bill before it is sent: those of Rules, and a vendor's own. A plain value.
type Rule struct {
	Code  string // of its findings
	Name  string
	De    string
	Check func(Case) []Finding // pure; in no order that matters
}

// Verify checks a bill: the findings of Compute, then those of the rules, in their order.
func Verify(c Case, rules []Rule) []Finding {
	var found []Finding
	for _, f := range c.Bill.Findings {
		if f.Code == CodeRejected {
			found = append(found, f)
		}
	}
	for _, r := range rules {
		found = append(found, r.Check(c)...)
	}
	return found
}

// Held reports whether one of the findings asks that the bill waits for a person.
func Held(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == SeverityHold })
}
