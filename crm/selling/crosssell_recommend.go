package selling

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The types of event that Cross/Up Selling writes into the journal. The subject is the recommendation.
const (
	EventOfferRecommended = "selling.offer.recommended" // RecommendationNotice; for whoever talks to the customer
	EventOfferAnswered    = "selling.offer.answered"    // RecommendationNotice: accepted, rejected or ignored
)

// Recommend keeps the next best offer as recommended to the customer, or a certain one of those that may be offered, with what
// it rests on. It is not recommended again before the time that the rules name. If there is none, or not this one, that is a
// *fault.Refusal with the reasons; NextOffers answers the same question without one.
func (x *CrossSelling) Recommend(ctx context.Context, r Occasion) (Recommendation, error) {
	return work.Do(ctx, x.sell.env, func(u *work.Unit) (Recommendation, error) { return x.RecommendTx(u, r) })
}

// RecommendTx is Recommend in the caller's unit.
func (x *CrossSelling) RecommendTx(u *work.Unit, r Occasion) (Recommendation, error) {
	if err := r.check(); err != nil {
		return Recommendation{}, err
	}
	return work.Once(u, "selling.recommend", r.Key, r, func() (Recommendation, error) {
		c, err := x.consult(u, r.Customer)
		if err != nil {
			return Recommendation{}, err
		}
		offer, err := c.advice.pick(r)
		if err != nil {
			return Recommendation{}, err
		}
		made := Recommendation{Meta: store.Meta{ID: u.NewID()}, Correlation: r.Correlation, Customer: r.Customer, Offering: offer.Offering, By: r.By,
			Rules: c.rules.ID, Fingerprint: c.rules.Fingerprint, Offer: offer, Situation: c.situation, State: Start, RecommendedAt: u.At}
		if made.Correlation == "" {
			made.Correlation = made.ID
		}
		made.AnswerBy = u.At.Add(days(c.rules.Rules.Quiet.Answer))
		made.QuietUntil = made.AnswerBy.Add(days(c.rules.Rules.Quiet.Ignored))
		return work.Save(u, recommendations, made, func(r Recommendation, say say) (Recommendation, error) {
			r, err := r.apply(Recommend)
			if err == nil {
				say(EventOfferRecommended, r.notice())
			}
			return r, err
		})
	})
}

// pick takes the offer that is asked for.
func (a Advice) pick(r Occasion) (NextOffer, error) {
	wanted := func(o NextOffer) bool { return r.Offering == "" || o.Offering == r.Offering }
	if n := slices.IndexFunc(a.Offers, wanted); n >= 0 {
		return a.Offers[n], nil
	}
	reasons := a.Reasons
	if r.Offering != "" {
		reasons = []fault.Reason{{Code: ReasonNothingTo, Message: fmt.Sprintf("nothing hints at %s", r.Offering)}}
		if n := slices.IndexFunc(a.Excluded, wanted); n >= 0 {
			reasons = a.Excluded[n].Against
		}
	}
	return NextOffer{}, &fault.Refusal{Subject: fmt.Sprintf("selling.recommendation to customer %q", r.Customer), Reasons: reasons}
}

// Answer is what a customer says to a recommendation.
type Answer struct {
	Recommendation string `json:"recommendation"`
	Accepted       bool   `json:"accepted"`          // interested; else the customer does not want it
	Because        string `json:"because,omitempty"` // in the customer's words
}

// TakeAnswer notes what a customer says to a recommendation. One that is accepted becomes a prospect: whether it can be
// delivered is asked, if that has to be found out, or else the proposal is made at once, as Match does it, and what it replaces
// goes with it. One that is rejected is not recommended again before the time that the rules of then name; these also say what
// may go, whatever rules are in force by now. Consent, complaints and risk are not asked again: the customer wants it, and what
// is ordered is authorised as every order is.
//
// fault.ErrState: it was answered before, its offering was accepted under another recommendation, the portfolio does not have
// it any more, or it does not go together with what the customer holds by now.
func (x *CrossSelling) TakeAnswer(ctx context.Context, a Answer) (Recommendation, error) {
	return work.Do(ctx, x.sell.env, func(u *work.Unit) (Recommendation, error) { return x.TakeAnswerTx(u, a) })
}

// TakeAnswerTx is TakeAnswer in the caller's unit.
func (x *CrossSelling) TakeAnswerTx(u *work.Unit, a Answer) (Recommendation, error) {
	var c fault.Check
	c.Optional("because", a.Because, maxLine)
	if err := c.Err("selling.answer"); err != nil {
		return Recommendation{}, err
	}
	on := Reject
	if a.Accepted {
		on = Accept
	}
	return x.answer(u, a.Recommendation, on, a.Because)
}

// answer takes an event to a recommendation, and says so.
func (x *CrossSelling) answer(u *work.Unit, id string, on Event, because string) (Recommendation, error) {
	return work.Change(u, recommendations, id, func(r Recommendation, say say) (Recommendation, error) {
		r, err := r.apply(on)
		if err != nil {
			return r, fmt.Errorf("%s: %w", recommendations.Subject(r.ID), err)
		}
		kept, err := offerRules.Get(u, r.Rules)
		if err != nil {
			return r, err
		}
		quiet := map[Event]int{Accept: kept.Rules.Quiet.Accepted, Reject: kept.Rules.Quiet.Refused}
		if on != Ignore { // QuietUntil holds for what nobody answers, however late that is noticed
			r.AnsweredAt, r.Because, r.QuietUntil = u.At, because, u.At.Add(days(quiet[on]))
		}
		if on == Accept {
			p, err := x.prospect(u, r, kept.Rules)
			if err != nil {
				return r, err
			}
			r.Prospect = p.ID
		}
		say(EventOfferAnswered, r.notice())
		return r, nil
	})
}

// prospect makes a prospect of an accepted recommendation: what it needs is known, and what serves it too.
func (x *CrossSelling) prospect(u *work.Unit, r Recommendation, rules OfferRules) (Prospect, error) {
	portfolio, err := x.sell.portfolio(u)
	if err != nil {
		return Prospect{}, err
	}
	holds, err := x.fitting(u, r, rules, portfolio)
	if err != nil {
		return Prospect{}, err
	}
	o, _ := portfolio.Find(r.Offering)
	need := Need{Text: o.Name}
	if len(o.Needs) > 0 {
		need.Code = o.Needs[0] // by which something else is found if it cannot be delivered
	}
	p := Prospect{Meta: store.Meta{ID: u.NewID()}, Correlation: r.Correlation, Customer: r.Customer, Interest: o.Name, State: Start,
		Has: holds, Needs: []Need{need}}
	p.Matches = []Match{o.match(need, r.Offer.Grounds[0].Reason.Code, r.Offer.Grounds[0].Reason.Message)}
	return work.Save(u, prospects, p, func(p Prospect, say say) (Prospect, error) {
		p, err := p.apply(u.At, "", Enquire, Qualify)
		if err != nil {
			return p, err
		}
		return x.sell.proceed(u, p, portfolio, say)
	})
}

// fitting asks that what is accepted can still be proposed, and gives what the customer holds.
func (x *CrossSelling) fitting(u *work.Unit, r Recommendation, rules OfferRules, portfolio Portfolio) ([]string, error) {
	holds, err := x.facts.Holdings(u, r.Customer)
	if err != nil {
		return nil, err
	}
	holds = slices.Clone(holds)
	slices.Sort(holds)
	a := advising{portfolio: portfolio, rules: rules, situation: Situation{Holds: slices.Compact(holds)}}
	now := NextOffer{Offering: r.Offering, Name: r.Offer.Name}
	if a.fit(&now); len(now.Against) > 0 {
		return nil, fault.State(recommendations.Subject(r.ID), fmt.Sprintf("cannot be proposed by now: %s; recommend something else", now.Against[0].Message))
	}
	earlier, err := quieted(u, r.Customer)
	if slices.ContainsFunc(earlier, func(q Quieted) bool { return q.Offering == r.Offering && q.State == Accepted }) {
		return nil, fault.State(recommendations.Subject(r.ID), fmt.Sprintf("%s was accepted under another recommendation; there is a prospect of it", r.Offer.Name))
	}
	return a.situation.Holds, err
}

// OffersDueReport counts what Due did.
type OffersDueReport struct {
	Ignored int // recommendations that nobody answered in time
}

// Due does what has fallen due by asOf: recommendations that nobody has answered in time are ignored, once however often it is
// called. One's fault does not stop the others and is in the joined error.
func (x *CrossSelling) Due(ctx context.Context, asOf time.Time) (OffersDueReport, error) {
	ignored, err := work.EachDue(ctx, x.sell.env, recommendations, keyAnswer, asOf, func(u *work.Unit, r Recommendation) (bool, error) {
		now, err := recommendations.Get(u, r.ID)
		if err != nil || now.State != Recommended {
			return false, err // answered meanwhile
		}
		_, err = x.answer(u, r.ID, Ignore, "")
		return true, err
	})
	return OffersDueReport{Ignored: ignored}, err
}
