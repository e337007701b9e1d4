package downtime

import "slices"

// loss is what a minimum or a floor takes from an outage or a stretch: so much from its beginning and from its end, not more
// than there is.
type loss struct {
	head, tail Length
	why        *why
}

// trim asks of each outage, or each stretch of it, what it loses, and takes that away. What is whole and unweighted has a place
// on the clock and is cut out there; weighted time has none, so shares of it are taken from the awards.
func (r *run) trim(s Step, of Of, lost func(whole Length) loss) {
	if !r.weighed {
		r.trimPieces(of, lost)
		return
	}
	if r.settled || takesAmounts(r.k, s) {
		r.settle()
		r.trimAwards(of, lost)
		return
	}
	r.trimWhole(of, lost)
}

// trimPieces trims what is not weighted.
func (r *run) trimPieces(of Of, lost func(Length) loss) {
	var left []piece
	for _, outage := range byEpisode(r, r.pieces, pieceLine) {
		var cuts []cut
		for _, stretch := range stretches(runs(outage), of, spanItself) {
			l := lost(Length{micros: total(stretch)})
			cuts = append(cuts, trimSpans(stretch, l)...)
		}
		for _, p := range outage {
			left = r.cutPiece(left, p, cuts)
		}
	}
	r.keep(left)
}

// trimSpans are the cuts, in order of time, that take the loss from spans.
func trimSpans(spans []span, l loss) []cut {
	head, all := l.head.micros, total(spans)
	tail := all - l.tail.micros // where the end that is lost begins, counted in time of the spans
	var cuts []cut
	at := int64(0)
	for _, s := range spans {
		lead := span{s.from, s.from + min(s.length(), max(0, head-at))}
		rest := span{s.from + min(s.length(), max(0, tail-at)), s.to}
		at += s.length()
		if !lead.isEmpty() {
			cuts = append(cuts, cut{lead, l.why})
		}
		if !rest.isEmpty() {
			cuts = append(cuts, cut{rest, l.why})
		}
	}
	return cuts
}

// trimWhole is for a minimum of weighted time that takes all or nothing, so that its cuts have a place on the clock.
func (r *run) trimWhole(of Of, lost func(Length) loss) {
	cuts := make([][]cut, len(r.lines)) // by episode
	for _, outage := range byEpisode(r, r.pieces, pieceLine) {
		for _, stretch := range stretches(r.share(outage), of, awardSpan) {
			l := lost(amount(stretch))
			if l.head.IsZero() {
				continue
			}
			hull := stretch[0].span
			for _, a := range stretch {
				hull.to = max(hull.to, a.to)
			}
			e := r.episode[stretch[0].line]
			cuts[e] = append(cuts[e], cut{hull, l.why})
		}
	}
	r.removeFrom(r.pieces, func(line int) []cut { return cuts[r.episode[line]] })
}

// trimAwards takes shares of weighted time.
func (r *run) trimAwards(of Of, lost func(Length) loss) {
	for _, outage := range byEpisode(r, r.awards, awardLine) {
		for _, stretch := range stretches(outage, of, awardSpan) {
			l := lost(amount(stretch))
			for _, a := range stretch {
				l.head = r.take(a, l.head, l.why)
			}
			for _, a := range slices.Backward(stretch) {
				l.tail = r.take(a, l.tail, l.why)
			}
		}
	}
	r.awards = slices.DeleteFunc(r.awards, func(a *award) bool { return a.amount.IsZero() })
}

// take takes from the award at most so much and answers what is still to be taken.
func (r *run) take(a *award, most Length, w *why) Length {
	taken := most
	if taken.Cmp(a.amount) > 0 {
		taken = a.amount
	}
	if taken.IsZero() {
		return most
	}
	r.noteAmount(a.line, a.span, taken, w)
	a.amount = a.amount.minus(taken)
	return most.minus(taken)
}
