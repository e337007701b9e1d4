package selling

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Approval is a decision on a pending quote.
type Approval struct {
	Approved bool
	By       string // who decides
	Role     string // as what; its limit must cover what is approved
	Note     string // why it is declined; else optional
}

func (a Approval) check() error {
	var c fault.Check
	c.Text("by", a.By, fault.MaxName)
	c.Text("role", a.Role, fault.MaxName)
	c.Optional("note", a.Note, maxLine)
	c.That(a.Approved || a.Note != "", "note", fault.RuleRequired, "must say why it is declined")
	return c.Err("selling.approval")
}

// DecideApproval decides on a pending quote: approved, the proposal is made; declined, the quote is cancelled. Approving more
// than the role may grant is a *fault.Refusal.
func (s *Service) DecideApproval(ctx context.Context, id string, a Approval) (Quote, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.DecideApprovalTx(u, id, a) })
}

// DecideApprovalTx is DecideApproval in the caller's unit.
func (s *Service) DecideApprovalTx(u *work.Unit, id string, a Approval) (Quote, error) {
	if err := a.check(); err != nil {
		return Quote{}, err
	}
	return work.Change(u, quotes, id, func(q Quote, say say) (Quote, error) {
		if q.State != Pending {
			return q, fault.State(q.Subject(), "is "+string(q.State)+"; approval is decided while it is pending")
		}
		q = q.authorize(a, u)
		if !a.Approved {
			return q.end(u.At, Cancel, ReasonDeclined, a.Note, EventQuoteCancelled, say)
		}
		reasons, err := s.beyond(u, q, a.Role)
		if err != nil {
			return q, err
		}
		if len(reasons) > 0 {
			return q, &fault.Refusal{Subject: q.Subject(), Reasons: reasons}
		}
		if q, err = q.apply(u.At, a.Note, Resume); err != nil {
			return q, err
		}
		return s.offer(u, q, say)
	})
}

// authorize writes the decision into the authorization that was asked for last.
func (q Quote) authorize(a Approval, u *work.Unit) Quote {
	q.Authorizations = slices.Clone(q.Authorizations)
	last := &q.Authorizations[len(q.Authorizations)-1]
	last.GivenAt, last.Approver, last.Role, last.Note, last.State = u.At, a.By, a.Role, a.Note, AuthorizationDeclined
	if a.Approved {
		last.State = AuthorizationApproved
	}
	return q
}

// submit makes the offer, or asks for approval.
func (s *Service) submit(u *work.Unit, q Quote, say say) (Quote, error) {
	if q.State != InProgress {
		return q, fault.State(q.Subject(), "is "+string(q.State)+"; an offer is made of a quote in progress")
	}
	if err := q.checkPriced(); err != nil {
		return q, err
	}
	reasons, err := s.beyond(u, q, q.Draft.Role)
	if err != nil {
		return q, err
	}
	if len(reasons) == 0 {
		return s.offer(u, q, say)
	}
	if q, err = q.apply(u.At, "", AskApproval); err != nil {
		return q, err
	}
	q.Reasons = reasons
	q.Authorizations = append(slices.Clone(q.Authorizations), Authorization{RequestedAt: u.At, State: AuthorizationRequested})
	say(EventApprovalAsked, q.notice())
	return q, nil
}

// unpriced lists the items that have no price although theirs are set by hand.
func (q Quote) unpriced() []string {
	var ids []string
	for _, i := range q.Items {
		if i.Kind == Custom && i.charged() && len(i.Prices) == 0 {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

func (q Quote) checkPriced() error {
	var c fault.Check
	for _, id := range q.unpriced() {
		c.Add("quoteItem", fault.RuleRequired, fmt.Sprintf("item %q is made for the customer and has no price yet; edit the quote and set it", id))
	}
	return c.Err(q.Subject())
}

// beyond lists what a role may not grant of a quote.
func (s *Service) beyond(u *work.Unit, q Quote, role string) ([]fault.Reason, error) {
	portfolio, err := s.portfolio(u)
	if err != nil {
		return nil, err
	}
	terms, err := s.terms(u, q.Customer)
	if err != nil {
		return nil, err
	}
	limit, _ := LimitOf(s.config.Limits, role)
	return Beyond(portfolio, terms, q.Items, limit), nil
}

// offer makes a quote in progress the official offer, which the provider signs.
func (s *Service) offer(u *work.Unit, q Quote, say say) (Quote, error) {
	q.ValidUntil = ValidUntil(u.At, q.ValidDays, s.zone)
	if err := q.checkPromise(q.ValidUntil); err != nil {
		return q, fmt.Errorf("%s: %w", q.Subject(), err)
	}
	q, err := q.apply(u.At, "", Approve)
	if err != nil {
		return q, err
	}
	q.Reasons = nil
	q.ExpectedCompletion = q.Promise(u.At, s.config.Calendar)
	q.Signatures.Provider = Signature{By: q.Draft.By, At: u.At}
	if q.Draft.By == "" {
		q.Signatures.Provider.By = s.config.Signatory
	}
	say(EventProposalMade, q.proposal())
	return q, nil
}
