package crashtest_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func TestViolations_are_handed_over_once_though_the_process_is_killed_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, crash.SQLite(t), max(20, crash.Kills(10)))
}

func TestViolations_are_handed_over_once_though_the_process_is_killed_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, crash.Postgres(t), max(8, crash.Kills(4)))
}

func outlive(t *testing.T, at crash.Place, kills int) {
	s := newScene(t, at)
	for range kills {
		s.crash()
		if s.Draw.IntN(2) > 0 { // otherwise the next worker is the first to open the store again
			require.Empty(t, rules.Check(s.look()), "after kill %d", s.Kills)
		}
	}
	last := s.finish()
	e := s.look()
	require.Empty(t, rules.Check(e), "when everything has been reported")
	undisturbed, _ := honest(t, last)
	compare(t, undisturbed, e)

	handed := 0
	for id := range e.records {
		handed += len(e.handedOver(id))
	}
	t.Logf("%d kills, %d of them in a report; %d reports on %d weeks, %d violations, %d differences handed over",
		s.Kills, s.Hits, e.received, len(e.records), len(e.violations), handed)
	s.Prove(kills)
	assert.Positive(t, handed)
}

// honest is the evidence of a worker that worked in peace and came to its end, and its store.
func honest(t testing.TB, last int) (evidence, store.Store) {
	t.Helper()
	st := memory.New()
	life := crash.Here(t, func(said *crash.Log[step]) error {
		return job{From: [clerks]int{1, 1, 1}, To: last}.work(t.Context(), st, said)
	})
	e := look(t, st, life.Acked())
	require.Empty(t, rules.Check(e))
	return e, st
}

// compare asks that everything is as in a run that nobody disturbed: what is known of each week, and what it is worth. How many
// differences that took, and in which weeks an outage was thought to go on, differs with what came first.
func compare(t testing.TB, want, got evidence) {
	t.Helper()
	require.Equal(t, want.received, got.received)
	ids := maps.Clone(want.records)
	maps.Copy(ids, got.records)
	for id := range ids {
		w, g := want.records[id], got.records[id]
		assert.ElementsMatch(t, w.Outages, g.Outages, id)
		assert.ElementsMatch(t, want.violations[id].Granted, got.violations[id].Granted, id)
		if w.Reports > 0 && g.Reports > 0 {
			assert.Equal(t, w.Standings, g.Standings, id)
		}
	}
}
