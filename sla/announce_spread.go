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

// told is what a customer was told of an announcement, and what was noted for it. Its id is of both.
type told struct {
	store.Meta
	Maintenance string              `json:"maintenance"`
	Customer    string              `json:"customer"`
	Round       int                 `json:"round"`
	At          time.Time           `json:"at"`
	Exclusions  map[string][]string `json:"exclusion,omitempty"` // by agreement their ids
}

const byMaintenance = "maintenance"

var tolds = store.NewCollection("sla.told", func(t *told) []store.Key {
	return []store.Key{{Name: byMaintenance, Value: t.Maintenance}}
})

// spreadPlace is how far a round of telling has come: first whoever was told before, then who has one of the features.
type spreadPlace struct {
	Feature int          `json:"feature"` // how many of the features are done
	Again   bool         `json:"again"`   // whoever was told before has been told
	After   store.Cursor `json:"after"`
}

// spreadPage is how many are looked at in one transaction.
const spreadPage = 50

// begin begins a round of telling.
func (s *Service) begin(u *work.Unit, m Maintenance) (Maintenance, error) {
	m.Round++
	m.ToldAt, m.ContinueAt, m.Customers = u.At, u.At, 0
	m.Place = spreadPlace{Again: m.Round == 1}
	return s.spread(u, m)
}

// spreadAll goes on to tell, a page in each unit, until everybody is told.
func (s *Service) spreadAll(ctx context.Context, m Maintenance, err error) (Maintenance, error) {
	for err == nil && !m.ContinueAt.IsZero() {
		m, err = work.Do(ctx, s.env, func(u *work.Unit) (Maintenance, error) { return s.spreadOn(u, m.ID) })
	}
	return m, err
}

// spreadOn tells the next page, if there is one still.
func (s *Service) spreadOn(u *work.Unit, id string) (Maintenance, error) {
	m, err := maintenances.Get(u, id)
	if err != nil || m.ContinueAt.IsZero() {
		return m, err
	}
	return s.spread(u, m)
}

// spread tells a page of customers, and notes how far that came.
func (s *Service) spread(u *work.Unit, m Maintenance) (Maintenance, error) {
	customers, next, err := m.page(u)
	if err != nil {
		return Maintenance{}, err
	}
	for _, customer := range customers {
		did, err := s.tell(u, m, customer)
		if err != nil {
			return Maintenance{}, err
		}
		if did {
			m.Customers++
		}
	}
	m.Place.After = next
	if next == (store.Cursor{}) {
		m = m.turned()
	}
	if err := maintenances.Put(u, &m); err != nil {
		return Maintenance{}, err
	}
	return m, nil
}

// page is the next customers to be told; some of them may have been.
func (m Maintenance) page(u *work.Unit) (customers []string, next store.Cursor, err error) {
	if !m.Place.Again {
		page, next, err := tolds.Page(u, store.Query{Key: byMaintenance, Equal: m.ID, Exact: true, After: m.Place.After, Limit: spreadPage})
		for _, t := range page {
			customers = append(customers, t.Customer)
		}
		return customers, next, err
	}
	feature := m.Features[m.Place.Feature]
	page, next, err := agreements.Page(u, store.Query{Key: byFeature, Equal: feature, Exact: true, After: m.Place.After, Limit: spreadPage})
	for _, g := range page {
		if !slices.Contains(customers, g.Customer) {
			customers = append(customers, g.Customer)
		}
	}
	return customers, next, err
}

// turned goes on to the next list, or ends the round.
func (m Maintenance) turned() Maintenance {
	if !m.Place.Again {
		m.Place.Again = true
	} else {
		m.Place.Feature++
	}
	if m.Place.Feature == len(m.Features) || m.State == MaintenanceWithdrawn {
		m.ContinueAt, m.Place = time.Time{}, spreadPlace{}
	}
	return m
}

// tell tells one customer, and notes for the customer's agreements what is excluded from now on.
func (s *Service) tell(u *work.Unit, m Maintenance, customer string) (bool, error) {
	id := idOf(m.ID, customer)
	t, found, err := tolds.Find(u, id)
	if err != nil || found && t.Round == m.Round {
		return false, err
	}
	was := t.Exclusions
	t.ID, t.Maintenance, t.Customer, t.Round, t.At, t.Exclusions = id, m.ID, customer, m.Round, u.At, nil
	theirs, err := agreements.By(u, byCustomer, customer)
	if err != nil {
		return false, err
	}
	n := MaintenanceNotice{Customer: customer, Maintenance: m.ID, Kind: m.Kind, State: m.State, Start: m.Start, End: m.End, Cause: m.Cause, Text: m.Text, Reason: m.Reason}
	for _, g := range theirs {
		features, all, err := m.concerns(u, g)
		if err != nil {
			return false, err
		}
		if len(features) > 0 {
			n.Agreements = append(n.Agreements, g.ID)
			n.add(features)
		}
		if all {
			features = []string{""} // the whole service
		}
		ids, err := m.exclude(u, g, features, was[g.ID])
		if err != nil {
			return false, err
		}
		if len(ids) > 0 {
			if t.Exclusions == nil {
				t.Exclusions = map[string][]string{}
			}
			t.Exclusions[g.ID] = ids
		}
	}
	if len(n.Agreements) == 0 {
		return false, nil // nothing of the customer's is affected any more
	}
	if err := tolds.Put(u, &t); err != nil {
		return false, err
	}
	return true, u.Emit(EventMaintenanceAnnounced, t.ID, t.ID, n)
}

func (n *MaintenanceNotice) add(features []string) {
	for _, f := range features {
		if !slices.Contains(n.Features, f) {
			n.Features = append(n.Features, f)
		}
	}
}

// concerns are the agreement's features, at that time, that may be affected, and whether these are all it has.
func (m Maintenance) concerns(u *work.Unit, g Registered) (features []string, all bool, err error) {
	v, _, found, err := g.periodAt(m.Start)
	if err != nil || !found {
		return nil, false, err
	}
	t, err := g.terms(u, v.No)
	if err != nil {
		return nil, false, err
	}
	for _, f := range t.Agreement.Features {
		if slices.Contains(m.Features, f) {
			features = append(features, f)
		}
	}
	return features, len(features) == len(t.Agreement.Features), nil
}

// exclude takes what was noted for an agreement out of the records, and notes what is excluded now, one exclusion for each
// feature; the empty one is the whole service. It returns their ids.
func (m Maintenance) exclude(u *work.Unit, g Registered, features, was []string) ([]string, error) {
	in := &intake{u: u, agreement: g}
	for _, id := range was {
		if _, err := in.withdrawPiece(exclusionPiece, id); err != nil {
			return nil, err
		}
	}
	var ids []string
	if m.Kind == MaintenanceWork && m.State != MaintenanceWithdrawn {
		for _, f := range features {
			x := downtime.Exclusion{ID: fmt.Sprintf("maintenance:%s:%d", m.ID, slices.Index(m.Features, f)), Cause: m.Cause, Feature: f,
				Start: m.Start, End: m.End, Announced: u.At, Reference: "announcement"}
			var c fault.Check // a feature that ends meanwhile is not excluded
			if err := in.place(&c, pieceOfExclusion(x, "")); err != nil {
				return nil, err
			}
			ids = append(ids, x.ID)
		}
	}
	for _, rec := range in.inOrder() {
		if err := records.Put(u, rec); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
