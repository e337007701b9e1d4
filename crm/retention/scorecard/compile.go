package scorecard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Scorecard is a card that was checked against the facts it is about. It is immutable and safe for concurrent use.
type Scorecard struct {
	card       Card
	attributes []attribute
	print      string
}

// attribute is one of a card with a table of rules that finds the bin: a row for each, whose points are its place.
type attribute struct {
	Attribute
	best  int64
	table *rule.Table
}

// Compile checks a card against the facts and makes it ready. fault.ErrInvalid names at once what is wrong with it: facts that
// are not known, values of a fact that lie in no bin or in several (each with an example), bins that no value can reach.
func Compile(s *rule.Schema, c Card) (*Scorecard, error) {
	var f fault.Check
	f.That(s != nil, "schema", fault.RuleRequired, "must be given")
	c.check(&f)
	made := &Scorecard{card: c.clone()}
	for n, a := range made.card.Attributes {
		if s == nil {
			break
		}
		compiled, err := a.compile(s)
		a.explain(&f, fmt.Sprintf("attribute[%d]", n), err)
		made.attributes = append(made.attributes, compiled)
	}
	if err := f.Err(fault.Subject(subject, c.Name)); err != nil {
		return nil, err
	}
	made.print = made.fingerprint()
	return made, nil
}

// Card is the card it was made of; it is not to be changed.
func (c *Scorecard) Card() Card { return c.card }

// Fingerprint is a hash of the card and of the definitions of its facts, save their What: a card with the same name and version
// but other contents has another one.
func (c *Scorecard) Fingerprint() string { return c.print }

func (c *Scorecard) fingerprint() string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(c.card); err != nil {
		return "" // Check has let pass only what has a JSON
	}
	for _, a := range c.attributes {
		h.Write([]byte(a.table.Fingerprint()))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (a Attribute) compile(s *rule.Schema) (attribute, error) {
	made := attribute{Attribute: a}
	spec := rule.Spec{Name: a.Fact, Version: "1", Policy: rule.Unique}
	for n, b := range a.Bins {
		row := rule.Row{Code: b.Code, Points: int64(n), Why: b.Why}
		if b.rest() {
			spec.Policy = rule.First // what it leaves to the others cannot overlap: see checkRest
		} else {
			row.When = []rule.Condition{{Fact: a.Fact, AtLeast: b.AtLeast, Below: b.Below, In: b.In, Is: b.Is, Missing: b.Missing}}
		}
		spec.Rows = append(spec.Rows, row)
	}
	if len(a.Bins) > 0 {
		_, made.best = a.span()
	}
	var f fault.Check
	a.checkRest(&f, s)
	if err := f.Err(subject); err != nil {
		return made, err
	}
	var err error
	made.table, err = rule.Compile(s, spec, nil)
	return made, err
}

// checkRest asks that a bin without a condition is the last one of a text, that no other bins share a text, and that what is
// missing has a bin of its own: it is not among the rest.
func (a Attribute) checkRest(c *fault.Check, s *rule.Schema) {
	at := slices.IndexFunc(a.Bins, Bin.rest)
	d, known := s.Lookup(a.Fact)
	c.That(known, "fact", fault.RuleUnknown, fmt.Sprintf("%.100q is none of the schema's facts", a.Fact))
	if at < 0 || !known {
		return
	}
	path := fmt.Sprintf("rows[%d]", at)
	c.That(d.Kind == rule.Text, path, fault.RuleRequired, "says nothing; give atLeast, below, in, is or missing")
	c.That(at == len(a.Bins)-1, path, rule.CodeOverlap, "takes all that the others leave; put it last")
	c.That(d.Missing != rule.Unmet || slices.ContainsFunc(a.Bins, func(b Bin) bool { return b.Missing }), "rows", rule.CodeGap,
		fmt.Sprintf("no bin is for the case that %s is missing", a.Fact))
	seen := map[string]int{}
	for n, b := range a.Bins {
		for _, text := range b.In {
			other, twice := seen[text]
			c.That(!twice, fmt.Sprintf("rows[%d].in", n), rule.CodeOverlap, fmt.Sprintf("%.60q is in bin[%d], too", text, other))
			seen[text] = n
		}
	}
}

var (
	rowPath = regexp.MustCompile(`^rows(\[\d+\])?(\.when(\[0\])?)?`)
	rowWord = regexp.MustCompile(`\brow(s?)\b`)
)

// explain notes what is wrong with the table of an attribute in the words of the card: rows are bins there.
func (a Attribute) explain(c *fault.Check, path string, err error) {
	var wrong *fault.Invalid
	if !errors.As(err, &wrong) {
		return
	}
	for _, f := range wrong.Fields {
		at := path + "." + rowPath.ReplaceAllString(f.Path, "bin$1")
		known := slices.ContainsFunc(c.Fields(), func(other fault.Field) bool { return other.Path == at })
		message := strings.Replace(f.Message, "unique wants one row for all facts", "let each value lie in one bin", 1)
		if !known {
			c.Add(at, f.Rule, rowWord.ReplaceAllString(message, "bin$1"))
		}
	}
}
