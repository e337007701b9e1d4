// Package pdf writes bills as letters in PDF: A4, laid out as DIN 5008 wants it, in German or English. It owns how a bill looks on
// paper. It does not own what stands on it: that is billing.Bill.Printed, which text and HTML are written from too; findings, which
// are for whoever verifies the bill, are left out there.
//
//	letter, err := pdf.Render(bill, "de", nil)
//	if err != nil {
//		return err // errors.Is(err, fault.ErrInvalid): say, a name in letters that the font does not have
//	}
//	return os.WriteFile(bill.No+".pdf", letter, 0o644)
//
// With a logo, a line about the board and the calls of the month behind the bill:
//
//	look := &pdf.Config{Logo: logo, Footer: []string{"Vorstand: …"}, Annexes: []pdf.Annex{calls}}
//	letter, err := pdf.Render(bill, "de", look)
//
// # The same bytes, years later
//
// The same bill, language and Config give the same bytes, whenever and wherever: no clock is read, the document's dates are the bill's.
// What would change bytes, though not what is read, is another release of this library, of the fonts, or of Go, whose compression
// may differ. Whoever must hand over the very file that was sent keeps it.
//
// # Letters
//
// Text is embedded with the fonts' own letters and can be searched and copied. The Go fonts have the letters of Europe: Latin, Greek
// and Cyrillic, and the currencies' signs. A bill with a letter that the font lacks is refused with all such letters named, because a
// bill on which part of a name is missing is not one; Config takes other fonts.
//
// # The library
//
// A letter of one page takes about 10 ms, nearly all of it for embedding two fonts; each further page less than 1.5 ms.
//
// codeberg.org/go-pdf/fpdf writes the file (MIT; released in 2026; imports the standard library only; embeds TrueType; can set the language).
// github.com/go-pdf/fpdf is where it was developed until 2023. github.com/signintech/gopdf (MIT, 2025) is about three times as fast at a
// one-page letter, but sets no language, and needs two further modules. github.com/johnfercher/maroto (MIT, 2025) has a grid with
// a dozen modules behind it, and stands on another fork of the same code. fpdf panics on letters beyond U+FFFF and on some broken fonts:
// such letters are refused before they reach it, and a panic comes back as an error. The fonts are golang.org/x/image/font/gofont (BSD).
package pdf
