package sla

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// The measures of the chart, in pixels.
const (
	svgWidth  = 960
	svgMargin = 40
	svgLeft   = svgMargin + 20
	svgRight  = svgWidth - svgMargin - 20
	svgInner  = svgRight - svgLeft
)

// The colours are those of Okabe and Ito, which people with any kind of colour vision tell apart.
const (
	inkStrong = "#1b2733"
	inkSoft   = "#5b6875"
	inkFaint  = "#d5dbe1"
	paper     = "#ffffff"
	track     = "#eef2f5"
	colorGood = "#009e73"
	colorWarn = "#e69f00"
	colorBad  = "#d55e00"
	colorNone = "#8a949e"
	colorMark = "#0072b2"
	colorPale = "#f3c3a4"
)

var stateColors = map[State]string{Met: colorGood, Warned: colorWarn, Violated: colorBad, NoData: colorNone}

// SVG draws the report: for each objective how it stands, a time line of the period with the outages that counted and what was
// taken out, and how much of what is allowed is used up; below them the remedies. It is a whole document; words are German for
// "de" or "de-…", else English.
func (r Report) SVG(lang string) []byte {
	d := &drawing{page: newPage(r, lang)}
	d.head()
	for _, one := range r.Results {
		d.card(one)
	}
	d.foot()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img"`, svgWidth, d.y)
	fmt.Fprintf(&b, ` font-family="'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">`+"\n")
	fmt.Fprintf(&b, "<title>%s</title>\n", escaped(d.choose(r.Name, r.De)+" – "+r.Period.String()))
	fmt.Fprintf(&b, `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`+
		`<rect width="6" height="6" fill="%s"/><line x1="0" y1="0" x2="0" y2="6" stroke="%s" stroke-width="3"/></pattern></defs>`+"\n", track, colorMark)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#f6f8fa"/>`+"\n", svgWidth, d.y)
	b.WriteString(d.String())
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// drawing is a chart being drawn, from above.
type drawing struct {
	*page
	y int // where the next thing begins
}

// style is how a text looks.
type style struct {
	size   int
	color  string
	bold   bool
	anchor string // start if empty
}

func (d *drawing) text(x, y float64, s style, text string) {
	weight, anchor := "400", s.anchor
	if s.bold {
		weight = "600"
	}
	if anchor == "" {
		anchor = "start"
	}
	d.line(`<text x="%s" y="%s" font-size="%d" font-weight="%s" fill="%s" text-anchor="%s">%s</text>`, px(x), px(y), s.size, weight, s.color, anchor, escaped(text))
}

// box draws a rectangle; a title is what a pointer on it shows.
func (d *drawing) box(x, y, width, height float64, fill, more, title string) {
	if title == "" {
		d.line(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s/>`, px(x), px(y), px(width), px(height), fill, more)
		return
	}
	d.line(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s><title>%s</title></rect>`, px(x), px(y), px(width), px(height), fill, more, escaped(title))
}

func (d *drawing) stroke(x1, y1, x2, y2 float64, color, more string) {
	d.line(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s"%s/>`, px(x1), px(y1), px(x2), px(y2), color, more)
}

// escaped writes a text as XML has it: what XML cannot have, such as control characters, becomes U+FFFD.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // the Builder takes everything
	return b.String()
}

// px writes a coordinate with one digit behind the point at most.
func px(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

func (d *drawing) head() {
	r := d.report
	d.text(svgMargin, 48, style{size: 24, color: inkStrong, bold: true}, d.choose(r.Name, r.De))
	last := r.Period.To().AddDays(-1)
	d.text(svgMargin, 74, style{size: 14, color: inkSoft}, fmt.Sprintf("%s %s %s · %s", d.date(r.Period.From()), d.word("to", "bis"), d.date(last), r.Period.Zone()))
	d.text(svgWidth-svgMargin, 48, style{size: 14, color: inkSoft, anchor: "end"}, r.Customer)
	d.text(svgWidth-svgMargin, 74, style{size: 14, color: inkSoft, anchor: "end"}, d.word("as of ", "Stand ")+d.time(r.AsOf)+", "+d.closed())
	d.y = 94
	if slices.ContainsFunc(r.Results, hasTimeline) {
		d.legend(100)
		d.y = 116
	}
}

// card draws one objective.
func (d *drawing) card(r Result) {
	lines := hasTimeline(r)
	scale, hasScale := scaleOf(r)
	height := 76
	if lines {
		height += 52
	}
	if hasScale {
		height += 50
	}
	top := float64(d.y)
	d.box(svgMargin, top, svgWidth-2*svgMargin, float64(height), paper, fmt.Sprintf(` rx="8" stroke="%s"`, inkFaint), "")
	d.box(svgMargin, top+14, 5, 42, stateColors[r.State], ` rx="2.5"`, "")
	title := d.choose(r.Name, r.De)
	if r.Feature != "" {
		title += " · " + r.Feature
	}
	d.text(svgLeft, top+31, style{size: 17, color: inkStrong, bold: true}, title)
	d.text(svgLeft, top+53, style{size: 13, color: inkSoft}, r.Kind.Words(d.lang)+": "+r.Say(d.lang))
	d.badge(svgRight, top+31, r.State)
	y := top + 72
	if lines {
		d.timeline(r, y)
		y += 52
	}
	if hasScale {
		d.scale(r, scale, y)
	}
	d.y += height + 14
}

// badge draws the state, ending at x.
func (d *drawing) badge(x, y float64, s State) {
	text := strings.ToUpper(badgeWords[s].in(d.lang))
	width := float64(9*len([]rune(text)) + 22)
	d.box(x-width, y-17, width, 24, stateColors[s], ` rx="12"`, "")
	ink := paper
	if s == Warned { // white on amber is hard to read
		ink = inkStrong
	}
	d.text(x-width/2, y, style{size: 12, color: ink, bold: true, anchor: "middle"}, text)
}

var badgeWords = map[State]wording{
	Met:      {"met", "eingehalten"},
	Warned:   {"warning", "Warnung"},
	Violated: {"missed", "verfehlt"},
	NoData:   {"no data", "keine Werte"},
}

// foot draws the remedies.
func (d *drawing) foot() {
	y := float64(d.y + 18)
	r := d.report
	if len(r.Remedies) == 0 {
		d.text(svgMargin, y, style{size: 14, color: inkSoft}, d.word("No remedy is due.", "Es ist keine Gutschrift fällig."))
		d.y += 40
		return
	}
	for _, one := range r.Remedies {
		what := r.objectiveName(one.Objective, d.page)
		if one.Fault != "" {
			what += ", " + one.Fault
		}
		d.text(svgMargin, y, style{size: 14, color: inkSoft}, what+": "+d.worth(one))
		d.text(svgWidth-svgMargin, y, style{size: 14, color: inkStrong, anchor: "end"}, d.money(one.Amount))
		y += 22
	}
	d.stroke(svgWidth-svgMargin-160, y-12, svgWidth-svgMargin, y-12, inkFaint, "")
	d.text(svgWidth-svgMargin-160, y+8, style{size: 14, color: inkSoft}, d.word("Total", "Summe"))
	d.text(svgWidth-svgMargin, y+8, style{size: 16, color: inkStrong, bold: true, anchor: "end"}, d.money(r.Total))
	d.y = int(y) + 34
}
