// Package chart draws small charts as SVG: bars, lines and dots over two axes, with ticks, a grid and a legend. It owns the drawing;
// what the numbers mean is the program's business.
//
//	svg := chart.Chart{Title: "Lift", X: chart.Axis{Name: "group", Least: 0.5, Most: 10.5, Step: 1}, Y: chart.Axis{Name: "lift", Most: 3},
//		Layers: []chart.Layer{{Name: "observed", Kind: chart.Bars, Points: points}}}.SVG()
package chart

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Chart is one chart.
type Chart struct {
	Title    string
	Subtitle string
	X, Y     Axis
	Layers   []Layer // drawn one upon the other
}

// Axis is one axis, from Least to Most.
type Axis struct {
	Name        string
	Least, Most float64
	Step        float64              // between ticks, which are at its multiples; 0: about five of a round size
	Label       func(float64) string // of a tick; nil: the number
}

// Kind is how a layer is drawn.
type Kind int

// The kinds of layer.
const (
	Bars   Kind = iota // from the bottom, 0.8 wide
	Line               // from point to point
	Dashes             // a broken line
	Dots
)

// Layer is one row of points.
type Layer struct {
	Name   string // in the legend; empty: it is not there
	Kind   Kind
	Color  string // such as one of the package's
	Points []Point
}

// Point is one point; its text is what a pointer on it shows, its mark stands above it.
type Point struct {
	X, Y       float64
	Text, Mark string
}

// Colours, those of Okabe and Ito, which people with any kind of colour vision tell apart.
const (
	Blue   = "#0072b2"
	Orange = "#e69f00"
	Green  = "#009e73"
	Red    = "#d55e00"
	Gray   = "#8a949e"
)

const (
	ink   = "#1b2733"
	soft  = "#5b6875"
	faint = "#e1e6eb"
)

// The measures, in pixels: the picture, and the field the axes enclose.
const (
	width, height            = 760, 500
	left, right, top, bottom = 80, width - 40, 110, height - 70
)

// SVG is the chart as a document of its own.
func (c Chart) SVG() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" `+
		`font-family="'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", escaped(c.Title), width, height)
	text(&b, left, 36, `font-size="20" font-weight="600" fill="`+ink+`"`, c.Title)
	text(&b, left, 58, `font-size="13" fill="`+soft+`"`, c.Subtitle)
	c.legend(&b)
	c.axes(&b)
	for _, l := range c.Layers {
		c.layer(&b, l)
	}
	c.marks(&b)
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (c Chart) legend(b *strings.Builder) {
	x := float64(left)
	for _, l := range c.Layers {
		if l.Name == "" {
			continue
		}
		switch l.Kind {
		case Bars:
			fmt.Fprintf(b, `<rect x="%s" y="78" width="14" height="12" rx="2" fill="%s"/>`+"\n", px(x+4), l.Color)
		case Dots:
			fmt.Fprintf(b, `<circle cx="%s" cy="84" r="5" fill="%s"/>`+"\n", px(x+11), l.Color)
		default:
			fmt.Fprintf(b, `<line x1="%s" y1="84" x2="%s" y2="84" stroke="%s" stroke-width="2.5"%s/>`+"\n", px(x), px(x+22), l.Color, l.dashes())
		}
		text(b, x+30, 88, `font-size="13" fill="`+ink+`"`, l.Name)
		x += 50 + 7*float64(len([]rune(l.Name)))
	}
}

func (l Layer) dashes() string {
	if l.Kind == Dashes {
		return ` stroke-dasharray="6 5"`
	}
	return ""
}

func (c Chart) axes(b *strings.Builder) {
	for _, v := range c.Y.ticks() {
		fmt.Fprintf(b, `<line x1="%d" y1="%s" x2="%d" y2="%[2]s" stroke="%[4]s"/>`+"\n", left, px(c.y(v)), right, faint)
		text(b, left-10, c.y(v)+4.5, `font-size="13" text-anchor="end" fill="`+soft+`"`, c.Y.label(v))
	}
	for _, v := range c.X.ticks() {
		fmt.Fprintf(b, `<line x1="%s" y1="%d" x2="%[1]s" y2="%[3]d" stroke="%[4]s"/>`+"\n", px(c.x(v)), bottom, bottom+5, soft)
		text(b, c.x(v), bottom+22, `font-size="13" text-anchor="middle" fill="`+soft+`"`, c.X.label(v))
	}
	fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%[2]d" stroke="%[4]s" stroke-width="1.5"/>`+"\n", left, bottom, right, soft)
	text(b, (left+right)/2, height-18, `font-size="14" text-anchor="middle" fill="`+ink+`"`, c.X.Name)
	text(b, 0, 0, fmt.Sprintf(`font-size="14" text-anchor="middle" fill="%s" transform="translate(26 %d) rotate(-90)"`, ink, (top+bottom)/2), c.Y.Name)
}

func (c Chart) layer(b *strings.Builder, l Layer) {
	if l.Kind == Line || l.Kind == Dashes {
		var path []string
		for _, p := range l.Points {
			path = append(path, px(c.x(p.X))+","+px(c.y(p.Y)))
		}
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-linejoin="round"%s/>`+"\n", strings.Join(path, " "), l.Color, l.dashes())
	}
	for _, p := range l.Points {
		x, y := c.x(p.X), c.y(p.Y)
		switch l.Kind {
		case Bars:
			half := c.x(p.X+0.4) - x
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" rx="2" fill="%s"><title>%s</title></rect>`+"\n",
				px(x-half), px(y), px(2*half), px(bottom-y), l.Color, escaped(p.Text))
		case Dots:
			fmt.Fprintf(b, `<circle cx="%s" cy="%s" r="5" fill="%s" stroke="#ffffff"><title>%s</title></circle>`+"\n", px(x), px(y), l.Color, escaped(p.Text))
		}
	}
}

// marks stand above all layers, so that no line strikes them out.
func (c Chart) marks(b *strings.Builder) {
	for _, l := range c.Layers {
		for _, p := range l.Points {
			text(b, c.x(p.X), c.y(p.Y)-7, `font-size="12" text-anchor="middle" fill="`+ink+`" stroke="#ffffff" stroke-width="4" paint-order="stroke"`, p.Mark)
		}
	}
}

func (c Chart) x(v float64) float64 { return left + (right-left)*c.X.share(v) }
func (c Chart) y(v float64) float64 { return bottom - (bottom-top)*c.Y.share(v) }

// share is where a value lies on the axis, 0 to 1; what lies beyond is drawn at its end.
func (a Axis) share(v float64) float64 {
	if a.Most <= a.Least {
		return 0
	}
	return min(max((v-a.Least)/(a.Most-a.Least), 0), 1)
}

// ticks are the multiples of the step.
func (a Axis) ticks() []float64 {
	step := cmp.Or(a.Step, roundStep((a.Most-a.Least)/5))
	var ticks []float64
	for i := math.Ceil(a.Least/step-1e-9) + 0; step > 0 && i*step <= a.Most+step*1e-9 && len(ticks) < 100; i++ {
		ticks = append(ticks, i*step)
	}
	return ticks
}

// roundStep is the least of 1, 2 and 5 times a power of ten that is not below.
func roundStep(v float64) float64 {
	if !(v > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

func (a Axis) label(v float64) string {
	if a.Label != nil {
		return a.Label(v)
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
}

func text(b *strings.Builder, x, y float64, how, what string) {
	if what != "" {
		fmt.Fprintf(b, `<text x="%s" y="%s" %s>%s</text>`+"\n", px(x), px(y), how, escaped(what))
	}
}

// escaped writes a text as XML has it.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // the Builder takes everything
	return b.String()
}

// px writes a coordinate with one digit behind the point at most.
func px(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }
