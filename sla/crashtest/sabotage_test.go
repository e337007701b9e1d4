package crashtest_test

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/sla"
)

// A store that breaks the promise must be found out, in the same way in which the good ones are found good.
func TestCrashes_show_a_store_that_commits_each_write_on_its_own(t *testing.T) {
	t.Parallel()
	s := newScene(t, inSQLite(t))
	s.sabotage = true
	for range 60 {
		s.crash()
		broken := check(s.look())
		if s.complaint != "" {
			broken = append(broken, s.complaint)
		}
		if len(broken) > 0 {
			t.Logf("found out after %d kills: %s", s.kills, broken[0])
			return
		}
	}
	require.Fail(t, "the store was not found out")
}

// tornStore commits each write on its own. As long as the process lives nobody sees it: one Update runs at a time.
type tornStore struct {
	store.Store
	one sync.Mutex
}

func (s *tornStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	s.one.Lock()
	defer s.one.Unlock()
	return fn(tornTx{ctx, s.Store})
}

type tornTx struct {
	ctx context.Context
	st  store.Store
}

func (t tornTx) Get(ref store.Ref) (rec store.Record, err error) {
	err = t.st.View(t.ctx, func(tx store.Tx) (err error) {
		rec, err = tx.Get(ref)
		return err
	})
	return rec, err
}

func (t tornTx) Put(rec store.Record) error {
	return t.st.Update(t.ctx, func(tx store.Tx) error { return tx.Put(rec) })
}

func (t tornTx) Delete(ref store.Ref, version int64) error {
	return t.st.Update(t.ctx, func(tx store.Tx) error { return tx.Delete(ref, version) })
}

func (t tornTx) Scan(q store.Query) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		_ = t.st.View(t.ctx, func(tx store.Tx) error {
			tx.Scan(q)(yield)
			return nil
		})
	}
}

// copied is the same evidence, with maps of its own.
func (e evidence) copied() evidence {
	e.said, e.records, e.violations = slices.Clone(e.said), maps.Clone(e.records), maps.Clone(e.violations)
	e.events = maps.Clone(e.events)
	for id := range e.events {
		e.events[id] = slices.Clone(e.events[id])
	}
	return e
}

func TestCheck_finds_what_can_go_wrong(t *testing.T) {
	t.Parallel()
	good, _ := honest(t, 6*block-1)
	var id string // of a violation that stands, and of which something was handed over
	for record, v := range good.violations {
		if len(good.handedOver(record)) > 0 && len(v.Breaches) > 0 {
			id = record
		}
	}
	require.NotEmpty(t, id)
	of := func(typ string) int {
		return slices.IndexFunc(good.events[id], func(e event.Event) bool { return e.Type == typ })
	}
	for name, tt := range map[string]struct {
		rule   string
		tamper func(*evidence)
	}{
		"a report was acknowledged and is not there": {nothingLost, func(e *evidence) { e.said = append(e.said, entry{Act: acked, Report: "report-9-9"}) }},
		"a report is known and was not assessed":     {nothingLost, func(e *evidence) { e.received++ }},
		"a report was assessed twice": {nothingLost, func(e *evidence) {
			e.events[id] = append(e.events[id], e.events[id][of(sla.EventPerformanceViolated)])
		}},
		"a record has not counted a report": {nothingLost, func(e *evidence) { r := e.records[id]; r.Reports--; e.records[id] = r }},
		"a remedy was handed over twice": {addedUp, func(e *evidence) {
			e.events[id] = append(e.events[id], e.events[id][of(sla.EventRemedyHandedOver)])
		}},
		"a remedy was not handed over": {addedUp, func(e *evidence) {
			i := of(sla.EventRemedyHandedOver)
			e.events[id] = slices.Delete(e.events[id], i, i+1)
		}},
		"a violation says that more was handed over": {addedUp, func(e *evidence) { v := e.violations[id]; v.Total = money.Must("99.00 EUR"); e.violations[id] = v }},
		"a breach was found twice": {foundOnce, func(e *evidence) {
			i := of(sla.EventViolationFound)
			again := e.events[id][i]
			again.No = 1 << 30
			e.events[id] = append(e.events[id], again, again)
		}},
		"nobody was told of a breach": {foundOnce, func(e *evidence) {
			e.events[id] = slices.DeleteFunc(e.events[id], func(one event.Event) bool {
				return one.Type == sla.EventViolationFound || one.Type == sla.EventViolationMadeKnown
			})
		}},
		"a violation is not there":           {whole, func(e *evidence) { delete(e.violations, id) }},
		"a record has lost what it was told": {whole, func(e *evidence) { r := e.records[id]; r.Outages = nil; e.records[id] = r }},
		"a violation is behind its record":   {whole, func(e *evidence) { v := e.violations[id]; v.Total = money.Amount{}; e.violations[id] = v }},
	} {
		e := good.copied()
		tt.tamper(&e)
		i := slices.IndexFunc(rules, func(r rule) bool { return r.name == tt.rule })
		require.GreaterOrEqual(t, i, 0)
		assert.NotEmpty(t, rules[i].broken(e), "%s: must be found by the rule that %s", name, tt.rule)
	}
}

// Everything that a clerk can report must come to pass, or the crashes hit less than they claim.
func TestPlan_reaches_every_event_of_a_violation(t *testing.T) {
	t.Parallel()
	good, _ := honest(t, 10*block-1)
	told := map[string]bool{}
	negative := false
	for id, events := range good.events {
		for _, one := range events {
			told[one.Type] = true
		}
		for _, n := range good.handedOver(id) {
			negative = negative || n.Amount.Sign() < 0
		}
	}
	for _, typ := range []string{sla.EventPerformanceMet, sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventViolationWithdrawn,
		sla.EventRemedyHandedOver, sla.EventViolationMadeKnown, sla.EventViolationDisclosed} {
		assert.True(t, told[typ], typ)
	}
	assert.True(t, negative, "something must be taken back")
}
