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

// restore takes over what the meter's kind counts, and reports whether a meter could have come to it.
func (m *Meter) restore(s stateText) bool {
	if s.Samples == 0 {
		return true
	}
	m.n, m.last, m.clipped = s.Samples, s.Last.UnixMicro(), s.Clipped
	if m.n < 0 || m.n > MaxSamples || m.last < m.start || m.last >= m.end || !within(m.n, m.clipped) {
		return false
	}
	most, elapsed := int64(m.most), m.last-m.start
	switch m.way {
	case tallyValues:
		return m.values.fill(s.Values, most) == m.n
	case tallySum:
		m.sum = s.Sum
		return within(m.n*most, m.sum)
	case tallyPeak:
		m.peak = s.Peak
		return within(most, m.peak)
	case tallyMet:
		m.met = s.Met
		return within(m.n, m.met)
	case tallyTime, tallyRuns:
		m.spell = spell{at: m.last, stands: m.every, holds: s.Holds, met: s.Met, missing: s.Missing}
		m.run = run{now: s.Run, longest: s.Longest}
		return within(elapsed, s.Met, s.Missing, s.Longest) && s.Met+s.Missing <= elapsed && within(s.Longest, s.Run)
	case tallySlots:
		return s.Slots != nil && m.restoreSlots(s.Slots) && within(m.n, m.slots.open.whole) &&
			within(most, m.slots.open.max) && within(m.slots.open.whole*most, m.slots.open.part)
	case tallyCounts:
		m.good, m.total = s.Good, s.Total
		ok := within(math.MaxInt64, m.total) && within(m.total, m.good)
		if m.length == 0 {
			return ok
		}
		return ok && s.Slots != nil && m.restoreSlots(s.Slots) && within(m.total, m.slots.open.whole) &&
			within(m.slots.open.whole, m.slots.open.part) && m.slots.open.max == 0
	}
	return false
}

// restoreSlots leaves the open slot to be checked.
func (m *Meter) restoreSlots(s *slotsText) bool {
	m.slots = slots{
		open: slot{end: m.slotEnd(m.last), part: s.Open[0], whole: s.Open[1], max: s.Open[2]},
		seen: s.Seen, good: s.Good, ratios: fractions{whole: s.Whole},
	}
	return within(m.ended(m.last), s.Seen) && within(s.Seen, s.Good, s.Whole) && m.slots.ratios.fill(s.Ratios, s.Seen)
}

// isWrittenAs reports whether m is written as it was read, with nothing that its kind does not count.
func (m *Meter) isWrittenAs(s stateText) bool {
	read, err := json.Marshal(s)
	written, err2 := m.MarshalJSON()
	return err == nil && err2 == nil && bytes.Equal(read, written)
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
