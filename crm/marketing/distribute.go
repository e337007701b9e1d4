package marketing

import (
	"cmp"
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// DistributeReport says who of the candidates got a collateral, and why others did not.
type DistributeReport struct {
	Issued  []Lead
	HeldOut []HeldOut // the control group: see Control
	LeftOut []LeftOut
}

// LeftOut is a candidate who did not get it.
type LeftOut struct {
	Customer string
	Reasons  []fault.Reason
}

// Distribute issues a collateral to those of the candidates whom the selection lets through and the collateral's Control does
// not hold out, each in a unit of its own: one sales lead and one event a customer. A customer gets a collateral once;
// distributing again, after an interruption say, goes on where it stopped, and who was held out stays so. Wrong candidates
// are refused before anybody gets it.
func (s *Service) Distribute(ctx context.Context, collateral string, to Selection, candidates []Candidate) (DistributeReport, error) {
	var r DistributeReport
	if err := checkCandidates(candidates); err != nil {
		return r, err
	}
	for _, c := range candidates {
		reasons := to.Select(c)
		if len(reasons) == 0 {
			d, err := work.Do(ctx, s.env, func(u *work.Unit) (dealt, error) { return s.dealTx(u, collateral, c) })
			if err != nil {
				return r, fmt.Errorf("%s: %w", fault.Subject("customer", c.Customer), err)
			}
			if r.takes(d) {
				continue
			}
			reasons = []fault.Reason{d.before}
		}
		r.LeftOut = append(r.LeftOut, LeftOut{Customer: c.Customer, Reasons: reasons})
	}
	return r, nil
}

// dealt is what a distribution did with a customer.
type dealt struct {
	lead    Lead
	heldOut HeldOut
	before  fault.Reason // set if one of the two was there before
}

// takes notes what was done now.
func (r *DistributeReport) takes(d dealt) bool {
	switch {
	case d.before != fault.Reason{}:
		return false
	case d.heldOut.ID != "":
		r.HeldOut = append(r.HeldOut, d.heldOut)
	default:
		r.Issued = append(r.Issued, d.lead)
	}
	return true
}

// dealTx issues the collateral to the customer, or holds the customer out.
func (s *Service) dealTx(u *work.Unit, collateral string, to Candidate) (dealt, error) {
	h, found, err := heldOutOf(u, collateral, to.Customer)
	if err != nil || found {
		return dealt{heldOut: h, before: fault.Reason{Code: ReasonHeldOut, Message: "the customer has been held out before, to compare with"}}, err
	}
	c, there, found, err := s.issuable(u, collateral, to.Customer)
	switch {
	case err != nil:
		return dealt{}, err
	case found:
		return dealt{lead: there, before: fault.Reason{Code: ReasonIssued, Message: "the collateral has been issued to the customer before"}}, nil
	case c.Control.HoldsOut(c.ID, to.Customer):
		h, err := holdOut(u, c.ID, to.Customer)
		return dealt{heldOut: h}, err
	}
	l, err := s.lead(u, c, to, false)
	return dealt{lead: l}, err
}

// audiencePage is how many candidates DistributeAll asks for at a time.
const audiencePage = 100

// DistributeAll is Distribute for a whole audience, a page at a time. each is told what came of every page; its error ends
// the distribution. It may be nil.
func (s *Service) DistributeAll(ctx context.Context, collateral string, to Selection, from Audience, each func(DistributeReport) error) error {
	for after := ""; ; {
		page, next, err := from.Candidates(ctx, after, audiencePage)
		if err != nil {
			return fmt.Errorf("marketing audience behind %q: %w", after, err)
		}
		r, err := s.Distribute(ctx, collateral, to, page)
		if err != nil {
			return err
		}
		if each != nil {
			if err := each(r); err != nil {
				return err
			}
		}
		switch next {
		case "":
			return nil
		case after:
			return fmt.Errorf("marketing audience: the page behind %q leads back to itself", after)
		}
		after = next
	}
}

// Issue issues a collateral to one customer, whoever its Control would hold out. fresh is false if the customer has got it
// before; the lead is that one then. A customer who has been held out is fault.ErrState: the comparison would be spoilt.
func (s *Service) Issue(ctx context.Context, collateral, customer string) (lead Lead, fresh bool, err error) {
	err = s.env.Update(ctx, func(u *work.Unit) (err error) {
		lead, fresh, err = s.IssueTx(u, collateral, customer)
		return err
	})
	if err != nil {
		return Lead{}, false, err
	}
	return lead, fresh, nil
}

// IssueTx is Issue in the caller's unit.
func (s *Service) IssueTx(u *work.Unit, collateral, customer string) (lead Lead, fresh bool, err error) {
	to := Candidate{Customer: customer}
	if err := checkCandidates([]Candidate{to}); err != nil {
		return Lead{}, false, err
	}
	c, there, found, err := s.issuable(u, collateral, customer)
	if err != nil || found {
		return there, false, err
	}
	if _, held, err := heldOutOf(u, collateral, customer); err != nil || held {
		return Lead{}, false, cmp.Or(err, fault.State(collaterals.Subject(c.ID), "the customer has been held out of its distribution; issue another one"))
	}
	l, err := s.lead(u, c, to, true)
	return l, err == nil, err
}

// issuable is the collateral, if it may be issued now, or the lead of a customer who has got it.
func (s *Service) issuable(u *work.Unit, collateral, customer string) (c Collateral, there Lead, found bool, err error) {
	if c, err = collaterals.Get(u, collateral); err != nil {
		return c, there, false, err
	}
	if there, found, err = s.LeadForTx(u, collateral, customer); err != nil || found {
		return c, there, found, err
	}
	if why := c.closed(u.At); why != "" {
		return c, there, false, fault.State(collaterals.Subject(c.ID), why)
	}
	return c, there, false, nil
}

// lead begins the lead of a customer who gets the collateral.
func (s *Service) lead(u *work.Unit, c Collateral, to Candidate, single bool) (Lead, error) {
	l := Lead{Meta: store.Meta{ID: u.NewID()}, Customer: to.Customer, Collateral: c.ID, Name: c.Name, Offerings: c.Offerings, Single: single,
		Channel: cmp.Or(to.Channel, c.Channel), Status: leadLifecycle.Initial(), CreatedAt: u.At, AnswerBy: u.At.Add(c.AnswerWithin)}
	l.Correlation = l.ID
	if err := leads.Put(u, &l); err != nil {
		return Lead{}, err
	}
	text, textDe := c.in(to.Language)
	return l, u.Emit(EventCollateralIssued, l.ID, l.Correlation, Issue{Customer: l.Customer, Collateral: c.ID, Lead: l.ID,
		Name: c.Name, Medium: c.Medium, Channel: l.Channel, Offerings: c.Offerings, Text: text, TextDe: textDe})
}

// in is the text in the customer's language, if it is written in that one; else in both.
func (c Collateral) in(lang string) (en, de string) {
	switch {
	case lang == "de" && c.TextDe != "":
		return "", c.TextDe
	case lang == "en" && c.Text != "":
		return c.Text, ""
	}
	return c.Text, c.TextDe
}
