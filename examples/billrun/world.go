package main

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// All happens in March 2026, and is billed on the morning of 1 April.
var (
	march = calendar.MustParse("2026-03-01")
	asOf  = time.Date(2026, time.April, 1, 4, 0, 0, 0, time.UTC)
)

//go:embed tariffs.json
var tariffs []byte

// world is the provider: its customers, and Billing.
type world struct {
	options
	env       *work.Env
	customers *customer.Service
	billing   *billing.Service
}

func newWorld(st store.Store, o options) (*world, error) {
	w := &world{options: o, env: work.New(st, &work.Config{Now: func() time.Time { return asOf }})}
	book, err := rating.Read(tariffs)
	if err != nil {
		return nil, err
	}
	if w.customers, err = customer.New(w.env, nil); err != nil {
		return nil, err
	}
	w.billing, err = billing.New(w.env, &billing.Config{Zone: "Europe/Berlin", Book: book, Issuers: []billing.Issuer{{
		ID: "B", Name: "Beispiel Telekom GmbH", TaxID: "DE136695976", Contact: "rechnung@telekom.example",
		Address: billing.Address{Street: "Lyoner Straße 9", PostCode: "60528", City: "Frankfurt am Main", Country: "DE"},
	}}})
	return w, err
}

func accountID(n int) string { return fmt.Sprintf("account-%07d", n) }

// perUnit is how many accounts are made in a transaction.
const perUnit = 50

// make makes the accounts, as far as they are not there.
func (w *world) make(ctx context.Context, made func(accounts int)) error {
	for first := 0; first < w.accounts; first += perUnit {
		last := min(first+perUnit, w.accounts)
		if _, err := w.billing.Account(ctx, accountID(last-1)); !fault.IsNotFound(err) {
			if err != nil {
				return err
			}
		} else if err := w.env.Update(ctx, func(u *work.Unit) error { return w.makeSome(u, first, last) }); err != nil {
			return err
		}
		made(last)
	}
	return nil
}

func (w *world) makeSome(u *work.Unit, first, last int) error {
	batch := billing.Batch{ID: fmt.Sprintf("usage-%07d", first)}
	for n := first; n < last; n++ {
		name := fmt.Sprintf("%s %d", word(w.lang, "Customer", "Kunde"), n+1)
		c, err := w.customers.EstablishTx(u, customer.Draft{Kind: customer.Individual, Number: fmt.Sprintf("K-%07d", n), Data: customer.Data{Name: name}})
		if err != nil {
			return err
		}
		a, err := w.billing.OpenAccountTx(u, billing.AccountDraft{ID: accountID(n), Customer: c.ID, From: march, Details: billing.Details{Name: name, Language: w.lang,
			Address: billing.Address{Street: fmt.Sprintf("Hauptstraße %d", 1+n%200), PostCode: "10115", City: "Berlin", Country: "DE"}}})
		if err != nil {
			return err
		}
		charges, err := w.billing.TakeChargesTx(u, billing.Charges{Customer: c.ID, Account: a.ID, Order: fmt.Sprintf("order-%07d", n), Items: []billing.ChargeItem{{
			ID: "1", Offering: "mobile", Name: "Mobile", De: "Mobilfunk", Quantity: 1, Tariff: "mobile", From: march.AddDays(n % 10), Timing: charge.Advance,
			Prices: []price.Price{{Name: word(w.lang, "Monthly fee", "Monatspreis"), Type: price.Recurring, Period: "month", Amount: money.Must("19.90 EUR")}},
		}}})
		if err != nil {
			return err
		}
		for k := range w.usage {
			batch.Records = append(batch.Records, record(n, k, charges.Products[0].ID))
		}
	}
	if len(batch.Records) == 0 {
		return nil
	}
	_, err := w.billing.ReceiveUsageTx(u, batch)
	return err
}

// record is the k-th of an account: calls, messages and data on the days of March behind the 10th.
func record(n, k int, product string) rating.Usage {
	mix := uint64(n*31 + k*7)
	r := rating.Usage{ID: fmt.Sprintf("u-%07d-%d", n, k), Product: product, Kind: "voice", From: "4930555" + fmt.Sprint(n),
		At: time.Date(2026, time.March, 11+k%20, int(mix%24), int(mix*13%60), 0, 0, time.UTC)}
	switch k % 5 {
	case 0, 1:
		r.To, r.Duration = "498912345", calendar.Span(time.Duration(20+mix*17%900)*time.Second)
	case 2:
		r.To, r.Duration = "4917112345", calendar.Span(time.Duration(20+mix*11%600)*time.Second)
	case 3:
		r.Kind = "sms"
	case 4:
		r.Kind, r.Unit, r.Quantity = "data", "MB", money.Count(int64(mix*29%500))
	}
	return r
}

func word(lang, en, de string) string {
	if lang == "de" {
		return de
	}
	return en
}
