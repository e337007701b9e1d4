package model

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The codes of why Detect leaves a column aside.
const (
	ReasonManyLevels = "MODEL-DETECT-01" // too many different texts to be levels
	ReasonConstant   = "MODEL-DETECT-02" // the same in every row
	ReasonNameless   = "MODEL-DETECT-03" // it has no name
)

// DetectLevels is how many different texts a column may have for Detect to take them for levels.
const DetectLevels = 50

// Detect completes a layout by looking at a CSV file: every column of it that the layout does not name (as id, target or column) is a
// number if all its filled cells are and there are more than two different ones, none written with zeros in front; else a text.
// The policies and the recoding are those of like, which needs no name; where missing is Level, that of numbers is Drop. Columns that
// have nothing to say are left aside, with the reason. What Detect finds is a first draft for people to look at. A file that is no
// CSV, has no row, or no such target or id, is fault.ErrInvalid; other errors are those of the reader.
func Detect(from io.Reader, layout Layout, like Column) (Layout, []fault.Reason, error) {
	if err := layout.check(&fault.Check{}); err != nil {
		return Layout{}, nil, err
	}
	r := newReader(newBuilder(layout), from, layout)
	found, err := r.looked()
	if err != nil {
		return Layout{}, nil, err
	}
	var aside []fault.Reason
	next := layout
	next.Columns = slices.Clone(layout.Columns)
	for _, s := range found {
		col, why := s.column(like)
		if why != nil {
			aside = append(aside, *why)
			continue
		}
		next.Columns = append(next.Columns, col)
	}
	return next, aside, next.Check()
}

// seen is what has been seen of a column.
type seen struct {
	name    string
	at      int // in a row
	texts   map[string]bool
	many    bool // more texts than are kept
	numbers bool // all of them
}

// looked reads the whole file and says what is in the columns that the layout does not name.
func (r *reader) looked() ([]seen, error) {
	var found []seen
	if r.heading() {
		for j, name := range r.names {
			if !r.named(name) {
				found = append(found, seen{name: name, at: j, texts: map[string]bool{}, numbers: true})
			}
		}
		begun := r.last
		for row := r.next(); row != nil; row = r.next() {
			for i := range found {
				if s := &found[i]; s.at < len(row) {
					s.look(r.trimmed(row[s.at]))
				}
			}
		}
		if r.faults == 0 && r.broken == nil && r.last == begun {
			r.note(place{}, "", fault.RuleRequired, "there is no row")
		}
	}
	if r.broken != nil {
		return nil, fmt.Errorf("model.data: %w", r.broken)
	}
	return found, r.check.Err("model.data")
}

func (s *seen) look(text string) {
	if text == "" {
		return
	}
	if s.numbers {
		_, ok := number(text)
		s.numbers = ok && !leadingZero(text)
	}
	if !s.many && !s.texts[text] {
		s.texts[strings.Clone(text)] = true
		s.many = len(s.texts) > DetectLevels
	}
}

// leadingZero reports whether a number is written as no quantity is: 01234.
func leadingZero(text string) bool {
	return len(text) > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9'
}

// column is what has been seen as a column like another one, or why it is none.
func (s *seen) column(like Column) (Column, *fault.Reason) {
	col := Column{Name: s.name, Kind: Text, Missing: like.Missing, Unseen: like.Unseen, Recode: like.Recode}
	switch {
	case s.name == "":
		return Column{}, &fault.Reason{Code: ReasonNameless, Message: fmt.Sprintf("column %d has no name", s.at+1)}
	case len(s.texts) < 2:
		return Column{}, &fault.Reason{Code: ReasonConstant, Message: s.name + " is the same in every row"}
	case s.numbers && len(s.texts) > 2:
		col.Kind, col.Recode = Number, nil
		if col.Missing == Level {
			col.Missing = Drop
		}
	case s.many:
		return Column{}, &fault.Reason{Code: ReasonManyLevels, Message: fmt.Sprintf("%s has more than %d different texts", s.name, DetectLevels)}
	}
	return col, nil
}
