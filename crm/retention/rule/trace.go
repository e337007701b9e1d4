package rule

// Trace is how a table came to its result: the facts it read and what became of each row. It is a value.
type Trace struct {
	Table       string     `json:"table"`
	Version     string     `json:"version"`
	Fingerprint string     `json:"fingerprint"`
	Policy      HitPolicy  `json:"policy"`
	Outcome     string     `json:"outcome,omitempty"`
	Points      int64      `json:"points"`
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
	Fact    string `json:"fact,omitempty"`    // not met: the fact of the first condition that failed; none: the expression
	Because string `json:"because,omitempty"` // not met: why not, such as "payment.late is 1, not at least 3"
}

// Explain is Decide with the whole trace. Its errors are those of Decide.
func (t *Table) Explain(f *Facts) (Trace, error) {
	r, err := t.Decide(f)
	if err != nil {
		return Trace{}, err
	}
	return Trace{Table: t.spec.Name, Version: t.spec.Version, Fingerprint: t.print, Policy: t.spec.Policy, Outcome: r.Outcome, Points: r.Points}, nil
}
