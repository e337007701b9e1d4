package sla

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// PriorityQuestion is the question of Problem Handling how important a problem is by the customer's agreements (section 4.2.3,
// steps 3 and 5).
type PriorityQuestion struct {
	Correlation string `json:"correlation,omitempty"` // the case it belongs to; empty: the ticket is a case of its own
	Customer    string `json:"customer"`
	Ticket      string `json:"ticket,omitempty"` // the answer's subject; empty: the customer is
	Feature     string `json:"feature"`          // what does not work; empty: nothing that an agreement could name
	Impact      Impact `json:"impact"`           // what that does to the customer's business
}

// RepairTarget is how soon a fault must be repaired by an agreement.
type RepairTarget struct {
	Agreement string              `json:"agreement"`
	Version   string              `json:"version"`
	Objective string              `json:"objective"`
	Name      string              `json:"name"`
	Operator  Operator            `json:"operator"`
	Target    money.Quantity      `json:"target"`
	Unit      Unit                `json:"unit"`
	Within    calendar.Span       `json:"within"`         // the target as a span of time, cut to whole nanoseconds
	Hours     *calendar.HoursSpec `json:"hours,omitzero"` // whose time it is counted in; none: round the clock
}

// GivePriority checks whether the feature is in an agreement of the customer that is in force, and decides the priority by
// Config.Priorities. Of several agreements the one with the highest priority decides. That no agreement has the feature is an
// answer too. The agreement's targets for the time to repair come with it.
func (s *Service) GivePriority(ctx context.Context, q PriorityQuestion) (PriorityNotice, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (PriorityNotice, error) { return s.GivePriorityTx(u, q) })
}

// GivePriorityTx is GivePriority in the caller's unit.
func (s *Service) GivePriorityTx(u *work.Unit, q PriorityQuestion) (PriorityNotice, error) {
	if err := q.check(); err != nil {
		return PriorityNotice{}, err
	}
	all, err := agreements.By(u, byCustomer, q.Customer)
	if err != nil {
		return PriorityNotice{}, err
	}
	given := PriorityNotice{Customer: q.Customer, Ticket: q.Ticket, Feature: q.Feature, Impact: q.Impact}
	for _, g := range all {
		v, _, found, err := g.periodAt(u.At)
		if err != nil {
			return PriorityNotice{}, err
		}
		if !found {
			continue
		}
		t, err := g.terms(u, v.No)
		if err != nil {
			return PriorityNotice{}, err
		}
		if !slices.Contains(t.Agreement.Features, q.Feature) {
			continue
		}
		priority, why := DecidePriority(Covered, q.Impact, t.Agreement.Name, s.config.Priorities)
		if given.Covered && given.Priority <= priority {
			continue
		}
		given.Covered, given.Agreement, given.Version, given.Priority = true, g.ID, v.Version, priority
		given.Reasons = []fault.Reason{{Code: why.Code, Message: fmt.Sprintf("%s: %s is in %s", why.Message, q.Feature, t.Agreement.Name)}}
		given.Targets = t.Agreement.repairTargets(q.Feature)
	}
	if !given.Covered {
		priority, why := DecidePriority(NotCovered, q.Impact, "", s.config.Priorities)
		given.Priority, given.Reasons = priority, []fault.Reason{why}
	}
	given.Name = given.Priority.Name()
	return given, u.Emit(EventPriorityGiven, orDefault(q.Ticket, q.Customer), q.Correlation, given)
}

func (q PriorityQuestion) check() error {
	var c fault.Check
	c.Optional("correlation", q.Correlation, fault.MaxID)
	c.Text("customer", q.Customer, fault.MaxID)
	c.Optional("ticket", q.Ticket, fault.MaxID)
	c.Optional("feature", q.Feature, fault.MaxName)
	q.Impact.check(&c, "impact")
	return c.Err("sla.priorityQuestion")
}

// repairTargets are the agreement's targets for the time to repair of a feature.
func (a Agreement) repairTargets(feature string) []RepairTarget {
	var all []RepairTarget
	for _, o := range a.Objectives {
		if o.Kind != TimeToRepair || o.Feature != "" && o.Feature != feature {
			continue
		}
		within := o.target().Num() // nanoseconds; its denominator is cut off
		within.Quo(within, o.target().Denom())
		t := RepairTarget{Agreement: a.ID, Version: a.Version, Objective: o.ID, Name: o.Name, Operator: o.Operator, Target: o.Target, Unit: o.Unit,
			Within: calendar.Span(within.Int64())}
		if o.Counting.Hours != nil {
			spec := o.Counting.Hours.Spec()
			t.Hours = &spec
		}
		all = append(all, t)
	}
	return all
}
