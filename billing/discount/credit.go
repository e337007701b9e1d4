package discount

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// CreditKind is what a credit comes from.
type CreditKind string

// The kinds, in the order in which credits are used: what was paid for this very delivery, then what was granted, then what the customer
// paid too much, and the customer's security last, for it is given back when the contract ends.
const (
	Prepayment  CreditKind = "prepayment"
	SLARebate   CreditKind = "slaRebate"
	Goodwill    CreditKind = "goodwill"
	Voucher     CreditKind = "voucher"
	Overpayment CreditKind = "overpayment"
	Deposit     CreditKind = "deposit"
)

var creditKinds = [...]CreditKind{Prepayment, SLARebate, Goodwill, Voucher, Overpayment, Deposit}

// Credit is money of the customer's that reduces the amount to pay. It changes no price and no tax: that is a discount's. A plain value.
type Credit struct {
	ID        string        `json:"id"`
	Kind      CreditKind    `json:"kind"`
	Name      string        `json:"name"`
	De        string        `json:"de,omitempty"`
	Reference string        `json:"reference,omitempty"` // the payment, the decision
	Since     calendar.Date `json:"since,omitzero"`      // of credits of a kind the older is used first; one without a date is the oldest
	Amount    money.Amount  `json:"amount"`              // as it was given
	Left      money.Amount  `json:"left"`                // what earlier bills have not used; at most Amount
}

// Used is what credits do to an amount to pay. A plain value.
type Used struct {
	Uses []Use        `json:"uses,omitempty"` // in the order of use; none of 0
	Sum  money.Amount `json:"sum"`            // of the uses, not below 0
	Due  money.Amount `json:"due"`            // what is left to pay
	Left []Credit     `json:"left,omitempty"` // what is left of the credits, in the order of use, for the next bill; none of 0
}

// Use is what one credit pays. Explain writes it out. A plain value.
type Use struct {
	Credit    string       `json:"credit"`
	Kind      CreditKind   `json:"kind"`
	Name      string       `json:"name"`
	De        string       `json:"de,omitempty"`
	Reference string       `json:"reference,omitempty"`
	Before    money.Amount `json:"before"` // what was to pay before it
	Amount    money.Amount `json:"amount"` // what it pays, more than 0
	Left      money.Amount `json:"left"`   // what is left of it
}

// UseCredits pays an amount with credits: by kind in the order of the constants, then by Since, then by ID, each as far as something
// is due. Due never falls below 0; an amount of nothing or less uses none. The order of credits changes no amount. fault.ErrInvalid names every fault at once.
func UseCredits(due money.Amount, credits []Credit) (Used, error) {
	if err := checkCredits(due, credits); err != nil {
		return Used{}, err
	}
	order := slices.Clone(credits)
	slices.SortFunc(order, func(a, b Credit) int {
		return cmp.Or(slices.Index(creditKinds[:], a.Kind)-slices.Index(creditKinds[:], b.Kind), a.Since.Compare(b.Since), strings.Compare(a.ID, b.ID))
	})
	var c money.Calc
	used := Used{Due: due}
	used.Sum, _ = money.FromMinor(0, due.Currency()) // 0 is an amount in every currency
	for _, credit := range order {
		pays := lesser(&c, credit.Left, used.Due)
		if pays.Sign() > 0 {
			credit.Left = c.Sub(credit.Left, pays)
			used.Uses = append(used.Uses, Use{Credit: credit.ID, Kind: credit.Kind, Name: credit.Name, De: credit.De, Reference: credit.Reference,
				Before: used.Due, Amount: pays, Left: credit.Left})
			used.Due, used.Sum = c.Sub(used.Due, pays), c.Add(used.Sum, pays)
		}
		if credit.Left.Sign() > 0 {
			used.Left = append(used.Left, credit)
		}
	}
	return used, c.Err()
}

func lesser(c *money.Calc, a, b money.Amount) money.Amount {
	if c.Sub(a, b).Sign() < 0 {
		return a
	}
	return b
}

func checkCredits(due money.Amount, credits []Credit) error {
	var c fault.Check
	currency := due.Currency()
	for i := range credits {
		credit := &credits[i]
		if currency == (money.Currency{}) {
			currency = credit.Left.Currency()
		}
		var part fault.Check
		part.Text("id", credit.ID, fault.MaxID)
		part.Text("name", credit.Name, fault.MaxName)
		part.Optional("de", credit.De, fault.MaxName)
		part.Optional("reference", credit.Reference, fault.MaxName)
		part.That(slices.Contains(creditKinds[:], credit.Kind), "kind", unknown(string(credit.Kind)),
			"must be prepayment, slaRebate, goodwill, voucher, overpayment or deposit")
		for _, a := range [...]struct {
			path   string
			amount money.Amount
		}{{"amount", credit.Amount}, {"left", credit.Left}} {
			checkCap(&part, a.path, a.amount)
			part.That(agree(a.amount, currency), a.path, fault.RuleCurrency, "must be in the currency of the amount to pay")
		}
		if more, err := credit.Left.Cmp(credit.Amount); err == nil {
			part.That(more <= 0, "left", fault.RuleRange, "must not be more than amount")
		}
		within(&c, "credits", i, &part)
	}
	twice(&c, "credits", "id", len(credits), func(i int) string { return credits[i].ID })
	c.That(rounded(due), "due", fault.RuleFormat, fmt.Sprintf("%s must be rounded to the minor unit", due))
	return c.Err("discount.UseCredits")
}
