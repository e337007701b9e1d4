package model

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MaxCells is how many cells a CSV file may have in the columns that are read, and MaxRow how many bytes a row of it: a file whose
// quote is never closed is one row.
const (
	MaxCells = 100_000_000
	MaxRow   = 1 << 20
)

// Read reads a data set from a CSV file with a heading. Columns that the layout does not name are left alone. Every broken row is a
// fault with its line, all of them at once up to MaxFaults, as fault.ErrInvalid: a row with more or fewer cells than the heading, a
// row longer than MaxRow, a number that is none or not finite, an outcome that is neither the positive nor the other value, a missing value whose policy is
// Refuse, an id twice. Then nothing is read. Other errors are those of the reader.
func Read(from io.Reader, layout Layout) (*Data, error) {
	if err := layout.Check(); err != nil {
		return nil, err
	}
	b := newBuilder(layout)
	r := newReader(b, from, layout)
	r.negative = layout.Negative
	if r.heading() {
		r.rows()
	}
	if r.broken != nil {
		return nil, fmt.Errorf("model.data: %w", r.broken)
	}
	return b.data()
}

// newReader reads the cells of a file; a byte order mark at its beginning is no part of the first.
func newReader(b *builder, from io.Reader, layout Layout) reader {
	rows := &source{from: from}
	in := csv.NewReader(rows)
	if layout.Separator != "" {
		in.Comma, _ = utf8.DecodeRuneInString(layout.Separator)
	}
	in.FieldsPerRecord = -1 // we say which rows are too long or too short
	in.ReuseRecord = true
	return reader{builder: b, in: in, source: rows}
}

// source leaves out the byte order mark that spreadsheets write, and ends where a row does not.
type source struct {
	from  io.Reader
	rest  io.Reader
	given int // bytes since the last row was asked for
}

var errLongRow = fmt.Errorf("a row has at most %d bytes; is a quote not closed?", MaxRow)

func (s *source) Read(into []byte) (int, error) {
	if s.rest == nil {
		head := make([]byte, 3)
		n, err := io.ReadFull(s.from, head)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, err
		}
		s.rest = io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head[:n], []byte("\uFEFF"))), s.from)
	}
	if s.given > MaxRow {
		return 0, errLongRow
	}
	n, err := s.rest.Read(into)
	s.given += n
	return n, err
}

// reader reads a CSV file into a builder.
type reader struct {
	*builder
	in         *csv.Reader
	source     *source
	last       int      // the line on which the last row began
	names      []string // of the heading
	columns    []int    // where the layout's columns stand
	id, target int
	negative   string // once it is known
	broken     error  // the file could not be read
}

// next is the next row, nil at the end.
func (r *reader) next() []string {
	r.source.given = 0
	row, err := r.in.Read()
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, errLongRow):
		r.note(place{line: fmt.Sprintf("behind line %d: ", r.last)}, "", fault.RuleLength, err.Error()+" The rows behind it are not looked at")
	case errors.As(err, &wrong):
		r.note(place{line: fmt.Sprintf("line %d: ", wrong.StartLine)}, "", fault.RuleFormat, wrong.Err.Error()+"; the rows behind it are not looked at")
	case err != nil && !errors.Is(err, io.EOF):
		r.broken = err
	case err == nil:
		r.last, _ = r.in.FieldPos(0)
		return row
	}
	return nil
}

// heading finds the columns; false if there is nothing to read by.
func (r *reader) heading() bool {
	row := r.next()
	if row == nil {
		if r.faults == 0 && r.broken == nil {
			r.note(place{}, "", fault.RuleRequired, "there is no heading")
		}
		return false
	}
	at := map[string]int{}
	for j, name := range row {
		name = strings.Clone(strings.TrimSpace(name))
		if _, twice := at[name]; twice && r.named(name) {
			r.note(place{line: "line 1: "}, name, fault.RuleDuplicate, "stands there twice")
		}
		at[name] = j
		r.names = append(r.names, name)
	}
	find := func(name string) int {
		j, ok := at[name]
		if !ok {
			r.note(place{line: "line 1: "}, name, fault.RuleRequired, fmt.Sprintf("is no column; there are %.300s", strings.Join(r.names, ", ")))
		}
		return j
	}
	r.target = find(r.layout.Target)
	if r.layout.ID != "" {
		r.id = find(r.layout.ID)
	}
	for _, col := range r.layout.Columns {
		r.columns = append(r.columns, find(col.Name))
	}
	return r.faults == 0
}

func (r *reader) named(name string) bool {
	for _, col := range r.layout.Columns {
		if col.Name == name {
			return true
		}
	}
	return name == r.layout.Target || name == r.layout.ID
}

func (r *reader) rows() {
	cells := make([]cell, len(r.columns))
	for i := 0; r.more(); i++ {
		row := r.next()
		if row == nil {
			return
		}
		at := place{row: fmt.Sprintf("[%d]", i), line: fmt.Sprintf("line %d: ", r.last)}
		if i*len(cells) > MaxCells {
			r.note(at, "", fault.RuleRange, fmt.Sprintf("there are more than %d cells to read", MaxCells))
			return
		}
		if len(row) != len(r.names) {
			r.note(at, "", fault.RuleFormat, fmt.Sprintf("has %d cells, the heading %d", len(row), len(r.names)))
			continue
		}
		for j, col := range r.layout.Columns {
			cells[j] = r.cell(at, col, row[r.columns[j]])
		}
		id := ""
		if r.layout.ID != "" {
			id = strings.Clone(strings.TrimSpace(row[r.id]))
		}
		r.add(at, id, r.outcome(at, row[r.target]), cells)
	}
}

// cell reads one value.
func (r *reader) cell(at place, col Column, text string) cell {
	text = r.trimmed(text)
	c := cell{text: text, there: text != ""}
	switch {
	case !utf8.ValidString(text):
		c.broken = true
		r.note(at, col.Name, fault.RuleUTF8, "is no valid UTF-8")
	case col.Kind == Number && c.there:
		x, ok := number(text)
		if !ok {
			c.broken = true
			r.note(at, col.Name, fault.RuleFormat, fmt.Sprintf("%.60q is no finite number; write it as -1234.5", text))
		}
		c.number, c.text = x, ""
	}
	return c
}

// number reads a decimal number; what strconv reads beyond them, such as NaN, infinities and 0x1p-2, is none.
func number(text string) (float64, bool) {
	if strings.Trim(text, "0123456789+-.eE") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// outcome reads the target.
func (r *reader) outcome(at place, text string) bool {
	text = r.trimmed(text)
	switch {
	case text == "":
		r.note(at, r.layout.Target, fault.RuleRequired, "is missing; what became of a customer must be known")
	case text == r.layout.Positive:
		return true
	case r.negative == "":
		r.negative = strings.Clone(text)
	case text != r.negative:
		r.note(at, r.layout.Target, fault.RuleUnknown, fmt.Sprintf("is %.60q; it must be %q or %q", text, r.layout.Positive, r.negative))
	}
	return false
}
