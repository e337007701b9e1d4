package pdf

import (
	"strconv"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Annex is a table that follows a bill, such as the itemised connection record, in the bill's language. It is a value.
type Annex struct {
	Title   string   // "Itemised connection record"
	Notes   []string // paragraphs above the table
	Columns []Column // at least one, at most 12
	Rows    [][]string
	Closing []string // paragraphs below the table
}

// Column is a column of an annex. It is a value.
type Column struct {
	Title string
	Share int  // of the width, against the other columns' shares: 1 to 100
	Right bool // figures, which stand to the right
}

const maxColumns = 12

func (a Annex) check(check *fault.Check, path string) {
	check.That(a.Title != "", path+".title", fault.RuleRequired, "is required")
	check.That(len(a.Columns) > 0 && len(a.Columns) <= maxColumns, path+".columns", RuleAnnex, "must be 1 to 12")
	for i, c := range a.Columns {
		check.That(c.Share >= 1 && c.Share <= 100, path+".columns["+strconv.Itoa(i)+"].share", fault.RuleRange, "must be 1 to 100")
	}
	for i, r := range a.Rows {
		check.That(len(r) == len(a.Columns), path+".rows["+strconv.Itoa(i)+"]", RuleAnnex, "must have as many cells as there are columns")
	}
}

// annex writes an annex, beginning on a new page.
func (s *sheet) annex(a Annex) {
	s.next()
	s.paragraph(title, a.Title)
	s.y += 2
	for _, note := range a.Notes {
		s.paragraph(body, note)
	}
	s.y += 2
	text := style{size: 8}
	rows := make([]row, 0, len(a.Rows))
	for _, r := range a.Rows {
		cells := make([]cell, len(r))
		for i, value := range r {
			cells[i] = cell{{text, value}}
		}
		rows = append(rows, row{cells: cells, gap: 0.4})
	}
	s.table(spread(a.Columns), rows)
	s.y += 2
	for _, note := range a.Closing {
		s.paragraph(body, note)
	}
}

// spread divides the width by the columns' shares.
func spread(columns []Column) []column {
	shares := 0
	for _, c := range columns {
		shares += c.Share
	}
	free := right - left - gutter*float64(len(columns)-1)
	out := make([]column, len(columns))
	for i, c := range columns {
		out[i] = column{title: c.Title, width: free * float64(c.Share) / float64(shares), right: c.Right}
	}
	return out
}
