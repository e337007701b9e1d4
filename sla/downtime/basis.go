package downtime

import "github.com/etomcrm/etomcrm/etom/calendar"

// basis works the denominator out.
func (r *run) basis() Basis {
	kind := r.k.Denominator.Kind
	whole := r.period.Interval()
	b := Basis{Kind: kind, Period: calendar.Span(whole.Duration()), Fixed: r.k.Denominator.Fixed}
	byHours := kind == DenominatorServiceHours || kind == DenominatorServiceHoursLessExclusions
	if byHours {
		b.Closed = b.Period - calendar.Span(r.k.Hours.Working(whole))
	}
	if kind != DenominatorPeriodLessExclusions && kind != DenominatorServiceHoursLessExclusions {
		return b
	}
	for _, s := range inside(r.claims.general(), spanOf(whole)) {
		if byHours {
			b.Excluded += calendar.Span(r.k.Hours.Working(s.interval()))
			continue
		}
		b.Excluded += toSpan(s.length())
	}
	return b
}

func (b Basis) total() calendar.Span {
	if b.Kind == DenominatorFixed {
		return b.Fixed
	}
	return b.Period - b.Closed - b.Excluded
}
