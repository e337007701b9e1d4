package retention

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Profile is what is known of a customer beyond name and address. Its id is the customer's. It is a value.
type Profile struct {
	store.Meta
	Revenues    []Revenue    `json:"revenue,omitempty"`    // the latest year first
	Interests   []Interest   `json:"interest,omitempty"`   // those noted last first
	Preferences []Preference `json:"preference,omitempty"` // those noted last first
	Settings    []Preference `json:"setting,omitempty"`    // chosen by the customer, those noted last first; see Choose
	Priorities  []Given      `json:"priority,omitempty"`   // how the priority changed, the present one first

	Contacts      int       `json:"contacts,omitempty"` // how often the customer has made contact
	LastContactAt time.Time `json:"lastContactAt,omitzero"`
}

// InterestKind tells a wish from a need.
type InterestKind string

// The kinds.
const (
	KindInterest InterestKind = "interest" // what the customer would like to hear of
	KindNeed     InterestKind = "need"     // what the customer has asked for
)

// Interest is an interest or a need told in contacts, in the customer's words.
type Interest struct {
	Kind    InterestKind `json:"kind"`
	Text    string       `json:"text"`
	NotedAt time.Time    `json:"notedAt"` // the first time
}

// Preference is what the customer prefers (3.9.4), such as the channel by which to be reached: learned from contacts, under any
// name, or chosen in a declared Setting.
type Preference struct {
	Name    string    `json:"name"`
	Value   string    `json:"value"`
	NotedAt time.Time `json:"notedAt"`
}

// The bounds of a profile: what is older is dropped when more comes in.
const (
	MaxInterests    = 50
	MaxInterestText = 1000 // bytes
	MaxPreferences  = 50
	MaxRevenues     = 30
	MaxPriorities   = 50
)

// ProfileInput is what Customer Interface Management knows of a customer from contacts, and passes on (section 4.1.1, step 11).
// It may be all of it each time: what is known already is not noted again.
type ProfileInput struct {
	Correlation   string // empty: the customer is a case of its own
	Customer      string
	Interests     []string
	Needs         []string
	Preferences   map[string]string // name to value; an empty value takes the preference back
	Contacts      int               // how often the customer has made contact so far; 0: not known
	LastContactAt time.Time         // zero: not known
}

var profiles = store.NewCollection[Profile]("retention.profile", nil)

// profile loads the profile of a customer, or begins one.
func profile(u *work.Unit, customer string) (Profile, error) {
	p, found, err := profiles.Find(u, customer)
	if err != nil {
		return Profile{}, err
	}
	if !found {
		p.ID = customer
	}
	return p, nil
}

// Profile returns what is known of a customer; fault.ErrNotFound if nothing is.
func (s *Service) Profile(ctx context.Context, customer string) (Profile, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Profile, error) { return s.ProfileTx(u, customer) })
}

// ProfileTx is Profile in the caller's unit.
func (s *Service) ProfileTx(u *work.Unit, customer string) (Profile, error) {
	return profiles.Get(u, customer)
}

// RecordProfile merges what is known from contacts into the customer's profile: a new interest is noted once, a preference
// replaces the one of the same name.
func (s *Service) RecordProfile(ctx context.Context, in ProfileInput) (Profile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Profile, error) { return s.RecordProfileTx(u, in) })
}

// RecordProfileTx is RecordProfile in the caller's unit.
func (s *Service) RecordProfileTx(u *work.Unit, in ProfileInput) (Profile, error) {
	if err := in.Check(u.At); err != nil {
		return Profile{}, err
	}
	p, err := profile(u, in.Customer)
	if err != nil {
		return Profile{}, err
	}
	p = p.Merge(in, u.At)
	if err := profiles.Put(u, &p); err != nil {
		return Profile{}, err
	}
	return p, u.Emit(EventProfileRecorded, p.ID, in.Correlation,
		ProfileNotice{Customer: p.ID, Interests: len(p.Interests), Preferences: len(p.Preferences), Contacts: p.Contacts})
}

// Check refuses with fault.ErrInvalid, all faults at once, what could not be so at the instant.
func (in ProfileInput) Check(at time.Time) error {
	var c fault.Check
	c.Optional("correlation", in.Correlation, fault.MaxID)
	c.Text("customer", in.Customer, fault.MaxID)
	checkTexts(&c, "interests", in.Interests)
	checkTexts(&c, "needs", in.Needs)
	checkPreferences(&c, in.Preferences)
	c.That(in.Contacts >= 0, "contacts", fault.RuleRange, "must not be negative")
	checkPast(&c, "lastContactAt", in.LastContactAt, at)
	return c.Err("retention.profile")
}

// Merge is the profile with what is known from contacts at an instant. The profile it is called on stays as it is.
func (p Profile) Merge(in ProfileInput, at time.Time) Profile {
	for _, text := range in.Interests {
		p.Interests = told(p.Interests, Interest{Kind: KindInterest, Text: text, NotedAt: at})
	}
	for _, text := range in.Needs {
		p.Interests = told(p.Interests, Interest{Kind: KindNeed, Text: text, NotedAt: at})
	}
	for _, name := range slices.Sorted(maps.Keys(in.Preferences)) {
		p.Preferences = preferred(p.Preferences, Preference{Name: name, Value: in.Preferences[name], NotedAt: at})
	}
	p.Contacts = max(p.Contacts, in.Contacts)
	if last := fault.Instant(in.LastContactAt); last.After(p.LastContactAt) {
		p.LastContactAt = last
	}
	return p
}

// same reports whether the other one has the same words, whatever their case and spacing.
func (i Interest) same(other Interest) bool { return i.Kind == other.Kind && same(i.Text, other.Text) }

// told notes an interest in front of the others, unless it is there.
func told(all []Interest, one Interest) []Interest {
	one.Text = spaced(one.Text)
	if slices.ContainsFunc(all, one.same) {
		return all
	}
	return atMost(MaxInterests, slices.Insert(slices.Clone(all), 0, one))
}

// preferred puts a preference in front of the others, in place of the one of its name.
func preferred(all []Preference, one Preference) []Preference {
	i := slices.IndexFunc(all, func(o Preference) bool { return o.Name == one.Name })
	if i >= 0 && all[i].Value == one.Value {
		return all
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(o Preference) bool { return o.Name == one.Name })
	if one.Value == "" {
		return kept
	}
	return atMost(MaxPreferences, slices.Insert(kept, 0, one))
}

func atMost[T any](n int, all []T) []T { return all[:min(n, len(all))] }
