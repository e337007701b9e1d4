package crm

import (
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
)

// reconsider lets a customer's orders go on that wait for a deposit, if the facts ask for none any more: what was owed is paid.
func reconsider(c *CRM, u *work.Unit, e event.Event) error {
	if customerOf(e) == "" {
		return nil
	}
	ids, err := c.idsOf(u, customerOf(e))
	if err != nil {
		return err
	}
	for _, id := range ids {
		orders, err := c.Orders.ByTx(u, "customer", id)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if !o.AwaitsCredit() {
				continue
			}
			a, changed, err := c.Risk.ReconsiderTx(u, o.ID)
			if err != nil {
				return err
			}
			if !changed {
				continue
			}
			if _, err := c.Orders.DecideCreditTx(u, o.ID, c.creditOf(a)); err != nil {
				return err
			}
		}
	}
	return nil
}
