package collection_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// desk is collection on a store that is watched, with what tests ask of it again and again.
type desk struct {
	*collection.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func open(t testing.TB, st store.Store, config *collection.Config) *desk {
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	s, err := collection.New(env, config)
	require.NoError(t, err)
	return &desk{Service: s, t: t, ctx: context.Background(), env: env, clock: clock, store: watched}
}

// everywhere runs a test on every backend.
func everywhere(t *testing.T, config *collection.Config, test func(*testing.T, *desk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, config)) })
}

func inMemory(t testing.TB, config *collection.Config) *desk { return open(t, memory.New(), config) }

func date(text string) calendar.Date { return calendar.MustParse(text) }

// bill is an item of customer c-1 on account a-1.
func bill(id, no, amount, due string) collection.Item {
	return collection.Item{Bill: id, No: no, Account: "a-1", Customer: "c-1", Amount: money.Must(amount), Due: date(due), Kind: collection.Bill, Correlation: "case-" + id}
}

func paying(id, amount, on, text string) collection.Payment {
	return collection.Payment{ID: id, Amount: money.Must(amount), On: date(on), Text: text}
}

// on sets the clock to the morning of a day.
func (d *desk) on(day string) {
	date := date(day)
	d.clock.Set(time.Date(date.Year(), date.Month(), date.Day(), 8, 0, 0, 0, time.UTC))
}

// due does what is due in the morning of a day.
func (d *desk) due(day string) collection.DueReport {
	d.t.Helper()
	d.on(day)
	r, err := d.Due(d.ctx, d.clock.Now())
	require.NoError(d.t, err)
	return r
}

func (d *desk) opened(i collection.Item) collection.OpenItem {
	d.t.Helper()
	return d.item(d.OpenItem(d.ctx, i))
}

func (d *desk) paid(p collection.Payment) collection.Received {
	d.t.Helper()
	return d.payment(d.TakePayment(d.ctx, p))
}

func (d *desk) item(i collection.OpenItem, err error) collection.OpenItem {
	d.t.Helper()
	require.NoError(d.t, err)
	return i
}

func (d *desk) payment(p collection.Received, err error) collection.Received {
	d.t.Helper()
	require.NoError(d.t, err)
	return p
}

func (d *desk) account(a collection.Account, err error) collection.Account {
	d.t.Helper()
	require.NoError(d.t, err)
	return a
}

func (d *desk) history(account string) collection.History {
	d.t.Helper()
	h, err := d.History(d.ctx, account)
	require.NoError(d.t, err)
	return h
}

// told is the types of the events of a case.
func (d *desk) told(correlation string) []string {
	d.t.Helper()
	return etomtest.Types(etomtest.Journal(d.t, d.env, correlation))
}

// refuses fails the test unless the command ends with an error of the kind and commits nothing.
func (d *desk) refuses(kind error, command func() error) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() { err = command() })
	require.ErrorIs(d.t, err, kind)
	return err
}

// total checks that no money was lost or made: of each payment, and of each item.
func (d *desk) total(account string) {
	d.t.Helper()
	h := d.history(account)
	matched := map[string]money.Amount{}
	var c money.Calc
	for _, p := range h.Payments {
		sum := c.Sum(p.Unmatched, p.Refunded, p.Returned)
		for _, a := range p.Matched {
			sum = c.Add(sum, a.Amount)
			matched[a.Item] = c.Add(matched[a.Item], a.Amount)
		}
		require.Equal(d.t, p.Payment.Amount, sum, p.ID)
	}
	for _, i := range h.Items {
		open, paid := i.Amount, money.Amount{}
		for _, e := range i.Entries {
			open = c.Sub(open, e.Amount)
			if e.Kind == collection.Paid || e.Kind == collection.PaidBack {
				paid = c.Add(paid, e.Amount)
			}
		}
		require.Equal(d.t, i.Open, open, i.ID)
		require.Zero(d.t, c.Sub(paid, matched[i.ID]).Sign(), i.ID)
	}
	require.NoError(d.t, c.Err())
}
