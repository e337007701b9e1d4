package crashtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// kept is a store that keeps every version of every order.
type kept struct {
	store.Store
	mu       sync.Mutex
	versions map[string][]ordering.Order
}

type keptTx struct {
	store.Tx
	records []store.Record
}

func (k *kept) Update(ctx context.Context, fn func(store.Tx) error) error {
	var last *keptTx
	err := k.Store.Update(ctx, func(tx store.Tx) error {
		last = &keptTx{Tx: tx}
		return fn(last)
	})
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, rec := range last.records {
		var o ordering.Order
		if err := json.Unmarshal(rec.Body, &o); err != nil {
			return err
		}
		k.versions[o.ID] = append(k.versions[o.ID], o)
	}
	return nil
}

func (t *keptTx) Put(rec store.Record) error {
	if rec.Kind == orders.Kind() {
		t.records = append(t.records, rec)
	}
	return t.Tx.Put(rec)
}

// honest is the evidence of a worker that worked in peace and came to its end, and the versions its orders had.
func honest(t *testing.T) (evidence, map[string][]ordering.Order) {
	st := &kept{Store: memory.New(), versions: map[string][]ordering.Order{}}
	life := crash.Here(t, func(said *crash.Log[entry]) error { return workThrough(t.Context(), st, said, 1, int(kinds)) })
	for _, versions := range st.versions { // the first may have been noted late
		slices.SortFunc(versions, func(a, b ordering.Order) int { return int(a.Version - b.Version) })
	}
	e := look(t, st, []crash.Life[entry]{life})
	require.Empty(t, rules.Check(e))
	require.Empty(t, unfinished(e, int(kinds)))
	return e, st.versions
}

// copied is the same evidence, with slices of its own.
func (e evidence) copied() evidence {
	e.lives = slices.Clone(e.lives)
	for i := range e.lives {
		e.lives[i] = slices.Clone(e.lives[i])
	}
	e.orders, e.tasks, e.events = slices.Clone(e.orders), slices.Clone(e.tasks), slices.Clone(e.events)
	e.pending, e.streams = slices.Clone(e.pending), maps.Clone(e.streams)
	return e
}

// finds fails the test unless the evidence breaks the rule.
func finds(t *testing.T, e evidence, name, what string, args ...any) {
	t.Helper()
	rules.Finds(t, e, name, fmt.Sprintf(what, args...))
}

func TestCheck_finds_each_step_of_which_only_the_events_are_stored(t *testing.T) {
	t.Parallel()
	good, versions := honest(t)
	for i, o := range good.orders {
		require.Len(t, versions[o.ID], int(o.Version))
		for _, before := range versions[o.ID][:o.Version-1] {
			e := good.copied()
			e.orders[i] = before
			finds(t, e, nothingLost, "%s set back to version %d", o.ExternalID, before.Version)
			e.lives = nil
			finds(t, e, toldOnce, "%s set back to version %d, when nobody was told", o.ExternalID, before.Version)
		}
	}
}

func TestCheck_finds_each_event_that_is_missing_although_its_step_is_stored(t *testing.T) {
	t.Parallel()
	good, _ := honest(t)
	for i, gone := range good.events {
		e := good.copied()
		e.events = slices.Delete(e.events, i, i+1)
		finds(t, e, numbered, "without %s/%d", gone.Correlation, gone.No)
		finds(t, e, truthful, "without %s/%d, which arrived", gone.Correlation, gone.No)
		e.lives = nil
		e.streams[gone.Correlation]--
		for j, one := range e.events {
			if one.Correlation == gone.Correlation && one.No > gone.No {
				e.events[j].No--
			}
		}
		finds(t, e, toldOnce, "without %s %s, as if it had never been", gone.Correlation, gone.Type)
	}
}

func TestCheck_finds_each_delivery_that_is_missing_or_out_of_order_or_needless(t *testing.T) {
	t.Parallel()
	good, _ := honest(t)
	log := good.lives[0]
	at := map[string]int{} // the line of the delivery before, of each case
	last := ""
	for i, line := range log {
		d := line.Step
		if d.What != delivered {
			continue
		}
		e := good.copied()
		e.lives[0] = slices.Delete(e.lives[0], i, i+1)
		finds(t, e, noted, "%s/%d never arrived", d.Correlation, d.No)

		e = good.copied()
		e.lives[0][i].Step.No++
		finds(t, e, truthful, "%s/%d arrived with another number", d.Correlation, d.No)

		if before, there := at[d.Correlation]; there {
			e = good.copied()
			e.lives[0][before], e.lives[0][i] = e.lives[0][i], e.lives[0][before]
			finds(t, e, inOrder, "%s/%d arrived before %d", d.Correlation, d.No, log[before].Step.No)
		}
		at[d.Correlation], last = i, d.Event
	}
	for _, line := range log {
		d := line.Step
		if d.What != delivered {
			continue
		}
		e := good.copied()
		e.lives = append(e.lives, crash.Life[entry]{line}) // a life later
		if d.Event == last {
			assert.Empty(t, rules.Check(e), "the last delivery before a crash may be repeated")
			continue
		}
		finds(t, e, repeatedInCrash, "%s/%d arrived again", d.Correlation, d.No)
	}
}

func TestCheck_finds_what_else_can_go_wrong(t *testing.T) {
	t.Parallel()
	good, _ := honest(t)
	rules.Catch(t, good.copied, []crash.Sabotage[evidence]{
		{Name: "an acknowledged order is gone", Rule: nothingLost, Do: func(e *evidence) { e.orders = e.orders[1:] }},
		{Name: "an acknowledged state is another", Rule: nothingLost, Do: func(e *evidence) { e.orders[0].State = ordering.Held }},
		{Name: "a key made two orders", Rule: oneOrder, Do: func(e *evidence) {
			twin := e.orders[0]
			twin.ID = "another"
			e.orders = append(e.orders, twin)
		}},
		{Name: "a key is known, but has no order", Rule: oneOrder, Do: func(e *evidence) { e.keys++ }},
		{Name: "a key answered with two orders", Rule: oneOrder, Do: func(e *evidence) {
			e.lives = append(e.lives, crash.Life[entry]{{Act: crash.Ack, Step: entry{Key: "order-1", Order: e.orders[1].ID}}})
		}},
		{Name: "a state is not the one its history ends at", Rule: wholeOrder, Do: func(e *evidence) { e.orders[0].State = ordering.Pending }},
		{Name: "a change of the history is missing", Rule: wholeOrder, Do: func(e *evidence) {
			e.orders[0].History = slices.Delete(slices.Clone(e.orders[0].History), 1, 2)
		}},
		{Name: "a final order is not closed", Rule: wholeOrder, Do: func(e *evidence) { e.orders[0].ClosedAt = time.Time{} }},
		{Name: "an item is behind its order", Rule: wholeOrder, Do: func(e *evidence) {
			e.orders[0].Items = slices.Clone(e.orders[0].Items)
			e.orders[0].Items[0].State = ordering.InProgress
		}},
		{Name: "the work on an item is behind it", Rule: wholeOrder, Do: func(e *evidence) {
			o := &e.orders[slices.IndexFunc(e.orders, func(o ordering.Order) bool { return o.State == ordering.Completed })]
			o.Work = slices.Clone(o.Work)
			o.Work[0].State = ordering.WorkIssued
		}},
		{Name: "a cancellation goes on although its order is at its end", Rule: wholeTask, Do: func(e *evidence) { e.tasks[0].State = ordering.TaskInProgress }},
		{Name: "a cancellation is missing", Rule: wholeTask, Do: func(e *evidence) { e.tasks = e.tasks[1:] }},
		{Name: "a cancellation is of no order", Rule: wholeTask, Do: func(e *evidence) { e.tasks[0].Order = "another" }},
		{Name: "an event is there twice", Rule: numbered, Do: func(e *evidence) { e.events = append(e.events, e.events[0]) }},
		{Name: "a count is behind", Rule: numbered, Do: func(e *evidence) { e.streams[e.events[0].Correlation]-- }},
		{Name: "a count is of nothing", Rule: numbered, Do: func(e *evidence) { e.streams["another"] = 1 }},
		{Name: "what is pending has no key", Rule: keyed, Do: func(e *evidence) { e.events[0].Delivered = false }},
		{Name: "what is delivered has the key still", Rule: keyed, Do: func(e *evidence) { e.pending = []event.Event{e.events[0]} }},
		{Name: "what was delivered is not noted, and another was delivered behind it", Rule: noted, Do: func(e *evidence) {
			e.events[0].Delivered, e.pending = false, []event.Event{e.events[0]}
		}},
	})
}

// Each kind of order must come to pass, or the crashes hit less than they claim.
func TestPlan_reaches_every_command_and_every_event_of_an_order(t *testing.T) {
	t.Parallel()
	good, _ := honest(t)
	done, told := map[string]bool{}, map[string]bool{}
	for _, one := range good.lives[0] {
		done[one.Step.What] = true
	}
	for _, one := range good.events {
		told[one.Type] = true
	}
	for _, s := range steps {
		assert.True(t, done[s.what], s.what)
	}
	for typ := range counts {
		assert.True(t, told[typ], typ)
	}
	for on, typ := range tells {
		if on != ordering.Reject && on != ordering.Fail {
			assert.True(t, told[typ], typ)
		}
	}
	for typ := range aboutWork {
		assert.True(t, told[typ], typ)
	}
}
