package crashtest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestRun_bills_each_account_once_though_the_process_is_killed_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, crash.SQLite(t), crash.Kills(10))
}

func TestRun_bills_each_account_once_though_the_process_is_killed_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, crash.Postgres(t), crash.Kills(4))
}

// looks is behind about how many kills the evidence is taken: in the end there are many bills to read.
const looks = 8

func outlive(t *testing.T, at crash.Place, kills int) {
	s := newScene(t, at, "")
	for range kills {
		s.crash()
		if s.Draw.IntN(kills) < looks { // otherwise the next worker is the first to open the store again
			require.Empty(t, rules.Check(s.look()), "after kill %d", s.Kills)
		}
	}
	months := s.finish()
	e := s.look()
	require.Empty(t, rules.Check(e), "when everything has been billed")
	assert.Equal(t, months, e.done)
	assert.Len(t, e.bills, months*accounts)
	undisturbed := honest(t, months)
	assert.Equal(t, undisturbed.sum(t), e.sum(t), "what was billed is what a run bills that nobody disturbs")

	t.Logf("%d kills, %d of them in a run; %d bills of %d months, %d of them made known", s.Kills, s.Hits, len(e.bills), months, len(e.told))
	s.Prove(kills)
}

// sum is what each account was billed.
func (e evidence) sum(t testing.TB) map[string]string {
	sums := map[string]money.Amount{}
	for _, b := range e.bills {
		var err error
		sums[b.Account], err = sums[b.Account].Add(b.Totals.WithoutTax)
		require.NoError(t, err)
	}
	texts := map[string]string{}
	for id, amount := range sums {
		texts[id] = amount.String()
	}
	return texts
}

// honest is the evidence of a worker that billed some months in peace.
func honest(t testing.TB, months int) evidence {
	t.Helper()
	st := memory.New()
	require.NoError(t, found(t.Context(), work.New(st, &work.Config{Now: func() time.Time { return over(-1) }})))
	life := crash.Here(t, func(said *crash.Log[step]) error { return job{To: months - 2}.work(t.Context(), st, said) })
	e := look(t, st, []crash.Life[step]{life})
	require.Empty(t, rules.Check(e))
	return e
}
