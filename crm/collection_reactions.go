package crm

import (
	"context"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// collectionReactions are those between Billing and Manage Collection (3.8.5), and the calls to block services.
func collectionReactions() []reaction {
	by := etom.BillingCollections
	return []reaction{
		{on: billing.EventBillSent, name: "open item", by: by, inside: reading(openItem)},
		{on: billing.EventCreditNoteSent, name: "credit item", by: by, inside: reading(creditItem)},
		{on: billing.EventDisputeOpened, name: "hold disputed part", by: by, inside: reading(holdDisputed)},
		{on: billing.EventDisputeSettled, name: "release disputed part", by: by, inside: reading(releaseDisputed)},
		{on: collection.EventItemPartiallyPaid, name: "note part payment", by: by, inside: reading(notePaid)},
		{on: collection.EventItemSettled, name: "note payment", by: by, inside: reading(notePaid)},
		{on: collection.EventItemReopened, name: "note returned payment", by: by, inside: reading(notePaid)},
		{on: collection.EventBlockingAsked, name: "block services", by: etom.ServiceConfigurationActivation, outside: access(Access.Block)},
		{on: collection.EventUnblockingAsked, name: "unblock services", by: etom.ServiceConfigurationActivation, outside: access(Access.Unblock)},
	}
}

// openItem lets a bill be collected. One with nothing to pay has an item, too: a credit note for it is money for the customer, and so is
// what a bill gives back.
func openItem(c *CRM, u *work.Unit, e event.Event, n billing.BillNotice) error {
	account, err := c.Billing.AccountTx(u, n.Account)
	if err != nil {
		return err
	}
	d := account.On(n.Date)
	if _, err := c.Collection.NoteDebtorTx(u, collection.Debtor{Account: n.Account, Customer: n.Customer, Currency: account.Currency,
		Business: d.Business, Language: d.Language}); err != nil {
		return err
	}
	if n.Due.Sign() >= 0 {
		return c.owe(u, e, n, collection.Bill, n.Due)
	}
	if err := c.owe(u, e, n, collection.Bill, money.Amount{}); err != nil {
		return err
	}
	return c.give(u, n, n.Bill)
}

// creditItem lowers what is owed by what a credit note gives back. Where it takes back a bill that gave money back, that is owed again.
func creditItem(c *CRM, u *work.Unit, e event.Event, n billing.BillNotice) error {
	switch n.Due.Sign() {
	case 0:
		return nil
	case 1:
		return c.owe(u, e, n, collection.Reclaim, n.Due)
	}
	return c.give(u, n, n.Corrects)
}

// owe opens the item of a document.
func (c *CRM) owe(u *work.Unit, e event.Event, n billing.BillNotice, kind collection.Kind, amount money.Amount) error {
	_, err := c.Collection.OpenItemTx(u, collection.Item{Bill: n.Bill, No: n.No, Account: n.Account, Customer: n.Customer, Amount: amount,
		Due: later(n.PaymentDue, n.Date), Arisen: n.Date, Kind: kind, Correlation: e.Correlation})
	return err
}

// give sets what a document gives back against an item; what is beyond it is kept for the account.
func (c *CRM) give(u *work.Unit, n billing.BillNotice, item string) error {
	_, err := c.Collection.CreditTx(u, collection.Credit{ID: n.Bill, Item: item, Amount: n.Due.Neg(), On: n.Date, Text: n.No})
	return err
}

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// holdDisputed keeps a disputed part out of dunning, as far as it is still to be paid.
func holdDisputed(c *CRM, u *work.Unit, _ event.Event, n billing.DisputeNotice) error {
	item, err := c.Collection.ItemTx(u, n.Bill)
	if err != nil {
		return err
	}
	free, err := item.Open.Sub(item.Held)
	if err != nil {
		return err
	}
	if less, err := free.Cmp(n.Amount); err != nil || less > 0 {
		free = n.Amount
	}
	if free.Sign() <= 0 {
		return nil // all of it is paid: what is upheld is given back
	}
	_, err = c.Collection.HoldTx(u, collection.HoldDraft{ID: n.Dispute, Item: n.Bill, Amount: free, On: c.Collection.Today(u), Reason: n.Text})
	return err
}

// releaseDisputed ends what holdDisputed began.
func releaseDisputed(c *CRM, u *work.Unit, _ event.Event, n billing.DisputeNotice) error {
	_, err := c.Collection.ReleaseTx(u, n.Bill, n.Dispute, c.Collection.Today(u), n.State == billing.DisputeRejected)
	if fault.IsNotFound(err) {
		return nil // there was nothing to hold
	}
	return err
}

// notePaid tells Billing how much of a bill is paid.
func notePaid(c *CRM, u *work.Unit, _ event.Event, n collection.ItemNotice) error {
	if n.Kind != collection.Bill {
		return nil
	}
	_, err := c.Billing.NotePaidTx(u, n.Bill, n.Paid, n.On)
	return err
}

// access makes a reaction of a method of the port.
func access(method func(Access, context.Context, string, collection.BlockingNotice) error) func(context.Context, *CRM, event.Event) error {
	return func(ctx context.Context, c *CRM, e event.Event) error {
		if c.outside.Access == nil {
			return nil
		}
		n, err := dataOf[collection.BlockingNotice](e)
		if err != nil {
			return err
		}
		return method(c.outside.Access, ctx, e.ID, n)
	}
}
