package crm

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// problemReactions are Problem Handling's, those to what it asks for, and the calls to Service Problem Management.
func problemReactions() []reaction {
	by := etom.ProblemHandling
	return []reaction{
		{on: problem.EventPriorityAsked, name: "give priority of problem", by: etom.RetentionLoyalty, inside: reading(func(c *CRM, u *work.Unit, e event.Event, q problem.PriorityQuestion) error {
			_, err := c.Retention.GivePriorityTx(u, retention.Ask{Asker: by, Correlation: e.Correlation, Customer: q.Customer, About: q.Ticket})
			return err
		})},
		{on: problem.EventServiceLevelAsked, name: "give service level of problem", by: etom.CustomerQoSSLA, inside: reading(func(c *CRM, u *work.Unit, e event.Event, q problem.PriorityQuestion) error {
			_, err := c.SLA.GivePriorityTx(u, sla.PriorityQuestion{Correlation: e.Correlation, Customer: q.Customer, Ticket: q.Ticket,
				Feature: q.Feature, Impact: sla.Impact(q.Impact)})
			return err
		})},
		{on: retention.EventPriorityGiven, name: "take customer's priority", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n retention.PriorityNotice) error {
			if n.Asker != by {
				return nil
			}
			_, err := c.Problems.TakeCustomerPriorityTx(u, n.About, problem.Priority(n.Priority), n.Reasons)
			return err
		})},
		{on: sla.EventPriorityGiven, name: "take service level", by: by, inside: reading(takeServiceLevel)},
		{on: problem.EventDetailsReported, name: "report fault", by: etom.CustomerQoSSLA, inside: reading(func(c *CRM, u *work.Unit, e event.Event, d problem.Details) error {
			return reportRepair(c, u, e, d.Notice)
		})},
		{on: problem.EventClosed, name: "report repair", by: etom.CustomerQoSSLA, inside: reading(reportRepair)},
		{on: problem.EventDetailsReported, name: "report problem", by: etom.ServiceProblemManagement, outside: reportProblem},
		{on: problem.EventResolution, name: "ask confirmation", by: by, inside: reading(askConfirmation)},
	}
}

// askConfirmation asks the customer, unless that is no question any more: somebody has answered unasked, or has asked already.
func askConfirmation(c *CRM, u *work.Unit, _ event.Event, n problem.ResolutionNotice) error {
	_, err := c.Problems.AskConfirmationTx(u, n.Ticket)
	if errors.Is(err, fault.ErrState) {
		return nil
	}
	return err
}

// reportRepair tells Customer QoS/SLA Management how a fault of an agreement stands (3.6.2): that it goes on, or how long its repair
// took and when work stood for what the agreement may exclude. What was found inside, or goes on in another ticket, is no fault
// that a customer waits for.
func reportRepair(c *CRM, u *work.Unit, e event.Event, n problem.Notice) error {
	if n.Agreement == "" || n.Proactive || n.Into != "" {
		return nil
	}
	t, err := c.Problems.GetTx(u, n.Ticket)
	if err != nil || t.ServiceLevel == nil || !t.ServiceLevel.Covered {
		return err
	}
	r := sla.RepairReport{ID: e.ID, Correlation: e.Correlation, Agreement: n.Agreement}
	fault := sla.Repair{ID: t.ID, Feature: t.Feature, Reported: t.CreatedAt, Cause: downtime.Cause(t.Cause)}
	if t.Status == problem.Closed && t.Resolution != nil {
		fault.Restored = t.Resolution.RestoredAt
	}
	r.Repairs = []sla.Repair{fault}
	for n, w := range t.Waits() {
		if !w.Span.IsEmpty() {
			r.Exclusions = append(r.Exclusions, downtime.Exclusion{ID: fmt.Sprintf("%s/%d", t.ID, n+1), Cause: downtime.Cause(w.Cause), Feature: t.Feature,
				Outage: t.ID, Start: w.Span.Start, End: w.Span.End})
		}
	}
	_, err = c.SLA.ReceiveRepairsTx(u, r)
	return err
}

// reportProblem hands the details of a problem to Service Problem Management.
func reportProblem(ctx context.Context, c *CRM, e event.Event) error {
	if c.outside.ServiceProblems == nil {
		return nil
	}
	details, err := dataOf[problem.Details](e)
	if err != nil {
		return err
	}
	return c.outside.ServiceProblems.Report(ctx, e.ID, ServiceProblem{Correlation: e.Correlation, At: e.At, Details: details})
}

// reported is the content of a contact that reports a problem.
type reported struct {
	Feature  string         `json:"feature"`
	Impact   problem.Impact `json:"impact"`
	Severity string         `json:"severity"`
}

// openTicket registers a problem that a customer reports.
func openTicket(typ string) func(*CRM, *work.Unit, asked, reported) error {
	return func(c *CRM, u *work.Unit, r asked, content reported) error {
		_, err := c.Problems.OpenTx(u, problem.Report{Correlation: r.Correlation, Customer: r.Customer, Interaction: r.Interaction,
			Feature: content.Feature, Impact: content.Impact, Severity: content.Severity, Text: r.words(), Type: typ})
		return err
	}
}

// reportProblemOf takes what a customer says about a problem: about a ticket of the customer's own, such as the answer to a question,
// the ticket goes on with it; anything else is a new one.
func reportProblemOf(c *CRM, u *work.Unit, r asked, content reported) error {
	if r.About != "" {
		t, err := c.Problems.GetTx(u, r.About)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		if err == nil && t.Customer == r.Customer {
			taken, err := goOn(c, u, t, r)
			if taken || err != nil {
				return err
			}
		}
	}
	return openTicket("")(c, u, r, content)
}

// goOn lets a ticket go on with what its customer says; false for one that cannot.
func goOn(c *CRM, u *work.Unit, t problem.Ticket, r asked) (bool, error) {
	var err error
	switch t.Status {
	case problem.Pending:
		_, err = c.Problems.ResumeTx(u, t.ID, r.words())
	case problem.Resolved:
		_, err = c.Problems.AnswerTx(u, t.ID, problem.Confirmation{Text: r.words()})
	case problem.Closed:
		if _, err = c.Problems.ReopenTx(u, t.ID, r.words()); errors.Is(err, fault.ErrRejected) {
			return false, nil // too late, or it goes on elsewhere
		}
	case problem.Acknowledged, problem.InProgress, problem.Held:
		if _, err = c.Problems.AddNoteTx(u, t.ID, problem.Message, r.Customer, r.words()); err == nil && t.Status != problem.Acknowledged {
			err = c.Problems.ForwardDetailsTx(u, t.ID, r.words())
		}
	default:
		return false, nil
	}
	return true, err
}

// confirmed is the content of a contact that says whether a problem is solved. A customer who says neither has not confirmed, and
// has not denied.
type confirmed struct {
	Confirmed *bool  `json:"confirmed"`
	Text      string `json:"text"`
}

func answerConfirmation(c *CRM, u *work.Unit, r asked, content confirmed) error {
	var check fault.Check
	check.That(content.Confirmed != nil, "content.confirmed", fault.RuleRequired, "must be true or false: whether the problem is solved")
	if err := check.Err(fault.Subject("contact.interaction", r.Interaction)); err != nil {
		return err
	}
	if content.Text == "" {
		content.Text = r.words()
	}
	if _, found, err := c.violation(u, r.About); err != nil || found {
		if err == nil {
			_, err = c.SLA.NoteContentTx(u, r.About, *content.Confirmed, content.Text)
		}
		return err
	}
	if !*content.Confirmed {
		if taken, err := denyLate(c, u, r, content.Text); taken || err != nil {
			return err
		}
	}
	_, err := c.Problems.AnswerTx(u, r.About, problem.Confirmation{Confirmed: *content.Confirmed, Text: content.Text})
	return err
}

// complain takes a complaint: about a violation whose remedy the customer must ask for, it is the claim; any other is a ticket.
func complain(c *CRM, u *work.Unit, r asked, content reported) error {
	if r.About != "" {
		v, found, err := c.violation(u, r.About)
		if err != nil || found && v.Customer != r.Customer {
			return cmp.Or(err, fault.NotFound(v.Subject()))
		}
		if found && v.Claim == sla.OnClaim && v.ClaimedAt.IsZero() {
			_, err := c.SLA.ClaimRemedyTx(u, sla.ClaimRequest{Violation: v.ID, Correlation: r.Correlation, Text: r.words()})
			return err
		}
	}
	return openTicket(complaintTicket)(c, u, r, content)
}

// denyLate reopens the ticket of a customer whose silence has closed it, and who now says that the problem is not solved; false if
// there is nothing to reopen.
func denyLate(c *CRM, u *work.Unit, r asked, text string) (bool, error) {
	t, err := c.Problems.GetTx(u, r.About)
	if err != nil || t.Status != problem.Closed {
		return false, err
	}
	r.Text = cmp.Or(text, "the customer denies that it is solved")
	return goOn(c, u, t, r)
}
