package collection

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Payment is money that came in. It is a value.
type Payment struct {
	ID         string        `json:"id"` // the bank's own reference, or whatever is the same when the payment is told twice
	Amount     money.Amount  `json:"amount"`
	On         calendar.Date `json:"on"`                    // the day of value
	Account    string        `json:"account,omitempty"`     // if it is known whose it is
	Text       string        `json:"text,omitempty"`        // what the payer wrote
	References []string      `json:"reference,omitempty"`   // the numbers he gave in a form meant for them
	EndToEnd   string        `json:"endToEndId,omitempty"`  // of a debit: the one we gave
	Mandate    string        `json:"mandateId,omitempty"`   // of a debit
	Payer      string        `json:"payer,omitempty"`       // his name
	IBAN       string        `json:"iban,omitempty"`        // his bank account
	Statement  string        `json:"statement,omitempty"`   // the bank statement it stands on
	Debit      bool          `json:"directDebit,omitempty"` // we drew it
}

// maxReferences is how many references a payment may carry.
const maxReferences = 1000

func (p Payment) check() error {
	var c fault.Check
	c.Text("id", p.ID, maxBill)
	checkPositive(&c, "amount", p.Amount)
	c.That(!p.On.IsZero(), "on", fault.RuleRequired, "must be the day of value")
	c.Optional("account", p.Account, fault.MaxID)
	c.Optional("text", p.Text, fault.MaxText)
	c.That(len(p.References) <= maxReferences, "reference", fault.RuleLength, "has more than 1000 entries")
	for _, r := range p.References {
		c.Optional("reference", r, fault.MaxName)
	}
	c.Optional("endToEndId", p.EndToEnd, fault.MaxID)
	c.Optional("mandateId", p.Mandate, fault.MaxID)
	c.Optional("payer", p.Payer, fault.MaxName)
	c.Optional("iban", p.IBAN, fault.MaxName)
	c.Optional("statement", p.Statement, fault.MaxID)
	return c.Err("collection.payment")
}

// Received is a payment as the books have it: its amount is always what is matched, unmatched, refunded and returned together.
// Treat it as immutable.
type Received struct {
	store.Meta
	Payment   Payment      `json:"payment"`
	Account   string       `json:"account,omitempty"` // empty: nobody knows yet whose money it is
	Customer  string       `json:"customer,omitempty"`
	Matched   []Allocation `json:"matched,omitempty"`
	Unmatched money.Amount `json:"unmatched"` // kept for the account, or until somebody knows whose it is
	Refunded  money.Amount `json:"refunded"`
	Returned  money.Amount `json:"returned"` // a debit that went back
	Why       []Step       `json:"why,omitempty"`
	Refunds   []Refund     `json:"refund,omitempty"`
	Return    *Return      `json:"return,omitempty"`
}

// nobody is the key's value of what belongs to no account yet.
const nobody = "-"

const (
	keyRest     = "rest"
	keyEndToEnd = "endToEnd"
)

var payments = store.NewCollection("collection.payment", func(p *Received) []store.Key {
	keys := []store.Key{{Name: keyAccount, Value: p.Account}, {Name: keyCustomer, Value: p.Customer}, {Name: keyEndToEnd, Value: p.Payment.EndToEnd}}
	if p.Unmatched.Sign() > 0 {
		rest := p.Account
		if rest == "" {
			rest = nobody
		}
		keys = append(keys, store.Key{Name: keyRest, Value: rest})
	}
	return keys
})
