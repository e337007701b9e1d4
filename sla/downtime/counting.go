package downtime

import "github.com/etomcrm/etomcrm/etom/calendar"

// Counting says how outages are counted: every axis on which published SLAs disagree, none with a silent default. Check names
// each that is missing, with the choices, and each that is given although no step uses it. A plain value; who shares it does
// not change it.
type Counting struct {
	Begin    Begin    `json:"begin"`    // from when an outage counts
	Degraded Degraded `json:"degraded"` // whether outages with a weight count
	Order    []Step   `json:"order"`    // the steps used, in the order in which they are done

	MergeGap *calendar.Span `json:"mergeGap,omitempty"` // for StepMerge: outages at most so far apart are one; 0: those that touch or overlap
	Gap      Gap            `json:"gap,omitempty"`      // for a MergeGap above 0: whether the time in between counts
	Overlap  Overlap        `json:"overlap,omitempty"`  // for StepMerge with DegradedWeighed: what outages at the same time weigh

	Hours   *calendar.Hours `json:"hours,omitempty"`   // for StepHours: the service hours
	Rules   []Rule          `json:"rules,omitempty"`   // for StepExclude: which causes exclude, and when
	Minimum *Minimum        `json:"minimum,omitempty"` // for StepMinimum
	Floor   *Floor          `json:"floor,omitempty"`   // for StepFloor

	Denominator Denominator `json:"denominator"`
}

// Begin is from when an outage counts.
type Begin string

// The choices of Begin.
const (
	BeginStart  Begin = "start"  // from its start
	BeginReport Begin = "report" // from when it was reported, if that is later; never if it was not reported
)

// Degraded is what becomes of outages that have a weight.
type Degraded string

// The choices of Degraded.
const (
	DegradedFull    Degraded = "full"    // a degradation counts like an outage
	DegradedNone    Degraded = "none"    // "degraded is available": it does not count
	DegradedWeighed Degraded = "weighed" // it counts by its weight, from StepWeigh on
)

// Step is one step of counting. A different order of the same steps gives different downtime, and so different money.
type Step string

// The steps. Each may be used once; StepClip must be.
const (
	StepMerge   Step = "merge"   // outages that overlap, or follow one another closely, become one
	StepClip    Step = "clip"    // what lies outside the period goes
	StepHours   Step = "hours"   // what lies outside the service hours goes
	StepExclude Step = "exclude" // what the exclusions cover goes
	StepMinimum Step = "minimum" // outages that are too short go
	StepFloor   Step = "floor"   // what does not fill a whole unit (minute) goes
	StepWeigh   Step = "weigh"   // degradations go on with their weight
)

// The two steps that come before the Order, in this order, as a Removal names them.
const (
	StepDegraded Step = "degraded" // degradations that do not count
	StepBegin    Step = "begin"    // what was not reported yet
)

// Gap is what becomes of the time between two outages that are merged over it.
type Gap string

// The choices of Gap. What an earlier step has taken away, a gap does not bring back.
const (
	GapCounts Gap = "counts" // it counts as down; among weighed outages with the lesser of what is down before and behind it
	GapFree   Gap = "free"   // the outages are one, but only their own time counts
)

// Overlap is what outages that are down at the same time weigh together.
type Overlap string

// The choices of Overlap.
const (
	OverlapMax Overlap = "max" // as much as the heaviest of them
	OverlapSum Overlap = "sum" // the sum of them, but at most 1
)

// Minimum says which outages are long enough.
type Minimum struct {
	Least  calendar.Span `json:"least"` // more than 0
	Counts MinimumCounts `json:"counts"`
	Of     Of            `json:"of"`
}

// MinimumCounts is what a minimum lets through.
type MinimumCounts string

// The choices of MinimumCounts.
const (
	MinimumAtLeast    MinimumCounts = "atLeast"    // whole, if as long as Least or longer
	MinimumLongerThan MinimumCounts = "longerThan" // whole, if longer than Least
	MinimumBeyond     MinimumCounts = "beyond"     // only what goes beyond Least: its first part never counts
)

// Floor drops what does not fill a whole unit.
type Floor struct {
	To calendar.Span `json:"to"` // the unit, such as 1m; more than 0
	Of Of            `json:"of"`
}

// Of is what a minimum or a floor looks at: the steps before may have cut pieces out of an outage.
type Of string

// The choices of Of.
const (
	OfOutage  Of = "outage"  // the outage's whole time, its pieces added up
	OfStretch Of = "stretch" // each piece without a break ("consecutive minutes") for itself
	OfClock   Of = "clock"   // for a Floor: the clock's own units (10:01 to 10:02) that are down from end to end; To divides 15m
)

// Denominator is the time that downtime is divided by for an availability.
type Denominator struct {
	Kind  DenominatorKind `json:"kind"`
	Fixed calendar.Span   `json:"fixed,omitzero"` // for DenominatorFixed
}

// DenominatorKind is how the denominator comes about.
type DenominatorKind string

// The choices of DenominatorKind. What is excluded means by exclusions for everything, not by those for a single outage.
const (
	DenominatorPeriod                     DenominatorKind = "period"                     // the period
	DenominatorPeriodLessExclusions       DenominatorKind = "periodLessExclusions"       // the period without what is excluded in it
	DenominatorServiceHours               DenominatorKind = "serviceHours"               // the service hours in the period
	DenominatorServiceHoursLessExclusions DenominatorKind = "serviceHoursLessExclusions" // these without what is excluded in them
	DenominatorFixed                      DenominatorKind = "fixed"                      // always the same, such as 43,200 minutes
)
