package sample

import (
	"fmt"
	"math"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// MaxSamples is how many samples, or counts, a meter takes.
const MaxSamples = math.MaxUint32

// Meter takes the samples of one metric and period as they come and has the figure that a rule makes of them, at any time. Its
// memory does not grow with their number. Its JSON is its whole state: read back, it goes on as if it had never stopped.
// It is for one goroutine.
type Meter struct {
	metric Metric
	rule   Rule
	period calendar.Period
	plan
	tally
}

// A tally is what a meter has counted; of each group only what the kind needs is used.
type tally struct {
	last       int64 // when the newest sample was taken, in microseconds; before the period's start if there is none
	n, clipped int64

	sum, peak, met int64 // Mean; Peak; shares by Samples
	good, total    int64 // counts
	spell          spell // shares by Time, Longest
	run            run   // Longest
	slots          slots // Timeslices, MeanOfSlots
	values         histogram
}

// NewMeter makes a meter without samples. It is fault.ErrInvalid, with every fault at once, if metric or rule leave something
// open or contradict themselves or each other, or if there is no period.
func NewMeter(m Metric, r Rule, p calendar.Period) (*Meter, error) {
	var c fault.Check
	m.Check(&c, "metric")
	r.Check(&c, "rule", m)
	if p.IsZero() {
		c.Add("period", fault.RuleRequired, "must be given")
	}
	if r.Kind == MeanOfSlots && r.Slot > 0 {
		c.That(p.Duration()/time.Duration(r.Slot) < MaxSlots, "rule.slot", fault.RuleRange, fmt.Sprintf(
			"makes more than %d slots of the period, whose ratios would need too much room; choose longer ones", MaxSlots))
	}
	if err := c.Err("sample.Meter"); err != nil {
		return nil, err
	}
	return newMeter(m, r, p), nil
}

func newMeter(m Metric, r Rule, p calendar.Period) *Meter {
	made := &Meter{metric: m, rule: r, period: p, plan: newPlan(m, r, p)}
	made.last, made.spell.at = made.start-1, made.start
	if r.Kind == Percentile {
		made.values = newHistogram(m.Most)
	}
	return made
}

// Metric is what the meter was made for.
func (m *Meter) Metric() Metric { return m.metric }

// Rule is what the meter was made for.
func (m *Meter) Rule() Rule { return m.rule }

// Period is what the meter was made for.
func (m *Meter) Period() calendar.Period { return m.period }

// Add takes one sample in. Samples come in order of time: one that is not later than the newest, lies outside the period or
// is below 0 is fault.ErrInvalid and changes nothing, and so is any sample if the rule takes counts.
func (m *Meter) Add(s Sample) error {
	at := s.At.UnixMicro()
	if at <= m.last || at >= m.end || s.Value < 0 || m.way == tallyCounts || m.n == MaxSamples {
		return m.refuse([]Sample{s}, "")
	}
	m.take(at, s.Value)
	return nil
}

// take counts a sample that was found in order.
func (m *Meter) take(at, value int64) {
	m.last = at
	m.n++
	if most := int64(m.most); value > most {
		value = most
		m.clipped++
	}
	switch m.way {
	case tallyValues:
		m.values.add(uint64(value))
	case tallySum:
		m.sum += value
	case tallyPeak:
		m.peak = max(m.peak, value)
	case tallyMet:
		if m.holds(value) {
			m.met++
		}
	case tallyRuns:
		m.run.to(at, &m.spell, m.missing)
		fallthrough
	case tallyTime:
		m.spell.to(at)
		m.spell.holds, m.spell.stands = m.holds(value), m.every
	case tallySlots:
		slot := m.slots.at(m, at)
		slot.part += value
		slot.whole++
		slot.max = max(slot.max, value)
	}
}

// AddCount takes one count in, as Add does a sample; it is refused if the rule takes samples. A good or total below 0, more
// good than total, and counts that add up to more than an int64 are fault.ErrInvalid too.
func (m *Meter) AddCount(n Count) error {
	at := n.At.UnixMicro()
	wrong := n.Good < 0 || n.Good > n.Total || n.Total > math.MaxInt64-m.total
	if at <= m.last || at >= m.end || wrong || m.way != tallyCounts || m.n == MaxSamples {
		return m.refuseCounts([]Count{n}, "")
	}
	m.takeCount(at, n)
	return nil
}

// takeCount counts what was found in order.
func (m *Meter) takeCount(at int64, n Count) {
	m.last = at
	m.n++
	m.good += n.Good
	m.total += n.Total
	if m.length > 0 {
		slot := m.slots.at(m, at)
		slot.part += n.Good
		slot.whole += n.Total
	}
}
