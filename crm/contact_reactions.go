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
				_, err := c.Contacts.RegisterTx(u, e.Correlation)
				return err
			}},
	)
}

// noteStatus keeps what Order Handling says of an order, for inquiries at any time.
func noteStatus(c *CRM, u *work.Unit, e event.Event, n ordering.Notice) error {
	_, err := c.Contacts.NoteStatusTx(u, contact.Status{Correlation: e.Correlation, Customer: n.Customer, About: n.Order,
		State: string(n.State), Text: n.Note, Promised: n.Promised, Expected: n.Expected, Content: json.RawMessage(e.Data)})
	return err
}

func tellStatus(c *CRM, u *work.Unit, e event.Event) error {
	_, err := c.Contacts.TellStatusTx(u, customerOf(e), e.Subject)
	return err
}
