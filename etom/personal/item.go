package personal

import (
	"encoding/json"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Basis is the ground on which personal data may be kept: a letter of Article 6 (1) of the GDPR.
type Basis string

// The grounds.
const (
	Contract Basis = "contract" // (b): needed to do what was agreed, or what was asked for before
	Law      Basis = "law"      // (c): a law demands it
	Interest Basis = "interest" // (f): a legitimate interest, which the customer may object to
	Consent  Basis = "consent"  // (a): the customer said so, and may take it back
)

// Item is one thing that is stored about a customer, as it is shown to the customer (GDPR 15).
type Item struct {
	Holder  string          `json:"holder"` // the package that keeps it: "crm/contact"
	Kind    string          `json:"kind"`   // of the record: "contact.interaction"
	ID      string          `json:"id"`
	Case    string          `json:"case,omitempty"` // the correlation it belongs to
	Purpose string          `json:"purpose"`        // what it is kept for, one sentence
	Basis   Basis           `json:"basis"`
	Data    json.RawMessage `json:"data,omitempty"`
	Keep    calendar.Date   `json:"keep,omitzero"` // not erased before this day, as the law says; zero: no law stands in the way
	Why     string          `json:"why,omitempty"` // why it is kept all the same: the law, or the business that is open; empty: it may be erased
}

// Holder is what every service is that stores something about customers. Both methods join the caller's unit. A customer
// of whom nothing is stored is no fault. Implementations are safe for concurrent use.
type Holder interface {
	// Personal shows everything that is stored about the customer.
	Personal(u *work.Unit, customer string) ([]Item, error)

	// Erase removes what may go, or scrubs it where ids, codes, states, amounts and times are still needed for what belongs
	// to others, and returns what stays and why. Erasing again changes nothing and returns the same.
	Erase(u *work.Unit, customer string) (kept []Item, err error)
}

// Holders are several holders as one, in their order.
type Holders []Holder

// Personal shows what each of them has.
func (h Holders) Personal(u *work.Unit, customer string) ([]Item, error) {
	return each(h, func(one Holder) ([]Item, error) { return one.Personal(u, customer) })
}

// Erase erases what each of them has.
func (h Holders) Erase(u *work.Unit, customer string) ([]Item, error) {
	return each(h, func(one Holder) ([]Item, error) { return one.Erase(u, customer) })
}

func each(all Holders, do func(Holder) ([]Item, error)) ([]Item, error) {
	var items []Item
	for _, one := range all {
		some, err := do(one)
		if err != nil {
			return nil, err
		}
		items = append(items, some...)
	}
	return items, nil
}
