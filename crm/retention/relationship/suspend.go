package relationship

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// SuspensionCode names a reason for which nothing is delivered for the time being.
type SuspensionCode string

// The reasons; Suspensions has what each means.
const (
	OwnWish        SuspensionCode = "ownWish"
	SuspectedFraud SuspensionCode = "suspectedFraud"
	Misuse         SuspensionCode = "misuse"
	Authority      SuspensionCode = "authority"
	UnpaidBills    SuspensionCode = "unpaidBills"
)

// SuspensionRow is one row of the table of suspensions.
type SuspensionRow struct {
	Code SuspensionCode
	By   Side
	What string
}

var suspensionRows = []SuspensionRow{
	{OwnWish, ByCustomer, "the customer wants a pause"},
	{SuspectedFraud, ByProvider, "fraud is suspected, and looked into"},
	{Misuse, ByProvider, "the services are used against the terms"},
	{Authority, ByProvider, "an authority has ordered it"},
	{UnpaidBills, ByProvider, "bills are unpaid; the conditions of the block itself are Manage Collection's"},
}

// Suspensions lists the reasons for a suspension. A customer can be suspended for several at a time, and is served again when none is left.
func Suspensions() []SuspensionRow { return slices.Clone(suspensionRows) }

// Pause asks for a suspension or its end.
type Pause struct {
	Customer string
	Code     SuspensionCode
	Reason   string // for people, one line
}

// Suspend stops the delivery for the time being. For a reason that holds already it does nothing.
func (s *Service) Suspend(ctx context.Context, p Pause) (Relationship, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.SuspendTx(u, p) })
}

// SuspendTx is Suspend in the caller's unit.
func (s *Service) SuspendTx(u *work.Unit, p Pause) (Relationship, error) {
	r, err := s.paused(u, p)
	if err != nil || r.Suspended(p.Code) {
		return r, err
	}
	first := !r.Suspended("")
	r.Suspensions = append(slices.Clone(r.Suspensions), Suspension{Code: p.Code, Since: u.At, Reason: p.Reason})
	return r.put(u, Entry{Event: EventSuspended, Code: string(p.Code), Reason: p.Reason}, Paused{Customer: r.ID, Code: p.Code, Turns: first})
}

// Resume ends a suspension. For a reason that does not hold it does nothing.
func (s *Service) Resume(ctx context.Context, p Pause) (Relationship, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.ResumeTx(u, p) })
}

// ResumeTx is Resume in the caller's unit.
func (s *Service) ResumeTx(u *work.Unit, p Pause) (Relationship, error) {
	r, err := s.paused(u, p)
	if err != nil || !r.Suspended(p.Code) {
		return r, err
	}
	r.Suspensions = slices.DeleteFunc(slices.Clone(r.Suspensions), func(one Suspension) bool { return one.Code == p.Code })
	if len(r.Suspensions) == 0 {
		r.Suspensions = nil // as it comes out of the store
	}
	return r.put(u, Entry{Event: EventResumed, Code: string(p.Code), Reason: p.Reason}, Paused{Customer: r.ID, Code: p.Code, Turns: !r.Suspended("")})
}

// paused checks a pause and loads the relationship it is for.
func (s *Service) paused(u *work.Unit, p Pause) (Relationship, error) {
	var c fault.Check
	c.Text("customer", p.Customer, fault.MaxID)
	c.Text("reason", p.Reason, fault.MaxName)
	c.That(slices.ContainsFunc(suspensionRows, func(r SuspensionRow) bool { return r.Code == p.Code }), "code", fault.RuleUnknown, "must be one of Suspensions()")
	if err := c.Err("relationship.pause"); err != nil {
		return Relationship{}, err
	}
	return s.going(u, p.Customer)
}
