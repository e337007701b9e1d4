package downtime

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
)

// award is time that counts for a line: where others were down too, every instant is shared out once.
type award struct {
	span
	line   int
	share  *big.Rat // of each instant; nil: all
	amount Length
}

// amount is the sum of what the awards count.
func amount(awards []*award) Length {
	amounts := make([]Length, len(awards))
	for i, a := range awards {
		amounts[i] = a.amount
	}
	return sum(amounts)
}

// sharing goes through pieces by time and keeps who is down at the instant, by precedence.
type sharing struct {
	r      *run
	order  *precedence
	active []int // the ranks that are down
	awards []*award
	scaled []uint64 // of each line, where weights are added up: see scale
}

// precedence says which line comes first where several are down.
type precedence struct {
	rank   []int    // of each line
	line   []int    // of each rank
	latest []*award // of each line, while pieces are shared
}

// share shares every instant of the pieces, sorted by time, out among those that are down then.
func (r *run) share(pieces []piece) []*award {
	s := &sharing{r: r, order: r.precedence()}
	if r.weighed && r.k.Overlap == OverlapSum {
		s.scaled = scaled(r.lines)
	}
	ends := slices.Clone(pieces)
	slices.SortFunc(ends, func(a, b piece) int { return cmp.Compare(a.to, b.to) })
	at, next := int64(0), 0
	for _, end := range ends {
		for next < len(pieces) && pieces[next].from < end.to {
			s.allot(span{at, pieces[next].from})
			at = pieces[next].from
			s.enter(pieces[next].line)
			next++
		}
		s.allot(span{at, end.to})
		at = end.to
		s.leave(end.line)
	}
	for _, p := range pieces {
		s.order.latest[p.line] = nil
	}
	for _, a := range s.awards {
		a.amount = Length{micros: a.length()}.times(a.share)
	}
	return s.awards
}

// precedence puts heavier outages first where the heaviest counts, and earlier ones where there is nothing to choose.
func (r *run) precedence() *precedence {
	if r.order != nil && len(r.order.line) == len(r.lines) { // share is asked only when weights are applied, or at the very end
		return r.order
	}
	n := len(r.lines)
	p := &precedence{rank: make([]int, n), line: make([]int, n), latest: make([]*award, n)}
	for i := range p.line {
		p.line[i] = i
	}
	if r.weighed && r.k.Overlap == OverlapMax {
		slices.SortFunc(p.line, func(a, b int) int {
			return cmp.Or(cmpWeight(r.lines[b].weight, r.lines[a].weight), cmp.Compare(a, b))
		})
	}
	for rank, line := range p.line {
		p.rank[line] = rank
	}
	r.order = p
	return p
}

func (s *sharing) enter(line int) {
	i := sort.SearchInts(s.active, s.order.rank[line])
	s.active = slices.Insert(s.active, i, s.order.rank[line])
}

func (s *sharing) leave(line int) {
	i := sort.SearchInts(s.active, s.order.rank[line])
	s.active = slices.Delete(s.active, i, i+1)
}

// allot shares a span out in which nobody enters or leaves.
func (s *sharing) allot(at span) {
	if at.isEmpty() || len(s.active) == 0 {
		return
	}
	first := s.order.line[s.active[0]]
	if !s.r.weighed {
		s.award(first, at, nil)
		return
	}
	if s.r.k.Overlap != OverlapSum || len(s.active) == 1 {
		s.award(first, at, s.r.lines[first].weight)
		return
	}
	s.allotSum(at)
}

func (s *sharing) award(line int, at span, share *big.Rat) {
	if a := s.order.latest[line]; a != nil && a.to == at.from && cmpWeight(a.share, share) == 0 {
		a.to = at.to
		return
	}
	a := &award{span: at, line: line, share: share}
	s.order.latest[line] = a
	s.awards = append(s.awards, a)
}
