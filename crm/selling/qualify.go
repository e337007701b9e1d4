package selling

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Match finds what serves the stated needs (3.4.1). If that are standard products, the proposal is made at once; if there
// are special or custom ones among them, their feasibility is asked for first; if there is nothing, the prospect is declined,
// with the reasons.
func (s *Service) Match(ctx context.Context, id string) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.MatchTx(u, id) })
}

// MatchTx is Match in the caller's unit.
func (s *Service) MatchTx(u *work.Unit, id string) (Prospect, error) {
	return work.Change(u, prospects, id, func(p Prospect, say say) (Prospect, error) {
		if p.State != InProgress {
			return p, fault.State(p.Subject(), "is "+string(p.State)+"; needs are matched once, when they are stated")
		}
		portfolio, err := s.portfolio(u)
		if err != nil {
			return p, err
		}
		p.Matches = portfolio.Match(p.Needs)
		return s.proceed(u, p, portfolio, say)
	})
}

// TakeFeasibility takes Order Handling's answer to a question of feasibility. What cannot be delivered is replaced by what
// serves the need as well, or else by what comes near to it, which is said then; what is left is proposed.
func (s *Service) TakeFeasibility(ctx context.Context, id string, f Feasibility) (Prospect, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.TakeFeasibilityTx(u, id, f) })
}

// TakeFeasibilityTx is TakeFeasibility in the caller's unit.
func (s *Service) TakeFeasibilityTx(u *work.Unit, id string, f Feasibility) (Prospect, error) {
	var c fault.Check
	f.check(&c)
	if err := c.Err("selling.feasibility"); err != nil {
		return Prospect{}, err
	}
	return work.Change(u, prospects, id, func(p Prospect, say say) (Prospect, error) {
		if p.State != Pending {
			return p, fault.State(p.Subject(), "is "+string(p.State)+"; feasibility is answered while it is pending")
		}
		portfolio, err := s.portfolio(u)
		if err != nil {
			return p, err
		}
		if p, err = p.answer(portfolio, f); err != nil {
			return p, err
		}
		return s.proceed(u, p, portfolio, say)
	})
}

// proceed asks what is still to be asked, or proposes, or declines.
func (s *Service) proceed(u *work.Unit, p Prospect, portfolio Portfolio, say say) (Prospect, error) {
	if len(p.draft().Items) == 0 {
		return p.decline(u, say)
	}
	p, fresh := p.ask(portfolio, u.At)
	for _, q := range fresh {
		say(EventFeasibilityAsked, FeasibilityNotice{Customer: p.Customer, Prospect: p.ID, Offering: q.Offering, Name: q.Name, Need: q.Need, Custom: q.Custom})
	}
	waits := slices.ContainsFunc(p.Questions, func(q Question) bool { return q.Answer == nil })
	switch {
	case waits && p.State == Pending:
		return p, nil
	case waits:
		return p.apply(u.At, "", AskFeasibility)
	}
	on := []Event{Propose}
	if p.State == Pending {
		on = []Event{Resume, Propose}
	}
	p, err := p.apply(u.At, "", on...)
	if err != nil {
		return p, err
	}
	q, err := s.proposeTo(u, p)
	p.Quote = q.ID
	return p, err
}

// decline ends a prospect for whom there is nothing.
func (p Prospect) decline(u *work.Unit, say say) (Prospect, error) {
	p, err := p.apply(u.At, "", Decline)
	if err != nil {
		return p, err
	}
	p.Reasons = p.missing()
	say(EventProspectDeclined, p.notice())
	return p, nil
}
