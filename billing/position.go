package billing

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Position is something to be billed once: goods sold, work delivered, an event such as a transport. A plain value.
type Position struct {
	ID           string         `json:"id"`
	Name         string         `json:"name"`
	De           string         `json:"de,omitempty"`
	Account      string         `json:"account,omitempty"` // on a consolidated bill: whose it is
	Product      string         `json:"product,omitempty"` // the holding it belongs to, if to one
	Offering     string         `json:"offering,omitempty"`
	Order        string         `json:"order,omitempty"`
	Agreement    string         `json:"agreement,omitempty"`
	Quantity     money.Quantity `json:"quantity"`       // above 0
	Unit         string         `json:"unit,omitempty"` // of the quantity: PC, h, km; empty: pieces
	Price        money.Amount   `json:"price"`          // of one unit, net or gross as the policy says
	Discount     money.Rate     `json:"discount,omitzero"`
	DiscountName string         `json:"discountName,omitempty"`
	DiscountDe   string         `json:"discountDe,omitempty"`
	On           calendar.Date  `json:"on"`                 // the day of the supply, of work that took longer its last
	TaxClass     string         `json:"taxClass,omitempty"` // empty: standard
	Supply       string         `json:"supply,omitempty"`   // goods, services, telecommunication …; empty: as the policy says
	Sources      []string       `json:"sources,omitempty"`  // what proves it: an order, a delivery, an event
}

// Rebate is what a violated service level agreement gives back. A plain value.
type Rebate struct {
	ID        string          `json:"id"`
	Agreement string          `json:"agreement,omitempty"`
	Violation string          `json:"violation"`
	Case      string          `json:"case,omitempty"`    // the correlation of the violation's events
	Account   string          `json:"account,omitempty"` // on a consolidated bill: whose it is
	Product   string          `json:"product,omitempty"` // the holding whose fee it is
	Fee       string          `json:"fee"`               // what the rate is taken of, by name
	FeeDe     string          `json:"feeDe,omitempty"`
	Period    calendar.Period `json:"period"` // in which the agreement was violated
	Basis     money.Amount    `json:"basis"`
	Rate      money.Rate      `json:"rate,omitzero"`   // 0: the amount is a fixed one
	Amount    money.Amount    `json:"amount,omitzero"` // what is given back, above 0; 0: rate × basis. Below 0: takes back what earlier bills gave
	Text      string          `json:"text,omitempty"`  // what was violated, in a sentence
	De        string          `json:"de,omitempty"`
	TaxClass  string          `json:"taxClass,omitempty"` // of the fee; empty: standard
	Supply    string          `json:"supply,omitempty"`   // of the fee; empty: as the policy says
}
