package fault

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The rule codes every package shares. Packages add codes of their own, prefixed with their name.
const (
	RuleRequired  = "ETOM-REQUIRED"  // a value is missing
	RuleLength    = "ETOM-LENGTH"    // a text is longer than its field allows
	RuleNUL       = "ETOM-TEXT-NUL"  // a text has a NUL, which PostgreSQL cannot store
	RuleUTF8      = "ETOM-TEXT-UTF8" // a text is not valid UTF-8
	RuleRange     = "ETOM-RANGE"     // a number, amount or time lies outside its range
	RuleFormat    = "ETOM-FORMAT"    // a text does not have the form its field asks for
	RuleUnknown   = "ETOM-UNKNOWN"   // a value is none of those known
	RuleDuplicate = "ETOM-DUPLICATE" // a value that must be there once is there twice
	RuleCurrency  = "ETOM-CURRENCY"  // amounts of several currencies where one is asked for
	RuleReference = "ETOM-REFERENCE" // a reference leads nowhere, or in a circle
)

// Lengths of text fields, in bytes.
const (
	MaxID   = 200   // identifiers and keys
	MaxName = 200   // names, codes, single lines
	MaxText = 10000 // free text
)

// Field is one fault of one field.
type Field struct {
	Path    string `json:"path"` // as in JSON: items[2].price; empty: the whole
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func (f Field) String() string {
	if f.Path == "" {
		return fmt.Sprintf("%s (%s)", f.Message, f.Rule)
	}
	return fmt.Sprintf("%s: %s (%s)", f.Path, f.Message, f.Rule)
}

// Invalid is the error for wrong input: every wrong field at once.
type Invalid struct {
	Subject string
	Fields  []Field
}

func (e *Invalid) Error() string {
	all := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		all[i] = f.String()
	}
	return e.Subject + ": " + strings.Join(all, "; ")
}

// Is reports whether target is ErrInvalid.
func (e *Invalid) Is(target error) bool { return target == ErrInvalid }

// Check collects field faults; its zero value is ready. It is for one goroutine.
//
//	var c fault.Check
//	c.Text("name", name, fault.MaxName)
//	c.That(quantity > 0, "quantity", fault.RuleRange, "must be at least 1")
//	return c.Err("ordering.draft")
type Check struct{ fields []Field }

// Add notes one fault.
func (c *Check) Add(path, rule, message string) {
	c.fields = append(c.fields, Field{Path: path, Rule: rule, Message: message})
}

// That notes a fault unless ok.
func (c *Check) That(ok bool, path, rule, message string) {
	if !ok {
		c.Add(path, rule, message)
	}
}

// Text asks for a text that every store can keep: not empty, valid UTF-8, no NUL, at most max bytes.
func (c *Check) Text(path, text string, max int) {
	if text == "" {
		c.Add(path, RuleRequired, "must not be empty")
		return
	}
	c.Optional(path, text, max)
}

// Optional is Text for a field that may be empty.
func (c *Check) Optional(path, text string, max int) {
	switch {
	case !utf8.ValidString(text):
		c.Add(path, RuleUTF8, "must be valid UTF-8")
	case strings.ContainsRune(text, 0):
		c.Add(path, RuleNUL, "must not contain NUL")
	case len(text) > max:
		c.Add(path, RuleLength, fmt.Sprintf("has %d bytes, at most %d are allowed", len(text), max))
	}
}

// Within adds the faults of a part, their paths below prefix.
func (c *Check) Within(prefix string, part *Check) {
	for _, f := range part.fields {
		path := prefix
		switch {
		case f.Path == "":
		case prefix == "", strings.HasPrefix(f.Path, "["):
			path += f.Path
		default:
			path += "." + f.Path
		}
		c.Add(path, f.Rule, f.Message)
	}
}

// Fields returns the faults noted so far.
func (c *Check) Fields() []Field { return c.fields }

// Err is nil if nothing was noted, else an *Invalid about the subject.
func (c *Check) Err(subject string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Invalid{Subject: subject, Fields: c.fields}
}
