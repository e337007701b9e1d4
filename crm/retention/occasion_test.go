package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Inquire_asks_on_occasion(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		inquire := func(event, customer, about string) retention.Asked {
			t.Helper()
			a, err := k.Inquire(ctx, event, retention.Question{Customer: customer, About: about})
			require.NoError(t, err)
			return a
		}
		asked := inquire("problem.ticket.closed", "c-1", "t-1")
		assert.Equal(t, retention.InquiryAsked, asked.Inquiry.State)
		assert.Equal(t, []fault.Reason{{Code: retention.ReasonOccasion, Message: "a problem is solved"}}, asked.Reasons)

		refused := func(code, event, customer, about string) {
			t.Helper()
			k.store.Unchanged(t, func() {
				no := inquire(event, customer, about)
				assert.Empty(t, no.Inquiry.ID)
				assert.Equal(t, code, no.Reasons[0].Code, no.Reasons[0].Message)
			})
		}
		refused(retention.ReasonNoOccasion, "ordering.order.completed", "c-1", "o-1")
		refused(retention.ReasonAskedAlready, "problem.ticket.closed", "c-1", "t-1")
		refused(retention.ReasonQuiet, "billing.dispute.settled", "c-1", "d-1")
		k.clock.Advance(90*24*time.Hour - 1)
		refused(retention.ReasonQuiet, "billing.dispute.settled", "c-1", "d-1")
		k.clock.Advance(time.Hour)
		refused(retention.ReasonAskedAlready, "problem.ticket.closed", "c-1", "t-1")
		assert.NotEmpty(t, inquire("billing.dispute.settled", "c-1", "d-1").Inquiry.ID)

		_, err := k.RecordConsent(ctx, retention.Consent{Customer: "c-2", Purpose: retention.PurposeSurvey, State: retention.ConsentObjected, Evidence: "i-2"})
		require.NoError(t, err)
		refused(retention.ReasonNotPermitted, "problem.ticket.closed", "c-2", "t-2")
		assert.Equal(t, retention.ReasonObjected, inquire("problem.ticket.closed", "c-2", "t-2").Reasons[1].Code)
	})
}

func TestService_Inquire_counts_answers_that_nobody_asked_for(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	_, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 4})
	require.NoError(t, err)
	a, err := k.Inquire(ctx, "problem.ticket.closed", retention.Question{Customer: "c-1", About: "t-1"})
	require.NoError(t, err)
	assert.Equal(t, retention.ReasonQuiet, a.Reasons[0].Code)
	_, err = k.Inquire(ctx, "problem.ticket.closed", retention.Question{})
	assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
}

func TestNewOccasions_refuses(t *testing.T) {
	t.Parallel()
	_, err := retention.NewOccasions(retention.Occasion{Event: "a", Why: "so"}, retention.Occasion{Event: "a", Quiet: -1})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"rows[1].event", "rows[1].quiet", "rows[1].why"}, etomtest.Paths(err))
	none, err := retention.NewOccasions()
	require.NoError(t, err)
	assert.Empty(t, none.Rows())
}
