package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Amendment is a change to an order that is not complete yet: the customer's late change (3.5.5), or a correction.
type Amendment struct {
	At       time.Time `json:"at"` // set by Amend
	Note     string    `json:"note"`
	Items    []string  `json:"items,omitempty"`   // added
	Address  string    `json:"address,omitempty"` // the new one
	Promised time.Time `json:"promised,omitzero"` // the new date agreed with the customer
}

// AmendmentRequest is what Amend is asked for; what is empty stays.
type AmendmentRequest struct {
	Version  int64 // the version the caller has seen: another one is fault.ErrConflict; 0: whichever it is now
	Note     string
	Add      []DraftItem // may depend on the items already there
	Address  string      // only before work is issued
	Promised time.Time
}

// Amend changes an order that is not final: it adds items, whose work is issued at once if the order is in progress; it
// moves the promised date; it corrects the address as long as no work is issued. What is complete is changed by a new
// order whose items modify or delete.
func (s *Service) Amend(ctx context.Context, id string, r AmendmentRequest) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.AmendTx(u, id, r) })
}

// AmendTx is Amend in the caller's unit.
func (s *Service) AmendTx(u *work.Unit, id string, r AmendmentRequest) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		r.Promised = fault.Instant(r.Promised)
		if err := r.check(o, u.At); err != nil {
			return o, err
		}
		credit, err := s.authorizeMore(u, o, r)
		if err != nil {
			return o, err
		}
		o.Credit = credit
		a := Amendment{At: u.At, Note: r.Note, Address: r.Address, Promised: r.Promised}
		if r.Address != "" {
			o.Address = r.Address
		}
		if !r.Promised.IsZero() {
			o.PromisedCompletion = r.Promised
		}
		for _, i := range r.Add {
			a.Items = append(a.Items, i.ID)
		}
		o.Items = o.with(r.Add)
		o.Amendments = append(slices.Clone(o.Amendments), a)
		notice := o.notice(r.Note)
		notice.Amendment = &a
		say(EventAmended, notice)
		if !r.Promised.IsZero() {
			o = s.assess(u, o, say)
		}
		if len(r.Add) == 0 || o.State != InProgress {
			return o, nil // what is added is issued when the order goes on
		}
		return s.proceed(u, o, say)
	})
}

// amendable are the states in which an order takes amendments.
var amendable = []State{Acknowledged, Pending, Held, InProgress}

func (r AmendmentRequest) check(o Order, at time.Time) error {
	if r.Version != 0 && r.Version != o.Version {
		return fault.Conflict(o.Subject(), fmt.Sprintf("has version %d, not %d: load it again and decide again", o.Version, r.Version))
	}
	if !slices.Contains(amendable, o.State) {
		return fault.State(o.Subject(), fmt.Sprintf("is %s and takes no amendments; place a new order that modifies or deletes", o.State))
	}
	var c fault.Check
	c.Text("note", r.Note, fault.MaxText)
	c.Optional("address", r.Address, fault.MaxText)
	c.Future("promised", r.Promised, at)
	c.That(r.Address == "" || len(o.Work) == 0, "address", fault.RuleRange, "cannot be changed any more: work is issued")
	c.That(len(r.Add) > 0 || r.Address != "" || !r.Promised.IsZero(), "add", fault.RuleRequired, "nothing is changed: add items, or give an address or a promised date")
	checkItems(&c, r.Add, o.Items)
	o.Items = o.with(r.Add)
	checkWhole(&c, o)
	return c.Err(o.Subject())
}

// authorizeMore asks for credit for the order as it will be. A no is a *fault.Refusal, and so is a not yet: the order goes on as it is.
func (s *Service) authorizeMore(u *work.Unit, o Order, r AmendmentRequest) (Decision, error) {
	if len(r.Add) == 0 {
		return o.Credit, nil
	}
	if o.AwaitsCredit() {
		return o.Credit, fault.State(o.Subject(), "is held for credit: place another order, or wait until DecideCredit has decided this one")
	}
	credit, err := s.authorize(u, o, o.with(r.Add))
	if err != nil || credit.Authorization == CreditGranted {
		return credit, err
	}
	return o.Credit, &fault.Refusal{Subject: o.Subject(), Reasons: credit.Reasons}
}

// with is the order's items and new ones, in the order's own state.
func (o Order) with(items []DraftItem) []Item {
	all := slices.Clone(o.Items)
	for _, i := range items {
		all = append(all, i.item(o.State))
	}
	return all
}
