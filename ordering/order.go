package ordering

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Action says what an item asks for, as TMF622 spells it.
type Action string

// The actions of an item.
const (
	Add      Action = "add"
	Modify   Action = "modify"
	Delete   Action = "delete"
	NoChange Action = "noChange"
)

// Order is a product order (TMF622). It is a value: its methods return the changed order and leave the old one alone.
type Order struct {
	store.Meta
	Correlation string `json:"correlation"`
	ExternalID  string `json:"externalId,omitempty"` // the customer's own number
	Customer    string `json:"customer"`
	Quote       string `json:"quote,omitempty"`
	Agreement   string `json:"agreement,omitempty"`
	Priority    string `json:"priority,omitempty"` // "0" is the highest, "4" the lowest, as in TMF622
	Address     string `json:"address,omitempty"`  // where to deliver

	State        State          `json:"state"`
	CancelFrom   State          `json:"cancelFrom,omitempty"` // where a denied cancellation leads back to
	Reasons      []fault.Reason `json:"reasons,omitempty"`    // why it was rejected
	History      []Change       `json:"history"`
	Items        []Item         `json:"productOrderItem"`
	Work         []ServiceOrder `json:"serviceOrder,omitempty"`
	Credit       Decision       `json:"credit,omitzero"`
	Jeopardies   []Jeopardy     `json:"jeopardy,omitempty"`
	Amendments   []Amendment    `json:"amendment,omitempty"`
	TestFirst    bool           `json:"testFirst,omitempty"` // the customer tests before the order is complete (3.5.5)
	Tests        []Test         `json:"test,omitempty"`
	Satisfaction *Satisfaction  `json:"satisfaction,omitempty"`
	Charged      bool           `json:"charged,omitempty"` // the charges are handed over

	OrderedAt           time.Time `json:"orderDate"`
	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"` // what the customer asks for
	PromisedCompletion  time.Time `json:"promisedCompletionDate,omitzero"`  // what was agreed
	ExpectedCompletion  time.Time `json:"expectedCompletionDate,omitzero"`  // what is now expected; zero: as promised
	ClosedAt            time.Time `json:"completionDate,omitzero"`          // when it reached a final state
	CreditBy            time.Time `json:"creditBy,omitzero"`                // held for credit before it began: when that is waited for no longer
	CheckAt             time.Time `json:"checkAt,omitzero"`                 // when its promised date is to be looked at next
	ChargeBy            time.Time `json:"chargeBy,omitzero"`                // when its charges are handed over at the latest
}

// Change is one entry of an order's history.
type Change struct {
	At     time.Time `json:"at"`
	From   State     `json:"from"`
	Event  Event     `json:"event"`
	To     State     `json:"to"`
	Reason string    `json:"reason,omitempty"`
}

// Item is one line of an order.
type Item struct {
	ID        string        `json:"id"`
	Action    Action        `json:"action"`
	Offering  string        `json:"productOffering"`
	Name      string        `json:"name,omitempty"`
	Quantity  int           `json:"quantity"` // 1 to 1,000,000
	Prices    []price.Price `json:"itemPrice,omitempty"`
	DependsOn []string      `json:"dependsOn,omitempty"` // items that must be completed before this one can begin
	State     State         `json:"state"`
}

// Final reports whether nothing can happen to the order any more.
func (o Order) Final() bool { return orderLifecycle.Final(o.State) }

// Permitted lists the events the life cycle permits now.
func (o Order) Permitted() []Event { return orderLifecycle.Permitted(o.State) }

// AwaitsCredit reports whether the order is held because credit has been neither granted nor refused yet.
func (o Order) AwaitsCredit() bool {
	return o.Credit.Authorization == CreditHeld && o.State == Pending
}

// About says what the order's events are about.
func (o Order) About() (subject, correlation string) { return o.ID, o.Correlation }

// Subject names the order for messages.
func (o Order) Subject() string { return orders.Subject(o.ID) }

// apply takes the event through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (o Order) apply(on Event, at time.Time, reason string) (Order, error) {
	to, err := orderLifecycle.Next(o.State, on)
	if err != nil {
		return o, fmt.Errorf("%s: %w", o.Subject(), err)
	}
	o.History = append(slices.Clone(o.History), Change{At: at, From: o.State, Event: on, To: to, Reason: reason})
	o.State = to
	if o.Final() {
		o.ClosedAt = at
	}
	return o, nil
}

// step takes the event to the order and its items.
func (o Order) step(on Event, at time.Time, reason string) (Order, error) {
	o, err := o.apply(on, at, reason)
	if err != nil {
		return o, err
	}
	return o.applyItems(on), nil
}

// applyItems takes the event to every item that permits it. The items are copied.
func (o Order) applyItems(on Event) Order {
	o.Items = slices.Clone(o.Items)
	for i, item := range o.Items {
		if to, err := itemLifecycle.Next(item.State, on); err == nil {
			o.Items[i].State = to
		}
	}
	return o
}

// item finds an item by its id; -1 if there is none.
func (o Order) item(id string) int {
	return slices.IndexFunc(o.Items, func(i Item) bool { return i.ID == id })
}

// RollUp is the event to which the items' states lead the order, once all of them are final: all completed, all failed,
// or partly. A cancelled item counts neither way beside others. It answers false while work goes on.
func RollUp(items []Item) (Event, bool) {
	var completed, failed int
	for _, i := range items {
		switch i.State {
		case Completed:
			completed++
		case Failed, Rejected:
			failed++
		case Cancelled:
		default:
			return "", false
		}
	}
	switch {
	case completed > 0 && failed > 0:
		return CompletePartially, true
	case completed > 0:
		return Complete, true
	}
	return Fail, true
}
