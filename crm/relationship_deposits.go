package crm

import (
	"slices"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// setOff sets the deposits of who leaves against what is still to be paid, each against an item once; what is left is returned when no
// bill is open any more, and none is still to come.
func (c *CRM) setOff(u *work.Unit, ids []string) error {
	open, items, err := c.owing(u, ids)
	if err != nil {
		return err
	}
	all, err := c.depositsOf(u, ids)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := c.lessen(u, d, items); err != nil {
			return err
		}
	}
	for _, d := range all {
		if d, err = c.applyTo(u, d, items); err != nil {
			return err
		}
		if open {
			continue
		}
		if err := c.giveBack(u, d); err != nil {
			return err
		}
	}
	return nil
}

// lessen takes from what is open what a deposit was set off against already, and is not booked there yet.
func (c *CRM) lessen(u *work.Unit, d risk.DepositAccount, items []collection.OpenItem) error {
	for _, m := range d.Moves {
		n := slices.IndexFunc(items, func(i collection.OpenItem) bool { return i.ID == m.For })
		if m.Kind != risk.MoveApplied || n < 0 {
			continue
		}
		_, err := c.Collection.PaymentTx(u, depositPayment(d.ID, m.ID))
		if err == nil {
			continue
		}
		if !fault.IsNotFound(err) {
			return err
		}
		if items[n].Open, err = items[n].Open.Sub(m.Amount); err != nil {
			return err
		}
	}
	return nil
}

// depositPayment is the id of the payment that a move of a deposit makes.
func depositPayment(deposit, move string) string { return "deposit/" + deposit + "/" + move }

// owing lists what is still to be paid, and says whether there is, or will be, anything.
func (c *CRM) owing(u *work.Unit, ids []string) (open bool, items []collection.OpenItem, err error) {
	m := matters{c}
	for _, id := range ids {
		coming, err := m.accounts(u, id)
		if err != nil {
			return false, nil, err
		}
		bills, err := m.bills(u, id)
		if err != nil {
			return false, nil, err
		}
		open = open || len(coming)+len(bills) > 0
		for _, b := range bills {
			item, err := c.Collection.ItemTx(u, b.ID)
			if fault.IsNotFound(err) {
				continue // it is not sent yet
			}
			if err != nil {
				return false, nil, err
			}
			items = append(items, item)
		}
	}
	return open, items, nil
}

// applyTo sets a deposit against the items, as far as they are not disputed; what is set off is less open for the deposits behind it.
func (c *CRM) applyTo(u *work.Unit, d risk.DepositAccount, items []collection.OpenItem) (risk.DepositAccount, error) {
	for n := range items {
		id := "ending/" + items[n].ID
		if slices.ContainsFunc(d.Moves, func(m risk.Move) bool { return m.ID == id }) {
			continue
		}
		held, err := d.Held()
		if err != nil {
			return d, err
		}
		free, err := items[n].Undisputed()
		if err != nil {
			return d, err
		}
		if free.Currency() != held.Currency() || free.Sign() <= 0 || held.Sign() <= 0 {
			continue
		}
		part, err := lesser(held, free)
		if err != nil {
			return d, err
		}
		if d, err = c.Risk.ApplyDepositTx(u, risk.DepositPayment{ID: id, Deposit: d.ID, Amount: part, On: c.Collection.Today(u), By: string(etom.RetentionLoyalty), For: items[n].ID}); err != nil {
			return d, err
		}
		if items[n].Open, err = items[n].Open.Sub(part); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (c *CRM) giveBack(u *work.Unit, d risk.DepositAccount) error {
	held, err := d.Held()
	if err != nil || held.Sign() <= 0 {
		return err
	}
	_, err = c.Risk.ReturnDepositTx(u, risk.DepositPayment{ID: "ending/" + d.ID, Deposit: d.ID, Amount: held, On: c.Collection.Today(u), By: string(etom.RetentionLoyalty)})
	return err
}

func lesser(a, b money.Amount) (money.Amount, error) {
	if less, err := a.Cmp(b); err != nil || less < 0 {
		return a, err
	}
	return b, nil
}
