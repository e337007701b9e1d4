// Package relationship is Establish & Terminate Customer Relationship (3.9.1): when the relationship with a customer begins, how it
// changes, why it is suspended, and on which ground and in which steps it ends. It owns the table of grounds and the life cycle of an
// ending. It does not own who the customer is, nor the status (Customer Information Management), nor any order, ticket or bill: those
// are settled by their own processes, which hear of the ending by its events.
//
//	relations, err := relationship.New(work.New(memory.New(), nil), nil)
//	_, err = relations.Establish(ctx, relationship.Start{Customer: "c-1"})
//	answer, err := relations.Assess(ctx, relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice})
//	fmt.Println(answer.Permitted, answer.Earliest)       // the first day without service
//	e, err := relations.Notice(ctx, relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice, By: "c-1"})
//	fmt.Println(e.State, e.EndsOn)                        // running 2026-04-03
//	report, err := relations.Due(ctx, now)                // on that day the services are told to end, and what is open is settled
//	e, err = relations.Look(ctx, e.ID)                    // or as soon as something of it is
//	fmt.Println(e.State, e.Open, e.Kept)                  // ended, nothing open, what the law wants kept and until when
//
// The rules (Grounds, Lifecycle, Assess, Keep) can be used without the service.
package relationship

import (
	"cmp"
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Establish & Terminate Customer Relationship on a store. It is safe for concurrent use. Every command has a form ending in Tx
// that joins the caller's unit of work. All of them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong state
// with fault.ErrState, a rule's no with *fault.Refusal, and wrong input with fault.ErrInvalid; then nothing has changed.
type Service struct {
	env    *work.Env
	config Config
	zone   *time.Location
	rows   map[Code]Ground
}

// Config of Establish & Terminate Customer Relationship; nil is the default.
type Config struct {
	Grounds []Ground // the table of grounds; nil: Grounds()
	Terms   Terms    // what has been agreed for how long; nil: nothing binds anybody
	Matters Matters  // what is still open with a customer; nil: nothing ever is
	Zone    string   // whose civil dates count; empty: Europe/Berlin
}

// New makes the service. A wrong Config is fault.ErrInvalid, all faults at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env, rows: map[Code]Ground{}}
	if config != nil {
		s.config = *config
	}
	if s.config.Grounds == nil {
		s.config.Grounds = Grounds()
	}
	s.config.Zone = cmp.Or(s.config.Zone, "Europe/Berlin")
	var c fault.Check
	CheckGrounds(&c, s.config.Grounds)
	zone, err := calendar.LoadZone(s.config.Zone)
	c.That(err == nil, "zone", fault.RuleUnknown, "must be a name of the IANA time zone database")
	if err := c.Err("relationship.config"); err != nil {
		return nil, err
	}
	s.zone = zone
	for _, g := range s.config.Grounds {
		s.rows[g.Code] = g
	}
	return s, nil
}

// Today is the civil date of the unit in the zone of the Config.
func (s *Service) Today(u *work.Unit) calendar.Date { return calendar.DateOf(u.At, s.zone) }

// Get returns the relationship with a customer.
func (s *Service) Get(ctx context.Context, customer string) (Relationship, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.GetTx(u, customer) })
}

// GetTx is Get in the caller's unit.
func (s *Service) GetTx(u *work.Unit, customer string) (Relationship, error) {
	return relationships.Get(u, customer)
}

// History returns what has happened to a relationship, the oldest entry first.
func (s *Service) History(ctx context.Context, customer string) ([]Entry, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Entry, error) {
		if _, err := relationships.Get(u, customer); err != nil {
			return nil, err
		}
		return entries.By(u, keyCustomer, customer)
	})
}
