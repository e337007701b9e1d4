package pdf

import (
	"strings"

	"github.com/etomcrm/etomcrm/billing"
)

// Where the parts of a letter stand: DIN 5008:2020, form B. In millimetres from the upper left corner.
const (
	senderTop   = 58.0 // the sender's line, last of the 17.7 mm above the address
	addressTop  = 62.7
	addressEnd  = 90.0
	addressWide = 80.0 // the window's 85 mm without its left edge
	infoLeft    = 120.0
	infoTop     = 50.0
	subjectTop  = 98.5
	foldUpper   = 105.0
	foldLower   = 210.0
	punch       = 148.5
	footEnd     = 290.0
	bodyEnd     = 262.0 // the text ends here, or above a footing that needs more room
	footMost    = 100.0 // what a footing may take

	numberHeight = 7.0 // of the page's number, between the text and the footing
)

// envelope writes what shows through the window: the sender in small letters and the address, in smaller letters the longer it is.
func (s *sheet) envelope(sender string, address []string) {
	from := tiny
	for from.size > 5 && s.width(from, s.fonts.clean(sender, false)) > addressWide {
		from.size -= 0.25
	}
	s.put(left, senderTop, from, s.shorten(from, sender, addressWide))
	s.rule(left, addressTop-0.6, left+addressWide, addressTop-0.6, 0.1)
	st := style{size: 10.5}
	lines := s.wrapAll(st, address, addressWide)
	for st.size > 6 && float64(len(lines))*st.leading() > addressEnd-addressTop {
		st.size -= 0.5
		lines = s.wrapAll(st, address, addressWide)
	}
	s.y = addressTop
	for _, line := range lines {
		s.put(left, s.y, st, line)
		s.y += st.leading()
	}
}

func (s *sheet) wrapAll(st style, texts []string, width float64) []string {
	var lines []string
	for _, text := range texts {
		lines = append(lines, s.wrap(st, text, width)...)
	}
	return lines
}

// shorten cuts what does not fit into one line. Nothing is cut but what stands in full elsewhere on the page.
func (s *sheet) shorten(st style, text string, width float64) string {
	text = s.fonts.clean(text, st.bold)
	if s.width(st, text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && s.width(st, string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ,·") + "…"
}

// info writes the block of labels to the right of the address.
func (s *sheet) info(facts []billing.Pair) {
	below := s.y
	s.y = infoTop
	wide := 0.0
	for _, f := range facts {
		wide = max(wide, s.width(small, f.Label)+gutter)
	}
	st := style{size: 8.5}
	for _, f := range facts {
		lines := s.wrap(st, f.Text, right-infoLeft-wide)
		if len(lines) == 0 { // nothing but blanks
			continue
		}
		s.put(infoLeft, s.y+st.ascent()-small.ascent(), small, f.Label)
		for _, line := range lines {
			s.put(infoLeft+wide, s.y, st, line)
			s.y += st.leading()
		}
		s.y += 0.6
	}
	s.y = max(below+6, s.y+6, subjectTop)
}

// folds marks where a letter is folded and punched.
func (s *sheet) folds() {
	for _, y := range []float64{foldUpper, foldLower} {
		s.rule(4, y, 8, y, 0.1)
	}
	s.rule(4, punch, 10, punch, 0.1)
}

// sums writes labels and amounts below a table, to the right, all on one page if they fit on one.
func (s *sheet) sums(pairs []billing.Pair) {
	const from, figures = 95.0, 34.0
	columns := []column{{width: right - from - figures - gutter}, {width: figures, right: true}}
	rows := make([]row, len(pairs))
	all := 0.0
	for i, p := range pairs {
		st := body
		if p.Strong {
			st = due
		}
		rows[i] = row{gap: 0.8, cells: []cell{{{st, p.Label}}, {{st, p.Text}}}}
		all += s.measure(columns, rows[i])
	}
	s.together(all + 2*due.leading())
	for i, p := range pairs {
		if p.Strong {
			s.y += 1.6
			s.shade(from-pad, s.y-0.6, right-from+2*pad, s.measure(columns, rows[i])+1.4)
		}
		s.rowAt(from, columns, rows[i])
	}
}

// runningHead stands on top of the second and later pages.
func (s *sheet) runningHead(issuer, subject string) {
	st := style{size: 8, grey: true}
	s.put(left, 20, style{size: 8, bold: true}, s.shorten(style{size: 8, bold: true}, issuer, 90))
	subject = s.shorten(st, subject, right-left-95)
	s.putRight(right, 20, st, subject)
	s.rule(left, 26, right, 26, 0.15)
}

// footing is what stands at the foot of every page.
type footing struct {
	columns [][]string
	lines   []string
}

// footHeight is what the footing takes, from the line above it down.
func (s *sheet) footHeight(f footing) float64 {
	deepest := 0
	for _, c := range f.columns {
		deepest = max(deepest, len(s.wrapAll(tiny, c, f.width())))
	}
	return float64(deepest+len(s.wrapAll(tiny, f.lines, right-left)))*tiny.leading() + 2
}

// width is that of one column.
func (f footing) width() float64 {
	return (right - left - gutter*float64(len(f.columns)-1)) / float64(max(len(f.columns), 1))
}

// foot writes the page's number and the footing.
func (s *sheet) foot(number string, f footing) {
	top := s.bottom + numberHeight
	s.putRight(right, top-small.leading()-1, small, number)
	s.rule(left, top, right, top, 0.15)
	lowest := top + 1.5
	for i, c := range f.columns {
		y := top + 1.5
		for _, line := range s.wrapAll(tiny, c, f.width()) {
			s.put(left+float64(i)*(f.width()+gutter), y, tiny, line)
			y += tiny.leading()
		}
		lowest = max(lowest, y)
	}
	for _, line := range s.wrapAll(tiny, f.lines, right-left) {
		s.put(left, lowest, tiny, line)
		lowest += tiny.leading()
	}
}
