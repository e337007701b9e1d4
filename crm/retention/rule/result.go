package rule

import "github.com/etomcrm/etomcrm/etom/fault"

// Result is what a table decides. It is a value, compared with ==. Immutable and safe for concurrent use.
type Result struct {
	Outcome string // of First, Unique and Worst, where the table has outcomes
	Points  int64  // of Sum: added up; else those of the first row that decided
	rows    set
}

// Hits is how many rows decided: one with First and Unique, all that are met with Sum, all with the worst outcome with Worst.
func (r Result) Hits() int { return r.rows.size() }

// Reasons are the codes and sentences of the rows that decided a result of this table, in the table's order.
func (t *Table) Reasons(r Result) []fault.Reason { return t.ReasonsIn(r, "en") }

// ReasonsIn is Reasons in a language: "de" or "en". A row without a German sentence gives the English one.
func (t *Table) ReasonsIn(r Result, language string) []fault.Reason {
	all := make([]fault.Reason, 0, r.Hits())
	for i := r.rows.from(0); i >= 0 && i < len(t.spec.Rows); i = r.rows.from(i + 1) {
		row := &t.spec.Rows[i]
		why := row.Why
		if language == "de" && row.WhyDe != "" {
			why = row.WhyDe
		}
		all = append(all, fault.Reason{Code: row.Code, Message: why})
	}
	return all
}

// HitRows are the rows that decided a result of this table, in the table's order.
func (t *Table) HitRows(r Result) []Row {
	var all []Row
	for i := r.rows.from(0); i >= 0 && i < len(t.spec.Rows); i = r.rows.from(i + 1) {
		all = append(all, t.spec.Rows[i])
	}
	return all
}
