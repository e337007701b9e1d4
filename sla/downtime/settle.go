package downtime

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
)

// settle shares out what still counts, once and for all, and writes down for each line what others count in its place.
func (r *run) settle() {
	if r.settled {
		return
	}
	r.settled = true
	r.awards = r.share(r.pieces)
	own := byLine(r.awards, len(r.lines))
	for _, p := range r.pieces {
		// An award lies within one piece: between two pieces of a line something was cut out.
		for len(own[p.line]) > 0 && own[p.line][0].from < p.to {
			a := own[p.line][0]
			r.noteLost(p.line, span{p.from, a.from})
			r.noteCapped(p.line, a.span, a.share)
			p.from, own[p.line] = a.to, own[p.line][1:]
		}
		r.noteLost(p.line, p.span)
	}
}

// noteLost notes time of a line that others count alone.
func (r *run) noteLost(line int, lost span) {
	if lost.isEmpty() {
		return
	}
	w := because(StepMerge, RuleCounted, "is counted by another outage")
	behind := sort.Search(len(r.awards), func(i int) bool { return r.awards[i].from > lost.from })
	for _, a := range slices.Backward(r.awards[:behind]) {
		if by := r.lines[a.line].outage; a.to > lost.from && by != nil {
			w.reason.Message = fmt.Sprintf("is counted by the outage %q", by.ID)
			break
		}
	}
	r.noteAmount(line, lost, r.face(line, lost), w)
}

// noteCapped notes what a line's weight has above its share.
func (r *run) noteCapped(line int, at span, share *big.Rat) {
	weight := r.lines[line].weight
	if !r.weighed || cmpWeight(weight, share) == 0 {
		return
	}
	if weight == nil {
		weight = big.NewRat(1, 1)
	}
	over := new(big.Rat).Sub(weight, share)
	r.noteAmount(line, at, Length{micros: at.length()}.times(over),
		because(StepMerge, RuleWhole, "is more than the whole, which is what outages at the same time count at most"))
}
