package relationship

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ChangeCode names a change of a relationship.
type ChangeCode string

// The changes; Changes has what each means.
const (
	Moved         ChangeCode = "moved"
	Renamed       ChangeCode = "renamed"
	PartnerChange ChangeCode = "partnerChanged"
	TakenOver     ChangeCode = "takenOver"
	TookOver      ChangeCode = "tookOver"
	Merged        ChangeCode = "merged"
)

// ChangeRow is one row of the table of changes.
type ChangeRow struct {
	Code  ChangeCode
	Other bool // takes the id of another customer
	What  string
}

var changeRows = []ChangeRow{
	{Code: Moved, What: "the customer has another address: what is delivered there must move, or may be given notice of (§ 60 TKG)"},
	{Code: Renamed, What: "the contract partner has another name, and is the same"},
	{Code: PartnerChange, What: "somebody else speaks for the customer"},
	{Code: TakenOver, Other: true, What: "another customer has taken the agreements over (§ 415 BGB)"},
	{Code: TookOver, Other: true, What: "the customer has taken the agreements of another one over (§ 415 BGB)"},
	{Code: Merged, Other: true, What: "another record was a duplicate of this customer's identity"},
}

// Changes lists the changes of a relationship.
func Changes() []ChangeRow { return slices.Clone(changeRows) }

// Change says how a relationship changes. What the customer's data is then, Customer Information Management knows.
type Change struct {
	Key      string // the caller's key: the same change twice under one key is noted once; may be empty
	Customer string
	Code     ChangeCode
	Other    string // the id of the other customer, for those that take one
	Reason   string // for people, one line; may be empty
}

// Change notes a change of the relationship.
func (s *Service) Change(ctx context.Context, d Change) (Relationship, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.ChangeTx(u, d) })
}

// ChangeTx is Change in the caller's unit.
func (s *Service) ChangeTx(u *work.Unit, d Change) (Relationship, error) {
	if err := d.check(); err != nil {
		return Relationship{}, err
	}
	return work.Once(u, "relationship.change", d.Key, d, func() (Relationship, error) {
		r, err := s.going(u, d.Customer)
		if err != nil {
			return r, err
		}
		return r.put(u, Entry{Event: EventChanged, Code: string(d.Code), Other: d.Other, Reason: d.Reason},
			Changed{Customer: r.ID, Code: d.Code, Other: d.Other})
	})
}

func (d Change) check() error {
	var c fault.Check
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("key", d.Key, fault.MaxID)
	c.Optional("reason", d.Reason, fault.MaxName)
	at := slices.IndexFunc(changeRows, func(r ChangeRow) bool { return r.Code == d.Code })
	c.That(at >= 0, "code", fault.RuleUnknown, "must be one of Changes()")
	switch {
	case at >= 0 && changeRows[at].Other:
		c.Text("other", d.Other, fault.MaxID)
		c.That(d.Other != d.Customer, "other", fault.RuleReference, "must be another customer")
	case at >= 0:
		c.That(d.Other == "", "other", fault.RuleUnknown, "is not for this change")
	}
	return c.Err("relationship.change")
}

// going loads a relationship that goes on.
func (s *Service) going(u *work.Unit, customer string) (Relationship, error) {
	r, err := relationships.Get(u, customer)
	if err == nil && r.Ended() {
		return r, fault.State(r.Subject(), "has ended; establish it again")
	}
	return r, err
}
