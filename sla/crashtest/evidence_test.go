package crashtest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

// evidence is what the workers acknowledged, and what is stored.
type evidence struct {
	acked      []step
	records    map[string]sla.PeriodRecord
	violations map[string]sla.Violation
	events     map[string][]event.Event // by correlation, which here is the record
	received   int                      // how many reports are known by their id
}

type anything struct{ store.Meta }

// The records as they are stored, whatever keys lead to them.
var (
	records    = store.NewCollection[sla.PeriodRecord]("sla.record", nil)
	violations = store.NewCollection[sla.Violation]("sla.violation", nil)
	events     = store.NewCollection[event.Event]("event.event", nil)
	onces      = store.NewCollection[anything]("work.once", nil)
)

// look takes the evidence from a store, all of it at one instant.
func look(t testing.TB, st store.Store, acked []step) evidence {
	t.Helper()
	e := evidence{acked: acked}
	require.NoError(t, work.New(st, nil).View(context.Background(), func(u *work.Unit) error {
		e.records, e.violations, e.events = map[string]sla.PeriodRecord{}, map[string]sla.Violation{}, map[string][]event.Event{}
		for _, r := range all(t, u, records) {
			e.records[r.ID] = r
		}
		for _, v := range all(t, u, violations) {
			e.violations[v.ID] = v
		}
		for _, one := range all(t, u, events) {
			e.events[one.Correlation] = append(e.events[one.Correlation], one)
		}
		e.received = len(all(t, u, onces))
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

// handedOver are the hand-overs of a record's case, in the order of the journal.
func (e evidence) handedOver(record string) []sla.RemedyNotice {
	var found []sla.RemedyNotice
	for _, one := range byNumber(e.events[record]) {
		var n sla.RemedyNotice
		if one.Type == sla.EventRemedyHandedOver && one.Read(&n) == nil {
			found = append(found, n)
		}
	}
	return found
}

// sum is what they come to.
func sum(notices []sla.RemedyNotice) (money.Amount, error) {
	var c money.Calc
	total := money.Must("0.00 EUR")
	for _, n := range notices {
		total = c.Add(total, n.Amount)
	}
	return total, c.Err()
}
