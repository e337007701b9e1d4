package selling

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Selling on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins the caller's
// unit of work. All of them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong state with
// fault.ErrState, a version that is not the latest with fault.ErrConflict, and wrong input with fault.ErrInvalid; then nothing
// has changed.
type Service struct {
	env    *work.Env
	config Config
	zone   *time.Location
}

// Config of Selling; nil is the default: an empty portfolio, so that nothing can be sold.
type Config struct {
	Portfolio Portfolio // what is offered
	Terms     []Terms   // on what conditions, by customer or segment: see TermsFor
	Limits    []Limit   // who may grant how much discount; nil: Limits()
	Segments  Segments  // tells customers' segments; nil: nobody has one
	Calendar  Calendar  // counts lead times; nil: around the clock
	Zone      string    // IANA name of the zone whose days offers and agreements are counted in; empty: UTC
	Signatory string    // who signs for the provider, unless a draft names somebody; empty: "Selling"
}

// Segments tells the segment of a customer, such as "keyAccount"; Customer Information Management does.
type Segments interface {
	// Segment is empty for a customer that has none or is not known.
	Segment(u *work.Unit, customer string) (string, error)
}

// Calendar counts lead times, such as in working days.
type Calendar interface {
	// After is the instant at which a lead time that begins at from has passed.
	After(from time.Time, leadTime time.Duration) time.Time
}

// New makes Selling. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	if s.config.Limits == nil {
		s.config.Limits = Limits()
	}
	if s.config.Segments == nil {
		s.config.Segments = nobody{}
	}
	if s.config.Calendar == nil {
		s.config.Calendar = clock{}
	}
	if s.config.Zone == "" {
		s.config.Zone = "UTC"
	}
	if s.config.Signatory == "" {
		s.config.Signatory = "Selling"
	}
	if err := s.config.check(); err != nil {
		return nil, err
	}
	var err error
	s.zone, err = calendar.LoadZone(s.config.Zone)
	return s, err
}

func (c Config) check() error {
	var faults fault.Check
	c.Portfolio.Check(&faults, "portfolio")
	for n, t := range c.Terms {
		t.check(&faults, path("terms", n), c.Portfolio)
	}
	checkLimits(&faults, c.Limits)
	if _, err := calendar.LoadZone(c.Zone); err != nil {
		faults.Add("zone", fault.RuleUnknown, err.Error())
	}
	faults.Text("signatory", c.Signatory, fault.MaxName)
	return faults.Err("selling.config")
}

// nobody has no segments.
type nobody struct{}

func (nobody) Segment(*work.Unit, string) (string, error) { return "", nil }

// clock counts around the clock.
type clock struct{}

func (clock) After(from time.Time, leadTime time.Duration) time.Time { return from.Add(leadTime) }

var (
	prospects = store.NewCollection("selling.prospect", func(p *Prospect) []store.Key {
		return []store.Key{{Name: "customer", Value: p.Customer}, {Name: "lead", Value: p.Lead}, {Name: "state", Value: string(p.State)}}
	})
	quotes = store.NewCollection("selling.quote", func(q *Quote) []store.Key {
		keys := []store.Key{{Name: "customer", Value: q.Customer}, {Name: "prospect", Value: q.Prospect},
			{Name: "externalId", Value: q.ExternalID}, {Name: "state", Value: string(q.State)}}
		if q.State == Approved {
			keys = append(keys, store.Key{Name: keyValid, Value: store.TimeKey(q.ValidUntil)})
		}
		return keys
	})
	versions = store.NewCollection("selling.quoteVersion", func(v *pastVersion) []store.Key {
		return []store.Key{{Name: "quote", Value: v.Quote.ID}}
	})
	agreements = store.NewCollection("selling.agreement", func(a *Agreement) []store.Key {
		return []store.Key{{Name: "customer", Value: a.Customer}, {Name: "quote", Value: a.Quote}, {Name: "handover", Value: string(a.Handover)}}
	})
)

type say = work.Say

// About says what the prospect's events are about.
func (p Prospect) About() (subject, correlation string) { return p.ID, p.Correlation }

// About says what the quote's events are about.
func (q Quote) About() (subject, correlation string) { return q.ID, q.Correlation }

// About says what the agreement's events are about.
func (a Agreement) About() (subject, correlation string) { return a.ID, a.Correlation }

// Prospect returns a prospect.
func (s *Service) Prospect(ctx context.Context, id string) (Prospect, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Prospect, error) { return s.ProspectTx(u, id) })
}

// ProspectTx is Prospect in the caller's unit.
func (s *Service) ProspectTx(u *work.Unit, id string) (Prospect, error) { return prospects.Get(u, id) }

// Prospects returns the prospects found by a key: customer, lead or state; in order of id.
func (s *Service) Prospects(ctx context.Context, key, value string) ([]Prospect, error) {
	return find(ctx, s.env, prospects, []string{"customer", "lead", "state"}, key, value)
}

// Quote returns a quote as its latest version has it.
func (s *Service) Quote(ctx context.Context, id string) (Quote, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Quote, error) { return s.QuoteTx(u, id) })
}

// QuoteTx is Quote in the caller's unit.
func (s *Service) QuoteTx(u *work.Unit, id string) (Quote, error) { return quotes.Get(u, id) }

// Quotes returns the quotes found by a key: customer, prospect, externalId or state; in order of id.
func (s *Service) Quotes(ctx context.Context, key, value string) ([]Quote, error) {
	return find(ctx, s.env, quotes, []string{"customer", "prospect", "externalId", "state"}, key, value)
}

// Agreement returns an agreement.
func (s *Service) Agreement(ctx context.Context, id string) (Agreement, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Agreement, error) { return agreements.Get(u, id) })
}

// Agreements returns the agreements found by a key: customer, quote or handover; in order of id.
func (s *Service) Agreements(ctx context.Context, key, value string) ([]Agreement, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Agreement, error) { return s.AgreementsTx(u, key, value) })
}

// AgreementsTx is Agreements in the caller's unit.
func (s *Service) AgreementsTx(u *work.Unit, key, value string) ([]Agreement, error) {
	return findTx(u, agreements, []string{"customer", "quote", "handover"}, key, value)
}
