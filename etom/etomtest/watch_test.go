package etomtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func note(id string, version int64) store.Record {
	return store.Record{Ref: store.Ref{Tenant: "test", Kind: "note", ID: id}, Version: version, Body: []byte(`{}`)}
}

func put(st store.Store, records ...store.Record) error {
	return st.Update(context.Background(), func(tx store.Tx) error {
		for _, r := range records {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestWatch_notes_what_is_committed_in_its_order(t *testing.T) {
	t.Parallel()
	watched := etomtest.Watch(memory.New())
	require.NoError(t, put(watched, note("b", 0), note("a", 0)))
	require.NoError(t, put(watched, note("b", 1)))
	require.NoError(t, watched.Update(context.Background(), func(tx store.Tx) error { return tx.Delete(note("b", 0).Ref, 2) }))
	var got []string
	for _, w := range watched.Writes() {
		got = append(got, w.String())
	}
	assert.Equal(t, []string{
		`put note "b" version 1`, `put note "a" version 1`, `put note "b" version 2`, `delete note "b" version 2`,
	}, got)
}

func TestWatched_Unchanged_passes_what_commits_nothing(t *testing.T) {
	t.Parallel()
	watched := etomtest.Watch(memory.New())
	require.NoError(t, put(watched, note("a", 0)))
	watched.Unchanged(t, func() {
		require.ErrorIs(t, put(watched, note("b", 0), note("a", 0)), fault.ErrConflict)
		require.ErrorIs(t, put(watched, note("", 0)), fault.ErrInvalid)
		failed := errors.New("thought better of it")
		require.ErrorIs(t, watched.Update(context.Background(), func(tx store.Tx) error {
			return errors.Join(tx.Put(note("c", 0)), tx.Delete(note("a", 0).Ref, 1), failed)
		}), failed)
		require.NoError(t, put(watched))
		assert.Panics(t, func() {
			_ = watched.Update(context.Background(), func(tx store.Tx) error {
				_ = tx.Put(note("d", 0))
				panic("fell over")
			})
		})
	})
}

func TestWatched_Unchanged_does_not_take_a_failed_write_that_was_swallowed_for_one(t *testing.T) {
	t.Parallel()
	watched := etomtest.Watch(memory.New())
	watched.Unchanged(t, func() {
		require.NoError(t, watched.Update(context.Background(), func(tx store.Tx) error {
			assert.ErrorIs(t, tx.Put(note("a", 7)), fault.ErrConflict)
			assert.ErrorIs(t, tx.Delete(note("a", 7).Ref, 7), fault.ErrNotFound)
			return nil
		}))
	})
}

func TestWatched_Unchanged_fails_on_any_write(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(store.Store) error
		says string
	}{
		"a new record":   {func(st store.Store) error { return put(st, note("b", 0)) }, `put note "b" version 1`},
		"the same again": {func(st store.Store) error { return put(st, note("a", 1)) }, `put note "a" version 2`},
		"a record deleted": {func(st store.Store) error {
			return st.Update(context.Background(), func(tx store.Tx) error { return tx.Delete(note("a", 0).Ref, 1) })
		}, `delete note "a" version 1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			watched := etomtest.Watch(memory.New())
			require.NoError(t, put(watched, note("a", 0)))
			var err error
			failed, said := try(func(t testing.TB) { watched.Unchanged(t, func() { err = c.do(watched) }) })
			require.NoError(t, err)
			assert.True(t, failed)
			assert.Equal(t, "nothing must change, yet this was committed:\n "+c.says+"\n", said)
		})
	}
}

// rerun is a store that runs each transaction twice, as a database does after a conflict.
type rerun struct{ store.Store }

func (r rerun) Update(ctx context.Context, fn func(store.Tx) error) error {
	lost := errors.New("lost against another")
	_ = r.Store.Update(ctx, func(tx store.Tx) error { return errors.Join(fn(tx), lost) })
	return r.Store.Update(ctx, fn)
}

func TestWatch_forgets_an_attempt_that_lost(t *testing.T) {
	t.Parallel()
	watched := etomtest.Watch(rerun{memory.New()})
	require.NoError(t, put(watched, note("a", 0)))
	assert.Len(t, watched.Writes(), 1)
}
