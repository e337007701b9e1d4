package insight

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Merge makes what is known of a customer's duplicate known of the customer: months are added up, a line of business is taken where the
// customer has none, and an objection under either id holds for both. Scores stay with the id that was scored, and can be explained as
// before, unless the customer objects. Merging again moves what was noted under the duplicate's id since. fault.ErrInvalid: months in
// several currencies.
func (s *Service) Merge(ctx context.Context, into, from string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.MergeTx(u, into, from) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, into, from string) error {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.That(into != from, "from", fault.RuleReference, "must be another customer than the one it is merged into")
	if err := c.Err("insight.merge"); err != nil {
		return err
	}
	if err := moveMonths(u, into, from); err != nil {
		return err
	}
	if err := s.moveLine(u, into, from); err != nil {
		return err
	}
	for _, of := range [][2]string{{from, into}, {into, from}} {
		_, objects, err := s.ObjectsTx(u, of[0])
		if err != nil {
			return err
		}
		if !objects {
			continue
		}
		if _, err := s.ObjectTx(u, of[1]); err != nil {
			return err
		}
	}
	return nil
}

func moveMonths(u *work.Unit, into, from string) error {
	all, err := months.By(u, keyCustomer, from)
	if err != nil {
		return err
	}
	for _, m := range all {
		n := Note{Customer: into, Month: m.Month, Revenue: m.Revenue, Drivers: m.Drivers, Usage: m.Usage}
		if err := add(u, digest(into, m.Month.String()), n); err != nil {
			return err
		}
		if err := months.Delete(u, &m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) moveLine(u *work.Unit, into, from string) error {
	was, found, err := businesses.Find(u, from)
	if err != nil || !found {
		return err
	}
	if err := businesses.Delete(u, &was); err != nil {
		return err
	}
	_, known, err := businesses.Find(u, into)
	if err != nil || known {
		return err
	}
	return s.NoteLineTx(u, into, was.NACE)
}
