package retention

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Setting is one row of the table of personal settings (3.9.4): what a customer can choose. It is a value.
type Setting struct {
	Name    string
	Values  []string // what can be chosen
	Default string   // one of them
	What    string   // one line
	De      string   // the same in German
}

// Settings is a checked table of personal settings. It is immutable and safe for concurrent use.
type Settings struct{ rows []Setting }

// DefaultSettings are ours: replace them by what your services can do.
func DefaultSettings() *Settings { return defaultSettings }

var defaultSettings = mustSettings(
	Setting{"language", []string{"de", "en"}, "en", "the language of letters and mails", "Sprache von Briefen und Mails"},
	Setting{"channel", []string{"email", "letter", "phone", "fax", "portal"}, "email", "how to be reached", "Weg zum Kunden"},
	Setting{"contactTime", []string{"any", "morning", "afternoon", "evening"}, "any", "when to be called", "Zeit für Anrufe"},
	Setting{"bill", []string{"email", "letter", "portal"}, "email", "how bills come", "Weg der Rechnungen"},
	Setting{"status", []string{"each", "onRequest"}, "each", "news of orders and tickets", "Nachrichten zu Aufträgen und Störungen"},
	Setting{"qualityReport", []string{"monthly", "quarterly", "onRequest"}, "onRequest", "how often quality is reported", "Häufigkeit der Qualitätsberichte"},
)

func mustSettings(rows ...Setting) *Settings {
	s, err := NewSettings(rows...)
	if err != nil {
		panic(err)
	}
	return s
}

// NewSettings checks the rows. It refuses, all faults at once as fault.ErrInvalid: a name or a value twice, a setting without
// values, a default that is none of them.
func NewSettings(rows ...Setting) (*Settings, error) {
	s := &Settings{}
	var c fault.Check
	for i, r := range rows {
		path := fmt.Sprintf("rows[%d].", i)
		c.Text(path+"name", r.Name, fault.MaxName)
		_, twice := s.row(r.Name)
		c.That(!twice, path+"name", fault.RuleDuplicate, "stands there twice")
		for j, v := range r.Values {
			c.Text(fmt.Sprintf("%svalues[%d]", path, j), v, fault.MaxName)
			c.That(!slices.Contains(r.Values[:j], v), fmt.Sprintf("%svalues[%d]", path, j), fault.RuleDuplicate, "stands there twice")
		}
		c.That(slices.Contains(r.Values, r.Default), path+"default", fault.RuleUnknown, "must be one of the values")
		c.Text(path+"what", r.What, fault.MaxText)
		c.Optional(path+"de", r.De, fault.MaxText)
		r.Values = slices.Clone(r.Values)
		s.rows = append(s.rows, r)
	}
	if err := c.Err("retention.settings"); err != nil {
		return nil, err
	}
	return s, nil
}

// Rows lists the rows.
func (s *Settings) Rows() []Setting {
	rows := slices.Clone(s.rows)
	for i := range rows {
		rows[i].Values = slices.Clone(rows[i].Values)
	}
	return rows
}

func (s *Settings) row(name string) (Setting, bool) {
	i := slices.IndexFunc(s.rows, func(r Setting) bool { return r.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return s.rows[i], true
}

// Origin says where the value of a setting comes from.
type Origin string

// The origins, the one that counts more first.
const (
	OriginChosen   Origin = "chosen"   // by the customer
	OriginObserved Origin = "observed" // a preference of that name, learned from contacts
	OriginDefault  Origin = "default"
)

// Choice is what holds for a customer in one setting. It is a value.
type Choice struct {
	Name    string    `json:"name"`
	Value   string    `json:"value"`
	Origin  Origin    `json:"origin"`
	NotedAt time.Time `json:"notedAt,omitzero"` // zero: the default
}

// Choose says what holds in each setting for a customer with the profile, in the order of the table: what the customer has
// chosen, else a preference of that name if it is one of the values, else the default. A choice that the table does not
// allow any more does not count.
func (s *Settings) Choose(p Profile) []Choice {
	var all []Choice
	for _, r := range s.rows {
		all = append(all, r.choose(p))
	}
	return all
}

func (r Setting) choose(p Profile) Choice {
	for _, from := range []struct {
		origin Origin
		all    []Preference
	}{{OriginChosen, p.Settings}, {OriginObserved, p.Preferences}} {
		for _, one := range from.all {
			if one.Name == r.Name && slices.Contains(r.Values, one.Value) {
				return Choice{Name: r.Name, Value: one.Value, Origin: from.origin, NotedAt: one.NotedAt}
			}
		}
	}
	return Choice{Name: r.Name, Value: r.Default, Origin: OriginDefault}
}

// Set notes what the customer has chosen in a setting; an empty value takes the choice back. A setting that the table has not,
// and a value that it does not allow, are fault.ErrInvalid.
func (s *Service) Set(ctx context.Context, customer, name, value string) (Choice, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Choice, error) { return s.SetTx(u, customer, name, value) })
}

// SetTx is Set in the caller's unit.
func (s *Service) SetTx(u *work.Unit, customer, name, value string) (Choice, error) {
	row, known := s.settings.row(name)
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.That(known, "name", fault.RuleUnknown, "must be one of the table of settings")
	c.That(!known || value == "" || slices.Contains(row.Values, value), "value", fault.RuleUnknown, fmt.Sprintf("must be one of %q", row.Values))
	if err := c.Err("retention.setting"); err != nil {
		return Choice{}, err
	}
	p, err := profile(u, customer)
	if err != nil {
		return Choice{}, err
	}
	settings := preferred(p.Settings, Preference{Name: name, Value: value, NotedAt: u.At})
	if slices.Equal(settings, p.Settings) {
		return row.choose(p), nil
	}
	p.Settings = settings
	if err := profiles.Put(u, &p); err != nil {
		return Choice{}, err
	}
	now := row.choose(p)
	return now, u.Emit(EventSettingChosen, customer, "", SettingNotice{Customer: customer, Setting: name, Value: now.Value, Origin: now.Origin})
}

// Choices returns what holds for a customer in each setting of the table. A customer of whom nothing is known has the defaults.
func (s *Service) Choices(ctx context.Context, customer string) ([]Choice, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Choice, error) { return s.ChoicesTx(u, customer) })
}

// ChoicesTx is Choices in the caller's unit.
func (s *Service) ChoicesTx(u *work.Unit, customer string) ([]Choice, error) {
	p, err := profile(u, customer)
	if err != nil {
		return nil, err
	}
	return s.settings.Choose(p), nil
}
