package downtime

import (
	"math/big"
	"math/bits"
)

// whole is a weight of 1 on the scale.
const whole = 1 << 60

// scaled are the weights of the lines on a scale of whole, rounded up. Where many outages of odd weights are down together, adding up
// exact weights at every instant would take minutes; on the scale it can be seen that they fit without doing so.
func scaled(lines []line) []uint64 {
	all := make([]uint64, len(lines))
	for i, l := range lines {
		all[i] = whole
		if l.weight != nil && isSmall(l.weight) {
			high, low := bits.Mul64(l.weight.Num().Uint64(), whole)
			rounded, rest := bits.Div64(high, low, l.weight.Denom().Uint64()) // no overflow: a weight is 1 at most
			all[i] = rounded + min(rest, 1)
		}
	}
	return all
}

// allotSum gives each of those that are down its weight, up to the whole.
func (s *sharing) allotSum(at span) {
	fits, sum := 0, uint64(0)
	for fits < len(s.active) {
		line := s.order.line[s.active[fits]]
		if sum += s.scaled[line]; sum > whole {
			break
		}
		s.award(line, at, s.r.lines[line].weight)
		fits++
	}
	if fits == len(s.active) {
		return
	}
	left := s.left(s.active[:fits])
	for _, rank := range s.active[fits:] {
		if left.Sign() == 0 {
			return
		}
		line := s.order.line[rank]
		share := s.r.lines[line].weight
		if share == nil || share.Cmp(left) > 0 {
			share = new(big.Rat).Set(left)
		}
		s.award(line, at, share)
		left.Sub(left, share)
	}
}

// left is what the weights of the ranks leave of the whole.
func (s *sharing) left(ranks []int) *big.Rat {
	num, den := s.sum(ranks)
	return new(big.Rat).SetFrac(num.Sub(den, num), den)
}

// sum adds weights up by halves and reduces nothing, so that the big numbers meet only at the end.
func (s *sharing) sum(ranks []int) (num, den *big.Int) {
	switch len(ranks) {
	case 0:
		return new(big.Int), big.NewInt(1)
	case 1:
		weight := s.r.lines[s.order.line[ranks[0]]].weight
		if weight == nil {
			return big.NewInt(1), big.NewInt(1)
		}
		return new(big.Int).Set(weight.Num()), new(big.Int).Set(weight.Denom())
	}
	a, b := s.sum(ranks[:len(ranks)/2])
	c, d := s.sum(ranks[len(ranks)/2:])
	a.Add(a.Mul(a, d), c.Mul(c, b))
	return a, b.Mul(b, d)
}
