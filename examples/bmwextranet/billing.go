package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// checkBilling looks at what is billed, and to whom.
func (s Scenario) checkBilling(c *fault.Check, known map[string]bool) {
	checkAddress(c, "dealer.address", s.Dealer.Address)
	checkAddress(c, "billing.issuer.address", s.Billing.Issuer.Address)
	c.Text("billing.issuer.name", s.Billing.Issuer.Name, fault.MaxName)
	if i := s.Installation; i != nil {
		c.That(known[i.Offering], "installation.offering", fault.RuleReference, fmt.Sprintf("there is no offering %q", i.Offering))
		c.That(i.Quantity >= 1, "installation.quantity", fault.RuleRange, "must be at least 1")
		checkText(c, "installation.text", i.Text)
	}
	if f := s.Fleet; f != nil {
		c.Text("fleet.text", f.Text, fault.MaxText)
		c.That(len(s.serving(f.Need.Code)) > 0, "fleet.need.code", fault.RuleReference, fmt.Sprintf("no offering serves the need %.60q", f.Need.Code))
		c.That(f.Need.Quantity >= 1, "fleet.need.quantity", fault.RuleRange, "must be at least 1")
		c.That(f.Discount.Sign() == 0 || f.DiscountName != "", "fleet.discountName", fault.RuleRequired, "must name the discount")
	}
}

func checkAddress(c *fault.Check, path string, a Address) {
	c.Text(path+".street", a.Street, fault.MaxName)
	c.Text(path+".city", a.City, fault.MaxName)
	c.That(len(a.Country) == 2, path+".country", fault.RuleFormat, "must be two letters, such as DE")
}

// biller is how BMW bills.
func (s Scenario) biller() *billing.Config {
	i := s.Billing.Issuer
	return &billing.Config{Zone: zone, Issuers: []billing.Issuer{{ID: "BMW", Name: i.Name, TaxID: i.TaxID, Bank: billing.Bank{Holder: i.Name, IBAN: i.IBAN},
		Address: billing.Address{Street: i.Address.Street, PostCode: i.Address.PostCode, City: i.Address.City, Country: i.Address.Country}}}}
}

// charging says that what Service & Specific Instance Rating reports is billed when it does.
func (s Scenario) charging() map[string]crm.Charging {
	if s.Installation == nil {
		return nil
	}
	return map[string]crm.Charging{s.Installation.Offering: {OnDelivery: true}}
}

// bill lets happen what is on the bills beside the extranet itself: the software is installed, and the dealer buys again.
func (p *play) bill() {
	s := p.scenario
	if i := s.Installation; i != nil {
		p.plan(i.After, p.install)
	}
	if f := s.Fleet; f != nil {
		p.plan(f.After, p.buyAgain)
		p.goesOn(f.After + s.Decision.After + s.Content.After)
	}
	if paid := s.Billing.Paid; paid != nil {
		p.until = p.until.Add(time.Duration(paid.After))
	}
}

// install is Service & Specific Instance Rating reporting what was delivered.
func (p *play) install(ctx context.Context) error {
	i := p.scenario.Installation
	_, err := p.crm.Billing.ReceiveDelivery(ctx, billing.Delivery{ID: "delivery-" + p.order, Customer: p.id, Offering: i.Offering,
		Quantity: money.Count(int64(i.Quantity)), At: p.world.Now(), Text: i.Text})
	return err
}

// buyAgain is the dealer wanting more.
func (p *play) buyAgain(ctx context.Context) error {
	i, err := p.crm.Receive(ctx, contact.Inbound{From: p.scenario.Dealer.Email, Channel: contact.Email, Language: contact.German, Kind: contact.Enquiry,
		Text: p.scenario.Fleet.Text})
	p.fleet = i.Correlation
	return err
}

// pay is the dealer paying a bill.
func (p *play) pay(ctx context.Context, m crm.Message) error {
	var n billing.BillNotice
	if err := json.Unmarshal(m.Data, &n); err != nil || n.Due.Sign() <= 0 {
		return err
	}
	_, err := p.crm.Collection.TakePayment(ctx, collection.Payment{ID: "payment-" + n.Bill, Amount: n.Due, On: calendar.DateOf(p.world.Now(), p.zone),
		Text: "Rechnung " + n.No})
	return err
}
