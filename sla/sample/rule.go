package sample

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Kind is what a rule makes of the samples; which fields of Rule each kind asks for stands at the kind.
type Kind string

// The kinds of figure. Shares are between 0 and 1; other values are in the metric's unit, Longest in seconds.
const (
	Percentile   Kind = "percentile"   // the value that the share P of the samples does not exceed: P, Method
	Mean         Kind = "mean"         // the samples' sum by their number
	Peak         Kind = "peak"         // the highest sample
	Availability Kind = "availability" // the share of probes that are up (1): By, Every, Missing
	Share        Kind = "share"        // the share for which the condition is met, such as utilisation above 85 %: By, Every, Missing, Operator, Bound
	Longest      Kind = "longest"      // the longest unbroken time for which the condition is met: Every, Missing, Operator, Bound
	Ratio        Kind = "ratio"        // good by total of all counts
	Timeslices   Kind = "timeslices"   // the share of slots that are good, meeting the condition: Slot, Of, Missing, Operator, Bound
	MeanOfSlots  Kind = "meanOfSlots"  // the mean of the slots' ratios good by total: Slot, Missing
)

// Method is how a percentile is found.
type Method string

// NearestRank is the only method: of n samples in order it is the one at rank P × n, rounded up. It is always a value that
// was measured, never one between two.
const NearestRank Method = "nearestRank"

// By is what a share is a share of.
type By string

// The bases of a share.
const (
	Samples By = "samples" // of the number of samples; missing are as many as fall short of one for each Every that has passed
	Time    By = "time"    // of time; a sample stands until the next, but no longer than Every, and the rest is missing
)

// Missing is what counts for time without samples, or for a slot without any.
type Missing string

// What is missing counts as: for Availability Up or Down, for Share and Longest Met or NotMet, for slots Good or Bad; and
// everywhere as LeftOut, of which a longest time is then neither longer nor broken.
const (
	Up      Missing = "up"
	Down    Missing = "down"
	Met     Missing = "met"
	NotMet  Missing = "notMet"
	Good    Missing = "good"
	Bad     Missing = "bad"
	LeftOut Missing = "leftOut"
)

// Of is which figure of a slot is held against the bound.
type Of string

// The figures of a slot.
const (
	OfMean  Of = "mean"  // its samples' mean
	OfMax   Of = "max"   // its highest sample
	OfRatio Of = "ratio" // good by total of its counts; a slot whose total is 0 is empty
)

// Operator compares a sample, or a slot's figure, with the bound, as TMF623 spells it.
type Operator string

// The operators of a condition.
const (
	Less           Operator = ".lt"
	LessOrEqual    Operator = ".le"
	GreaterOrEqual Operator = ".ge"
	Greater        Operator = ".gt"
)

// Rule says which figure is wanted, leaving nothing to be assumed: each kind needs the fields named at it, and refuses the
// others. A plain value.
type Rule struct {
	Kind    Kind          `json:"kind"`
	P       money.Rate    `json:"p,omitzero"`        // above 0 %, at most 100 %
	Method  Method        `json:"method,omitempty"`  // how the percentile is found
	By      By            `json:"by,omitempty"`      // what the share is a share of
	Every   calendar.Span `json:"every,omitzero"`    // how long a sample stands for at most: the probe's interval, with some room by Time
	Slot    calendar.Span `json:"slot,omitzero"`     // a slot's length; slots follow one another from the period's start, the last ends with it
	Of      Of            `json:"of,omitempty"`      // the slot's figure
	Missing Missing       `json:"missing,omitempty"` // what counts where there is no sample
	// Operator and Bound are the condition. The bound is in the metric's unit (0.85, not 85, if that is how it is measured);
	// of a ratio it is a share between 0 and 1.
	Operator Operator        `json:"operator,omitempty"`
	Bound    *money.Quantity `json:"bound,omitempty"`
}
