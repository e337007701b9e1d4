package work_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// reminder falls due at Next; the zero time says that there is nothing more to do.
type reminder struct {
	store.Meta
	Next time.Time   `json:"next"`
	Sent []time.Time `json:"sent"`
}

var reminders = store.NewCollection("test.reminder", func(r *reminder) []store.Key {
	return []store.Key{{Name: "next", Value: store.TimeKey(r.Next)}}
})

func remind(t *testing.T, env *work.Env, all ...reminder) {
	t.Helper()
	require.NoError(t, env.Update(ctx, func(u *work.Unit) error {
		for _, r := range all {
			if err := reminders.Put(u, &r); err != nil {
				return err
			}
		}
		return nil
	}))
}

func a(id string, next time.Time) reminder { return reminder{Meta: store.Meta{ID: id}, Next: next} }

// send does what is due: it notes the instant and clears the key.
func send(u *work.Unit, r reminder) (bool, error) {
	r.Sent, r.Next = append(r.Sent, u.At), time.Time{}
	return true, errors.Join(reminders.Put(u, &r), u.Emit("test.reminder.sent", r.ID, "case", nil))
}

// sent lists the subjects of what was sent, in the order of the journal.
func sent(t *testing.T, env *work.Env) []string {
	t.Helper()
	var all []string
	for _, e := range journal(t, env, "case") {
		all = append(all, e.Subject)
	}
	return all
}

func TestEachDue_does_what_is_due_once_in_the_order_of_time(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		asOf := clock.Now()
		remind(t, env,
			a("never", time.Time{}), a("now", asOf), a("a microsecond ahead", asOf.Add(time.Microsecond)),
			a("long ago", asOf.AddDate(-20, 0, 0)), a("just before", asOf.Add(-time.Microsecond)),
			a("yesterday elsewhere", asOf.Add(-24*time.Hour).In(time.FixedZone("Kiritimati", 14*60*60))))

		done, err := work.EachDue(ctx, env, reminders, "next", asOf, send)
		require.NoError(t, err)
		assert.Equal(t, 4, done)
		assert.Equal(t, []string{"long ago", "yesterday elsewhere", "just before", "now"}, sent(t, env))

		done, err = work.EachDue(ctx, env, reminders, "next", asOf, send)
		require.NoError(t, err)
		assert.Zero(t, done, "a second time there is nothing to do")

		done, err = work.EachDue(ctx, env, reminders, "next", asOf.Add(time.Hour), send)
		require.NoError(t, err)
		assert.Equal(t, 1, done)
		assert.Equal(t, "a microsecond ahead", sent(t, env)[4])
	})
}

func TestEachDue_works_at_the_instant_it_is_asked_for(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, _ := etomtest.Env(t, st)
		remind(t, env, a("r-1", midsummerAt)) // midsummer itself has 789 nanoseconds more
		done, err := work.EachDue(ctx, env, reminders, "next", midsummer, send)
		require.NoError(t, err)
		assert.Equal(t, 1, done)
		got, err := work.See(ctx, env, func(u *work.Unit) (reminder, error) { return reminders.Get(u, "r-1") })
		require.NoError(t, err)
		assert.Equal(t, []time.Time{midsummerAt}, got.Sent)
		assert.Equal(t, midsummerAt, journal(t, env, "case")[0].At)
	})
}

func TestEachDue_goes_on_behind_a_page_and_behind_a_fault(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		var all []reminder
		for i := range 205 {
			all = append(all, a(fmt.Sprintf("r-%03d", i), clock.Now().Add(time.Duration(i%2)*time.Minute)))
		}
		remind(t, env, all...)
		asOf := clock.Advance(time.Hour)
		done, err := work.EachDue(ctx, env, reminders, "next", asOf, func(u *work.Unit, r reminder) (bool, error) {
			did, err := send(u, r)
			if r.ID == "r-007" || r.ID == "r-150" {
				return did, errors.Join(err, fmt.Errorf("%s: %w", r.ID, errThought))
			}
			return did, err
		})
		require.ErrorIs(t, err, errThought)
		assert.ErrorContains(t, err, "test.reminder: due: r-007")
		assert.ErrorContains(t, err, "test.reminder: due: r-150")
		assert.Equal(t, 203, done)
		assert.Len(t, sent(t, env), 203, "each in a transaction of its own")

		done, err = work.EachDue(ctx, env, reminders, "next", asOf, send)
		require.NoError(t, err)
		assert.Equal(t, 2, done, "what failed is still due")
	})
}

func TestEachDue_does_nothing_twice_if_somebody_is_faster(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		asOf := clock.Now()
		remind(t, env, a("r-1", asOf), a("r-2", asOf))
		faster := work.New(&meanwhile{Store: st, do: func() {
			done, err := work.EachDue(ctx, env, reminders, "next", asOf, send)
			assert.NoError(t, err)
			assert.Equal(t, 2, done)
		}}, &work.Config{Tenant: env.Tenant()})

		done, err := work.EachDue(ctx, faster, reminders, "next", asOf, send)
		require.ErrorIs(t, err, fault.ErrConflict)
		assert.Zero(t, done)
		assert.Equal(t, []string{"r-1", "r-2"}, sent(t, env))

		done, err = work.EachDue(ctx, faster, reminders, "next", asOf, send)
		require.NoError(t, err)
		assert.Zero(t, done)
	})
}

// meanwhile is a store in which something happens before the first Update.
type meanwhile struct {
	store.Store
	do func()
}

func (m *meanwhile) Update(ctx context.Context, fn func(store.Tx) error) error {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return m.Store.Update(ctx, fn)
}

func TestEachDue_ends_with_its_context_and_its_store(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		env, clock := etomtest.Env(t, st)
		remind(t, env, a("r-1", clock.Now()), a("r-2", clock.Now().Add(time.Minute)))
		asOf := clock.Advance(time.Hour)
		cancelled, cancel := context.WithCancel(ctx)
		done, err := work.EachDue(cancelled, env, reminders, "next", asOf, func(u *work.Unit, r reminder) (bool, error) {
			cancel()
			return send(u, r)
		})
		require.ErrorIs(t, err, context.Canceled)
		assert.Zero(t, done)

		require.NoError(t, st.Close())
		_, err = work.EachDue(ctx, env, reminders, "next", asOf, send)
		require.ErrorIs(t, err, fault.ErrState)
	})
}
