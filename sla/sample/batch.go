package sample

import (
	"math"
	"time"
)

// AddAll takes samples in, in their order, as Add does one by one, only faster. If any of them is wrong none is taken, and
// the error names them all (the first 20 of many).
func (m *Meter) AddAll(samples []Sample) error {
	if m.way == tallyCounts || m.start >= m.end || m.n > MaxSamples-int64(len(samples)) {
		return m.refuse(samples, "samples")
	}
	add := m.addEach
	switch m.way {
	case tallyValues:
		add = m.addValues
	case tallyMet:
		add = m.addMet
	case tallyTime:
		add = m.addTime
	}
	if !add(samples) {
		return m.refuse(samples, "samples")
	}
	return nil
}

// addEach has no loop of its own for the kind. What it changes lies in the tally itself, so a copy brings it back.
func (m *Meter) addEach(samples []Sample) bool {
	before := m.tally
	for i := range samples {
		s := &samples[i]
		at := s.At.UnixMicro()
		if at <= m.last || at >= m.end || s.Value < 0 {
			m.tally = before
			return false
		}
		m.take(at, s.Value)
	}
	return true
}

// The loops below hold whole seconds against one another, which are cheaper to come by than microseconds, and look closer
// (follows) only at samples of the same second. Since the samples follow one another, only the last can lie behind the period.

// addValues is addEach for Percentile.
func (m *Meter) addValues(samples []Sample) bool {
	values, most, clipped, last := m.values, m.most, m.clipped, second(m.last)
	for i := range samples {
		s := &samples[i]
		at, value := s.At.Unix(), uint64(s.Value)
		if at <= last || value > most { // a value below 0 is far above
			if s.Value < 0 || !m.follows(samples, i) {
				m.removeValues(samples[:i])
				return false
			}
			if value > most {
				value = most
				clipped++
			}
		}
		last = at
		values.add(value)
	}
	if !m.endsWithin(samples) {
		m.removeValues(samples)
		return false
	}
	m.clipped = clipped
	m.took(samples)
	return true
}

func (m *Meter) removeValues(samples []Sample) {
	for i := range samples {
		m.values.remove(min(uint64(samples[i].Value), m.most))
	}
}

// addMet is addEach for shares by Samples.
func (m *Meter) addMet(samples []Sample) bool {
	most, clipped, met, last := m.most, m.clipped, m.met, second(m.last)
	edge, above := m.edge, m.above
	for i := range samples {
		s := &samples[i]
		at, value := s.At.Unix(), uint64(s.Value)
		if at <= last || value > most {
			if s.Value < 0 || !m.follows(samples, i) {
				return false
			}
			if value > most {
				clipped++ // most or more: on the same side of the edge
			}
		}
		last = at
		if (s.Value >= edge) == above {
			met++
		}
	}
	if !m.endsWithin(samples) {
		return false
	}
	m.clipped, m.met = clipped, met
	m.took(samples)
	return true
}

// addTime is addEach for shares by Time.
func (m *Meter) addTime(samples []Sample) bool {
	most, clipped, last, spell := m.most, m.clipped, m.last, m.spell
	for i := range samples {
		s := &samples[i]
		at, value := s.At.UnixMicro(), uint64(s.Value)
		if at <= last || value > most {
			if s.Value < 0 || at <= last {
				return false
			}
			clipped++
		}
		last = at
		spell.to(at)
		spell.holds, spell.stands = m.holds(s.Value), m.every
	}
	if !m.endsWithin(samples) {
		return false
	}
	m.clipped, m.spell = clipped, spell
	m.took(samples)
	return true
}

// second is the second that an instant, in microseconds, lies in.
func second(at int64) int64 { return time.UnixMicro(at).Unix() }

// follows reports whether a sample comes after the one before it.
func (m *Meter) follows(samples []Sample, i int) bool {
	last := m.last
	if i > 0 {
		last = samples[i-1].At.UnixMicro()
	}
	return samples[i].At.UnixMicro() > last
}

func (m *Meter) endsWithin(samples []Sample) bool {
	return len(samples) == 0 || samples[len(samples)-1].At.UnixMicro() < m.end
}

// took notes that all the samples have been counted.
func (m *Meter) took(samples []Sample) {
	if len(samples) > 0 {
		m.last = samples[len(samples)-1].At.UnixMicro()
		m.n += int64(len(samples))
	}
}

// AddCounts takes counts in, in their order, as AddCount does one by one. If any of them is wrong none is taken, and the error
// names them all (the first 20 of many).
func (m *Meter) AddCounts(counts []Count) error {
	if m.way != tallyCounts || m.n > MaxSamples-int64(len(counts)) {
		return m.refuseCounts(counts, "counts")
	}
	last, room := m.last, math.MaxInt64-m.total
	for i := range counts {
		n := &counts[i]
		at := n.At.UnixMicro()
		if at <= last || at >= m.end || n.Good < 0 || n.Good > n.Total || n.Total > room {
			return m.refuseCounts(counts, "counts")
		}
		last = at
		room -= n.Total
	}
	for i := range counts {
		m.takeCount(counts[i].At.UnixMicro(), counts[i])
	}
	return nil
}
