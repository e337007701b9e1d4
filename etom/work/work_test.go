package work_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

var (
	ctx         = context.Background()
	errThought  = errors.New("thought better of it")
	midsummer   = time.Date(2026, time.June, 21, 14, 0, 0, 123_456_789, time.FixedZone("CEST", 2*60*60))
	midsummerAt = time.Date(2026, time.June, 21, 12, 0, 0, 123_456_000, time.UTC)
)

// note is an entity to keep.
type note struct {
	store.Meta
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

var notes = store.NewCollection[note]("test.note", nil)

func journal(t *testing.T, env *work.Env, correlation string) []event.Event {
	t.Helper()
	found, err := work.See(ctx, env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	require.NoError(t, err)
	return found
}

func TestNew_works_without_a_config(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]*work.Config{"nil": nil, "zero": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := memory.New()
			env := work.New(st, config)
			assert.Same(t, st, env.Store())
			assert.Equal(t, "default", env.Tenant())
			assert.WithinDuration(t, time.Now(), env.Now(), time.Minute)
			require.NoError(t, env.View(ctx, func(u *work.Unit) error {
				first, second := uuid.MustParse(u.NewID()), uuid.MustParse(u.NewID())
				assert.Equal(t, uuid.Version(7), first.Version())
				assert.NotEqual(t, first, second)
				return nil
			}))
		})
	}
}

func TestEnv_Now_is_UTC_in_microseconds(t *testing.T) {
	t.Parallel()
	env := work.New(memory.New(), &work.Config{Now: func() time.Time { return midsummer }})
	assert.Equal(t, midsummerAt, env.Now())
}

func TestUpdate_commits_everything_at_one_instant_or_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		clock.Set(midsummer)
		require.NoError(t, env.Update(ctx, func(u *work.Unit) error {
			clock.Advance(time.Hour) // it takes long
			n := note{Meta: store.Meta{ID: u.NewID()}, Text: "called back", At: u.At}
			return errors.Join(notes.Put(u, &n), u.Emit("test.note.made", n.ID, "case", n), u.Emit("test.note.read", n.ID, "case", nil))
		}))
		kept, err := work.See(ctx, env, func(u *work.Unit) (note, error) { return notes.Get(u, "id-000001") })
		require.NoError(t, err)
		assert.Equal(t, note{Meta: store.Meta{ID: "id-000001", Version: 1}, Text: "called back", At: midsummerAt}, kept)
		found := journal(t, env, "case")
		require.Len(t, found, 2)
		for _, e := range found {
			assert.Equal(t, midsummerAt, e.At)
			assert.Equal(t, "id-000001", e.Subject)
			assert.Empty(t, e.Cause)
		}
		var n note
		require.NoError(t, found[0].Read(&n))
		assert.Equal(t, kept, n)

		watched := etomtest.Watch(st)
		other := work.New(watched, &work.Config{Tenant: "test"})
		watched.Unchanged(t, func() {
			require.ErrorIs(t, other.Update(ctx, func(u *work.Unit) error {
				n := note{Meta: store.Meta{ID: u.NewID()}}
				return errors.Join(notes.Put(u, &n), u.Emit("test.note.made", n.ID, "case", n), errThought)
			}), errThought)
		})
		assert.Len(t, journal(t, env, "case"), 2)
	})
}

func TestView_cannot_write(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		clock.Set(midsummer)
		require.ErrorIs(t, env.View(ctx, func(u *work.Unit) error {
			assert.Equal(t, midsummerAt, u.At)
			return notes.Put(u, &note{Meta: store.Meta{ID: "n-1"}})
		}), fault.ErrState)
	})
}

// rerun is a store that runs each transaction twice, as a database does after a conflict.
type rerun struct{ store.Store }

func (r rerun) Update(ctx context.Context, fn func(store.Tx) error) error {
	_ = r.Store.Update(ctx, func(tx store.Tx) error { return errors.Join(fn(tx), errThought) })
	return r.Store.Update(ctx, fn)
}

func TestUpdate_that_runs_twice_is_at_the_instant_of_the_run_that_counts(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, rerun{st})
		var at []time.Time
		made, err := work.Do(ctx, env, func(u *work.Unit) (note, error) {
			clock.Advance(time.Second)
			at = append(at, u.At)
			n := note{Meta: store.Meta{ID: u.NewID()}, At: u.At}
			return n, errors.Join(notes.Put(u, &n), u.Emit("test.note.made", n.ID, "", n))
		})
		require.NoError(t, err)
		require.Len(t, at, 2)
		assert.Equal(t, at[0].Add(time.Second), at[1])
		assert.Equal(t, at[1], made.At)
		assert.Equal(t, at[1], journal(t, env, made.ID)[0].At)
		assert.Len(t, journal(t, env, made.ID), 1, "the attempt that lost has left nothing")
	})
}

func TestJoin_is_part_of_the_transaction_of_the_caller(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		clock.Set(midsummer)
		join := func(end error) error {
			return st.Update(ctx, func(tx store.Tx) error {
				u := env.Join(tx)
				assert.Equal(t, midsummerAt, u.At)
				assert.Equal(t, "test", u.Tenant)
				return errors.Join(notes.Put(u, &note{Meta: store.Meta{ID: "n-1"}}), u.Emit("test.note.made", "n-1", "", nil), end)
			})
		}
		require.ErrorIs(t, join(errThought), errThought)
		assert.Empty(t, journal(t, env, "n-1"), "rolled back with it")
		require.NoError(t, join(nil))
		assert.Len(t, journal(t, env, "n-1"), 1, "committed with it")
	})
}

func TestDo_and_See_return_the_result_or_the_error(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		for name, run := range map[string]func(context.Context, *work.Env, func(*work.Unit) (string, error)) (string, error){
			"Do": work.Do[string], "See": work.See[string],
		} {
			got, err := run(ctx, env, func(*work.Unit) (string, error) { return "done", nil })
			require.NoError(t, err, name)
			assert.Equal(t, "done", got, name)

			got, err = run(ctx, env, func(*work.Unit) (string, error) { return "half done", errThought })
			require.ErrorIs(t, err, errThought, name)
			assert.Empty(t, got, "%s: no result with an error", name)
		}
	})
}

func TestEmit_takes_the_subject_for_the_case_if_there_is_no_other(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		require.NoError(t, env.Update(ctx, func(u *work.Unit) error { return u.Emit("test.note.made", "n-1", "", nil) }))
		found := journal(t, env, "n-1")
		require.Len(t, found, 1)
		assert.Equal(t, "n-1", found[0].Subject)
		assert.JSONEq(t, "null", string(found[0].Data))
	})
}

func TestEmit_refuses_what_is_no_event_and_changes_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, _ := etomtest.Env(t, watched)
		watched.Unchanged(t, func() {
			require.NoError(t, env.Update(ctx, func(u *work.Unit) error {
				assert.ErrorIs(t, u.Emit("", "n-1", "", nil), fault.ErrInvalid)
				assert.ErrorContains(t, u.Emit("test.note.made", "n-1", "", func() {}), "test.note.made: data: ")
				return nil // as if the caller had not looked
			}))
		})
	})
}

func TestBecause_names_the_event_that_set_off_the_others(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		require.NoError(t, env.Update(ctx, func(u *work.Unit) error { return u.Emit("test.bill.overdue", "b-1", "case", nil) }))
		first := journal(t, env, "case")[0]
		require.NoError(t, env.Update(ctx, func(u *work.Unit) error {
			because := u.Because(first)
			assert.Equal(t, u.At, because.At)
			return errors.Join(because.Emit("test.reminder.sent", "b-1", "case", nil), u.Emit("test.note.made", "n-1", "case", nil))
		}))
		found := journal(t, env, "case")
		require.Len(t, found, 3)
		assert.Equal(t, []string{"", first.ID, ""}, []string{found[0].Cause, found[1].Cause, found[2].Cause})
	})
}

func TestEnv_keeps_tenants_apart(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		bmw, other := work.New(st, &work.Config{Tenant: "bmw"}), work.New(st, &work.Config{Tenant: "other"})
		require.NoError(t, bmw.Update(ctx, func(u *work.Unit) error {
			return errors.Join(notes.Put(u, &note{Meta: store.Meta{ID: "n-1"}}), u.Emit("test.note.made", "n-1", "", nil))
		}))
		_, err := work.See(ctx, other, func(u *work.Unit) (note, error) { return notes.Get(u, "n-1") })
		require.ErrorIs(t, err, fault.ErrNotFound)
		assert.Empty(t, journal(t, other, "n-1"))
		assert.Len(t, journal(t, bmw, "n-1"), 1)
	})
}

func TestEnv_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				err := fault.ErrConflict
				for errors.Is(err, fault.ErrConflict) { // a transaction that kept losing
					err = env.Update(ctx, func(u *work.Unit) error { return u.Emit("test.note.made", fmt.Sprint("n-", i), "", nil) })
				}
				assert.NoError(t, err)
			})
		}
		all.Wait()
		ids := map[string]bool{}
		for i := range 8 {
			for _, e := range journal(t, env, fmt.Sprint("n-", i)) {
				ids[e.ID] = true
			}
		}
		assert.Len(t, ids, 8)
	})
}
