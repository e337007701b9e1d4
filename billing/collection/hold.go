package collection

import (
	"context"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Hold keeps a disputed part of an item out of dunning, interest and blocking until the dispute is settled (3.8.1).
type Hold struct {
	ID       string        `json:"id"`     // of the dispute
	Amount   money.Amount  `json:"amount"` // how much of the item is disputed
	On       calendar.Date `json:"on"`
	Reason   string        `json:"reason,omitempty"`
	Until    calendar.Date `json:"until,omitzero"`     // zero: the dispute is open; else the first day on which it counts again
	Rejected bool          `json:"rejected,omitempty"` // the dispute was settled against the customer
	Paid     bool          `json:"paid,omitempty"`     // it ended because so much was not open any more: it goes on when money goes back
}

// HoldDraft asks for a hold.
type HoldDraft struct {
	ID     string // of the dispute; the same one again does nothing
	Item   string
	Amount money.Amount // how much is disputed; at most what is open
	On     calendar.Date
	Reason string
}

func (d HoldDraft) check() error {
	var c fault.Check
	c.Text("id", d.ID, fault.MaxID)
	c.That(!deferral(d.ID), "id", fault.RuleFormat, "must not begin with "+deferrals+", which are the holds of instalments")
	c.Text("item", d.Item, fault.MaxID)
	checkPositive(&c, "amount", d.Amount)
	c.That(!d.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.Optional("reason", d.Reason, fault.MaxText)
	return c.Err("collection.hold")
}

// Hold keeps a part of an item out of dunning and interest. More than is open and not disputed yet is fault.ErrState. What instalments
// defer can be disputed: it is the last of them that are not asked for.
func (s *Service) Hold(ctx context.Context, d HoldDraft) (OpenItem, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.HoldTx(u, d) })
}

// HoldTx is Hold in the caller's unit.
func (s *Service) HoldTx(u *work.Unit, d HoldDraft) (OpenItem, error) {
	if err := d.check(); err != nil {
		return OpenItem{}, err
	}
	item, err := items.Get(u, d.Item)
	if err != nil {
		return OpenItem{}, err
	}
	if n := slices.IndexFunc(item.Holds, func(h Hold) bool { return h.ID == d.ID }); n >= 0 { // the first has the amount as it was asked for
		if item.Holds[n].Amount != d.Amount {
			return OpenItem{}, fault.Conflict(fault.Subject("collection.hold", d.ID), "holds "+item.Holds[n].Amount.String()+" already; give each hold an id of its own")
		}
		return item, nil
	}
	free, err := item.Undisputed()
	if err != nil {
		return OpenItem{}, err
	}
	if over, err := d.Amount.Cmp(free); err != nil || over > 0 {
		if err != nil {
			return OpenItem{}, err
		}
		return OpenItem{}, fault.State(items.Subject(d.Item), "leaves "+item.Open.String()+" open, of which "+free.String()+" is not disputed yet; hold less")
	}
	for n, h := range item.Holds { // the review behind this defers again what is left to defer
		if h.Until.IsZero() && deferral(h.ID) {
			if item, err = item.release(n, later(s.Today(u), h.On), false); err != nil {
				return OpenItem{}, err
			}
		}
	}
	if item.Held, err = item.Held.Add(d.Amount); err != nil {
		return OpenItem{}, err
	}
	item.Holds = append(slices.Clip(item.Holds), Hold{ID: d.ID, Amount: d.Amount, On: d.On, Reason: d.Reason})
	return s.putReviewed(u, item, EventItemHeld, d.On)
}

// Release ends a hold: rejected says that the customer was wrong. An upheld dispute comes with a Credit for what is not owed.
// A hold that was ended before stays as it is.
func (s *Service) Release(ctx context.Context, item, hold string, on calendar.Date, rejected bool) (OpenItem, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.ReleaseTx(u, item, hold, on, rejected) })
}

// ReleaseTx is Release in the caller's unit.
func (s *Service) ReleaseTx(u *work.Unit, id, hold string, on calendar.Date, rejected bool) (OpenItem, error) {
	item, err := items.Get(u, id)
	if err != nil {
		return OpenItem{}, err
	}
	n := item.hold(hold)
	if n < 0 {
		return OpenItem{}, fault.NotFound(fault.Subject("collection.hold", hold))
	}
	if h := item.Holds[n]; !h.Until.IsZero() && !h.Paid {
		return item, nil
	}
	var c fault.Check
	c.That(!on.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.That(!on.Before(item.Holds[n].On), "on", fault.RuleRange, "lies before the hold began")
	if err := c.Err("collection.release"); err != nil {
		return OpenItem{}, err
	}
	if !item.Holds[n].Paid {
		if item, err = item.release(n, on, rejected); err != nil {
			return OpenItem{}, err
		}
	}
	item.Holds = slices.Clone(item.Holds)
	for k := range item.Holds {
		if item.Holds[k].ID == hold { // payments may have cut it into several
			item.Holds[k].Paid, item.Holds[k].Rejected = false, rejected
		}
	}
	return s.putReviewed(u, item, EventItemReleased, on)
}

// deferrals is what the ids of holds by instalments begin with.
const deferrals = "instalments/"

func deferral(id string) bool { return strings.HasPrefix(id, deferrals) }

// Undisputed is what is open and not disputed: what can still be held.
func (i OpenItem) Undisputed() (money.Amount, error) {
	var c money.Calc
	free := i.Open
	for _, h := range i.Holds {
		if h.Until.IsZero() && !deferral(h.ID) {
			free = c.Sub(free, h.Amount)
		}
	}
	return free, c.Err()
}

// hold is the place of the newest hold with the id; -1: there is none.
func (i OpenItem) hold(id string) int {
	for n := len(i.Holds) - 1; n >= 0; n-- {
		if i.Holds[n].ID == id {
			return n
		}
	}
	return -1
}

func (i OpenItem) release(n int, on calendar.Date, rejected bool) (OpenItem, error) {
	held, err := i.Held.Sub(i.Holds[n].Amount)
	if err != nil {
		return i, err
	}
	holds := append([]Hold(nil), i.Holds...)
	holds[n].Until, holds[n].Rejected = on, rejected
	i.Held, i.Holds = held, holds
	return i, nil
}

// heldAtMost ends holds, the latest first, so that no more is held than is open. What is left of one goes on as a hold of its own
// with the same id: what was held before stays as it was.
func (i OpenItem) heldAtMost(open money.Amount, on calendar.Date) (OpenItem, error) {
	for n := len(i.Holds) - 1; n >= 0; n-- {
		over, err := i.Held.Sub(open)
		if err != nil || over.Sign() <= 0 {
			return i, err
		}
		h := i.Holds[n]
		if !h.Until.IsZero() {
			continue
		}
		if i, err = i.release(n, later(on, h.On), false); err != nil {
			return i, err
		}
		i.Holds[n].Paid = true
		rest, err := h.Amount.Sub(over)
		if err != nil {
			return i, err
		}
		if rest.Sign() <= 0 {
			continue
		}
		if i.Held, err = i.Held.Add(rest); err != nil {
			return i, err
		}
		h.Amount, h.On = rest, later(on, h.On)
		i.Holds = append(i.Holds, h)
	}
	return i, nil
}

// heldAgain holds what money that went back has opened of a dispute that goes on, the oldest dispute first.
func (i OpenItem) heldAgain(on calendar.Date) (OpenItem, error) {
	for first, h := range i.Holds {
		n := i.hold(h.ID)
		if slices.IndexFunc(i.Holds, func(other Hold) bool { return other.ID == h.ID }) != first || deferral(h.ID) || !i.Holds[n].Until.IsZero() && !i.Holds[n].Paid {
			continue
		}
		var err error
		last := i.Holds[n]
		if last.Until.IsZero() {
			if i, err = i.release(n, later(on, last.On), false); err != nil {
				return i, err
			}
			i.Holds[n].Paid = true
		}
		if h.Amount, err = i.atMostPressed(h.Amount); err != nil {
			return i, err
		}
		if h.Amount.Sign() <= 0 {
			continue
		}
		if i.Held, err = i.Held.Add(h.Amount); err != nil {
			return i, err
		}
		i.Holds = append(slices.Clip(i.Holds), Hold{ID: h.ID, Amount: h.Amount, On: later(on, last.On), Reason: h.Reason})
	}
	return i, nil
}

// atMostPressed is an amount, or what is open and not held if that is less.
func (i OpenItem) atMostPressed(amount money.Amount) (money.Amount, error) {
	pressed, err := i.Pressed()
	if err != nil {
		return amount, err
	}
	if less, err := pressed.Cmp(amount); err != nil || less > 0 {
		return amount, err
	}
	return pressed, nil
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}
