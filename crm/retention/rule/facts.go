package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Facts are what is known of one case: a value, or none, for each fact of a schema. It is for one goroutine.
type Facts struct {
	schema *Schema
	values []Value
}

// Fact is one of them.
type Fact struct {
	Name    string `json:"name"`
	Value   Value  `json:"value,omitzero"`
	Missing bool   `json:"missing,omitempty"`
}

// Recorded is a fact as it is stored beside the decision that rests on it: its value as Value.String writes it.
type Recorded struct {
	Name    string `json:"name"`
	Value   string `json:"value,omitempty"`
	Missing bool   `json:"missing,omitempty"`
}

// MissingError says that facts are missing whose policy is Refuse. It is fault.ErrInvalid with the code CodeMissing. It is immutable.
type MissingError struct {
	Subject string // what asked for them
	Facts   []string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: needs %s; find out, or name another policy for missing facts", e.Subject, strings.Join(e.Facts, ", "))
}

// Unwrap gives the *fault.Invalid, with one field a fact.
func (e *MissingError) Unwrap() error {
	var c fault.Check
	for _, name := range e.Facts {
		c.Add(name, CodeMissing, "is not known; find out, or name another policy for missing facts")
	}
	return c.Err(e.Subject)
}

// NewFacts has no fact yet.
func NewFacts(s *Schema) *Facts { return &Facts{schema: s, values: make([]Value, len(s.defs))} }

// Schema is what the facts are of.
func (f *Facts) Schema() *Schema { return f.schema }

// Set gives a fact its value, in place of one it had. An unknown name and what Definition.Check refuses is fault.ErrInvalid and
// changes nothing.
func (f *Facts) Set(name string, v Value) error {
	at, ok := f.schema.index[name]
	if !ok {
		return invalid(name, fault.RuleUnknown, "is none of the schema's facts")
	}
	if err := f.schema.defs[at].Check(v); err != nil {
		return err
	}
	f.values[at] = v
	return nil
}

// Get is a fact's value; false if it is missing or unknown.
func (f *Facts) Get(name string) (Value, bool) {
	at, ok := f.schema.index[name]
	if !ok {
		return Value{}, false
	}
	return f.values[at], f.values[at].kind != 0
}

// Use is a fact's value as rules see it: with Assume the default stands for a missing one; with Unmet ok is false; with Refuse the
// error is a *MissingError. An unknown name is fault.ErrInvalid.
func (f *Facts) Use(name string) (v Value, ok bool, err error) {
	at, known := f.schema.index[name]
	if !known {
		return Value{}, false, invalid(name, fault.RuleUnknown, "is none of the schema's facts")
	}
	d := &f.schema.defs[at]
	switch {
	case f.values[at].kind != 0:
		return f.values[at], true, nil
	case d.Missing == Assume:
		return d.Default, true, nil
	case d.Missing == Unmet:
		return Value{}, false, nil
	}
	return Value{}, false, &MissingError{Subject: subject, Facts: []string{name}}
}

// Clear makes a fact missing.
func (f *Facts) Clear(name string) {
	if at, ok := f.schema.index[name]; ok {
		f.values[at] = Value{}
	}
}

// Reset makes all facts missing, for the next case.
func (f *Facts) Reset() { clear(f.values) }

// All are the facts in the schema's order, missing ones too.
func (f *Facts) All() []Fact {
	all := make([]Fact, len(f.values))
	for i, v := range f.values {
		all[i] = Fact{Name: f.schema.defs[i].Name, Value: v, Missing: v.kind == 0}
	}
	return all
}

// Record is All as it is stored.
func (f *Facts) Record() []Recorded {
	all := make([]Recorded, len(f.values))
	for i, v := range f.values {
		all[i] = Recorded{Name: f.schema.defs[i].Name, Value: v.String(), Missing: v.kind == 0}
	}
	return all
}

// Restore makes facts of a record. Facts of the schema that the record does not have are missing; one that the schema does not
// have, one that is there twice, and one with a value that does not fit are fault.ErrInvalid, all at once.
func Restore(s *Schema, record []Recorded) (*Facts, error) {
	f := NewFacts(s)
	var c fault.Check
	seen := make(map[string]bool, len(record))
	for i, r := range record {
		path := fmt.Sprintf("facts[%d]", i)
		at, ok := s.index[r.Name]
		switch {
		case !ok:
			c.Add(path, fault.RuleUnknown, fmt.Sprintf("%.60q is none of the schema's facts", r.Name))
			continue
		case seen[r.Name]:
			c.Add(path, fault.RuleDuplicate, fmt.Sprintf("%q is there twice", r.Name))
		case r.Missing && r.Value != "":
			c.Add(path, CodeContradiction, fmt.Sprintf("%q has a value and is missing", r.Name))
		case !r.Missing:
			v, err := s.defs[at].Parse(r.Value)
			addAll(&c, path, err)
			f.values[at] = v
		}
		seen[r.Name] = true
	}
	if err := c.Err(subject + ".facts"); err != nil {
		return nil, err
	}
	return f, nil
}

// Clone is a copy that shares nothing.
func (f *Facts) Clone() *Facts { return &Facts{schema: f.schema, values: slices.Clone(f.values)} }

// addAll notes at a path what an error says.
func addAll(c *fault.Check, path string, err error) {
	var bad *fault.Invalid
	switch {
	case err == nil:
	case errors.As(err, &bad):
		for _, one := range bad.Fields {
			c.Add(path, one.Rule, one.Message)
		}
	default:
		c.Add(path, fault.RuleFormat, err.Error())
	}
}
