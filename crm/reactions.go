package crm

import (
	"context"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// reaction is one row of the table: when an event of a type has happened, a process does something. Exactly one of inside
// and outside is set.
type reaction struct {
	on      string     // the type of the event
	name    string     // unique
	by      etom.Party // who reacts
	inside  func(*CRM, *work.Unit, event.Event) error
	outside func(context.Context, *CRM, event.Event) error
	when    func(Config) bool // nil: always
	request bool              // it does what a customer has asked for: who is told if it fails for good
}

// direct and detour say for which setting of direct contact a row is.
func direct(c Config) bool { return c.DirectContact }
func detour(c Config) bool { return !c.DirectContact }

// table is who reacts to what, in the order of the reactions.
func table(c Config) []reaction {
	var rows []reaction
	rows = append(rows, messages()...) // the customer hears of it before anything else comes of it
	rows = append(rows, contactReactions()...)
	rows = append(rows, requestReactions()...)
	rows = append(rows, sellingReactions()...)
	rows = append(rows, orderingReactions()...)
	rows = append(rows, problemReactions()...)
	rows = append(rows, slaReactions()...)
	rows = append(rows, retentionReactions(c)...)
	rows = append(rows, marketingReactions()...)
	rows = append(rows, billingReactions()...)
	rows = append(rows, collectionReactions()...)
	rows = append(rows, riskReactions()...)
	rows = append(rows, insightReactions()...)
	rows = append(rows, activationReactions()...)
	rows = append(rows, relationshipReactions()...)
	return rows
}

// reading makes a reaction of a function that takes the event's data.
func reading[T any](do func(*CRM, *work.Unit, event.Event, T) error) func(*CRM, *work.Unit, event.Event) error {
	return func(c *CRM, u *work.Unit, e event.Event) error {
		data, err := dataOf[T](e)
		if err != nil {
			return err
		}
		return do(c, u, e, data)
	}
}

// dataOf reads the event's data. What cannot be read is fault.ErrInvalid: it will never be any better.
func dataOf[T any](e event.Event) (data T, err error) {
	if err := e.Read(&data); err != nil {
		return data, &fault.Error{Kind: fault.ErrInvalid, Subject: fault.Subject(e.Type, e.ID), Message: "its data cannot be read", Cause: err}
	}
	return data, nil
}

// told are the events that the customer is told: passed on by Customer Interface Management, or straight, if direct
// contact is switched on.
var told = []string{
	selling.EventNeedsAsked, selling.EventProposalMade, selling.EventProspectDeclined,
	selling.EventPurchaseOrderConfirmed, selling.EventPurchaseOrderRefused, selling.EventOrderRefused,
	ordering.EventCreditHeld, ordering.EventJeopardy, ordering.EventTestOffered, ordering.EventCancellationDecided, ordering.EventCancelled,
	ordering.EventFailed, ordering.EventPartial, ordering.EventStateChanged, ordering.EventAmended, ordering.EventSatisfactionAsked,
	problem.EventConfirmationAsked, problem.EventInformed, problem.EventDisclosed, problem.EventRejected, problem.EventCancelled,
	problem.EventStateChanged, problem.EventReportMade,
	sla.EventDegradationDisclosed, sla.EventTrackingEnded, sla.EventViolationDisclosed, sla.EventClaimAnswered, sla.EventMaintenanceAnnounced, sla.EventReportMade,
	billing.EventBillSent, billing.EventAdjustedBillSent, billing.EventBillResent, billing.EventCreditNoteSent, billing.EventInquiryAnswered, billing.EventDisputeSettled,
	collection.EventDunningSent, collection.EventDebitReturned, collection.EventInstalmentsAgreed,
	relationship.EventEndingConfirmed, relationship.EventEndingWithdrawn,
	retention.EventSatisfactionAsked,
	EventRequestFailed,
}

// answers are the kinds of request that such an event completes.
var answers = map[string][]contact.Kind{
	selling.EventProspectDeclined:     {contact.Enquiry, contact.Needs},
	ordering.EventCancellationDecided: {contact.Cancellation},
	relationship.EventEndingConfirmed: {contact.Termination},
}

// messages are the ways to the customer.
func messages() []reaction {
	var rows []reaction
	for _, typ := range told {
		rows = append(rows,
			reaction{on: typ, name: "passOn " + typ, by: etom.CustomerInterface, when: detour, inside: func(c *CRM, u *work.Unit, e event.Event) error {
				if !forCustomer(e) {
					return nil
				}
				_, err := c.Contacts.PassOnTx(u, outbound(e))
				return err
			}},
			reaction{on: typ, name: "log " + typ, by: etom.CustomerInterface, when: direct, inside: func(c *CRM, u *work.Unit, e event.Event) error {
				if !forCustomer(e) {
					return nil
				}
				_, err := c.Contacts.LogTx(u, outbound(e))
				return err
			}},
			reaction{on: typ, name: "tell " + typ, when: direct, outside: func(ctx context.Context, c *CRM, e event.Event) error {
				if !forCustomer(e) {
					return nil
				}
				return tell(ctx, c, e)
			}})
	}
	for _, typ := range []string{contact.EventPassedOn, contact.EventStatus, contact.EventStatusUnknown, contact.EventCompletion, contact.EventAnswered, marketing.EventCollateralIssued} {
		rows = append(rows, reaction{on: typ, name: "tell " + typ, outside: tell})
	}
	return rows
}

// forCustomer reports whether an event is for a customer to hear. A problem that was found inside may be nobody's in particular; of
// a ticket's moves only a question is the customer's; who was not told of a degradation is not told that it is over, nor that it was
// none; a report may be for other processes; of an ending that was only proposed nobody was told.
func forCustomer(e event.Event) bool {
	if customerOf(e) == "" {
		return false
	}
	switch e.Type {
	case problem.EventStateChanged:
		n, err := dataOf[problem.Notice](e)
		return err == nil && n.Status == problem.Pending
	case problem.EventRejected, problem.EventCancelled:
		n, err := dataOf[problem.Notice](e)
		return err == nil && !n.Untold
	case sla.EventTrackingEnded:
		n, err := dataOf[sla.TrackingNotice](e)
		return err == nil && n.Told
	case relationship.EventEndingWithdrawn:
		n, err := dataOf[relationship.EndingNotice](e)
		return err == nil && n.Held
	case problem.EventReportMade:
		n, err := dataOf[problem.ReportNotice](e)
		return err == nil && slices.Contains(n.To, etom.Customer)
	}
	return true
}

// outbound is the message that an event makes.
func outbound(e event.Event) contact.Outbound {
	return contact.Outbound{Customer: customerOf(e), Correlation: e.Correlation, About: e.Subject, Reason: e.Type, Content: e.Data,
		Answers: answers[e.Type]}
}

// tell sends an event to the customer, through the host's channel.
func tell(ctx context.Context, c *CRM, e event.Event) error {
	if c.outside.Channel == nil {
		return nil
	}
	m := Message{ID: e.ID, Customer: customerOf(e), Reason: e.Type, About: e.Subject, Correlation: e.Correlation, At: e.At, Data: e.Data}
	var wrapped contact.Message // what Customer Interface Management passes on names the event it is about
	if e.Read(&wrapped) == nil {
		m.Channel = string(wrapped.Channel)
	}
	if wrapped.Reason != "" && strings.HasPrefix(e.Type, "contact.") {
		m.Reason, m.About = wrapped.Reason, wrapped.About
		if len(wrapped.Content) > 0 {
			m.Data = wrapped.Content
		}
	}
	return c.outside.Channel.Send(ctx, m)
}
