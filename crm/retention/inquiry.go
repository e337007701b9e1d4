package retention

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
)

// InquiryState is how far an inquiry into satisfaction is.
type InquiryState string

// The states.
const (
	InquiryAsked    InquiryState = "asked"
	InquiryAnswered InquiryState = "answered" // and nothing needs to be done
	InquiryFollowUp InquiryState = "followUp" // and somebody has to see to the customer
	InquiryClosed   InquiryState = "closed"   // somebody has
)

// InquiryEvent is what happens to an inquiry.
type InquiryEvent string

// The events.
const (
	InquiryAnswer   InquiryEvent = "answer"
	InquiryTrouble  InquiryEvent = "trouble"  // the answer is a low score
	InquiryEscalate InquiryEvent = "escalate" // nobody has seen to it in time
	InquiryClose    InquiryEvent = "close"
)

// InquiryLifecycle is the chart of an inquiry. TM Forum has none; states and events are ours.
func InquiryLifecycle() *lifecycle.Lifecycle[InquiryState, InquiryEvent] { return inquiryLifecycle }

var inquiryLifecycle = lifecycle.MustNew("retention.inquiry", InquiryAsked, []InquiryState{InquiryAnswered, InquiryClosed},
	[]lifecycle.Transition[InquiryState, InquiryEvent]{
		{On: InquiryAnswer, From: InquiryAsked, To: InquiryAnswered, Why: "the customer is content, or at least not discontent"},
		{On: InquiryTrouble, From: InquiryAsked, To: InquiryFollowUp, Why: "the score is so low that somebody has to see to the customer"},
		{On: InquiryEscalate, From: InquiryFollowUp, To: InquiryFollowUp, Why: "nobody has seen to the customer in time: the next one up has to"},
		{On: InquiryClose, From: InquiryFollowUp, To: InquiryClosed, Why: "somebody has seen to the customer"},
	})

// MaxEscalations is how often a follow-up is escalated.
const MaxEscalations = 3

// The scores, and the highest one that asks for a follow-up.
const (
	ScoreLeast    = 1 // not content at all
	ScoreMost     = 5 // fully content
	ScoreFollowUp = 2

	RecommendMost = 10 // the highest answer to how likely the customer would recommend us; the least is 0
)

// Inquiry is the question whether what was delivered meets what the customer expected and expects (3.9.5). It is a value.
type Inquiry struct {
	store.Meta
	Correlation string        `json:"correlation"`
	Customer    string        `json:"customer"`
	About       string        `json:"about,omitempty"` // what it is about, such as an order; empty: the relationship as a whole
	State       InquiryState  `json:"state"`
	Points      []Expectation `json:"expectation,omitempty"`
	Measured    []Measured    `json:"measured,omitempty"`
	AskedAt     time.Time     `json:"askedAt,omitzero"` // zero: another process asked
	AnsweredAt  time.Time     `json:"answeredAt,omitzero"`
	Score       int           `json:"score,omitempty"`     // 1 (not content at all) to 5 (fully content)
	Recommend   *int          `json:"recommend,omitempty"` // 0 to 10: how likely the customer would recommend us; nil: not said
	Comment     string        `json:"comment,omitempty"`
	Validation  Validation    `json:"validation,omitzero"`
	FollowUp    FollowUp      `json:"followUp,omitzero"`
}

// FollowUp is what is to be done, and was done, about a low score.
type FollowUp struct {
	DueAt       time.Time `json:"dueAt,omitzero"`        // by when somebody is to have seen to the customer
	Escalations int       `json:"escalations,omitempty"` // how often that was not done in time
	EscalatedAt time.Time `json:"escalatedAt,omitzero"`  // the last time
	DoneAt      time.Time `json:"doneAt,omitzero"`
	Note        string    `json:"note,omitempty"`
}

const (
	byAbout    = "about" // the customer, a slash, what it is about
	byCustomer = "customer"
	byState    = "state"
	byAnswered = "answered" // the time
	byDue      = "due"      // the time, while a follow-up is open and can be escalated
)

var inquiries = store.NewCollection("retention.inquiry", func(i *Inquiry) []store.Key {
	keys := []store.Key{
		{Name: byAbout, Value: i.Customer + "/" + i.About},
		{Name: byCustomer, Value: i.Customer},
		{Name: byState, Value: string(i.State)},
		{Name: byAnswered, Value: store.TimeKey(i.AnsweredAt)},
	}
	if i.State == InquiryFollowUp && i.FollowUp.Escalations < MaxEscalations {
		keys = append(keys, store.Key{Name: byDue, Value: store.TimeKey(i.FollowUp.DueAt)})
	}
	return keys
})
