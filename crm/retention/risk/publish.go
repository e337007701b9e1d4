package risk

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// published is a policy as it was published, with the facts as they were defined then: whatever becomes of Schema, what was decided
// by the policy can be decided again.
type published struct {
	store.Meta
	Policy      Policy            `json:"policy"`
	Schema      []rule.Definition `json:"schema"`
	PublishedAt time.Time         `json:"publishedAt,omitzero"`
}

var policies = store.NewCollection[published]("risk.policy", nil)

// register lists what is published, so that a decision reads no policy but the one in force.
type register struct {
	store.Meta
	Entries []entry `json:"entries"`
}

type entry struct {
	ID          string    `json:"id"`
	From        time.Time `json:"from"`
	Fingerprint string    `json:"fingerprint"`
	Fallback    bool      `json:"fallback,omitempty"` // the default of the library: it holds where no other does
}

var registers = store.NewCollection[register]("risk.register", nil)

const theRegister = "policies"

func policyID(name, version string) string { return name + "@" + version }

// Publish stores a policy, in force from its day on. It never changes: the same name and version with other contents is
// fault.ErrConflict, with the same contents it does nothing.
func (s *Service) Publish(ctx context.Context, p Policy) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.PublishTx(u, p) })
}

// PublishTx is Publish in the caller's unit.
func (s *Service) PublishTx(u *work.Unit, p Policy) error {
	var c fault.Check
	c.That(p.Currency == s.config.Currency, "currency", fault.RuleCurrency, "must be "+s.config.Currency.String()+", the service's currency")
	if err := c.Err("risk.policy"); err != nil {
		return err
	}
	compiled, err := Compile(p, s.config.Evaluator)
	if err != nil {
		return err
	}
	r, err := readRegister(u)
	if err != nil {
		return err
	}
	return publish(u, &r, compiled, false)
}

func readRegister(u *work.Unit) (register, error) {
	r, _, err := registers.Find(u, theRegister)
	r.ID = theRegister
	return r, err
}

// publish adds a policy to the register, unless it is there.
func publish(u *work.Unit, r *register, c *Compiled, fallback bool) error {
	id, from := policyID(c.policy.Name, c.policy.Version), fault.Instant(c.policy.From)
	if known, found := r.find(id); found {
		return known.same(c, from)
	}
	if c.policy.From.IsZero() {
		from = u.At
	}
	if at := slices.IndexFunc(r.Entries, func(e entry) bool { return e.From.Equal(from) && e.Fallback == fallback }); at >= 0 {
		return fault.Conflict(policies.Subject(id), "begins at the same instant as "+r.Entries[at].ID+"; only one can be in force")
	}
	p := published{Meta: store.Meta{ID: id}, Policy: c.policy, Schema: c.schema.Definitions(), PublishedAt: u.At}
	p.Policy.From = from
	if err := policies.Put(u, &p); err != nil {
		return err
	}
	r.add(entry{ID: id, From: from, Fingerprint: c.fingerprint, Fallback: fallback})
	if err := registers.Put(u, r); err != nil {
		return err
	}
	return u.Emit(EventPolicyPublished, id, "", PolicyNotice{Policy: c.policy.Name, Version: c.policy.Version, Fingerprint: c.fingerprint, From: from})
}

// same refuses a policy that is another one than that which was published by its name and version.
func (e entry) same(c *Compiled, from time.Time) error {
	switch {
	case e.Fingerprint != c.fingerprint:
		return fault.Conflict(policies.Subject(e.ID), "is published already, with other contents; give the new one a version of its own")
	case !c.policy.From.IsZero() && !from.Equal(e.From):
		return fault.Conflict(policies.Subject(e.ID), "is published already, in force from "+e.From.Format(time.RFC3339)+"; give the new one a version of its own")
	}
	return nil
}

func (r *register) find(id string) (entry, bool) {
	at := slices.IndexFunc(r.Entries, func(e entry) bool { return e.ID == id })
	if at < 0 {
		return entry{}, false
	}
	return r.Entries[at], true
}

// add keeps the entries in the order of time.
func (r *register) add(e entry) {
	r.Entries = append(slices.Clone(r.Entries), e)
	slices.SortStableFunc(r.Entries, func(a, b entry) int { return a.From.Compare(b.From) })
}

// at is the entry in force at an instant: the latest that has begun, or else the latest fallback.
func (r *register) at(instant time.Time) (entry, bool) {
	var fallback *entry
	for n, e := range slices.Backward(r.Entries) {
		if e.Fallback && (fallback == nil || fallback.From.After(instant)) {
			fallback = &r.Entries[n]
		}
		if !e.Fallback && !e.From.After(instant) {
			return e, true
		}
	}
	if fallback == nil {
		return entry{}, false
	}
	return *fallback, true
}

// inForce is the policy in force at the unit's instant; the service's own are published first.
func (s *Service) inForce(u *work.Unit) (*Compiled, error) {
	r, err := readRegister(u)
	if err != nil {
		return nil, err
	}
	for _, own := range s.own {
		if err := publish(u, &r, own, s.fallback); err != nil {
			return nil, err
		}
	}
	return s.chosen(u, r)
}

// present is inForce for one who only reads: the service's own policies count though they are not published yet.
func (s *Service) present(u *work.Unit) (*Compiled, error) {
	r, err := readRegister(u)
	if err != nil {
		return nil, err
	}
	unpublished := map[string]*Compiled{}
	for _, own := range s.own {
		id := policyID(own.policy.Name, own.policy.Version)
		if _, found := r.find(id); !found {
			unpublished[id] = own
			r.add(entry{ID: id, From: cmp.Or(own.policy.From, u.At), Fingerprint: own.fingerprint, Fallback: s.fallback})
		}
	}
	if e, found := r.at(u.At); found && unpublished[e.ID] != nil {
		return unpublished[e.ID], nil
	}
	return s.chosen(u, r)
}

// chosen is the policy of the register that is in force at the unit's instant.
func (s *Service) chosen(u *work.Unit, r register) (*Compiled, error) {
	e, found := r.at(u.At)
	if !found {
		return nil, fault.State("risk.policy", "none is in force yet; publish one that begins before "+u.At.Format(time.RFC3339))
	}
	return s.load(u, e.ID, e.Fingerprint)
}

// readyKey finds a policy that was made ready: in each tenant it has the facts' definitions of the day it was published there.
type readyKey struct{ tenant, id, fingerprint string }

// load is a policy made ready, as it was published. Facts that this package has learned to know since are added to those of then.
func (s *Service) load(u *work.Unit, id, fingerprint string) (*Compiled, error) {
	key := readyKey{u.Tenant, id, fingerprint}
	if ready, ok := s.ready.Load(key); ok {
		return ready.(*Compiled), nil
	}
	p, err := policies.Get(u, id)
	if err != nil {
		return nil, err
	}
	schema, err := schemaOf(p)
	if err != nil {
		return nil, err
	}
	c, err := s.compile(p.Policy, schema)
	if err != nil {
		return nil, err
	}
	if c.fingerprint != fingerprint {
		return nil, fault.Conflict(policies.Subject(id), "is stored with other contents than it was published with")
	}
	s.ready.Store(key, c)
	return c, nil
}

// compile makes a stored policy ready, unless it is one of the service's own, with the same facts.
func (s *Service) compile(p Policy, schema *rule.Schema) (*Compiled, error) {
	print, err := fingerprint(p)
	if err != nil {
		return nil, err
	}
	for _, own := range s.own {
		if own.fingerprint == print && slices.EqualFunc(own.schema.Definitions(), schema.Definitions(), sameDefinition) {
			return own, nil
		}
	}
	return compile(p, schema, s.config.Evaluator)
}

// sameDefinition compares definitions by what they hold, not by where they point.
func sameDefinition(a, b rule.Definition) bool { return reflect.DeepEqual(a, b) }

// schemaOf is the facts as they were defined when a policy was published, and behind them those that are new.
func schemaOf(p published) (*rule.Schema, error) {
	then, err := rule.NewSchema(p.Schema...)
	if err != nil {
		return nil, err
	}
	added := slices.DeleteFunc(Schema(p.Policy.Currency).Definitions(), func(d rule.Definition) bool {
		_, known := then.Lookup(d.Name)
		return known
	})
	return then.Extend(added...)
}
