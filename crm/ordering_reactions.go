package crm

import (
	"context"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// orderingReactions are Order Handling's.
func orderingReactions() []reaction {
	by := etom.OrderHandling
	return []reaction{
		{on: ordering.EventFeasibilityReceived, name: "answer feasibility", by: by, inside: func(c *CRM, u *work.Unit, e event.Event) error {
			_, err := c.Orders.AnswerFeasibilityTx(u, e.Subject)
			return err
		}},
		{on: ordering.EventAcknowledged, name: "begin order", by: by, inside: func(c *CRM, u *work.Unit, e event.Event) error {
			o, err := c.Orders.GetTx(u, e.Subject)
			if err != nil || o.State != ordering.Acknowledged && o.State != ordering.Pending {
				return err // it was cancelled, or begun, meanwhile
			}
			_, err = c.Orders.BeginTx(u, e.Subject)
			return err
		}},
		{on: ordering.EventProgress, name: "report status", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n ordering.Notice) error {
			return c.Orders.ReportStatusTx(u, n.Order, n.Note)
		})},
		{on: contact.EventCompletion, name: "ask satisfaction", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, m contact.Message) error {
			_, err := c.Orders.AskSatisfactionTx(u, m.About)
			return err
		})},
		{on: ordering.EventSatisfactionAnswer, name: "hand over charges", by: by, inside: func(c *CRM, u *work.Unit, e event.Event) error {
			_, err := c.Orders.HandOverChargesTx(u, e.Subject)
			return err
		}},
	}
}

// activationReactions are the calls to Service Configuration & Activation.
func activationReactions() []reaction {
	by := etom.ServiceConfigurationActivation
	return []reaction{
		{on: ordering.EventFeasibilityAsked, name: "check feasibility", by: by, outside: calling(Activation.CheckFeasibility)},
		{on: ordering.EventIssued, name: "issue work", by: by, outside: calling(Activation.Issue)},
		{on: ordering.EventReleased, name: "release work", by: by, outside: calling(Activation.Release)},
		{on: ordering.EventCancellationAsked, name: "stop work", by: by, outside: calling(Activation.StopWork)},
		{on: ordering.EventCancelled, name: "withdraw work", by: by, outside: calling(withdraw)},
	}
}

// withdraw tells of a cancelled order with work still open: where Service Configuration & Activation has stopped the work
// itself, there is none.
func withdraw(a Activation, ctx context.Context, delivery string, n ordering.CancellationNotice) error {
	if len(n.Work) == 0 {
		return nil
	}
	return a.Withdraw(ctx, delivery, n)
}

// calling makes a reaction of a method of the port.
func calling[T any](method func(Activation, context.Context, string, T) error) func(context.Context, *CRM, event.Event) error {
	return func(ctx context.Context, c *CRM, e event.Event) error {
		if c.outside.Activation == nil {
			return nil
		}
		data, err := dataOf[T](e)
		if err != nil {
			return err
		}
		return method(c.outside.Activation, ctx, e.ID, data)
	}
}
