package risk

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Kind is a kind of risk, as TMF696 names them.
type Kind string

// The kinds.
const (
	FraudRisk         Kind = "FraudRisk"
	BadPaymentRisk    Kind = "BadPaymentRisk"
	CreditGamingRisk  Kind = "CreditGamingRisk" // orders that are split to stay under a limit
	IDConfidenceRisk  Kind = "IDConfidenceRisk" // whether the customer is who he says
	PaymentMethodRisk Kind = "PaymentMethodRisk"
)

// kindFacts are the facts under which a decision finds the scores.
var kindFacts = map[Kind]string{
	FraudRisk: "risk.fraud", BadPaymentRisk: "risk.badPayment", CreditGamingRisk: "risk.creditGaming",
	IDConfidenceRisk: "risk.idConfidence", PaymentMethodRisk: "risk.paymentMethod",
}

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{FraudRisk, BadPaymentRisk, CreditGamingRisk, IDConfidenceRisk, PaymentMethodRisk}
}

// Outcome is what a decision says. TMF696 has none: these are ours.
type Outcome string

// The outcomes.
const (
	Accept     Outcome = "accept"     // the order may go ahead
	LowerLimit Outcome = "lowerLimit" // it may, and the credit limit is lowered
	Deposit    Outcome = "deposit"    // it waits until a deposit has come
	Prepaid    Outcome = "prepaid"    // it waits until all of it is paid in advance
	Review     Outcome = "review"     // it waits until two people have looked at it
	Refuse     Outcome = "refuse"     // it may not
)

// Outcomes lists them all, in the order of DefaultPolicy: best first.
func Outcomes() []Outcome { return []Outcome{Accept, LowerLimit, Deposit, Prepaid, Review, Refuse} }

// Permits reports whether an order may go ahead without anything else.
func (o Outcome) Permits() bool { return o == Accept || o == LowerLimit }

// asksForMoney reports whether an order waits for money.
func (o Outcome) asksForMoney() bool { return o == Deposit || o == Prepaid }

func known(c *fault.Check, path, outcome string) {
	c.That(slices.Contains(Outcomes(), Outcome(outcome)), path, fault.RuleUnknown, "must be accept, lowerLimit, deposit, prepaid, review or refuse")
}
