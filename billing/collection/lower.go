package collection

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Credit is a credit note: less is owed of a bill.
type Credit struct {
	ID     string // of the credit note; the same one again does nothing
	Item   string
	Amount money.Amount // more than 0
	On     calendar.Date
	Text   string
}

// Credit lowers what is owed of an item. What the credit note is worth beyond that is kept for the account like an overpayment: as
// a payment whose id is that of the credit note.
func (s *Service) Credit(ctx context.Context, d Credit) (OpenItem, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.CreditTx(u, d) })
}

// CreditTx is Credit in the caller's unit.
func (s *Service) CreditTx(u *work.Unit, d Credit) (OpenItem, error) {
	item, known, err := s.lowering(u, "collection.credit", Credited, d.ID, d.Item, d.Amount, d.On, d.Text)
	if err != nil || known {
		return item, err
	}
	part, beyond := d.Amount, money.Amount{}
	if more, err := d.Amount.Cmp(item.Open); err != nil {
		return OpenItem{}, err
	} else if more > 0 {
		part = item.Open
		if beyond, err = d.Amount.Sub(item.Open); err != nil {
			return OpenItem{}, err
		}
	}
	if part.Sign() > 0 {
		if item, err = s.book(u, d.Item, Entry{Kind: Credited, On: d.On, Amount: part, Reference: d.ID, Text: d.Text}); err != nil {
			return OpenItem{}, err
		}
		if err := s.lessPlanned(u, item, part); err != nil {
			return OpenItem{}, err
		}
	}
	if beyond.Sign() > 0 {
		if err := s.keep(u, item, d, beyond); err != nil {
			return OpenItem{}, err
		}
	}
	if err := s.reviewAll(u, map[string]bool{item.Account: true}); err != nil {
		return OpenItem{}, err
	}
	return items.Get(u, d.Item)
}

// keep keeps what a credit note is worth beyond its item for the account, and sets it against what else that owes.
func (s *Service) keep(u *work.Unit, item OpenItem, d Credit, beyond money.Amount) error {
	none, err := beyond.Sub(beyond)
	if err != nil {
		return err
	}
	r := Received{Meta: store.Meta{ID: creditID(d.ID)}, Payment: Payment{ID: creditID(d.ID), Amount: beyond, On: d.On, Account: item.Account, Text: d.Text},
		Account: item.Account, Customer: item.Customer, Unmatched: beyond, Refunded: none, Returned: none}
	if err := s.putPayment(u, &r, EventPaymentReceived, nil); err != nil {
		return err
	}
	_, err = s.spend(u, r, item.Account)
	return err
}

func creditID(id string) string { return "credit/" + id }

// lowering checks what lowers an item and says whether it was done before.
func (s *Service) lowering(u *work.Unit, subject string, kind EntryKind, id, item string, amount money.Amount, on calendar.Date, text string) (OpenItem, bool, error) {
	var c fault.Check
	c.Text("id", id, maxBill-len(creditID("")))
	c.Text("item", item, fault.MaxID)
	checkPositive(&c, "amount", amount)
	c.That(!on.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.Optional("text", text, fault.MaxText)
	if err := c.Err(subject); err != nil {
		return OpenItem{}, false, err
	}
	i, err := items.Get(u, item)
	if err != nil {
		return OpenItem{}, false, err
	}
	was, found, err := s.lowered(u, kind, id, i)
	if err != nil || !found {
		return i, false, err
	}
	if was != amount {
		return OpenItem{}, false, fault.Conflict(fault.Subject(subject, id), "was booked already, of another amount or for another item; give each an id of its own")
	}
	return i, true, nil
}

// lowered is how much was booked under an id on an item, and on its account beyond that; not found: the id is new. An id that was used
// for another item has no amount.
func (s *Service) lowered(u *work.Unit, kind EntryKind, id string, item OpenItem) (sum money.Amount, found bool, err error) {
	on, err := items.By(u, keyLowered, lowerKey(kind, id))
	if err != nil {
		return sum, false, err
	}
	for _, i := range on {
		if i.ID != item.ID {
			return sum, true, nil
		}
		n := slices.IndexFunc(i.Entries, func(e Entry) bool { return e.Kind == kind && e.Reference == id })
		sum, found = i.Entries[n].Amount, true
	}
	if kind != Credited {
		return sum, found, nil
	}
	beyond, more, err := payments.Find(u, creditID(id))
	if err != nil || !more {
		return sum, found, err
	}
	if beyond.Account != item.Account {
		return money.Amount{}, true, nil
	}
	sum, err = sum.Add(beyond.Payment.Amount)
	return sum, true, err
}

// WriteOffDraft gives up what is open of an item, or a part of it.
type WriteOffDraft struct {
	ID     string // the same one again does nothing
	Item   string
	Amount money.Amount // more than 0; at most what is open
	On     calendar.Date
	Reason string
}

// WriteOff gives up what is open of an item, or a part of it. More than is open is fault.ErrState.
func (s *Service) WriteOff(ctx context.Context, d WriteOffDraft) (OpenItem, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.WriteOffTx(u, d) })
}

// WriteOffTx is WriteOff in the caller's unit.
func (s *Service) WriteOffTx(u *work.Unit, d WriteOffDraft) (OpenItem, error) {
	item, known, err := s.lowering(u, "collection.writeOff", GivenUp, d.ID, d.Item, d.Amount, d.On, d.Reason)
	if err != nil || known {
		return item, err
	}
	if more, err := d.Amount.Cmp(item.Open); err != nil || more > 0 {
		if err != nil {
			return OpenItem{}, err
		}
		return OpenItem{}, fault.State(items.Subject(d.Item), fmt.Sprintf("leaves %s open; write off at most that", item.Open))
	}
	if item, err = s.book(u, d.Item, Entry{Kind: GivenUp, On: d.On, Amount: d.Amount, Reference: d.ID, Text: d.Reason}); err != nil {
		return OpenItem{}, err
	}
	if err := s.lessPlanned(u, item, d.Amount); err != nil {
		return OpenItem{}, err
	}
	if err := s.reviewAll(u, map[string]bool{item.Account: true}); err != nil {
		return OpenItem{}, err
	}
	return items.Get(u, d.Item)
}
