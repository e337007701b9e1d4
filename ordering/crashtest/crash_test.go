package crashtest_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// times is how often the worker is killed: more often in a long run.
func times(kills int) int {
	if os.Getenv("ETOM_LONG") == "1" {
		return 5 * kills
	}
	return kills
}

func TestOrders_outlive_their_process_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, inSQLite(t), times(50))
}

func TestOrders_outlive_their_process_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, inPostgres(t), times(20))
}

func outlive(t *testing.T, at place, kills int) {
	s := newScene(t, at)
	for range kills {
		s.crash()
		if s.draw.IntN(2) > 0 { // otherwise the next worker is the first to open the store again
			e := s.look()
			require.Empty(t, check(e), "after kill %d", s.kills)
			s.count(e)
		}
	}
	s.drain()
	require.Empty(t, check(s.look()), "when everything is delivered")

	s.life(job{From: 1, To: s.reached()}, 0)
	e := s.look()
	require.Empty(t, check(e), "when every order has been carried on")
	require.Empty(t, unfinished(e, s.reached()))

	t.Logf("%d kills, %d of them in a command; of the commands looked for %d are stored and %d left nothing; %d orders, %d events",
		s.kills, s.hits, s.survived, s.undone, len(e.orders), len(e.events))
	assert.Equal(t, kills, s.kills)
	assert.Greater(t, s.hits, kills/2, "the kills must hit commands, or they prove nothing")
	assert.Positive(t, s.undone, "some command must have been undone, or the kills came too late")
}
