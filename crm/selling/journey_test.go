package selling_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
)

// The dealer's way through sections 6.1 and 6.2 of the paper, as far as it is Selling's: a faster connection is wanted, is
// feasible with DSL instead of ISDN, and the contract is signed.
func TestJourney_of_dealer_A(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		p, err := d.TakeEnquiry(d.ctx, selling.Enquiry{Correlation: "case-1", Customer: "dealer-a", Interaction: "contact-1",
			Interest: "your extranet", Has: []string{"isdn-access"}})
		require.NoError(t, err)
		assert.Equal(t, selling.Acknowledged, p.State)
		p, err = d.StateNeeds(d.ctx, p.ID, []selling.Need{{Text: "eine schnellere Verbindung"}, {Code: "car-configurator", Quantity: 20}})
		require.NoError(t, err)
		p, err = d.Match(d.ctx, p.ID)
		require.NoError(t, err)
		assert.Equal(t, selling.Pending, p.State)
		_, err = d.AcquireData(d.ctx, p.ID, map[string]string{"deliveryAddress": "Hauptstr. 1, Freising"})
		require.NoError(t, err)

		d.clock.Advance(day)
		p, err = d.TakeFeasibility(d.ctx, p.ID, selling.Feasibility{Feasible: true, With: "DSL", LeadTime: 14 * day})
		require.NoError(t, err)
		assert.Equal(t, selling.Accepted, p.State)
		q := d.quote(p.Quote)
		assert.Equal(t, selling.Approved, q.State)

		d.clock.Advance(2 * day)
		a, err := d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "A. Dealer", Acknowledged: true, Correlation: "case-2",
			Address: "Hauptstr. 1, Freising", TestFirst: true, RequestedCompletion: d.clock.Now().Add(10 * day)})
		require.NoError(t, err)
		_, err = d.AskPriority(d.ctx, a.ID)
		require.NoError(t, err)
		_, err = d.PassOnOrder(d.ctx, a.ID, selling.Priority{Value: "0", Reasons: []fault.Reason{{Code: "RETENTION-PRIORITY-01", Message: "50 million euro a year"}}})
		require.NoError(t, err)
		a, err = d.AnnounceServiceLevel(d.ctx, a.ID)
		require.NoError(t, err)

		assert.Equal(t, []string{"Online Ordering", "Car Configurator", "Internet access", "Mail", "DNS", "VPN"}, a.ServiceLevel.Features)
		assert.Equal(t, "B. Seller", a.Signatures.Provider.By)
		assert.Equal(t, "A. Dealer", a.Signatures.Customer.By)
		assert.Equal(t, a.MadeAt.Add(14*day), a.PromisedCompletion, "the lead time that was answered; the wish was too early")
		etomtest.Golden(t, "pre-sales.journal.json", journal(t, d.events("case-1")))
		etomtest.Golden(t, "ordering.journal.json", journal(t, d.events("case-2")))
		text, err := json.MarshalIndent([]any{p, d.quote(q.ID), a}, "", "  ")
		require.NoError(t, err)
		etomtest.Golden(t, "stored.json", string(text)+"\n")
	})
}

// journal prints what the journal says, without what differs from run to run.
func journal(t *testing.T, events []event.Event) string {
	t.Helper()
	type entry struct {
		Type    string          `json:"type"`
		Subject string          `json:"subject"`
		Data    json.RawMessage `json:"data"`
	}
	var all []entry
	for _, e := range events {
		all = append(all, entry{e.Type, e.Subject, e.Data})
	}
	text, err := json.MarshalIndent(all, "", "  ")
	require.NoError(t, err)
	return string(text) + "\n"
}

// Stored bodies are public: what was written once can be read for ever.
func TestStored_bodies_are_read_as_they_were_written(t *testing.T) {
	t.Parallel()
	text := readTestdata(t, "stored.json")
	var bodies []json.RawMessage
	require.NoError(t, json.Unmarshal(text, &bodies))
	for n, into := range []any{&selling.Prospect{}, &selling.Quote{}, &selling.Agreement{}} {
		require.NoError(t, json.Unmarshal(bodies[n], into))
		again, err := json.Marshal(into)
		require.NoError(t, err)
		assert.JSONEq(t, string(bodies[n]), string(again))
	}
}

// What is passed on is what Order Handling reads as the items of its draft.
func TestPurchaseOrder_has_the_fields_of_a_product_order(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	a := d.agreed()
	_, err := d.AskPriority(d.ctx, a.ID)
	require.NoError(t, err)
	_, err = d.PassOnOrder(d.ctx, a.ID, selling.Priority{Value: "4"})
	require.NoError(t, err)
	order := last[struct {
		Customer, Quote, Agreement, Priority, Address string
		Items                                         []struct {
			ID        string           `json:"id"`
			Action    string           `json:"action"`
			Offering  string           `json:"productOffering"`
			Name      string           `json:"name"`
			Quantity  int              `json:"quantity"`
			Prices    []map[string]any `json:"itemPrice"`
			DependsOn []string         `json:"dependsOn"`
		} `json:"productOrderItem"`
		Promised time.Time `json:"promisedCompletionDate"`
	}](t, d.events(a.Correlation), selling.EventPurchaseOrderPassedOn)
	assert.Equal(t, []string{"dealer-a", a.Quote, a.ID, "4", "Hauptstr. 1"}, []string{order.Customer, order.Quote, order.Agreement, order.Priority, order.Address})
	require.Len(t, order.Items, 1)
	assert.Equal(t, "add", order.Items[0].Action)
	assert.Equal(t, "extranet-access", order.Items[0].Offering)
	assert.Len(t, order.Items[0].Prices, 2)
	assert.Equal(t, a.PromisedCompletion, order.Promised)
}

func TestEventTypes_have_all_that_the_flows_ask_of_Selling(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, typ := range selling.EventTypes() {
		assert.True(t, strings.HasPrefix(typ, "selling."), typ)
		assert.Len(t, strings.Split(typ, "."), 3, typ)
		assert.False(t, seen[typ], "%s stands there twice", typ)
		seen[typ] = true
	}
	asked := 0
	for _, f := range []flow.Flow{flow.PreSales(), flow.Ordering()} {
		for _, step := range f.Steps {
			for _, a := range step.Arrows {
				if strings.HasPrefix(a.Event, "selling.") {
					asked++
					assert.True(t, seen[a.Event], "step %d of %s asks for %s", step.No, f.ID, a.Event)
				}
			}
		}
	}
	assert.Equal(t, 8, asked)
}
