package sample

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Figure is what a rule makes of the samples up to an instant. It is the same whether they came one by one or all at once.
// A plain value.
type Figure struct {
	Kind  Kind      `json:"kind"`
	AsOf  time.Time `json:"asOf"`  // up to when; no later than the period's end
	Known bool      `json:"known"` // false if there was nothing to take the figure from: Value means nothing then
	Value Value     `json:"value"` // a share between 0 and 1, or in the metric's unit, or (Longest) in seconds
	// Part and Whole are what the value was taken from: rank and number of samples (Percentile); sum, in the resolution, and
	// number of samples (Mean); met and all, in samples, slots or microseconds (shares); good and total (Ratio). Whole alone: the
	// samples (Peak), the microseconds that counted (Longest), the slots that counted (MeanOfSlots).
	Part    int64 `json:"part,omitempty"`
	Whole   int64 `json:"whole,omitempty"`
	Samples int64 `json:"samples"`           // samples, or counts, taken in
	Clipped int64 `json:"clipped,omitempty"` // of these, samples above Metric.Most that counted as Most
	// Missing is how much had no sample, in what Whole is in: samples, slots or microseconds. It is 0 where nothing can be missing.
	Missing int64 `json:"missing,omitempty"`
}

// Figure is the figure of the samples so far, for the time from the period's start to asOf, or to its end if that is sooner.
// A slot that has not ended by asOf does not count yet. Asking changes nothing. An asOf before the newest sample, which then
// lies in the future, is fault.ErrInvalid.
func (m *Meter) Figure(asOf time.Time) (Figure, error) {
	at := min(asOf.UnixMicro(), m.end)
	if m.n > 0 && at < m.last {
		var c fault.Check
		c.Add("asOf", fault.RuleRange, fmt.Sprintf("%s lies before the newest sample, of %s; ask for a later instant",
			asOf.UTC().Format(time.RFC3339Nano), time.UnixMicro(m.last).UTC().Format(time.RFC3339Nano)))
		return Figure{}, c.Err("sample.Meter")
	}
	f := Figure{Kind: m.rule.Kind, AsOf: time.UnixMicro(at).UTC(), Samples: m.n, Clipped: m.clipped}
	m.figure(&f, max(at, m.start))
	f.Known = f.Whole > 0
	if !f.Known {
		f.Value = Value{}
	}
	return f, nil
}

// figure fills in value, part, whole and missing.
func (m *Meter) figure(f *Figure, at int64) {
	resolution := power(m.metric.Digits).Int64()
	f.Whole = m.n
	switch m.rule.Kind {
	case Percentile:
		if m.n > 0 {
			f.Part = nearestRank(m.rule.P, m.n)
			f.Value = newValue(m.values.at(f.Part), resolution)
		}
	case Mean:
		f.Part = m.sum
		f.Value = newValue(m.sum, max(m.n, 1)*resolution)
	case Peak:
		f.Value = newValue(m.peak, resolution)
	case Ratio:
		f.Part, f.Whole = m.good, m.total
		f.share()
	case Availability, Share:
		m.shareFigure(f, at)
	case Longest:
		s, longest := m.spell, m.run
		longest.to(at, &s, m.missing)
		s.to(at)
		f.Whole, f.Missing = at-m.start, s.missing
		if m.missing == LeftOut {
			f.Whole -= s.missing
		}
		f.Value = newValue(longest.longest, 1_000_000)
	case Timeslices, MeanOfSlots:
		m.slotsFigure(f, at)
	}
}

// share makes the value of part and whole.
func (f *Figure) share() { f.Value = newValue(f.Part, max(f.Whole, 1)) }

// count adds what is missing to a share, as the rule has it.
func (f *Figure) count(missing Missing, gap int64) {
	f.Missing = gap
	switch missing {
	case Met:
		f.Part += gap
		f.Whole += gap
	case NotMet:
		f.Whole += gap
	}
}

func (m *Meter) shareFigure(f *Figure, at int64) {
	gap := max((at-m.start)/m.every-m.n, 0)
	f.Part = m.met
	if m.way == tallyTime {
		s := m.spell
		s.to(at)
		gap = s.missing
		f.Part, f.Whole = s.met, at-m.start-gap
	}
	f.count(m.missing, gap)
	f.share()
}

func (m *Meter) slotsFigure(f *Figure, at int64) {
	s := m.slots.asOf(m, at)
	gap := m.ended(at) - s.seen
	f.Part, f.Whole = s.good, s.seen
	f.count(m.missing, gap)
	if m.rule.Kind == Timeslices {
		f.share()
		return
	}
	full := f.Part // the empty slots that count as good
	f.Part = 0
	if f.Whole > 0 {
		f.Value = s.ratios.by(full, f.Whole)
	}
}
