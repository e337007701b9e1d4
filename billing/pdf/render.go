package pdf

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Render writes a bill as a PDF letter, in German for "de" or "de-…", else in English; a nil Config works. The bill must have a date.
// Errors are fault.ErrInvalid, with everything that is wrong at once: the Config's logo, fonts, footer and annexes, letters that the
// font lacks, and a name or address too long for a letter. Safe for concurrent use.
func Render(b billing.Bill, lang string, c *Config) ([]byte, error) {
	if c == nil {
		c = &Config{}
	}
	w := newWords(&b, lang)
	taxes, taxRows := w.taxes(&b)
	return letter{
		lang: w.lang, on: b.Date, issuer: b.Issuer.Name, subject: w.title(&b), sender: w.sender(&b.Issuer),
		address: w.address(&b), info: w.info(&b), opening: w.opening(&b),
		columns: w.columns(), rows: w.rows(&b), sums: w.sums(&b), taxes: taxes, taxRows: taxRows,
		closing: w.closing(&b), footing: footing{columns: w.footing(&b.Issuer)},
	}.write(c)
}

// letter is a bill in the words and figures that are printed.
type letter struct {
	lang    string // "en" or "de"
	on      calendar.Date
	issuer  string
	subject string // "Invoice R-2026-000017"
	sender  string // one line
	address []string
	info    []pair
	opening []string
	columns []column
	rows    []row
	sums    []pair
	taxes   []column
	taxRows []row
	closing []span
	footing footing
}

// write lays the letter out and draws it.
func (l letter) write(c *Config) ([]byte, error) {
	var check fault.Check
	check.That(!l.on.IsZero(), "bill.billDate", fault.RuleRequired, "is required")
	c.check(&check)
	f := newFonts(c, &check)
	if err := check.Err(subject); err != nil {
		return nil, err
	}
	return guarded(func() ([]byte, error) {
		s := newSheet(open(f, l.on), f)
		s.letter(l, c, &check)
		f.faults(&check)
		if err := check.Err(subject); err != nil {
			return nil, err
		}
		s.pdf.SetTitle(l.subject, true)
		s.pdf.SetAuthor(l.issuer, true)
		s.pdf.SetLang(l.lang)
		return s.draw(c.Logo)
	})
}

// subject names what is refused in errors.
const subject = "billing/pdf"

// letter lays out the whole letter.
func (s *sheet) letter(l letter, c *Config, check *fault.Check) {
	l.footing.lines = c.Footer
	if n := len(s.wrapAll(tiny, c.Footer, right-left)); n > footerLines {
		check.Add("footer", RuleFooter, fmt.Sprintf("takes %d lines, at most 3 fit", n))
	}
	foot := s.footHeight(l.footing)
	check.That(foot <= footMost, "bill.issuer", fault.RuleRange, "is too long for the foot of a letter: shorten name, address, contact or bank")
	s.bottom = min(bodyEnd, footEnd-foot-numberHeight)
	s.envelope(l.sender, l.address)
	s.info(l.info)
	check.That(s.y <= s.room(), "bill.recipient", fault.RuleRange, "is too long for the head of a letter: shorten name, address or references")
	s.page().logo = band{}
	if c.Logo != nil {
		s.page().logo = logoBand(c.Logo)
	}
	s.folds()
	s.content(l)
	for _, a := range c.Annexes {
		s.annex(a)
	}
	s.finish(l)
}

// content writes what stands between head and foot.
func (s *sheet) content(l letter) {
	s.paragraph(title, l.subject)
	s.y += 2.5
	for _, text := range l.opening {
		s.paragraph(body, text)
	}
	s.y += 3
	s.table(l.columns, l.rows)
	s.y += 1.5
	s.rule(left, s.y, right, s.y, 0.15)
	s.y += 1.5
	s.sums(l.sums)
	s.y += 4
	if len(l.taxRows) > 0 {
		s.table(l.taxes, l.taxRows)
		s.y += 4
	}
	for _, c := range l.closing {
		s.paragraph(c.style, c.text)
		s.y += 1.6
	}
}

// finish writes heads and feet, now that the pages are counted.
func (s *sheet) finish(l letter) {
	all := s.pages
	for i := range all {
		s.pages = all[:i+1]
		if i > 0 { // read before what is below it
			text := s.page().marks
			s.page().marks = nil
			s.runningHead(l.issuer, l.subject)
			s.page().marks = append(s.page().marks, text...)
		}
		number := fmt.Sprintf("Page %d of %d", i+1, len(all))
		if l.lang == "de" {
			number = fmt.Sprintf("Seite %d von %d", i+1, len(all))
		}
		s.foot(number, l.footing)
	}
}
