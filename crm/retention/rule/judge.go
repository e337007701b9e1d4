package rule

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// judge finds gaps, overlaps and rows that never decide.
type judge struct {
	*Table
	check *fault.Check
	plain set // the rows without an expression: what meets their conditions meets them
	work  int
}

func newJudge(t *Table, c *fault.Check) *judge {
	j := &judge{Table: t, check: c, work: maxWork}
	for i, p := range t.programs {
		if p == nil {
			j.plain.add(i)
		}
	}
	return j
}

func (j *judge) judge() {
	if j.spec.Policy == Sum {
		return
	}
	j.gap()
	for row := range j.spec.Rows {
		if j.spec.Policy == Unique {
			j.overlap(row)
			continue
		}
		j.reach(row)
	}
	j.check.That(j.work >= 0, "rows", CodeWork, fmt.Sprintf("take more than %d steps to check for gaps and rows that never decide; split the table, or give it fewer facts", maxWork))
}

func (j *judge) gap() {
	s := newSearch(j.axes, -1, &j.work)
	if !s.uncovered(j.plain) {
		return
	}
	advice := "add a row for it, or one without conditions at the end"
	if j.spec.Policy == Unique {
		advice = "add a row for it"
	}
	j.check.Add("rows", CodeGap, fmt.Sprintf("none of them covers %s; %s", j.example(s.at), advice))
}

// example names the values that matter.
func (j *judge) example(at []int) string {
	var all []string
	for i, cell := range at {
		if cell >= 0 {
			all = append(all, j.axes[i].named(cell))
		}
	}
	if len(all) == 0 {
		return "anything for certain: each has an expression"
	}
	return strings.Join(all, ", ")
}

// overlap notes the rows above a row that could be met together with it.
func (j *judge) overlap(row int) {
	both := j.meeting(row)
	var above []string
	for i := both.from(0); i >= 0 && i < row; i = both.from(i + 1) {
		above = append(above, j.spec.Rows[i].Code)
	}
	if len(above) == 0 {
		return
	}
	at := make([]int, len(j.axes))
	for i := range j.axes {
		at[i] = j.shared(&j.axes[i], both.from(0), row)
	}
	j.check.Add(fmt.Sprintf("rows[%d]", row), CodeOverlap, fmt.Sprintf("%s overlaps %s, for example where %s; unique wants one row for all facts",
		j.spec.Rows[row].Code, strings.Join(above, ", "), j.example(at)))
}

// meeting are the rows that can be met together with a row, itself included.
func (j *judge) meeting(row int) set {
	both := j.all
	for i := range j.axes {
		var here set
		for cell := range j.axes[i].rows {
			if rows := &j.axes[i].rows[cell]; rows.has(row) {
				here.or(rows)
			}
		}
		both.and(&here)
	}
	return both
}

// shared is the first cell in which both rows are met; -1 if neither has a condition on the fact.
func (j *judge) shared(a *axis, one, other int) int {
	found, bound := -1, false
	for cell := range a.rows {
		in := a.rows[cell].has(one) && a.rows[cell].has(other)
		bound = bound || !in
		if in && found < 0 {
			found = cell
		}
	}
	if !bound {
		return -1
	}
	return found
}

// reach notes a row that never decides: rows above it are met wherever it is, or with Worst, rows with a worse outcome.
func (j *judge) reach(row int) {
	var over set
	for i := range j.spec.Rows {
		if j.plain.has(i) && (j.spec.Policy == First && i < row || j.spec.Policy == Worst && j.ranks[i] > j.ranks[row]) {
			over.add(i)
		}
	}
	s := newSearch(j.axes, row, &j.work)
	if over.empty() || s.uncovered(over) || j.work < 0 {
		return
	}
	both := j.meeting(row)
	both.and(&over)
	var codes []string
	for i := both.from(0); i >= 0; i = both.from(i + 1) {
		codes = append(codes, j.spec.Rows[i].Code)
	}
	which := "above it"
	if j.spec.Policy == Worst {
		which = "with a worse outcome"
	}
	j.check.Add(fmt.Sprintf("rows[%d]", row), CodeUnreachable,
		fmt.Sprintf("%s never decides: wherever it is met, so is a row %s (%s)", j.spec.Rows[row].Code, which, strings.Join(codes, ", ")))
}
