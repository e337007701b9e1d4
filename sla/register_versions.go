package sla

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Registered is an agreement as Customer QoS/SLA Management knows it: its versions, one after the other, and what is due next.
// It is a value.
type Registered struct {
	store.Meta
	Correlation string        `json:"correlation,omitempty"`
	Customer    string        `json:"customer"`
	Features    []string      `json:"feature"`        // of the version in force and of those to come
	Versions    []Version     `json:"terms"`          // in the order in which they begin
	Until       calendar.Date `json:"until,omitzero"` // the first day of no period any more; none: it goes on
	Settle      Turn          `json:"settle"`         // the period to be settled next
	Report      Turn          `json:"report"`         // the period to be reported next
}

// Version is a version of an agreement and when it judges. It is a value.
type Version struct {
	No           int            `json:"no"` // from 1
	Version      string         `json:"version"`
	Name         string         `json:"name"`
	Begins       calendar.Date  `json:"begins"` // the first day of its first period, which may be cut short by it
	Cycle        calendar.Cycle `json:"cycle"`
	SettleAfter  calendar.Span  `json:"settleAfter"`
	Reports      Schedule       `json:"reports,omitzero"`
	RegisteredAt time.Time      `json:"registeredAt"`
}

// Turn is a period whose turn comes at an instant. It is a value.
type Turn struct {
	From calendar.Date `json:"from"`        // the period's first day
	At   time.Time     `json:"at,omitzero"` // zero: never
}

const (
	byCustomer  = "customer"
	byFeature   = "feature"
	keySettle   = "settleAt"
	keyReport   = "reportAt"
	byAgreement = "agreement"
)

var agreements = store.NewCollection("sla.agreement", func(g *Registered) []store.Key {
	keys := []store.Key{
		{Name: byCustomer, Value: g.Customer},
		{Name: keySettle, Value: store.TimeKey(g.Settle.At)},
		{Name: keyReport, Value: store.TimeKey(g.Report.At)},
	}
	for _, f := range g.Features {
		keys = append(keys, store.Key{Name: byFeature, Value: f})
	}
	return keys
})

func (g Registered) last() Version { return g.Versions[len(g.Versions)-1] }

// version is the index of a version by its name; -1 if there is none.
func (g Registered) version(name string) int {
	return slices.IndexFunc(g.Versions, func(v Version) bool { return v.Version == name })
}

func (g Registered) termsID(no int) string { return idOf(g.ID, strconv.Itoa(no)) }

func (g Registered) terms(u *work.Unit, no int) (terms, error) {
	return termsKept.Get(u, g.termsID(no))
}

// zone is that of all versions.
func (g Registered) zone() (*time.Location, error) { return calendar.LoadZone(g.last().Cycle.Zone) }

// periodAt is the period that holds an instant, and the version that judges it; false if the agreement has none there.
func (g Registered) periodAt(instant time.Time) (Version, calendar.Period, bool, error) {
	zone, err := g.zone()
	if err != nil {
		return Version{}, calendar.Period{}, false, err
	}
	v, found := g.judging(func(v Version) bool { return !calendar.FirstInstant(v.Begins, zone).After(instant) })
	if !found {
		return Version{}, calendar.Period{}, false, nil
	}
	p, err := v.period(instant)
	return v, p, err == nil && (g.Until.IsZero() || p.From().Before(g.Until)), err
}

// period is the one of the cycle that holds the instant, or what of it lies behind the day on which the version begins.
func (v Version) period(instant time.Time) (calendar.Period, error) {
	p, err := v.Cycle.Period(instant)
	if err != nil || !p.From().Before(v.Begins) {
		return p, err
	}
	return calendar.NewPeriod(v.Begins, p.To(), p.Zone())
}

// judging is the last version that has begun; versions that another replaced before they began never judge.
func (g Registered) judging(begun func(Version) bool) (Version, bool) {
	for _, v := range slices.Backward(g.Versions) {
		if begun(v) {
			return v, true
		}
	}
	return Version{}, false
}

// periodOn is the period that holds a day.
func (g Registered) periodOn(day calendar.Date) (Version, calendar.Period, bool, error) {
	zone, err := g.zone()
	if err != nil {
		return Version{}, calendar.Period{}, false, err
	}
	return g.periodAt(calendar.FirstInstant(day, zone))
}

// boundary is the first day on or behind the given one on which a period begins.
func (g Registered) boundary(day calendar.Date) (calendar.Date, error) {
	if day.Before(g.Versions[0].Begins) {
		return g.Versions[0].Begins, nil
	}
	unended := g
	unended.Until = calendar.Date{}
	_, p, _, err := unended.periodOn(day)
	if err != nil || p.From() == day {
		return day, err
	}
	return p.To(), nil
}

// with is the agreement with a further version, or with the first. keepsCycle reports whether the periods stay as they are.
func (g Registered) with(r Registration, now time.Time) (_ Registered, keepsCycle bool, err error) {
	a := r.Agreement
	zone, err := calendar.LoadZone(a.Cycle.Zone)
	if err != nil {
		return g, false, err
	}
	from := r.From
	if from.IsZero() {
		from = calendar.DateOf(now, zone)
	}
	fresh := Version{No: 1, Version: a.Version, Name: a.Name, Cycle: a.Cycle, SettleAfter: r.SettleAfter, Reports: r.Reports, RegisteredAt: now}
	if len(g.Versions) == 0 {
		fresh.Begins = from
		g = Registered{Meta: store.Meta{ID: a.ID}, Correlation: r.Correlation, Customer: a.Customer, Versions: []Version{fresh}}
		first, err := g.firstTurn(now)
		if err != nil {
			return g, false, err
		}
		g.Settle.From, g.Report.From = first, first
		g, err = g.scheduled()
		return g, true, err
	}
	if err := g.takes(a); err != nil {
		return g, false, err
	}
	fresh.No = g.last().No + 1
	if fresh.Begins, err = g.boundary(from); err != nil {
		return g, false, err
	}
	if fresh.Begins.Before(g.last().Begins) {
		return g, false, fault.State(agreements.Subject(g.ID), fmt.Sprintf("has version %q from %s on; a version to be put before it comes too late", g.last().Version, g.last().Begins))
	}
	before, _, _, err := g.periodOn(fresh.Begins)
	if err != nil {
		return g, false, err
	}
	g.Versions = append(slices.Clone(g.Versions), fresh)
	g, err = g.scheduled()
	return g, before.Cycle == fresh.Cycle, err
}

// takes asks whether a further version can be registered at all.
func (g Registered) takes(a Agreement) error {
	if !g.Until.IsZero() {
		return fault.State(agreements.Subject(g.ID), "ends on "+g.Until.String()+"; register what follows under an id of its own")
	}
	var c fault.Check
	c.That(a.Customer == g.Customer, "agreement.customer", fault.RuleReference, "is not the customer of this agreement")
	c.That(a.Cycle.Zone == g.last().Cycle.Zone, "agreement.cycle.zone", RuleZone, "must stay "+g.last().Cycle.Zone+", or days would be lost or counted twice; end the agreement and register another")
	c.That(len(g.Versions) < MaxVersions, "agreement.version", fault.RuleLength, fmt.Sprintf("is one more than the %d allowed", MaxVersions))
	return c.Err(fault.Subject("sla.registration", a.ID))
}

// firstTurn is the first day of the period that is under way, or of the first one if that is to come.
func (g Registered) firstTurn(now time.Time) (calendar.Date, error) {
	_, p, found, err := g.periodAt(now)
	if err != nil || !found {
		return g.Versions[0].Begins, err
	}
	return p.From(), nil
}

// scheduled sets when the turns come.
func (g Registered) scheduled() (Registered, error) {
	for _, turn := range []struct {
		of    *Turn
		after func(Version) calendar.Span
	}{
		{&g.Settle, func(v Version) calendar.Span { return v.SettleAfter }},
		{&g.Report, func(v Version) calendar.Span { return v.Reports.After }},
	} {
		v, p, found, err := g.periodOn(turn.of.From)
		if err != nil {
			return g, err
		}
		turn.of.At = time.Time{}
		if found {
			turn.of.At = p.End().Add(turn.after(v).Duration())
		}
	}
	return g, nil
}

// list keeps by which features the agreement is found.
func (g *Registered) list(u *work.Unit) error {
	now, _, found, err := g.periodAt(u.At)
	if err != nil {
		return err
	}
	g.Features = nil
	for _, v := range g.Versions {
		if found && v.No < now.No {
			continue
		}
		kept, err := g.terms(u, v.No)
		if err != nil {
			return err
		}
		for _, f := range kept.Agreement.Features {
			if !slices.Contains(g.Features, f) {
				g.Features = append(g.Features, f)
			}
		}
	}
	var c fault.Check
	c.That(len(g.Features) <= MaxFeatures, "agreement.feature", fault.RuleLength, fmt.Sprintf("makes %d together with those of the versions before, at most %d are allowed", len(g.Features), MaxFeatures))
	return c.Err(fault.Subject("sla.registration", g.ID))
}

// unassessed asks that no period from a day on has been assessed, nor, unless the periods stay as they are, been noted for.
func unassessed(u *work.Unit, agreement string, from calendar.Date, periodsStay bool) error {
	all, _, err := records.Page(u, recordsFrom(agreement, from))
	if err != nil {
		return err
	}
	for _, rec := range all {
		if rec.Agreement == agreement && (rec.Reports > 0 || !periodsStay) {
			return fault.State(records.Subject(rec.ID), "has been assessed, or planned for, by the version in force; choose a later day")
		}
	}
	return nil
}
