package downtime

import (
	"fmt"
	"math"
)

// clip takes away what lies outside the period.
func (r *run) clip() {
	p := spanOf(r.period.Interval())
	r.remove([]cut{
		{span{math.MinInt64, p.from}, because(StepClip, RuleBeforePeriod, "lies before the period begins")},
		{span{p.to, math.MaxInt64}, because(StepClip, RuleAfterPeriod, "lies after the period ends")},
	})
}

// hours takes away what lies outside the service hours.
func (r *run) hours() {
	if len(r.pieces) == 0 {
		return
	}
	all := r.pieces[0].span
	for _, p := range r.pieces {
		all.to = max(all.to, p.to)
	}
	closed := because(StepHours, RuleOutsideHours, fmt.Sprintf("lies outside the service hours %q", r.k.Hours.Name()))
	var cuts []cut
	for open := range r.k.Hours.Spans(all.interval()) {
		s := spanOf(open)
		if all.from < s.from {
			cuts = append(cuts, cut{span{all.from, s.from}, closed})
		}
		all.from = s.to
	}
	if !all.isEmpty() {
		cuts = append(cuts, cut{all, closed})
	}
	r.remove(cuts)
}
