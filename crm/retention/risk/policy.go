package risk

import (
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Policy is how risk is scored and decided: tables and figures, no code. A published version never changes; another one takes its place
// from its day on. It is a value; Compile makes it ready.
type Policy struct {
	Name     string            `json:"name"`
	Version  string            `json:"version"`
	Currency money.Currency    `json:"currency"`
	From     time.Time         `json:"from,omitzero"` // in force from then on, until a later one is; zero: from when it is published
	Facts    []rule.Definition `json:"facts,omitempty"`
	Scores   []Scoring         `json:"scores"` // each kind of risk once
	Limits   Limits            `json:"limits"`
	Steps    Steps             `json:"steps"`
	Velocity Velocity          `json:"velocity"`
	Decision rule.Spec         `json:"decision"` // its outcomes are those of Outcome, best first
	Deposit  DepositTerms      `json:"deposit"`
	// LookAgainDays is after how many days a customer's limit is looked at again though nothing has happened; 0: never.
	LookAgainDays int `json:"lookAgainDays"`
}

// Scoring is how one kind of risk is scored: by a table whose points are added up, 0 to 100 together, more is riskier; or by a
// scorecard, whose probability of bad in percent is the score. It has one of them.
type Scoring struct {
	Kind  Kind            `json:"kind"`
	Table *rule.Spec      `json:"table,omitempty"` // hit policy sum
	Card  *scorecard.Card `json:"card,omitempty"`
}

// Limits give the credit limit: the table's outcome is the name of a band. It may ask for facts given and for scores.
type Limits struct {
	Table rule.Spec `json:"table"`
	Bands []Band    `json:"bands"`
}

// Band is a credit limit: the amount, or a share of the year's revenue if that is more, at most so much.
type Band struct {
	Name      string       `json:"name"`
	Amount    money.Amount `json:"amount"`
	OfRevenue money.Rate   `json:"ofRevenue,omitzero"`
	Most      money.Amount `json:"most,omitzero"` // zero value: no bound
}

// Steps lower the limit: the table's outcome is the name of a share. It may ask for facts given and for scores.
type Steps struct {
	Table rule.Spec `json:"table"`
	// Shares of the limit that are left, 0% to 100%.
	Shares []Share `json:"shares"`
	// RestoreDays is for how long the facts must have asked for a larger share until the limit is restored; 0: at once.
	RestoreDays int `json:"restoreDays"`
	// LowerTo is the share that the outcome lowerLimit leaves.
	LowerTo money.Rate `json:"lowerTo"`
}

// Share names a share of the limit.
type Share struct {
	Name string     `json:"name"`
	Rate money.Rate `json:"rate"`
}

// Velocity says when orders count as one that was split: Count or more of them in the last Hours, each of at least Least, which all
// would pass alone, but would not pass in one.
type Velocity struct {
	Hours int          `json:"hours"`
	Count int          `json:"count"` // from 2, this order included; 0: nothing is looked for
	Least money.Amount `json:"least"`
}

// DepositTerms say how large a deposit is: a share of the order, within bounds. What is prepaid is all of the order.
type DepositTerms struct {
	Share money.Rate   `json:"share"`
	Least money.Amount `json:"least"`
	Most  money.Amount `json:"most,omitzero"` // zero value: no bound
}

// ParsePolicy reads a policy from JSON. fault.ErrInvalid names every fault at once, each with its path and line. Expressions are not
// compiled; Compile does that.
func ParsePolicy(text []byte) (Policy, error) {
	var c fault.Check
	var p Policy
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &p, &c)
		decode.Meaning(root, &c, p.Check())
	}
	if err := c.Err("risk.policy"); err != nil {
		return Policy{}, err
	}
	return p, nil
}
