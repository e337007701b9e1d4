package pdf

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// The sheet is A4 upright, the letter's edges those of DIN 5008. All in millimetres, from the upper left corner.
const (
	sheetWidth  = 210.0
	sheetHeight = 297.0
	left        = 25.0
	right       = 190.0
	nextTop     = 33.0 // where the text of the second and later pages begins
)

// millimetres of one typographic point.
const point = 25.4 / 72

// style is how a piece of text looks.
type style struct {
	size float64 // points
	bold bool
	grey bool
}

// leading is the distance from line to line.
func (s style) leading() float64 { return s.size * point * 1.32 }

// ascent is how far below the upper edge of its line a text stands.
func (s style) ascent() float64 { return s.size * point * 1.02 }

var (
	body   = style{size: 9}
	strong = style{size: 9, bold: true}
	small  = style{size: 7.5, grey: true}
	tiny   = style{size: 6.5, grey: true}
	title  = style{size: 13, bold: true}
	due    = style{size: 10.5, bold: true}
)

// mark is a text at a place: x and y are those of its base line's beginning.
type mark struct {
	x, y  float64
	style style
	text  string
}

// rule is a straight line.
type rule struct {
	x1, y1, x2, y2, width float64
}

// band is a shaded area, drawn below text.
type band struct{ x, y, width, height float64 }

type page struct {
	marks []mark
	rules []rule
	bands []band
	logo  band // where it stands; zero: nowhere
}

// sheet collects what stands where, page by page, before anything is drawn, because what stands on the first page ("1 of 3") depends
// on the last. Not safe for concurrent use.
type sheet struct {
	pdf    *fpdf.Fpdf // measures; draws at the end
	fonts  *fonts
	set    style // what the measuring font is set to
	pages  []*page
	y      float64 // where the next line begins
	bottom float64 // where text ends on every page
	fresh  bool    // a table's titles were just written
	head   func()  // what is repeated on top of a page that is begun within a table
}

func newSheet(pdf *fpdf.Fpdf, fonts *fonts) *sheet {
	s := &sheet{pdf: pdf, fonts: fonts, pages: []*page{{}}, bottom: bodyEnd}
	s.use(body)
	return s
}

func (s *sheet) page() *page { return s.pages[len(s.pages)-1] }

func (s *sheet) use(st style) {
	if s.set == st {
		return
	}
	s.set = st
	weight := ""
	if st.bold {
		weight = "B"
	}
	s.pdf.SetFont(family, weight, st.size)
}

func (s *sheet) width(st style, text string) float64 {
	s.use(st)
	return s.pdf.GetStringWidth(text)
}

// put writes text whose upper edge is at y.
func (s *sheet) put(x, y float64, st style, text string) {
	if text = s.fonts.clean(text, st.bold); text != "" {
		s.page().marks = append(s.page().marks, mark{x: x, y: y + st.ascent(), style: st, text: text})
	}
}

// putRight writes text that ends at x.
func (s *sheet) putRight(x, y float64, st style, text string) {
	text = s.fonts.clean(text, st.bold)
	s.put(x-s.width(st, text), y, st, text)
}

func (s *sheet) rule(x1, y1, x2, y2, width float64) {
	s.page().rules = append(s.page().rules, rule{x1, y1, x2, y2, width})
}

func (s *sheet) shade(x, y, width, height float64) {
	s.page().bands = append(s.page().bands, band{x, y, width, height})
}

// next begins a new page.
func (s *sheet) next() {
	s.pages = append(s.pages, &page{})
	s.y = nextTop
	if s.head != nil {
		s.head()
	}
}

// need begins a new page unless there is room for something of a height.
func (s *sheet) need(height float64) {
	if s.y+height > s.bottom {
		s.next()
	}
}

// room is the height of an empty page.
func (s *sheet) room() float64 { return s.bottom - nextTop }

// wrap breaks text into lines no wider than width, at spaces, and within a word that is wider than a line alone.
func (s *sheet) wrap(st style, text string, width float64) []string {
	text = s.fonts.clean(text, st.bold)
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") { // not Fields: a no-break space does not break
		if word == "" {
			continue
		}
		joined := word
		if line != "" {
			joined = line + " " + word
		}
		if s.width(st, joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := s.chop(st, word, width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// chop breaks a word into pieces no wider than width: behind a hyphen, slash, point or the like where the last third of a piece has
// one, so that numbers, addresses and compounds break where a reader expects it, else anywhere.
func (s *sheet) chop(st style, word string, width float64) []string {
	var pieces []string
	for s.width(st, word) > width {
		fits, seam, used := 0, 0, 0.0
		for at, letter := range word {
			used += s.width(st, string(letter))
			if used > width && at > 0 {
				break
			}
			fits = at + len(string(letter))
			if strings.ContainsRune("-/.,_@:", letter) {
				seam = fits
			}
		}
		if seam*3 >= fits*2 {
			fits = seam
		}
		if fits >= len(word) {
			break
		}
		pieces = append(pieces, word[:fits])
		word = word[fits:]
	}
	return append(pieces, word)
}

// paragraph writes text over the whole width, line by line.
func (s *sheet) paragraph(st style, text string) {
	for _, line := range s.wrap(st, text, right-left) {
		s.need(st.leading())
		s.put(left, s.y, st, line)
		s.y += st.leading()
	}
}
