package crm

import (
	"context"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom"
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
func openItem(c *CRM, u *work.Unit, _ event.Event, n billing.BillNotice) error {
	_, err := c.item(u, n.Bill)
	return err
}

// item is a bill's item; it is opened for whoever is faster than the bill's own case.
func (c *CRM) item(u *work.Unit, bill string) (collection.OpenItem, error) {
	item, err := c.Collection.ItemTx(u, bill)
	if !fault.IsNotFound(err) {
		return item, err
	}
	b, err := c.Billing.BillTx(u, bill)
	if err != nil {
		return item, err
	}
	account, err := c.Billing.AccountTx(u, b.Account)
	if err != nil {
		return item, err
	}
	d := account.On(b.Date)
	if _, err := c.Collection.NoteDebtorTx(u, collection.Debtor{Account: b.Account, Customer: b.Customer, Currency: b.Currency,
		Business: d.Business, Language: d.Language}); err != nil {
		return item, err
	}
	if b.Due.Sign() >= 0 {
		return c.owe(u, b, collection.Bill, b.Due)
	}
	if _, err := c.owe(u, b, collection.Bill, money.Amount{}); err != nil {
		return item, err
	}
	return c.give(u, b, b.ID)
}

// creditItem lowers what is owed by what a credit note gives back.
func creditItem(c *CRM, u *work.Unit, _ event.Event, n billing.BillNotice) error {
	return c.credit(u, n.Bill)
}

// credit sets a credit note against the bill that it corrects, once. Where that bill gave money back, it is owed again.
func (c *CRM) credit(u *work.Unit, note string) error {
	b, err := c.Billing.BillTx(u, note)
	if err != nil {
		return err
	}
	if _, err := c.item(u, b.Corrects); err != nil {
		return err
	}
	switch b.Due.Sign() {
	case -1:
		_, err = c.give(u, b, b.Corrects)
	case 1:
		_, err = c.owe(u, b, collection.Reclaim, b.Due)
	}
	return err
}

// owe opens an item for a document.
func (c *CRM) owe(u *work.Unit, b billing.Bill, kind collection.Kind, amount money.Amount) (collection.OpenItem, error) {
	return c.Collection.OpenItemTx(u, collection.Item{Bill: b.ID, No: b.No, Account: b.Account, Customer: b.Customer, Amount: amount,
		Due: notBefore(b.PaymentDue, b.Date), Arisen: b.Date, Kind: kind, Correlation: b.Correlation})
}

// give sets what a document gives back against an item; what is beyond it is kept for the account.
func (c *CRM) give(u *work.Unit, b billing.Bill, item string) (collection.OpenItem, error) {
	return c.Collection.CreditTx(u, collection.Credit{ID: b.ID, Item: item, Amount: b.Due.Neg(), On: b.Date, Text: b.No})
}

// holdDisputed keeps a disputed part out of dunning, as far as it is still to be paid, instalments included.
func holdDisputed(c *CRM, u *work.Unit, _ event.Event, n billing.DisputeNotice) error {
	item, err := c.item(u, n.Bill)
	if err != nil {
		return err
	}
	free, err := item.Undisputed()
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

// releaseDisputed ends what holdDisputed began. What is upheld is credited before: at no time is it asked for.
func releaseDisputed(c *CRM, u *work.Unit, _ event.Event, n billing.DisputeNotice) error {
	if n.CreditNote != "" {
		if err := c.credit(u, n.CreditNote); err != nil {
			return err
		}
	}
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
