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

	withNext bool // stays on the next row's page
}

// gutter is the room between two columns.
const gutter = 3.0

// pad is how far a shaded area goes beyond the text on it.
const pad = 2.0

// table writes rows under their columns' titles, which stand on every page. A row stays on one page if it fits on one at all.
func (s *sheet) table(columns []column, rows []row) {
	s.need(3 * body.leading()) // a heading never stands alone
	s.heading(columns)
	s.head = func() { s.heading(columns) }
	for i, r := range rows {
		if r.withNext && i+1 < len(rows) {
			s.together(s.measure(columns, r) + s.measure(columns, rows[i+1]))
		}
		s.row(columns, r)
	}
	s.head = nil
}

func (s *sheet) heading(columns []column) {
	st := style{size: 7.5, bold: true}
	height := st.leading() + 2.4
	s.shade(left-pad, s.y, right-left+2*pad, height)
	s.fresh = true
	s.y += 1.2
	x := left
	for _, c := range columns {
		s.in(x, c, st, c.title)
		x += c.width + gutter
	}
	s.y += height
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
		s.line(x, columns, lines, n)
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
	for i, c := range columns {
		if n < len(lines[i]) {
			s.in(x, c, lines[i][n].style, lines[i][n].text)
		}
		x += c.width + gutter
	}
	s.y += deep
}

// in writes text into a column that begins at x.
func (s *sheet) in(x float64, c column, st style, text string) {
	if c.right {
		s.putRight(x+c.width, s.y, st, text)
		return
	}
	s.put(x, s.y, st, text)
}
