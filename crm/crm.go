// Package crm wires the processes of Customer Relationship Management together: what one of them does is an event, and a
// table says who reacts. It owns that table, the way of messages to the customer, and the ports to the outside parties. It does
// not own any rule: those live in the rooms below it and beside it.
//
//	c, err := crm.New(work.New(st, nil), crm.Outside{Activation: activation, Channel: channel}, &crm.Config{…})
//	…
//	_, err = c.Receive(ctx, contact.Inbound{From: "dealer-a@example.org", Channel: "email", Text: "We would like to join the extranet"})
//	err = c.Settle(ctx)        // deliver what is pending, and what that sets off; call it from a loop, a timer, after a command
//	report, err := c.Due(ctx, now)
//	events, err := c.Journal(ctx, correlation)
//	fmt.Println(flow.Check(flow.PreSales(), events))
//
// Reactions run outside the transaction of what set them off, each in a transaction of its own and once for each event,
// however often it is delivered. One that a rule or a state forbids does not come back: it is written into the journal as
// crm.reaction.failed, for people to look at, or as crm.request.failed if a customer asked for it, who is then told.
package crm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// CRM is the processes wired together. Its services can be used directly; what they do sets off the same reactions.
// Safe for concurrent use.
type CRM struct {
	Customers    *customer.Service
	Contacts     *contact.Service
	Marketing    *marketing.Service
	Selling      *selling.Service
	Orders       *ordering.Service
	Problems     *problem.Service
	SLA          *sla.Service
	Retention    *retention.Service
	Risk         *risk.Service
	Insight      *insight.Service
	Offers       *selling.CrossSelling // 3.4.5
	Analyst      *contact.Analyst      // 3.2.3
	Billing      *billing.Service
	Collection   *collection.Service
	Relationship *relationship.Service

	env       *work.Env
	outside   Outside
	config    Config
	directory contact.Directory
	relay     *event.Relay
	reactions map[string][]reaction
}

// Config of the whole; nil is the default.
type Config struct {
	Customer     *customer.Config
	Contact      *contact.Config
	Selling      *selling.Config
	Ordering     *ordering.Config
	Problem      *problem.Config
	SLA          *sla.Config // its TellBy says who tells customers of problems found inside (the critique, section 7, point 4)
	Retention    *retention.Config
	Insight      *insight.Config
	Analyst      *contact.AnalystConfig
	Risk         *risk.Config // by which credit is authorised, unless Ordering.Credit is set; without a Currency in that of the first price of Selling's portfolio
	Billing      *billing.Config
	Collection   *collection.Config
	Relationship *relationship.Config
	BadDebt      BadDebt // what comes of debts that are given up

	// Untold says which reasons of customer risk's decisions stay out of orders, and so out of what customers read; the assessment has
	// them all. Nil: AboutFraud.
	Untold func(fault.Reason) bool

	// Charging says how offerings are billed, by their ids; for those that are not there the zero Charging holds.
	Charging map[string]Charging

	// Practice is how the service levels that Selling agrees are counted. Nil: those without figures can be agreed, and say what is
	// covered; one with figures is written into the journal as crm.reaction.failed, for nobody has said how to count it.
	Practice *Practice

	// DirectContact lets the processes talk with the customer without the detour through Customer Interface Management (the
	// document's critique, section 7, point 1). The contact history is kept all the same.
	DirectContact bool

	// StatusOnRequest tells customers the status of their order only when they ask.
	StatusOnRequest bool

	// Subscribers see every event behind the reactions to it, at least once: a message bus, a screen.
	Subscribers []event.Deliver
}

// New wires the processes. A wrong Config is fault.ErrInvalid.
func New(env *work.Env, outside Outside, config *Config) (*CRM, error) {
	c := &CRM{env: env, outside: outside, reactions: map[string][]reaction{}}
	if config != nil {
		c.config = *config
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	for _, r := range table(c.config) {
		if r.when == nil || r.when(c.config) {
			c.reactions[r.on] = append(c.reactions[r.on], r)
		}
	}
	c.relay = event.NewRelay(env.Store(), env.Tenant(), c.deliver, nil)
	return c, nil
}

// Settle delivers everything that is pending, what that sets off included, until nothing is left. What cannot be
// delivered now stays pending, and is in the error.
func (c *CRM) Settle(ctx context.Context) error {
	report, err := c.relay.Drain(ctx)
	return errors.Join(err, report.Err())
}

// Step delivers the first pending event of a case, and returns it; false if none is pending.
func (c *CRM) Step(ctx context.Context, correlation string) (event.Event, bool, error) {
	return c.relay.Next(ctx, correlation)
}

// Journal returns the events of a case in their order.
func (c *CRM) Journal(ctx context.Context, correlation string) ([]event.Event, error) {
	return work.See(ctx, c.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
}

// deliver runs the reactions to one event, then tells the subscribers.
func (c *CRM) deliver(ctx context.Context, e event.Event) error {
	for _, r := range c.reactions[e.Type] {
		if err := c.react(ctx, r, e); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	for _, subscriber := range c.config.Subscribers {
		if err := subscriber(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// react runs one reaction: a call to the outside, or a command in a unit of its own, once for each event.
func (c *CRM) react(ctx context.Context, r reaction, e event.Event) error {
	var err, said error // said by the reaction itself: err may be the store's
	if r.outside != nil {
		err = r.outside(ctx, c, e)
	}
	if r.inside != nil {
		err = c.once(ctx, r, e, func(u *work.Unit) error {
			said = r.inside(c, u.Because(e), e)
			return said
		})
	}
	if !forGood(err, said) {
		return err
	}
	typ := EventReactionFailed
	if r.request {
		typ = EventRequestFailed
	}
	return c.once(ctx, r, e, func(u *work.Unit) error {
		return u.Because(e).Emit(typ, e.Subject, e.Correlation,
			Failure{Customer: customerOf(e), Event: e.ID, Type: e.Type, Reaction: r.name, Error: err.Error()})
	})
}

func (c *CRM) once(ctx context.Context, r reaction, e event.Event, do func(*work.Unit) error) error {
	return c.env.Update(ctx, func(u *work.Unit) error {
		_, err := work.Once(u, "crm."+r.name, e.ID, nil, func() (struct{}, error) { return struct{}{}, do(u) })
		return err
	})
}

// forGood reports whether trying again cannot help: the input, the state or a rule is against it; or the reaction has found a
// conflict, such as another version of a quote. The store's own conflicts pass.
func forGood(err, said error) bool {
	for _, kind := range []error{fault.ErrInvalid, fault.ErrNotFound, fault.ErrState, fault.ErrRejected} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return said != nil && errors.Is(err, said) && errors.Is(err, fault.ErrConflict)
}

// DueReport counts what Due did, by process.
type DueReport struct {
	Orders       ordering.DueReport
	Sales        selling.DueReport
	Problems     problem.DueReport
	SLA          sla.DueReport
	Billing      billing.DueReport
	Collection   collection.DueReport
	Relationship relationship.DueReport
	Risk         risk.DueReport
	Offers       selling.OffersDueReport
	Findings     int // problems at several customers that were reported
	Late         int // requests that were not answered in time
	Leads        int // that nobody answered
	FollowUps    int // on low scores, that nobody has seen to in time
}

// Due does in every process what has fallen due by asOf; see the services' own Due.
func (c *CRM) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var (
		r      DueReport
		faults [13]error
	)
	r.Orders, faults[0] = c.Orders.Due(ctx, asOf)
	r.Sales, faults[1] = c.Selling.Due(ctx, asOf)
	r.Late, faults[2] = c.Contacts.Due(ctx, asOf)
	r.Leads, faults[3] = c.Marketing.Due(ctx, asOf)
	r.Problems, faults[4] = c.Problems.Due(ctx, asOf)
	r.SLA, faults[5] = c.SLA.Due(ctx, asOf)
	r.Billing, faults[6] = c.Billing.Due(ctx, asOf)
	r.Collection, faults[7] = c.Collection.Due(ctx, asOf)
	r.Relationship, faults[8] = c.Relationship.Due(ctx, asOf)
	r.Risk, faults[9] = c.Risk.Due(ctx, asOf)
	r.FollowUps, faults[10] = c.Retention.Due(ctx, asOf)
	r.Offers, faults[11] = c.Offers.Due(ctx, asOf)
	r.Findings, faults[12] = c.Analyst.Due(ctx, asOf)
	return r, errors.Join(faults[:]...)
}
