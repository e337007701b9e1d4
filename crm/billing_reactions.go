package crm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// billingReactions are Billing & Collections Management's, and those to what it makes known.
func billingReactions() []reaction {
	by := etom.BillingCollections
	return []reaction{
		{on: selling.EventAgreementMade, name: "note agreement", by: by, inside: reading(noteAgreement)},
		{on: ordering.EventCharges, name: "note charges", by: by, inside: reading(noteCharges)},
		{on: sla.EventRemedyHandedOver, name: "note rebates", by: by, inside: reading(noteRebates)},
		{on: contact.EventPassedOn, name: "note bill passed on", by: by, when: detour, inside: reading(noteBillReceived)},
		{on: contact.EventLogged, name: "note bill logged", by: by, when: direct, inside: reading(noteBillReceived)},
		{on: billing.EventInquiryAnswered, name: "complete billInquiry", by: by, inside: reading(completeInquiry)},
	}
}

// noteAgreement makes a sale known to Billing & Collections Management (3.4.3). A customer who has no billing account yet gets one.
func noteAgreement(c *CRM, u *work.Unit, e event.Event, n selling.AgreementNotice) error {
	account, err := c.account(u, n.Customer)
	if err != nil {
		return err
	}
	a := billing.Agreement{ID: n.Agreement, Customer: n.Customer, Account: account.ID, Correlation: e.Correlation, SignedAt: n.MadeAt,
		From: n.Period.From(), Until: n.Period.To()}
	for _, i := range n.Items {
		if i.Action != selling.Add && i.Action != selling.Modify {
			continue
		}
		by := c.config.Charging[i.Offering]
		a.Items = append(a.Items, billing.AgreementItem{Offering: i.Offering, Name: i.Name, De: c.german(i.Offering), Quantity: int64(i.Quantity), Prices: i.Prices,
			TaxClass: by.TaxClass, Supply: by.Supply})
	}
	if len(a.Items) == 0 {
		return nil // nothing is sold that would cost anything
	}
	_, err = c.Billing.TakeAgreementTx(u, a)
	return err
}

// noteCharges hands the items of a completed order over: what was added is charged from the day on which the order was completed,
// what was modified or deleted ends on it. Their prices are the order's.
func noteCharges(c *CRM, u *work.Unit, _ event.Event, n ordering.ChargesNotice) error {
	o, err := c.Orders.GetTx(u, n.Order)
	if err != nil {
		return err
	}
	account, err := c.account(u, n.Customer)
	if err != nil {
		return err
	}
	zone, err := calendar.LoadZone(account.Zone)
	if err != nil {
		return err
	}
	on := calendar.DateOf(o.ClosedAt, zone)
	charges := billing.Charges{Customer: n.Customer, Account: account.ID, Order: o.ID, Agreement: o.Agreement}
	for _, i := range o.Items {
		if i.State != ordering.Completed {
			continue
		}
		held, err := c.held(u, n.Customer, i)
		if err != nil {
			return err
		}
		by := c.config.Charging[i.Offering]
		switch {
		case i.Action == ordering.Delete:
			for _, p := range held {
				if _, err := c.Billing.EndProductTx(u, p.ID, notBefore(on, p.Holding.From)); err != nil {
					return err
				}
			}
		case (len(i.Prices) > 0 || by.Tariff != "") && (i.Action == ordering.Add || i.Action == ordering.Modify):
			charges.Items = append(charges.Items, billing.ChargeItem{ID: i.ID, Offering: i.Offering, Name: i.Name, De: c.german(i.Offering),
				Quantity: int64(i.Quantity), Prices: i.Prices, From: on, Ends: ids(held), OnDelivery: by.OnDelivery,
				Tariff: by.Tariff, Timing: by.Timing, DayCount: by.DayCount, TaxClass: by.TaxClass, Supply: by.Supply})
		}
	}
	if len(charges.Items) == 0 {
		return nil
	}
	_, err = c.Billing.TakeChargesTx(u, charges)
	return err
}

// held are the products that an item modifies or deletes: the customer's of its offering that have not ended.
func (c *CRM) held(u *work.Unit, customer string, i ordering.Item) ([]billing.Product, error) {
	if i.Action != ordering.Modify && i.Action != ordering.Delete {
		return nil, nil
	}
	accounts, err := c.Billing.AccountsOfTx(u, customer)
	if err != nil {
		return nil, err
	}
	var held []billing.Product
	for _, a := range accounts {
		all, err := c.Billing.ProductsOfTx(u, a.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if p.Account() == a.ID && p.Customer == customer && p.Holding.Offering == i.Offering && p.Holding.Until.IsZero() {
				held = append(held, p)
			}
		}
	}
	return held, nil
}

func notBefore(d, first calendar.Date) calendar.Date {
	if d.Before(first) {
		return first
	}
	return d
}

func ids(products []billing.Product) []string {
	var all []string
	for _, p := range products {
		all = append(all, p.ID)
	}
	return all
}

// noteRebates hands over what a violation gives back, each with what it is taken of.
func noteRebates(c *CRM, u *work.Unit, e event.Event, n sla.RemedyNotice) error {
	account, err := c.lastAccount(u, n.Customer)
	if err != nil {
		return err
	}
	for at, a := range n.Adjustments {
		_, err := c.Billing.TakeRebateTx(u, billing.RebateDraft{Customer: n.Customer, Account: account.ID, Rebate: billing.Rebate{
			ID: fmt.Sprintf("%s-%d-%d", n.Violation, n.No, at+1), Agreement: n.Agreement, Violation: n.Violation, Case: e.Correlation,
			Fee: a.Fee, Period: n.Period, Basis: a.Basis, Rate: a.Rate, Amount: a.Amount, Text: n.Text, De: n.De}})
		if err != nil {
			return err
		}
	}
	return nil
}

// noteBillReceived tells Billing & Collections Management that the customer has been sent a bill.
func noteBillReceived(c *CRM, u *work.Unit, _ event.Event, m contact.Message) error {
	if m.Reason != billing.EventBillSent {
		return nil
	}
	_, err := c.Billing.NoteReceivedTx(u, m.About)
	return err
}

// completeInquiry ends the request that is answered; another one in the same case goes on.
func completeInquiry(c *CRM, u *work.Unit, _ event.Event, n billing.InquiryNotice) error {
	if n.Inquiry.Interaction == "" {
		return nil // nobody has made contact
	}
	return c.complete(u, n.Inquiry.Interaction)
}

// account is the customer's first billing account that is not closed; one is opened for a customer who has none.
func (c *CRM) account(u *work.Unit, id string) (billing.Account, error) {
	a, err := c.lastAccount(u, id)
	if err != nil || a.State == billing.AccountActive {
		return a, err
	}
	return c.openAccount(u, id)
}

// lastAccount is account for what is still to be settled with a customer whose accounts are all closed: the last of them.
func (c *CRM) lastAccount(u *work.Unit, id string) (billing.Account, error) {
	all, err := c.Billing.AccountsOfTx(u, id)
	if err != nil {
		return billing.Account{}, err
	}
	if at := slices.IndexFunc(all, func(a billing.Account) bool { return a.State == billing.AccountActive }); at >= 0 {
		return all[at], nil
	}
	if len(all) > 0 {
		return all[len(all)-1], nil
	}
	return c.openAccount(u, id)
}

func (c *CRM) openAccount(u *work.Unit, id string) (billing.Account, error) {
	who, err := c.Customers.GetTx(u, id)
	if err != nil {
		return billing.Account{}, err
	}
	keys, err := c.Customers.KeysTx(u, id)
	if err != nil {
		return billing.Account{}, err
	}
	d := billedTo(who)
	if at := slices.IndexFunc(keys, func(k customer.Key) bool { return k.Type == customer.KeyTaxID }); at >= 0 {
		d.TaxID = keys[at].Value
	}
	return c.Billing.OpenAccountTx(u, billing.AccountDraft{Customer: id, Details: d})
}

// billedTo is what Customer Information Management knows of who is to be billed: of several media of a type the preferred one, or else
// the first.
func billedTo(who customer.Customer) billing.Details {
	d := billing.Details{Name: who.Name, Business: who.Kind == customer.Organization, Language: string(who.Language)}
	preferred, _ := who.Preferred()
	for _, m := range append([]customer.ContactMedium{preferred}, who.ContactMedia...) {
		is := m.Characteristic
		switch m.Type {
		case customer.Letter:
			if d.Address == (billing.Address{}) {
				d.Address = billing.Address{Street: is.Street1, Care: is.Street2, PostCode: is.PostCode, City: is.City, Country: is.Country}
				if strings.HasPrefix(is.StateOrProvince, is.Country+"-") { // as ISO 3166-2 has it; in other words no tax depends on it
					d.Address.Region = is.StateOrProvince
				}
			}
		case customer.Email:
			d.Email = cmp.Or(d.Email, is.EmailAddress)
		case customer.Fax:
			d.Fax = cmp.Or(d.Fax, is.FaxNumber)
		}
	}
	switch {
	case preferred.Preferred && preferred.Type == customer.Letter:
		d.Channel = billing.Letter
	case preferred.Preferred && preferred.Type == customer.Fax:
		d.Channel = billing.Fax
	case d.Email != "":
		d.Channel = billing.Email
	case d.Fax != "" && !d.Address.Complete():
		d.Channel = billing.Fax
	default:
		d.Channel = billing.Letter
	}
	return d
}

// german is an offering's German name, if the portfolio has one.
func (c *CRM) german(offering string) string {
	if c.config.Selling == nil {
		return ""
	}
	o, _ := c.config.Selling.Portfolio.Find(offering)
	return o.NameDe
}
