package downtime

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Count answers how long something was down in the period, of what is known at asOf: an open outage counts up to then, and so does
// a period that is not over. The outages and exclusions, in any order, are those of the one thing that is measured (ForFeature
// picks them); the exclusions also those of the whole calendar year if a Rule has a YearlyCap.
//
// fault.ErrInvalid names every fault at once, by index and id: of k, as Check does; ids that are missing or there twice; a span
// without a start, or reversed, or of an outage in the future; two outages that overlap though nothing merges them; a weight outside
// 0 to 1; several features; a period longer than 20 years, or a time further than that from asOf.
func (k Counting) Count(outages []Outage, exclusions []Exclusion, period calendar.Period, asOf time.Time) (Ledger, error) {
	in := input{k, outages, exclusions, period, fault.Instant(asOf)}
	if err := in.check(); err != nil {
		return Ledger{}, err
	}
	r := &run{k: k, period: period, asOf: in.asOf.UnixMicro(), lines: newLines(outages, in.asOf)}
	claims, err := newClaims(k, r.lines, exclusions, period)
	if err != nil {
		return Ledger{}, err
	}
	r.claims = claims
	r.begin()
	for _, s := range k.Order {
		stepFuncs[s](r)
	}
	r.settle()
	return r.ledger(), nil
}

// newLines are the outages by start and id.
func newLines(outages []Outage, asOf time.Time) []line {
	lines := make([]line, len(outages))
	for i := range outages {
		o := &outages[i]
		lines[i] = line{
			outage: o,
			raw:    span{fault.Instant(o.Start).UnixMicro(), o.end(asOf).UnixMicro()},
			open:   o.End.IsZero(),
			weight: o.weight(),
		}
	}
	order := func(a, b line) int {
		return cmp.Or(cmp.Compare(a.raw.from, b.raw.from), strings.Compare(a.outage.ID, b.outage.ID))
	}
	if !slices.IsSortedFunc(lines, order) {
		slices.SortFunc(lines, order)
	}
	return lines
}

// weight is nil for a whole outage.
func (o *Outage) weight() *big.Rat {
	if o.Weight == nil || o.Weight.Num > 0 && o.Weight.Num == o.Weight.Den {
		return nil
	}
	return o.Weight.Rat()
}

// begin makes the pieces: what of each outage counts at all, before the first step.
func (r *run) begin() {
	r.episode = make([]int, len(r.lines))
	pieces := make([]piece, 0, len(r.lines))
	for i, l := range r.lines {
		r.episode[i] = i
		if !l.raw.isEmpty() {
			pieces = append(pieces, piece{l.raw, i})
		}
	}
	r.keep(pieces)
	if r.k.Degraded == DegradedNone {
		degraded := because(StepDegraded, RuleDegraded, "is a degradation, which does not count")
		r.removeFrom(r.pieces, func(at int) []cut {
			if r.lines[at].weight == nil {
				return nil
			}
			return []cut{{r.lines[at].raw, degraded}}
		})
	}
	if r.k.Begin == BeginReport {
		r.removeFrom(r.pieces, r.unreported())
	}
	if r.k.Degraded != DegradedWeighed {
		for i := range r.lines {
			r.lines[i].weight = nil
		}
	}
}

// unreported answers with the time of an outage before it was reported.
func (r *run) unreported() func(line int) []cut {
	never := because(StepBegin, RuleNotReported, "belongs to an outage that was not reported")
	yet := because(StepBegin, RuleNotReported, "lies before the report of the outage")
	var one [1]cut
	return func(line int) []cut {
		raw, reported := r.lines[line].raw, r.lines[line].outage.Reported
		one[0] = cut{raw, never}
		if !reported.IsZero() {
			one[0] = cut{span{raw.from, min(raw.to, fault.Instant(reported).UnixMicro())}, yet}
		}
		return one[:]
	}
}
