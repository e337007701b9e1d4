package risk

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// becauseMerged is why Merge looks at a limit again.
const becauseMerged = "risk.merge"

// Merge makes one credit limit of those of a customer and of a duplicate that was merged into it (3.9.1): of the two, the smaller share
// that is left holds on, so that nobody has a limit restored by getting another id; then it is looked at again by what both have done.
// Assessments and deposits stay under the id they were made under; Config.IDs finds them. Merging again does nothing.
func (s *Service) Merge(ctx context.Context, into, from string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.MergeTx(u, into, from) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, into, from string) error {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.That(into != from, "from", fault.RuleReference, "must be another customer than the one it is merged into")
	if err := c.Err("risk.merge"); err != nil {
		return err
	}
	old, found, err := standings.Find(u, from)
	if err != nil || !found {
		return err
	}
	now, found, err := standings.Find(u, into)
	if err != nil {
		return err
	}
	if !found {
		now = old
		now.ID, now.Version = into, 0
	}
	if old.Step.Share.Cmp(now.Step.Share) < 0 {
		now.Step = old.Step
	}
	if err := standings.Delete(u, &old); err != nil {
		return err
	}
	if err := standings.Put(u, &now); err != nil {
		return err
	}
	_, err = s.ReassessTx(u, into, becauseMerged)
	return err
}
