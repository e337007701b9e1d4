package sla

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CustomerPriority is how important a customer is, as Retention & Loyalty says.
type CustomerPriority struct {
	Value   Priority       `json:"value"`
	Reasons []fault.Reason `json:"reasons,omitempty"`
}

// TakePriority takes the customer's priority for an alarm: time is measured from now on, as of when the alarm was raised, and
// by priority and extent the customer is told, or not (section 4.2.2, steps 2 and 3); the alarm has the reasons. Who tells the
// customer, Config.TellBy says. A second priority is fault.ErrState, unless the first was only assumed. Of an alarm that is over
// the priority is noted, and nobody told.
func (s *Service) TakePriority(ctx context.Context, alarm string, p CustomerPriority) (Alarm, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Alarm, error) { return s.TakePriorityTx(u, alarm, p) })
}

// TakePriorityTx is TakePriority in the caller's unit.
func (s *Service) TakePriorityTx(u *work.Unit, alarm string, p CustomerPriority) (Alarm, error) {
	var c fault.Check
	p.Value.check(&c, "value")
	atMost(&c, "reasons", len(p.Reasons), maxReasons)
	for n, r := range p.Reasons[:min(len(p.Reasons), maxReasons)] {
		c.Text(index("reasons", n)+".code", r.Code, fault.MaxName)
		c.Optional(index("reasons", n)+".message", r.Message, fault.MaxText)
	}
	if err := c.Err(alarms.Subject(alarm)); err != nil {
		return Alarm{}, err
	}
	return work.Change(u, alarms, alarm, func(a Alarm, say work.Say) (Alarm, error) {
		if a.Priority != "" && !a.Assumed {
			return a, fault.State(alarms.Subject(a.ID), "has the priority "+string(a.Priority)+" already")
		}
		return s.prioritise(a, p, false, say)
	})
}

// disclosures are what is done for the customer to be told, by who tells.
var disclosures = map[etom.Party]struct {
	on    AlarmEvent
	event string
}{
	etom.CustomerQoSSLA:  {DiscloseAlarm, EventDegradationDisclosed},
	etom.ProblemHandling: {PassOnAlarm, EventDegradationPassedOn},
}

// maxReasons is how many reasons somebody may have.
const maxReasons = 20

// prioritise gives an alarm its priority, and decides who is told.
func (s *Service) prioritise(a Alarm, p CustomerPriority, assumed bool, say work.Say) (Alarm, error) {
	tell, why := DecideTell(p.Value, a.Extent, s.config.Tells)
	a.Priority, a.Assumed, a.AnswerBy = p.Value, assumed, time.Time{}
	a.Reasons = slices.Concat(p.Reasons, a.why(), []fault.Reason{why})
	if a.State == AlarmEnded {
		return a, nil
	}
	if a.State == AlarmReceived {
		say(EventTrackingBegun, a.tracking())
	}
	told := a.State == AlarmDisclosed || a.State == AlarmPassedOn
	if !tell || told {
		return a.apply(TrackAlarm)
	}
	by := disclosures[s.config.TellBy]
	a, err := a.apply(by.on)
	if err != nil {
		return a, err
	}
	a.Told = true
	say(by.event, a.notice())
	return a, nil
}

// why are the reasons of the extent.
func (a Alarm) why() []fault.Reason {
	for _, c := range a.Crossings {
		if c.Extent == a.Extent {
			return []fault.Reason{c.Why}
		}
	}
	return nil
}

func (a Alarm) tracking() TrackingNotice {
	return TrackingNotice{Customer: a.Customer, Alarm: a.ID, Since: a.At, Until: a.EndedAt, Measured: a.Measured, Priority: a.Priority,
		Features: a.Features, Told: a.Told}
}

// assume gives an alarm a priority that nobody gave in time.
func (s *Service) assume(u *work.Unit, a Alarm) (Alarm, error) {
	why := fault.Reason{Code: ReasonNoPriorities, Message: fmt.Sprintf("nobody gave the customer's priority within %s; %s is assumed", calendar.Span(s.config.PriorityWithin), s.config.AssumedPriority.Name())}
	return work.Save(u, alarms, a, func(a Alarm, say work.Say) (Alarm, error) {
		return s.prioritise(a, CustomerPriority{Value: s.config.AssumedPriority, Reasons: []fault.Reason{why}}, true, say)
	})
}

// EndAlarm notes that a degradation is over, and since when: how long it lasted is known then. Zero: now. Before the alarm and in
// the future it is fault.ErrInvalid.
func (s *Service) EndAlarm(ctx context.Context, alarm string, at time.Time) (Alarm, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Alarm, error) { return s.EndAlarmTx(u, alarm, at) })
}

// EndAlarmTx is EndAlarm in the caller's unit.
func (s *Service) EndAlarmTx(u *work.Unit, alarm string, at time.Time) (Alarm, error) {
	return work.Change(u, alarms, alarm, func(a Alarm, say work.Say) (Alarm, error) {
		ended := fault.Instant(at)
		if at.IsZero() {
			ended = u.At
		}
		var c fault.Check
		c.That(!ended.Before(a.At), "at", fault.RuleRange, "lies before the alarm")
		c.That(!ended.After(u.At), "at", fault.RuleRange, "lies in the future")
		if err := c.Err(alarms.Subject(a.ID)); err != nil {
			return a, err
		}
		a, err := a.apply(EndAlarm)
		if err != nil {
			return a, err
		}
		a.EndedAt, a.Measured, a.AnswerBy = ended, calendar.Span(ended.Sub(a.At)), time.Time{}
		say(EventTrackingEnded, a.tracking())
		return a, nil
	})
}
