package pdf

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Render writes a bill as a PDF letter, in German for "de" or "de-…", else in English; empty is the bill's own language. A nil Config
// works. The bill must have a date.
// Errors are fault.ErrInvalid, with everything that is wrong at once: the Config's logo, fonts, footer and annexes, letters that the
// font lacks, and a name or address too long for a letter. Safe for concurrent use.
func Render(b billing.Bill, lang string, c *Config) ([]byte, error) {
	if c == nil {
		c = &Config{}
	}
	var check fault.Check
	check.That(!b.Date.IsZero(), "bill.billDate", fault.RuleRequired, "is required")
	c.check(&check)
	f := newFonts(c, &check)
	if err := check.Err(subject); err != nil {
		return nil, err
	}
	p := &printed{Printed: b.Printed(lang), bill: &b}
	return guarded(func() ([]byte, error) {
		s := newSheet(open(f, b.Date), f)
		s.letter(p, c, &check)
		f.faults(&check)
		if err := check.Err(subject); err != nil {
			return nil, err
		}
		s.pdf.SetTitle(p.Title, true)
		s.pdf.SetAuthor(b.Issuer.Name, true)
		s.pdf.SetLang(p.Lang)
		return s.draw(c.Logo)
	})
}

// subject names what is refused in errors.
const subject = "billing/pdf"

// letter lays out the whole letter.
func (s *sheet) letter(p *printed, c *Config, check *fault.Check) {
	footing := p.footing(c.Footer)
	if n := len(s.wrapAll(tiny, c.Footer, right-left)); n > footerLines {
		check.Add("footer", RuleFooter, fmt.Sprintf("takes %d lines, at most 3 fit", n))
	}
	foot := s.footHeight(footing)
	check.That(foot <= footMost, "bill.issuer", fault.RuleRange, "is too long for the foot of a letter: shorten name, address, contact or bank")
	s.bottom = min(bodyEnd, footEnd-foot-numberHeight)
	s.envelope(p.sender(), p.address())
	s.info(p.Facts)
	check.That(s.y <= s.room(), "bill.recipient", fault.RuleRange, "is too long for the head of a letter: shorten name, address or references")
	if c.Logo != nil {
		s.page().logo = logoBand(c.Logo)
	}
	s.folds()
	s.content(p)
	for _, a := range c.Annexes {
		s.annex(a)
	}
	s.finish(p, footing)
}

// content writes what stands between head and foot.
func (s *sheet) content(p *printed) {
	s.paragraph(title, p.Title)
	s.y += 2.5
	for _, text := range p.Opening {
		s.paragraph(body, text)
	}
	s.y += 3
	s.table(p.columns(), p.rows())
	s.y += 1.5
	s.rule(left, s.y, right, s.y, 0.15)
	s.y += 1.5
	s.sums(p.Sums)
	s.y += 4
	if columns, rows := p.taxes(); len(rows) > 0 {
		s.table(columns, rows)
		s.y += 4
	}
	for _, c := range p.closing() {
		s.paragraph(c.style, c.text)
		s.y += 1.6
	}
}

// finish writes heads and feet, now that the pages are counted.
func (s *sheet) finish(p *printed, f footing) {
	all := s.pages
	for i := range all {
		s.pages = all[:i+1]
		if i > 0 { // read before what is below it
			text := s.page().marks
			s.page().marks = nil
			s.runningHead(p.bill.Issuer.Name, p.Title)
			s.page().marks = append(s.page().marks, text...)
		}
		s.foot(fmt.Sprintf(p.say("Page %d of %d", "Seite %d von %d"), i+1, len(all)), f)
	}
}
