package risk

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The types of event that risk writes into the journal, and their data. The subject is the assessment, the deposit, the customer (limit)
// or the policy; the case is the order's. They carry ids, codes and figures, no facts about the customer.
const (
	EventPolicyPublished  = "risk.policy.published"  // PolicyNotice
	EventAssessmentMade   = "risk.assessment.made"   // AssessmentNotice
	EventSplittingNoticed = "risk.splitting.noticed" // SplittingNotice

	EventReviewAsked   = "risk.review.asked"   // ReviewNotice
	EventReviewDecided = "risk.review.decided" // ReviewNotice

	EventDepositAsked     = "risk.deposit.asked"     // DepositNotice; for the customer
	EventDepositReceived  = "risk.deposit.received"  // DepositNotice
	EventDepositReturned  = "risk.deposit.returned"  // DepositNotice; for the bank
	EventDepositApplied   = "risk.deposit.applied"   // DepositNotice; for collection
	EventDepositWithdrawn = "risk.deposit.withdrawn" // DepositNotice: no more is asked for

	EventLimitChanged = "risk.limit.changed" // LimitNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventPolicyPublished, EventAssessmentMade, EventSplittingNoticed, EventReviewAsked, EventReviewDecided,
		EventDepositAsked, EventDepositReceived, EventDepositReturned, EventDepositApplied, EventDepositWithdrawn, EventLimitChanged}
}

// PolicyNotice says that a policy was published.
type PolicyNotice struct {
	Policy      string    `json:"policy"`
	Version     string    `json:"version"`
	Fingerprint string    `json:"fingerprint"`
	From        time.Time `json:"from"`
}

// AssessmentNotice says what was decided.
type AssessmentNotice struct {
	Customer      string         `json:"customer"`
	Order         string         `json:"order,omitempty"`
	Assessment    string         `json:"assessment"`
	Outcome       Outcome        `json:"outcome"`
	State         State          `json:"state"`
	Overall       int64          `json:"overall"`
	Amount        money.Amount   `json:"amount"`
	Limit         money.Amount   `json:"limit"`
	Exposure      money.Amount   `json:"exposure"`
	Deposit       money.Amount   `json:"deposit"`
	Policy        string         `json:"policy"`
	PolicyVersion string         `json:"policyVersion"`
	Reasons       []fault.Reason `json:"reasons"`
}

func (a Assessment) notice() AssessmentNotice {
	return AssessmentNotice{Customer: a.Customer, Order: a.Order, Assessment: a.ID, Outcome: a.Outcome, State: a.State, Overall: a.Overall, Amount: a.Amount,
		Limit: a.Limit, Exposure: a.Exposure.Total, Deposit: a.Verdict.Deposit, Policy: a.Policy, PolicyVersion: a.PolicyVersion, Reasons: a.Reasons}
}

// SplittingNotice says that orders count as one that was split.
type SplittingNotice struct {
	Customer   string `json:"customer"`
	Order      string `json:"order,omitempty"`
	Assessment string `json:"assessment"`
	Split
}

func (a Assessment) splittingNotice() SplittingNotice {
	return SplittingNotice{Customer: a.Customer, Order: a.Order, Assessment: a.ID, Split: *a.Split}
}

// ReviewNotice asks two people to decide, or says what they decided.
type ReviewNotice struct {
	Customer   string         `json:"customer"`
	Order      string         `json:"order,omitempty"`
	Assessment string         `json:"assessment"`
	State      State          `json:"state"`
	Votes      []string       `json:"votes,omitempty"` // who has voted
	Reasons    []fault.Reason `json:"reasons"`
}

func (a Assessment) reviewNotice() ReviewNotice {
	n := ReviewNotice{Customer: a.Customer, Order: a.Order, Assessment: a.ID, State: a.State, Reasons: a.Why()}
	for _, v := range a.Votes {
		n.Votes = append(n.Votes, v.By)
	}
	return n
}

// DepositNotice is what events say about a deposit.
type DepositNotice struct {
	Customer   string        `json:"customer"`
	Order      string        `json:"order,omitempty"`
	Assessment string        `json:"assessment"`
	Deposit    string        `json:"deposit"`
	Kind       Outcome       `json:"kind"`
	State      DepositState  `json:"state"`
	Asked      money.Amount  `json:"asked"`
	Missing    money.Amount  `json:"missing"` // until all that is asked has come
	Held       money.Amount  `json:"held"`
	Move       string        `json:"move,omitempty"` // the id of what happened
	Amount     money.Amount  `json:"amount,omitzero"`
	On         calendar.Date `json:"on,omitzero"`
	For        string        `json:"for,omitempty"` // applied: to which item
}

// LimitNotice says that a credit limit has changed.
type LimitNotice struct {
	Customer string `json:"customer"`
	Band     string `json:"band"`
	Change
}
