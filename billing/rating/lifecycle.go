package rating

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is where a usage record stands.
type State string

// The states.
const (
	StateReceived State = "received"
	StateGuided   State = "guided"
	StateRejected State = "rejected"
	StateRecycled State = "recycled"
	StateRated    State = "rated"
	StateRerated  State = "rerated"
	StateBilled   State = "billed"
)

// Action is what moves a record on.
type Action string

// The actions.
const (
	ActionGuide   Action = "guide"
	ActionReject  Action = "reject"
	ActionRecycle Action = "recycle"
	ActionRate    Action = "rate"
	ActionRerate  Action = "rerate"
	ActionBill    Action = "bill"
)

// UsageLifecycle is that of TMF635 Usage.status, with all its arrows and no other. A rejected record need not be recycled:
// rejected is final as well, which the standard draws as an arrow to the end.
var UsageLifecycle = lifecycle.MustNew("billing.usage", StateReceived, []State{StateBilled}, []lifecycle.Transition[State, Action]{
	{On: ActionGuide, From: StateReceived, To: StateGuided, Why: "the product and account that it belongs to are found"},
	{On: ActionReject, From: StateReceived, To: StateRejected, Why: "it is malformed, there already, or of nobody's product"},
	{On: ActionRate, From: StateGuided, To: StateRated, Why: "a tariff has a price for it"},
	{On: ActionReject, From: StateGuided, To: StateRejected, Why: "no tariff has a price for it"},
	{On: ActionRecycle, From: StateRejected, To: StateRecycled, Why: "the record or the tariff has been corrected"},
	{On: ActionGuide, From: StateRecycled, To: StateGuided, Why: "the product and account that it belongs to are found now"},
	{On: ActionReject, From: StateRecycled, To: StateRejected, Why: "the correction was not enough"},
	{On: ActionRerate, From: StateRated, To: StateRerated, Why: "a price, an allowance or another record has changed"},
	{On: ActionRate, From: StateRerated, To: StateRated, Why: "it has been priced anew"},
	{On: ActionBill, From: StateRated, To: StateBilled, Why: "it stands on a bill; what changes now is a credit note"},
})
