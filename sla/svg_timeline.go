package sla

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func hasTimeline(r Result) bool { return r.Ledger != nil || len(r.Faults) > 0 }

// x is where an instant lies on the time line.
func (d *drawing) x(at time.Time) float64 {
	p := d.report.Period
	share := float64(at.Sub(p.Start())) / float64(p.Duration())
	return svgLeft + svgInner*min(max(share, 0), 1)
}

// timeline draws the period with what happened in it: a track, what is still to come left open, the outages, and over them what
// was taken out.
func (d *drawing) timeline(r Result, y float64) {
	const height = 22
	d.box(svgLeft, y, svgInner, height, paper, fmt.Sprintf(` stroke="%s" rx="3"`, inkFaint), "")
	until := d.x(d.report.AsOf)
	d.box(svgLeft, y, until-svgLeft, height, track, ` rx="3"`, "")
	for _, l := range linesOf(r) {
		d.mark(l.Span, y+4, height-8, colorPale, d.tip(l, false))
	}
	if r.Ledger != nil {
		for _, x := range r.Ledger.Exclusions {
			if x.Excludes > 0 {
				d.mark(x.Span, y, height, "url(#hatch)", causeWords.in(d.lang, string(x.Cause))+", "+d.interval(x.Span))
			}
		}
	}
	for _, l := range linesOf(r) {
		for _, part := range countedParts(l) {
			d.mark(part, y, height, colorBad, d.tip(l, true))
		}
	}
	if !d.report.Closed {
		d.stroke(until, y-5, until, y+height+5, inkStrong, ` stroke-width="1.5"`)
	}
	d.ticks(y + height)
}

// linesOf are the outages of a ledger, or of the faults.
func linesOf(r Result) []downtime.Line {
	if r.Ledger != nil {
		return r.Ledger.Lines
	}
	var all []downtime.Line
	for _, f := range r.Faults {
		all = append(all, f.Ledger.Lines...)
	}
	return all
}

// mark draws a span of time within the period, at least so wide that it is seen.
func (d *drawing) mark(i calendar.Interval, y, height float64, fill, title string) {
	i = d.report.Period.Overlap(i)
	if i.IsEmpty() {
		return
	}
	const least = 2.5
	from, to := d.x(i.Start), d.x(i.End)
	d.box(min(from, svgRight-least), y, max(to-from, least), height, fill, "", title)
}

func (d *drawing) tip(l downtime.Line, counted bool) string {
	text := l.Outage + ", " + d.interval(l.Span)
	if counted {
		text += fmt.Sprintf(": %s %s", d.word("counted", "gezählt"), length(l.Counted))
	}
	return text
}

// countedParts are the spans of an outage of which something counted.
func countedParts(l downtime.Line) []calendar.Interval {
	if l.Counted.IsZero() {
		return nil
	}
	parts := []calendar.Interval{l.Span}
	for _, r := range l.Removals {
		if r.Removed.Duration() != r.Span.Duration() {
			continue // by weight: a part of the span
		}
		var left []calendar.Interval
		for _, p := range parts {
			before := p.Overlap(calendar.Interval{Start: p.Start, End: r.Span.Start})
			behind := p.Overlap(calendar.Interval{Start: r.Span.End, End: p.End})
			for _, one := range []calendar.Interval{before, behind} {
				if !one.IsEmpty() {
					left = append(left, one)
				}
			}
		}
		parts = left
	}
	return parts
}

// ticks writes days, or months where the period has many.
func (d *drawing) ticks(y float64) {
	p := d.report.Period
	for day := p.From(); day.Before(p.To()); day = day.AddDays(1) {
		x := d.x(calendar.FirstInstant(day, d.zone))
		switch {
		case p.Days() <= 62 && (day.Day() == 1 || day.Day()%5 == 0 && day.Day() < 30 || p.Days() <= 14):
			d.tick(x, y, fmt.Sprint(day.Day()))
		case p.Days() > 62 && day.Day() == 1:
			d.tick(x, y, fmt.Sprintf("%02d/%d", day.Month(), day.Year()%100))
		case p.Days() <= 62:
			d.stroke(x, y, x, y+3, inkFaint, "")
		}
	}
}

func (d *drawing) tick(x, y float64, text string) {
	d.stroke(x, y, x, y+6, colorNone, "")
	d.text(x+3, y+15, style{size: 11, color: inkSoft}, text)
}

func (d *drawing) legend(y float64) {
	x := float64(svgMargin)
	for _, one := range []struct {
		fill string
		says wording
	}{
		{colorBad, wording{"counted", "gezählt"}},
		{colorPale, wording{"not counted", "nicht gezählt"}},
		{"url(#hatch)", wording{"excluded", "ausgenommen"}},
	} {
		text := one.says.in(d.lang)
		d.box(x, y-9, 12, 10, one.fill, ` rx="1.5"`, "")
		d.text(x+17, y, style{size: 11, color: inkSoft}, text)
		x += float64(34 + 7*len([]rune(text)))
	}
}
