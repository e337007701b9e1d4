package collection

import (
	"cmp"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The types of event that collection writes into the journal, and their data. The subject is the item, the payment or the account;
// the case is the item's, for payments that of the first item they went to, and for an account that of the oldest bill it owes.
const (
	EventItemOpened        = "collection.item.opened"        // ItemNotice
	EventItemPartiallyPaid = "collection.item.partiallyPaid" // ItemNotice
	EventItemSettled       = "collection.item.settled"       // ItemNotice
	EventItemReopened      = "collection.item.reopened"      // ItemNotice: what was paid went back
	EventItemWrittenOff    = "collection.item.writtenOff"    // ItemNotice
	EventItemHeld          = "collection.item.held"          // ItemNotice
	EventItemReleased      = "collection.item.released"      // ItemNotice

	EventPaymentReceived  = "collection.payment.received"  // PaymentNotice
	EventPaymentUnmatched = "collection.payment.unmatched" // PaymentNotice: something of it is set against nothing
	EventPaymentAssigned  = "collection.payment.assigned"  // PaymentNotice: what was unmatched was set against items later
	EventDebitReturned    = "collection.debit.returned"    // ReturnNotice

	EventDunningSent     = "collection.dunning.sent"     // Letter; for the customer
	EventBlockingAsked   = "collection.blocking.asked"   // BlockingNotice; for Service Configuration & Activation
	EventUnblockingAsked = "collection.unblocking.asked" // BlockingNotice; for Service Configuration & Activation

	EventPromiseMade   = "collection.promise.made"   // PromiseNotice
	EventPromiseKept   = "collection.promise.kept"   // PromiseNotice
	EventPromiseBroken = "collection.promise.broken" // PromiseNotice

	EventInstalmentsAgreed = "collection.instalments.agreed" // PlanNotice
	EventInstalmentMissed  = "collection.instalment.missed"  // PlanNotice

	EventRefundAsked = "collection.refund.asked" // RefundNotice; for the bank
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventItemOpened, EventItemPartiallyPaid, EventItemSettled, EventItemReopened, EventItemWrittenOff, EventItemHeld, EventItemReleased,
		EventPaymentReceived, EventPaymentUnmatched, EventPaymentAssigned, EventDebitReturned,
		EventDunningSent, EventBlockingAsked, EventUnblockingAsked,
		EventPromiseMade, EventPromiseKept, EventPromiseBroken,
		EventInstalmentsAgreed, EventInstalmentMissed, EventRefundAsked}
}

// ItemNotice is what events say about an item.
type ItemNotice struct {
	Customer string        `json:"customer"`
	Account  string        `json:"account"`
	Item     string        `json:"item"`
	Bill     string        `json:"bill"`
	No       string        `json:"no,omitempty"`
	Kind     Kind          `json:"kind"`
	State    State         `json:"state"`
	Amount   money.Amount  `json:"amount"`
	Open     money.Amount  `json:"open"`
	Held     money.Amount  `json:"held"`
	Paid     money.Amount  `json:"paid"` // amount without what is open
	Due      calendar.Date `json:"due"`
	On       calendar.Date `json:"on"` // the day of value of what happened
}

func (i OpenItem) notice(on calendar.Date) (ItemNotice, error) {
	paid, err := i.Amount.Sub(i.Open)
	return ItemNotice{Customer: i.Customer, Account: i.Account, Item: i.ID, Bill: i.Bill, No: i.No, Kind: i.Kind, State: i.State,
		Amount: i.Amount, Open: i.Open, Held: i.Held, Paid: paid, Due: i.Due, On: on}, err
}

// PaymentNotice is what events say about a payment. Customer and Account are empty while nobody knows whose money it is.
type PaymentNotice struct {
	Customer  string        `json:"customer"`
	Account   string        `json:"account,omitempty"`
	Payment   string        `json:"payment"`
	Amount    money.Amount  `json:"amount"`
	On        calendar.Date `json:"on"`
	Matched   []Allocation  `json:"matched,omitempty"`
	Unmatched money.Amount  `json:"unmatched"`
	Why       []Step        `json:"why,omitempty"`
}

func (p Received) notice(why []Step) PaymentNotice {
	return PaymentNotice{Customer: p.Customer, Account: p.Account, Payment: p.ID, Amount: p.Payment.Amount, On: p.Payment.On, Matched: p.Matched, Unmatched: p.Unmatched, Why: why}
}

// ReturnNotice says that a debit came back.
type ReturnNotice struct {
	Customer string        `json:"customer"`
	Account  string        `json:"account,omitempty"`
	Payment  string        `json:"payment"`
	Amount   money.Amount  `json:"amount"`
	On       calendar.Date `json:"on"`
	Reason   string        `json:"reason,omitempty"` // the bank's code, such as AC04
	Text     string        `json:"text,omitempty"`
	Fee      money.Amount  `json:"fee"`
	Items    []Allocation  `json:"item,omitempty"` // what is open again
}

// BlockingNotice asks for services to be blocked or unblocked.
type BlockingNotice struct {
	Customer  string        `json:"customer"`
	Account   string        `json:"account"`
	On        calendar.Date `json:"on"`
	Amount    money.Amount  `json:"amount"` // in default
	NoticedOn calendar.Date `json:"noticedOn,omitzero"`
	Reason    fault.Reason  `json:"reason"`
}

// PromiseNotice is what events say about a promise.
type PromiseNotice struct {
	Customer string  `json:"customer"`
	Account  string  `json:"account"`
	Promise  Promise `json:"promise"`
}

func (a Account) promiseNotice(p Promise) PromiseNotice {
	return PromiseNotice{Customer: a.Customer, Account: a.ID, Promise: p}
}

// PlanNotice is what events say about instalments.
type PlanNotice struct {
	Customer string       `json:"customer"`
	Account  string       `json:"account"`
	Plan     Plan         `json:"plan"`
	Missed   []Instalment `json:"missed,omitempty"`
}

func (a Account) planNotice(p Plan) PlanNotice {
	return PlanNotice{Customer: a.Customer, Account: a.ID, Plan: p}
}

// RefundNotice asks for money to be paid out.
type RefundNotice struct {
	Customer string       `json:"customer"`
	Account  string       `json:"account,omitempty"`
	Payment  string       `json:"payment"`
	Refund   Refund       `json:"refund"`
	IBAN     string       `json:"iban,omitempty"`
	Payer    string       `json:"payer,omitempty"`
	Left     money.Amount `json:"left"` // of the payment, what is still kept
}

// tell emits an event about an account, in the case of the oldest bill it owes.
func (s *Service) tell(u *work.Unit, a Account, typ string, data any) error {
	open, err := items.By(u, keyOpen, a.ID)
	if err != nil {
		return err
	}
	var oldest *OpenItem
	for n, i := range open {
		if i.Kind == Bill && (oldest == nil || i.Due.Before(oldest.Due)) {
			oldest = &open[n]
		}
	}
	if oldest == nil {
		return u.Emit(typ, a.ID, cmp.Or(a.Case, a.ID), data)
	}
	_, correlation := oldest.About()
	return u.Emit(typ, a.ID, correlation, data)
}
