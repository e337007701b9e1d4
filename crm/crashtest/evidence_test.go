package crashtest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// evidence is what the workers said, and what is stored.
type evidence struct {
	said        crash.Life[step] // of all workers, one after the other
	orders      []ordering.Order // in order of id, as is all that follows
	assessments []risk.Assessment
	deposits    []risk.DepositAccount
	standings   []risk.Standing
	policies    []anything
	events      []event.Event
	streams     map[string]int64 // how many events each case counts
}

// stream is the count of a case's events, as it is stored.
type stream struct {
	store.Meta
	Last int64 `json:"last"`
}

type anything struct{ store.Meta }

// The records as they are stored, whatever keys lead to them.
var (
	orders      = store.NewCollection[ordering.Order]("ordering.order", nil)
	assessments = store.NewCollection[risk.Assessment]("risk.assessment", nil)
	deposits    = store.NewCollection[risk.DepositAccount]("risk.deposit", nil)
	standings   = store.NewCollection[risk.Standing]("risk.standing", nil)
	policies    = store.NewCollection[anything]("risk.policy", nil)
	events      = store.NewCollection[event.Event]("event.event", nil)
	streams     = store.NewCollection[stream]("event.stream", nil)
)

// look takes the evidence from a store, all of it at one instant.
func look(t testing.TB, st store.Store, said crash.Life[step]) evidence {
	t.Helper()
	e := evidence{said: said, streams: map[string]int64{}}
	require.NoError(t, work.New(st, nil).View(context.Background(), func(u *work.Unit) error {
		e.orders, e.assessments, e.deposits = all(t, u, orders), all(t, u, assessments), all(t, u, deposits)
		e.standings, e.policies, e.events = all(t, u, standings), all(t, u, policies), all(t, u, events)
		for _, s := range all(t, u, streams) {
			e.streams[s.ID] = s.Last
		}
		return nil
	}))
	return e
}

func all[T any, P store.Entity[T]](t testing.TB, u *work.Unit, c *store.Collection[T, P]) []T {
	t.Helper()
	found, _, err := c.Page(u, store.Query{})
	require.NoError(t, err)
	return found
}

// find is the first that is meant; nil if there is none.
func find[T any](all []T, meant func(T) bool) *T {
	if n := slices.IndexFunc(all, meant); n >= 0 {
		return &all[n]
	}
	return nil
}

// order is that which was placed under a key.
func (e *evidence) order(key string) *ordering.Order {
	return find(e.orders, func(o ordering.Order) bool { return o.ExternalID == key })
}

// assessment is that which an order names.
func (e *evidence) assessment(o ordering.Order) *risk.Assessment {
	return find(e.assessments, func(a risk.Assessment) bool { return a.ID == o.Credit.Assessment })
}

// deposit is that which an assessment has asked for.
func (e *evidence) deposit(assessment string) *risk.DepositAccount {
	return find(e.deposits, func(d risk.DepositAccount) bool { return d.Assessment == assessment })
}

// pending reports whether an event is still to be delivered.
func (e *evidence) pending(typ, subject string) bool {
	return find(e.events, func(one event.Event) bool { return one.Type == typ && one.Subject == subject && !one.Delivered }) != nil
}
