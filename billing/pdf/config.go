package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strconv"

	"golang.org/x/image/font/sfnt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Rules that a Config or a bill can break.
const (
	RuleFont    = "PDF-FONT"
	RuleLetter  = "PDF-LETTER"
	RuleLogo    = "PDF-LOGO"
	RuleFooter  = "PDF-FOOTER"
	RuleAnnex   = "PDF-ANNEX"
	RuleRefused = "PDF-REFUSED" // by the library, for a reason that was not looked for
)

// Config is how an issuer's letters look. The zero value is a letter without logo in the Go fonts, whose footer names the issuer and its
// bank. A bill is printed again with the bytes it had only with the Config it had. Not changed, and safe for concurrent use as long as
// nobody changes it.
type Config struct {
	// Logo is a PNG picture for the upper right corner, not interlaced, of 8 bits a channel or fewer and at most 4096 pixels wide and high.
	// It is scaled to fit 60 mm by 25 mm.
	Logo []byte

	// Footer are lines at the foot of every page below the issuer's columns, such as board and register; at most three after wrapping.
	Footer []string

	// Regular and Bold are TrueType fonts (.ttf) for letters that the Go fonts lack, which have those of Europe: Latin, Greek and
	// Cyrillic. Both or none. What is written from right to left, or whose letters join, is not laid out as its readers expect.
	Regular, Bold []byte

	// Annexes follow the bill on pages of their own, and are counted with it.
	Annexes []Annex
}

const (
	logoWidth, logoHeight = 60.0, 25.0
	logoPixels            = 4096
	footerLines           = 3
)

func (c *Config) check(check *fault.Check) {
	check.That((c.Regular == nil) == (c.Bold == nil), "regular", RuleFont, "regular and bold come together: give both or none")
	if c.Logo != nil {
		if err := checkLogo(c.Logo); err != nil {
			check.Add("logo", RuleLogo, err.Error())
		}
	}
	for i, a := range c.Annexes {
		a.check(check, "annexes["+strconv.Itoa(i)+"]")
	}
}

// checkLogo looks at the picture's head; what is broken further behind, the library reports.
func checkLogo(logo []byte) error {
	head, err := png.DecodeConfig(bytes.NewReader(logo))
	const depth, interlace = 24, 28 // offsets in a PNG's head: ISO/IEC 15948, 11.2.2
	switch {
	case err != nil:
		return errors.New("must be a PNG picture: " + err.Error())
	case logo[depth] > 8 || logo[interlace] != 0:
		return errors.New("must be saved with 8 bits a channel and not interlaced")
	case head.Width > logoPixels || head.Height > logoPixels:
		return errors.New("must be at most 4096 pixels wide and high")
	}
	return nil
}

// logoBand is where the logo stands: scaled to fit, to the right.
func logoBand(logo []byte) band {
	head, err := png.DecodeConfig(bytes.NewReader(logo))
	if err != nil {
		return band{}
	}
	scale := min(logoWidth/float64(head.Width), logoHeight/float64(head.Height))
	size := image.Pt(head.Width, head.Height)
	width, height := float64(size.X)*scale, float64(size.Y)*scale
	return band{x: right - width, y: 12, width: width, height: height}
}

// needed are the letters that no bill does without: printable ASCII and the no-break space of amounts.
const needed = "\u00a0 !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// readFont reads a font as the library can embed it: TrueType outlines and the letters needed.
func readFont(ttf []byte) (*sfnt.Font, error) {
	glyphs, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	if kind := string(ttf[:4]); kind != "\x00\x01\x00\x00" && kind != "true" {
		return nil, errors.New("its outlines are not TrueType's")
	}
	var buffer sfnt.Buffer
	for _, letter := range needed {
		if index, err := glyphs.GlyphIndex(&buffer, letter); err != nil || index == 0 {
			return nil, errors.New("it has no " + strconv.QuoteRune(letter))
		}
	}
	return glyphs, nil
}
