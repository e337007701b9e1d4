package retention

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Merge makes what is known of a customer's duplicate known of the customer (3.9.1): agreements, inquiries, violations and
// statements on consent become the customer's, so that what was said under either id holds; revenues of a year are added up;
// of two settings or preferences the later one counts. Merging again moves what was noted under the duplicate's id since.
// fault.ErrInvalid: revenues of a year in two currencies.
func (s *Service) Merge(ctx context.Context, into, from string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.MergeTx(u, into, from) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, into, from string) error {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.That(into != from, "from", fault.RuleReference, "must be another customer than the one it is merged into")
	if err := c.Err("retention.merge"); err != nil {
		return err
	}
	moved, err := mergeProfile(u, into, from)
	if err != nil {
		return err
	}
	for _, move := range []func() (int, error){
		func() (int, error) { return give(u, agreements, from, func(a *Agreement) { a.Customer = into }) },
		func() (int, error) { return give(u, inquiries, from, func(i *Inquiry) { i.Customer = into }) },
		func() (int, error) { return give(u, violations, from, func(v *Violation) { v.Customer = into }) },
		func() (int, error) { return give(u, consents, from, func(c *Consent) { c.Customer = into }) },
	} {
		n, err := move()
		if err != nil {
			return err
		}
		moved += n
	}
	if moved == 0 {
		return nil
	}
	return u.Emit(EventMerged, into, into, MergeNotice{Customer: into, Merged: from, Records: moved})
}

// give changes whose the customer's records are.
func give[T any, P store.Entity[T]](u *work.Unit, all *store.Collection[T, P], from string, change func(P)) (int, error) {
	found, err := all.By(u, byCustomer, from)
	if err != nil {
		return 0, err
	}
	for i := range found {
		change(&found[i])
		if err := all.Put(u, &found[i]); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// mergeProfile adds the duplicate's profile to the customer's.
func mergeProfile(u *work.Unit, into, from string) (int, error) {
	other, found, err := profiles.Find(u, from)
	if err != nil || !found {
		return 0, err
	}
	p, err := profile(u, into)
	if err != nil {
		return 0, err
	}
	if p, err = p.With(other); err != nil {
		return 0, err
	}
	if err := profiles.Put(u, &p); err != nil {
		return 0, err
	}
	return 1, profiles.Delete(u, &other)
}

// With is the profile together with that of a duplicate of the customer. Neither of the two is changed.
func (p Profile) With(other Profile) (Profile, error) {
	revenues, err := sumRevenues(p.Revenues, other.Revenues)
	if err != nil {
		return Profile{}, err
	}
	p.Revenues = atMost(MaxRevenues, revenues)
	p.Interests = joined(p.Interests, other.Interests)
	p.Preferences, p.Settings = latest(p.Preferences, other.Preferences), latest(p.Settings, other.Settings)
	p.Priorities = slices.Concat(p.Priorities, other.Priorities)
	slices.SortStableFunc(p.Priorities, func(a, b Given) int { return b.At.Compare(a.At) })
	p.Priorities = atMost(MaxPriorities, p.Priorities)
	p.Contacts += other.Contacts
	if other.LastContactAt.After(p.LastContactAt) {
		p.LastContactAt = other.LastContactAt
	}
	return p, nil
}

// sumRevenues adds revenues up, year by year, the latest year first.
func sumRevenues(all, more []Revenue) ([]Revenue, error) {
	for _, r := range more {
		i := slices.IndexFunc(all, func(o Revenue) bool { return o.Year == r.Year })
		if i >= 0 {
			sum, err := money.Sum(all[i].Amount, r.Amount)
			if err != nil {
				return nil, err
			}
			r.Amount = sum
			if all[i].AsOf.After(r.AsOf) {
				r.AsOf = all[i].AsOf
			}
		}
		all = noted(all, r)
	}
	return all, nil
}

// joined has each interest once, with the first time it was noted; those noted last first, and kept if there are too many.
func joined(all, more []Interest) []Interest {
	kept := slices.Clone(all)
	for _, m := range more {
		i := slices.IndexFunc(kept, m.same)
		switch {
		case i < 0:
			kept = append(kept, m)
		case m.NotedAt.Before(kept[i].NotedAt):
			kept[i].NotedAt = m.NotedAt
		}
	}
	slices.SortStableFunc(kept, func(a, b Interest) int { return b.NotedAt.Compare(a.NotedAt) })
	return atMost(MaxInterests, kept)
}

// latest has each name once, with what was noted last; of two at once the first list's.
func latest(all, more []Preference) []Preference {
	kept := slices.Clone(all)
	for _, m := range more {
		i := slices.IndexFunc(kept, func(o Preference) bool { return o.Name == m.Name })
		switch {
		case i < 0:
			kept = append(kept, m)
		case m.NotedAt.After(kept[i].NotedAt):
			kept[i] = m
		}
	}
	slices.SortStableFunc(kept, func(a, b Preference) int { return b.NotedAt.Compare(a.NotedAt) })
	return atMost(MaxPreferences, kept)
}
