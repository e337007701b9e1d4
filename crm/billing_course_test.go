package crm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// What a bill must have, and nobody has said, somebody has to find out.
func TestBill_for_a_customer_of_whom_too_little_is_known_waits_for_somebody(t *testing.T) {
	t.Parallel()
	known := func(change func(*customer.Draft)) customer.Draft {
		d := consumer("another@customer.example")
		change(&d)
		return d
	}
	at := func(country string) func(*customer.Draft) {
		return func(d *customer.Draft) {
			d.Kind, d.ContactMedia[1].Characteristic.Country = customer.Organization, country
		}
	}
	for name, c := range map[string]struct {
		who   customer.Draft
		codes []string
		due   string
	}{
		"a consumer":                              {known(func(*customer.Draft) {}), nil, "119.00 EUR"},
		"a province in words":                     {known(func(d *customer.Draft) { d.ContactMedia[1].Characteristic.StateOrProvince = "Nordrhein-Westfalen" }), nil, "119.00 EUR"},
		"a business at home without VAT id":       {known(at("DE")), nil, "119.00 EUR"},
		"a business in the Union without VAT id":  {known(at("AT")), []string{billing.CodeRecipientTaxID}, ""},
		"a VAT id that none can have":             {known(func(d *customer.Draft) { at("DE")(d); d.Keys = taxID("DE123456789") }), []string{billing.CodeTaxIDForm}, "119.00 EUR"},
		"a business in the Union with its VAT id": {known(func(d *customer.Draft) { at("AT")(d); d.Keys = taxID("ATU13585627") }), nil, "100.00 EUR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), nil)
			p.moves(c.who)
			p.buys(once("Router", "100.00 EUR"))
			r := p.on("04-01")
			require.Empty(t, r.Billing.Run.Faults)
			assert.Equal(t, c.codes, codes(p.bill()))
			if c.due != "" {
				assert.Equal(t, money.Must(c.due), p.bill().Due)
			}
			if c.codes == nil {
				assert.Equal(t, billing.BillSent, p.bill().State)
				assert.Empty(t, p.failed())
				return
			}
			assert.Equal(t, billing.BillOnHold, p.bill().State)
			assert.NotContains(t, told(p.customer), billing.EventBillSent)
			_, err := p.Collection.Item(p.ctx, p.bill().ID)
			require.Error(t, err, "nothing is collected that was not sent")

			p.on("04-02")
			require.Equal(t, billing.BillOnHold, p.bill().State, "time alone does not send it")
			_, err = p.Billing.Release(p.ctx, p.bill().ID, billing.Decision{By: "an agent", Why: "we hand it over in person"})
			require.NoError(t, err)
			p.on("04-03")
			b := p.bill()
			assert.Equal(t, billing.BillSent, b.State)
			assert.Equal(t, "R-00000001 of 2026-04-03, due on 2026-04-17", fmt.Sprintf("%s of %s, due on %s", b.No, b.Date, b.PaymentDue))
			assert.Contains(t, told(p.customer), billing.EventBillSent)
			open, _ := p.owed(b.ID)
			assert.Equal(t, b.Due, open)
			assert.Empty(t, p.failed())
		})
	}
}

func taxID(id string) []customer.Key {
	return []customer.Key{{Type: customer.KeyTaxID, Value: id}}
}

// Without an address nobody knows whose tax it is. Nothing is lost: with the address the bill is made.
func TestBill_for_a_customer_without_an_address_is_made_when_the_address_is_known(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	d := consumer("another@customer.example")
	d.ContactMedia = d.ContactMedia[:1]
	p.moves(d)
	p.buys(once("Router", "100.00 EUR"))
	for _, on := range []string{"04-01", "04-02"} {
		r := p.on(on).Billing.Run
		assert.Empty(t, p.bills())
		require.Len(t, r.Faults, 1, "it is in the report of every run")
		assert.Contains(t, r.Faults[0].Cause, "country")
		assert.Contains(t, r.Faults[0].Next, "address")
	}
	p.livesAt(billing.Address{Country: "DE"})
	p.on("04-03")
	require.Equal(t, []string{billing.CodeRecipientAddress}, codes(p.bill()), "the tax is known, but no letter would arrive")
	require.Equal(t, billing.BillOnHold, p.bill().State)
	p.livesAt(billing.Address{Street: "Heidestraße 17", PostCode: "51147", City: "Köln", Country: "DE"})
	require.NoError(t, p.Billing.Withdraw(p.ctx, p.bill().ID, billing.Decision{By: "an agent", Why: "the address is known"}))
	p.on("04-04")
	assert.Equal(t, billing.BillSent, p.bill().State)
	assert.Empty(t, codes(p.bill()))
	assert.Equal(t, money.Must("119.00 EUR"), p.bill().Due)
	assert.Empty(t, p.failed())
}

// livesAt is an address found out.
func (p *payer) livesAt(a billing.Address) {
	p.t.Helper()
	details := p.account().On(calendar.DateOf(p.world.Now(), nil))
	details.Address = a
	_, err := p.Billing.ChangeAccount(p.ctx, p.account().ID, billing.AccountChange{Details: details, Why: "the customer has said"})
	require.NoError(p.t, err)
}

// Of several addresses the bill goes to the one that the customer prefers.
func TestBill_goes_where_the_customer_prefers_it(t *testing.T) {
	t.Parallel()
	mail := func(address string, preferred bool) customer.ContactMedium {
		return customer.ContactMedium{Type: customer.Email, Preferred: preferred, Characteristic: customer.MediumCharacteristic{EmailAddress: address}}
	}
	letter := func(street string, preferred bool) customer.ContactMedium {
		return customer.ContactMedium{Type: customer.Letter, Preferred: preferred, Characteristic: customer.MediumCharacteristic{Street1: street, PostCode: "1", City: "Berlin", Country: "DE"}}
	}
	fax := customer.ContactMedium{Type: customer.Fax, Characteristic: customer.MediumCharacteristic{FaxNumber: "+49301234"}}
	for name, c := range map[string]struct {
		media []customer.ContactMedium
		want  string
	}{
		"the first of each":               {[]customer.ContactMedium{mail("a@b.example", false), mail("c@d.example", false), letter("First 1", false), letter("Second 2", false)}, "email a@b.example, First 1"},
		"the preferred one":               {[]customer.ContactMedium{mail("a@b.example", false), mail("c@d.example", true), letter("First 1", false)}, "email c@d.example, First 1"},
		"a letter, where it is preferred": {[]customer.ContactMedium{mail("a@b.example", false), letter("First 1", false), letter("Second 2", true)}, "letter a@b.example, Second 2"},
		"a fax, where there is nothing":   {[]customer.ContactMedium{fax}, "fax , "},
		"a letter rather than a fax":      {[]customer.ContactMedium{fax, letter("First 1", false)}, "letter , First 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), nil)
			p.moves(customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "A customer", ContactMedia: c.media}})
			p.buys(once("Router", "100.00 EUR"))
			d := p.account().On(day("03-02"))
			assert.Equal(t, c.want, fmt.Sprintf("%s %s, %s", d.Channel, d.Email, d.Address.Street))
		})
	}
}

// remedies hands a remedy over, as Customer QoS/SLA Management does.
func (p *payer) remedied(no int, amount string) {
	p.t.Helper()
	n := sla.RemedyNotice{Customer: p.id, Agreement: "agreement", Violation: "violation", Period: p.bills()[0].Period, No: no, Text: "five hours without mail",
		Adjustments: []sla.Adjustment{{Fee: "Line", Amount: money.Must(amount)}}}
	require.NoError(p.t, p.env.Update(p.ctx, func(u *work.Unit) error {
		return u.Emit(sla.EventRemedyHandedOver, n.Violation, "the violation's case", n)
	}))
	p.settles()
}

// Who has left is still owed what was promised.
func TestRebate_for_a_customer_whose_account_is_closed_is_on_a_last_bill(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
	p.on("04-01")
	closed := p.account()
	_, err := p.Billing.CloseAccount(p.ctx, closed.ID, day("04-28"), "the customer has moved")
	require.NoError(t, err)
	p.on("04-20")
	p.remedied(1, "2.00 EUR")
	require.Empty(t, p.failed())
	p.on("05-01")
	last := p.bills()[1]
	assert.Equal(t, []string{"1 × Line 27.90 EUR", "1 × Service level rebate: Line -2.00 EUR"}, lines(last))
	assert.Len(t, of(p.journal("the violation's case"), billing.EventAdjustedBillSent), 1)

	p.on("05-20")
	p.remedied(2, "1.00 EUR")
	p.on("06-01")
	all := p.bills()
	require.Len(t, all, 3, "even behind the last bill")
	assert.Equal(t, []string{"1 × Service level rebate: Line -1.00 EUR"}, lines(all[2]))
	assert.Equal(t, billing.BillOnHold, all[2].State)
	assert.Equal(t, closed.ID, p.account().ID, "no account is opened for it")
	assert.Empty(t, p.failed())
}

// What cannot be noted is written down with the reason, and nothing of it is noted.
func TestReactions_of_billing_that_fail_change_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
		p.on("04-01")
		p.on("04-10")
		for name, c := range map[string]struct {
			do       func()
			reaction string
			says     []string
		}{
			"charges in another currency than the account's": {
				func() {
					p.buys(monthly(ordering.Modify, "Line", "62.00 USD"), once("Router", "80.00 USD"))
				}, "note charges", []string{"items[0].prices[0]", "EUR"}},
			"a remedy in another currency": {
				func() { p.remedied(1, "2.00 USD") }, "note rebates", []string{"rebate.amount", "EUR"}},
			"a remedy for nobody": {
				func() {
					id := p.id
					n := sla.RemedyNotice{Customer: "nobody", Violation: "v", No: 1, Period: p.bills()[0].Period, Adjustments: []sla.Adjustment{{Fee: "Line", Amount: money.Must("1.00 EUR")}}}
					require.NoError(t, p.env.Update(p.ctx, func(u *work.Unit) error { return u.Emit(sla.EventRemedyHandedOver, "v", "v", n) }))
					p.settles()
					p.id = id
				}, "note rebates", []string{`"nobody"`, "not found"}},
		} {
			before := len(p.failed())
			c.do()
			failed := p.failed()
			require.Len(t, failed, before+1, name)
			assert.Equal(t, c.reaction, failed[before].Reaction, name)
			for _, says := range c.says {
				assert.Contains(t, failed[before].Error, says, name)
			}
		}
		p.on("05-01")
		assert.Equal(t, []string{"1 × Line 31.00 EUR"}, lines(p.bills()[1]), "the old product goes on, nothing new is charged, and nothing given back")
	})
}

func TestDelivery_of_more_than_was_ordered_holds_the_bill(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		quantities []string
		lines      []string
		codes      []string
	}{
		"as ordered":         {[]string{"8", "12"}, []string{"8 × PC 200.00 EUR", "12 × PC 300.00 EUR"}, nil},
		"less":               {[]string{"8"}, []string{"8 × PC 200.00 EUR"}, nil},
		"more":               {[]string{"8", "13"}, []string{"8 × PC 200.00 EUR", "12 × PC 300.00 EUR", "1 × PC 0.00 EUR"}, []string{billing.CodeSurplus}},
		"nothing, and later": {nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), func(s *setting) { s.config.Charging = map[string]crm.Charging{"PC": {OnDelivery: true}} })
			pcs := once("PC", "25.00 EUR")
			pcs.Quantity = 20
			pcs.Prices = append(pcs.Prices, price.Price{Name: "care", Type: price.Recurring, Period: "month", Amount: money.Must("0.00 EUR")})
			p.buys(pcs, once("Router", "10.00 EUR"))
			p.on("03-10")
			for n, q := range c.quantities {
				d := billing.Delivery{ID: fmt.Sprint("delivery ", n), Customer: p.id, Offering: "PC", Quantity: quantity(q), At: p.world.Now().Add(time.Duration(n-9) * time.Minute), Text: "PC"}
				for range 2 { // it is reported twice
					_, err := p.Billing.ReceiveDelivery(p.ctx, d)
					require.NoError(t, err)
				}
			}
			p.on("04-01")
			b := p.bill()
			got := slices.DeleteFunc(lines(b), func(l string) bool { return l == "1 × Router 10.00 EUR" || l == "20 × care 0.00 EUR" })
			assert.ElementsMatch(t, c.lines, got)
			assert.Equal(t, c.codes, codes(b))
			want := billing.BillSent
			if c.codes != nil {
				want = billing.BillOnHold
			}
			assert.Equal(t, want, b.State)
			if name != "nothing, and later" {
				return
			}
			_, err := p.Billing.ReceiveDelivery(p.ctx, billing.Delivery{ID: "late", Customer: p.id, Offering: "PC", Quantity: quantity("20"), At: p.world.Now()})
			require.NoError(t, err)
			p.on("05-01")
			assert.Contains(t, lines(p.bills()[1]), "20 × PC 500.00 EUR")
			assert.Empty(t, p.failed())
		})
	}
}

func quantity(text string) money.Quantity {
	q, err := money.ParseQuantity(text)
	if err != nil {
		panic(err)
	}
	return q
}
