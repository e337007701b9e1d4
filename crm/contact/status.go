package contact

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Status is how far something is that a customer may ask about: an order, a ticket. Contact keeps the last one of each,
// and answers inquiries from it at any time (3.2.2) without asking the process.
type Status struct {
	Correlation string          `json:"correlation"` // empty: that which is known of About, or About itself
	Customer    string          `json:"customer"`
	About       string          `json:"about"`
	State       string          `json:"state"`             // as the process spells it: "inProgress"
	Text        string          `json:"text,omitempty"`    // in words, for the customer
	Content     json.RawMessage `json:"content,omitempty"` // for machines
	Promised    time.Time       `json:"promised,omitzero"` // by when it was promised
	Expected    time.Time       `json:"expected,omitzero"` // when it is now expected
	NotedAt     time.Time       `json:"notedAt,omitzero"`  // set by NoteStatus
}

func (st Status) check(at time.Time) error {
	var c fault.Check
	c.Optional("correlation", st.Correlation, fault.MaxID)
	c.Text("customer", st.Customer, fault.MaxID)
	c.Text("about", st.About, fault.MaxID)
	c.Text("state", st.State, fault.MaxName)
	c.Optional("text", st.Text, fault.MaxText)
	checkContent(&c, st.Content)
	c.Near("promised", st.Promised, at)
	c.Near("expected", st.Expected, at)
	return c.Err("contact.status")
}

// NoteStatus keeps the status of something for inquiries. The customer is not told; see TellStatus.
func (s *Service) NoteStatus(ctx context.Context, st Status) (Status, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Status, error) { return s.NoteStatusTx(u, st) })
}

// NoteStatusTx is NoteStatus in the caller's unit.
func (s *Service) NoteStatusTx(u *work.Unit, st Status) (Status, error) {
	if err := st.check(u.At); err != nil {
		return Status{}, err
	}
	m, _, err := matterOf(u, st.Customer, st.About)
	if err != nil {
		return Status{}, err
	}
	p, err := profileOf(u, st.Customer)
	if err != nil {
		return Status{}, err
	}
	st.Correlation = cmp.Or(st.Correlation, m.Correlation, st.About)
	st.Promised, st.Expected, st.NotedAt = fault.Instant(st.Promised), fault.Instant(st.Expected), u.At
	if m.Status != nil && m.Status.State != st.State {
		m.Ended = false // it goes on after all
	}
	m.Correlation, m.Status = st.Correlation, &st
	p.LatestStatus = st.About
	if err := profiles.Put(u, &p); err != nil {
		return Status{}, err
	}
	return st, matters.Put(u, &m)
}

// StatusOf returns the last status noted of something of the customer's; fault.ErrNotFound if none was.
func (s *Service) StatusOf(ctx context.Context, customer, about string) (Status, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Status, error) {
		m, err := noted(u, customer, about)
		if err != nil {
			return Status{}, err
		}
		return *m.Status, nil
	})
}

// noted loads a matter whose status has been noted.
func noted(u *work.Unit, customer, about string) (matter, error) {
	m, _, err := matterOf(u, customer, about)
	if err != nil {
		return m, err
	}
	if m.Status == nil {
		return m, fault.NotFound(fault.Subject("contact.status", about))
	}
	return m, nil
}
