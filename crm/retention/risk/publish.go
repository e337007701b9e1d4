package risk

import (
	"cmp"
	"context"
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
	return s.publish(u, &r, compiled)
}

func readRegister(u *work.Unit) (register, error) {
	r, _, err := registers.Find(u, theRegister)
	r.ID = theRegister
	return r, err
}

// publish adds a policy to the register, unless it is there.
func (s *Service) publish(u *work.Unit, r *register, c *Compiled) error {
	id, from := policyID(c.policy.Name, c.policy.Version), fault.Instant(c.policy.From)
	if at := slices.IndexFunc(r.Entries, func(e entry) bool { return e.ID == id }); at >= 0 {
		known := r.Entries[at]
		if known.Fingerprint != c.fingerprint {
			return fault.Conflict(policies.Subject(id), "is published already, with other contents; give the new one a version of its own")
		}
		if !from.IsZero() && !from.Equal(known.From) {
			return fault.Conflict(policies.Subject(id), "is published already, in force from "+known.From.Format(time.RFC3339)+"; give the new one a version of its own")
		}
		return nil
	}
	if from.IsZero() {
		from = u.At
	}
	if at := slices.IndexFunc(r.Entries, func(e entry) bool { return e.From.Equal(from) }); at >= 0 {
		return fault.Conflict(policies.Subject(id), "begins at the same instant as "+r.Entries[at].ID+"; only one can be in force")
	}
	p := published{Meta: store.Meta{ID: id}, Policy: c.policy, Schema: c.schema.Definitions(), PublishedAt: u.At}
	p.Policy.From = from
	if err := policies.Put(u, &p); err != nil {
		return err
	}
	r.Entries = append(slices.Clone(r.Entries), entry{ID: id, From: from, Fingerprint: c.fingerprint})
	slices.SortFunc(r.Entries, func(a, b entry) int { return a.From.Compare(b.From) })
	if err := registers.Put(u, r); err != nil {
		return err
	}
	return u.Emit(EventPolicyPublished, id, "", PolicyNotice{Policy: c.policy.Name, Version: c.policy.Version, Fingerprint: c.fingerprint, From: from})
}

// inForce is the policy in force at the unit's instant; the service's own are published first.
func (s *Service) inForce(u *work.Unit) (*Compiled, error) {
	r, err := readRegister(u)
	if err != nil {
		return nil, err
	}
	for _, own := range s.own {
		if err := s.publish(u, &r, own); err != nil {
			return nil, err
		}
	}
	return s.at(u, r)
}

// present is inForce for one who only reads: the service's own policies count though they are not published yet.
func (s *Service) present(u *work.Unit) (*Compiled, error) {
	r, err := readRegister(u)
	if err != nil {
		return nil, err
	}
	for _, own := range s.own {
		id := policyID(own.policy.Name, own.policy.Version)
		if !slices.ContainsFunc(r.Entries, func(e entry) bool { return e.ID == id }) {
			r.Entries = append(r.Entries, entry{ID: id, From: cmp.Or(own.policy.From, u.At), Fingerprint: own.fingerprint})
			s.ready.Store(own.fingerprint, own)
		}
	}
	slices.SortFunc(r.Entries, func(a, b entry) int { return a.From.Compare(b.From) })
	return s.at(u, r)
}

// at is the last policy of the register that is in force at the unit's instant.
func (s *Service) at(u *work.Unit, r register) (*Compiled, error) {
	for _, e := range slices.Backward(r.Entries) {
		if !e.From.After(u.At) {
			return s.load(u, e.ID, e.Fingerprint)
		}
	}
	return nil, fault.State("risk.policy", "none is in force yet; publish one that begins before "+u.At.Format(time.RFC3339))
}

// load is a policy made ready, as it was published.
func (s *Service) load(u *work.Unit, id, fingerprint string) (*Compiled, error) {
	if ready, ok := s.ready.Load(fingerprint); ok {
		return ready.(*Compiled), nil
	}
	p, err := policies.Get(u, id)
	if err != nil {
		return nil, err
	}
	schema, err := rule.NewSchema(p.Schema...)
	if err != nil {
		return nil, err
	}
	c, err := compile(p.Policy, schema, s.config.Evaluator)
	if err != nil {
		return nil, err
	}
	if c.fingerprint != fingerprint {
		return nil, fault.Conflict(policies.Subject(id), "is stored with other contents than it was published with")
	}
	s.ready.Store(fingerprint, c)
	return c, nil
}
