package sla

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Agreement is one version of the terms of a service level agreement (TMF623, TMF651). Every field on which published agreements
// disagree must be filled; Check names those that are not, and what they may be. It is a value; treat it as immutable, parts of
// it are shared.
type Agreement struct {
	ID       string         `json:"id"`
	Version  string         `json:"version"`
	Customer string         `json:"customer,omitempty"`
	Name     string         `json:"name"`
	De       string         `json:"de,omitempty"`      // the name in German; empty: Name
	Cycle    calendar.Cycle `json:"cycle"`             // how the periods follow one another
	Features []string       `json:"feature,omitempty"` // what the customer gets, such as Mail
	Fees     []string       `json:"fee,omitempty"`     // names of the fees that remedies are taken of; the amounts are in the record

	Objectives []Objective `json:"objective"`

	Stacking    Stacking    `json:"stacking"`    // among the objectives
	Cap         Cap         `json:"cap"`         // of a period's remedies
	ContractCap ContractCap `json:"contractCap"` // of the remedies of several periods, after Cap
	Minimum     Minimum     `json:"minimum"`     // below which a period's remedies are not paid
	Rounding    *money.Mode `json:"rounding"`    // of every remedy, once, to the minor unit
	Claim       Claim       `json:"claim"`
	Settle      Settle      `json:"settle"`

	Burn []BurnRate `json:"burn,omitempty"` // at which the budget of an open period is reported as burning; SREBurnRates is one table; none: never
}

// MinimumKind says whether there is a least amount.
type MinimumKind string

// The kinds of minimum.
const (
	NoMinimum     MinimumKind = "none"
	MinimumAmount MinimumKind = "amount"
)

// Minimum is what a period's remedies must come to for being paid, such as more than 1 USD. It is a value.
type Minimum struct {
	Kind     MinimumKind   `json:"kind"`
	Operator Operator      `json:"operator,omitempty"` // .ge: the amount itself is paid; .gt: it is not
	Amount   *money.Amount `json:"amount,omitempty"`
}

// Settle says when what a violation is worth is handed over.
type Settle string

// The moments.
const (
	AtOnce      Settle = "atOnce"      // as soon as it is found, though the period may go on
	AtPeriodEnd Settle = "atPeriodEnd" // when the period is over
)

// ClaimKind says who has to begin.
type ClaimKind string

// The kinds of claim.
const (
	Automatic ClaimKind = "automatic" // the customer gets it unasked
	OnClaim   ClaimKind = "onClaim"   // the customer must ask within a window
)

// WindowUnit is what the window of a claim is counted in.
type WindowUnit string

// The units of a window.
const (
	CalendarDays  WindowUnit = "calendarDays"  // the deadline is the end of the n-th day behind
	WorkingDays   WindowUnit = "workingDays"   // the same in working days of Hours
	BillingCycles WindowUnit = "billingCycles" // the end of the n-th cycle behind the one it happened in
)

// ClaimFrom is what the window is counted from.
type ClaimFrom string

// The beginnings of a window.
const (
	FromPeriodEnd ClaimFrom = "periodEnd" // the last day of the period
	FromIncident  ClaimFrom = "incident"  // the day on which the last outage that counted ended, though that be behind the period; of what is sampled: periodEnd
)

// Claim says how the customer comes by a remedy. It is a value.
type Claim struct {
	Kind   ClaimKind       `json:"kind"`
	Within int             `json:"within,omitempty"` // 1 to 1000
	Unit   WindowUnit      `json:"unit,omitempty"`
	From   ClaimFrom       `json:"from,omitempty"`
	Hours  *calendar.Hours `json:"hours,omitempty"` // for working days
}
