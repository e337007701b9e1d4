package sample

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// stateText is a meter's stored form. What follows from the rest is left out: where a spell or a slot stands follows from the
// newest sample.
type stateText struct {
	Metric  Metric          `json:"metric"`
	Rule    Rule            `json:"rule"`
	Period  calendar.Period `json:"period"`
	Samples int64           `json:"samples"`
	Last    time.Time       `json:"last,omitzero"`
	Clipped int64           `json:"clipped,omitempty"`
	Sum     int64           `json:"sum,omitempty"`
	Peak    int64           `json:"peak,omitempty"`
	Met     int64           `json:"met,omitempty"`
	Missing int64           `json:"missing,omitempty"`
	Holds   bool            `json:"holds,omitempty"`
	Run     int64           `json:"run,omitempty"`
	Longest int64           `json:"longest,omitempty"`
	Good    int64           `json:"good,omitempty"`
	Total   int64           `json:"total,omitempty"`
	Slots   *slotsText      `json:"slots,omitempty"`
	Values  []int64         `json:"values,omitempty"` // for each value its distance from the one before (the first's from 0), and its count
}

type slotsText struct {
	Seen   int64    `json:"seen,omitempty"`
	Good   int64    `json:"good,omitempty"`
	Whole  int64    `json:"whole,omitempty"`  // of the sum of ratios
	Ratios []uint64 `json:"ratios,omitempty"` // the sum's fractions: denominator and numerator, by denominator
	Open   [3]int64 `json:"open"`             // part, whole and highest of the open slot
}

// MarshalJSON writes the meter's whole state. Its size follows the number of different values, or of slots with different
// totals, and not that of the samples. A meter that NewMeter did not make is fault.ErrInvalid.
func (m *Meter) MarshalJSON() ([]byte, error) {
	text := stateText{
		Metric: m.metric, Rule: m.rule, Period: m.period, Samples: m.n, Clipped: m.clipped, Sum: m.sum, Peak: m.peak,
		Met: m.met + m.spell.met, Missing: m.spell.missing, Holds: m.spell.holds, Run: m.run.now, Longest: m.run.longest,
		Good: m.good, Total: m.total, Values: m.values.pairs(),
	}
	if m.n > 0 {
		text.Last = time.UnixMicro(m.last).UTC()
	}
	if m.length > 0 {
		s := &m.slots
		text.Slots = &slotsText{
			Seen: s.seen, Good: s.good, Whole: s.ratios.whole, Ratios: s.ratios.pairs(),
			Open: [3]int64{s.open.part, s.open.whole, s.open.max},
		}
	}
	return json.Marshal(text)
}

// UnmarshalJSON reads what MarshalJSON writes. What no meter could have come to, and whatever NewMeter refuses, is
// fault.ErrInvalid. null changes nothing, as encoding/json has it. After an error m is as before.
func (m *Meter) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	var text stateText
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	made, err := NewMeter(text.Metric, text.Rule, text.Period)
	if err != nil {
		return err
	}
	if !made.restore(text) || !made.isWrittenAs(text) {
		var c fault.Check
		c.Add("", fault.RuleFormat, "is the state of no meter; restore what MarshalJSON wrote, or count anew")
		return c.Err("sample.Meter")
	}
	*m = *made
	return nil
}

// restore takes over a state that a meter could have come to, and reports whether it is one.
func (m *Meter) restore(s stateText) bool {
	if s.Samples == 0 {
		return true
	}
	m.n, m.last, m.clipped = s.Samples, s.Last.UnixMicro(), s.Clipped
	m.sum, m.peak, m.good, m.total = s.Sum, s.Peak, s.Good, s.Total
	most, elapsed := int64(m.most), m.last-m.start
	ok := 0 < m.n && m.n <= MaxSamples && m.start <= m.last && m.last < m.end && within(m.n, m.clipped) &&
		within(most, m.peak) && m.sum >= 0 && m.sum/m.n <= most && within(m.total, m.good)
	switch m.way {
	case tallyMet:
		m.met = s.Met
		return ok && within(m.n, m.met)
	case tallyTime, tallyRuns:
		m.spell = spell{at: m.last, stands: m.every, holds: s.Holds, met: s.Met, missing: s.Missing}
		m.run = run{now: s.Run, longest: s.Longest}
		return ok && within(elapsed, s.Met, s.Missing, s.Longest) && s.Met+s.Missing <= elapsed && within(s.Longest, s.Run)
	case tallyValues:
		return ok && m.values.fill(s.Values, most) == m.n
	}
	return ok && (m.length == 0 || s.Slots != nil && m.restoreSlots(s.Slots))
}

// isWrittenAs reports whether m is written as it was read, with nothing that its kind does not count.
func (m *Meter) isWrittenAs(s stateText) bool {
	read, err := json.Marshal(s)
	written, err2 := m.MarshalJSON()
	return err == nil && err2 == nil && bytes.Equal(read, written)
}

func (m *Meter) restoreSlots(s *slotsText) bool {
	part, whole, highest := s.Open[0], s.Open[1], s.Open[2]
	m.slots = slots{
		open: slot{end: m.slotEnd(m.last), part: part, whole: whole, max: highest},
		seen: s.Seen, good: s.Good, ratios: fractions{whole: s.Whole},
	}
	ok := within(m.ended(m.last), s.Seen) && within(s.Seen, s.Good, s.Whole) && within(int64(m.most), highest) && part >= 0 && whole >= 0
	if m.way == tallyCounts {
		return ok && part <= whole && whole <= m.total && m.slots.ratios.fill(s.Ratios, s.Seen)
	}
	return ok && whole <= m.n && part/max(whole, 1) <= int64(m.most)
}

// within reports whether all numbers lie between 0 and most.
func within(most int64, numbers ...int64) bool {
	for _, n := range numbers {
		if n < 0 || n > most {
			return false
		}
	}
	return true
}

// pairs are the values counted as stateText has them.
func (h histogram) pairs() []int64 {
	var pairs []int64
	before := 0
	for i, p := range h {
		if p == nil {
			continue
		}
		for j, n := range p {
			if n > 0 {
				value := i<<pageBits + j
				pairs = append(pairs, int64(value-before), int64(n))
				before = value
			}
		}
	}
	return pairs
}

// fill reads pairs, and is how many samples they come to; -1 if they are wrong.
func (h histogram) fill(pairs []int64, most int64) int64 {
	value, samples := int64(0), int64(0)
	for i := 0; i+1 < len(pairs); i += 2 {
		distance, n := pairs[i], pairs[i+1]
		if !within(most-value, distance) || n < 1 || n > math.MaxUint32 || i > 0 && distance == 0 {
			return -1
		}
		value += distance
		samples += n
		h.add(uint64(value))
		h[value>>pageBits][value%pageSize] = uint32(n)
	}
	if len(pairs)%2 != 0 {
		return -1
	}
	return samples
}
