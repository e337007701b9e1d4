package crashtest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// evidence is what the workers made known, and what is stored.
type evidence struct {
	told  []step           // bills
	done  int              // months that all machines have billed
	bills []billing.Bill   // in order of id
	used  map[string][]use // by account
	sent  []event.Event    // one for each bill that goes to its customer
	last  int64            // number that was given
}

// use is a record of usage as it is stored.
type use struct {
	ID       string         `json:"id"`
	Quantity money.Quantity `json:"quantity"`
	With     calendar.Date  `json:"with,omitzero"` // first day of the period with whose bill it is billed, if not that of its use
}

type sheet struct {
	store.Meta
	Account string        `json:"account"`
	From    calendar.Date `json:"from"`
	Records []use         `json:"record"`
}

type counter struct {
	store.Meta
	Last int64 `json:"last"`
}

// The records as they are stored, whatever keys lead to them.
var (
	files    = store.NewCollection[billing.BillFile]("billing.bill", nil)
	sheets   = store.NewCollection[sheet]("billing.usage", nil)
	counters = store.NewCollection[counter]("billing.counter", nil)
	events   = store.NewCollection[event.Event]("event.event", nil)
)

// look takes the evidence from a store, all of it at one instant.
func look(t testing.TB, st store.Store, lives []crash.Life[step]) evidence {
	t.Helper()
	e := evidence{used: map[string][]use{}}
	e.told, e.done = known(lives)
	require.NoError(t, work.New(st, nil).View(context.Background(), func(u *work.Unit) error {
		for _, f := range all(t, u, files) {
			e.bills = append(e.bills, f.Bill)
		}
		for _, sh := range all(t, u, sheets) {
			for _, r := range sh.Records {
				if r.With.IsZero() {
					r.With = sh.From
				}
				e.used[sh.Account] = append(e.used[sh.Account], r)
			}
		}
		for _, c := range all(t, u, counters) {
			e.last = c.Last
		}
		for _, one := range all(t, u, events) {
			if one.Type == billing.EventBillSent {
				e.sent = append(e.sent, one)
			}
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

// known is which bills the workers made known, and how many months all machines have billed.
func known(lives []crash.Life[step]) (told []step, done int) {
	var acked [machines]int
	for _, life := range lives {
		for _, line := range life {
			switch line.Act {
			case crash.Note:
				told = append(told, line.Step)
			case crash.Ack:
				acked[line.Clerk] = max(acked[line.Clerk], line.Step.Month+1)
			}
		}
	}
	done = acked[0]
	for _, n := range acked {
		done = min(done, n)
	}
	return told, done
}
