package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// utilisation is the metric of what Service Quality Management measures and sounds the alarm about.
const utilisation = "utilisation"

const unmeasured = "no term of offer.serviceLevel has a figure with the metric " + utilisation + "; add one, or leave this out"

// checkAssurance looks at what happens once the dealer is connected.
func (s Scenario) checkAssurance(c *fault.Check) {
	features := s.Offer.ServiceLevel.Features
	measured := slices.ContainsFunc(s.Offer.ServiceLevel.Terms, func(t selling.Term) bool { return t.Figure != nil && t.Figure.Metric == utilisation })
	if q := s.Quality; q != nil {
		c.That(measured, "quality", fault.RuleReference, unmeasured)
		c.That(len(q.Utilisation) > 0 && len(q.Utilisation) <= 1000, "quality.utilisation", fault.RuleLength, "must have 1 to 1000 values")
		for n, percent := range q.Utilisation {
			c.That(percent >= 0 && percent <= 100, fmt.Sprintf("quality.utilisation[%d]", n), fault.RuleRange, "must be between 0 and 100 percent")
		}
	}
	if a := s.Alarm; a != nil {
		c.That(measured, "alarm", fault.RuleReference, unmeasured)
		c.Text("alarm.text", a.Text, fault.MaxText)
		c.That(a.Utilisation.Sign() >= 0, "alarm.utilisation", fault.RuleRange, "must not be negative")
		for n, f := range a.Affects {
			c.That(slices.Contains(features, f), fmt.Sprintf("alarm.affects[%d]", n), fault.RuleReference, fmt.Sprintf("%.60q is no feature of offer.serviceLevel", f))
		}
	}
	if p := s.Problem; p != nil {
		c.Text("problem.text", p.Text, fault.MaxText)
		c.Text("problem.feature", p.Feature, fault.MaxName)
		c.That(slices.Contains([]problem.Impact{problem.Blocked, problem.Hampered, problem.None}, p.Impact), "problem.impact", fault.RuleUnknown, "must be blocked, hampered or none")
		checkText(c, "problem.solution", p.Solution)
		c.Text("problem.confirmation.text", p.Confirmation.Text, fault.MaxText)
		c.That(p.Unnoticed <= p.After, "problem.unnoticed", fault.RuleRange, "must not be longer than problem.after: before, the dealer was not connected")
		c.That(p.Denials >= 0 && p.Denials <= 10, "problem.denials", fault.RuleRange, "must be between 0 and 10")
	}
}

// repairs is how Service Problem Management and Service Quality Management behave.
func (s Scenario) repairs() *simulator.Repairs {
	if s.Problem == nil {
		return nil
	}
	p := s.Problem
	return &simulator.Repairs{Takes: time.Duration(p.RepairTakes), Text: p.Solution, Unnoticed: time.Duration(p.Unnoticed), Measured: time.Duration(p.Measured)}
}

// assure lets happen what happens once the dealer is connected: the extranet is measured, is nearly full, and loses its mail.
func (p *play) assure() {
	s := p.scenario
	if q := s.Quality; q != nil {
		p.plan(q.After, p.measure)
	}
	if a := s.Alarm; a != nil {
		p.plan(a.After, p.alarm)
	}
	if problem := s.Problem; problem != nil {
		p.plan(problem.After, p.report)
		p.goesOn(problem.After + problem.RepairTakes + problem.Measured)
	}
}

// plan puts something on the agenda, and sees to it that the play goes on until then.
func (p *play) plan(after Span, do func(context.Context) error) {
	p.world.After(time.Duration(after), do)
	p.goesOn(after)
}

func (p *play) goesOn(after Span) {
	if until := p.world.Now().Add(time.Duration(after) + epilogue); until.After(p.until) {
		p.until = until
	}
}

// epilogue is how long the play goes on behind its last event: the report on the month is made when the month is over.
const epilogue = 32 * 24 * time.Hour

// measure is Service Quality Management reporting the utilisation of the extranet.
func (p *play) measure(ctx context.Context) error {
	q := sla.QualityReport{ID: "quality-" + p.agreement, Agreement: p.agreement, Samples: map[string][]sample.Sample{}}
	for n, percent := range p.scenario.Quality.Utilisation {
		at := p.world.Now().Add(time.Duration(n-len(p.scenario.Quality.Utilisation)) * time.Minute)
		q.Samples[utilisation] = append(q.Samples[utilisation], sample.Sample{At: at, Value: percent})
	}
	assessed, err := p.crm.SLA.ReceiveQuality(ctx, q)
	if err == nil && len(assessed) > 0 {
		p.cases["sla-normal"] = assessed[0].Record
	}
	return p.unagreed(err)
}

// alarm is Service Quality Management sounding the alarm, and taking it back when it is over.
func (p *play) alarm(ctx context.Context) error {
	s := p.scenario.Alarm
	a, err := p.crm.SLA.ReceiveAlarm(ctx, sla.AlarmReport{ID: "alarm-" + p.agreement, Agreement: p.agreement, Metric: utilisation, Value: s.Utilisation,
		Features: s.Affects, Text: s.Text})
	if err != nil {
		return p.unagreed(err)
	}
	p.sounded, p.cases["sla-alarm"] = a, a.Correlation
	if a.State == sla.AlarmDismissed {
		return nil
	}
	p.world.After(time.Duration(s.Lasts), func(ctx context.Context) error {
		p.sounded, err = p.crm.SLA.EndAlarm(ctx, a.ID, p.world.Now())
		return err
	})
	return nil
}

// unagreed drops the fault of an agreement that was never made: then nothing is measured.
func (p *play) unagreed(err error) error {
	if p.agreement == "" {
		return nil
	}
	return err
}

// report is the dealer reporting the problem.
func (p *play) report(ctx context.Context) error {
	s := p.scenario.Problem
	i, err := p.crm.Receive(ctx, contact.Inbound{From: p.scenario.Dealer.Email, Channel: contact.Phone, Language: contact.German, Kind: contact.ProblemReport,
		Text: s.Text, Content: stage.Content(map[string]any{"feature": s.Feature, "impact": s.Impact})})
	p.cases["sla-violation"] = i.Correlation
	return err
}

// confirm is the dealer's answer to whether the problem is solved.
func (p *play) confirm(ctx context.Context, m crm.Message) error {
	s := p.scenario.Problem
	if s == nil || m.Correlation != p.cases["sla-violation"] {
		return nil
	}
	solved := p.denied >= s.Denials
	text := s.Confirmation.Text
	if !solved {
		p.denied++
		text = fmt.Sprintf("Nein: %s", s.Text)
		p.goesOn(s.RepairTakes + s.Measured + s.Confirmation.After)
	}
	return p.say(ctx, contact.Inbound{Kind: contact.Confirmation, About: m.About, Correlation: m.Correlation, Text: text,
		Content: stage.Content(map[string]any{"confirmed": solved})})
}
