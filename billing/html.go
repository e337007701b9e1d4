package billing

import (
	"html"
	"strings"
)

// HTML writes the bill as a page that needs nothing else: styles for screen and paper inside, no script, everything escaped, tables
// with headings that a screen reader can follow. German for "de" or "de-…", else English; empty is the bill's own language.
func (b *Bill) HTML(lang string) []byte {
	w := page{printed: b.Printed(lang)}
	w.raw("<!DOCTYPE html>\n<html lang=\"" + w.printed.Lang + "\">\n<head>\n<meta charset=\"utf-8\"/>\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
	w.element("title", "", w.printed.Title)
	w.raw("<style>\n" + style + "</style>\n</head>\n<body>\n<main>\n<header>\n")
	w.lines("address", "issuer", w.printed.Issuer)
	w.lines("address", "recipient", w.printed.Recipient)
	w.element("h1", "", w.printed.Title)
	w.facts()
	w.raw("</header>\n")
	w.paragraphs(w.printed.Opening)
	w.table()
	w.sums()
	w.paragraphs(w.printed.Allowance)
	w.paragraphs(w.printed.Closing)
	if len(w.printed.Footer) > 0 {
		w.lines("footer", "", w.printed.Footer)
	}
	w.raw("</main>\n</body>\n</html>\n")
	return []byte(w.String())
}

const style = `body { font: 10pt/1.4 "Helvetica Neue", Arial, sans-serif; color: #111; background: #fff; margin: 0 }
main { max-width: 190mm; margin: 10mm auto; padding: 0 5mm }
address { font-style: normal; margin-bottom: 8mm }
.issuer { font-size: 9pt; color: #444 }
h1 { font-size: 15pt; margin: 0 0 4mm }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 6mm; margin: 0 0 6mm }
dt { color: #444 }
dd { margin: 0 }
table { border-collapse: collapse; width: 100%; margin: 0 0 6mm }
caption { text-align: left; font-weight: bold; padding: 0 0 2mm }
th, td { text-align: left; vertical-align: top; padding: 1mm 2mm }
thead th { border-bottom: 1px solid #111 }
tbody th { padding-top: 3mm }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.d td { padding-top: 0; font-size: 9pt; color: #444 }
.sums th { font-weight: normal; text-align: right }
.strong th, .strong td { font-weight: bold; border-top: 1px solid #111 }
footer { border-top: 1px solid #888; padding-top: 2mm; font-size: 9pt; color: #444 }
@page { size: A4; margin: 15mm }
@media print { main { margin: 0; padding: 0; max-width: none } thead { display: table-header-group } tr { break-inside: avoid } }
`

// page is HTML being written.
type page struct {
	strings.Builder
	printed Printed
}

func (w *page) raw(text string) { w.WriteString(text) }

func (w *page) text(text string) { w.WriteString(html.EscapeString(text)) }

// element writes a text in an element, with the attributes as they are.
func (w *page) element(name, attributes, text string) {
	w.raw("<" + name + attributes + ">")
	w.text(text)
	w.raw("</" + name + ">\n")
}

func (w *page) lines(name, class string, texts []string) {
	w.raw("<" + name)
	if class != "" {
		w.raw(` class="` + class + `"`)
	}
	w.raw(">")
	for i, t := range texts {
		if i > 0 {
			w.raw("<br/>\n")
		}
		w.text(t)
	}
	w.raw("</" + name + ">\n")
}

func (w *page) facts() {
	w.raw("<dl>\n")
	for _, f := range w.printed.Facts {
		w.element("dt", "", f.Label)
		w.element("dd", "", f.Text)
	}
	w.raw("</dl>\n")
}

func (w *page) paragraphs(texts []string) {
	for _, t := range texts {
		w.element("p", "", t)
	}
}

// table writes the lines, each group a body of its own with its name as the heading of its rows.
func (w *page) table() {
	w.raw("<table>\n")
	w.element("caption", "", choose(w.printed.Lang, "Lines", "Positionen"))
	w.raw("<thead>\n<tr>\n")
	for i, h := range w.printed.Headings {
		w.element("th", ` scope="col"`+figures(i >= 2), h)
	}
	w.raw("</tr>\n</thead>\n")
	for i := range w.printed.Groups {
		w.group(&w.printed.Groups[i])
	}
	w.raw("</table>\n")
}

func (w *page) group(g *PrintedGroup) {
	w.raw("<tbody>\n<tr>")
	w.element("th", ` colspan="6" scope="rowgroup"`, g.Title)
	w.raw("</tr>\n")
	for i := range g.Lines {
		l := &g.Lines[i]
		w.raw("<tr>\n")
		for at, cell := range []string{l.No, l.Name, l.Quantity, l.Price, l.Tax, l.Amount} {
			w.element("td", figures(at >= 2), cell)
		}
		w.raw("</tr>\n")
		for _, d := range l.Details {
			w.raw("<tr class=\"d\"><td></td>")
			w.element("td", ` colspan="4"`, d.Label)
			w.element("td", figures(true), d.Text)
			w.raw("</tr>\n")
		}
	}
	if g.Sum.Label != "" {
		w.raw("<tr class=\"strong\">")
		w.element("th", ` colspan="5" scope="row"`, g.Sum.Label)
		w.element("td", figures(true), g.Sum.Text)
		w.raw("</tr>\n")
	}
	w.raw("</tbody>\n")
}

func (w *page) sums() {
	w.raw("<table class=\"sums\">\n")
	w.element("caption", "", choose(w.printed.Lang, "Sums", "Summen"))
	w.raw("<tbody>\n")
	for _, s := range w.printed.Sums {
		if s.Strong {
			w.raw("<tr class=\"strong\">")
		} else {
			w.raw("<tr>")
		}
		w.element("th", ` scope="row"`, s.Label)
		w.element("td", figures(true), s.Text)
		w.raw("</tr>\n")
	}
	w.raw("</tbody>\n</table>\n")
}

// figures is the class of figures.
func figures(figure bool) string {
	if figure {
		return ` class="n"`
	}
	return ""
}
