package downtime

import (
	"fmt"
	"math/big"
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
		for len(own[p.line]) > 0 {
			a := own[p.line][0]
			if a.from >= p.to {
				break
			}
			r.noteLost(p.line, span{p.from, a.from})
			had := a.overlap(p.span)
			r.noteCapped(p.line, had, a.share)
			p.from = had.to
			if a.to > p.to {
				break
			}
			own[p.line] = own[p.line][1:]
		}
		r.noteLost(p.line, p.span)
	}
}

// noteLost notes time of a line that others count alone.
func (r *run) noteLost(line int, lost span) {
	if lost.isEmpty() {
		return
	}
	message := "is counted by another outage"
	if by := r.holder(lost.from); by >= 0 && r.lines[by].outage != nil {
		message = fmt.Sprintf("is counted by the outage %q", r.lines[by].outage.ID)
	}
	r.noteAmount(line, lost, r.face(line, lost), because(StepMerge, RuleCounted, message))
}

// holder is the line of an award at an instant, -1 if there is none.
func (r *run) holder(at int64) int {
	behind := sort.Search(len(r.awards), func(i int) bool { return r.awards[i].from > at })
	for i := behind - 1; i >= 0; i-- {
		if r.awards[i].to > at {
			return r.awards[i].line
		}
	}
	return -1
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
