package billing

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is a state of a customer bill, named as TMF678 does.
type State string

// The states of a bill.
const (
	BillNew           State = "new"           // computed, not checked yet
	BillOnHold        State = "onHold"        // a check found something that a person must decide
	BillValidated     State = "validated"     // checked, ready to be numbered and sent
	BillSent          State = "sent"          // issued: it has its number and never changes again
	BillPartiallyPaid State = "partiallyPaid" // paid or credited in part
	BillSettled       State = "settled"       // nothing is left to pay
)

// Event is what happens to a bill.
type Event string

// The events of a bill.
const (
	ValidateBill  Event = "validate"
	HoldBill      Event = "hold"
	ReleaseBill   Event = "release"
	RecomputeBill Event = "recompute"
	IssueBill     Event = "issue"
	PayPartBill   Event = "payPart"
	SettleBill    Event = "settle"
	ReopenBill    Event = "reopen"
)

// Lifecycle is the state chart of a customer bill. The states are TMF678's; the standard publishes no chart, so the rows are ours.
func Lifecycle() *lifecycle.Lifecycle[State, Event] { return billLifecycle }

var billLifecycle = lifecycle.MustNew("billing.bill", BillNew, nil,
	[]lifecycle.Transition[State, Event]{
		{On: ValidateBill, From: BillNew, To: BillValidated, Why: "no check asks to hold it"},
		{On: HoldBill, From: BillNew, To: BillOnHold, Why: "a check found what a person must decide"},
		{On: HoldBill, From: BillValidated, To: BillOnHold, Why: "something is found before it is sent"},
		{On: ReleaseBill, From: BillOnHold, To: BillValidated, Why: "a person has decided that it is right"},
		{On: RecomputeBill, From: BillOnHold, To: BillNew, Why: "what was wrong is put right and the bill computed anew"},
		{On: RecomputeBill, From: BillValidated, To: BillNew, Why: "late data comes before it is sent"},
		{On: IssueBill, From: BillValidated, To: BillSent, Why: "it gets its number and goes to the customer"},
		{On: PayPartBill, From: BillSent, To: BillPartiallyPaid, Why: "a payment or credit covers part of it"},
		{On: PayPartBill, From: BillPartiallyPaid, To: BillPartiallyPaid, Why: "another payment, and something is still left"},
		{On: SettleBill, From: BillSent, To: BillSettled, Why: "nothing is left to pay"},
		{On: SettleBill, From: BillPartiallyPaid, To: BillSettled, Why: "nothing is left to pay"},
		{On: ReopenBill, From: BillSettled, To: BillSent, Why: "the only payment came back, as a returned debit does"},
		{On: ReopenBill, From: BillPartiallyPaid, To: BillSent, Why: "the only payment came back, as a returned debit does"},
		{On: PayPartBill, From: BillSettled, To: BillPartiallyPaid, Why: "one of several payments came back"},
	})
