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

func awardLine(a *award) int  { return a.line }
func awardSpan(a *award) span { return a.span }
func pieceLine(p piece) int   { return p.line }
func spanItself(s span) span  { return s }

// amount is the sum of what the awards count.
func amount(awards []*award) Length {
	amounts := make([]Length, len(awards))
	for i, a := range awards {
		amounts[i] = a.amount
	}
	return sum(amounts)
}

// sharing goes through the pieces by time and keeps who is down at the instant, by precedence.
type sharing struct {
	r      *run
	rank   []int // of each line: who comes first counts first
	line   []int // of each rank
	active []int // the ranks that are down
	latest []*award
	awards []*award
}

// share shares every instant of the pieces out among those that are down then.
func (r *run) share() []*award {
	s := &sharing{r: r, latest: make([]*award, len(r.lines))}
	s.rankLines()
	ends := slices.Clone(r.pieces)
	slices.SortFunc(ends, func(a, b piece) int { return cmp.Compare(a.to, b.to) })
	at, next := int64(0), 0
	for _, end := range ends {
		for next < len(r.pieces) && r.pieces[next].from < end.to {
			s.allot(span{at, r.pieces[next].from})
			at = r.pieces[next].from
			s.enter(r.pieces[next].line)
			next++
		}
		s.allot(span{at, end.to})
		at = end.to
		s.leave(end.line)
	}
	return s.awards
}

// rankLines puts heavier outages first where the heaviest counts, and earlier ones where there is nothing to choose.
func (s *sharing) rankLines() {
	s.line = make([]int, len(s.r.lines))
	for i := range s.line {
		s.line[i] = i
	}
	if s.r.weighed && s.r.k.Overlap == OverlapMax {
		slices.SortStableFunc(s.line, func(a, b int) int { return cmpWeight(s.r.lines[b].weight, s.r.lines[a].weight) })
	}
	s.rank = make([]int, len(s.line))
	for rank, line := range s.line {
		s.rank[line] = rank
	}
}

// cmpWeight compares weights; nil is 1, the most there is.
func cmpWeight(a, b *big.Rat) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Cmp(b)
}

func (s *sharing) enter(line int) {
	i := sort.SearchInts(s.active, s.rank[line])
	s.active = slices.Insert(s.active, i, s.rank[line])
}

func (s *sharing) leave(line int) {
	i := sort.SearchInts(s.active, s.rank[line])
	s.active = slices.Delete(s.active, i, i+1)
}

// allot shares a span out in which nobody enters or leaves.
func (s *sharing) allot(at span) {
	if at.isEmpty() || len(s.active) == 0 {
		return
	}
	first := s.line[s.active[0]]
	if !s.r.weighed {
		s.award(first, at, nil)
		return
	}
	if s.r.k.Overlap != OverlapSum {
		s.award(first, at, s.r.lines[first].weight)
		return
	}
	left := big.NewRat(1, 1)
	for _, rank := range s.active {
		line := s.line[rank]
		share := s.r.lines[line].weight
		if share == nil || share.Cmp(left) > 0 {
			share = new(big.Rat).Set(left)
		}
		s.award(line, at, share)
		if left.Sub(left, share); left.Sign() == 0 {
			return
		}
	}
}

func (s *sharing) award(line int, at span, share *big.Rat) {
	if share != nil && share.Sign() == 0 {
		return
	}
	amount := Length{micros: at.length()}.times(share)
	if a := s.latest[line]; a != nil && a.to == at.from && cmpWeight(a.share, share) == 0 {
		a.to, a.amount = at.to, a.amount.Plus(amount)
		return
	}
	a := &award{span: at, line: line, share: share, amount: amount}
	s.latest[line] = a
	s.awards = append(s.awards, a)
}
