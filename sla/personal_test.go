package sla_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

func (d *desk) items(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "dealer-a") })
	require.NoError(d.t, err)
	return items
}

func TestErase_takes_comments_and_leaves_what_was_delivered_and_granted(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		v, err := d.NoteContent(d.ctx, march, false, "Quillfeather laughs at two per cent")
		require.NoError(t, err)
		shown, err := json.Marshal(d.items(d.Personal))
		require.NoError(t, err)
		assert.Contains(t, string(shown), "Quillfeather laughs")
		assert.Contains(t, string(shown), `"kind":"sla.record"`)

		kept := d.items(d.Erase)
		require.Len(t, kept, 2)
		assert.Equal(t, "the service level agreement runs until further notice", kept[0].Why)
		assert.Equal(t, calendar.MustParse("2030-01-01"), kept[1].Keep, "three years from the end of 2026")
		assert.Contains(t, string(kept[1].Data), "Quillfeather laughs")

		d.clock.Set(time.Date(2030, time.January, 1, 0, 0, 0, 0, time.UTC))
		require.Len(t, d.items(d.Erase), 1)
		d.store.Unchanged(t, func() { d.items(d.Erase) })
		for _, trace := range d.store.Traces(t, "Quillfeather") {
			assert.True(t, strings.HasPrefix(trace, "event.event"), trace)
		}
		left := d.violation(march)
		want := v
		want.Meta.Version, want.Content = left.Version, &sla.Content{At: v.Content.At}
		assert.Equal(t, want, left, "nothing but the comment has gone")
	})
}
