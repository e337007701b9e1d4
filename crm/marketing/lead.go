package marketing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Lead is a sales lead (TMF699): a customer who got a collateral, and what came of it. It is a value.
type Lead struct {
	store.Meta
	Correlation string    `json:"correlation"` // the case that begins with it
	Customer    string    `json:"customer"`
	Collateral  string    `json:"marketingCollateral"`
	Name        string    `json:"name"`
	Offerings   []string  `json:"productOffering,omitempty"`
	Channel     string    `json:"channel,omitempty"` // by which the collateral went
	Status      State     `json:"status"`
	History     []Change  `json:"history,omitempty"`
	CreatedAt   time.Time `json:"creationDate"`
	InquiredAt  time.Time `json:"inquiredAt,omitzero"` // when the customer answered first
	AnswerBy    time.Time `json:"answerBy,omitzero"`   // when it is cancelled, if the customer has not answered
	Single      bool      `json:"single,omitempty"`    // issued to this customer, not distributed to an audience
}

// Change is one entry of a lead's history.
type Change struct {
	At   time.Time `json:"at"`
	From State     `json:"from"`
	On   Event     `json:"event"`
	To   State     `json:"to"`
	Note string    `json:"note,omitempty"`
}

const (
	byCollateral = "collateral"
	byCustomer   = "customer" // while the lead is open
	byOwner      = "owner"    // the customer, for ever
	byBoth       = "collateralAndCustomer"
	byAnswerBy   = "answerBy" // while it waits for an answer
)

var leads = store.NewCollection("marketing.lead", func(l *Lead) []store.Key {
	keys := []store.Key{{Name: byCollateral, Value: l.Collateral}, {Name: byBoth, Value: both(l.Collateral, l.Customer)},
		{Name: byOwner, Value: l.Customer}}
	if !leadLifecycle.Final(l.Status) {
		keys = append(keys, store.Key{Name: byCustomer, Value: l.Customer})
	}
	if l.Status == Acknowledged {
		keys = append(keys, store.Key{Name: byAnswerBy, Value: store.TimeKey(l.AnswerBy)})
	}
	return keys
})

func both(collateral, customer string) string {
	return fmt.Sprintf("%d/%s/%s", len(collateral), collateral, customer)
}

// Subject names the lead for messages.
func (l Lead) Subject() string { return leads.Subject(l.ID) }

// StatusAt is the state that the lead was in at an instant behind its creation, what happened at the instant included.
func (l Lead) StatusAt(at time.Time) State {
	status := leadLifecycle.Initial()
	for _, c := range l.History {
		if !c.At.After(at) {
			status = c.To
		}
	}
	return status
}

func (l Lead) apply(on Event, at time.Time, note string) (Lead, error) {
	to, err := leadLifecycle.Next(l.Status, on)
	if err != nil {
		return l, fmt.Errorf("%s: %w", l.Subject(), err)
	}
	l.History = append(slices.Clone(l.History), Change{At: at, From: l.Status, On: on, To: to, Note: note})
	l.Status = to
	if on == TakeUp && l.InquiredAt.IsZero() {
		l.InquiredAt = at
	}
	return l, nil
}

// Track notes what happens to a lead: TakeUp when the customer's enquiry arrives, Accept when an agreement is made, Reject
// when the customer does not want it.
func (s *Service) Track(ctx context.Context, id string, on Event, note string) (Lead, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Lead, error) { return s.TrackTx(u, id, on, note) })
}

// TrackTx is Track in the caller's unit.
func (s *Service) TrackTx(u *work.Unit, id string, on Event, note string) (Lead, error) {
	var c fault.Check
	c.That(slices.Contains(leadLifecycle.Events(), on), "event", fault.RuleUnknown, "must be takeUp, wait, resume, accept, reject or cancel")
	c.Optional("note", note, fault.MaxText)
	if err := c.Err("marketing.track"); err != nil {
		return Lead{}, err
	}
	l, err := leads.Get(u, id)
	if err != nil {
		return Lead{}, err
	}
	if l, err = l.apply(on, u.At, note); err != nil {
		return Lead{}, err
	}
	if err := leads.Put(u, &l); err != nil {
		return Lead{}, err
	}
	return l, u.Emit(EventLeadChanged, l.ID, l.Correlation, LeadNotice{Customer: l.Customer, Lead: l.ID, Collateral: l.Collateral, Status: l.Status, Note: note})
}

// LeadFor returns the lead of a customer who got a collateral; found is false if they did not.
func (s *Service) LeadFor(ctx context.Context, collateral, customer string) (lead Lead, found bool, err error) {
	err = s.env.View(ctx, func(u *work.Unit) (err error) {
		lead, found, err = s.LeadForTx(u, collateral, customer)
		return err
	})
	return lead, found, err
}

// LeadForTx is LeadFor in the caller's unit.
func (s *Service) LeadForTx(u *work.Unit, collateral, customer string) (lead Lead, found bool, err error) {
	there, err := leads.By(u, byBoth, both(collateral, customer))
	if err != nil || len(there) == 0 {
		return Lead{}, false, err
	}
	return there[0], true, nil
}

// FindLead returns the customer's latest lead that nobody has taken up yet, so that an enquiry continues its case.
func (s *Service) FindLead(ctx context.Context, customer string) (lead Lead, found bool, err error) {
	err = s.env.View(ctx, func(u *work.Unit) (err error) {
		lead, found, err = s.FindLeadTx(u, customer)
		return err
	})
	return lead, found, err
}

// FindLeadTx is FindLead in the caller's unit.
func (s *Service) FindLeadTx(u *work.Unit, customer string) (lead Lead, found bool, err error) {
	open, err := leads.By(u, byCustomer, customer)
	if err != nil {
		return Lead{}, false, err
	}
	for _, l := range open {
		if l.Status == Acknowledged && (!found || !l.CreatedAt.Before(lead.CreatedAt)) {
			lead, found = l, true
		}
	}
	return lead, found, nil
}
