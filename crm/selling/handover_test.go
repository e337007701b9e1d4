package selling_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_the_order_is_handed_over_step_by_step(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		a := d.agreed()
		denied := []fault.Reason{{Code: "ORDERING-CREDIT-02", Message: "the credit limit is exceeded"}}
		ask := func() error { _, err := d.AskPriority(d.ctx, a.ID); return err }
		pass := func() error { _, err := d.PassOnOrder(d.ctx, a.ID, selling.Priority{Value: "0"}); return err }
		announce := func() error { _, err := d.AnnounceServiceLevel(d.ctx, a.ID); return err }
		refuse := func() error { _, err := d.OrderRefused(d.ctx, a.ID, denied); return err }
		now := func() selling.HandoverState {
			stored, err := d.Agreement(d.ctx, a.ID)
			require.NoError(t, err)
			return stored.Handover
		}
		steps := []struct {
			do    func() error
			wrong []func() error // in the state before
			state selling.HandoverState
		}{
			{ask, []func() error{pass, announce, refuse}, selling.PriorityAsked},
			{pass, []func() error{ask, announce, refuse}, selling.PassedOn},
			{refuse, []func() error{ask, pass}, selling.Refused},
			{ask, []func() error{pass, announce, refuse}, selling.PriorityAsked},
			{pass, []func() error{ask, announce, refuse}, selling.PassedOn},
			{announce, []func() error{ask, pass}, selling.Announced},
		}
		for _, step := range steps {
			for _, wrong := range step.wrong {
				d.watch.Unchanged(t, func() { assert.ErrorIs(t, wrong(), fault.ErrState) })
			}
			require.NoError(t, step.do())
			assert.Equal(t, step.state, now())
		}
		for _, wrong := range []func() error{ask, pass, announce, refuse} {
			assert.ErrorIs(t, wrong(), fault.ErrState)
		}
		events := d.events(a.Correlation)
		assert.Equal(t, denied, last[selling.AgreementNotice](t, events, selling.EventOrderRefused).Reasons)
		assert.Empty(t, last[selling.AgreementNotice](t, events, selling.EventServiceLevelAgreed).Reasons)
		assert.Equal(t, "Gold", last[selling.PriorityQuestion](t, events, selling.EventPriorityAsked).ServiceLevel)
		all, err := d.Agreements(d.ctx, "handover", "announced")
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.Len(t, all[0].History, 6)
	})
}

func TestService_PassOnOrder_promises_only_what_lies_ahead(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	q := d.offered()
	a, err := d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "A", RequestedCompletion: d.clock.Now().Add(6 * day)})
	require.NoError(t, err)
	assert.Equal(t, d.clock.Now().Add(6*day), a.PromisedCompletion)
	d.clock.Advance(20 * day)
	_, err = d.AskPriority(d.ctx, a.ID)
	require.NoError(t, err)
	_, err = d.PassOnOrder(d.ctx, a.ID, selling.Priority{Value: "2"})
	require.NoError(t, err)
	order := last[selling.PurchaseOrder](t, d.events(a.Correlation), selling.EventPurchaseOrderPassedOn)
	assert.True(t, order.RequestedCompletion.IsZero())
	assert.Equal(t, d.clock.Now().Add(4*day), order.PromisedCompletion)
}
