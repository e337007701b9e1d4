package ordering_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

const day = 24 * time.Hour

// desk is Order Handling on a store that is watched, with what tests ask of it again and again.
type desk struct {
	*ordering.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func open(t testing.TB, st store.Store, config *ordering.Config) *desk {
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	orders, err := ordering.New(env, config)
	require.NoError(t, err)
	return &desk{Service: orders, t: t, ctx: context.Background(), env: env, clock: clock, store: watched}
}

// everywhere runs a test on every backend.
func everywhere(t *testing.T, config *ordering.Config, test func(*testing.T, *desk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, config)) })
}

func inMemory(t testing.TB, config *ordering.Config) *desk { return open(t, memory.New(), config) }

// item is a line without a price: item("2", "1") is item 2, which depends on 1.
func item(id string, dependsOn ...string) ordering.DraftItem {
	return ordering.DraftItem{ID: id, Action: ordering.Add, Offering: "offering " + id, Quantity: 1, DependsOn: dependsOn}
}

func unchanging(id string, dependsOn ...string) ordering.DraftItem {
	i := item(id, dependsOn...)
	i.Action = ordering.NoChange
	return i
}

// costing is a line with a price for each unit, due once.
func costing(id, amount string, quantity int) ordering.DraftItem {
	i := item(id)
	i.Quantity = quantity
	i.Prices = []price.Price{{Name: "price of " + id, Type: price.NonRecurring, Amount: money.Must(amount)}}
	return i
}

func draft(items ...ordering.DraftItem) ordering.Draft {
	return ordering.Draft{Customer: "c-1", Items: items}
}

// begun is an order in progress.
func (d *desk) begun(draft ordering.Draft) ordering.Order {
	d.t.Helper()
	return d.must(d.Begin(d.ctx, d.placed(draft).ID))
}

func (d *desk) placed(draft ordering.Draft) ordering.Order {
	d.t.Helper()
	return d.must(d.Place(d.ctx, draft))
}

func (d *desk) must(o ordering.Order, err error) ordering.Order {
	d.t.Helper()
	require.NoError(d.t, err)
	return o
}

// task is must for cancellations.
func (d *desk) task(c ordering.Cancellation, err error) ordering.Cancellation {
	d.t.Helper()
	require.NoError(d.t, err)
	return c
}

func (d *desk) order(id string) ordering.Order {
	d.t.Helper()
	return d.must(d.Get(d.ctx, id))
}

// done ends the work on items, one after the other.
func (d *desk) done(o ordering.Order, items ...string) ordering.Order {
	d.t.Helper()
	for _, i := range items {
		o = d.must(d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/" + i, Done: true}))
	}
	return o
}

func (d *desk) failed(o ordering.Order, item string) ordering.Order {
	d.t.Helper()
	return d.must(d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/" + item, Reason: "no line"}))
}

func (d *desk) moved(o ordering.Order, on ordering.Event) ordering.Order {
	d.t.Helper()
	return d.must(d.Move(d.ctx, o.ID, on, "because"))
}

// due does what is due at the clock's instant.
func (d *desk) due() ordering.DueReport {
	d.t.Helper()
	r, err := d.Due(d.ctx, d.clock.Now())
	require.NoError(d.t, err)
	return r
}

// journal is the events of a correlation, whose numbers are checked.
func (d *desk) journal(correlation string) []event.Event {
	d.t.Helper()
	events, err := work.See(d.ctx, d.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	require.NoError(d.t, err)
	for i, e := range events {
		assert.EqualValues(d.t, i+1, e.No)
	}
	return events
}

// told is the types of the events of a correlation.
func (d *desk) told(correlation string) []string {
	d.t.Helper()
	var types []string
	for _, e := range d.journal(correlation) {
		types = append(types, e.Type)
	}
	return types
}

// last reads the last event of a correlation, which must be of the type.
func (d *desk) last(correlation, typ string, to any) {
	d.t.Helper()
	events := d.journal(correlation)
	require.NotEmpty(d.t, events)
	e := events[len(events)-1]
	require.Equal(d.t, typ, e.Type)
	require.NoError(d.t, e.Read(to))
}

// refuses fails the test unless the command ends with an error of the kind and commits nothing.
func (d *desk) refuses(kind error, command func() error) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() { err = command() })
	require.ErrorIs(d.t, err, kind)
	return err
}

// refusesOrder is refuses for a command that answers with an order, which must be empty then.
func (d *desk) refusesOrder(kind error, command func() (ordering.Order, error)) error {
	d.t.Helper()
	return d.refuses(kind, func() error {
		o, err := command()
		assert.Zero(d.t, o)
		return err
	})
}

// fields are the paths and rules of what is wrong.
func fields(t testing.TB, err error) []string {
	t.Helper()
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var all []string
	for _, f := range invalid.Fields {
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}

// codes are the codes of the reasons for which a business rule said no.
func codes(t testing.TB, err error) []string {
	t.Helper()
	var refusal *fault.Refusal
	require.ErrorAs(t, err, &refusal)
	return codesOf(refusal.Reasons)
}

func codesOf(reasons []fault.Reason) []string {
	var all []string
	for _, r := range reasons {
		all = append(all, r.Code)
	}
	return all
}

// itemStates shows the items with their states, work the service orders with theirs.
func itemStates(o ordering.Order) map[string]ordering.State {
	states := map[string]ordering.State{}
	for _, i := range o.Items {
		states[i.ID] = i.State
	}
	return states
}

func workStates(o ordering.Order) map[string]ordering.WorkState {
	states := map[string]ordering.WorkState{}
	for _, w := range o.Work {
		states[w.Item] = w.State
	}
	return states
}

// items lists the items of service orders.
func items(work []ordering.ServiceOrder) []string {
	var all []string
	for _, w := range work {
		all = append(all, w.Item)
	}
	return all
}

// grants is a credit port that answers what it is told, and keeps what it was asked.
type grants struct {
	mu       sync.Mutex
	decision ordering.Decision
	err      error
	asked    []ordering.CreditRequest
}

func (g *grants) Authorize(_ *work.Unit, r ordering.CreditRequest) (ordering.Decision, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, r)
	return g.decision, g.err
}

var errOutOfReach = errors.New("the credit bureau does not answer")

// ofTenant is the same service for somebody else, on the same store.
func (d *desk) ofTenant(tenant string) *ordering.Service {
	ids := etomtest.NewIDs(tenant)
	orders, err := ordering.New(work.New(d.store, &work.Config{Tenant: tenant, Now: d.clock.Now, NewID: ids.New}), nil)
	require.NoError(d.t, err)
	return orders
}

// placeAnd places an order in a unit that ends with an error, or nil.
func (d *desk) placeAnd(end error) error {
	return d.env.Update(d.ctx, func(u *work.Unit) error {
		if _, err := d.PlaceTx(u, draft(item("1"))); err != nil {
			return err
		}
		return end
	})
}

type unit = *work.Unit
