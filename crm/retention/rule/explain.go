package rule

import (
	"fmt"
	"strings"
)

// Explain is Decide with the whole trace. Its errors are those of Decide.
func (t *Table) Explain(f *Facts) (Trace, error) {
	r, err := t.Decide(f)
	if err != nil {
		return Trace{}, err
	}
	trace := Trace{Table: t.spec.Name, Version: t.spec.Version, Fingerprint: t.print, Policy: t.spec.Policy, Outcome: r.Outcome, Points: r.Points}
	if r.rows.empty() {
		trace.Note = "no row is met: 0 points"
	}
	for i := range t.schema.defs {
		if t.reads(i) {
			trace.Facts = append(trace.Facts, t.used(f, i))
		}
	}
	for i := range t.spec.Rows {
		trace.Rows = append(trace.Rows, t.explainRow(f, r, i))
	}
	return trace, nil
}

func (t *Table) used(f *Facts, fact int) Used {
	d, v := &t.schema.defs[fact], f.values[fact]
	if v.kind == 0 && d.Missing == Assume {
		return Used{Name: d.Name, Value: d.Default.String(), Assumed: true}
	}
	return Used{Name: d.Name, Value: v.String(), Missing: v.kind == 0}
}

func (t *Table) explainRow(f *Facts, r Result, i int) RowTrace {
	row := &t.spec.Rows[i]
	e := RowTrace{Code: row.Code, Decides: r.rows.has(i)}
	for k := range row.When {
		if because := t.failed(f, &row.When[k]); because != "" {
			e.Fact, e.Because = row.When[k].Fact, because
			return e
		}
	}
	if t.programs[i] != nil && t.spec.Policy == First && r.rows.from(0) < i {
		e.Because = "its expression was not asked: a row above decided"
		return e
	}
	ok, err := t.holds(f, i)
	switch {
	case err != nil:
		e.Because = err.Error()
	case !ok:
		e.Because = "its expression is not met: " + row.Expr
	default:
		e.Met, e.Why = true, row.Why
	}
	return e
}

// failed says why a condition is not met; empty if it is.
func (t *Table) failed(f *Facts, w *Condition) string {
	for i := range t.axes {
		a := &t.axes[i]
		if a.def.Name != w.Fact {
			continue
		}
		if a.where([]Condition{*w})[a.cell(&f.values[a.fact])] {
			return ""
		}
		return a.because(t.used(f, a.fact), w)
	}
	return ""
}

func (a *axis) because(u Used, w *Condition) string {
	is := fmt.Sprintf("%s is %s", u.Name, u.Value)
	switch {
	case u.Missing:
		return u.Name + " is missing"
	case u.Assumed:
		is += " (assumed)"
	}
	switch {
	case w.Missing:
		return is + ", not missing"
	case w.In != nil:
		return fmt.Sprintf("%s, none of %s", is, strings.Join(w.In, ", "))
	case w.Is != nil:
		return fmt.Sprintf("%s, not %t", is, *w.Is)
	case w.AtLeast != nil && w.Below != nil:
		return fmt.Sprintf("%s, not from %s to below %s", is, w.AtLeast, w.Below)
	case w.AtLeast != nil:
		return fmt.Sprintf("%s, not at least %s", is, w.AtLeast)
	}
	return fmt.Sprintf("%s, not below %s", is, w.Below)
}
