package pdf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	reader "github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// placed is a text read back from a document, in points from the page's lower left corner.
type placed struct {
	page        int
	x, y, size  float64
	right       float64
	bold        bool
	text        string
	top, bottom float64
}

func (p placed) String() string {
	return fmt.Sprintf("%d %6.2f %6.2f %4.1f %s", p.page, p.x, p.y, p.size, p.text)
}

// open reads a document by an independent reader.
func open(t testing.TB, doc []byte) *reader.Reader {
	t.Helper()
	r, err := reader.NewReader(bytes.NewReader(doc), int64(len(doc)))
	require.NoError(t, err)
	return r
}

// read gives all texts of a document in the order in which they are written.
func read(t testing.TB, doc []byte) []placed {
	t.Helper()
	r := open(t, doc)
	measure := newMeasure(t)
	var all []placed
	for n := 1; n <= r.NumPage(); n++ {
		at := placed{page: n}
		page := r.Page(n)
		reader.Interpret(page.V.Key("Contents"), func(stack *reader.Stack, op string) {
			switch op {
			case "Tf":
				at.size = stack.Pop().Float64()
				name := stack.Pop().Name()
				at.bold = strings.HasSuffix(page.Font(name).BaseFont(), "B")
			case "Td":
				at.y, at.x = stack.Pop().Float64(), stack.Pop().Float64()
			case "Tj":
				one := at
				one.text = fromUTF16(stack.Pop().RawString())
				one.right = one.x + measure(one.text, one.size, one.bold)
				one.top, one.bottom = one.y+one.size*0.7, one.y-one.size*0.2
				all = append(all, one)
			default:
				for stack.Len() > 0 {
					stack.Pop()
				}
			}
		})
	}
	return all
}

func fromUTF16(raw string) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16([]byte(raw[2*i:]))
	}
	return string(utf16.Decode(units))
}

// newMeasure measures text by the fonts themselves, not by the library that wrote it.
func newMeasure(t testing.TB) func(text string, size float64, bold bool) float64 {
	t.Helper()
	var cuts [2]*sfnt.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		cut, err := sfnt.Parse(ttf)
		require.NoError(t, err)
		cuts[i] = cut
	}
	var buffer sfnt.Buffer
	known := map[rune]float64{}
	return func(text string, size float64, bold bool) float64 {
		cut, sign := cuts[0], rune(1)
		if bold {
			cut, sign = cuts[1], -1
		}
		sum := 0.0
		for _, letter := range text {
			wide, have := known[letter*sign]
			if !have {
				index, err := cut.GlyphIndex(&buffer, letter)
				require.NoError(t, err)
				require.NotZero(t, index, "the font has %q", letter)
				advance, err := cut.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone)
				require.NoError(t, err)
				wide = float64(advance) / 64 / 1000
				known[letter*sign] = wide
			}
			sum += wide * size
		}
		return sum
	}
}

// joined is what a reader copies out of the document: all texts, one blank between two.
func joined(all []placed) string {
	texts := make([]string, len(all))
	for i, p := range all {
		texts[i] = p.text
	}
	return strings.Join(texts, " ")
}

// inOrder requires that the wanted texts follow one another.
func inOrder(t testing.TB, text string, wanted ...string) {
	t.Helper()
	rest := text
	for _, want := range wanted {
		at := strings.Index(rest, want)
		require.GreaterOrEqual(t, at, 0, "%q is missing, or not where it belongs, in: %s", want, rest)
		rest = rest[at+len(want):]
	}
}

// legible requires that every text lies within its page and upon no other.
func legible(t interface {
	require.TestingT
	Helper()
}, all []placed) {
	t.Helper()
	const width, height, slack = 595.28, 841.89, 0.5
	byPage := map[int][]placed{}
	for _, p := range all {
		require.GreaterOrEqual(t, p.x, 25*72/25.4-slack, "left: %v", p)
		require.LessOrEqual(t, p.right, 190*72/25.4+slack, "right: %v", p)
		require.GreaterOrEqual(t, p.bottom, 0.0, "bottom: %v", p)
		require.LessOrEqual(t, p.top, height, "top: %v", p)
		require.Less(t, p.right, width)
		for _, other := range byPage[p.page] {
			apart := p.right <= other.x+slack || other.right <= p.x+slack || p.top <= other.bottom+slack || other.top <= p.bottom+slack
			if !apart { // asked some hundred thousand times
				require.Failf(t, "text lies on text", "%v on %v", p, other)
			}
		}
		byPage[p.page] = append(byPage[p.page], p)
	}
}
