package selling_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Due_rejects_expired_offers_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		q := d.offered()                                  // 14 days
		longer, err := d.Propose(d.ctx, access("0%", "")) // 30 days
		require.NoError(t, err)
		accepted := d.agreed()
		draft, err := d.MakeQuote(d.ctx, access("0%", ""))
		require.NoError(t, err)

		report, err := d.Due(d.ctx, q.ValidUntil.Add(-time.Microsecond))
		require.NoError(t, err)
		assert.Zero(t, report.Expired, "not before its end")
		report, err = d.Due(d.ctx, q.ValidUntil)
		require.NoError(t, err)
		assert.Equal(t, 1, report.Expired)
		d.watch.Unchanged(t, func() { report, err = d.Due(d.ctx, q.ValidUntil) })
		require.NoError(t, err)
		assert.Zero(t, report.Expired, "once")

		expired := d.quote(q.ID)
		assert.Equal(t, selling.Rejected, expired.State)
		assert.Equal(t, []fault.Reason{{Code: selling.ReasonExpired, Message: "expired"}}, expired.Reasons)
		assert.Equal(t, q.ValidUntil, expired.ClosedAt)
		assert.Equal(t, selling.ReasonExpired, last[selling.QuoteNotice](t, d.events(q.Correlation), selling.EventQuoteRejected).Reasons[0].Code)
		_, err = d.Due(d.ctx, longer.ValidUntil.Add(365*day))
		require.NoError(t, err)
		assert.Equal(t, selling.Rejected, d.quote(longer.ID).State)
		assert.Equal(t, selling.Accepted, d.quote(accepted.Quote).State, "what is accepted stays")
		assert.Equal(t, selling.InProgress, d.quote(draft.ID).State, "what is no offer does not expire")
	})
}

func TestService_Due_leaves_what_was_renewed(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	q := d.offered()
	d.clock.Advance(10 * day)
	renewed, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 1, Reason: "a week more"})
	require.NoError(t, err)
	report, err := d.Due(d.ctx, q.ValidUntil)
	require.NoError(t, err)
	assert.Zero(t, report.Expired)
	report, err = d.Due(d.ctx, renewed.ValidUntil)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Expired)
}
