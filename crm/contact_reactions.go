package crm

import (
	"encoding/json"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// contactReactions are Customer Interface Management's: it routes what comes in, answers what it can answer itself, and
// keeps the status of orders.
func contactReactions() []reaction {
	var rows []reaction
	for _, r := range contact.Routes() {
		if r.Self || r.Kind == contact.Other {
			continue // answered by itself, or left to an agent
		}
		rows = append(rows, reaction{on: r.Kind.ReceivedEvent(), name: "route " + string(r.Kind), by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.RouteTx(u, e.Subject)
				return err
			}})
	}
	for _, typ := range []string{ordering.EventCreditHeld, ordering.EventRejected, ordering.EventStateChanged, ordering.EventAmended, ordering.EventPartial, ordering.EventFailed} {
		rows = append(rows, reaction{on: typ, name: "note " + typ, by: etom.CustomerInterface, inside: reading(noteStatus)})
	}
	return append(rows,
		reaction{on: contact.StatusInquiry.ReceivedEvent(), name: "answer status inquiry", by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.AnswerStatusTx(u, e.Subject)
				return err
			}},
		reaction{on: contact.Question.ReceivedEvent(), name: "answer question", by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.AnswerQuestionTx(u, e.Subject)
				return err
			}},
		reaction{on: ordering.EventStatus, name: "note status", by: etom.CustomerInterface, inside: reading(noteStatus)},
		reaction{on: ordering.EventStatus, name: "tell status", by: etom.CustomerInterface, inside: tellStatus,
			when: func(c Config) bool { return !c.StatusOnRequest }},
		reaction{on: ordering.EventCompleted, name: "note completion", by: etom.CustomerInterface, inside: reading(noteStatus)},
		reaction{on: ordering.EventIssued, name: "note beginning", by: etom.CustomerInterface,
			inside: reading(func(c *CRM, u *work.Unit, e event.Event, n ordering.WorkNotice) error {
				return noteStatus(c, u, e, ordering.Notice{Customer: n.Customer, Order: n.Order, State: ordering.InProgress, Promised: n.Promised})
			})},
		reaction{on: ordering.EventCancelled, name: "note cancellation", by: etom.CustomerInterface,
			inside: reading(func(c *CRM, u *work.Unit, e event.Event, n ordering.CancellationNotice) error {
				return noteStatus(c, u, e, ordering.Notice{Customer: n.Customer, Order: n.Order, State: ordering.Cancelled, Note: n.Cancellation.Reason})
			})},
		reaction{on: ordering.EventCompleted, name: "tell completion", by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.TellCompletionTx(u, customerOf(e), e.Subject)
				return err
			}},
		reaction{on: selling.EventProposalMade, name: "pass on profile", by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.PassOnProfileTx(u, customerOf(e), e.Correlation)
				return err
			}},
		reaction{on: contact.EventProfile, name: "register contact", by: etom.CustomerInterface,
			inside: func(c *CRM, u *work.Unit, e event.Event) error {
				_, err := c.Contacts.RegisterTx(u, e.Correlation, contact.Enquiry, contact.Needs, contact.CounterOffer)
				return err
			}},
	)
}

// noteStatus keeps what Order Handling says of an order, for inquiries at any time.
func noteStatus(c *CRM, u *work.Unit, e event.Event, n ordering.Notice) error {
	content, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = c.Contacts.NoteStatusTx(u, contact.Status{Correlation: e.Correlation, Customer: n.Customer, About: n.Order,
		State: string(n.State), Text: n.Note, Promised: n.Promised, Expected: n.Expected, Content: content})
	return err
}

func tellStatus(c *CRM, u *work.Unit, e event.Event) error {
	_, err := c.Contacts.TellStatusTx(u, customerOf(e), e.Subject)
	return err
}
