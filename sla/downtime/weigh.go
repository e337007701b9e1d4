package downtime

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
)

// weigh lets degradations go on with their weight; those that weigh nothing do not go on.
func (r *run) weigh() {
	left, whys := make([]piece, 0, len(r.pieces)), map[Ratio]*why{}
	for _, p := range r.pieces {
		weight := r.lines[p.line].weight
		if weight != nil && weight.Sign() == 0 {
			r.note(p.line, p.span, r.lines[p.line].lighter(whys))
			continue
		}
		r.lighten(p, whys)
		left = append(left, p)
	}
	r.keep(left)
	r.weighed = true
}

// lighten notes what the weight of a piece leaves out.
func (r *run) lighten(p piece, whys map[Ratio]*why) {
	l := r.lines[p.line]
	if l.weight == nil {
		return
	}
	whole := Length{micros: p.length()}
	r.noteAmount(p.line, p.span, whole.minus(whole.times(l.weight)), l.lighter(whys))
}

// lighter says why a line counts in part, with one text for all outages of a weight.
func (l line) lighter(whys map[Ratio]*why) *why {
	if l.outage == nil {
		return because(StepWeigh, RuleWeight, "is left out by weight: a gap weighs the lesser of what is down before and behind it")
	}
	weight := *l.outage.Weight
	if whys[weight] == nil {
		whys[weight] = because(StepWeigh, RuleWeight, fmt.Sprintf("is left out by weight: the outage weighs %s", weight))
	}
	return whys[weight]
}

// cmpWeight compares weights; nil is 1, the most there is.
func cmpWeight(a, b *big.Rat) int {
	switch {
	case a == b:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	case !isSmall(a) || !isSmall(b):
		return a.Cmp(b)
	}
	high, low := bits.Mul64(a.Num().Uint64(), b.Denom().Uint64())
	otherHigh, otherLow := bits.Mul64(b.Num().Uint64(), a.Denom().Uint64())
	return cmp.Or(cmp.Compare(high, otherHigh), cmp.Compare(low, otherLow))
}

// isSmall reports whether machine words can do it, a good deal faster than math/big.
func isSmall(r *big.Rat) bool { return r.Num().IsUint64() && r.Denom().IsUint64() }
