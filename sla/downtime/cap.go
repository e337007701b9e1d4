package downtime

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// cap cuts what the claims of each cause exclude down to the caps of its rule. A cap is about time: what two claims of the cause
// exclude together uses it up once.
func (cs *claims) cap(rules []Rule, period calendar.Period) error {
	capped := func(r Rule) bool { return r.YearlyCap > 0 || r.PeriodCap > 0 }
	if !slices.ContainsFunc(rules, capped) {
		return nil
	}
	zone, err := calendar.LoadZone(period.Zone()) // reads a file
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if capped(rule) {
			cs.capCause(rule, period, zone)
		}
	}
	return nil
}

func (cs *claims) capCause(rule Rule, period calendar.Period, zone *time.Location) {
	var asked []span
	for _, c := range cs.all {
		if c.Cause == rule.Cause {
			asked = append(asked, c.excludes...)
		}
	}
	inYear := union(asked)
	if rule.YearlyCap > 0 {
		inYear = cs.capYears(rule, period, zone, inYear)
	}
	inPeriod := inYear
	if rule.PeriodCap > 0 {
		inPeriod = cs.capPeriod(rule, spanOf(period.Interval()), inYear)
	}
	for i := range cs.all {
		if c := &cs.all[i]; c.Cause == rule.Cause && len(c.excludes) > 0 {
			c.limit(rule, inside(inYear, c.span), inside(inPeriod, c.span))
		}
	}
}

// capYears lets the first time of each calendar year through.
func (cs *claims) capYears(rule Rule, period calendar.Period, zone *time.Location, asked []span) []span {
	years := newYears(period, zone, asked)
	used := make([]int64, len(years.starts))
	inPeriod := make([]int64, len(years.starts))
	end := period.End().UnixMicro()
	var allowed []span
	for _, part := range years.split(asked) {
		y := years.of(part.from)
		part.to = min(part.to, part.from+max(0, toMicros(rule.YearlyCap)-used[y]))
		if part.isEmpty() {
			continue
		}
		used[y] += part.length()
		inPeriod[y] += part.overlap(span{part.from, end}).length()
		allowed = append(allowed, part)
	}
	for y := years.of(period.Start().UnixMicro()); y <= years.of(end-1); y++ {
		cs.caps = append(cs.caps, CapUse{Cause: rule.Cause, Year: years.first + y, Cap: rule.YearlyCap, Used: toSpan(inPeriod[y])})
	}
	return union(allowed)
}

// capPeriod lets the first time in the period through, and all outside it.
func (cs *claims) capPeriod(rule Rule, period span, asked []span) []span {
	var allowed []span
	used := int64(0)
	for _, s := range asked {
		allowed = append(allowed, s.overlap(span{s.from, period.from}), s.overlap(span{period.to, s.to}))
		part := s.overlap(period)
		part.to = min(part.to, part.from+max(0, toMicros(rule.PeriodCap)-used))
		used += part.length()
		allowed = append(allowed, part)
	}
	cs.caps = append(cs.caps, CapUse{Cause: rule.Cause, Cap: rule.PeriodCap, Used: toSpan(used)})
	return union(allowed)
}

// limit says which of the caps left the claim how much.
func (c *claim) limit(rule Rule, afterYear, afterPeriod []span) {
	whole, year, period := c.span.length(), total(afterYear), total(afterPeriod)
	c.excludes = afterPeriod
	switch {
	case period < year:
		c.reason = fault.Reason{Code: RulePeriodCap, Message: fmt.Sprintf(
			"excludes %s of its %s: %s a period are allowed for the cause %q", toSpan(period), toSpan(whole), rule.PeriodCap, c.Cause)}
	case year < whole:
		c.reason = fault.Reason{Code: RuleYearlyCap, Message: fmt.Sprintf(
			"excludes %s of its %s: %s a year are allowed for the cause %q", toSpan(year), toSpan(whole), rule.YearlyCap, c.Cause)}
	}
}

// years are the calendar years of a zone that some time lies in.
type years struct {
	first  int     // the first of them
	starts []int64 // their first instants; what lies behind the last belongs to it
}

func newYears(period calendar.Period, zone *time.Location, asked []span) years {
	from, to := period.Start().UnixMicro(), period.End().UnixMicro()
	if len(asked) > 0 {
		from, to = min(from, asked[0].from), max(to, asked[len(asked)-1].to)
	}
	// One year more: where the clocks go back over New Year, the day is left again, and DateOf answers with the old year.
	first := max(calendar.MinYear, calendar.DateOf(time.UnixMicro(from), zone).Year()-1)
	last := calendar.DateOf(time.UnixMicro(to), zone).Year()
	ys := years{first: first}
	for year := first; year <= last; year++ {
		newYear := calendar.MustParse("0001-01-01").AddMonths(12 * (year - 1))
		ys.starts = append(ys.starts, calendar.FirstInstant(newYear, zone).UnixMicro())
	}
	return ys
}

// of is the index of the year that an instant lies in.
func (ys years) of(at int64) int {
	return max(0, sort.Search(len(ys.starts), func(i int) bool { return ys.starts[i] > at })-1)
}

// split parts the spans where a year ends.
func (ys years) split(spans []span) []span {
	var parts []span
	for _, s := range spans {
		for y := ys.of(s.from) + 1; y < len(ys.starts) && ys.starts[y] < s.to; y++ {
			parts = append(parts, span{s.from, ys.starts[y]})
			s.from = ys.starts[y]
		}
		parts = append(parts, s)
	}
	return parts
}
