package downtime

import (
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Ledger is how much of a period something was down, and what became of every second of every outage. A plain value; who shares
// it does not change it. Down is the sum of Counted over the Lines, and over the Episodes.
type Ledger struct {
	Period calendar.Period `json:"period,omitzero"`
	AsOf   time.Time       `json:"asOf"`
	Until  time.Time       `json:"until"` // up to where was counted: AsOf, at most the period's end

	Down        Length        `json:"down"`        // the downtime, weighted
	Denominator calendar.Span `json:"denominator"` // of the whole period, also if it is not over
	Basis       Basis         `json:"basis"`       // how the denominator came about

	Episodes   []Episode      `json:"episodes,omitempty"`   // the outages as they count, in order of time
	Lines      []Line         `json:"lines,omitempty"`      // the outages as they were given, and the gaps that count; by start and id
	Exclusions []ExclusionUse `json:"exclusions,omitempty"` // what became of each exclusion, by start and id
	Caps       []CapUse       `json:"caps,omitempty"`       // how much of each cap is used up
}

// Basis is how a denominator came about: Period - Closed - Excluded, unless it is Fixed.
type Basis struct {
	Kind     DenominatorKind `json:"kind"`
	Period   calendar.Span   `json:"period"`            // the true length of the period
	Closed   calendar.Span   `json:"closed,omitzero"`   // outside the service hours, where they make the denominator
	Excluded calendar.Span   `json:"excluded,omitzero"` // excluded within what is left, where that makes the denominator
	Fixed    calendar.Span   `json:"fixed,omitzero"`
}

// Episode is one outage as it counts: what of one outage, or of several merged ones, the steps have left.
type Episode struct {
	Span    calendar.Interval `json:"span"`    // from its first second that counts to its last
	Counted Length            `json:"counted"` // weighted
	Down    calendar.Span     `json:"down"`    // how long something that counts was down: Counted without weights
	Outages []string          `json:"outages"` // the ids of those with a part in it, or with a gap that has, by start and id

	Open        bool `json:"open,omitempty"`        // one of them is not repaired yet
	BegunBefore bool `json:"begunBefore,omitempty"` // one of them began before the period
	EndsAfter   bool `json:"endsAfter,omitempty"`   // one of them went on after the period
}

// Line is what became of one outage: Raw is Counted and all that was removed.
type Line struct {
	Outage   string            `json:"outage,omitempty"`  // its id
	Between  []string          `json:"between,omitempty"` // instead, for a gap that counts: the ids of the outages before and behind it
	Cause    Cause             `json:"cause,omitempty"`
	Span     calendar.Interval `json:"span"` // as given; for an open outage up to AsOf
	Open     bool              `json:"open,omitempty"`
	Weight   *Ratio            `json:"weight,omitempty"`
	Raw      calendar.Span     `json:"raw"` // the length of Span
	Counted  Length            `json:"counted"`
	Removals []Removal         `json:"removals,omitempty"` // in order of time
}

// Removal is time that does not count, and why.
type Removal struct {
	Step      Step              `json:"step"`
	Why       fault.Reason      `json:"why"`                 // one of the Rule… codes; the message says what is so of the time removed
	Cause     Cause             `json:"cause,omitempty"`     // why it is excluded
	Exclusion string            `json:"exclusion,omitempty"` // by which; empty with a Cause: by the outage's own cause
	Span      calendar.Interval `json:"span"`                // where it lies
	Removed   Length            `json:"removed"`             // how much of the span goes: all, or by weight a part
}

// ExclusionUse is what became of an exclusion.
type ExclusionUse struct {
	Exclusion string            `json:"exclusion,omitempty"` // its id; empty: the own cause of the Outage
	Outage    string            `json:"outage,omitempty"`    // the one outage it is about
	Cause     Cause             `json:"cause"`
	Span      calendar.Interval `json:"span"`
	Excludes  calendar.Span     `json:"excludes"` // how much of the span it excludes, whether something was down or not
	Removed   calendar.Span     `json:"removed"`  // how much of it took something away from outages, without weights
	Why       fault.Reason      `json:"why"`      // one of the Rule… codes with a sentence
}

// CapUse is how much of a cap is used up.
type CapUse struct {
	Cause Cause         `json:"cause"`
	Year  int           `json:"year,omitempty"` // the calendar year of a yearly cap; 0: the cap of the period
	Cap   calendar.Span `json:"cap"`
	Used  calendar.Span `json:"used"` // by exclusions before the end of the period
}

// Availability is 1 - Down/Denominator, exact and at least 0; false if the denominator is 0 and there is none. Round it for
// display only.
func (l Ledger) Availability() (*big.Rat, bool) {
	if l.Denominator <= 0 {
		return nil, false
	}
	whole := new(big.Rat).SetInt64(l.Denominator.Duration().Microseconds())
	up := new(big.Rat).Sub(whole, l.Down.Rat())
	if up.Sign() < 0 {
		return new(big.Rat), true
	}
	return up.Quo(up, whole), true
}
