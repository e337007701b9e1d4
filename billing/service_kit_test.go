package billing_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// serviceDesk is Billing on a store that is watched. It is Monday, 2 March 2026, 09:00 UTC.
type serviceDesk struct {
	*billing.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func serviceOpen(t testing.TB, st store.Store, config *billing.Config) *serviceDesk {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	if config == nil {
		config = serviceConfig()
	}
	service, err := billing.New(env, config)
	require.NoError(t, err)
	return &serviceDesk{Service: service, t: t, ctx: context.Background(), env: env, clock: clock, store: watched}
}

// with is Billing with another config, on the same store.
func (d *serviceDesk) with(config *billing.Config) *serviceDesk {
	d.t.Helper()
	service, err := billing.New(d.env, config)
	require.NoError(d.t, err)
	other := *d
	other.Service = service
	return &other
}

// serviceEverywhere runs a test on every backend.
func serviceEverywhere(t *testing.T, test func(*testing.T, *serviceDesk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, serviceOpen(t, st, nil)) })
}

func serviceInMemory(t testing.TB, config *billing.Config) *serviceDesk {
	return serviceOpen(t, memory.New(), config)
}

// serviceConfig has an issuer whose bills pass the checks, and a tariff of 9 cents a minute.
func serviceConfig() *billing.Config {
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{
		ID: "voice", Version: "1", Name: "Voice", De: "Telefonie", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin",
		From: calendar.MustParse("2020-01-01"),
		Prices: []rating.Price{{Code: "call", Name: "Calls", De: "Gespräche", Kind: "voice", Measure: rating.Duration, Model: rating.Unit,
			Unit: "min", Amount: money.Must("0.09 EUR")}},
	}}})
	if err != nil {
		panic(err)
	}
	return &billing.Config{Issuers: []billing.Issuer{serviceIssuer()}, Zone: "Europe/Berlin", Book: book}
}

func serviceIssuer() billing.Issuer {
	return billing.Issuer{ID: "BMW", Name: "BMW AG", TaxID: "DE129273398",
		Address: billing.Address{Street: "Petuelring 130", PostCode: "80809", City: "München", Country: "DE"}}
}

func serviceDetails(name string) billing.Details {
	return billing.Details{Name: name, Language: "de", Channel: billing.Email, Email: "rechnung@example.com",
		Address: billing.Address{Street: "Hauptstraße 1", PostCode: "10115", City: "Berlin", Country: "DE"}}
}

// account opens an account on 1 February 2026.
func (d *serviceDesk) account(id, customer string) billing.Account {
	d.t.Helper()
	return d.opened(billing.AccountDraft{ID: id, Customer: customer, From: calendar.MustParse("2026-02-01"), Details: serviceDetails("Händler A")})
}

func (d *serviceDesk) opened(draft billing.AccountDraft) billing.Account {
	d.t.Helper()
	a, err := d.OpenAccount(d.ctx, draft)
	require.NoError(d.t, err)
	return a
}

// monthly is a recurring price.
func monthly(name, amount string) price.Price {
	return price.Price{Name: name, Type: price.Recurring, Period: "month", Amount: money.Must(amount)}
}

func once(name, amount string) price.Price {
	return price.Price{Name: name, Type: price.NonRecurring, Amount: money.Must(amount)}
}

// holds gives a customer a product for 200 EUR a month with the voice tariff, from a day on; its id is the order's with "/1".
func (d *serviceDesk) holds(order, customer, account, from string) string {
	d.t.Helper()
	n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: customer, Account: account, Order: order, Items: []billing.ChargeItem{{
		ID: "1", Offering: "extranet", Name: "Extranet", Quantity: 1, Tariff: "voice", From: calendar.MustParse(from),
		Prices: []price.Price{monthly("Basic charge", "200.00 EUR")}}}})
	require.NoError(d.t, err)
	require.Len(d.t, n.Products, 1)
	return n.Products[0].ID
}

// call is a record of usage at an instant of February 2026, such as "10T08:00" UTC.
func call(id, product, at string, minutes int) rating.Usage {
	when, err := time.Parse("2006-01-02T15:04", "2026-02-"+at)
	if err != nil {
		panic(err)
	}
	return rating.Usage{ID: id, Product: product, Kind: "voice", At: when, Duration: calendar.Span(time.Duration(minutes) * time.Minute)}
}

func (d *serviceDesk) used(batch string, records ...rating.Usage) billing.Receipt {
	d.t.Helper()
	r, err := d.ReceiveUsage(d.ctx, billing.Batch{ID: batch, Records: records})
	require.NoError(d.t, err)
	return r
}

// run bills what is due at the clock's instant.
func (d *serviceDesk) run() billing.Report {
	d.t.Helper()
	r, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now()})
	require.NoError(d.t, err)
	return r
}

func (d *serviceDesk) due() billing.DueReport {
	d.t.Helper()
	r, err := d.Due(d.ctx, d.clock.Now())
	require.NoError(d.t, err)
	return r
}

func (d *serviceDesk) bill(id string) billing.Bill {
	d.t.Helper()
	b, err := d.Bill(d.ctx, id)
	require.NoError(d.t, err)
	return b
}

func (d *serviceDesk) file(id string) billing.BillFile {
	d.t.Helper()
	f, err := d.File(d.ctx, id)
	require.NoError(d.t, err)
	return f
}

func (d *serviceDesk) told(correlation string) []string {
	d.t.Helper()
	return etomtest.Types(etomtest.Journal(d.t, d.env, correlation))
}

func (d *serviceDesk) last(correlation, typ string, to any) {
	d.t.Helper()
	events := etomtest.Journal(d.t, d.env, correlation)
	var found *event.Event
	for i := range events {
		if events[i].Type == typ {
			found = &events[i]
		}
	}
	require.NotNil(d.t, found, "no %s in %v", typ, etomtest.Types(events))
	require.NoError(d.t, found.Read(to))
}

// refuses fails the test unless the command ends with an error of the kind and commits nothing.
func (d *serviceDesk) refuses(kind error, command func() error) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() { err = command() })
	require.ErrorIs(d.t, err, kind)
	return err
}

func (d *serviceDesk) ofTenant(tenant string) *billing.Service {
	d.t.Helper()
	s, err := billing.New(work.New(d.store, &work.Config{Tenant: tenant, Now: d.clock.Now, NewID: etomtest.NewIDs(tenant).New}), serviceConfig())
	require.NoError(d.t, err)
	return s
}

// lineTexts shows a bill's lines, with what they come to.
func lineTexts(b billing.Bill) []string {
	var all []string
	for _, l := range b.Lines {
		all = append(all, fmt.Sprintf("%s %s: %s", l.Category, l.Name, l.Net))
	}
	return all
}

func findingCodes(b billing.Bill) []string {
	var all []string
	for _, f := range b.Findings {
		all = append(all, f.Code)
	}
	return all
}

func date(text string) calendar.Date { return calendar.MustParse(text) }

func prices(all ...price.Price) []price.Price { return all }
