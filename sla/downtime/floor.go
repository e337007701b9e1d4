package downtime

import "fmt"

// floor takes away what does not fill a whole unit.
func (r *run) floor() {
	f := r.k.Floor
	unit := toMicros(f.To)
	partial := because(StepFloor, RulePartialUnit, fmt.Sprintf("does not fill a whole %s", f.To))
	if f.Of == OfClock {
		r.floorClock(unit, partial)
		return
	}
	r.trim(StepFloor, f.Of, func(whole Length) loss {
		return loss{tail: remainder(whole, unit), why: partial}
	})
}

// remainder is what is left of the length behind its last whole unit.
func remainder(l Length, unit int64) Length {
	return Length{micros: l.micros % unit, rest: l.rest}
}

// floorClock keeps of each stretch the units of the clock that are down from end to end.
func (r *run) floorClock(unit int64, partial *why) {
	var left []piece
	for _, outage := range byEpisode(r, r.pieces, pieceLine) {
		var cuts []cut
		for _, s := range runs(outage) {
			first, last := s.from+mod(-s.from, unit), s.to-mod(s.to, unit)
			if first >= last {
				cuts = append(cuts, cut{s, partial})
				continue
			}
			cuts = append(cuts, cut{span{s.from, first}, partial}, cut{span{last, s.to}, partial})
		}
		for _, p := range outage {
			left = r.cutPiece(left, p, cuts)
		}
	}
	r.keep(left)
}

// mod is the remainder of n, never negative.
func mod(n, unit int64) int64 { return (n%unit + unit) % unit }
