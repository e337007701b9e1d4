package rule

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// MaxFacts is how many facts a schema may have.
const MaxFacts = 1000

// Schema is the facts there are. Two schemas of the same definitions in the same order are the same, however they were made.
// Immutable and safe for concurrent use.
type Schema struct {
	defs  []Definition
	index map[string]int
	// prints[n] is a hash of the first n definitions, so that a table knows at once whether facts are of its schema or of one that
	// extends it: in both, its own facts stand at the same places.
	prints [][sha256.Size]byte // none of the zero value, which has no facts either
}

// NewSchema checks definitions and keeps them. fault.ErrInvalid names every fault at once.
func NewSchema(defs ...Definition) (*Schema, error) {
	return (&Schema{}).Extend(defs...)
}

// MustSchema is NewSchema for package-level tables; it panics instead of returning an error.
func MustSchema(defs ...Definition) *Schema {
	s, err := NewSchema(defs...)
	if err != nil {
		panic(err)
	}
	return s
}

// Extend is a schema with further facts. Tables compiled for s decide facts of the extended schema, too.
func (s *Schema) Extend(defs ...Definition) (*Schema, error) {
	all := &Schema{defs: slices.Clone(s.defs), index: make(map[string]int, len(s.defs)+len(defs)), prints: slices.Clone(s.prints)}
	if len(all.prints) == 0 {
		all.prints = [][sha256.Size]byte{{}}
	}
	for name, at := range s.index {
		all.index[name] = at
	}
	var c fault.Check
	for i, d := range defs {
		path := fmt.Sprintf("facts[%d]", i)
		var own fault.Check
		d.checkSelf(&own)
		if _, twice := all.index[d.Name]; twice {
			own.Add("name", fault.RuleDuplicate, fmt.Sprintf("%q is there already", d.Name))
		}
		c.Within(path, &own)
		d.Values, d.Least, d.Most = slices.Clone(d.Values), copied(d.Least), copied(d.Most)
		all.index[d.Name] = len(all.defs)
		all.defs = append(all.defs, d)
		all.prints = append(all.prints, d.print(all.prints[len(all.prints)-1]))
	}
	c.That(len(all.defs) > 0, "facts", fault.RuleRequired, "must have at least one fact")
	c.That(len(all.defs) <= MaxFacts, "facts", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(all.defs), MaxFacts))
	if err := c.Err(subject + ".schema"); err != nil {
		return nil, err
	}
	return all, nil
}

func copied(q *money.Quantity) *money.Quantity {
	if q == nil {
		return nil
	}
	return new(*q)
}

// Definitions are the facts, in the order they were given.
func (s *Schema) Definitions() []Definition { return slices.Clone(s.defs) }

// Lookup is the definition of a name; false if there is none.
func (s *Schema) Lookup(name string) (Definition, bool) {
	at, ok := s.index[name]
	if !ok {
		return Definition{}, false
	}
	return s.defs[at], true
}

// covers reports whether s is the other schema or extends it.
func (s *Schema) covers(other *Schema) bool {
	return s == other || s != nil && len(s.defs) >= len(other.defs) && s.prints[len(other.defs)] == other.prints[len(other.defs)]
}

// deciding is the definition without what only explains it.
func (d Definition) deciding() Definition {
	d.What = ""
	return d
}

func (d Definition) print(before [sha256.Size]byte) [sha256.Size]byte {
	text, err := json.Marshal(d.deciding())
	if err != nil {
		return before // texts, quantities and amounts always have a JSON
	}
	return sha256.Sum256(append(before[:], text...))
}

var nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$`)

func (d Definition) checkSelf(c *fault.Check) {
	c.Text("name", d.Name, fault.MaxName)
	if d.Name != "" && !nameForm.MatchString(d.Name) {
		c.Add("name", fault.RuleFormat, fmt.Sprintf("%.60q is no name; write words of letters and digits with dots between, such as payment.late", d.Name))
	}
	c.Text("what", d.What, fault.MaxText)
	if _, ok := kinds[d.Kind]; !ok {
		c.Add("kind", fault.RuleUnknown, fmt.Sprintf("%q is none of number, amount, text, flag", d.Kind))
		return
	}
	d.checkRange(c)
	d.checkValues(c)
	d.checkMissing(c)
}
