package pdf

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// family is the font's name inside the document.
const family = "bill"

// fonts are the two cuts of a bill's letters, and which letters were asked for that they do not have.
type fonts struct {
	ttf     [2][]byte // regular, bold
	glyphs  [2]*sfnt.Font
	buffer  *sfnt.Buffer
	known   map[rune]bool // letter (negative: bold) → whether the font has it
	missing []rune
}

func newFonts(c *Config, check *fault.Check) *fonts {
	f := &fonts{ttf: [2][]byte{goregular.TTF, gobold.TTF}, buffer: &sfnt.Buffer{}, known: map[rune]bool{}}
	if c.Regular != nil || c.Bold != nil {
		f.ttf = [2][]byte{c.Regular, c.Bold}
	}
	for i, name := range []string{"regular", "bold"} {
		glyphs, err := readFont(f.ttf[i])
		if err != nil {
			check.Add(name, RuleFont, "cannot be embedded: "+err.Error()+"; give a .ttf file with TrueType outlines")
			continue
		}
		f.glyphs[i] = glyphs
	}
	return f
}

// clean makes text printable: composed letters (a name typed as u and two dots is one ü), no line breaks or tabs, nothing invisible
// that turns the direction of what is read. It remembers the letters that the font lacks.
func (f *fonts) clean(text string, bold bool) string {
	if plain(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u202f': // the narrow no-break space, which few fonts have
			return '\u00a0'
		case unicode.IsControl(r) || unicode.Is(unicode.Zs, r) && r != '\u00a0' || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, norm.NFC.String(text))
	for _, letter := range text {
		if !f.has(letter, bold) && !slices.Contains(f.missing, letter) {
			f.missing = append(f.missing, letter)
		}
	}
	return text
}

// plain reports whether text is printable ASCII, which every font has.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func (f *fonts) has(letter rune, bold bool) bool {
	cut, key := 0, letter
	if bold {
		cut, key = 1, -letter
	}
	has, asked := f.known[key]
	if !asked {
		index, err := f.glyphs[cut].GlyphIndex(f.buffer, letter)
		has = err == nil && index != 0 && letter <= 0xffff // what lies beyond, the library cannot embed
		f.known[key] = has
	}
	return has
}

// faults says which letters could not be written.
func (f *fonts) faults(check *fault.Check) {
	if len(f.missing) == 0 {
		return
	}
	slices.Sort(f.missing)
	check.Add("bill", RuleLetter, "the font has no "+quoted(f.missing)+": give fonts that have them in Config")
}

func quoted(letters []rune) string {
	var b strings.Builder
	for i, letter := range letters {
		if i == 20 {
			b.WriteString(" …")
			break
		}
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString(strings.TrimSpace(string(letter)) + fmt.Sprintf(" (U+%04X)", letter))
	}
	return b.String()
}
