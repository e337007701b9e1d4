package crashtest_test

import (
	"bytes"
	"maps"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// times is how often the worker is killed: more often in a long run.
func times(kills int) int {
	if os.Getenv("ETOM_LONG") == "1" {
		return 5 * kills
	}
	return kills
}

func TestViolations_are_handed_over_once_though_the_process_is_killed_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, inSQLite(t), times(20))
}

func TestViolations_are_handed_over_once_though_the_process_is_killed_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, inPostgres(t), times(8))
}

func outlive(t *testing.T, at place, kills int) {
	s := newScene(t, at)
	for range kills {
		s.crash()
		if s.draw.IntN(2) > 0 { // otherwise the next worker is the first to open the store again
			require.Empty(t, check(s.look()), "after kill %d", s.kills)
		}
	}
	last := s.finish()
	e := s.look()
	require.Empty(t, check(e), "when everything has been reported")
	undisturbed, _ := honest(t, last)
	compare(t, undisturbed, e)

	handed := 0
	for id := range e.records {
		handed += len(e.handedOver(id))
	}
	t.Logf("%d kills, %d of them in a report; %d reports on %d weeks, %d violations, %d differences handed over",
		s.kills, s.hits, e.received, len(e.records), len(e.violations), handed)
	assert.Equal(t, kills, s.kills)
	assert.Greater(t, s.hits, kills/2, "the kills must hit reports, or they prove nothing")
	assert.Positive(t, handed)
}

// honest is the evidence of a worker that worked in peace and came to its end, and its store.
func honest(t testing.TB, last int) (evidence, store.Store) {
	t.Helper()
	st := memory.New()
	var said bytes.Buffer
	require.NoError(t, job{From: [clerks]int{1, 1, 1}, To: last}.work(t.Context(), st, &said))
	e := look(t, st, read(t, &said, func(int) {}))
	require.Empty(t, check(e))
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
