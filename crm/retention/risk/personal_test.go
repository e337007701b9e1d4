package risk_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

var _ personal.Holder = (*risk.Service)(nil)

func (d *desk) shown(customer string) []personal.Item {
	d.t.Helper()
	items, err := work.See(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return d.Personal(u, customer) })
	require.NoError(d.t, err)
	return items
}

func (d *desk) erased(customer string) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return d.Erase(u, customer) })
	require.NoError(d.t, err)
	return items
}

// kinds are the kinds of items and why they are kept.
func kinds(items []personal.Item) (all [][2]string) {
	for _, i := range items {
		all = append(all, [2]string{i.Kind, i.Why})
	}
	return all
}

func TestPersonal_shows_and_erases(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		claim, voucher := personal.Claim.StaySince(d.clock.Now()), personal.Voucher.String()
		a, dep := d.secured()
		d.asked("c-2", "o-2", "10.00 EUR")
		assert.Equal(t, [][2]string{{"risk.assessment", "the order waits for the decision"}, {"risk.standing", ""}, {"risk.deposit", "money is asked for or held"}}, kinds(d.shown("c-1")))
		var shown risk.Assessment
		require.NoError(t, json.Unmarshal(d.shown("c-1")[0].Data, &shown))
		assert.Equal(t, a, shown, "all of it is shown")

		assert.Len(t, d.erased("c-1"), 2, "what is open stays")
		d.received(payment("p-1", dep.ID, "125.00 EUR"))
		_, err := d.ReturnDeposit(d.ctx, payment("p-2", dep.ID, "125.00 EUR"))
		require.NoError(t, err)
		kept := d.erased("c-1")
		assert.Equal(t, [][2]string{{"risk.assessment", claim.Why}, {"risk.deposit", voucher}}, kinds(kept))
		assert.Equal(t, []string{"2030-01-01", "2035-01-01"}, []string{kept[0].Keep.String(), kept[1].Keep.String()})
		d.store.Unchanged(t, func() { assert.Equal(t, kept, d.erased("c-1")) })

		d.clock.Set(time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC)) // no claim can arise any more
		assert.Len(t, d.erased("c-1"), 1)
		left := d.again(a.ID)
		assert.Empty(t, left.Facts)
		assert.Equal(t, a.Outcome, left.Outcome)
		assert.Equal(t, a.Reasons, left.Reasons)
		assert.Equal(t, a.Exposure, left.Exposure)
		d.refuses(fault.ErrState, func() error { _, err := d.Explain(d.ctx, a.ID); return err })

		d.clock.Set(time.Date(2035, 1, 1, 9, 0, 0, 0, time.UTC))
		assert.Empty(t, d.erased("c-1"))
		assert.Equal(t, [][2]string{{"risk.assessment", ""}}, kinds(d.shown("c-1")), "ids, codes and figures")
		assert.Len(t, d.shown("c-2"), 2, "another customer's is untouched")
		assert.Empty(t, d.shown("nobody"))
	})
}

// Those who voted and what they noted go with the facts.
func TestPersonal_erases_votes(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.inReview()
	d.assessment(d.Vote(d.ctx, a.ID, vote("u-1", true)))
	d.assessment(d.Vote(d.ctx, a.ID, vote("u-2", true)))
	d.clock.Advance(5 * 365 * day)
	assert.Empty(t, d.erased("c-9"))
	left := d.again(a.ID)
	assert.Empty(t, left.Votes)
	assert.Equal(t, risk.Approved, left.State)
}
