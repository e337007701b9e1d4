package ordering

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// FeasibilityState is how far a question of feasibility is.
type FeasibilityState string

// The states: asked of Service Configuration & Activation, received from it, answered to Selling.
const (
	FeasibilityAsked    FeasibilityState = "asked"
	FeasibilityReceived FeasibilityState = "received"
	FeasibilityAnswered FeasibilityState = "answered"
)

// Feasibility is the question whether a special product can be delivered, asked before the contract (3.5.1).
type Feasibility struct {
	store.Meta
	Correlation string            `json:"correlation"`
	Customer    string            `json:"customer"`
	Asker       string            `json:"asker"`    // what the answer is for, such as a prospect
	Offering    string            `json:"offering"` // what is to be delivered; may be empty if only the need is known
	Need        string            `json:"need"`     // in the customer's words
	Custom      bool              `json:"custom"`   // made for this customer: the answer takes longer
	State       FeasibilityState  `json:"state"`
	AskedAt     time.Time         `json:"askedAt"`
	AnswerBy    time.Time         `json:"answerBy"` // when the answer is promised
	Overdue     bool              `json:"overdue,omitempty"`
	Answer      FeasibilityAnswer `json:"answer,omitzero"`
}

// FeasibilityAnswer is the result.
type FeasibilityAnswer struct {
	Feasible    bool          `json:"feasible"`
	With        string        `json:"with,omitempty"`        // how it can be done: "DSL"
	LeadTime    time.Duration `json:"leadTime,omitempty"`    // from the order to completion; nanoseconds in JSON
	Alternative string        `json:"alternative,omitempty"` // an offering that could be delivered instead
	Reason      string        `json:"reason,omitempty"`      // why it is not feasible
}

// FeasibilityQuestion is what Selling asks.
type FeasibilityQuestion struct {
	Correlation string // empty: a case of its own
	Customer    string
	Asker       string
	Offering    string
	Need        string
	Custom      bool
}

var feasibilities = store.NewCollection("ordering.feasibility", func(f *Feasibility) []store.Key {
	keys := []store.Key{{Name: "asker", Value: f.Asker}, {Name: "customer", Value: f.Customer}}
	if f.State == FeasibilityAsked && !f.Overdue {
		keys = append(keys, store.Key{Name: keyAnswer, Value: store.TimeKey(f.AnswerBy)})
	}
	return keys
})

// AskFeasibility takes the question and asks Service Configuration & Activation, through the outbox.
func (s *Service) AskFeasibility(ctx context.Context, q FeasibilityQuestion) (Feasibility, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Feasibility, error) { return s.AskFeasibilityTx(u, q) })
}

// AskFeasibilityTx is AskFeasibility in the caller's unit.
func (s *Service) AskFeasibilityTx(u *work.Unit, q FeasibilityQuestion) (Feasibility, error) {
	var c fault.Check
	c.Optional("correlation", q.Correlation, fault.MaxID)
	c.Text("customer", q.Customer, fault.MaxID)
	c.Optional("asker", q.Asker, fault.MaxID)
	c.Optional("offering", q.Offering, fault.MaxName)
	c.Text("need", q.Need, fault.MaxText)
	if err := c.Err("ordering.feasibility"); err != nil {
		return Feasibility{}, err
	}
	within := s.config.AnswerStandard
	if q.Custom {
		within = s.config.AnswerCustom
	}
	f := Feasibility{Meta: store.Meta{ID: u.NewID()}, Correlation: q.Correlation, Customer: q.Customer, Asker: q.Asker,
		Offering: q.Offering, Need: q.Need, Custom: q.Custom, State: FeasibilityAsked, AskedAt: u.At, AnswerBy: u.At.Add(within)}
	return f.save(u, EventFeasibilityAsked)
}

// ReceiveFeasibility takes the result from Service Configuration & Activation.
func (s *Service) ReceiveFeasibility(ctx context.Context, id string, a FeasibilityAnswer) (Feasibility, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Feasibility, error) { return s.ReceiveFeasibilityTx(u, id, a) })
}

// ReceiveFeasibilityTx is ReceiveFeasibility in the caller's unit.
func (s *Service) ReceiveFeasibilityTx(u *work.Unit, id string, a FeasibilityAnswer) (Feasibility, error) {
	var c fault.Check
	c.Optional("with", a.With, fault.MaxName)
	c.Optional("alternative", a.Alternative, fault.MaxName)
	c.Optional("reason", a.Reason, fault.MaxText)
	c.Span("leadTime", a.LeadTime)
	c.That(a.Feasible || a.Reason != "", "reason", fault.RuleRequired, "must say why it is not feasible")
	if err := c.Err("ordering.feasibility"); err != nil {
		return Feasibility{}, err
	}
	f, err := feasibilityIn(u, id, FeasibilityAsked)
	if err != nil {
		return f, err
	}
	f.State, f.Answer = FeasibilityReceived, a
	return f.save(u, EventFeasibilityReceived)
}

// AnswerFeasibility passes the result on to whoever asked.
func (s *Service) AnswerFeasibility(ctx context.Context, id string) (Feasibility, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Feasibility, error) { return s.AnswerFeasibilityTx(u, id) })
}

// AnswerFeasibilityTx is AnswerFeasibility in the caller's unit.
func (s *Service) AnswerFeasibilityTx(u *work.Unit, id string) (Feasibility, error) {
	f, err := feasibilityIn(u, id, FeasibilityReceived)
	if err != nil {
		return f, err
	}
	f.State = FeasibilityAnswered
	return f.save(u, EventFeasibilityAnswered)
}

// Feasibility returns a question with its answer, if there is one.
func (s *Service) Feasibility(ctx context.Context, id string) (Feasibility, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Feasibility, error) { return feasibilities.Get(u, id) })
}

func feasibilityIn(u *work.Unit, id string, state FeasibilityState) (Feasibility, error) {
	f, err := feasibilities.Get(u, id)
	if err != nil {
		return Feasibility{}, err
	}
	if f.State != state {
		return Feasibility{}, fault.State(feasibilities.Subject(id), fmt.Sprintf("is %s, expected %s", f.State, state))
	}
	return f, nil
}

func (f Feasibility) save(u *work.Unit, typ string) (Feasibility, error) {
	if f.Correlation == "" {
		f.Correlation = f.ID
	}
	if err := feasibilities.Put(u, &f); err != nil {
		return Feasibility{}, err
	}
	return f, u.Emit(typ, f.ID, f.Correlation, f)
}
