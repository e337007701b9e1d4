package marketing

import (
	"context"
	"fmt"
	"time"

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
// goes on where it stopped.
func (s *Service) Distribute(ctx context.Context, collateral string, to Selection, candidates []Candidate) (DistributeReport, error) {
	var r DistributeReport
	for _, c := range candidates {
		reasons := to.Select(c)
		if len(reasons) == 0 {
			lead, fresh, err := s.Issue(ctx, collateral, c.Customer)
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

// Issue issues a collateral to one customer. fresh is false if the customer has got it before; the lead is that one then.
func (s *Service) Issue(ctx context.Context, collateral, customer string) (lead Lead, fresh bool, err error) {
	err = s.env.Update(ctx, func(u *work.Unit) (err error) {
		lead, fresh, err = s.IssueTx(u, collateral, customer)
		return err
	})
	return lead, fresh, err
}

// IssueTx is Issue in the caller's unit.
func (s *Service) IssueTx(u *work.Unit, collateral, customer string) (Lead, bool, error) {
	var check fault.Check
	check.Text("customer", customer, fault.MaxID)
	if err := check.Err("marketing.issue"); err != nil {
		return Lead{}, false, err
	}
	c, err := collaterals.Get(u, collateral)
	if err != nil {
		return Lead{}, false, err
	}
	if !c.Until.IsZero() && !u.At.Before(c.Until) {
		return Lead{}, false, fault.State(collaterals.Subject(c.ID), "was to be distributed until "+c.Until.Format(time.RFC3339)+"; make a new one")
	}
	there, err := leads.By(u, byBoth, both(collateral, customer))
	if err != nil {
		return Lead{}, false, err
	}
	if len(there) > 0 {
		return there[0], false, nil
	}
	l := Lead{Meta: store.Meta{ID: u.NewID()}, Customer: customer, Collateral: c.ID, Name: c.Name, Offerings: c.Offerings,
		Status: leadLifecycle.Initial(), CreatedAt: u.At}
	l.Correlation = l.ID
	if err := leads.Put(u, &l); err != nil {
		return Lead{}, false, err
	}
	return l, true, u.Emit(EventCollateralIssued, l.ID, l.Correlation, Issue{Customer: customer, Collateral: c.ID, Lead: l.ID,
		Name: c.Name, Medium: c.Medium, Offerings: c.Offerings, Text: c.Text, TextDe: c.TextDe})
}
