package ordering

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Credit authorises credit before an order is accepted (3.5.2), unless it only deletes. Customer risk implements it; CreditLimit is the
// plain form.
type Credit interface {
	// Authorize decides within the order's transaction. A no is a Decision, not an error. Who answers CreditHeld tells the rest by
	// DecideCredit.
	Authorize(*work.Unit, CreditRequest) (Decision, error)
}

// CreditRequest is what an order asks credit for.
type CreditRequest struct {
	Customer    string
	Order       string
	Correlation string       // the case of the order
	Amount      money.Amount // the exposure of the order: see Exposure; without a currency if the order has no price
}

// Authorization is how a request for credit is answered.
type Authorization string

// The answers.
const (
	CreditGranted Authorization = "granted"
	CreditHeld    Authorization = "held" // not yet: a deposit, or somebody's decision, is waited for
	CreditRefused Authorization = "refused"
)

// Decision is the answer to a request for credit, and why.
type Decision struct {
	Authorization Authorization  `json:"authorization"`
	Amount        money.Amount   `json:"amount"`
	Deposit       money.Amount   `json:"deposit,omitzero"`     // what the customer is to deposit first, or was; zero: nothing, or something else is waited for
	Reference     string         `json:"reference,omitempty"`  // under which the deposit is to be paid
	Assessment    string         `json:"assessment,omitempty"` // the id under which whoever decided keeps what it was decided on
	Reasons       []fault.Reason `json:"reasons,omitempty"`
}

// The codes of the plain credit limit's reasons.
const (
	ReasonWithinLimit = "ORDERING-CREDIT-01"
	ReasonOverLimit   = "ORDERING-CREDIT-02"
	ReasonNoPrice     = "ORDERING-CREDIT-03"
	ReasonCurrency    = "ORDERING-CREDIT-04"
)

// ReasonNothingAdded is the code of the reason for which an order is granted that adds and modifies nothing: nobody is kept from giving
// up a product because he does not pay.
const ReasonNothingAdded = "ORDERING-CREDIT-06"

// CreditLimit grants what does not exceed a limit per order. It is a value.
type CreditLimit struct{ Limit money.Amount }

// Authorize implements Credit.
func (l CreditLimit) Authorize(_ *work.Unit, r CreditRequest) (Decision, error) {
	return l.Decide(r), nil
}

// Decide is the rule itself.
func (l CreditLimit) Decide(r CreditRequest) Decision {
	answer := func(a Authorization) func(code, why string) Decision {
		return func(code, why string) Decision {
			return Decision{Authorization: a, Amount: r.Amount, Reasons: []fault.Reason{{Code: code, Message: why}}}
		}
	}
	yes, no := answer(CreditGranted), answer(CreditRefused)
	if r.Amount.Currency() == (money.Currency{}) || r.Amount.Sign() == 0 {
		return yes(ReasonNoPrice, "nothing is charged")
	}
	over, err := r.Amount.Cmp(l.Limit)
	switch {
	case err != nil:
		return no(ReasonCurrency, fmt.Sprintf("the order is in %s, the credit limit in %s", r.Amount.Currency(), l.Limit.Currency()))
	case over > 0:
		return no(ReasonOverLimit, fmt.Sprintf("the order comes to %s, the credit limit is %s", r.Amount, l.Limit))
	}
	return yes(ReasonWithinLimit, fmt.Sprintf("the order comes to %s, within the credit limit of %s", r.Amount, l.Limit))
}

// needsCredit reports whether an item is added or modified.
func needsCredit(items []Item) bool {
	return slices.ContainsFunc(items, func(i Item) bool { return i.Action == Add || i.Action == Modify })
}

// Exposure is what an order can cost the provider at the worst: every non-recurring price and one period of every
// recurring one, net, for what is added or modified. The zero Amount if nothing has a price.
func Exposure(items []Item) (money.Amount, error) {
	var sum money.Amount
	for _, i := range items {
		if i.Action != Add && i.Action != Modify {
			continue
		}
		for _, p := range i.Prices {
			line, err := p.Line(i.Quantity)
			if err != nil {
				return sum, err
			}
			if sum, err = sum.Add(line.Net); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}
