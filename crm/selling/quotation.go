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

// Valuate says what a draft would cost and bring (order valuation, 5.2), without keeping anything.
func (s *Service) Valuate(ctx context.Context, d Draft) (Quote, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.ValuateTx(u, d) })
}

// ValuateTx is Valuate in the caller's unit.
func (s *Service) ValuateTx(u *work.Unit, d Draft) (Quote, error) { return s.drawUp(u, d) }

// MakeQuote makes a quote by hand (3.4.3) and keeps it in progress: EditQuote changes it, Submit makes the offer.
func (s *Service) MakeQuote(ctx context.Context, d Draft) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.MakeQuoteTx(u, d) })
}

// MakeQuoteTx is MakeQuote in the caller's unit.
func (s *Service) MakeQuoteTx(u *work.Unit, d Draft) (Quote, error) {
	return work.Once(u, "selling.makeQuote", d.Key, d, func() (Quote, error) {
		q, err := s.newQuote(u, d)
		if err != nil {
			return q, err
		}
		return work.Save(u, quotes, q, made)
	})
}

// made tells that a quote is in progress.
func made(q Quote, say say) (Quote, error) {
	say(EventQuoteMade, q.notice())
	return q, nil
}

// Propose makes a quote by hand and the offer at once; whether special products can be delivered is for its maker to know. With a discount beyond the role's limit it comes back pending, see
// DecideApproval; else approved, and the proposal is made.
func (s *Service) Propose(ctx context.Context, d Draft) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.ProposeTx(u, d) })
}

// ProposeTx is Propose in the caller's unit.
func (s *Service) ProposeTx(u *work.Unit, d Draft) (Quote, error) {
	return work.Once(u, "selling.propose", d.Key, d, func() (Quote, error) {
		q, err := s.newQuote(u, d)
		if err != nil {
			return q, err
		}
		return work.Save(u, quotes, q, func(q Quote, say say) (Quote, error) { return s.submit(u, q, say) })
	})
}

// proposeTo makes the quote of what was found for a prospect, and the offer; but a custom product waits for its prices.
func (s *Service) proposeTo(u *work.Unit, p Prospect) (Quote, error) {
	q, err := s.newQuote(u, p.draft())
	if err != nil {
		return q, err
	}
	q.Missing = p.missing()
	return work.Save(u, quotes, q, func(q Quote, say say) (Quote, error) {
		if len(q.unpriced()) > 0 {
			return made(q, say)
		}
		return s.submit(u, q, say)
	})
}

// EditQuote draws a quote in progress up anew; a pending one is in progress again.
func (s *Service) EditQuote(ctx context.Context, id string, d Draft) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.EditQuoteTx(u, id, d) })
}

// EditQuoteTx is EditQuote in the caller's unit.
func (s *Service) EditQuoteTx(u *work.Unit, id string, d Draft) (Quote, error) {
	return work.Change(u, quotes, id, func(q Quote, say say) (Quote, error) {
		if q.State == Pending {
			var err error
			if q, err = q.apply(u.At, "edited", Resume); err != nil {
				return q, err
			}
			q.Authorizations = slices.DeleteFunc(slices.Clone(q.Authorizations), func(a Authorization) bool { return a.State == AuthorizationRequested })
		}
		if q.State != InProgress {
			return q, fault.State(q.Subject(), "is "+string(q.State)+"; only a quote in progress is edited, an offer is negotiated")
		}
		if d.Customer != q.Customer {
			var c fault.Check
			c.Add("customer", fault.RuleRange, fmt.Sprintf("must stay %.100q; make a quote of its own for another", q.Customer))
			return q, c.Err(q.Subject())
		}
		body, err := s.drawUp(u, d)
		if err != nil {
			return q, err
		}
		q = body.as(q)
		say(EventQuoteEdited, q.notice())
		return q, nil
	})
}

// Submit makes the offer of a quote in progress, or asks for approval if it grants more than its maker may.
func (s *Service) Submit(ctx context.Context, id string) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.SubmitTx(u, id) })
}

// SubmitTx is Submit in the caller's unit.
func (s *Service) SubmitTx(u *work.Unit, id string) (Quote, error) {
	return work.Change(u, quotes, id, func(q Quote, say say) (Quote, error) { return s.submit(u, q, say) })
}

// GiveUp cancels a quote that is not an offer yet.
func (s *Service) GiveUp(ctx context.Context, id, reason string) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.GiveUpTx(u, id, reason) })
}

// GiveUpTx is GiveUp in the caller's unit.
func (s *Service) GiveUpTx(u *work.Unit, id, reason string) (Quote, error) {
	if err := checkReason("selling.quote", reason); err != nil {
		return Quote{}, err
	}
	return work.Change(u, quotes, id, func(q Quote, say say) (Quote, error) {
		return q.end(u.At, Cancel, ReasonGivenUp, reason, EventQuoteCancelled, say)
	})
}

// drawUp checks a draft and makes the body of a quote of it, as things are at the unit's instant.
func (s *Service) drawUp(u *work.Unit, d Draft) (Quote, error) {
	portfolio, err := s.portfolio(u)
	if err != nil {
		return Quote{}, err
	}
	var c fault.Check
	d.Check(&c, portfolio, u.At)
	_, known := LimitOf(s.config.Limits, d.Role)
	c.That(known || d.Role == "", "role", fault.RuleUnknown, fmt.Sprintf("%.100q stands in no row of the discount limits", d.Role))
	if err := c.Err("selling.draft"); err != nil {
		return Quote{}, err
	}
	terms, err := s.terms(u, d.Customer)
	if err != nil {
		return Quote{}, err
	}
	q, err := DrawUp(portfolio, terms, d)
	if err != nil {
		return Quote{}, err
	}
	return q, q.checkPromise(ValidUntil(u.At, q.ValidDays, s.zone))
}

// checkPromise refuses a promised date that an acceptance at the last moment would already miss.
func (q Quote) checkPromise(validUntil time.Time) error {
	var c fault.Check
	c.That(q.PromisedCompletion.IsZero() || !q.PromisedCompletion.Before(validUntil), "promisedCompletionDate", fault.RuleRange,
		fmt.Sprintf("must not lie before the offer's end at %s; promise a later date or let the offer end earlier", validUntil.Format(time.RFC3339)))
	return c.Err("selling.quote")
}

func (s *Service) terms(u *work.Unit, customer string) (Terms, error) {
	segment, err := s.config.Segments.Segment(u, customer)
	return TermsFor(s.config.Terms, customer, segment), err
}

// newQuote makes the first version of a quote, in progress.
func (s *Service) newQuote(u *work.Unit, d Draft) (Quote, error) {
	q, err := s.drawUp(u, d)
	if err != nil {
		return Quote{}, err
	}
	q.Meta, q.Number, q.Correlation, q.State, q.MadeAt = store.Meta{ID: u.NewID()}, 1, d.Correlation, Start, u.At
	if q.Correlation == "" {
		q.Correlation = q.ID
	}
	return q.apply(u.At, "", Prepare)
}

// as is the body with the identity and the course of another quote.
func (q Quote) as(other Quote) Quote {
	q.Meta, q.Number, q.Correlation, q.Prospect = other.Meta, other.Number, other.Correlation, other.Prospect
	q.State, q.History, q.MadeAt, q.Missing, q.Authorizations = other.State, other.History, other.MadeAt, other.Missing, other.Authorizations
	return q
}

// end takes a quote to an end, for a reason.
func (q Quote) end(at time.Time, on Event, code, reason, event string, say say) (Quote, error) {
	q, err := q.apply(at, reason, on)
	if err != nil {
		return q, err
	}
	q.Reasons = []fault.Reason{{Code: code, Message: reason}}
	say(event, q.notice())
	return q, nil
}

func checkReason(subject, reason string) error {
	var c fault.Check
	c.Text("reason", reason, maxLine)
	return c.Err(subject)
}
