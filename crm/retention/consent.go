package retention

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ConsentState is what a customer says with a statement on consent.
type ConsentState string

// The states.
const (
	ConsentGiven     ConsentState = "given"
	ConsentWithdrawn ConsentState = "withdrawn"
	ConsentObjected  ConsentState = "objected" // also to what would be permitted without a consent
)

// ConsentStates lists them all.
func ConsentStates() []ConsentState {
	return []ConsentState{ConsentGiven, ConsentWithdrawn, ConsentObjected}
}

// Consent is one statement of a customer: what their data may be used for, by which channel, or not any more (3.9.4). It is
// kept as it was made; what holds follows from all of them, see Permit. It is a value.
type Consent struct {
	store.Meta
	Customer string       `json:"customer"`
	Purpose  Purpose      `json:"purpose"`
	Channel  string       `json:"channel,omitempty"` // such as "email"; empty: every channel
	State    ConsentState `json:"state"`
	At       time.Time    `json:"at"`               // when the customer said so; zero: now
	Until    time.Time    `json:"until,omitzero"`   // the first instant at which what was given lapses; zero: open
	Evidence string       `json:"evidence"`         // the id of the interaction in which it was said
	Text     string       `json:"text,omitempty"`   // the version of the words that were agreed to, such as "newsletter-3"
	NotedAt  time.Time    `json:"notedAt,omitzero"` // set by RecordConsent
}

var consents = store.NewCollection("retention.consent", func(c *Consent) []store.Key {
	return []store.Key{{Name: byCustomer, Value: c.Customer}}
})

// RecordConsent notes a statement on consent beside the earlier ones. Consent is proven by what was agreed to and where that
// was said: Evidence must be set, and Text for one that is given. The same statement again changes nothing. ID, Version and
// NotedAt are not looked at.
func (s *Service) RecordConsent(ctx context.Context, c Consent) (Consent, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Consent, error) { return s.RecordConsentTx(u, c) })
}

// RecordConsentTx is RecordConsent in the caller's unit.
func (s *Service) RecordConsentTx(u *work.Unit, c Consent) (Consent, error) {
	if c.At.IsZero() {
		c.At = u.At
	}
	c.At, c.Until = fault.Instant(c.At), fault.Instant(c.Until)
	if err := s.checkConsent(c, u.At); err != nil {
		return Consent{}, err
	}
	said, err := consents.By(u, byCustomer, c.Customer)
	if err != nil {
		return Consent{}, err
	}
	if i := slices.IndexFunc(said, c.same); i >= 0 {
		return said[i], nil
	}
	c.Meta, c.NotedAt = store.Meta{ID: u.NewID()}, u.At
	if err := consents.Put(u, &c); err != nil {
		return Consent{}, err
	}
	return c, u.Emit(EventConsentRecorded, c.ID, c.Customer, c.notice())
}

func (s *Service) checkConsent(c Consent, at time.Time) error {
	var f fault.Check
	f.Text("customer", c.Customer, fault.MaxID)
	f.That(s.purposes.knows(c.Purpose), "purpose", fault.RuleUnknown, "must be one of the table of purposes")
	f.Optional("channel", c.Channel, fault.MaxName)
	f.That(slices.Contains(ConsentStates(), c.State), "state", fault.RuleUnknown, "must be given, withdrawn or objected")
	checkPast(&f, "at", c.At, at)
	f.Text("evidence", c.Evidence, fault.MaxID)
	if c.State == ConsentGiven {
		f.Text("text", c.Text, fault.MaxName)
	} else {
		f.Optional("text", c.Text, fault.MaxName)
		f.That(c.Until.IsZero(), "until", fault.RuleRange, "is for consent that is given only")
	}
	f.That(c.Until.IsZero() || c.Until.After(c.At), "until", fault.RuleRange, "must lie behind the statement")
	f.Near("until", c.Until, at)
	return f.Err("retention.consent")
}

// same reports whether the other one is this statement, noted before.
func (c Consent) same(other Consent) bool {
	c.Meta, c.NotedAt = other.Meta, other.NotedAt
	return c == other
}

// later orders statements: by when they were said, then noted; of two at once the one that forbids more counts.
func later(a, b Consent) int {
	return cmp.Or(a.At.Compare(b.At), a.NotedAt.Compare(b.NotedAt),
		slices.Index(ConsentStates(), a.State)-slices.Index(ConsentStates(), b.State), strings.Compare(a.ID, b.ID))
}

// Consents returns what a customer has said about consent, in the order of time.
func (s *Service) Consents(ctx context.Context, customer string) ([]Consent, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Consent, error) {
		said, err := consents.By(u, byCustomer, customer)
		slices.SortFunc(said, later)
		return said, err
	})
}

// lastAt is the last instant of which it says something: until then a use may have to be proven to have been permitted.
func (c Consent) lastAt() time.Time {
	if c.Until.After(c.At) {
		return c.Until
	}
	return c.At
}
