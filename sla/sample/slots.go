package sample

import "maps"

// A slot is the one that samples are being added to. Its figure is taken when it has ended, with all of them in.
type slot struct {
	end         int64 // the first microsecond behind it; 0 if there is none
	part, whole int64 // sum and number of its samples; good and total of its counts
	max         int64
}

// slots are the period's, from its start on: those that have ended as figures, and the open one.
type slots struct {
	open   slot
	seen   int64     // slots ended that had a figure
	good   int64     // of these, in Timeslices, the good ones
	ratios fractions // of these, in MeanOfSlots, the sum of the ratios
}

// at is the slot with an instant, which is not before those that came before.
func (s *slots) at(m *Meter, at int64) *slot {
	if at >= s.open.end {
		s.close(m)
		s.open.end = m.slotEnd(at)
	}
	return &s.open
}

// close takes the open slot's figure, if it has one.
func (s *slots) close(m *Meter) {
	done := s.open
	s.open = slot{}
	if done.whole == 0 {
		return
	}
	s.seen++
	if m.rule.Kind == MeanOfSlots {
		s.ratios.add(done.part, done.whole)
		return
	}
	good := m.holdsOf(done.part, done.whole)
	if m.rule.Of == OfMax {
		good = m.holds(done.max)
	}
	if good {
		s.good++
	}
}

// slotEnd is the end of the slot with an instant of the period; the last ends with the period.
func (p *plan) slotEnd(at int64) int64 {
	rest := (at - p.start) % p.length
	if left := p.length - rest; left < p.end-at {
		return at + left
	}
	return p.end
}

// ended is how many slots have ended by an instant of the period.
func (p *plan) ended(at int64) int64 {
	n := (at - p.start) / p.length
	if at == p.end && (at-p.start)%p.length != 0 {
		n++
	}
	return n
}

// asOf is the slots with the open one closed if it has ended by then; s stays as it is.
func (s slots) asOf(m *Meter, at int64) slots {
	if s.open.end == 0 || s.open.end > at {
		return s
	}
	if m.rule.Kind == MeanOfSlots {
		s.ratios.parts = maps.Clone(s.ratios.parts)
	}
	s.close(m)
	return s
}
