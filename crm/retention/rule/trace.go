package rule

import (
	"fmt"
	"strings"
)

// Trace is how a table came to its result: the facts it read and what became of each row. It is a value.
type Trace struct {
	Table       string     `json:"table"`
	Version     string     `json:"version"`
	Fingerprint string     `json:"fingerprint"`
	Policy      HitPolicy  `json:"policy"`
	Outcome     string     `json:"outcome,omitempty"`
	Points      int64      `json:"points"`
	Note        string     `json:"note,omitempty"`
	Facts       []Used     `json:"facts"`
	Rows        []RowTrace `json:"rows"`
}

// Used is a fact that the table reads.
type Used struct {
	Name    string `json:"name"`
	Value   string `json:"value,omitempty"`
	Missing bool   `json:"missing,omitempty"`
	Assumed bool   `json:"assumed,omitempty"` // it is missing, and Value is the default that stands for it
}

// RowTrace is what became of a row.
type RowTrace struct {
	Code    string `json:"code"`
	Met     bool   `json:"met"`
	Decides bool   `json:"decides,omitempty"` // it is one of the rows whose outcome or points count
	Why     string `json:"why,omitempty"`     // met: the row's sentence
	Fact    string `json:"fact,omitempty"`    // not met: the fact of the first condition that failed; none: the expression
	Because string `json:"because,omitempty"` // not met: why not, such as "payment.late is 1, not at least 3"
}

// String is the trace for people, a line a fact and a row; > marks the rows that decide.
func (t Trace) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, %s: %s\n", t.Table, t.Version, t.Policy, t.result())
	for _, f := range t.Facts {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "%s\n", r)
	}
	return b.String()
}

func (t Trace) result() string {
	switch {
	case t.Note != "":
		return t.Note
	case t.Outcome == "":
		return fmt.Sprintf("%d points", t.Points)
	case t.Points == 0:
		return t.Outcome
	}
	return fmt.Sprintf("%s, %d points", t.Outcome, t.Points)
}

// String is the fact and its value, such as payment.late = 3.
func (u Used) String() string {
	switch {
	case u.Missing:
		return u.Name + " is missing"
	case u.Assumed:
		return fmt.Sprintf("%s is missing, %s is assumed", u.Name, u.Value)
	}
	return fmt.Sprintf("%s = %s", u.Name, u.Value)
}

// String is what became of the row, such as PAY-2: no, payment.late is 1, not at least 3.
func (r RowTrace) String() string {
	switch {
	case r.Decides:
		return fmt.Sprintf("> %s: %s", r.Code, r.Why)
	case r.Met:
		return fmt.Sprintf("  %s: met, does not decide", r.Code)
	}
	return fmt.Sprintf("  %s: no, %s", r.Code, r.Because)
}
