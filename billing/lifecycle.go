package billing

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is a state of a customer bill, named as TMF678 does.
type State string

// The states of a bill.
const (
	New           State = "new"           // computed, not checked yet
	OnHold        State = "onHold"        // a check found something that a person must decide
	Validated     State = "validated"     // checked, ready to be numbered and sent
	Sent          State = "sent"          // issued: it has its number and never changes again
	PartiallyPaid State = "partiallyPaid" // paid or credited in part
	Settled       State = "settled"       // nothing is left to pay
)

// Step is what happens to a bill.
type Step string

// The steps of a bill.
const (
	Validate  Step = "validate"
	Hold      Step = "hold"
	Release   Step = "release"
	Recompute Step = "recompute"
	Issue     Step = "issue"
	PayPart   Step = "payPart"
	Settle    Step = "settle"
	Reopen    Step = "reopen"
)

// Lifecycle is the state chart of a customer bill. The states are TMF678's; the standard publishes no chart, so the rows are ours.
func Lifecycle() *lifecycle.Lifecycle[State, Step] { return billLifecycle }

var billLifecycle = lifecycle.MustNew("billing.bill", New, nil,
	[]lifecycle.Transition[State, Step]{
		{On: Validate, From: New, To: Validated, Why: "no check asks to hold it"},
		{On: Hold, From: New, To: OnHold, Why: "a check found what a person must decide"},
		{On: Hold, From: Validated, To: OnHold, Why: "something is found before it is sent"},
		{On: Release, From: OnHold, To: Validated, Why: "a person has decided that it is right"},
		{On: Recompute, From: OnHold, To: New, Why: "what was wrong is put right and the bill computed anew"},
		{On: Recompute, From: Validated, To: New, Why: "late data comes before it is sent"},
		{On: Issue, From: Validated, To: Sent, Why: "it gets its number and goes to the customer"},
		{On: PayPart, From: Sent, To: PartiallyPaid, Why: "a payment or credit covers part of it"},
		{On: PayPart, From: PartiallyPaid, To: PartiallyPaid, Why: "another payment, and something is still left"},
		{On: Settle, From: Sent, To: Settled, Why: "nothing is left to pay"},
		{On: Settle, From: PartiallyPaid, To: Settled, Why: "nothing is left to pay"},
		{On: Reopen, From: Settled, To: Sent, Why: "the only payment came back, as a returned debit does"},
		{On: Reopen, From: PartiallyPaid, To: Sent, Why: "the only payment came back, as a returned debit does"},
		{On: PayPart, From: Settled, To: PartiallyPaid, Why: "one of several payments came back"},
	})
