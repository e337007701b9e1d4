package marketing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestErase_takes_the_notes_out_of_leads_and_leaves_the_effect(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		watched := etomtest.Watch(st)
		env, clock := etomtest.Env(t, watched)
		s := marketing.New(env)
		flyer, err := s.Make(t.Context(), marketing.Draft{Name: "Extranet", Medium: marketing.Flyer})
		require.NoError(t, err)
		lead, _, err := s.Issue(t.Context(), flyer.ID, "c-7")
		require.NoError(t, err)
		lead, err = s.Track(t.Context(), lead.ID, marketing.TakeUp, "Quillfeather called")
		require.NoError(t, err)
		_, err = s.Track(t.Context(), lead.ID, marketing.Reject, "Quillfeather is dead")
		require.NoError(t, err)
		before, err := s.Effect(t.Context(), flyer.ID, 1e15, clock.Now(), nil)
		require.NoError(t, err)

		do := func(what func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
			items, err := work.Do(t.Context(), env, func(u *work.Unit) ([]personal.Item, error) { return what(u, "c-7") })
			require.NoError(t, err)
			return items
		}
		shown := do(s.Personal)
		require.Len(t, shown, 1)
		assert.Contains(t, string(shown[0].Data), "Quillfeather is dead")
		assert.Equal(t, lead.Correlation, shown[0].Case)
		assert.Empty(t, do(s.Erase))
		for _, trace := range watched.Traces(t, "Quillfeather") {
			assert.Contains(t, trace, "event.event")
		}
		watched.Unchanged(t, func() { assert.Empty(t, do(s.Erase)) })
		after, err := s.Effect(t.Context(), flyer.ID, 1e15, clock.Now(), nil)
		require.NoError(t, err)
		assert.Equal(t, before, after)
		left, err := s.Lead(t.Context(), lead.ID)
		require.NoError(t, err)
		assert.Equal(t, marketing.Rejected, left.Status)
		assert.Equal(t, "Extranet", left.Name)
	})
}
