package selling_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

const day = 24 * time.Hour

func monthly(name, amount string) price.Price {
	return price.Price{Name: name, Type: price.Recurring, Period: "month", Amount: money.Must(amount)}
}

func once(name, amount string) price.Price {
	return price.Price{Name: name, Type: price.NonRecurring, Amount: money.Must(amount)}
}

// extranet is the portfolio of the BMW extranet (section 6 of the paper). The amounts are the example's own.
func extranet() selling.Portfolio {
	return selling.Portfolio{
		{ID: "extranet-access", Name: "Extranet access", NameDe: "Extranet-Anschluss", Kind: selling.Standard,
			Needs: []string{"extranet"}, Keywords: []string{"extranet"}, LeadTime: 4 * day, Asks: []string{"deliveryAddress"},
			Prices:       []price.Price{monthly("Extranet access basic charge", "200.00 EUR"), once("Installation", "150.00 EUR")},
			ServiceLevel: selling.ServiceLevel{Features: []string{"Online Ordering", "Internet access", "Mail", "DNS", "VPN"}}},
		{ID: "isdn-access", Name: "ISDN access", NameDe: "ISDN-Anschluss", Kind: selling.Standard, Requires: []string{"extranet-access"},
			Needs: []string{"connection"}, LeadTime: 2 * day, Prices: []price.Price{monthly("ISDN surcharge", "25.00 EUR")}},
		{ID: "dsl-access", Name: "DSL access", NameDe: "DSL-Anschluss", Kind: selling.Special, With: []string{"DSL", "ADSL"},
			Needs: []string{"connection", "faster-connection"}, Keywords: []string{"faster connection", "schneller*"},
			Requires: []string{"extranet-access"}, Excludes: []string{"isdn-access"}, Alternatives: []string{"isdn-access"},
			AnswerTime: 2 * day, LeadTime: 10 * day, Risk: "The speed depends on the distance to the exchange.",
			Effort: "A technician must be let in once.", Acknowledge: true, Prices: []price.Price{monthly("DSL surcharge", "39.90 EUR")}},
		{ID: "car-configurator", Name: "Car Configurator", Kind: selling.Standard, Requires: []string{"extranet-access"},
			Needs: []string{"car-configurator"}, Keywords: []string{"configurator"}, LeadTime: day,
			Prices:       []price.Price{monthly("Car Configurator per PC", "12.50 EUR")},
			ServiceLevel: selling.ServiceLevel{Features: []string{"Car Configurator"}}},
		{ID: "leased-line", Name: "Leased line", Kind: selling.Custom, Requires: []string{"extranet-access"},
			Needs: []string{"leased-line", "faster-connection"}, Excludes: []string{"dsl-access", "isdn-access"},
			AnswerTime: 10 * day, LeadTime: 60 * day, Effort: "A duct must be dug.", Alternatives: []string{"dsl-access"}},
	}
}

// keyAccount are the conditions of large customers: the service level of section 6.2 and the figures of section 6.6.
func keyAccount() selling.Terms {
	limit := selling.Figure{Metric: "outage", Operator: selling.LessOrEqual, Value: money.Count(4), Unit: "h", Period: "month"}
	return selling.Terms{
		Segment: "keyAccount", ValidDays: 14, Months: 24, Conditions: []string{"Notice: three months to the end of a quarter."},
		Discounts: []selling.Discount{{Type: price.Recurring, Rate: money.MustRate("5%"), Name: "key-account discount"}},
		ServiceLevel: selling.ServiceLevel{Name: "Gold",
			Features: []string{"Online Ordering", "Car Configurator", "Internet access", "Mail", "DNS", "VPN"},
			Terms: []selling.Term{{Feature: "Mail", Text: "4 h without mail are allowed per calendar month", Figure: &limit,
				Remedy: &selling.Remedy{Text: "2 % off the month's basic charge", Rate: money.MustRate("2%"), Price: "Extranet access basic charge"}}}},
	}
}

// segments says that dealers are key accounts.
type segments struct{}

func (segments) Segment(_ *work.Unit, customer string) (string, error) {
	if customer == "dealer-a" {
		return "keyAccount", nil
	}
	return "", nil
}

func config() *selling.Config {
	return &selling.Config{Portfolio: extranet(), Terms: []selling.Terms{keyAccount()}, Segments: segments{}, Zone: "Europe/Berlin",
		Signatory: "B. Seller"}
}

// desk is Selling at work in a test.
type desk struct {
	*selling.Service
	t     *testing.T
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	watch *etomtest.Watched
}

func newDesk(t *testing.T, st store.Store, c *selling.Config) desk {
	t.Helper()
	watch := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watch)
	s, err := selling.New(env, c)
	require.NoError(t, err)
	return desk{Service: s, t: t, ctx: t.Context(), env: env, clock: clock, watch: watch}
}

func memoryDesk(t *testing.T) desk { return newDesk(t, memory.New(), config()) }

// qualified is a prospect with needs stated.
func (d desk) qualified(customer string, has []string, needs ...selling.Need) selling.Prospect {
	d.t.Helper()
	p, err := d.TakeEnquiry(d.ctx, selling.Enquiry{Customer: customer, Interest: "the extranet", Has: has})
	require.NoError(d.t, err)
	p, err = d.StateNeeds(d.ctx, p.ID, needs)
	require.NoError(d.t, err)
	return p
}

// offered is an approved quote to dealer A.
func (d desk) offered() selling.Quote {
	d.t.Helper()
	q, err := d.Propose(d.ctx, selling.Draft{Customer: "dealer-a", Items: []selling.DraftItem{{Offering: "extranet-access"}}})
	require.NoError(d.t, err)
	require.Equal(d.t, selling.Approved, q.State)
	return q
}

// agreed is the agreement made of an accepted quote.
func (d desk) agreed() selling.Agreement {
	d.t.Helper()
	q := d.offered()
	a, err := d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: q.Number, SignedBy: "A. Dealer", Address: "Hauptstr. 1"})
	require.NoError(d.t, err)
	return a
}

func (d desk) quote(id string) selling.Quote {
	d.t.Helper()
	q, err := d.Quote(d.ctx, id)
	require.NoError(d.t, err)
	return q
}

// events are those of a case.
func (d desk) events(correlation string) []event.Event {
	d.t.Helper()
	all, err := work.See(d.ctx, d.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	require.NoError(d.t, err)
	return all
}

func types(events []event.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

// last is the last event of a type, decoded.
func last[T any](t *testing.T, events []event.Event, typ string) T {
	t.Helper()
	var data T
	for _, e := range slices.Backward(events) {
		if e.Type == typ {
			require.NoError(t, e.Read(&data))
			return data
		}
	}
	require.Fail(t, "no event "+typ, "%v", types(events))
	return data
}

func readTestdata(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return text
}
