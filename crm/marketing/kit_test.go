package marketing_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

var ctx = context.Background()

// room is Marketing Fulfillment Response in a test.
type room struct {
	*marketing.Service
	t       testing.TB
	env     *work.Env
	clock   *etomtest.Clock
	watched *etomtest.Watched
}

func open(t testing.TB, st store.Store) room {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	return room{Service: marketing.New(env), t: t, env: env, clock: clock, watched: watched}
}

// inMemory is open on a fresh memory store, for what no backend could change.
func inMemory(t testing.TB) room { return open(t, memory.New()) }

// stores runs the test on every backend.
func stores(t *testing.T, test func(t *testing.T, r room)) {
	t.Helper()
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st)) })
}

// brochure is the collateral of most tests.
func brochure() marketing.Draft {
	return marketing.Draft{Name: "The extranet", Medium: marketing.Brochure, Offerings: []string{"extranet"}, Text: "Order cars online.", TextDe: "Autos online bestellen."}
}

// made makes a collateral.
func (r room) made(d marketing.Draft) marketing.Collateral {
	r.t.Helper()
	c, err := r.Make(ctx, d)
	require.NoError(r.t, err)
	return c
}

// issued issues a collateral to a customer.
func (r room) issued(collateral, customer string) marketing.Lead {
	r.t.Helper()
	l, fresh, err := r.Issue(ctx, collateral, customer)
	require.NoError(r.t, err)
	require.True(r.t, fresh)
	return l
}

// track takes a lead through events.
func (r room) track(id string, events ...marketing.Event) marketing.Lead {
	r.t.Helper()
	var l marketing.Lead
	for _, on := range events {
		var err error
		l, err = r.Track(ctx, id, on, "")
		require.NoError(r.t, err)
	}
	return l
}

func (r room) events(correlation string) []event.Event {
	r.t.Helper()
	all, err := work.See(ctx, r.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	require.NoError(r.t, err)
	return all
}

// journal is the types of the events of a case, in their order.
func (r room) journal(correlation string) []string {
	var types []string
	for _, e := range r.events(correlation) {
		types = append(types, e.Type)
	}
	return types
}

// last is the data of the last event of a case.
func last[T any](r room, correlation string) T {
	r.t.Helper()
	all := r.events(correlation)
	require.NotEmpty(r.t, all)
	var data T
	require.NoError(r.t, all[len(all)-1].Read(&data))
	return data
}

// refused asks that the command fails with the kind of error and changes nothing.
func (r room) refused(kind error, do func() error) error {
	r.t.Helper()
	var err error
	r.watched.Unchanged(r.t, func() { err = do() })
	require.ErrorIs(r.t, err, kind)
	return err
}
