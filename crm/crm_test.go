package crm_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestNew_tells_all_faults_of_a_Config_at_once(t *testing.T) {
	t.Parallel()
	_, err := crm.New(work.New(memory.New(), nil), crm.Outside{}, &crm.Config{
		Customer: &customer.Config{CountryCode: "DE"},
		Contact:  &contact.Config{Language: "tlh"},
		Selling:  &selling.Config{Zone: "Nowhere/Land"},
	})
	require.ErrorIs(t, err, fault.ErrInvalid)
	for _, where := range []string{"countryCode", "language", "zone"} {
		assert.ErrorContains(t, err, where)
	}
}

func TestNew_works_without_a_Config_and_with_nobody_outside(t *testing.T) {
	t.Parallel()
	c, err := crm.New(work.New(memory.New(), nil), crm.Outside{}, nil)
	require.NoError(t, err)
	require.NoError(t, c.Settle(t.Context()))
	report, err := c.Due(t.Context(), start)
	require.NoError(t, err)
	assert.Equal(t, crm.DueReport{}, report)

	f, err := c.Orders.AskFeasibility(t.Context(), ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"})
	require.NoError(t, err)
	require.NoError(t, c.Settle(t.Context()), "a party that is not there holds nothing up")
	events, err := c.Journal(t.Context(), f.Correlation)
	require.NoError(t, err)
	require.Len(t, events, 1, "what is for it stays in the journal")
	assert.Equal(t, ordering.EventFeasibilityAsked, events[0].Type)
	assert.True(t, events[0].Delivered)
}

// The processes can be asked by others than one another: what is no answer for Selling, Selling does not take.
func TestReactions_leave_alone_what_somebody_else_has_asked(t *testing.T) {
	t.Parallel()
	p := offered(t, memory.New(), false)
	f, err := p.Orders.AskFeasibility(p.ctx, ordering.FeasibilityQuestion{Customer: p.id, Need: "a line", Correlation: "case-1"})
	require.NoError(t, err)
	_, err = p.Orders.ReceiveFeasibility(p.ctx, f.ID, ordering.FeasibilityAnswer{Feasible: true})
	require.NoError(t, err)
	_, err = p.Retention.GivePriority(p.ctx, retention.Ask{Customer: p.id, Correlation: "case-1"})
	require.NoError(t, err)
	require.NoError(t, p.Settle(p.ctx))
	assert.Equal(t, []string{ordering.EventFeasibilityAsked, ordering.EventFeasibilityReceived, retention.EventPriorityGiven, ordering.EventFeasibilityAnswered},
		types(p.journal("case-1")))
}

// Terms are those of the customer's segment, which Customer Information Management knows; a stranger has none.
func TestSegments_are_the_customers(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, memory.New())
	for _, c := range script(t, "testdata/bmw.txt") {
		if c.Arg("step") != "" {
			break
		}
		require.Empty(t, p.do(c))
	}
	for who, discount := range map[string]string{p.id: "-24.50 EUR", "a stranger": "0.00 EUR"} {
		q, err := p.Selling.Valuate(p.ctx, selling.Draft{Customer: who, Items: []selling.DraftItem{{Offering: "extranet"}}})
		require.NoError(t, err)
		assert.Equal(t, discount, q.Totals[0].Discount.String(), who)
	}
}

// What falls due in the processes is done by one call: a date passes, an offer ends, a request waits too long.
func TestDue_does_what_falls_due_in_every_process(t *testing.T) {
	t.Parallel()
	p := offered(t, memory.New(), false)
	_, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, PromisedCompletion: p.world.Now().Add(time.Hour),
		Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
	require.NoError(t, err)
	_, err = p.hears(p.ctx, contact.Inbound{Kind: contact.Complaint, Text: "Nobody answers."})
	require.NoError(t, err)
	later := p.world.Now().Add(60 * 24 * time.Hour)
	report, err := p.Due(p.ctx, later)
	require.NoError(t, err)
	assert.Equal(t, crm.DueReport{Orders: ordering.DueReport{Jeopardies: 1}, Sales: selling.DueReport{Expired: 1}, Late: 1}, report)
	report, err = p.Due(p.ctx, later)
	require.NoError(t, err)
	assert.Equal(t, crm.DueReport{}, report, "and does it once")
}
