package crm

import (
	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// matters tells what is open with a customer, for the end of the relationship.
type matters struct{ crm *CRM }

// Open implements relationship.Matters.
func (m matters) Open(u *work.Unit, customer string) ([]relationship.Matter, error) {
	ids, err := m.crm.idsOf(u, customer)
	if err != nil {
		return nil, err
	}
	var open []relationship.Matter
	for _, id := range ids {
		for _, look := range []func(*work.Unit, string) ([]relationship.Matter, error){m.orders, m.tickets, m.leads, m.accounts, m.bills, m.deposits} {
			some, err := look(u, id)
			if err != nil {
				return nil, err
			}
			open = append(open, some...)
		}
	}
	return open, nil
}

func (m matters) orders(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Orders.ByTx(u, "customer", customer)
	var open []relationship.Matter
	for _, o := range all {
		if !o.Final() {
			open = append(open, relationship.Matter{Kind: relationship.Order, ID: o.ID})
		}
	}
	return open, err
}

func (m matters) tickets(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Problems.ByTx(u, "customer", customer)
	var open []relationship.Matter
	for _, t := range all {
		if t.Status.Open() {
			open = append(open, relationship.Matter{Kind: relationship.Ticket, ID: t.ID})
		}
	}
	return open, err
}

func (m matters) leads(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Marketing.OpenLeadsTx(u, customer)
	var open []relationship.Matter
	for _, l := range all {
		open = append(open, relationship.Matter{Kind: relationship.Lead, ID: l.ID})
	}
	return open, err
}

// accounts are the accounts whose final bill is still to be made: one that is not closed, or that is billed next for a time in which it
// was not. What stands on another account's bill is that one's matter.
func (m matters) accounts(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Billing.AccountsOfTx(u, customer)
	var open []relationship.Matter
	for _, a := range all {
		if a.Parent != "" {
			continue
		}
		next, err := m.crm.Billing.OpenPeriodTx(u, a.ID)
		if err != nil {
			return nil, err
		}
		if a.State != billing.AccountClosed || next.From().Before(a.Closed) {
			open = append(open, relationship.Matter{Kind: relationship.Bill, ID: a.ID})
		}
	}
	return open, err
}

// bills are those that are not issued yet, and those of which something is still to be paid.
func (m matters) bills(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Billing.BillsByTx(u, "customer", customer)
	var open []relationship.Matter
	for _, f := range all {
		is, err := m.unsettled(u, f.Bill)
		if err != nil {
			return nil, err
		}
		if is {
			open = append(open, relationship.Matter{Kind: relationship.Bill, ID: f.Bill.ID})
		}
	}
	return open, err
}

func (m matters) unsettled(u *work.Unit, b billing.Bill) (bool, error) {
	if b.State == billing.BillSettled {
		return false, nil
	}
	item, err := m.crm.Collection.ItemTx(u, b.ID)
	if fault.IsNotFound(err) {
		return b.Corrects == "", nil // what corrects a bill is set against that one's item
	}
	return err == nil && item.State != collection.Settled && item.State != collection.WrittenOff, err
}

// deposits are those of which something is held.
func (m matters) deposits(u *work.Unit, customer string) ([]relationship.Matter, error) {
	all, err := m.crm.Risk.DepositsTx(u, customer)
	var open []relationship.Matter
	for _, d := range all {
		held, err := d.Held()
		if err != nil {
			return nil, err
		}
		if held.Sign() > 0 {
			open = append(open, relationship.Matter{Kind: relationship.Deposit, ID: d.ID})
		}
	}
	return open, err
}
