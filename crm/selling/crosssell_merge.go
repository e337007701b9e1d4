package selling

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Merge makes what was recommended to a customer's duplicate recommended to the customer, so that what was refused under
// either id is not offered again too soon (3.9.1). Merging again moves what was recommended under the duplicate's id since.
func (x *CrossSelling) Merge(ctx context.Context, into, from string) error {
	return x.sell.env.Update(ctx, func(u *work.Unit) error { return x.MergeTx(u, into, from) })
}

// MergeTx is Merge in the caller's unit.
func (x *CrossSelling) MergeTx(u *work.Unit, into, from string) error {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.That(into != from, "from", fault.RuleReference, "must be another customer than the one it is merged into")
	if err := c.Err("selling.merge"); err != nil {
		return err
	}
	all, err := recommendations.By(u, keyCustomer, from)
	if err != nil {
		return err
	}
	for _, r := range all {
		r.Customer = into
		if err := recommendations.Put(u, &r); err != nil {
			return err
		}
	}
	return nil
}
