package model

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Data is a checked data set: customers, what is known of each, and whether the target was positive. It is immutable and safe for
// concurrent use.
type Data struct {
	layout   Layout
	ids      []string // none without an ID column
	positive []bool
	columns  []column // as the layout's
	dropped  int
}

// column has the values of one column, row by row: numbers, or places in the levels.
type column struct {
	numbers []float64
	codes   []int32
	levels  []string // sorted by code point; MissingLevel last
}

// Record is one customer with what became of it.
type Record struct {
	ID       string
	Facts    Facts
	Positive bool
}

// MaxFaults is how many faults of a data set are named before reading ends.
const MaxFaults = 100

// New makes a data set of records. Broken ones are fault.ErrInvalid, all at once up to MaxFaults, and nothing is made.
func New(layout Layout, records []Record) (*Data, error) {
	if err := layout.Check(); err != nil {
		return nil, err
	}
	b := newBuilder(layout)
	for i, r := range records {
		if !b.more() {
			break
		}
		b.record(place{row: fmt.Sprintf("[%d]", i)}, r)
	}
	return b.data()
}

// Layout is how the data set was read.
func (d *Data) Layout() Layout {
	l := d.layout
	l.Columns = slices.Clone(l.Columns)
	return l
}

// Rows is how many customers there are.
func (d *Data) Rows() int { return len(d.positive) }

// Dropped is how many rows were left out because a value was missing.
func (d *Data) Dropped() int { return d.dropped }

// Positives is how many customers have the target's positive value.
func (d *Data) Positives() int {
	n := 0
	for _, yes := range d.positive {
		if yes {
			n++
		}
	}
	return n
}

// Outcomes says of every row whether the target is positive.
func (d *Data) Outcomes() []bool { return slices.Clone(d.positive) }

// ID is that of row i, from 0; empty if the layout names no column of ids. It panics beyond the rows, as a slice does.
func (d *Data) ID(i int) string {
	if d.ids == nil {
		return ""
	}
	return d.ids[i]
}

// Find is the row with an id, if there is one.
func (d *Data) Find(id string) (row int, ok bool) {
	row = slices.Index(d.ids, id)
	return row, row >= 0
}

// Facts are those of row i, recoded; a missing text whose missing is a level is left out. It panics beyond the rows, as a slice does.
func (d *Data) Facts(i int) Facts {
	f := Facts{Numbers: map[string]float64{}, Texts: map[string]string{}}
	for j, col := range d.layout.Columns {
		if col.Kind == Number {
			f.Numbers[col.Name] = d.columns[j].numbers[i]
		} else if level := d.columns[j].level(i); level != MissingLevel {
			f.Texts[col.Name] = level
		}
	}
	return f
}

// Numbers are the values of a column of numbers, row by row; nil if there is none of that name.
func (d *Data) Numbers(name string) []float64 {
	if j := d.column(name); j >= 0 {
		return slices.Clone(d.columns[j].numbers)
	}
	return nil
}

// Texts are the levels of a column of texts, row by row; nil if there is none of that name.
func (d *Data) Texts(name string) []string {
	j := d.column(name)
	if j < 0 || d.layout.Columns[j].Kind != Text {
		return nil
	}
	texts := make([]string, d.Rows())
	for i := range texts {
		texts[i] = d.columns[j].level(i)
	}
	return texts
}

// Levels are those of a column of texts that some row has, sorted by code point, MissingLevel last.
func (d *Data) Levels(name string) []string {
	if j := d.column(name); j >= 0 {
		return slices.Clone(d.columns[j].levels)
	}
	return nil
}

func (d *Data) column(name string) int {
	return slices.IndexFunc(d.layout.Columns, func(c Column) bool { return c.Name == name })
}

func (c column) level(i int) string { return c.levels[c.codes[i]] }

// Fold divides the rows for the k-th of n checks, from 0: those whose place modulo n is k are for testing, the others for fitting.
func (d *Data) Fold(k, n int) (fitting, testing *Data) {
	fitting = d.where(func(i int) bool { return i%n != k })
	testing = d.where(func(i int) bool { return i%n == k })
	return fitting, testing
}

// where are the rows that are wanted, with the levels that they have.
func (d *Data) where(wanted func(i int) bool) *Data {
	part := &Data{layout: d.layout, columns: make([]column, len(d.columns))}
	for i := range d.positive {
		if !wanted(i) {
			continue
		}
		part.positive = append(part.positive, d.positive[i])
		if d.ids != nil {
			part.ids = append(part.ids, d.ids[i])
		}
		for j, c := range d.columns {
			if c.numbers != nil {
				part.columns[j].numbers = append(part.columns[j].numbers, c.numbers[i])
			} else {
				part.columns[j].codes = append(part.columns[j].codes, c.codes[i])
			}
		}
	}
	for j := range part.columns {
		part.columns[j].sortLevels(d.columns[j].levels)
	}
	return part
}

// sortLevels sorts the levels that the codes mean, leaves out those that no row has, and renumbers the codes.
func (c *column) sortLevels(levels []string) {
	if c.codes == nil {
		return
	}
	used := make([]bool, len(levels))
	for _, code := range c.codes {
		used[code] = true
	}
	c.levels = nil
	for code, level := range levels {
		if used[code] {
			c.levels = append(c.levels, level)
		}
	}
	slices.SortFunc(c.levels, func(a, b string) int {
		if (a == MissingLevel) != (b == MissingLevel) {
			if a == MissingLevel {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	place := make([]int32, len(levels))
	for code, level := range levels {
		place[code] = int32(max(0, slices.Index(c.levels, level)))
	}
	for i, code := range c.codes {
		c.codes[i] = place[code]
	}
}

// record adds a record.
func (b *builder) record(at place, r Record) {
	cells := make([]cell, len(b.layout.Columns))
	for j, col := range b.layout.Columns {
		number, isNumber := r.Facts.Numbers[col.Name]
		text, isText := r.Facts.Texts[col.Name]
		c := &cells[j]
		switch {
		case col.Kind == Number && isText, col.Kind == Text && isNumber:
			c.broken = true
			b.note(at, col.Name, fault.RuleFormat, "must be a "+string(col.Kind))
		case isNumber && (math.IsNaN(number) || math.IsInf(number, 0)):
			c.broken = true
			b.note(at, col.Name, fault.RuleRange, "must be a finite number")
		case isNumber:
			c.number, c.there = number, true
		default:
			c.text = b.trimmed(text)
			c.there = c.text != ""
		}
	}
	b.add(at, r.ID, r.Positive, cells)
}
