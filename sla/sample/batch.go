package sample

import "math"

// AddAll takes samples in, in their order, as Add does one by one, only faster. If any of them is wrong none is taken, and
// the error names them all (the first 20 of many).
func (m *Meter) AddAll(samples []Sample) error {
	if m.counts || m.n > MaxSamples-int64(len(samples)) {
		return m.refuse(samples, "samples")
	}
	ok := false
	switch {
	case m.kind == Percentile:
		ok = m.addValues(samples)
	case m.by == Samples:
		ok = m.addJudged(samples)
	default:
		ok = m.addEach(samples)
	}
	if !ok {
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

// addValues is addEach for Percentile.
func (m *Meter) addValues(samples []Sample) bool {
	last, most, clipped := m.last, m.most, m.clipped
	values := m.values
	for i := range samples {
		s := &samples[i]
		at, value := s.At.UnixMicro(), uint64(s.Value)
		if at <= last || value > most { // a value below 0 is far above
			if at <= last || s.Value < 0 {
				m.removeValues(samples[:i])
				return false
			}
			value = most
			clipped++
		}
		last = at
		values.add(value)
	}
	if last >= m.end {
		m.removeValues(samples)
		return false
	}
	m.last, m.clipped = last, clipped
	m.n += int64(len(samples))
	return true
}

func (m *Meter) removeValues(samples []Sample) {
	for i := range samples {
		m.values.remove(min(uint64(samples[i].Value), m.most))
	}
}

// addJudged is addEach for shares by Samples.
func (m *Meter) addJudged(samples []Sample) bool {
	last, most, clipped, met := m.last, m.most, m.clipped, m.met
	for i := range samples {
		s := &samples[i]
		at, value := s.At.UnixMicro(), uint64(s.Value)
		if at <= last || value > most {
			if at <= last || s.Value < 0 {
				return false
			}
			value = most
			clipped++
		}
		last = at
		if m.holds(int64(value)) {
			met++
		}
	}
	if last >= m.end {
		return false
	}
	m.last, m.clipped, m.met = last, clipped, met
	m.n += int64(len(samples))
	return true
}

// AddCounts takes counts in, in their order, as AddCount does one by one. If any of them is wrong none is taken, and the error
// names them all (the first 20 of many).
func (m *Meter) AddCounts(counts []Count) error {
	if !m.counts || m.n > MaxSamples-int64(len(counts)) {
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
