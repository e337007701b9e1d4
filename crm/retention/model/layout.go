package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Kind is what a column's values are.
type Kind string

// The kinds of column.
const (
	Number Kind = "number" // finite, of any size: months, amounts in one currency, counts
	Text   Kind = "text"   // one of some levels: the contract's kind, yes or no
)

// Missing is what becomes of a row in which a value is missing.
type Missing string

// The policies for missing values.
const (
	Refuse Missing = "refuse" // it is a fault, and nothing is read; what a column that names no policy does
	Drop   Missing = "drop"   // the row is left out and counted; a fact missing in scoring is treated as Unseen says
	Level  Missing = "level"  // missing is a level of its own, MissingLevel; of texts only
)

// Unseen is what scoring makes of a level that no row of the fit had, and of a missing fact unless missing is a level.
type Unseen string

// The policies for what the fit has not seen.
const (
	RefuseUnseen Unseen = "refuse"  // there is no score, but fault.ErrInvalid; what a column that names no policy does
	Average      Unseen = "average" // the customer is taken as the average one in this respect, and the explanation says so
)

// MissingLevel is the level of a text that is missing, where the column's policy is Level. It comes behind all others.
const MissingLevel = "(missing)"

// MaxLevels is how many levels a column of texts may have: more are names or numbers, not levels.
const MaxLevels = 1000

// Column is how one column of a data set is read.
type Column struct {
	Name    string            `json:"name"`
	Kind    Kind              `json:"kind"`
	Missing Missing           `json:"missing,omitempty"` // empty: Refuse
	Unseen  Unseen            `json:"unseen,omitempty"`  // empty: RefuseUnseen
	Recode  map[string]string `json:"recode,omitempty"`  // of texts: what is read as something else
	Code    string            `json:"code,omitempty"`    // of the reasons about it; empty: MODEL- and the name in capitals
	What    string            `json:"what,omitempty"`    // what it is, as reasons name it; empty: the name
	WhatDe  string            `json:"whatDe,omitempty"`  // the same in German; empty: What
}

// Layout is how a data set is read: which columns, and what is to be foretold. Columns of a file that it does not name are left
// alone.
type Layout struct {
	ID        string   `json:"id,omitempty"`        // the column that names the rows; empty: there is none
	Target    string   `json:"target"`              // the column to be foretold
	Positive  string   `json:"positive"`            // its value whose probability is asked for
	Negative  string   `json:"negative,omitempty"`  // its other value; empty: whichever one other there is
	Columns   []Column `json:"columns"`             // what it is foretold from
	Separator string   `json:"separator,omitempty"` // between the cells of a CSV file; empty: a comma
	Blank     []string `json:"blank,omitempty"`     // what stands for a missing value beside an empty cell, such as NA
}

// Check answers fault.ErrInvalid with all that is wrong with the layout.
func (l Layout) Check() error {
	var c fault.Check
	c.That(len(l.Columns) > 0, "columns", fault.RuleRequired, "name at least one column to foretell the target from")
	return l.check(&c)
}

// check is Check of a layout that may have no columns yet.
func (l Layout) check(c *fault.Check) error {
	c.Text("target", l.Target, fault.MaxName)
	c.Text("positive", l.Positive, fault.MaxName)
	c.Optional("id", l.ID, fault.MaxName)
	c.That(l.Negative != l.Positive || l.Positive == "", "negative", fault.RuleDuplicate, "is the positive value, too")
	r, size := utf8.DecodeRuneInString(l.Separator)
	c.That(l.Separator == "" || size == len(l.Separator) && r != utf8.RuneError && !strings.ContainsRune("\"\r\n", r), "separator", fault.RuleFormat,
		"must be one character, neither a quote nor the end of a line")
	names, codes := map[string]bool{l.Target: true}, map[string]bool{}
	if l.ID != "" {
		names[l.ID] = true
	}
	for i, col := range l.Columns {
		path := fmt.Sprintf("columns[%d].", i)
		c.That(!names[col.Name], path+"name", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", col.Name))
		c.That(!codes[col.code()], path+"code", fault.RuleDuplicate, fmt.Sprintf("%q is another column's; name a code", col.code()))
		names[col.Name], codes[col.code()] = true, true
		col.check(c, path)
	}
	return c.Err("model.layout")
}

func (col Column) check(c *fault.Check, path string) {
	c.Text(path+"name", col.Name, fault.MaxName)
	c.That(slices.Contains([]Kind{Number, Text}, col.Kind), path+"kind", fault.RuleUnknown, fmt.Sprintf("%q is no kind; use number or text", col.Kind))
	c.That(slices.Contains([]Missing{"", Refuse, Drop, Level}, col.Missing), path+"missing", fault.RuleUnknown,
		fmt.Sprintf("%q is no policy; use refuse, drop or level", col.Missing))
	c.That(col.Missing != Level || col.Kind != Number, path+"missing", fault.RuleFormat, "a number has no levels; use refuse or drop")
	c.That(slices.Contains([]Unseen{"", RefuseUnseen, Average}, col.Unseen), path+"unseen", fault.RuleUnknown,
		fmt.Sprintf("%q is no policy; use refuse or average", col.Unseen))
	c.That(len(col.Recode) == 0 || col.Kind == Text, path+"recode", fault.RuleFormat, "is for texts")
	for from, to := range col.Recode {
		_, again := col.Recode[to]
		c.That(!again || from == to, path+"recode", fault.RuleReference, fmt.Sprintf("%q becomes %q, which becomes something else", from, to))
		c.That(from != "" && to != "" && to != MissingLevel, path+"recode", fault.RuleRequired, "an empty text is a missing value; see missing")
	}
	c.Optional(path+"code", col.Code, fault.MaxName)
	c.Optional(path+"what", col.What, fault.MaxName)
	c.Optional(path+"whatDe", col.WhatDe, fault.MaxName)
}

// code is the code of the reasons about the column.
func (col Column) code() string {
	if col.Code != "" {
		return col.Code
	}
	plain := func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	return "MODEL-" + strings.Map(plain, strings.ToUpper(col.Name))
}

// plain is the column with its policies named.
func (col Column) plain() Column {
	if col.Missing == "" {
		col.Missing = Refuse
	}
	if col.Unseen == "" {
		col.Unseen = RefuseUnseen
	}
	col.Code = col.code()
	return col
}
