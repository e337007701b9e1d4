package crm_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// plain is a customer with one order, who writes without forms and numbers.
type plain struct {
	*crm.CRM
	customer string
	order    ordering.Order
	inbox    *simulator.Customer
}

func plainly(t *testing.T, st store.Store) plain {
	t.Helper()
	env, clock := etomtest.Env(t, st)
	world := simulator.NewWorld(clock.Now())
	p := plain{inbox: simulator.NewCustomer(world)}
	var err error
	p.CRM, err = crm.New(env, crm.Outside{Channel: p.inbox}, nil)
	require.NoError(t, err)
	c, err := p.Customers.Establish(t.Context(), customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "A. Plain"}})
	require.NoError(t, err)
	p.customer = c.ID
	p.order, err = p.Orders.Place(t.Context(), ordering.Draft{Customer: c.ID, PromisedCompletion: clock.Now().Add(240 * time.Hour),
		Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
	require.NoError(t, err)
	require.NoError(t, p.Settle(t.Context()))
	return p
}

func (p plain) writes(t *testing.T, in contact.Inbound) {
	t.Helper()
	in.Customer, in.Channel = p.customer, contact.Email
	_, err := p.Receive(t.Context(), in)
	require.NoError(t, err)
	require.NoError(t, p.Settle(t.Context()))
}

func TestPlain_words_cancel_the_only_order(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := plainly(t, st)
		p.writes(t, contact.Inbound{Subject: "Please cancel my order"})
		o, err := p.Orders.Get(t.Context(), p.order.ID)
		require.NoError(t, err)
		assert.Equal(t, ordering.AssessingCancellation, o.State, "work is issued: Service Configuration & Activation is asked")
		tasks, err := p.Orders.Cancellations(t.Context(), o.ID)
		require.NoError(t, err)
		require.Len(t, tasks, 1)
		assert.Equal(t, "Please cancel my order", tasks[0].Reason)
	})
}

func TestPlain_words_that_cannot_be_done_are_answered(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := plainly(t, st)
		p.writes(t, contact.Inbound{Kind: contact.PurchaseOrder, Text: "We accept your offer and order it."})
		told := p.inbox.Inbox()
		require.NotEmpty(t, told)
		last := told[len(told)-1]
		assert.Equal(t, crm.EventRequestFailed, last.Reason)
		var f crm.Failure
		require.NoError(t, json.Unmarshal(last.Data, &f))
		assert.True(t, strings.HasPrefix(f.Reaction, "take "), f.Reaction)
		assert.NotEmpty(t, f.Error)
	})
}

func TestPlain_words_after_a_new_promise_are_answered_with_it(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := plainly(t, st)
		later := p.order.PromisedCompletion.Add(48 * time.Hour)
		_, err := p.Orders.Amend(t.Context(), p.order.ID, ordering.AmendmentRequest{Note: "agreed by telephone", Promised: later})
		require.NoError(t, err)
		require.NoError(t, p.Settle(t.Context()))
		status, err := p.Contacts.StatusOf(t.Context(), p.customer, p.order.ID)
		require.NoError(t, err)
		assert.Equal(t, later, status.Promised)
		told := p.inbox.Inbox()
		assert.Equal(t, ordering.EventAmended, told[len(told)-1].Reason)
	})
}

func TestPlain_words_do_not_choose_among_several_orders(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := plainly(t, st)
		_, err := p.Orders.Place(t.Context(), ordering.Draft{Customer: p.customer, Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
		require.NoError(t, err)
		require.NoError(t, p.Settle(t.Context()))
		p.writes(t, contact.Inbound{Kind: contact.Cancellation, Text: "Please cancel my order"})
		all, err := p.Orders.By(t.Context(), "customer", p.customer)
		require.NoError(t, err)
		for _, o := range all {
			assert.Equal(t, ordering.InProgress, o.State)
		}
	})
}
