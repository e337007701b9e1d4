// Package marketing is Marketing Fulfillment Response (3.3): it issues and distributes collateral to an audience (3.3.1)
// and follows the leads that come of it (3.3.2), beside a control group that did not get it. It owns the collateral and the sales
// lead of TMF699. It does not own the
// campaign that plans the collateral (CRM Support & Readiness), the customers, nor what Selling makes of a lead.
//
//	fulfillment := marketing.New(work.New(memory.New(), nil))
//	flyer, err := fulfillment.Make(ctx, marketing.Draft{Name: "Extranet", Medium: marketing.Flyer,
//		Control: marketing.Control{Share: 200}}) // 20 % of those selected are held out
//	report, err := fulfillment.Distribute(ctx, flyer.ID, marketing.Selection{Segments: []string{"dealer"}}, candidates)
//	fmt.Println(len(report.Issued), len(report.HeldOut), len(report.LeftOut))
//	lead, found, err := fulfillment.FindLead(ctx, "dealer-a")      // an enquiry continues its case
//	lead, err = fulfillment.Track(ctx, lead.ID, marketing.TakeUp, "the customer has made contact")
//	effect, err := fulfillment.Effect(ctx, flyer.ID, 14*24*time.Hour, asOf, enquiries)
//	fmt.Println(effect.InquiryRate(), effect.Uplift.Difference, effect.Uplift.Confidence, effect.Uplift.Verdict)
//	each, err := effect.Uplift.CostPerAdditional(money.Must("5000.00 EUR"))
//
// The rules (Selection.Select, Control.HoldsOut, Measure, Compare, QiniOf) are functions of values and can be used without the service.
package marketing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Marketing Fulfillment Response on a store. It is safe for concurrent use. Every command but the two that distribute has a form
// ending in Tx that joins the caller's unit of work. All of them answer an unknown id, and one of another tenant, with
// fault.ErrNotFound, a wrong state with fault.ErrState, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct{ env *work.Env }

// New makes Marketing Fulfillment Response.
func New(env *work.Env) *Service { return &Service{env: env} }

// Make makes a collateral, to be distributed.
func (s *Service) Make(ctx context.Context, d Draft) (Collateral, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Collateral, error) { return s.MakeTx(u, d) })
}

// MakeTx is Make in the caller's unit.
func (s *Service) MakeTx(u *work.Unit, d Draft) (Collateral, error) {
	if err := d.Check(u.At); err != nil {
		return Collateral{}, err
	}
	c := Collateral{Meta: store.Meta{ID: u.NewID()}, Draft: d.made(), IssuedAt: u.At}
	if err := collaterals.Put(u, &c); err != nil {
		return Collateral{}, err
	}
	return c, u.Emit(EventCollateralMade, c.ID, c.ID, c)
}

// Collateral returns a collateral.
func (s *Service) Collateral(ctx context.Context, id string) (Collateral, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Collateral, error) { return collaterals.Get(u, id) })
}

// Lead returns a lead.
func (s *Service) Lead(ctx context.Context, id string) (Lead, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Lead, error) { return s.LeadTx(u, id) })
}

// LeadTx is Lead in the caller's unit.
func (s *Service) LeadTx(u *work.Unit, id string) (Lead, error) { return leads.Get(u, id) }

// Leads returns the leads of a collateral, in order of id.
func (s *Service) Leads(ctx context.Context, collateral string) ([]Lead, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Lead, error) { return leads.By(u, byCollateral, collateral) })
}
