package compensation

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// CreditKind is what another payment for the same event is to the law. Which a contract's remedy is, who agreed it knows.
type CreditKind string

// The kinds.
const (
	PriceReduction CreditKind = "priceReduction" // the fee is less because the service was (TKG section 57 (4))
	Damages        CreditKind = "damages"        // compensation for loss
	Contractual    CreditKind = "contractual"    // a remedy of the contract beside these, such as a service credit
)

var creditKinds = [...]CreditKind{PriceReduction, Damages, Contractual}

// Credit is another payment for the same event. A plain value.
type Credit struct {
	ID     string       `json:"id"`
	Case   string       `json:"case"` // id of the fact it was paid for
	Kind   CreditKind   `json:"kind"`
	Amount money.Amount `json:"amount"` // not below 0
}

// Settlement is what is still owed once other payments are set off. A plain value.
type Settlement struct {
	Items []Item       `json:"items"`
	Uses  []Use        `json:"uses,omitempty"` // of every credit, in their order
	Owed  money.Amount `json:"owed"`
}

// Item is what is still owed for one claim. A plain value.
type Item struct {
	Case         string       `json:"case"`
	Compensation money.Amount `json:"compensation"`
	SetOff       money.Amount `json:"setOff"` // never more than the compensation
	Owed         money.Amount `json:"owed"`
}

// Use is how much of a credit was set off, and why. A plain value.
type Use struct {
	Credit string       `json:"credit"`
	Amount money.Amount `json:"amount"`
	Reason fault.Reason `json:"reason"`
}

// The codes of a Use's reason.
const (
	CodeSetOff    = "COMPENSATION-SET-OFF"    // set off, all of it or as much as was owed
	CodeNotSetOff = "COMPENSATION-NOT-SETOFF" // the rule does not set off payments of this kind
	CodeNoClaim   = "COMPENSATION-NO-CLAIM"   // nothing is owed for the event
)

// SetOff tells what is still owed. A payment of a kind that the claim's rule sets off, for the same event, is counted against it, in
// the order of the credits; what is left of it is the customer's. fault.ErrInvalid names every credit that is none: without id or
// case, of an unknown kind, below 0, in another currency, there twice.
func SetOff(result Result, credits []Credit) (Settlement, error) {
	if err := checkCredits(result, credits); err != nil {
		return Settlement{}, err
	}
	var calc money.Calc
	var s Settlement
	for _, claim := range result.Claims {
		s.Items = append(s.Items, Item{Case: claim.Case, Compensation: claim.Amount, Owed: claim.Amount})
	}
	for _, credit := range credits {
		use := Use{Credit: credit.ID, Reason: fault.Reason{Code: CodeNoClaim, Message: "nothing is owed for " + credit.Case}}
		at := slices.IndexFunc(result.Claims, func(c Claim) bool { return c.Case == credit.Case })
		switch {
		case at < 0 || result.Claims[at].Amount.Sign() == 0:
		case !slices.Contains(result.Claims[at].SetOff, credit.Kind):
			use.Reason = fault.Reason{Code: CodeNotSetOff, Message: fmt.Sprintf("%s does not set off %s", result.Claims[at].Rule, credit.Kind)}
		default:
			item := &s.Items[at]
			use.Amount = lesser(&calc, credit.Amount, item.Owed)
			item.SetOff, item.Owed = calc.Add(item.SetOff, use.Amount), calc.Sub(item.Owed, use.Amount)
			use.Reason = fault.Reason{Code: CodeSetOff, Message: fmt.Sprintf("%s of %s is set off by %s", use.Amount, credit.Amount, result.Claims[at].Rule)}
		}
		s.Uses = append(s.Uses, use)
	}
	for _, item := range s.Items {
		s.Owed = calc.Add(s.Owed, item.Owed)
	}
	return s, calc.Err()
}

func lesser(calc *money.Calc, a, b money.Amount) money.Amount {
	if calc.Sub(a, b).Sign() < 0 {
		return a
	}
	return b
}

func checkCredits(result Result, credits []Credit) error {
	var c fault.Check
	ids := map[string]bool{}
	for i, credit := range credits {
		path := func(field string) string { return fmt.Sprintf("credits[%d].%s", i, field) }
		c.Text(path("id"), credit.ID, fault.MaxID)
		c.Text(path("case"), credit.Case, fault.MaxID)
		c.That(!ids[credit.ID], path("id"), fault.RuleDuplicate, "is that of another credit; a payment is set off once")
		ids[credit.ID] = true
		c.That(slices.Contains(creditKinds[:], credit.Kind), path("kind"), unknown(string(credit.Kind)), "must be priceReduction, damages or contractual")
		c.That(credit.Amount.Sign() >= 0, path("amount"), fault.RuleRange, "must not be less than 0")
		currency := result.Total.Currency()
		c.That(currency == money.Currency{} || credit.Amount.Sign() == 0 || credit.Amount.Currency() == currency, path("amount"), fault.RuleCurrency,
			"must be in the compensation's currency")
	}
	return c.Err("compensation.SetOff")
}
