package crm

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// amend takes a customer's late change. What is added costs what Selling asks of this customer for it; a promised date is
// not the customer's to set.
func amend(c *CRM, u *work.Unit, r asked, a ordering.AmendmentRequest) error {
	if a.Note == "" {
		a.Note = r.words()
	}
	var check fault.Check
	check.That(a.Promised.IsZero(), "promised", fault.RuleRange, "a date is promised by Order Handling, not by the customer")
	if err := check.Err("crm.amendment"); err != nil {
		return err
	}
	if err := c.priceAdded(u, r, a.Add); err != nil {
		return err
	}
	_, err := c.Orders.AmendTx(u, r.About, a)
	return err
}

// priceAdded sets the names and prices of items that a customer wants beside those of an order.
func (c *CRM) priceAdded(u *work.Unit, r asked, add []ordering.DraftItem) error {
	if len(add) == 0 {
		return nil
	}
	o, err := c.Orders.GetTx(u, r.About)
	if err != nil {
		return err
	}
	d := selling.Draft{Customer: r.Customer}
	for _, i := range o.Items {
		if !slices.Contains(d.Has, i.Offering) {
			d.Has = append(d.Has, i.Offering)
		}
	}
	for _, i := range add {
		d.Items = append(d.Items, selling.DraftItem{Offering: i.Offering, Action: selling.Action(i.Action), Quantity: i.Quantity})
	}
	q, err := c.Selling.ValuateTx(u, d)
	if err != nil {
		return err
	}
	var check fault.Check
	for n, i := range add {
		at := slices.IndexFunc(q.Items, func(one selling.Item) bool { return one.Offering == i.Offering })
		if at < 0 {
			check.Add(fmt.Sprintf("add[%d].productOffering", n), fault.RuleReference, "cannot be added by itself; ask for a proposal")
			continue
		}
		add[n].Name, add[n].Prices = q.Items[at].Name, q.Items[at].Prices
	}
	return check.Err("crm.amendment")
}
