package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// promise is an agreement that was made before, with a service level: so many hours without the feature a month, beyond them a
// rate of the fee, and an alarm at a utilisation.
func (p *player) promise(c etomtest.Command) error {
	level, err := serviceLevel(c)
	if err != nil {
		return err
	}
	fee, err := money.ParseAmount(c.Arg("fee"))
	if err != nil {
		return err
	}
	r, err := practice().Registration(selling.AgreementNotice{Customer: p.id, Agreement: "agreement", ServiceLevel: level,
		Items: []selling.Item{{Offering: "line", Name: "Line", Quantity: 1, Prices: []price.Price{{Name: "line", Type: price.Recurring, Period: "month", Amount: fee}}}}})
	if err != nil {
		return err
	}
	_, err = p.SLA.Register(p.ctx, r)
	return err
}

// serviceLevel reads features="Mail, VPN" of=Mail hours=4 remedy=2% off=line alarm=85.
func serviceLevel(c etomtest.Command) (selling.ServiceLevel, error) {
	l := selling.ServiceLevel{Name: c.Arg("serviceLevel"), Features: list(c.Arg("features"))}
	if c.Arg("hours") != "" {
		hours, err := money.ParseQuantity(c.Arg("hours"))
		if err != nil {
			return l, err
		}
		rate, err := money.ParseRate(c.Arg("remedy"))
		if err != nil {
			return l, err
		}
		l.Terms = append(l.Terms, selling.Term{Feature: c.Arg("of"), Text: "at most " + c.Arg("hours") + " h a month without " + c.Arg("of"),
			Figure: &selling.Figure{Metric: "outage", Operator: selling.LessOrEqual, Value: hours, Unit: "h", Period: "month"},
			Remedy: &selling.Remedy{Text: c.Arg("remedy") + " off", Rate: rate, Price: c.Arg("off")}})
	}
	if c.Arg("alarm") != "" {
		warning, err := money.ParseQuantity(c.Arg("alarm"))
		if err != nil {
			return l, err
		}
		l.Terms = append(l.Terms, selling.Term{Text: "utilisation",
			Figure: &selling.Figure{Metric: "utilisation", Operator: selling.Less, Value: money.Count(100), Unit: "%", Warning: &warning}})
	}
	return l, nil
}

// later does something so long after now. Live, where all commands are given at once, it is so long after the one before.
func (p *player) later(c etomtest.Command, do func(context.Context) error) error {
	after, err := span(c.Arg("after"))
	if err != nil {
		return err
	}
	if p.hands == nil {
		p.elapsed += after
		p.world.After(p.elapsed, do)
		return nil
	}
	p.world.After(after, do)
	return p.world.Run(p.ctx, func(context.Context) error { return nil })
}

// agreement is the customer's only one.
func (p *player) agreement(ctx context.Context) (string, error) {
	all, err := p.SLA.AgreementsOf(ctx, p.id)
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("%d service levels are registered", len(all))
	}
	if err != nil {
		return "", err
	}
	return all[0].ID, nil
}

// utilise is Service Quality Management reporting the utilisation of the last minutes, in a case of its own.
func (p *player) utilise(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		id, err := p.agreement(ctx)
		if err != nil && p.hands == nil {
			return nil // nothing was agreed, and there is nothing to report
		}
		if err != nil {
			return err
		}
		values := strings.Fields(c.Arg("percent"))
		q := sla.QualityReport{ID: "quality-" + p.world.Now().Format(time.RFC3339), Agreement: id, Samples: map[string][]sample.Sample{}}
		for n, text := range values {
			value, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return err
			}
			q.Samples["utilisation"] = append(q.Samples["utilisation"], sample.Sample{At: p.world.Now().Add(time.Duration(n-len(values)) * time.Minute), Value: value})
		}
		all, err := p.SLA.ReceiveQuality(ctx, q)
		if err == nil {
			p.follow(all[0].Record)
		}
		return err
	})
}

// alarm is Service Quality Management sounding an alarm.
func (p *player) alarm(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		value, err := money.ParseQuantity(c.Arg("percent"))
		if err != nil {
			return err
		}
		a, err := p.SLA.ReceiveAlarm(ctx, sla.AlarmReport{ID: "alarm-" + p.world.Now().Format(time.RFC3339), Customer: p.id, Metric: "utilisation",
			Value: value, Features: list(c.Arg("affects")), Text: c.Arg("text")})
		p.follow(a.Correlation)
		return err
	})
}

// repair is Service Problem Management making its resolution known.
func (p *player) repair(c etomtest.Command) error {
	if p.hands == nil {
		return nil // it works by itself
	}
	return p.later(c, func(ctx context.Context) error {
		if len(p.hands.problems) == 0 {
			return errNothingGiven
		}
		_, err := p.Problems.ReceiveResolution(ctx, p.hands.problems[len(p.hands.problems)-1].Ticket, problem.Resolution{Text: c.Arg("text")})
		return err
	})
}

// measure is Service Quality Management reporting how long a problem lasted.
func (p *player) measure(c etomtest.Command) error {
	if p.hands == nil {
		return nil // it works by itself
	}
	return p.later(c, func(ctx context.Context) error {
		if len(p.hands.problems) == 0 {
			return errNothingGiven
		}
		one := p.hands.problems[0]
		lasted, err := span(c.Arg("lasted"))
		if err != nil {
			return err
		}
		t, err := p.Problems.Get(ctx, one.Ticket)
		if err != nil || t.Resolution == nil {
			return errors.Join(err, errNothingGiven)
		}
		q := sla.QualityReport{ID: "outage", Correlation: one.Correlation, Agreement: t.Agreement, Feature: t.Feature, In: t.Resolution.RestoredAt,
			Outages: []downtime.Outage{{ID: t.ID, Start: t.Resolution.RestoredAt.Add(-lasted), End: t.Resolution.RestoredAt, Reported: t.CreatedAt}}}
		for range 1 + len(c.Arg("twice")) { // the same report may arrive more than once
			if _, err := p.SLA.ReceiveQuality(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// fallDue does what has fallen due.
func (p *player) fallDue(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		_, err := p.Due(ctx, p.world.Now())
		return err
	})
}

// inquire is the customer asking for the quality delivered. The answer belongs to the case of the period.
func (p *player) inquire(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		if _, err := p.hears(ctx, contact.Inbound{Kind: contact.QualityInquiry, Text: c.Arg("text")}); err != nil {
			return err
		}
		if p.hands == nil {
			return nil
		}
		return p.Settle(ctx) // the request is a case of its own
	})
}
