package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// builder makes a data set row by row, or none if a row is broken.
type builder struct {
	layout Layout // its policies named
	made   Data
	codes  []map[string]int32 // of each column of texts: the levels so far
	ids    map[string]bool
	check  fault.Check
	faults int
}

// cell is one value of a row: of numbers one that is finite, of texts a trimmed one.
type cell struct {
	number float64
	text   string
	there  bool // not missing
	broken bool // noted already
}

// place is where a row stands: its path, and the line of a text, as messages begin with it.
type place struct{ row, line string }

func (p place) path(name string) string {
	if p.row == "" || name == "" {
		return p.row + name
	}
	return p.row + "." + name
}

// newBuilder makes one for a checked layout.
func newBuilder(layout Layout) *builder {
	layout.Columns = slices.Clone(layout.Columns)
	b := &builder{codes: make([]map[string]int32, len(layout.Columns)), ids: map[string]bool{}}
	for j := range layout.Columns {
		layout.Columns[j] = layout.Columns[j].plain()
		b.codes[j] = map[string]int32{}
	}
	b.layout = layout
	b.made = Data{layout: layout, columns: make([]column, len(layout.Columns))}
	return b
}

// more reports whether further faults are worth looking for.
func (b *builder) more() bool { return b.faults <= MaxFaults }

func (b *builder) note(at place, name, rule, message string) {
	if b.faults++; b.faults <= MaxFaults {
		b.check.Add(at.path(name), rule, at.line+message)
	}
}

// trimmed is a text without spaces around it; empty if it stands for a missing value. So does MissingLevel: scoring takes it for one.
func (b *builder) trimmed(text string) string {
	text = strings.TrimSpace(text)
	if text == MissingLevel || slices.Contains(b.layout.Blank, text) {
		return ""
	}
	return text
}

// add adds a row, unless a missing value has it left out.
func (b *builder) add(at place, id string, positive bool, cells []cell) {
	drop := false
	for j, col := range b.layout.Columns {
		drop = !b.settle(at, col, &cells[j]) || drop
	}
	if b.layout.ID != "" {
		b.checkID(at, id)
	}
	switch {
	case drop:
		b.made.dropped++
	case b.faults == 0: // else nothing will be made of them
		b.keep(id, positive, cells)
	}
}

// settle recodes a cell and applies the policy if it is missing; it answers false if the row is to be left out.
func (b *builder) settle(at place, col Column, c *cell) bool {
	if to, ok := col.Recode[c.text]; ok {
		c.text = to
	}
	switch {
	case c.there || c.broken:
	case col.Missing == Drop:
		return false
	case col.Missing == Level:
		c.text, c.there = MissingLevel, true
	default:
		b.note(at, col.Name, fault.RuleRequired, "is missing; fill it, or let the column's missing be "+col.policies())
	}
	return true
}

func (col Column) policies() string {
	if col.Kind == Text {
		return "drop or level"
	}
	return "drop"
}

func (b *builder) checkID(at place, id string) {
	switch {
	case id == "":
		b.note(at, b.layout.ID, fault.RuleRequired, "is missing; every row has an id if a column of ids is named")
	case !utf8.ValidString(id):
		b.note(at, b.layout.ID, fault.RuleUTF8, "is no valid UTF-8")
	case b.ids[id]:
		b.note(at, b.layout.ID, fault.RuleDuplicate, fmt.Sprintf("%.60q stands there twice", id))
	}
	b.ids[id] = true
}

func (b *builder) keep(id string, positive bool, cells []cell) {
	b.made.positive = append(b.made.positive, positive)
	if b.layout.ID != "" {
		b.made.ids = append(b.made.ids, id)
	}
	for j, col := range b.layout.Columns {
		to := &b.made.columns[j]
		if col.Kind == Number {
			to.numbers = append(to.numbers, cells[j].number)
			continue
		}
		level := cells[j].text
		code, known := b.codes[j][level]
		if !known {
			code = int32(len(to.levels))
			level = strings.Clone(level) // a CSV reader's cells share the row's text
			b.codes[j][level], to.levels = code, append(to.levels, level)
		}
		to.codes = append(to.codes, code)
	}
}

// data is what has been made, or all that was wrong.
func (b *builder) data() (*Data, error) {
	for j, col := range b.layout.Columns {
		if n := len(b.made.columns[j].levels); n > MaxLevels {
			b.note(place{}, col.Name, fault.RuleRange, fmt.Sprintf("has %d different texts; a column of texts has at most %d: leave it out, or group them", n, MaxLevels))
		}
	}
	if b.faults == 0 && len(b.made.positive) == 0 {
		b.note(place{}, "", fault.RuleRequired, "there is no row"+leftOut(b.made.dropped))
	}
	if b.faults > MaxFaults {
		b.check.Add("", fault.RuleRange, fmt.Sprintf("there may be more: only the first %d faults are named", MaxFaults))
	}
	if err := b.check.Err("model.data"); err != nil {
		return nil, err
	}
	for j := range b.made.columns {
		b.made.columns[j].sortLevels(b.made.columns[j].levels)
	}
	return &b.made, nil
}

func leftOut(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(": in all %d a value was missing", n)
}
