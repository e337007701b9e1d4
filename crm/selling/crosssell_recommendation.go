package selling

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Recommendation is an offering that was recommended to a customer, with what it rests on and what came of it.
type Recommendation struct {
	store.Meta
	Correlation string `json:"correlation"`
	Customer    string `json:"customer"`
	Offering    string `json:"productOffering"`
	By          string `json:"by,omitempty"` // who recommended it

	Rules       string    `json:"rules"` // the version of the offer rules that decided
	Fingerprint string    `json:"fingerprint"`
	Offer       NextOffer `json:"offer"`
	Situation   Situation `json:"situation"`

	State         State     `json:"state"`
	RecommendedAt time.Time `json:"recommendedAt"`
	AnswerBy      time.Time `json:"answerBy"` // ignored from then on
	AnsweredAt    time.Time `json:"answeredAt,omitzero"`
	Because       string    `json:"because,omitempty"`  // in the customer's words
	QuietUntil    time.Time `json:"quietUntil"`         // not recommended again before
	Prospect      string    `json:"prospect,omitempty"` // that it became
}

var recommendations = store.NewCollection("selling.recommendation", func(r *Recommendation) []store.Key {
	keys := []store.Key{{Name: keyCustomer, Value: r.Customer}, {Name: "state", Value: string(r.State)}}
	if r.State == Recommended {
		keys = append(keys, store.Key{Name: keyAnswer, Value: store.TimeKey(r.AnswerBy)})
	}
	return keys
})

// About says what the recommendation's events are about.
func (r Recommendation) About() (subject, correlation string) { return r.ID, r.Correlation }

// The states of a recommendation, beside Accepted and Rejected, and its events, beside Accept and Reject.
const (
	Recommended State = "recommended"
	Ignored     State = "ignored"

	Recommend Event = "recommend"
	Ignore    Event = "ignore"
)

// RecommendationLifecycle is what becomes of a recommendation (3.4.5); the standard draws none.
func RecommendationLifecycle() *lifecycle.Lifecycle[State, Event] { return recommendationLifecycle }

var recommendationLifecycle = lifecycle.MustNew("selling.recommendation", Start, []State{Accepted, Rejected}, []transition{
	{On: Recommend, From: Start, To: Recommended, Why: "the customer is told of the offering"},
	{On: Accept, From: Recommended, To: Accepted, Why: "the customer is interested: it is a prospect now"},
	{On: Reject, From: Recommended, To: Rejected, Why: "the customer does not want it"},
	{On: Ignore, From: Recommended, To: Ignored, Why: "the time to answer has passed"},
	{On: Accept, From: Ignored, To: Accepted, Why: "the customer is interested after all"},
	{On: Reject, From: Ignored, To: Rejected, Why: "the customer does not want it, and says so late"},
})

// RecommendationNotice is what events say about a recommendation: ids and codes only.
type RecommendationNotice struct {
	Customer       string   `json:"customer"`
	Recommendation string   `json:"recommendation"`
	Offering       string   `json:"productOffering"`
	Rules          string   `json:"rules"`
	Codes          []string `json:"code,omitempty"` // of what speaks for it
	State          State    `json:"state"`
	Prospect       string   `json:"prospect,omitempty"`
}

func (r Recommendation) notice() RecommendationNotice {
	n := RecommendationNotice{Customer: r.Customer, Recommendation: r.ID, Offering: r.Offering, Rules: r.Rules, State: r.State, Prospect: r.Prospect}
	for _, g := range r.Offer.Grounds {
		n.Codes = append(n.Codes, g.Reason.Code)
	}
	return n
}

// apply takes an event through the life cycle. A wrong one is *lifecycle.Error.
func (r Recommendation) apply(on Event) (Recommendation, error) {
	state, err := recommendationLifecycle.Next(r.State, on)
	if err != nil {
		return r, err
	}
	r.State = state
	return r, nil
}

// Recommendation returns a recommendation.
func (x *CrossSelling) Recommendation(ctx context.Context, id string) (Recommendation, error) {
	return work.See(ctx, x.sell.env, func(u *work.Unit) (Recommendation, error) { return recommendations.Get(u, id) })
}

// Recommendations returns the recommendations found by a key: customer or state; in order of id.
func (x *CrossSelling) Recommendations(ctx context.Context, key, value string) ([]Recommendation, error) {
	return find(ctx, x.sell.env, recommendations, []string{keyCustomer, "state"}, key, value)
}

// quieted lists what is not to be recommended to a customer for now.
func quieted(u *work.Unit, customer string) ([]Quieted, error) {
	all, err := recommendations.By(u, keyCustomer, customer)
	if err != nil {
		return nil, err
	}
	var quiet []Quieted
	for _, r := range all {
		if r.QuietUntil.After(u.At) {
			quiet = append(quiet, Quieted{Offering: r.Offering, State: r.State, Until: r.QuietUntil})
		}
	}
	return quiet, nil
}

// days is so many times 24 hours.
func days(count int) time.Duration { return time.Duration(count) * 24 * time.Hour }

// Occasion is one to recommend something: the best offer for a customer, or a certain one.
type Occasion struct {
	Key         string `json:"-"`                     // the caller's key: the same under one key is recommended once; may be empty
	Correlation string `json:"correlation,omitempty"` // the case it belongs to; empty: a case of its own
	Customer    string `json:"customer"`
	Offering    string `json:"productOffering,omitempty"` // empty: the best
	By          string `json:"by,omitempty"`
}

func (r Occasion) check() error {
	var c fault.Check
	c.Optional("key", r.Key, fault.MaxID)
	c.Optional("correlation", r.Correlation, fault.MaxID)
	c.Text("customer", r.Customer, fault.MaxID)
	c.Optional("productOffering", r.Offering, fault.MaxID)
	c.Optional("by", r.By, fault.MaxName)
	return c.Err("selling.recommendation")
}
