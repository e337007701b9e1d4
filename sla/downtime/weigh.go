package downtime

import (
	"fmt"
	"math/big"
)

// weigh lets degradations go on with their weight; those that weigh nothing do not go on.
func (r *run) weigh() {
	var left []piece
	for _, p := range r.pieces {
		l := r.lines[p.line]
		switch {
		case l.weight == nil:
			left = append(left, p)
		case l.weight.Sign() == 0:
			r.note(p.line, p.span, l.lighter())
		default:
			lost := new(big.Rat).Sub(big.NewRat(1, 1), l.weight)
			r.noteAmount(p.line, p.span, Length{micros: p.length()}.times(lost), l.lighter())
			left = append(left, p)
		}
	}
	r.keep(left)
	r.weighed = true
}

func (l line) lighter() *why {
	if l.outage == nil {
		return because(StepWeigh, RuleWeight, "a gap weighs the lesser of what is down before and behind it")
	}
	return because(StepWeigh, RuleWeight, fmt.Sprintf("the outage weighs %s", l.outage.Weight))
}
