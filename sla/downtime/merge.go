package downtime

import "math/big"

// merge makes one outage of those that overlap, touch, or lie at most MergeGap apart. Pieces that lie over one another stay so
// until settle: a later step may take away one of them and not the other.
func (r *run) merge() {
	gone := union(r.gone)
	gap, reach := toMicros(*r.k.MergeGap), []int{} // reach: the pieces that reach furthest so far
	var bridges []piece
	for i, p := range r.pieces {
		if len(reach) > 0 && p.from-r.pieces[reach[0]].to <= gap {
			before := r.pieces[reach[0]]
			r.join(before.line, p.line)
			if r.k.Gap == GapCounts && before.to < p.from {
				bridges = append(bridges, r.bridge(reach, i, without(span{before.to, p.from}, gone))...)
			}
		}
		if len(reach) == 0 || p.to > r.pieces[reach[0]].to {
			reach = reach[:0]
		}
		if len(reach) == 0 || p.to == r.pieces[reach[0]].to {
			reach = append(reach, i)
		}
	}
	for i := range r.episode {
		r.episode[i] = r.find(i)
	}
	r.keep(append(r.pieces, bridges...))
}

// bridge adds a line for each part of a gap that counts, between the pieces before it and those that begin behind it, of which
// next is the first.
func (r *run) bridge(before []int, next int, parts []span) []piece {
	behind := []int{next}
	for i := next + 1; i < len(r.pieces) && r.pieces[i].from == r.pieces[next].from; i++ {
		behind = append(behind, i)
	}
	weight := r.together(before)
	if other := r.together(behind); cmpWeight(other, weight) < 0 {
		weight = other
	}
	first, last := r.pieces[before[0]].line, r.pieces[next].line
	var pieces []piece
	for _, s := range parts {
		at := len(r.lines)
		r.lines = append(r.lines, line{between: []int{first, last}, raw: s, weight: weight})
		r.episode = append(r.episode, at)
		r.join(first, at)
		if r.weighed {
			r.lighten(piece{s, at}, nil)
		}
		pieces = append(pieces, piece{s, at})
	}
	return pieces
}

// together is what pieces at the same time weigh; nil is 1.
func (r *run) together(pieces []int) *big.Rat {
	sum := new(big.Rat)
	for _, i := range pieces {
		weight := r.lines[r.pieces[i].line].weight
		switch {
		case weight == nil:
			return nil
		case r.k.Overlap == OverlapSum:
			sum.Add(sum, weight)
		case weight.Cmp(sum) > 0:
			sum.Set(weight)
		}
	}
	if sum.Cmp(big.NewRat(1, 1)) >= 0 {
		return nil
	}
	return sum
}

// join makes one outage of those that two lines belong to.
func (r *run) join(a, b int) { r.episode[r.find(b)] = r.find(a) }

func (r *run) find(at int) int {
	for r.episode[at] != at {
		r.episode[at] = r.episode[r.episode[at]]
		at = r.episode[at]
	}
	return at
}
