package work_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

type door struct {
	store.Meta
	Open bool `json:"open"`
}

func (d door) About() (subject, correlation string) { return d.ID, "house" }

var doors = store.NewCollection[door]("test.door", nil)

func opens(d door, say work.Say) (door, error) {
	if d.Open {
		return d, fault.State(doors.Subject(d.ID), "is open")
	}
	d.Open = true
	say("test.door.opened", d)
	say("test.door.creaked", d)
	return d, nil
}

func TestChange_puts_what_is_decided_and_says_it(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, _ := etomtest.Env(t, watched)
		change := func(id string) (door, error) {
			return work.Do(ctx, env, func(u *work.Unit) (door, error) { return work.Change(u, doors, id, opens) })
		}
		_, err := work.Do(ctx, env, func(u *work.Unit) (door, error) {
			return work.Save(u, doors, door{Meta: store.Meta{ID: "d-1"}}, func(d door, say work.Say) (door, error) {
				say("test.door.made", d)
				return d, nil
			})
		})
		require.NoError(t, err)

		d, err := change("d-1")
		require.NoError(t, err)
		assert.Equal(t, door{Meta: store.Meta{ID: "d-1", Version: 2}, Open: true}, d)
		assert.Equal(t, []string{"test.door.made", "test.door.opened", "test.door.creaked"}, etomtest.Types(etomtest.Journal(t, env, "house")))

		watched.Unchanged(t, func() {
			_, err = change("d-1")
			require.ErrorIs(t, err, fault.ErrState)
			_, err = change("d-2")
			require.ErrorIs(t, err, fault.ErrNotFound)
			_, err = work.Do(ctx, env, func(u *work.Unit) (door, error) {
				return work.Change(u, doors, "d-1", func(d door, say work.Say) (door, error) {
					say("test.door.burnt", d)
					return d, errors.New("on second thought")
				})
			})
			require.Error(t, err)
		})
	})
}
