package crm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// hold is a product that the customer has, and pays for, since before the first step.
func (p *player) hold(c etomtest.Command) error {
	fee, err := money.ParseAmount(c.Arg("price"))
	if err != nil {
		return err
	}
	a, err := p.Billing.OpenAccount(p.ctx, billing.AccountDraft{Customer: p.id, Details: p.address()})
	if err != nil {
		return err
	}
	_, err = p.Billing.TakeCharges(p.ctx, billing.Charges{Customer: p.id, Account: a.ID, Order: "order", Items: []billing.ChargeItem{{ID: "1",
		Offering: c.Arg("for"), Quantity: 1, Prices: []price.Price{{Name: c.Arg("for"), Type: price.Recurring, Period: "month", Amount: fee}}}}})
	return err
}

// address is where the customer lives.
func (p *player) address() billing.Details {
	return billing.Details{Name: "A customer", Channel: billing.Letter,
		Address: billing.Address{Street: "Some Street 1", PostCode: "10115", City: "Berlin", Country: "DE"}}
}

// billCase is the case of the period that is next to be billed to the customer.
func (p *player) billCase(ctx context.Context) (string, error) {
	all, err := p.Billing.AccountsOf(ctx, p.id)
	if err == nil && len(all) == 0 {
		err = errors.New("the customer has no billing account")
	}
	if err != nil {
		return "", err
	}
	open, err := p.Billing.OpenPeriod(ctx, all[0].ID)
	return billing.BillCase(all[0].ID, open.From()), err
}

// install is Service & Specific Instance Rating reporting what was delivered.
func (p *player) install(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		quantity, err := money.ParseQuantity(c.Arg("quantity"))
		if err != nil {
			return err
		}
		one, err := p.billCase(ctx)
		if err != nil && p.hands == nil {
			return nil // nothing was ordered, and nothing is delivered
		}
		if err != nil {
			return err
		}
		p.follow(one)
		_, err = p.Billing.ReceiveDelivery(ctx, billing.Delivery{ID: "delivery-" + c.Arg("offering"), Customer: p.id, Offering: c.Arg("offering"),
			Quantity: quantity, At: p.world.Now(), Text: c.Arg("text")})
		return err
	})
}

// outage is Service Quality Management reporting one, in a case of its own.
func (p *player) outage(c etomtest.Command) error {
	return p.later(c, func(ctx context.Context) error {
		lasted, err := span(c.Arg("lasted"))
		if err != nil {
			return err
		}
		id, err := p.agreement(ctx)
		if err != nil {
			return err
		}
		_, err = p.SLA.ReceiveQuality(ctx, sla.QualityReport{ID: "outage", Agreement: id, Feature: c.Arg("of"),
			Outages: []downtime.Outage{{ID: "outage", Start: p.world.Now().Add(-lasted), End: p.world.Now()}}})
		return err
	})
}

// turn goes on with another case: the bill's, or that of the number in the order in which they came up.
func (p *player) turn(c etomtest.Command) error {
	if p.hands == nil {
		return nil
	}
	if c.Arg("case") == "bill" {
		one, err := p.billCase(p.ctx)
		p.follow(one)
		return err
	}
	for _, one := range p.cases {
		if len(of(p.journal(one), c.Arg("case"))) > 0 {
			p.follow(one)
			return nil
		}
	}
	return fmt.Errorf("no case has %s", c.Arg("case"))
}

// discount is a further one in the last terms.
func (p *player) discount(c etomtest.Command) error {
	rate, err := money.ParseRate(c.Arg("rate"))
	if err != nil {
		return err
	}
	last := &p.selling.Terms[len(p.selling.Terms)-1]
	last.Discounts = append(last.Discounts, selling.Discount{Offering: c.Arg("offering"), Rate: rate, Name: c.Arg("named")})
	return nil
}

// bill is the customer's last one that has a number.
func (p *player) bill() (billing.Bill, error) {
	all, err := p.Billing.AccountsOf(p.ctx, p.id)
	if err != nil || len(all) == 0 {
		return billing.Bill{}, errors.Join(err, errors.New("the customer has no billing account"))
	}
	files, err := p.Billing.BillsBy(p.ctx, "account", all[0].ID)
	if err != nil || len(files) == 0 {
		faults, _ := p.Billing.Faulted(p.ctx, "", 10)
		return billing.Bill{}, errors.Join(err, fmt.Errorf("there is no bill: %v", faults))
	}
	return files[len(files)-1].Bill, nil
}

// showBill prints the lines of the customer's last bill, and its totals.
func (p *player) showBill() error {
	b, err := p.bill()
	if err != nil {
		return err
	}
	fmt.Fprintf(&p.out, "%s, %s\n", b.Period, b.State)
	for _, l := range b.Lines {
		fmt.Fprintf(&p.out, "%s × %s: %s", l.Quantity, l.Name, l.List)
		if l.Discount.Sign() != 0 {
			fmt.Fprintf(&p.out, ", %s off, makes %s", l.Discount.Neg(), l.Net)
		}
		fmt.Fprintln(&p.out)
	}
	fmt.Fprintf(&p.out, "net %s, VAT %s, to pay %s\n", b.Totals.WithoutTax, b.Totals.Tax, b.Due)
	for _, f := range b.Findings {
		fmt.Fprintf(&p.out, "%s: %s\n", f.Severity, f.Text)
	}
	return nil
}
