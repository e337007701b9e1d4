package crashtest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// evidence is what the world was told and what is stored.
type evidence struct {
	lives []crash.Life[entry] // the log of each worker, one after the other

	orders  []ordering.Order
	tasks   []ordering.Cancellation
	events  []event.Event // in order of id
	pending []event.Event // by their key
	streams map[string]int64
	keys    int // that are known to have placed an order
}

// stream is the count of a case's events, as it is stored.
type stream struct {
	store.Meta
	Last int64 `json:"last"`
}

type anything struct{ store.Meta }

// The records as they are stored, whatever keys lead to them.
var (
	orders  = store.NewCollection[ordering.Order]("ordering.order", nil)
	tasks   = store.NewCollection[ordering.Cancellation]("ordering.cancellation", nil)
	events  = store.NewCollection[event.Event]("event.event", nil)
	streams = store.NewCollection[stream]("event.stream", nil)
	onces   = store.NewCollection[anything]("work.once", nil)
)

// look takes the evidence from a store, all of it at one instant.
func look(t testing.TB, st store.Store, lives []crash.Life[entry]) evidence {
	t.Helper()
	e := evidence{lives: lives, streams: map[string]int64{}}
	require.NoError(t, work.New(st, nil).View(context.Background(), func(u *work.Unit) error {
		e.orders, e.tasks, e.events = all(t, u, orders), all(t, u, tasks), all(t, u, events)
		for _, s := range all(t, u, streams) {
			e.streams[s.ID] = s.Last
		}
		e.keys = len(all(t, u, onces))
		var err error
		e.pending, _, err = event.Pending(u, store.Cursor{}, 0)
		return err
	}))
	return e
}

func all[T any, P store.Entity[T]](t testing.TB, u *work.Unit, c *store.Collection[T, P]) []T {
	t.Helper()
	found, _, err := c.Page(u, store.Query{})
	require.NoError(t, err)
	return found
}

// journalOf is the events of each case, in no order.
func (e evidence) journal() map[string][]event.Event {
	cases := map[string][]event.Event{}
	for _, one := range e.events {
		cases[one.Correlation] = append(cases[one.Correlation], one)
	}
	return cases
}

// about is the events about an order, by their number.
func (e evidence) about(o ordering.Order) []event.Event {
	var found []event.Event
	for _, one := range e.events {
		if one.Subject == o.ID {
			found = append(found, one)
		}
	}
	return byNumber(found)
}
