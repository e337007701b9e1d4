package sla

import (
	"fmt"
	"math/big"
	"time"
)

// scale is how much of what is allowed is used up. Floats are good enough to draw with.
type scale struct {
	used, limit, warning float64 // warning 0: none
	lower                bool    // the limit must be reached and not kept
}

// scaleOf is the scale of a result; false if there is nothing to draw.
func scaleOf(r Result) (scale, bool) {
	if r.Measured.IsZero() {
		return scale{}, false
	}
	s := scale{used: float(r.Measured.Rat()), limit: float(r.Target.Rat()), lower: !r.Operator.upper()}
	if r.Warning != nil {
		s.warning = float(r.Warning.Value.Rat())
	}
	if s.lower && r.Measured.Unit.of(ofShare) && r.Operator != Equal {
		s.invert(r)
	}
	return s, s.used > 0 || s.limit > 0
}

// invert makes of a share that must be reached the rest that may be lacking: the budget.
func (s *scale) invert(r Result) {
	whole := 1 / float(r.Measured.Unit.factor())
	s.used, s.limit, s.lower = whole-s.used, whole-s.limit, false
	if r.Warning != nil {
		s.warning = whole - s.warning
	}
}

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// scale draws a bar from nothing to a little beyond what is allowed or used.
func (d *drawing) scale(r Result, s scale, y float64) {
	most := max(s.used, s.limit, s.warning) * 1.12
	if most == 0 {
		return
	}
	const height = 12
	at := func(v float64) float64 { return svgLeft + svgInner*v/most }
	y += 8
	d.box(svgLeft, y, svgInner, height, track, ` rx="6"`, "")
	if s.used > 0 {
		d.box(svgLeft, y, max(at(s.used)-svgLeft, height), height, stateColors[r.State], ` rx="6"`, d.budgetText(r))
	}
	if s.warning > 0 {
		d.stroke(at(s.warning), y-4, at(s.warning), y+height+4, inkSoft, ` stroke-width="1.5" stroke-dasharray="3 2"`)
	}
	d.stroke(at(s.limit), y-6, at(s.limit), y+height+6, inkStrong, ` stroke-width="2"`)
	d.text(svgLeft, y+height+17, style{size: 11, color: inkSoft}, d.budgetText(r))
	d.text(svgRight, y+height+17, style{size: 11, color: inkStrong, anchor: "end"}, d.levels(r))
}

// levels says where the marks are.
func (d *drawing) levels(r Result) string {
	text := d.word("|\u00a0target ", "|\u00a0Ziel ") + r.Target.In(d.lang)
	if r.Warning != nil {
		text = d.word("¦\u00a0warning level ", "¦\u00a0Warnschwelle ") + r.Warning.Value.In(d.lang) + "\u00a0\u00a0\u00a0 " + text
	}
	return text
}

// budgetText says what is used, and of a share of time how long that is.
func (d *drawing) budgetText(r Result) string {
	text := d.word("measured ", "gemessen ") + d.measure(r.Measured, &r)
	if r.Ledger != nil && r.Kind == Availability {
		allowed := new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Mul(r.Target.Rat(), r.Target.Unit.factor()))
		allowed.Mul(allowed, big.NewRat(int64(r.Ledger.Denominator.Duration()), int64(time.Second)))
		text += fmt.Sprintf(" · %s %s %s %s", length(r.Ledger.Down), d.word("without service of", "ohne Dienst von"),
			spanText(time.Duration(floor(allowed).Int64())*time.Second), d.word("allowed", "erlaubten"))
	}
	return text
}
