package contact

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Profile is what Customer Interface Management learns of a customer from contacts, and passes on to Retention & Loyalty
// (pre-sales, step 11). It is a value: its methods return the changed profile.
type Profile struct {
	store.Meta
	Customer    string          `json:"customer"`
	Channels    map[Channel]int `json:"channels"` // contacts that the customer made, by channel
	Contacts    int             `json:"contacts"` // all of them
	Messages    int             `json:"messages"` // what the customer was told
	Kinds       map[Kind]int    `json:"kinds"`    // contacts by their first kind
	Interests   []string        `json:"interests,omitempty"`
	Needs       []string        `json:"needs,omitempty"`
	Language    string          `json:"language,omitempty"` // of the last contact whose language was clear
	LastChannel Channel         `json:"lastChannel,omitempty"`
	FirstAt     time.Time       `json:"firstAt,omitzero"`
	LastAt      time.Time       `json:"lastAt,omitzero"`

	LatestStatus string `json:"latestStatus,omitempty"` // the id of the last thing whose status was noted
	LatestAbout  string `json:"latestAbout,omitempty"`  // the id of the last thing the customer was told of
}

// A profile keeps the last so many interests and needs, of each the first so many bytes.
const (
	maxLearned     = 20
	maxLearnedText = 1000
)

var profiles = store.NewCollection[Profile]("contact.profile", nil)

// profileOf loads the profile, or makes a new one.
func profileOf(u *work.Unit, customer string) (Profile, error) {
	p, found, err := profiles.Find(u, customer)
	if !found {
		p = Profile{Meta: store.Meta{ID: customer}, Customer: customer}
	}
	return p, err
}

// latest is what an inquiry means that does not say what it is about.
func (p Profile) latest() string { return cmp.Or(p.LatestStatus, p.LatestAbout) }

// contact counts a contact that the customer made.
func (p Profile) contact(i Interaction) Profile {
	p.Channels, p.Kinds = counted(p.Channels, i.Channel), counted(p.Kinds, i.Kind)
	p.Contacts++
	p.Language, p.LastChannel = cmp.Or(i.Language, p.Language), i.Channel
	if p.FirstAt.IsZero() {
		p.FirstAt = i.At
	}
	p.LastAt = i.At
	return p.learn(i)
}

func counted[K ~string](m map[K]int, k K) map[K]int {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]int{}
	}
	m[k]++
	return m
}

// learn keeps what a contact says of interests and needs.
func (p Profile) learn(i Interaction) Profile {
	text := cmp.Or(i.Text, i.Reason)
	switch i.Kind {
	case Enquiry:
		p.Interests = kept(p.Interests, text)
	case Needs:
		p.Needs = kept(p.Needs, text)
	}
	return p
}

// kept adds a text to those known; the oldest gives way.
func kept(texts []string, text string) []string {
	if len(text) > maxLearnedText {
		text = text[:maxLearnedText]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
	}
	text = strings.TrimSpace(text)
	if text == "" || slices.Contains(texts, text) {
		return texts
	}
	texts = append(slices.Clone(texts), text)
	return texts[max(0, len(texts)-maxLearned):]
}

// message counts what the customer was told.
func (p Profile) message(i Interaction) Profile {
	p.Messages++
	p.LatestAbout = cmp.Or(i.About, p.LatestAbout)
	return p
}

// PassOnProfile passes the customer's profile on to Retention & Loyalty, as part of a case.
func (s *Service) PassOnProfile(ctx context.Context, customer, correlation string) (Profile, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Profile, error) { return s.PassOnProfileTx(u, customer, correlation) })
}

// PassOnProfileTx is PassOnProfile in the caller's unit.
func (s *Service) PassOnProfileTx(u *work.Unit, customer, correlation string) (Profile, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.Optional("correlation", correlation, fault.MaxID)
	if err := c.Err("contact.profile"); err != nil {
		return Profile{}, err
	}
	p, err := profiles.Get(u, customer)
	if err != nil {
		return Profile{}, err
	}
	return p, u.Emit(EventProfile, p.ID, correlation, p)
}

// Profile returns what is known of a customer from contacts; fault.ErrNotFound if there was none.
func (s *Service) Profile(ctx context.Context, customer string) (Profile, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Profile, error) { return profiles.Get(u, customer) })
}
