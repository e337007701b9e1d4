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
	LeftOut []LeftOut
}

// LeftOut is a candidate who did not get it.
type LeftOut struct {
	Customer string
	Reasons  []fault.Reason
}

// Distribute issues a collateral to those of the candidates whom the selection lets through, each in a unit of its own: one
// sales lead and one event a customer. A customer gets a collateral once; distributing again, after an interruption say,
// goes on where it stopped. Wrong candidates are refused before anybody gets it.
func (s *Service) Distribute(ctx context.Context, collateral string, to Selection, candidates []Candidate) (DistributeReport, error) {
	var r DistributeReport
	if err := checkCandidates(candidates); err != nil {
		return r, err
	}
	for _, c := range candidates {
		reasons := to.Select(c)
		if len(reasons) == 0 {
			lead, fresh, err := s.issueTo(ctx, collateral, c)
			if err != nil {
				return r, fmt.Errorf("%s: %w", fault.Subject("customer", c.Customer), err)
			}
			if fresh {
				r.Issued = append(r.Issued, lead)
				continue
			}
			reasons = []fault.Reason{{Code: ReasonIssued, Message: "the collateral has been issued to the customer before"}}
		}
		r.LeftOut = append(r.LeftOut, LeftOut{Customer: c.Customer, Reasons: reasons})
	}
	return r, nil
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

// Issue issues a collateral to one customer. fresh is false if the customer has got it before; the lead is that one then.
func (s *Service) Issue(ctx context.Context, collateral, customer string) (lead Lead, fresh bool, err error) {
	return s.issueTo(ctx, collateral, Candidate{Customer: customer})
}

// IssueTx is Issue in the caller's unit.
func (s *Service) IssueTx(u *work.Unit, collateral, customer string) (lead Lead, fresh bool, err error) {
	return s.issueToTx(u, collateral, Candidate{Customer: customer})
}

func (s *Service) issueTo(ctx context.Context, collateral string, to Candidate) (lead Lead, fresh bool, err error) {
	err = s.env.Update(ctx, func(u *work.Unit) (err error) {
		lead, fresh, err = s.issueToTx(u, collateral, to)
		return err
	})
	if err != nil {
		return Lead{}, false, err
	}
	return lead, fresh, nil
}

func (s *Service) issueToTx(u *work.Unit, collateral string, to Candidate) (Lead, bool, error) {
	if err := checkCandidates([]Candidate{to}); err != nil {
		return Lead{}, false, err
	}
	c, err := collaterals.Get(u, collateral)
	if err != nil {
		return Lead{}, false, err
	}
	there, found, err := s.LeadForTx(u, collateral, to.Customer)
	if err != nil || found {
		return there, false, err
	}
	if why := c.closed(u.At); why != "" {
		return Lead{}, false, fault.State(collaterals.Subject(c.ID), why)
	}
	l := Lead{Meta: store.Meta{ID: u.NewID()}, Customer: to.Customer, Collateral: c.ID, Name: c.Name, Offerings: c.Offerings,
		Channel: cmp.Or(to.Channel, c.Channel), Status: leadLifecycle.Initial(), CreatedAt: u.At, AnswerBy: u.At.Add(c.AnswerWithin)}
	l.Correlation = l.ID
	if err := leads.Put(u, &l); err != nil {
		return Lead{}, false, err
	}
	text, textDe := c.in(to.Language)
	return l, true, u.Emit(EventCollateralIssued, l.ID, l.Correlation, Issue{Customer: l.Customer, Collateral: c.ID, Lead: l.ID,
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
