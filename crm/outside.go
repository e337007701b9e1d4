package crm

import (
	"context"
	"encoding/json"
	"time"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// Outside are the parties beyond Customer Relationship Management. A nil one is simply not there: what is for it stays in
// the journal. An error of theirs leaves the event pending, and what stands behind it in its case waits; but one of the kinds
// fault.ErrInvalid, ErrNotFound, ErrState and ErrRejected says that trying again cannot help, and is written down as
// crm.reaction.failed.
type Outside struct {
	Activation      Activation
	ServiceProblems ServiceProblems
	Access          Access
	Relations       Relations
	Channel         Channel
}

// Activation is Service Configuration & Activation. Every call names its delivery: the same id may come again, and is then
// to be dropped. Answers come back as commands of ordering.Service: ReceiveFeasibility, ReportProgress, EndWork,
// DecideCancellation, ConfirmCancellation. While an order is held, pending, or its cancellation is assessed, EndWork answers
// fault.ErrState: report the end again when the order is in progress once more.
type Activation interface {
	// CheckFeasibility asks whether a special product can be delivered.
	CheckFeasibility(ctx context.Context, delivery string, f ordering.Feasibility) error
	// Issue hands over all service orders of an order; those that wait for others are released later.
	Issue(ctx context.Context, delivery string, n ordering.WorkNotice) error
	// Release says that service orders may begin now, or must be done again.
	Release(ctx context.Context, delivery string, n ordering.WorkNotice) error
	// StopWork asks whether work in progress can be taken back.
	StopWork(ctx context.Context, delivery string, n ordering.CancellationNotice) error
	// Withdraw says that an order that was held or pending is cancelled: work still open on it is to be taken back.
	Withdraw(ctx context.Context, delivery string, n ordering.CancellationNotice) error
}

// ServiceProblems is Service Problem Management. Its call names its delivery: the same id may come again, and is then to be
// dropped. Answers come back as commands of problem.Service: Isolate, Hold, Resume, ReceiveResolution; what was measured, from
// Service Quality Management, as commands of sla.Service: ReceiveQuality, ReceiveAlarm.
type ServiceProblems interface {
	// Report hands over a problem; again when a customer denies that it is solved.
	Report(ctx context.Context, delivery string, p ServiceProblem) error
}

// ServiceProblem is a problem as it is reported to Service Problem Management.
type ServiceProblem struct {
	problem.Details
	Correlation string    // the case; what is reported about the problem's extent names it
	At          time.Time // when it was reported, UTC
}

// Access is Service Configuration & Activation for customers who are not served: Manage Collection asks it to block the services of an
// account that is in default, and to unblock them; a notice without an account and an amount is about all services of the
// customer, whose relationship is suspended, or resumed, or at its end. Unblocking one of the two leaves the other as it is.
// Every call names its delivery: the same id may come again, and is then to be dropped.
type Access interface {
	Block(ctx context.Context, delivery string, n collection.BlockingNotice) error
	Unblock(ctx context.Context, delivery string, n collection.BlockingNotice) error
}

// Relations are the outside processes that work for a customer, those of resources included: when the relationship ends, they are told to end
// the work and the services (eTOM 3.9.1). The call names its delivery: the same id may come again, and is then to be dropped.
type Relations interface {
	EndServices(ctx context.Context, delivery string, n relationship.ServicesNotice) error
}

// Channel brings messages to the customer: e-mail, letter, portal. It writes the words; the library says what happened.
type Channel interface {
	Send(context.Context, Message) error
}

// Message is something the customer is told.
type Message struct {
	ID          string          // the delivery: the same id may come again, and is then to be dropped
	Customer    string          // the customer's id
	Reason      string          // the type of the event that is told, such as "selling.proposal.made"
	About       string          // the id of what it is about: a prospect, a quote, an order
	Correlation string          // the case; an answer that names it continues the case
	Channel     string          // how the customer is reached: "email", "letter" …; empty: the host chooses
	At          time.Time       // when it happened, UTC
	Data        json.RawMessage // the data of that event
}

// customerOf reads who an event is about.
func customerOf(e event.Event) string {
	var who struct {
		Customer string `json:"customer"`
	}
	if len(e.Data) == 0 || json.Unmarshal(e.Data, &who) != nil {
		return ""
	}
	return who.Customer
}
