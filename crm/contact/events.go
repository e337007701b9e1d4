package contact

import (
	"encoding/json"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The types of event that Customer Interface Management writes into the journal, and their data. Beside them stand two for
// each kind of contact, Kind.ReceivedEvent and Kind.RoutedEvent, with a Request.
const (
	EventUnknown       = "contact.unknown.received"       // Request: nobody knows whose it is
	EventOverdue       = "contact.request.overdue"        // Request
	EventCompleted     = "contact.request.completed"      // Request
	EventRegistered    = "contact.interaction.registered" // Registration
	EventPassedOn      = "contact.message.passedOn"       // Message: a channel sends it
	EventLogged        = "contact.message.logged"         // Message: it went, or came, without us
	EventStatus        = "contact.status.told"            // Message: a channel sends it
	EventStatusUnknown = "contact.status.unknown"         // Message: a channel sends it; an inquiry about what no status is known of
	EventCompletion    = "contact.completion.told"        // Message: a channel sends it
	EventAnswered      = "contact.question.answered"      // Message: a channel sends it
	EventProfile       = "contact.profile.passedOn"       // Profile
	EventAnalysis      = "contact.analysis.reported"      // AnalysisNotice, for the process that it names
)

// EventTypes lists them all.
func EventTypes() []string {
	all := []string{EventUnknown, EventOverdue, EventCompleted, EventRegistered, EventPassedOn, EventLogged, EventStatus, EventStatusUnknown,
		EventCompletion, EventAnswered, EventProfile, EventAnalysis}
	for _, r := range routes {
		all = append(all, r.Kind.ReceivedEvent())
		if r.Kind != StatusInquiry {
			all = append(all, r.Kind.RoutedEvent())
		}
	}
	return all
}

// Request is what events say about a request.
type Request struct {
	Customer    string          `json:"customer,omitempty"`
	From        string          `json:"from,omitempty"`
	Interaction string          `json:"interaction"`
	Kind        Kind            `json:"kind"`
	Why         []fault.Reason  `json:"why,omitempty"`
	To          etom.Party      `json:"to"` // the process that does it
	Channel     Channel         `json:"channel"`
	About       string          `json:"about,omitempty"`
	Subject     string          `json:"subject,omitempty"`
	Text        string          `json:"text,omitempty"`
	Content     json.RawMessage `json:"content,omitempty"`
	Language    string          `json:"language,omitempty"`
	AnswerBy    time.Time       `json:"answerBy,omitzero"`
	Note        string          `json:"note,omitempty"`
}

// Registration says which requests are settled with the contact that is registered.
type Registration struct {
	Customer     string   `json:"customer"`
	Interactions []string `json:"interaction"` // none: they were settled before
}

// Message is what the customer is told, or was.
type Message struct {
	Customer    string          `json:"customer"`
	Interaction string          `json:"interaction"`
	Direction   Direction       `json:"direction"`
	Channel     Channel         `json:"channel"`
	Reason      string          `json:"reason"` // the type of the event that is told
	About       string          `json:"about,omitempty"`
	Text        string          `json:"text,omitempty"`
	Content     json.RawMessage `json:"content,omitempty"`
	Language    string          `json:"language,omitempty"`
	Answers     string          `json:"answers,omitempty"` // the interaction that it answers
}

func (i Interaction) request(note string) Request {
	to := i.RoutedTo
	if to == "" {
		r, _ := RouteOf(i.Kind)
		to = r.To
	}
	return Request{Customer: i.Customer, From: i.From, Interaction: i.ID, Kind: i.Kind, Why: i.Why, To: to, Channel: i.Channel,
		About: i.About, Subject: i.Reason, Text: i.Text, Content: i.Content, Language: i.Language, AnswerBy: i.AnswerBy, Note: note}
}

func (i Interaction) message() Message {
	return Message{Customer: i.Customer, Interaction: i.ID, Direction: i.Direction, Channel: i.Channel, Reason: i.Reason,
		About: i.About, Text: i.Text, Content: i.Content, Language: i.Language, Answers: i.Answers}
}
