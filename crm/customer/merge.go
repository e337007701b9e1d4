package customer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Merging says that a record was a duplicate: who the customer really is, and since when that is known.
type Merging struct {
	Into   string    `json:"into"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"` // for people; never in the journal
}

// The codes of a refused merge's reasons.
const (
	ReasonOtherKind = "CUSTOMER-MERGE-01" // an individual and an organization are never one customer
)

// Merge makes one customer of two records of one identity (3.9.1): the record from becomes a pointer to into, which survives. All keys
// of the one become keys of the other, so that whatever names either finds the survivor. The data is that of Fill: the survivor wins,
// what it lacks is taken. A prospect who survives an active customer is active; otherwise the survivor's status stays. The merged
// record stays readable as it was, and its history too; it takes no more commands: fault.ErrState says into whom it was merged. So
// merging twice or in circles is fault.ErrState. A merge is not undone: what has been done for the survivor since cannot be told
// apart; who was merged by mistake is established anew.
func (s *Service) Merge(ctx context.Context, into, from, reason string) (Customer, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.MergeTx(u, into, from, reason) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, into, from, reason string) (Customer, error) {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.Text("reason", reason, fault.MaxName)
	c.That(into != from, "from", fault.RuleReference, "must be another record than the one it is merged into")
	if err := c.Err("customer.merge"); err != nil {
		return Customer{}, err
	}
	was, err := current(u, into)
	if err != nil {
		return Customer{}, err
	}
	other, err := current(u, from)
	if err != nil {
		return Customer{}, err
	}
	if was.Kind != other.Kind {
		return Customer{}, &fault.Refusal{Subject: was.Subject(), Reasons: []fault.Reason{{Code: ReasonOtherKind,
			Message: fmt.Sprintf("is an %s, %s is an %s: they are not one customer", was.Kind, other.Subject(), other.Kind)}}}
	}
	return s.merge(u, was, other, reason)
}

func (s *Service) merge(u *work.Unit, was, other Customer, reason string) (Customer, error) {
	err := moveKeys(u, other.ID, was.ID)
	if err != nil {
		return Customer{}, err
	}
	other.Merged = &Merging{Into: was.ID, At: u.At, Reason: reason}
	if err := customers.Put(u, &other); err != nil {
		return Customer{}, err
	}
	var check fault.Check
	is := was
	is.Data = Fill(was.Data, other.Data).read(s.form, &check)
	if err := check.Err(was.Subject()); err != nil {
		return Customer{}, err
	}
	activate := was.Status == Prospective && other.Status == Active
	if activate {
		if is, err = is.apply(Activate, u.At, "merged with an active customer"); err != nil {
			return Customer{}, err
		}
	}
	if err := customers.Put(u, &is); err != nil {
		return Customer{}, err
	}
	fields, err := differences(was.Data, is.Data)
	if err != nil {
		return Customer{}, err
	}
	if err := note(u, is, fields); err != nil {
		return Customer{}, err
	}
	if err := u.Emit(EventIdentityMerged, is.ID, is.Correlation, MergeNotice{Customer: is.ID, Merged: other.ID}); err != nil || !activate {
		return is, err
	}
	return is, u.Emit(EventStatusChanged, is.ID, is.Correlation, StatusNotice{Customer: is.ID, From: was.Status, Event: Activate, To: is.Status, Reason: is.StatusHistory[len(is.StatusHistory)-1].Reason})
}

// moveKeys makes all keys of one customer those of another. None can belong to a third: what is unique belonged to the first.
func moveKeys(u *work.Unit, from, to string) error {
	records, err := keyRecords.By(u, byCustomer, from)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := keyRecords.Delete(u, &r); err != nil {
			return err
		}
		r.Version = 0
		r = r.of(to)
		if _, there, err := keyRecords.Find(u, r.ID); err != nil || there {
			if err != nil {
				return err
			}
			continue
		}
		if err := keyRecords.Put(u, &r); err != nil {
			return err
		}
	}
	return nil
}

// Fill merges the data of two records of one identity by the rule "the survivor wins": each field is the survivor's, and only what the
// survivor lacks is taken from the other: contact media, of which the preferred stays the survivor's; parties, by name and role;
// characteristics, by name.
func Fill(survivor, other Data) Data {
	mine := len(survivor.ContactMedia)
	prefers := slices.ContainsFunc(survivor.ContactMedia, func(m ContactMedium) bool { return m.Preferred })
	survivor.ContactMedia = fill(survivor.ContactMedia, other.ContactMedia, func(m ContactMedium) any {
		m.Preferred = false
		return m
	})
	for i := range survivor.ContactMedia {
		m := &survivor.ContactMedia[i]
		m.Preferred = m.Preferred && (!prefers || i < mine)
	}
	survivor.Parties = fill(survivor.Parties, other.Parties, func(p Party) any { return [2]string{folded(p.Name), folded(p.Role)} })
	survivor.Characteristics = fill(survivor.Characteristics, other.Characteristics, func(c Characteristic) any { return c.Name })
	return survivor
}

// fill is one list with what is only in the other behind it; what is the same says by.
func fill[T any](mine, others []T, by func(T) any) []T {
	all := slices.Clone(mine)
	for _, other := range others {
		if !slices.ContainsFunc(all, func(one T) bool { return by(one) == by(other) }) {
			all = append(all, other)
		}
	}
	return all
}

// Survivor returns the customer whom an id names now: the record itself, or the one that it was merged into, by however many steps.
func (s *Service) Survivor(ctx context.Context, id string) (Customer, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Customer, error) { return s.SurvivorTx(u, id) })
}

// SurvivorTx is Survivor in the caller's unit.
func (s *Service) SurvivorTx(u *work.Unit, id string) (Customer, error) {
	c, err := customers.Get(u, id)
	for err == nil && c.Merged != nil { // no circle: only what survives is merged into, and then survives no more
		c, err = customers.Get(u, c.Merged.Into)
	}
	return c, err
}

// IDs returns all ids of one identity, whichever of them is asked for: the survivor's first, then those of the records merged into it, by
// however many steps. Who asks other processes about a customer asks for each of them.
func (s *Service) IDs(ctx context.Context, id string) ([]string, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]string, error) { return s.IDsTx(u, id) })
}

// IDsTx is IDs in the caller's unit.
func (s *Service) IDsTx(u *work.Unit, id string) ([]string, error) {
	c, err := s.SurvivorTx(u, id)
	if err != nil {
		return nil, err
	}
	ids := []string{c.ID}
	for at := 0; at < len(ids); at++ {
		merged, err := customers.By(u, byMerged, ids[at])
		if err != nil {
			return nil, err
		}
		for _, m := range merged {
			ids = append(ids, m.ID)
		}
	}
	return ids, nil
}

// current loads a customer that commands can be given for.
func current(u *work.Unit, id string) (Customer, error) {
	c, err := customers.Get(u, id)
	if err == nil && c.Merged != nil {
		return c, fault.State(c.Subject(), fmt.Sprintf("was merged into %s; use that customer", customers.Subject(c.Merged.Into)))
	}
	return c, err
}
