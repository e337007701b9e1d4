package billing

import (
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// AccountData is what a bill has to know of its account on the bill's date. A plain value.
type AccountData struct {
	ID       string         `json:"id"`
	Customer string         `json:"customer"`
	Name     string         `json:"name"`
	Address  Address        `json:"address"`
	TaxID    string         `json:"taxId,omitempty"`
	Business bool           `json:"business,omitempty"`
	Reseller bool           `json:"reseller,omitempty"` // sells telecommunication on, as its tax office attests
	Currency money.Currency `json:"currency"`
	Language string         `json:"language,omitempty"`
	// Reference is what the buyer asks to find on the bill: an order number, a cost centre.
	Reference string `json:"reference,omitempty"`
}

// SubAccount is an account below the one that is billed: on a consolidated bill it has its lines together. A plain value.
type SubAccount struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Products []string `json:"products,omitempty"` // ids of its holdings; a bill does not repeat them
}

// Input is all that a bill is computed from, and it is all: no clock, no store, no setting of the program has a say. Its JSON, kept,
// computes the same bill years later. The order of the entries of its lists changes nothing. A plain value.
type Input struct {
	ID          string `json:"id"`             // of the bill
	Kind        Kind   `json:"kind,omitempty"` // regular, final or consolidated; empty: regular
	Correlation string `json:"correlation,omitempty"`

	Issuer      Issuer       `json:"issuer"`
	Account     AccountData  `json:"account"`
	SubAccounts []SubAccount `json:"subAccounts,omitempty"`

	Cycle      calendar.Cycle  `json:"cycle"` // of the account's bills, see charge.BillCycle
	Period     calendar.Period `json:"period"`
	Date       calendar.Date   `json:"billDate"`
	PaymentDue calendar.Date   `json:"paymentDueDate,omitzero"`

	Holdings    []charge.Holding     `json:"holdings,omitempty"`
	Billed      []charge.Billed      `json:"billed,omitempty"`   // what earlier bills have billed of the holdings
	Usage       []rating.Usage       `json:"usage,omitempty"`    // by product
	Book        rating.Book          `json:"book,omitzero"`      // the tariffs of the holdings
	Balances    []rating.Balance     `json:"balances,omitempty"` // of allowances, from the last bill
	Commitments []charge.Commitment  `json:"commitments,omitempty"`
	Positions   []Position           `json:"positions,omitempty"`
	Discounts   []discount.Discount  `json:"discounts,omitempty"`
	Conditions  []discount.Condition `json:"conditions,omitempty"` // of price, by turnover and history
	History     discount.History     `json:"history,omitzero"`     // what the conditions look at
	Rebates     []Rebate             `json:"rebates,omitempty"`
	Credits     []discount.Credit    `json:"credits,omitempty"`    // deposits are credits, too
	Taxes       tax.Table            `json:"-"`                    // by JSON as its rows
	Treatments  []Treated            `json:"treatments,omitempty"` // taxes that were decided by hand
	Policy      Policy               `json:"policy,omitzero"`
	Previous    *Summary             `json:"previous,omitempty"` // of the account's last bill, for the checks: no figure depends on it
}

func (in *Input) kind() Kind {
	if in.Kind == "" {
		return KindRegular
	}
	return in.Kind
}

// accounts tells which account below each product belongs to.
func (in *Input) accounts() map[string]string {
	of := map[string]string{}
	for i := range in.SubAccounts {
		for _, product := range in.SubAccounts[i].Products {
			of[product] = in.SubAccounts[i].ID
		}
	}
	return of
}
