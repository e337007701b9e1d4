package retention

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Question starts an inquiry.
type Question struct {
	Correlation string // the case it belongs to; empty: the inquiry is its own
	Customer    string
	About       string // such as an order; empty: the relationship as a whole
	Points      []Expectation
	Measured    []Measured
}

// MaxPoints is how many points in words, and how many in numbers, an inquiry compares at most.
const MaxPoints = 50

// AskSatisfaction starts an inquiry into how content the customer is (3.9.5). A second one about the same thing, while the
// first has no answer, is fault.ErrState.
func (s *Service) AskSatisfaction(ctx context.Context, q Question) (Inquiry, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.AskSatisfactionTx(u, q) })
}

// AskSatisfactionTx is AskSatisfaction in the caller's unit.
func (s *Service) AskSatisfactionTx(u *work.Unit, q Question) (Inquiry, error) {
	if err := q.Check(); err != nil {
		return Inquiry{}, err
	}
	there, err := inquiryAbout(u, q.Customer, q.About)
	switch {
	case err != nil:
		return Inquiry{}, err
	case there.State == InquiryAsked:
		return Inquiry{}, fault.State(inquiries.Subject(there.ID), "asks this already; wait for its answer")
	}
	i := begin(u, q)
	i.AskedAt = u.At
	return i.save(u, EventSatisfactionAsked)
}

// Check refuses with fault.ErrInvalid, all faults at once, a question that cannot be asked.
func (q Question) Check() error {
	var c fault.Check
	c.Optional("correlation", q.Correlation, fault.MaxID)
	c.Text("customer", q.Customer, fault.MaxID)
	c.Optional("about", q.About, fault.MaxID)
	c.That(len(q.Points) <= MaxPoints, "expectation", fault.RuleLength, fmt.Sprintf("has %d points, at most %d are allowed", len(q.Points), MaxPoints))
	for i, p := range q.Points[:min(len(q.Points), MaxPoints)] {
		path := fmt.Sprintf("expectation[%d].", i)
		c.Text(path+"name", p.Name, fault.MaxName)
		c.Text(path+"original", p.Original, fault.MaxName)
		c.Optional(path+"present", p.Present, fault.MaxName)
		c.Text(path+"delivered", p.Delivered, fault.MaxName)
	}
	c.That(len(q.Measured) <= MaxPoints, "measured", fault.RuleLength, fmt.Sprintf("has %d points, at most %d are allowed", len(q.Measured), MaxPoints))
	for i, m := range q.Measured[:min(len(q.Measured), MaxPoints)] {
		m.check(&c, fmt.Sprintf("measured[%d].", i))
	}
	return c.Err("retention.question")
}

// Answer is the customer's answer, from our own inquiry or from Order Handling's (section 4.1.3, step 2).
type Answer struct {
	Correlation string // the case, if no inquiry of ours asked; empty: the answer is its own
	Customer    string
	Order       string    // what the answer is about; empty: the relationship as a whole
	Score       int       // 1 (not content at all) to 5 (fully content)
	Recommend   *int      // 0 (never) to 10 (surely): how likely the customer would recommend us; nil: not said
	Comment     string    // up to fault.MaxText bytes
	At          time.Time // when it was given; zero: now
}

// RecordSatisfaction takes the answer: into the inquiry that asked, or as one of its own if another process asked. A score of 2
// or less asks for a follow-up, to be done within Config.FollowUpWithin; see Due. A second answer about the same order is fault.ErrState.
func (s *Service) RecordSatisfaction(ctx context.Context, a Answer) (Inquiry, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.RecordSatisfactionTx(u, a) })
}

// RecordSatisfactionTx is RecordSatisfaction in the caller's unit.
func (s *Service) RecordSatisfactionTx(u *work.Unit, a Answer) (Inquiry, error) {
	if err := a.Check(u.At); err != nil {
		return Inquiry{}, err
	}
	i, err := inquiryAbout(u, a.Customer, a.Order)
	if err != nil {
		return Inquiry{}, err
	}
	if i.State == "" {
		i = begin(u, Question{Correlation: a.Correlation, Customer: a.Customer, About: a.Order})
	}
	if i, err = i.answer(a, u.At); err != nil {
		return Inquiry{}, err
	}
	if i.State != InquiryFollowUp {
		return i.save(u, EventSatisfactionRecorded)
	}
	i.FollowUp.DueAt = fault.Instant(u.At.Add(s.followUpWithin))
	return i.save(u, EventSatisfactionRecorded, EventFollowUpNeeded)
}

// Check refuses with fault.ErrInvalid, all faults at once, an answer that could not be given at the instant.
func (a Answer) Check(at time.Time) error {
	var c fault.Check
	c.Optional("correlation", a.Correlation, fault.MaxID)
	c.Text("customer", a.Customer, fault.MaxID)
	c.Optional("order", a.Order, fault.MaxID)
	c.That(a.Score >= ScoreLeast && a.Score <= ScoreMost, "score", fault.RuleRange, "must be between 1 (not content at all) and 5 (fully content)")
	c.That(a.Recommend == nil || *a.Recommend >= 0 && *a.Recommend <= RecommendMost, "recommend", fault.RuleRange, "must be between 0 (never) and 10 (surely)")
	c.Optional("comment", a.Comment, fault.MaxText)
	checkPast(&c, "at", a.At, at)
	return c.Err("retention.answer")
}

// answer takes the answer through the life cycle.
func (i Inquiry) answer(a Answer, at time.Time) (Inquiry, error) {
	on := InquiryAnswer
	if a.Score <= ScoreFollowUp {
		on = InquiryTrouble
	}
	i, err := i.apply(on)
	if err != nil {
		return i, err
	}
	i.Score, i.Recommend, i.Comment, i.AnsweredAt = a.Score, a.Recommend, a.Comment, at
	if !a.At.IsZero() {
		i.AnsweredAt = fault.Instant(a.At)
	}
	return i, nil
}

func (i Inquiry) apply(on InquiryEvent) (Inquiry, error) {
	to, err := inquiryLifecycle.Next(i.State, on)
	if err != nil {
		return i, fmt.Errorf("%s: %w", inquiries.Subject(i.ID), err)
	}
	i.State = to
	return i, nil
}

func begin(u *work.Unit, q Question) Inquiry {
	i := Inquiry{Correlation: q.Correlation, Customer: q.Customer, About: q.About, State: inquiryLifecycle.Initial(),
		Points: q.Points, Measured: q.Measured, Validation: Validate(q.Points, q.Measured...)}
	i.ID = u.NewID()
	if i.Correlation == "" {
		i.Correlation = i.ID
	}
	return i
}

// inquiryAbout finds the inquiry that waits for an answer about the thing, or else one that has its answer, or else one
// without a state. An answer about the relationship as a whole is no obstacle to the next one.
func inquiryAbout(u *work.Unit, customer, about string) (Inquiry, error) {
	all, err := inquiries.By(u, byAbout, customer+"/"+about)
	var found Inquiry
	for _, i := range all {
		mine := i.Customer == customer && i.About == about // an id may itself contain a slash
		if mine && (i.State == InquiryAsked || about != "" && found.State == "") {
			found = i
		}
	}
	return found, err
}

func (i Inquiry) save(u *work.Unit, events ...string) (Inquiry, error) {
	if err := inquiries.Put(u, &i); err != nil {
		return Inquiry{}, err
	}
	for _, typ := range events {
		if err := u.Emit(typ, i.ID, i.Correlation, i.notice()); err != nil {
			return Inquiry{}, err
		}
	}
	return i, nil
}

// InquiryTx returns an inquiry, within the caller's unit.
func (s *Service) InquiryTx(u *work.Unit, id string) (Inquiry, error) { return inquiries.Get(u, id) }
