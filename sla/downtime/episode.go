package downtime

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// ledger writes down what the steps have left.
func (r *run) ledger() Ledger {
	l := Ledger{Period: r.period, AsOf: time.UnixMicro(r.asOf).UTC(), Until: r.period.End()}
	if l.AsOf.Before(l.Until) {
		l.Until = l.AsOf
	}
	l.Lines = r.ledgerLines()
	counted := make([]Length, len(l.Lines))
	for i, line := range l.Lines {
		counted[i] = line.Counted
	}
	l.Down = sum(counted)
	l.Episodes = r.episodes()
	l.Basis = r.basis()
	l.Denominator = l.Basis.total()
	l.Exclusions, l.Caps = r.claims.uses(), r.claims.caps
	return l
}

func (r *run) ledgerLines() []Line {
	if len(r.lines) == 0 {
		return nil
	}
	own := byLine(r.awards, len(r.lines))
	lines := make([]Line, len(r.lines))
	for i, l := range r.linesByStart() {
		slices.SortStableFunc(r.lines[l].removals, func(a, b Removal) int { return a.Span.Start.Compare(b.Span.Start) })
		lines[i] = r.lines[l].line(amount(own[l]))
		for _, b := range r.lines[l].between {
			lines[i].Between = append(lines[i].Between, r.lines[b].outage.ID)
		}
	}
	return lines
}

// linesByStart puts the gaps in between the outages.
func (r *run) linesByStart() []int {
	order := make([]int, len(r.lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.lines[a].raw.from, r.lines[b].raw.from) })
	return order
}

// line is the line as the ledger has it.
func (l line) line(counted Length) Line {
	line := Line{
		Span: l.raw.interval(), Open: l.open, Raw: toSpan(l.raw.length()), Counted: counted, Removals: l.removals,
	}
	if l.outage == nil {
		return line
	}
	line.Outage, line.Cause = l.outage.ID, l.outage.Cause
	if l.outage.Weight != nil {
		line.Weight = new(*l.outage.Weight)
	}
	return line
}

// episodes are the outages of which something counts, in order of time.
func (r *run) episodes() []Episode {
	var episodes []Episode
	period := spanOf(r.period.Interval())
	for _, group := range byEpisode(r, r.awards, awardLine) {
		var down []span
		lines := map[int]bool{}
		for _, a := range group {
			down = append(down, a.span)
			if r.lines[a.line].outage != nil {
				lines[a.line] = true
			}
			for _, b := range r.lines[a.line].between {
				lines[b] = true
			}
		}
		down = union(down)
		e := Episode{
			Span:    span{down[0].from, down[len(down)-1].to}.interval(),
			Counted: amount(group),
			Down:    toSpan(total(down)),
		}
		for _, at := range slices.Sorted(maps.Keys(lines)) {
			l := r.lines[at]
			e.Outages = append(e.Outages, l.outage.ID)
			e.Open = e.Open || l.open
			e.BegunBefore = e.BegunBefore || l.raw.from < period.from
			e.EndsAfter = e.EndsAfter || l.raw.to > period.to
		}
		episodes = append(episodes, e)
	}
	slices.SortStableFunc(episodes, func(a, b Episode) int { return a.Span.Start.Compare(b.Span.Start) })
	return episodes
}

// uses are the claims as the ledger has them.
func (cs claims) uses() []ExclusionUse {
	var uses []ExclusionUse
	for _, c := range cs.all {
		uses = append(uses, ExclusionUse{
			Exclusion: c.ID, Outage: c.Outage, Cause: c.Cause, Span: c.span.interval(),
			Excludes: toSpan(total(c.excludes)), Removed: toSpan(total(union(c.hit))), Why: c.reason,
		})
	}
	return uses
}
