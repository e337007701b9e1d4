package pdf

// column is a column of a table.
type column struct {
	title string
	width float64
	right bool // figures
}

// cell is what stands in one column of a row: paragraphs, one below the other.
type cell []span

type span struct {
	style style
	text  string
}

// row is one row of a table.
type row struct {
	cells []cell // one a column; the last may be missing
	gap   float64
	over  bool // a line above

	withNext bool     // stays on the next row's page
	columns  []column // its own, instead of the table's
}

// in are the columns of the row within a table of columns.
func (r row) in(columns []column) []column {
	if r.columns != nil {
		return r.columns
	}
	return columns
}

// gutter is the room between two columns.
const gutter = 3.0

// pad is how far a shaded area goes beyond the text on it.
const pad = 2.0

// table writes rows under their columns' titles, which stand on every page. A row stays on one page if it fits on one at all.
func (s *sheet) table(columns []column, rows []row) {
	s.together(headingHeight + s.chain(columns, rows)) // a heading never stands alone
	s.heading(columns)
	s.head = func() { s.heading(columns) }
	for i, r := range rows {
		if r.withNext && (i == 0 || !rows[i-1].withNext) {
			s.together(s.chain(columns, rows[i:]))
		}
		s.row(columns, r)
	}
	s.head = nil
}

// chain is the height of the first row and those that stay with it.
func (s *sheet) chain(columns []column, rows []row) float64 {
	all := 0.0
	for _, r := range rows {
		all += s.measure(columns, r)
		if !r.withNext {
			break
		}
	}
	return all
}

var headingStyle = style{size: 7.5, bold: true}

// headingHeight is that of the titles, with the room above and below them.
var headingHeight = headingStyle.leading() + 3.6

func (s *sheet) heading(columns []column) {
	st := headingStyle
	s.shade(left-pad, s.y, right-left+2*pad, headingHeight-1.2)
	s.fresh = true
	s.y += 1.2
	x := left
	for _, c := range columns {
		s.in(x, s.y, c, piece{st, c.title})
		x += c.width + gutter
	}
	s.y += headingHeight - 1.2
}

// piece is one line of a cell.
type piece struct {
	style style
	text  string
}

// together begins a new page for what does not fit on this one, if it fits on any.
func (s *sheet) together(height float64) {
	if height < s.room()-2*body.leading() {
		s.need(height)
	}
}

// split breaks the cells of a row into lines.
func (s *sheet) split(columns []column, r row) (lines [][]piece, deepest int) {
	columns = r.in(columns)
	lines = make([][]piece, len(columns))
	deepest = 0
	for i, c := range r.cells {
		for _, p := range c {
			for _, text := range s.wrap(p.style, p.text, columns[i].width) {
				lines[i] = append(lines[i], piece{p.style, text})
			}
		}
		deepest = max(deepest, len(lines[i]))
	}
	return lines, deepest
}

// measure is the height of a row.
func (s *sheet) measure(columns []column, r row) float64 {
	lines, deepest := s.split(columns, r)
	return r.gap + height(lines, deepest)
}

func height(lines [][]piece, deepest int) float64 {
	sum := 0.0
	for n := range deepest {
		sum += tall(lines, n)
	}
	return sum
}

func (s *sheet) row(columns []column, r row) { s.rowAt(left, columns, r) }

// rowAt writes a row whose first column begins at x.
func (s *sheet) rowAt(x float64, columns []column, r row) {
	lines, deepest := s.split(columns, r)
	s.together(r.gap + height(lines, deepest))
	s.y += r.gap
	if r.over && !s.fresh {
		s.rule(left, s.y-r.gap/2, right, s.y-r.gap/2, 0.15)
	}
	s.fresh = false
	for n := range deepest {
		s.line(x, r.in(columns), lines, n)
	}
}

// tall is the height of the cells' line n.
func tall(lines [][]piece, n int) float64 {
	deepest := 0.0
	for _, column := range lines {
		if n < len(column) {
			deepest = max(deepest, column[n].style.leading())
		}
	}
	return deepest
}

// line writes line n of the cells side by side, on the next page if this one is full.
func (s *sheet) line(x float64, columns []column, lines [][]piece, n int) {
	deep := tall(lines, n)
	s.need(deep)
	base := 0.0 // letters of any size stand on one line
	for _, column := range lines {
		if n < len(column) {
			base = max(base, column[n].style.ascent())
		}
	}
	for i, c := range columns {
		if n < len(lines[i]) {
			s.in(x, s.y+base-lines[i][n].style.ascent(), c, lines[i][n])
		}
		x += c.width + gutter
	}
	s.y += deep
}

// in writes a piece into a column that begins at x.
func (s *sheet) in(x, y float64, c column, p piece) {
	if c.right {
		s.putRight(x+c.width, y, p.style, p.text)
		return
	}
	s.put(x, y, p.style, p.text)
}
