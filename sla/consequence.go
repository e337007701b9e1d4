package sla

import "github.com/etomcrm/etomcrm/etom/money"

// ConsequenceKind is how the worth of a consequence or cap is told.
type ConsequenceKind string

// The kinds of worth. None is for caps only: there is no limit, and the agreement says so.
const (
	None          ConsequenceKind = "none"
	PercentOfFee  ConsequenceKind = "percentOfFee"  // Rate of the fee
	Fixed         ConsequenceKind = "fixed"         // Amount
	MultipleOfFee ConsequenceKind = "multipleOfFee" // Times the fee, or that part of it which Basis names
	DaysOfFee     ConsequenceKind = "daysOfFee"     // Days of the fee, each as Day says
)

// Basis is the part of a fee that a multiple is taken of.
type Basis string

// The bases.
const (
	WholeFee      Basis = "wholeFee"
	FeeOfDowntime Basis = "feeOfDowntime" // what was paid for the time without service: fee × counted downtime / the period's true length
)

// Day is what one day of a fee is.
type Day string

// The days.
const (
	Thirtieth Day = "thirtieth" // 1/30 of the fee, whatever the month
	Actual    Day = "actual"    // the fee divided by the civil days of the period
)

// Worth is what a value is taken of. It is a value.
type Worth struct {
	Kind  ConsequenceKind `json:"kind"`
	Fee   string          `json:"fee,omitempty"`   // its name, one of the agreement's; not for fixed and none
	Basis Basis           `json:"basis,omitempty"` // for multipleOfFee
	Day   Day             `json:"day,omitempty"`   // for daysOfFee
}

// Value is how much of it: the one field that the kind of worth names, positive. It is a value.
type Value struct {
	Rate   *money.Rate     `json:"rate,omitempty"`
	Amount *money.Amount   `json:"amount,omitempty"`
	Times  *money.Quantity `json:"times,omitempty"`
	Days   *money.Quantity `json:"days,omitempty"`
}

// Consequence is what a missed target is worth to the customer. Of its tiers at most one holds for any figure. It is a value.
type Consequence struct {
	Worth
	Tiers []Tier `json:"tier"`
	Step  *Step  `json:"step,omitempty"` // the tier's value is due for every step; nil: once
}

// Tier is one row of a table of credits. It is a value.
type Tier struct {
	When []Bound `json:"when,omitempty"` // all must hold for what was measured; none: whenever the target is missed
	Value
}

// Step multiplies the value of a tier: 1 % per 0.1 % or portion thereof, one day's charge per hour of fault. It is a value.
type Step struct {
	Size  money.Quantity `json:"size"`  // in the objective's unit, above 0
	From  Origin         `json:"from"`  // what the steps are counted from
	Count StepCount      `json:"count"` // whether a started step counts
}

// Origin is where steps begin.
type Origin string

// The origins: the distance from the target, or the whole figure.
const (
	FromTarget Origin = "target"
	FromZero   Origin = "zero"
)

// StepCount says what becomes of a step that is not full.
type StepCount string

// Started counts it ("or portion thereof", per started hour), Full does not.
const (
	Started StepCount = "started"
	Full    StepCount = "full"
)

// Cap is the most that something may cost; Kind none says that there is no limit. It is a value.
type Cap struct {
	Worth
	Value
}

// Uncapped says that there is no limit.
func Uncapped() Cap { return Cap{Worth: Worth{Kind: None}} }

// CappedAt is a limit of a rate of a fee, such as the whole monthly charge.
func CappedAt(rate money.Rate, fee string) Cap {
	return Cap{Worth: Worth{Kind: PercentOfFee, Fee: fee}, Value: Value{Rate: &rate}}
}

// Stacking says what several remedies become together.
type Stacking string

// The ways of stacking. Which remedy stays is decided after the objectives' own caps.
const (
	Sum   Stacking = "sum"   // they add up
	Max   Stacking = "max"   // the largest stays; of equal ones the first
	First Stacking = "first" // the first in the order of the agreement stays
)
