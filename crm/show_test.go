package crm_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// show prints what the document tells of the data behind the last step.
func (p *player) show(c etomtest.Command) error {
	if p.hands == nil {
		return nil
	}
	events := p.journal(p.correlation)
	switch c.Arg("what") {
	case "proposal":
		offer := last[selling.Proposal](p.t, events, selling.EventProposalMade)
		for _, i := range offer.Items {
			line := fmt.Sprintf("%d × %s", i.Quantity, i.Name)
			if i.Instead != "" {
				line += " instead of " + i.Instead
			}
			fmt.Fprintln(&p.out, line)
		}
		for _, t := range offer.Totals {
			fmt.Fprintf(&p.out, "%s: %s, %s off, makes %s\n", t.Type, t.List, t.Discount.Neg(), t.Net)
		}
	case "priority":
		given := last[retention.PriorityNotice](p.t, events, retention.EventPriorityGiven)
		fmt.Fprintf(&p.out, "%s %s: %s\n", given.Priority, given.Name, given.Reasons[0].Message)
	case "credit":
		decided := last[risk.AssessmentNotice](p.t, events, risk.EventAssessmentMade)
		fmt.Fprintf(&p.out, "%s: %s of a limit of %s\n", decided.Outcome, decided.Exposure, decided.Limit)
		for _, r := range decided.Reasons {
			fmt.Fprintf(&p.out, "- %s: %s\n", r.Code, r.Message)
		}
	case "serviceLevel":
		agreed := last[selling.AgreementNotice](p.t, events, selling.EventServiceLevelAgreed)
		fmt.Fprintf(&p.out, "%s: %s\n", agreed.ServiceLevel.Name, strings.Join(agreed.ServiceLevel.Features, ", "))
	case "status":
		told := last[struct{ Content ordering.Notice }](p.t, events, "contact.status.told")
		fmt.Fprintf(&p.out, "%s: %s\n", told.Content.State, told.Content.Note)
	case "alarm":
		a, err := p.SLA.AlarmsOf(p.ctx, p.id)
		if err != nil || len(a) == 0 {
			return errors.Join(err, errors.New("there is no alarm"))
		}
		fmt.Fprintf(&p.out, "%s, %s extent, priority %s\n", a[0].State, a[0].Extent, a[0].Priority.Name())
		for _, r := range a[0].Reasons {
			fmt.Fprintln(&p.out, "-", r.Message)
		}
	case "ticket":
		all, err := p.Problems.By(p.ctx, "customer", p.id)
		if err != nil || len(all) == 0 {
			return errors.Join(err, errors.New("there is no ticket"))
		}
		t := all[len(all)-1]
		fmt.Fprintf(&p.out, "%s %s\n", t.Status, t.Priority.Name())
		for _, r := range t.PriorityReasons {
			fmt.Fprintln(&p.out, "-", r.Message)
		}
	case "remedy":
		n := last[sla.RemedyNotice](p.t, events, sla.EventRemedyHandedOver)
		for _, a := range n.Adjustments {
			fmt.Fprintf(&p.out, "%s: %s\n", a.Fee, a.Amount)
		}
		fmt.Fprintln(&p.out, n.Text)
	case "bill":
		return p.showBill()
	case "charges":
		for _, charge := range last[ordering.ChargesNotice](p.t, events, ordering.EventCharges).Charges {
			fmt.Fprintf(&p.out, "%s: %s\n", charge.Name, charge.Net)
		}
	}
	return nil
}
