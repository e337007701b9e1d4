package sla

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// MaintenanceKind tells work from an event.
type MaintenanceKind string

// The kinds. Only maintenance is excluded from what is counted, as far as the agreement's rules exclude its cause.
const (
	MaintenanceWork  MaintenanceKind = "maintenance"
	MaintenanceEvent MaintenanceKind = "event" // such as a fair at which the network is crowded
)

// MaintenanceState is how an announcement stands.
type MaintenanceState string

// The states.
const (
	MaintenanceAnnounced MaintenanceState = "announced"
	MaintenanceMoved     MaintenanceState = "moved" // to other times; it counts as announced when that was told
	MaintenanceWithdrawn MaintenanceState = "withdrawn"
)

// Announcement is maintenance, or an event, that may affect the service (3.7.2).
type Announcement struct {
	ID       string          `json:"id"`              // the sender's
	Kind     MaintenanceKind `json:"kind,omitempty"`  // empty: maintenance
	Features []string        `json:"feature"`         // those that may be affected
	Start    time.Time       `json:"start"`           // later than now
	End      time.Time       `json:"end"`             // at most 31 days later
	Cause    downtime.Cause  `json:"cause,omitempty"` // of maintenance; empty: downtime.ScheduledMaintenance
	Text     string          `json:"text"`            // what the customers are told
}

// Maintenance is an announcement and how far it has been told. Its id is the sender's. It is a value.
type Maintenance struct {
	store.Meta
	Kind     MaintenanceKind `json:"kind"`
	Features []string        `json:"feature"`
	Start    time.Time       `json:"start"`
	End      time.Time       `json:"end"`
	Cause    downtime.Cause  `json:"cause,omitempty"`
	Text     string          `json:"text"`

	State      MaintenanceState `json:"state"`
	Reason     string           `json:"reason,omitempty"`    // why it was moved or withdrawn
	ToldAt     time.Time        `json:"toldAt"`              // when it was announced, moved or withdrawn
	Round      int              `json:"round"`               // counts announcing, moving and withdrawing
	Customers  int              `json:"customers"`           // how many customers were told in this round
	ContinueAt time.Time        `json:"continueAt,omitzero"` // zero: all have been told
	Place      spreadPlace      `json:"place,omitzero"`      // how far the round has come
}

const (
	maxMaintenance   = 31 * 24 * time.Hour
	maxMaintenanceID = 150
	keyContinue      = "continueAt"
)

var maintenances = store.NewCollection("sla.maintenance", func(m *Maintenance) []store.Key {
	return []store.Key{{Name: keyContinue, Value: store.TimeKey(m.ContinueAt)}}
})

// Announce announces maintenance or an event: for every agreement with one of the features, the exclusion is noted with the time
// of its announcement, and every customer of one is told, once. Agreements that are registered later are not concerned, unless it is
// moved. What does not lie ahead is fault.ErrInvalid. The same twice changes nothing; another announcement under a known id is fault.ErrConflict.
func (s *Service) Announce(ctx context.Context, a Announcement) (Maintenance, error) {
	m, err := work.Do(ctx, s.env, func(u *work.Unit) (Maintenance, error) { return s.AnnounceTx(u, a) })
	return s.spreadAll(ctx, m, err)
}

// AnnounceTx is Announce in the caller's unit. There it tells the customers of the first fifty agreements; Due tells the others.
func (s *Service) AnnounceTx(u *work.Unit, a Announcement) (Maintenance, error) {
	a = a.filled()
	known, found, err := maintenances.Find(u, a.ID)
	if err != nil {
		return Maintenance{}, err
	}
	if found {
		if !known.same(a) {
			return Maintenance{}, fault.Conflict(maintenances.Subject(a.ID), "is another announcement; move this one, or give the new one an id of its own")
		}
		return known, nil
	}
	if err := a.check(u.At); err != nil {
		return Maintenance{}, err
	}
	m := Maintenance{Meta: store.Meta{ID: a.ID}, Kind: a.Kind, Features: a.Features, Start: a.Start, End: a.End, Cause: a.Cause, Text: a.Text,
		State: MaintenanceAnnounced}
	return s.begin(u, m)
}

func (a Announcement) filled() Announcement {
	a.Start, a.End = fault.Instant(a.Start), fault.Instant(a.End)
	if a.Kind == "" {
		a.Kind = MaintenanceWork
	}
	if a.Kind == MaintenanceWork && a.Cause == "" {
		a.Cause = downtime.ScheduledMaintenance
	}
	return a
}

// same reports whether it is the announcement as it was made first or stands now.
func (m Maintenance) same(a Announcement) bool {
	moved := m.State != MaintenanceAnnounced // or may have been
	return m.Kind == a.Kind && slices.Equal(m.Features, a.Features) && m.Cause == a.Cause && m.Text == a.Text &&
		(moved || m.Start.Equal(a.Start) && m.End.Equal(a.End))
}

func (a Announcement) check(now time.Time) error {
	var c fault.Check
	c.Text("id", a.ID, maxMaintenanceID)
	choose(&c, "kind", a.Kind, MaintenanceWork, MaintenanceEvent)
	c.That(len(a.Features) > 0, "feature", fault.RuleRequired, "must name what may be affected")
	if len(a.Features) > MaxFeatures {
		c.Add("feature", fault.RuleLength, fmt.Sprintf("at most %d are allowed", MaxFeatures))
	} else {
		checkNames(&c, "feature", a.Features)
	}
	checkAhead(&c, a.Start, a.End, now)
	c.Optional("cause", string(a.Cause), fault.MaxName)
	absent(&c, a.Kind != MaintenanceEvent || a.Cause == "", "cause", "an event excludes nothing")
	c.Text("text", a.Text, fault.MaxText)
	return c.Err(fault.Subject("sla.announcement", a.ID))
}

func checkAhead(c *fault.Check, start, end, now time.Time) {
	c.That(!start.IsZero(), "start", fault.RuleRequired, "must be given, with its zone")
	c.Future("start", start, now)
	c.That(end.After(start), "end", fault.RuleRange, "must lie behind start")
	c.That(end.Sub(start) <= maxMaintenance, "end", fault.RuleRange, "lies more than 31 days behind start; announce several")
}

// MoveMaintenance moves what is announced to other times, and tells again whoever was told. It counts as announced now. What has begun
// cannot be moved: fault.ErrState.
func (s *Service) MoveMaintenance(ctx context.Context, id string, start, end time.Time, reason string) (Maintenance, error) {
	m, err := work.Do(ctx, s.env, func(u *work.Unit) (Maintenance, error) { return s.MoveMaintenanceTx(u, id, start, end, reason) })
	return s.spreadAll(ctx, m, err)
}

// MoveMaintenanceTx is MoveMaintenance in the caller's unit; as to how many are told, see AnnounceTx.
func (s *Service) MoveMaintenanceTx(u *work.Unit, id string, start, end time.Time, reason string) (Maintenance, error) {
	start, end = fault.Instant(start), fault.Instant(end)
	var c fault.Check
	checkAhead(&c, start, end, u.At)
	return s.anew(u, id, reason, &c, func(m Maintenance) Maintenance {
		m.Start, m.End, m.State = start, end, MaintenanceMoved
		return m
	})
}

// WithdrawMaintenance takes back what is announced, and tells whoever was told. What has begun cannot be taken back:
// fault.ErrState.
func (s *Service) WithdrawMaintenance(ctx context.Context, id, reason string) (Maintenance, error) {
	m, err := work.Do(ctx, s.env, func(u *work.Unit) (Maintenance, error) { return s.WithdrawMaintenanceTx(u, id, reason) })
	return s.spreadAll(ctx, m, err)
}

// WithdrawMaintenanceTx is WithdrawMaintenance in the caller's unit; as to how many are told, see AnnounceTx.
func (s *Service) WithdrawMaintenanceTx(u *work.Unit, id, reason string) (Maintenance, error) {
	return s.anew(u, id, reason, &fault.Check{}, func(m Maintenance) Maintenance {
		m.State = MaintenanceWithdrawn
		return m
	})
}

// anew changes what is announced, and begins to tell it.
func (s *Service) anew(u *work.Unit, id, reason string, c *fault.Check, change func(Maintenance) Maintenance) (Maintenance, error) {
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err(maintenances.Subject(id)); err != nil {
		return Maintenance{}, err
	}
	m, err := maintenances.Get(u, id)
	if err != nil {
		return Maintenance{}, err
	}
	switch {
	case m.State == MaintenanceWithdrawn:
		return Maintenance{}, fault.State(maintenances.Subject(id), "is withdrawn; announce it under an id of its own")
	case !m.Start.After(u.At):
		return Maintenance{}, fault.State(maintenances.Subject(id), "has begun on "+m.Start.Format(time.RFC3339))
	}
	m = change(m)
	m.Reason = reason
	return s.begin(u, m)
}

// Maintenance returns what is announced under an id.
func (s *Service) Maintenance(ctx context.Context, id string) (Maintenance, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Maintenance, error) { return maintenances.Get(u, id) })
}
