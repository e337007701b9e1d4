package ordering

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Satisfaction is the inquiry into how content the customer is with a completed order.
type Satisfaction struct {
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	Score      int       `json:"score,omitempty"` // 1 (not at all) to 5 (fully)
	Comment    string    `json:"comment,omitempty"`
}

// SatisfactionAnswer is what the customer answers.
type SatisfactionAnswer struct {
	Score   int
	Comment string
}

// AskSatisfaction starts the inquiry (post-ordering, step 1) of a completed or partly completed order, once.
func (s *Service) AskSatisfaction(ctx context.Context, id string) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.AskSatisfactionTx(u, id) })
}

// AskSatisfactionTx is AskSatisfaction in the caller's unit.
func (s *Service) AskSatisfactionTx(u *work.Unit, id string) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		switch {
		case o.State != Completed && o.State != Partial:
			return o, fault.State(o.Subject(), "is "+string(o.State)+"; satisfaction is asked for when the order is complete")
		case o.Satisfaction != nil:
			return o, fault.State(o.Subject(), "satisfaction has been asked for already")
		}
		o.Satisfaction = &Satisfaction{AskedAt: u.At}
		say(EventSatisfactionAsked, o.notice(""))
		return o, nil
	})
}

// AnswerSatisfaction takes the customer's answer, once.
func (s *Service) AnswerSatisfaction(ctx context.Context, id string, a SatisfactionAnswer) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.AnswerSatisfactionTx(u, id, a) })
}

// AnswerSatisfactionTx is AnswerSatisfaction in the caller's unit.
func (s *Service) AnswerSatisfactionTx(u *work.Unit, id string, a SatisfactionAnswer) (Order, error) {
	var c fault.Check
	c.That(a.Score >= 1 && a.Score <= 5, "score", fault.RuleRange, "must be between 1 (not at all) and 5 (fully)")
	c.Optional("comment", a.Comment, fault.MaxText)
	if err := c.Err("ordering.satisfaction"); err != nil {
		return Order{}, err
	}
	return s.change(u, id, func(o Order, say say) (Order, error) {
		switch {
		case o.Satisfaction == nil:
			return o, fault.State(o.Subject(), "satisfaction has not been asked for")
		case !o.Satisfaction.AnsweredAt.IsZero():
			return o, fault.State(o.Subject(), "satisfaction has been answered already")
		}
		o.Satisfaction = &Satisfaction{AskedAt: o.Satisfaction.AskedAt, AnsweredAt: u.At, Score: a.Score, Comment: a.Comment}
		say(EventSatisfactionAnswer, SatisfactionNotice{Customer: o.Customer, Order: o.ID, Satisfaction: *o.Satisfaction})
		return o, nil
	})
}

// HandOverCharges hands the charges of a completed or partly completed order over to Billing, once; see Charges.
func (s *Service) HandOverCharges(ctx context.Context, id string) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.HandOverChargesTx(u, id) })
}

// HandOverChargesTx is HandOverCharges in the caller's unit.
func (s *Service) HandOverChargesTx(u *work.Unit, id string) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		switch {
		case o.State != Completed && o.State != Partial:
			return o, fault.State(o.Subject(), "is "+string(o.State)+"; charges are handed over when the order is complete")
		case o.Charged:
			return o, fault.State(o.Subject(), "its charges have been handed over already")
		}
		charges, err := Charges(o)
		if err != nil {
			return o, err
		}
		o.Charged = true
		say(EventCharges, ChargesNotice{Customer: o.Customer, Order: o.ID, Agreement: o.Agreement, Charges: charges})
		return o, nil
	})
}
