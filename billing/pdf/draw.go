package pdf

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// logoName is the logo's name inside the document.
const logoName = "logo"

// open makes an empty document that says nothing of the moment it is made in.
func open(f *fonts, on calendar.Date) *fpdf.Fpdf {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetCatalogSort(true)
	noon := time.Date(on.Year(), time.Month(on.Month()), on.Day(), 12, 0, 0, 0, time.UTC)
	doc.SetCreationDate(noon)
	doc.SetModificationDate(noon)
	doc.SetProducer("etomcrm", true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddUTF8FontFromBytes(family, "", f.ttf[0])
	doc.AddUTF8FontFromBytes(family, "B", f.ttf[1])
	return doc
}

// draw writes the pages that were laid out.
func (s *sheet) draw(logo []byte) ([]byte, error) {
	if logo != nil {
		s.pdf.RegisterImageOptionsReader(logoName, fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(logo))
	}
	for _, p := range s.pages {
		s.pdf.AddPage()
		s.drawPage(p)
	}
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, refused(err)
	}
	return out.Bytes(), nil
}

func (s *sheet) drawPage(p *page) {
	s.pdf.SetFillColor(236, 239, 243)
	for _, b := range p.bands {
		s.pdf.Rect(b.x, b.y, b.width, b.height, "F")
	}
	if p.logo != (band{}) {
		s.pdf.ImageOptions(logoName, p.logo.x, p.logo.y, p.logo.width, p.logo.height, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	}
	s.pdf.SetDrawColor(90, 98, 110)
	for _, r := range p.rules {
		s.pdf.SetLineWidth(r.width)
		s.pdf.Line(r.x1, r.y1, r.x2, r.y2)
	}
	for _, m := range p.marks {
		s.use(m.style)
		shade := 0
		if m.style.grey {
			shade = 85
		}
		s.pdf.SetTextColor(shade, shade, shade)
		s.pdf.Text(m.x, m.y, m.text)
	}
}

// guarded turns a panic of the library, which some fonts and pictures cause, into an error.
func guarded(render func() ([]byte, error)) (out []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			out, err = nil, refused(cause)
		}
	}()
	return render()
}

// refused says that the library cannot write a document with this Config: what is in a bill has been looked at before.
func refused(cause any) error {
	var check fault.Check
	check.Add("config", RuleRefused, fmt.Sprintf("logo or fonts cannot be embedded: %v", cause))
	return check.Err(subject)
}
