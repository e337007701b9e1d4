package crm

import (
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// paymentMoved are the events behind which a customer's credit limit may be another (3.9.3 from 3.8.5): payment, dunning, blocking.
var paymentMoved = []string{collection.EventDunningSent, collection.EventDebitReturned, collection.EventPromiseBroken, collection.EventInstalmentMissed,
	collection.EventBlockingAsked, collection.EventUnblockingAsked, collection.EventItemSettled, collection.EventItemReopened, collection.EventItemWrittenOff}

// riskReactions are those of customer risk, and those to what it decides.
func riskReactions() []reaction {
	by := etom.RetentionLoyalty
	rows := []reaction{
		{on: risk.EventAssessmentMade, name: "decide credit assessed again", by: etom.OrderHandling, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n risk.AssessmentNotice) error {
			return c.decideCredit(u, n.Assessment)
		})},
		{on: risk.EventReviewDecided, name: "decide reviewed credit", by: etom.OrderHandling, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n risk.ReviewNotice) error {
			return c.decideCredit(u, n.Assessment)
		})},
		{on: risk.EventDepositReceived, name: "decide secured credit", by: etom.OrderHandling, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n risk.DepositNotice) error {
			return c.decideCredit(u, n.Assessment)
		})},
		{on: risk.EventDepositApplied, name: "take applied deposit", by: etom.BillingCollections, inside: reading(takeDeposit)},
		{on: ordering.EventCancelled, name: "withdraw assessment", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n ordering.CancellationNotice) error {
			return c.Risk.WithdrawTx(u, n.Order)
		})},
		{on: collection.EventItemOpened, name: "apply what was prepaid", by: by, inside: reading(applyPrepaid)},
		{on: customer.EventIdentityMerged, name: "merge credit limits", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n customer.MergeNotice) error {
			return c.Risk.MergeTx(u, n.Customer, n.Merged)
		})},
	}
	for _, typ := range paymentMoved {
		rows = append(rows, reaction{on: typ, name: "reassess on " + typ, by: by, inside: reassess},
			reaction{on: typ, name: "reconsider credit on " + typ, by: by, inside: reconsider})
	}
	return rows
}

// reassess looks at a customer's credit limit again.
func reassess(c *CRM, u *work.Unit, e event.Event) error {
	if customerOf(e) == "" {
		return nil
	}
	_, err := c.Risk.ReassessTx(u, customerOf(e), e.Type)
	return err
}

// takeDeposit sets an applied deposit against the item it is for, as a payment.
func takeDeposit(c *CRM, u *work.Unit, _ event.Event, n risk.DepositNotice) error {
	item, err := c.Collection.ItemTx(u, n.For)
	if fault.IsNotFound(err) {
		return nil // it is for something that is not collected here
	}
	if err != nil {
		return err
	}
	_, err = c.Collection.TakePaymentTx(u, collection.Payment{ID: depositPayment(n.Deposit, n.Move), Amount: n.Amount, On: n.On, Account: item.Account,
		References: []string{item.No}})
	return err
}

// depositsOf are the deposits of a customer under all ids.
func (c *CRM) depositsOf(u *work.Unit, ids []string) ([]risk.DepositAccount, error) {
	var all []risk.DepositAccount
	for _, id := range ids {
		some, err := c.Risk.DepositsTx(u, id)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// applyPrepaid pays a new bill with what the customer has paid in advance, under whichever id, for orders that are carried out: what was
// paid for one that is still to come is kept for its own bill (§ 366 (1) BGB).
func applyPrepaid(c *CRM, u *work.Unit, _ event.Event, n collection.ItemNotice) error {
	if n.Kind != collection.Bill {
		return nil
	}
	ids, err := c.idsOf(u, n.Customer)
	if err != nil {
		return err
	}
	deposits, err := c.depositsOf(u, ids)
	if err != nil {
		return err
	}
	open := n.Open
	for _, d := range deposits {
		if d.Kind != risk.Prepaid || d.State != risk.DepositHeld || open.Sign() <= 0 || open.Currency() != d.Asked.Currency() {
			continue
		}
		o, err := c.Orders.GetTx(u, d.Order)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		if err == nil && !o.Final() {
			continue
		}
		part, err := d.Held()
		if err != nil {
			return err
		}
		if more, err := part.Cmp(open); err != nil {
			return err
		} else if more > 0 {
			part = open
		}
		if _, err := c.Risk.ApplyDepositTx(u, risk.DepositPayment{ID: "bill/" + n.Item, Deposit: d.ID, Amount: part, On: c.Collection.Today(u),
			By: string(etom.BillingCollections), For: n.Item}); err != nil {
			return err
		}
		if open, err = open.Sub(part); err != nil {
			return err
		}
	}
	return nil
}
