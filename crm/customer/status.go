package customer

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Status is where the relationship with a customer stands. TMF629 leaves the status a free text without a chart; states
// and events are ours.
type Status string

// The states.
const (
	Prospective Status = "prospective" // known, but nothing has been agreed yet
	Active      Status = "active"
	Suspended   Status = "suspended"
	Terminated  Status = "terminated"
)

// Event is what happens to the relationship.
type Event string

// The events.
const (
	Activate    Event = "activate"
	Suspend     Event = "suspend"
	Resume      Event = "resume"
	Terminate   Event = "terminate"
	Reestablish Event = "reestablish"
)

// Lifecycle is the chart of a customer's status (3.9.1). It has no final state: who comes back after a termination is the
// same customer, with the same identity.
func Lifecycle() *lifecycle.Lifecycle[Status, Event] { return life }

var life = lifecycle.MustNew("customer.customer", Prospective, nil, []lifecycle.Transition[Status, Event]{
	{On: Activate, From: Prospective, To: Active, Why: "something has been agreed"},
	{On: Terminate, From: Prospective, To: Terminated, Why: "nothing will come of it"},
	{On: Suspend, From: Active, To: Suspended, Why: "nothing is delivered for the time being"},
	{On: Terminate, From: Active, To: Terminated, Why: "the customer has ceased, defrauds or leaves"},
	{On: Resume, From: Suspended, To: Active, Why: "what stood in the way is settled"},
	{On: Terminate, From: Suspended, To: Terminated, Why: "the customer has ceased, defrauds or leaves"},
	{On: Reestablish, From: Terminated, To: Prospective, Why: "the customer comes back, and is the same one"},
})

// ChangeStatus takes a customer through the life cycle; the reason is one line, kept in the status history.
func (s *Service) ChangeStatus(ctx context.Context, id string, on Event, reason string) (Customer, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.ChangeStatusTx(u, id, on, reason) })
}

// ChangeStatusTx is ChangeStatus in the caller's unit.
func (s *Service) ChangeStatusTx(u *work.Unit, id string, on Event, reason string) (Customer, error) {
	var check fault.Check
	check.Text("event", string(on), fault.MaxName)
	check.Text("reason", reason, fault.MaxName)
	if err := check.Err("customer.status"); err != nil {
		return Customer{}, err
	}
	c, err := current(u, id)
	if err != nil {
		return Customer{}, err
	}
	if c, err = c.apply(on, u.At, reason); err != nil {
		return Customer{}, err
	}
	if err := customers.Put(u, &c); err != nil {
		return Customer{}, err
	}
	last := c.StatusHistory[len(c.StatusHistory)-1]
	return c, u.Emit(EventStatusChanged, c.ID, c.Correlation, StatusNotice{Customer: c.ID, From: last.From, Event: on, To: last.To, Reason: reason})
}
