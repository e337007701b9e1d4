package crm

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

// slaReactions are Customer QoS/SLA Management's, and those to what it asks for and makes known.
func slaReactions() []reaction {
	by := etom.CustomerQoSSLA
	return []reaction{
		{on: selling.EventServiceLevelAgreed, name: "register service level", by: by, inside: reading(registerServiceLevel)},
		{on: sla.EventPriorityAsked, name: "give priority for alarm", by: etom.RetentionLoyalty, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n sla.AlarmNotice) error {
			_, err := c.Retention.GivePriorityTx(u, retention.Ask{Asker: by, Correlation: e.Correlation, Customer: n.Customer, About: n.Alarm})
			return err
		})},
		{on: retention.EventPriorityGiven, name: "take priority for alarm", by: by, inside: reading(takeAlarmPriority)},
		{on: sla.EventTrackingBegun, name: "track problem", by: etom.ProblemHandling, inside: reading(trackProblem)},
		{on: sla.EventDegradationPassedOn, name: "tell degradation", by: etom.ProblemHandling, inside: reading(tellDegradation)},
		{on: sla.EventTrackingEnded, name: "end tracked problem", by: etom.ProblemHandling, inside: reading(endTracked)},
		{on: sla.EventViolationMadeKnown, name: "note violation", by: etom.RetentionLoyalty, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n sla.ViolationNotice) error {
			_, err := c.Retention.NoteViolationTx(u, retention.Violation{Meta: store.Meta{ID: n.Violation}, Correlation: e.Correlation, Customer: n.Customer,
				Agreement: n.Agreement, At: n.FoundAt, Text: n.Text, Remedy: n.Total})
			return err
		})},
	}
}

// registerServiceLevel makes the agreed service level the one that is measured. An agreement without one promises nothing.
func registerServiceLevel(c *CRM, u *work.Unit, e event.Event, n selling.AgreementNotice) error {
	if n.ServiceLevel.Name == "" && len(n.ServiceLevel.Features) == 0 && len(n.ServiceLevel.Terms) == 0 {
		return nil
	}
	practice := plain()
	if c.config.Practice != nil {
		practice = *c.config.Practice
	}
	r, err := practice.Registration(n)
	if err != nil {
		return err
	}
	r.Correlation = e.Correlation
	_, err = c.SLA.RegisterTx(u, r)
	return err
}

// warnAt is when the clock of a promised time to repair warns before it is over, in per cent of the time; ours.
const warnAt = 75

// takeServiceLevel hands what Customer QoS/SLA Management answers to the ticket, with the time to repair that it promises.
func takeServiceLevel(c *CRM, u *work.Unit, _ event.Event, n sla.PriorityNotice) error {
	if n.Ticket == "" {
		return nil // somebody else asked
	}
	p := problem.ServiceLevelPriority{Value: problem.Priority(n.Priority), Covered: n.Covered, Agreement: n.Agreement, Version: n.Version, Reasons: n.Reasons}
	for _, t := range n.Targets[:min(len(n.Targets), 1)] { // a ticket has one solution to wait for: the first promised
		target := clock.Target{Kind: clock.Solution, Within: t.Within, Warn: []clock.Warning{clock.AtPercent(warnAt)}}
		var err error
		if t.Hours == nil {
			target.Hours, err = calendar.AlwaysOpen("UTC")
		} else {
			target.Hours, err = calendar.NewHours(*t.Hours)
		}
		if err != nil {
			return err
		}
		p.Targets = append(p.Targets, target)
	}
	_, err := c.Problems.TakeServiceLevelTx(u, n.Ticket, p)
	return err
}

// takeAlarmPriority hands what Retention & Loyalty answers to the alarm, and to its ticket, if that was opened before the answer.
func takeAlarmPriority(c *CRM, u *work.Unit, _ event.Event, n retention.PriorityNotice) error {
	if n.Asker != etom.CustomerQoSSLA {
		return nil
	}
	if _, err := c.SLA.TakePriorityTx(u, n.About, sla.CustomerPriority{Value: sla.Priority(n.Priority), Reasons: n.Reasons}); err != nil {
		return err
	}
	t, found, err := c.trackedTicket(u, n.About)
	if err != nil || !found || !t.Status.Open() {
		return err
	}
	_, err = c.Problems.TakeCustomerPriorityTx(u, t.ID, problem.Priority(n.Priority), n.Reasons)
	return err
}

// trackProblem opens the ticket by which a problem is followed that was found inside. Nobody is asked about its priority: the alarm
// has the customer's, and its threshold is in an agreement.
func trackProblem(c *CRM, u *work.Unit, e event.Event, n sla.TrackingNotice) error {
	a, err := c.SLA.AlarmTx(u, n.Alarm)
	if err != nil {
		return err
	}
	r := problem.Report{Correlation: e.Correlation, ExternalID: n.Alarm, Customer: n.Customer, Text: degradation(a)}
	if len(a.Features) > 0 {
		r.Feature = a.Features[0]
	}
	if len(a.Crossings) > 0 {
		r.Agreement = a.Crossings[0].Agreement
	}
	t, err := c.Problems.OpenProactiveTx(u, r)
	if err != nil {
		return err
	}
	if _, err = c.Problems.TakeServiceLevelTx(u, t.ID, problem.ServiceLevelPriority{Covered: true, Agreement: r.Agreement}); err != nil || a.Assumed {
		return err
	}
	_, err = c.Problems.TakeCustomerPriorityTx(u, t.ID, problem.Priority(n.Priority), nil)
	return err
}

// degradation is an alarm in a sentence.
func degradation(a sla.Alarm) string {
	text := cmp.Or(a.Text, "a threshold is crossed")
	for _, one := range a.Crossings {
		text += fmt.Sprintf("; %s: %s %s measured", one.Name, one.Value, one.Unit)
	}
	return text + "; affected: " + strings.Join(a.Features, ", ")
}

// tellDegradation lets Problem Handling tell the customer, where that is the setting.
func tellDegradation(c *CRM, u *work.Unit, _ event.Event, n sla.AlarmNotice) error {
	t, found, err := c.trackedTicket(u, n.Alarm)
	if err != nil || !found {
		return err
	}
	a, err := c.SLA.AlarmTx(u, n.Alarm)
	if err != nil {
		return err
	}
	_, err = c.Problems.TellDegradationTx(u, t.ID, degradation(a))
	return err
}

// endTracked resolves the ticket of an alarm that is over.
func endTracked(c *CRM, u *work.Unit, _ event.Event, n sla.TrackingNotice) error {
	t, found, err := c.trackedTicket(u, n.Alarm)
	if err != nil || !found || !t.Status.Worked() {
		return err
	}
	_, err = c.Problems.ReceiveResolutionTx(u, t.ID, problem.Resolution{Text: "the threshold holds again after " + n.Measured.String(), RestoredAt: n.Until})
	return err
}

// trackedTicket is the ticket by which an alarm is followed.
func (c *CRM) trackedTicket(u *work.Unit, alarm string) (problem.Ticket, bool, error) {
	all, err := c.Problems.ByTx(u, "externalId", alarm)
	if err != nil || len(all) == 0 {
		return problem.Ticket{}, false, err
	}
	return all[0], true, nil
}

// inquiry is the content of a contact that asks for the quality delivered.
type inquiry struct {
	In time.Time `json:"in"` // an instant of the period asked for; zero: the present one
}

// reportQuality answers a question about the quality delivered (3.7.3), in the case of the period asked for.
func reportQuality(c *CRM, u *work.Unit, r asked, i inquiry) error {
	_, err := c.SLA.ReportOnRequestTx(u, r.Customer, "", i.In)
	return err
}
