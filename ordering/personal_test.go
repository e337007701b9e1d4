package ordering_test

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
	"github.com/etomcrm/etomcrm/ordering"
)

func (d *desk) items(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "c-1") })
	require.NoError(d.t, err)
	return items
}

func TestErase_keeps_an_order_until_the_law_lets_it_go_and_then_takes_its_words(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Offering: "line", Need: "Timbuktu to Zanzibar"})
		require.NoError(t, err)
		in := draft(costing("1", "10.00 EUR", 3))
		in.Address = "Quillfeather, Gänsekielgasse 9"
		o := d.begun(in)
		c, err := d.RequestCancellation(d.ctx, o.ID, "Quillfeather has died")
		require.NoError(t, err)
		_, err = d.DecideCancellation(d.ctx, c.ID, false, "too late")
		require.NoError(t, err)

		shown, err := json.Marshal(d.items(d.Personal))
		require.NoError(t, err)
		for _, word := range []string{"Timbuktu", "Gänsekielgasse", "Quillfeather has died"} {
			assert.Contains(t, string(shown), word)
		}
		var why []string
		for _, i := range d.items(d.Erase) {
			why = append(why, i.Why)
		}
		assert.Equal(t, []string{"the order is inProgress", "the order is inProgress", "the question of feasibility is not answered"}, why)

		_, err = d.ReceiveFeasibility(d.ctx, asked.ID, ordering.FeasibilityAnswer{Feasible: false, Reason: "Timbuktu is too far"})
		require.NoError(t, err)
		_, err = d.AnswerFeasibility(d.ctx, asked.ID)
		require.NoError(t, err)
		for _, w := range o.Work {
			o, err = d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: true})
			require.NoError(t, err)
		}
		for _, i := range d.items(d.Erase) {
			assert.Equal(t, "the order's charges are not handed over", i.Why)
		}
		found := d.store.Traces(t, "Zanzibar")
		assert.Equal(t, ofJournal(found), found, "the question is answered")

		d.clock.Advance(30 * day)
		_, err = d.Due(d.ctx, d.clock.Now())
		require.NoError(t, err)
		kept := d.items(d.Erase)
		require.Len(t, kept, 2)
		for _, i := range kept {
			assert.Equal(t, calendar.MustParse("2033-01-01"), i.Keep, "six years from the end of 2026")
		}
		before, err := ordering.Charges(d.must(d.Get(d.ctx, o.ID)))
		require.NoError(t, err)

		d.clock.Set(time.Date(2033, time.January, 1, 0, 0, 0, 0, time.UTC))
		assert.Empty(t, d.items(d.Erase))
		d.store.Unchanged(t, func() { assert.Empty(t, d.items(d.Erase)) })
		left := d.must(d.Get(d.ctx, o.ID))
		assert.Equal(t, ordering.Completed, left.State)
		after, err := ordering.Charges(left)
		require.NoError(t, err)
		assert.Equal(t, before, after)
		found = d.store.Traces(t, "Quillfeather", "Timbuktu", "Zanzibar", "Gänsekielgasse")
		assert.Equal(t, ofJournal(found), found, "only in the journal, which is redacted elsewhere")
	})
}

// ofJournal are those of the traces that are of the journal.
func ofJournal(traces []string) []string {
	var journal []string
	for _, one := range traces {
		if strings.HasPrefix(one, "event.event") {
			journal = append(journal, one)
		}
	}
	return journal
}
