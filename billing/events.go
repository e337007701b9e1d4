package billing

import (
	"time"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The types of event that Billing writes into the journal, and their data. What comes in for an account belongs to the case of
// its open period (see BillCase), and so does the bill that is made of it; accounts, inquiries and runs are cases of their own.
const (
	EventAccountOpened  = "billing.account.opened"  // AccountNotice
	EventAccountChanged = "billing.account.changed" // AccountNotice
	EventAccountClosed  = "billing.account.closed"  // AccountNotice

	EventAgreementNoted = "billing.agreement.noted" // AgreementNotice
	EventChargesNoted   = "billing.charges.noted"   // ChargesNotice
	EventRebateNoted    = "billing.rebate.noted"    // RebateNotice
	EventCreditNoted    = "billing.credit.noted"    // CreditNotice
	EventProductMoved   = "billing.product.moved"   // MoveNotice; in the case of the account that pays from now on
	EventUsageReceived  = "billing.usage.received"  // UsageNotice
	EventUsageRejected  = "billing.usage.rejected"  // RejectedNotice: records that were not taken, or that no tariff was found for

	EventBillMade         = "billing.bill.made"         // BillNotice: made, and not checked yet; a run that does all at once does not tell it
	EventBillHeld         = "billing.bill.held"         // BillNotice, with its findings: a person must decide
	EventBillReleased     = "billing.bill.released"     // BillNotice
	EventBillValidated    = "billing.bill.validated"    // BillNotice; a run that sends it at once does not tell it
	EventBillWithdrawn    = "billing.bill.withdrawn"    // BillNotice: it was not issued, and its period is open again
	EventBillSent         = "billing.bill.sent"         // BillNotice; for the customer
	EventBillResent       = "billing.bill.resent"       // BillNotice, with its dispatch; for the customer
	EventBillStateChanged = "billing.bill.stateChanged" // BillNotice: paid, in part or whole, or open again
	EventDispatchFailed   = "billing.dispatch.failed"   // BillNotice, with its dispatch: it could not be delivered, somebody must look
	EventAdjustedBillSent = "billing.adjustedBill.sent" // AdjustedNotice; in the case of the violation
	EventCreditNoteSent   = "billing.creditNote.sent"   // BillNotice of the credit note or reversal; for the customer

	EventInquiryReceived = "billing.inquiry.received" // InquiryNotice
	EventInquiryAnswered = "billing.inquiry.answered" // InquiryNotice; for the customer
	EventDisputeOpened   = "billing.dispute.opened"   // DisputeNotice: its amount is to be kept out of dunning
	EventDisputeSettled  = "billing.dispute.settled"  // DisputeNotice: what was not upheld is owed again; for the customer

	EventRunReported = "billing.run.reported" // RunNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventAccountOpened, EventAccountChanged, EventAccountClosed,
		EventAgreementNoted, EventChargesNoted, EventRebateNoted, EventCreditNoted, EventProductMoved, EventUsageReceived, EventUsageRejected,
		EventBillMade, EventBillHeld, EventBillReleased, EventBillValidated, EventBillWithdrawn, EventBillSent, EventBillResent,
		EventBillStateChanged, EventDispatchFailed, EventAdjustedBillSent, EventCreditNoteSent,
		EventInquiryReceived, EventInquiryAnswered, EventDisputeOpened, EventDisputeSettled, EventRunReported}
}

// BillCase is the case of an account's period: the account's id and the period's first day. It is also the id of the bill.
func BillCase(account string, from calendar.Date) string { return account + "-" + from.String() }

// AccountNotice is what events say about an account.
type AccountNotice struct {
	Customer string        `json:"customer"`
	Account  string        `json:"account"`
	Parent   string        `json:"parent,omitempty"`
	State    AccountState  `json:"state"`
	From     calendar.Date `json:"from"`
	Details  Details       `json:"details"` // what holds from then on
	Why      string        `json:"why,omitempty"`
}

func (a Account) notice(from calendar.Date) AccountNotice {
	return AccountNotice{Customer: a.Customer, Account: a.ID, Parent: a.Parent, State: a.State, From: from, Details: a.On(from)}
}

// AgreementNotice says what agreement was noted.
type AgreementNotice struct {
	Customer  string    `json:"customer"`
	Account   string    `json:"account"`
	Agreement Agreement `json:"agreement"`
}

// ChargesNotice says what is charged from now on, or once.
type ChargesNotice struct {
	Customer  string     `json:"customer"`
	Account   string     `json:"account"`
	Order     string     `json:"order,omitempty"`
	Agreement string     `json:"agreement,omitempty"`
	Products  []Product  `json:"product,omitempty"`
	Positions []Position `json:"position,omitempty"`
	Waiting   []Position `json:"waiting,omitempty"` // billed when they are delivered
	More      int        `json:"more,omitempty"`    // how many more there are: an event lists 100 of each
}

// clipped is what an event says of a large order.
func (n ChargesNotice) clipped() ChargesNotice {
	n.More = max(0, len(n.Products)-maxTold) + max(0, len(n.Positions)-maxTold) + max(0, len(n.Waiting)-maxTold)
	n.Products, n.Positions, n.Waiting = n.Products[:min(len(n.Products), maxTold)], n.Positions[:min(len(n.Positions), maxTold)], n.Waiting[:min(len(n.Waiting), maxTold)]
	return n
}

// RebateNotice says what rebate was noted.
type RebateNotice struct {
	Customer string `json:"customer"`
	Account  string `json:"account"`
	Rebate   Rebate `json:"rebate"`
}

// CreditNotice says what credit was noted.
type CreditNotice struct {
	Customer string          `json:"customer"`
	Account  string          `json:"account"`
	Credit   discount.Credit `json:"credit"`
}

// MoveNotice says that another account pays for a product.
type MoveNotice struct {
	Customer string        `json:"customer"`
	Account  string        `json:"account"` // that pays from now on
	Before   string        `json:"before"`  // that paid
	Product  string        `json:"product"`
	From     calendar.Date `json:"from"`
	Usage    int           `json:"usage"` // records that were not billed, and moved along
	Why      string        `json:"why,omitempty"`
}

// UsageNotice says what Service & Specific Instance Rating reported: a batch of usage, or a delivery.
type UsageNotice struct {
	Customer  string     `json:"customer"`
	Account   string     `json:"account"`
	Batch     string     `json:"batch,omitempty"`
	Records   int        `json:"records,omitempty"`  // of the account's
	Late      int        `json:"late,omitempty"`     // of these: used in a period that is billed already
	Delivery  *Delivery  `json:"delivery,omitempty"` // of a delivery: what was delivered
	Positions []Position `json:"position,omitempty"` // and what is billed for it
}

// RejectedNotice lists records of usage that are on no bill, and why; the first 100 of them.
type RejectedNotice struct {
	Customer string      `json:"customer,omitempty"`
	Account  string      `json:"account,omitempty"`
	Batch    string      `json:"batch,omitempty"` // of records that were not taken
	Bill     string      `json:"bill,omitempty"`  // on which records should have stood; they are tried again with the next
	Count    int         `json:"count"`
	Records  []BadRecord `json:"record"`
}

// BillNotice is what events say about a bill.
type BillNotice struct {
	Customer   string          `json:"customer"`
	Account    string          `json:"account"`
	Bill       string          `json:"bill"` // its id
	No         string          `json:"billNo,omitempty"`
	Kind       Kind            `json:"kind"`
	State      State           `json:"state"`
	Issuer     string          `json:"issuer"` // id
	Recipient  string          `json:"recipient"`
	Language   string          `json:"language,omitempty"`
	Period     calendar.Period `json:"period,omitzero"`
	Date       calendar.Date   `json:"billDate"`
	PaymentDue calendar.Date   `json:"paymentDueDate,omitzero"`
	Net        money.Amount    `json:"net"`
	Tax        money.Amount    `json:"tax"`
	Total      money.Amount    `json:"total"`     // with taxes
	Due        money.Amount    `json:"amountDue"` // what is left to pay
	Paid       money.Amount    `json:"paid,omitzero"`
	Lines      int             `json:"lines"`
	Rebates    []string        `json:"rebate,omitempty"` // ids of those on it
	Findings   []Finding       `json:"finding,omitempty"`
	Corrects   string          `json:"corrects,omitempty"` // of a correction: the bill's id
	CorrectsNo string          `json:"correctsNo,omitempty"`
	Dispatch   *Dispatch       `json:"dispatch,omitempty"`
	By         string          `json:"by,omitempty"`
	Why        string          `json:"why,omitempty"`
}

// AdjustedNotice says, in the violation's case, that the customer has been sent the bill with its rebates.
type AdjustedNotice struct {
	Customer  string       `json:"customer"`
	Account   string       `json:"account"`
	Bill      string       `json:"bill"`
	No        string       `json:"billNo"`
	Violation string       `json:"violation"`
	Rebates   []Rebate     `json:"rebate"`
	Amount    money.Amount `json:"amount"` // of the rebates' lines: below 0
	Total     money.Amount `json:"total"`  // of the bill
}

// InquiryNotice is what events say about an inquiry.
type InquiryNotice struct {
	Customer string  `json:"customer"`
	Inquiry  Inquiry `json:"inquiry"`
}

// DisputeNotice is what events say about a dispute.
type DisputeNotice struct {
	Customer   string       `json:"customer"`
	Account    string       `json:"account"`
	Bill       string       `json:"bill"`
	No         string       `json:"billNo"`
	Dispute    string       `json:"dispute"`
	State      DisputeState `json:"state"`
	Amount     money.Amount `json:"amount"`               // disputed, with taxes
	Upheld     money.Amount `json:"upheld,omitzero"`      // of a settlement: what is credited, with taxes
	CreditNote string       `json:"creditNote,omitempty"` // id
	Text       string       `json:"text,omitempty"`
}

// RunNotice says what a run did.
type RunNotice struct {
	AsOf   time.Time `json:"asOf"`
	Slice  Slice     `json:"slice,omitzero"`
	Report Report    `json:"report"`
}

// reason is a fault as an answer.
func reason(code, message string) fault.Reason { return fault.Reason{Code: code, Message: message} }
