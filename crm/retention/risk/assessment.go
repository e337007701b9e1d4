package risk

import (
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Ask is what credit is asked for.
type Ask struct {
	Customer    string
	Order       string       // empty: none yet; each ask is then an assessment of its own
	Correlation string       // the order's case; empty: a case of its own
	Amount      money.Amount // the exposure of the order, 0 or more; the zero Amount: it has no price
	// Anew assesses an order again whose facts have changed; otherwise an order asked for again with the same amount has the answer it had.
	Anew bool
}

// Assessment is a decision that was made: what was asked, the facts, the policy's version and the verdict. It never changes but in its
// state and votes. Treat it as immutable.
type Assessment struct {
	store.Meta
	Customer      string          `json:"customer"`
	Order         string          `json:"order,omitempty"`
	Correlation   string          `json:"correlation,omitempty"`
	Amount        money.Amount    `json:"amount"`
	At            time.Time       `json:"at"`
	Policy        string          `json:"policy"`
	PolicyVersion string          `json:"policyVersion"`
	Fingerprint   string          `json:"fingerprint"`      // of the policy: see Compiled.Fingerprint
	Facts         []rule.Recorded `json:"facts,omitempty"`  // as given; empty once they were erased
	Recent        []Recent        `json:"recent,omitempty"` // the orders that velocity looked at
	Before        Step            `json:"before"`           // the step of the limit that held before
	Held          Held            `json:"held"`             // the deposits that there were
	Verdict
	State State  `json:"state"`
	Votes []Vote `json:"votes,omitempty"`
}

// Permits reports whether the order may go ahead now.
func (a Assessment) Permits() bool {
	return a.State == Approved || a.State == Decided && a.Outcome.Permits()
}

// Forbids reports whether the order is refused for good. If it is neither permitted nor forbidden, it waits for money or for people.
func (a Assessment) Forbids() bool {
	return a.State == Declined || a.State == Decided && !a.Outcome.Permits()
}

// Why are the reasons of how an assessment stands: what became of it first, then those of the verdict, which say only why money or a review
// was asked for.
func (a Assessment) Why() []fault.Reason {
	code := ""
	switch {
	case a.State == Declined:
		code = ReasonDeclined
	case a.State == Approved && a.Outcome == Review:
		code = ReasonAgreed
	case a.State == Approved:
		code = ReasonPaid
	default:
		return a.Reasons
	}
	return append([]fault.Reason{reasonOf(code, "")}, a.Reasons...)
}

// Verdict is what Assess says. It is a value.
type Verdict struct {
	Scores   []Score        `json:"scores"`  // one for each kind the policy scores, in its order
	Overall  int64          `json:"overall"` // the highest of them, 0 to 100
	Outcome  Outcome        `json:"outcome"`
	Band     string         `json:"band"`
	Full     money.Amount   `json:"full"`  // the credit limit of the band
	Step     Step           `json:"step"`  // how much of it is left
	Limit    money.Amount   `json:"limit"` // that which holds from now on
	Exposure Exposure       `json:"exposure"`
	Deposit  money.Amount   `json:"deposit"` // asked for now; 0 if none is
	Split    *Split         `json:"split,omitempty"`
	Reasons  []fault.Reason `json:"reasons"` // of the outcome, the scores behind it, the limit and its step
}

// Score is the score of one kind of risk.
type Score struct {
	Kind    Kind           `json:"kind"`
	Score   int64          `json:"score"`  // 0 to 100, more is riskier
	Points  int64          `json:"points"` // of the table before they are bounded, or of the scorecard on its own scale
	Scale   string         `json:"scale"`
	Method  string         `json:"method"` // name and version of the table or the card
	Reasons []fault.Reason `json:"reasons,omitempty"`
}

// Step is how much of a credit limit is left, and why.
type Step struct {
	Name       string         `json:"name"` // of the policy's share; Lowered if a decision did it
	Share      money.Rate     `json:"share"`
	Since      time.Time      `json:"since,omitzero"`
	ClearSince time.Time      `json:"clearSince,omitzero"` // since when the facts would leave more; zero: they would not
	Reasons    []fault.Reason `json:"reasons,omitempty"`
}

// Lowered is the name of the step that the outcome lowerLimit makes.
const Lowered = "lowered"

// Recent is an earlier order of the customer that was let pass.
type Recent struct {
	Assessment string       `json:"assessment"`
	Order      string       `json:"order,omitempty"`
	Amount     money.Amount `json:"amount"`
	At         time.Time    `json:"at"`
}

// Split says that orders count as one that was split.
type Split struct {
	Orders []string     `json:"orders"` // the earlier ones; of those without an order, the assessments
	Amount money.Amount `json:"amount"` // of all together, this one included
}

// Held is what the customer has deposited.
type Held struct {
	All   money.Amount `json:"all"`   // received, and neither returned nor applied
	Order money.Amount `json:"order"` // of it, for this order
}

// Exposure is what could be lost.
type Exposure struct {
	Open     money.Amount `json:"open"`              // owed, due or not
	Unbilled money.Amount `json:"unbilled"`          // used, not billed
	Orders   money.Amount `json:"orders"`            // ordered, not billed
	Deposits money.Amount `json:"deposits"`          // held; they count against the others
	This     money.Amount `json:"this"`              // this order; 0 if it is in another currency
	Total    money.Amount `json:"total"`             // what is left of it all; 0 if the deposits cover it
	Assumed  []string     `json:"assumed,omitempty"` // the facts that nobody gave, for which the schema's default stands
}
