package selling_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Accept_makes_the_agreement(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		a := d.agreed()
		q := d.quote(a.Quote)
		assert.Equal(t, selling.Accepted, q.State)
		assert.Equal(t, a.ID, q.Agreement)
		assert.Equal(t, "commercial", a.Type)
		assert.Equal(t, selling.StatusApproved, a.Status)
		assert.Equal(t, selling.Agreed, a.Handover)
		assert.Equal(t, q.Items, a.Items)
		assert.Equal(t, q.Totals, a.Totals)
		assert.Equal(t, "2026-03-02/2028-03-02 Europe/Berlin", a.Period.String(), "24 months, as the terms say")
		assert.Equal(t, d.clock.Now().Add(4*day), a.PromisedCompletion)
		found, err := d.Agreements(d.ctx, "quote", q.ID)
		require.NoError(t, err)
		assert.Equal(t, []selling.Agreement{a}, found)
		all := types(d.events(a.Correlation))
		assert.Equal(t, []string{"selling.purchaseOrder.confirmed", "selling.agreement.made"}, all[len(all)-2:])
		_, err = d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "again"})
		assert.ErrorIs(t, err, fault.ErrState)
	})
}

func TestService_Accept_refuses(t *testing.T) {
	t.Parallel()
	dsl := selling.Draft{Customer: "dealer-b", Items: []selling.DraftItem{{Offering: "dsl-access"}}}
	for _, row := range []struct {
		name  string
		later time.Duration // behind the end of the offer
		a     selling.Acceptance
		codes []string
	}{
		{"at the last moment it is in time", -time.Microsecond, selling.Acceptance{Acknowledged: true}, nil},
		{"without what must be acknowledged", -time.Hour, selling.Acceptance{}, []string{selling.ReasonNotAcknowledged}},
		{"at the end of the offer", 0, selling.Acceptance{Acknowledged: true}, []string{selling.ReasonTooLate}},
		{"both at once", time.Hour, selling.Acceptance{}, []string{selling.ReasonTooLate, selling.ReasonNotAcknowledged}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := memoryDesk(t)
			q, err := d.Propose(d.ctx, dsl)
			require.NoError(t, err)
			d.clock.Set(q.ValidUntil.Add(row.later))
			row.a.Quote, row.a.Version, row.a.SignedBy = q.ID, 1, "B. Dealer"
			if row.codes == nil {
				_, err = d.Accept(d.ctx, row.a)
				require.NoError(t, err)
				return
			}
			d.watch.Unchanged(t, func() { _, err = d.Accept(d.ctx, row.a) })
			var refusal *fault.Refusal
			require.ErrorAs(t, err, &refusal)
			require.ErrorIs(t, err, fault.ErrRejected)
			var codes []string
			for _, r := range refusal.Reasons {
				codes = append(codes, r.Code)
			}
			assert.Equal(t, row.codes, codes)

			require.NoError(t, d.TellRefused(d.ctx, row.a, refusal.Reasons))
			told := last[selling.QuoteNotice](t, d.events(q.Correlation), selling.EventPurchaseOrderRefused)
			assert.Equal(t, refusal.Reasons, told.Reasons)
			assert.Equal(t, "dealer-b", told.Customer)
			assert.Equal(t, selling.Approved, d.quote(q.ID).State, "the offer stays as it is")
		})
	}
}

// However many accept at once, one agreement is made.
func TestService_Accept_has_one_winner(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		q := d.offered()
		const rivals = 8
		var wait sync.WaitGroup
		results := make([]error, rivals)
		for n := range rivals {
			wait.Go(func() {
				if n%4 == 3 { // somebody refuses meanwhile
					_, results[n] = d.Refuse(d.ctx, q.ID, "no")
					return
				}
				_, results[n] = d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "A. Dealer"})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
				continue
			}
			assert.True(t, errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrConflict), "%v", err)
		}
		assert.Equal(t, 1, won)
		made, err := d.Agreements(d.ctx, "customer", "dealer-a")
		require.NoError(t, err)
		if d.quote(q.ID).State == selling.Accepted {
			assert.Len(t, made, 1)
			return
		}
		assert.Empty(t, made)
	})
}

func TestService_Accept_without_months_is_agreed_until_further_notice(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	draft := access("0%", "")
	draft.Address, draft.TestFirst = "Hauptstr. 2", true
	draft.PromisedCompletion = d.clock.Now().Add(60 * day)
	q, err := d.Propose(d.ctx, draft)
	require.NoError(t, err)
	a, err := d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "B", ExternalID: "PO-7"})
	require.NoError(t, err)
	assert.True(t, a.Period.IsZero())
	assert.Equal(t, "Hauptstr. 2", a.Address)
	assert.Equal(t, "PO-7", a.ExternalID)
	assert.True(t, a.TestFirst)
	assert.Equal(t, draft.PromisedCompletion, a.PromisedCompletion, "the date promised by hand")
}
