package rule

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Table is a checked decision table. Immutable and safe for concurrent use.
type Table struct {
	spec     Spec
	schema   *Schema
	axes     []axis
	all      set // every row
	programs []Program
	asked    []int // facts with the policy Refuse that only expressions read
	ranks    []int // of each row, its outcome's place in Outcomes
	print    string
}

// Name is the table's name.
func (t *Table) Name() string { return t.spec.Name }

// Version is the table's version.
func (t *Table) Version() string { return t.spec.Version }

// Schema is what the table was compiled for.
func (t *Table) Schema() *Schema { return t.schema }

// Fingerprint is a hash of the table and of the definitions it uses, save their What: a table with the same name and version but
// other contents has another one.
func (t *Table) Fingerprint() string { return t.print }

// Decide says what the facts come to. They are of the table's schema, or of one that extends it; else it is fault.ErrInvalid. A
// missing fact that the table reads and whose policy is Refuse is a *MissingError with all of them. An error of an expression is
// returned with its row.
func (t *Table) Decide(f *Facts) (Result, error) {
	met, err := t.conditions(f)
	if err != nil {
		return Result{}, err
	}
	switch t.spec.Policy {
	case Sum:
		return t.sum(f, &met)
	case Worst:
		return t.worst(f, &met)
	}
	return t.first(f, &met)
}

// conditions are the rows whose conditions are met, whatever their expressions say.
func (t *Table) conditions(f *Facts) (set, error) {
	if f == nil || !f.schema.covers(t.schema) {
		return set{}, invalid("facts", fault.RuleReference, fmt.Sprintf("are of another schema than table %q", t.spec.Name))
	}
	met := t.all
	for i := range t.axes {
		a := &t.axes[i]
		cell := a.cell(&f.values[a.fact])
		if cell < 0 {
			return set{}, t.missing(f)
		}
		met.and(&a.rows[cell])
	}
	for _, fact := range t.asked {
		if f.values[fact].kind == 0 {
			return set{}, t.missing(f)
		}
	}
	return met, nil
}

// missing names all facts that are missing though they must not be.
func (t *Table) missing(f *Facts) error {
	e := &MissingError{Subject: fault.Subject(subject+".table", t.spec.Name)}
	for i := range t.axes {
		if a := &t.axes[i]; a.missing < 0 && f.values[a.fact].kind == 0 {
			e.Facts = append(e.Facts, t.schema.defs[a.fact].Name)
		}
	}
	for _, fact := range t.asked {
		if f.values[fact].kind == 0 {
			e.Facts = append(e.Facts, t.schema.defs[fact].Name)
		}
	}
	return e
}

// holds says whether a row whose conditions are met is met by its expression, too.
func (t *Table) holds(f *Facts, row int) (bool, error) {
	p := t.programs[row]
	if p == nil {
		return true, nil
	}
	ok, err := p.Met(f)
	if err != nil {
		return false, fmt.Errorf("%s: row %q: %w", fault.Subject(subject+".table", t.spec.Name), t.spec.Rows[row].Code, err)
	}
	return ok, nil
}

// first is for Unique, too: there no other row could be met.
func (t *Table) first(f *Facts, met *set) (Result, error) {
	for i := met.from(0); i >= 0; i = met.from(i + 1) {
		ok, err := t.holds(f, i)
		if err != nil {
			return Result{}, err
		}
		if ok {
			row := &t.spec.Rows[i]
			r := Result{Outcome: row.Outcome, Points: row.Points}
			r.rows.add(i)
			return r, nil
		}
	}
	return Result{}, nil
}

func (t *Table) sum(f *Facts, met *set) (Result, error) {
	var r Result
	for i := met.from(0); i >= 0; i = met.from(i + 1) {
		ok, err := t.holds(f, i)
		if err != nil {
			return Result{}, err
		}
		if ok {
			r.Points += t.spec.Rows[i].Points // Check bounds each, so that MaxRows of them fit
			r.rows.add(i)
		}
	}
	return r, nil
}

func (t *Table) worst(f *Facts, met *set) (Result, error) {
	var r Result
	rank := -1
	for i := met.from(0); i >= 0; i = met.from(i + 1) {
		if t.ranks[i] < rank {
			continue
		}
		ok, err := t.holds(f, i)
		if err != nil {
			return Result{}, err
		}
		if !ok {
			continue
		}
		if t.ranks[i] > rank {
			rank = t.ranks[i]
			r = Result{Outcome: t.spec.Rows[i].Outcome, Points: t.spec.Rows[i].Points}
		}
		r.rows.add(i)
	}
	return r, nil
}
