package crashtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
)

func TestOrders_outlive_their_process_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, crash.SQLite(t), max(50, crash.Kills(20)))
}

func TestOrders_outlive_their_process_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, crash.Postgres(t), max(20, crash.Kills(8)))
}

func outlive(t *testing.T, at crash.Place, kills int) {
	s := newScene(t, at)
	for range kills {
		s.crash()
		if s.Draw.IntN(2) > 0 { // otherwise the next worker is the first to open the store again
			e := s.look()
			require.Empty(t, rules.Check(e), "after kill %d", s.Kills)
			s.count(e)
		}
	}
	s.drain()
	require.Empty(t, rules.Check(s.look()), "when everything is delivered")

	s.Finish(s.job(1, s.reached()))
	e := s.look()
	require.Empty(t, rules.Check(e), "when every order has been carried on")
	require.Empty(t, unfinished(e, s.reached()))

	t.Logf("%d kills, %d of them in a command; of the commands looked for %d are stored and %d left nothing; %d orders, %d events",
		s.Kills, s.Hits, s.survived, s.undone, len(e.orders), len(e.events))
	s.Prove(kills)
	assert.Positive(t, s.undone, "some command must have been undone, or the kills came too late")
}
