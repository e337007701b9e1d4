package sla

import "math/big"

// region is a run of figures between two edges, each of which belongs to it or not; nil: no edge on that side. Figures are in base
// units.
type region struct{ low, high *edge }

type edge struct {
	at *big.Rat
	in bool
}

// regionOf is where the bound holds.
func regionOf(o Operator, at *big.Rat) region {
	switch o {
	case Less, LessOrEqual:
		return region{high: &edge{at, o == LessOrEqual}}
	case Greater, GreaterOrEqual:
		return region{low: &edge{at, o == GreaterOrEqual}}
	}
	return region{low: &edge{at, true}, high: &edge{at, true}}
}

// and is what lies in both.
func (r region) and(s region) region {
	if r.low == nil || s.low != nil && s.low.beyond(r.low, 1) {
		r.low = s.low
	}
	if r.high == nil || s.high != nil && s.high.beyond(r.high, -1) {
		r.high = s.high
	}
	return r
}

// beyond reports whether the edge leaves less than the other, looking in a direction: 1 for low edges, -1 for high ones.
func (e *edge) beyond(other *edge, direction int) bool {
	c := e.at.Cmp(other.at) * direction
	return c > 0 || c == 0 && other.in && !e.in
}

func (r region) empty() bool {
	if r.low == nil || r.high == nil {
		return false
	}
	c := r.low.at.Cmp(r.high.at)
	return c > 0 || c == 0 && !(r.low.in && r.high.in)
}

// within reports whether all of r lies in s.
func (r region) within(s region) bool {
	if r.empty() {
		return true
	}
	both := r.and(s)
	return sameEdge(r.low, both.low) && sameEdge(r.high, both.high)
}

func sameEdge(a, b *edge) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.in == b.in && a.at.Cmp(b.at) == 0
}

// whole moves the edges to the whole numbers that the region has, for what is counted one by one.
func (r region) whole() region {
	if r.low != nil {
		n := new(big.Rat).SetInt(floor(r.low.at))
		if !(r.low.in && n.Cmp(r.low.at) == 0) {
			n.Add(n, big.NewRat(1, 1))
		}
		r.low = &edge{n, true}
	}
	if r.high != nil {
		n := new(big.Rat).SetInt(floor(r.high.at))
		if n.Cmp(r.high.at) == 0 && !r.high.in {
			n.Sub(n, big.NewRat(1, 1))
		}
		r.high = &edge{n, true}
	}
	return r
}

// floor is the largest whole number not above r: Div rounds towards it, because a denominator is positive.
func floor(r *big.Rat) *big.Int { return new(big.Int).Div(r.Num(), r.Denom()) }

// possible is what a figure of the dimension can be.
func possible(d dimension) region {
	r := region{low: &edge{new(big.Rat), true}}
	if d == ofShare {
		r.high = &edge{big.NewRat(1, 1), true}
	}
	return r
}

// region is where all bounds of the tier hold, in base units of the objective.
func (t Tier) region(o Objective) region {
	var r region
	for _, b := range t.When {
		r = r.and(o.region(b))
	}
	return r
}

// region is where the bound holds, as the objective's unit and dimension have it.
func (o Objective) region(b Bound) region {
	r := regionOf(b.Operator, o.Unit.base(b.Value))
	if o.asked() == ofNumber {
		r = r.whole()
	}
	return r
}

// met is where the target holds.
func (o Objective) met() region { return o.region(Bound{o.Operator, o.Target}) }

// holds reports whether a figure, in base units, lies in the tier.
func (t Tier) holds(o Objective, figure *big.Rat) bool {
	for _, b := range t.When {
		if !b.Operator.Holds(figure.Cmp(o.Unit.base(b.Value))) {
			return false
		}
	}
	return true
}
