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

// UsageEvent is what happens to a record.
type UsageEvent string

// The events.
const (
	GuideUsage   UsageEvent = "guide"
	RejectUsage  UsageEvent = "reject"
	RecycleUsage UsageEvent = "recycle"
	RateUsage    UsageEvent = "rate"
	RerateUsage  UsageEvent = "rerate"
	BillUsage    UsageEvent = "bill"
)

// UsageLifecycle is that of TMF635 Usage.status, with all its arrows and no other. A rejected record need not be recycled:
// rejected is final as well, which the standard draws as an arrow to the end.
func UsageLifecycle() *lifecycle.Lifecycle[State, UsageEvent] { return usageLifecycle }

var usageLifecycle = lifecycle.MustNew("billing.usage", StateReceived, []State{StateBilled}, []lifecycle.Transition[State, UsageEvent]{
	{On: GuideUsage, From: StateReceived, To: StateGuided, Why: "the product and account that it belongs to are found"},
	{On: RejectUsage, From: StateReceived, To: StateRejected, Why: "it is malformed, there already, or of nobody's product"},
	{On: RateUsage, From: StateGuided, To: StateRated, Why: "a tariff has a price for it"},
	{On: RejectUsage, From: StateGuided, To: StateRejected, Why: "no tariff has a price for it"},
	{On: RecycleUsage, From: StateRejected, To: StateRecycled, Why: "the record or the tariff has been corrected"},
	{On: GuideUsage, From: StateRecycled, To: StateGuided, Why: "the product and account that it belongs to are found now"},
	{On: RejectUsage, From: StateRecycled, To: StateRejected, Why: "the correction was not enough"},
	{On: RerateUsage, From: StateRated, To: StateRerated, Why: "a price, an allowance or another record has changed"},
	{On: RateUsage, From: StateRerated, To: StateRated, Why: "it has been priced anew"},
	{On: BillUsage, From: StateRated, To: StateBilled, Why: "it stands on a bill; what changes now is a credit note"},
})
