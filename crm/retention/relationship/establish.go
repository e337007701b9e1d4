package relationship

import (
	"cmp"
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Start says with whom a relationship begins.
type Start struct {
	Customer    string
	Correlation string // the case of the relationship; empty: its own
}

// Establish begins the relationship with a customer. One that goes on is answered as it is; one that has ended begins again.
func (s *Service) Establish(ctx context.Context, d Start) (Relationship, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.EstablishTx(u, d) })
}

// EstablishTx is Establish in the caller's unit.
func (s *Service) EstablishTx(u *work.Unit, d Start) (Relationship, error) {
	var c fault.Check
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("correlation", d.Correlation, fault.MaxID)
	if err := c.Err("relationship.start"); err != nil {
		return Relationship{}, err
	}
	r, found, err := relationships.Find(u, d.Customer)
	if err != nil || found && !r.Ended() {
		return r, err
	}
	if !found {
		r = Relationship{Meta: store.Meta{ID: d.Customer}, Correlation: cmp.Or(d.Correlation, d.Customer)}
	}
	r.EstablishedAt, r.EndedAt = u.At, time.Time{}
	r.Times++
	return r.put(u, Entry{Event: EventEstablished}, Established{Customer: r.ID, Times: r.Times})
}
