package billing

import (
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Kind is what kind of document a bill is.
type Kind string

// The kinds.
const (
	KindRegular      Kind = "regular"
	KindFinal        Kind = "final"        // the last of an account
	KindConsolidated Kind = "consolidated" // of an account and those below it
	KindCreditNote   Kind = "creditNote"   // takes back a part of a bill
	KindReversal     Kind = "reversal"     // takes back all that is left of a bill
)

// Corrects reports whether such a document takes back another one.
func (k Kind) Corrects() bool { return k == KindCreditNote || k == KindReversal }

// Bill is a customer bill (TMF678), or a document that corrects one; those have amounts with the sign turned, so that a bill and what
// corrects it add up. Made by Compute, CreditNote and Reverse; once it has a number nothing in it changes but State. A plain value.
type Bill struct {
	store.Meta
	No          string         `json:"billNo,omitempty"` // none before it is issued
	Kind        Kind           `json:"kind"`
	State       State          `json:"state"`
	Correlation string         `json:"correlation,omitempty"`
	Customer    string         `json:"customer"`
	Account     string         `json:"account"`
	Issuer      Issuer         `json:"issuer"`
	Recipient   Recipient      `json:"recipient"`
	SubAccounts []SubAccount   `json:"subAccounts,omitempty"` // of a consolidated bill: the names of the accounts below
	Currency    money.Currency `json:"currency"`
	Language    string         `json:"language,omitempty"`

	Period     calendar.Period `json:"period"`
	Date       calendar.Date   `json:"billDate"`
	PaymentDue calendar.Date   `json:"paymentDueDate,omitzero"`

	Lines      []Line                `json:"line"`
	Conditions []discount.Resolution `json:"condition,omitempty"` // what price conditions came to
	Document   []discount.Allowance  `json:"document,omitempty"`  // discounts on the document
	Totals     tax.Totals            `json:"totals"`
	Credits    []discount.Use        `json:"credit,omitempty"` // credits and deposits used
	Due        money.Amount          `json:"amountDue"`        // what is left to pay; of a correction what is given back, not above 0

	Corrects     string        `json:"corrects,omitempty"` // of a correction: id, number and date of the bill
	CorrectsNo   string        `json:"correctsNo,omitempty"`
	CorrectsDate calendar.Date `json:"correctsDate,omitzero"`
	Reason       fault.Reason  `json:"reason,omitzero"`
	ReasonDe     string        `json:"reasonDe,omitempty"`

	Allowances []rating.Drawn    `json:"allowance,omitempty"` // of usage: what the period had, and what became of it
	Balances   []rating.Balance  `json:"balance,omitempty"`   // what is left of allowances for the next period
	Rejected   []rating.Rejected `json:"rejected,omitempty"`  // usage that could not be rated; whoever keeps it elsewhere may empty the list before it stores the bill
	Rated      []rating.Rated    `json:"-"`                   // each record with what it costs, for itemised records and Explain; not stored with the bill, for there may be very many

	Findings []Finding         `json:"finding,omitempty"`
	Passed   []discount.Passed `json:"passed,omitempty"` // discounts that took nothing off, and why
	Policy   Policy            `json:"policy"`
	Engine   string            `json:"engine"` // which rules made it: Engine of the program that did
}

// Engine names the rules by which this version of the library computes bills. It changes when the same input would give another bill.
const Engine = "1"

// Line returns the line of a number, counted from 1, and whether there is one.
func (b *Bill) Line(no int) (*Line, bool) {
	if no < 1 || no > len(b.Lines) {
		return nil, false
	}
	return &b.Lines[no-1], true
}

// Billed lists what the bill bills of charges, as later bills have to know it.
func (b *Bill) Billed() ([]charge.Billed, error) {
	var all []charge.Billed
	for i := range b.Lines {
		if b.Lines[i].Key == (charge.Key{}) {
			continue
		}
		one, err := b.Lines[i].billed()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
