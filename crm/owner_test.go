package crm_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// Somebody else has got hold of a customer's letters: neither the offer nor the order can be touched.
func TestRequests_about_what_is_another_customers_are_refused_as_if_it_were_not_there(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				p := offered(t, st, straight)
				offer, _ := p.told(selling.EventProposalMade)
				prospect, err := p.Selling.TakeEnquiry(p.ctx, selling.Enquiry{Customer: p.id, Interest: "a line"})
				require.NoError(t, err)
				o, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
				require.NoError(t, err)
				require.NoError(t, p.Settle(p.ctx))
				require.NoError(t, p.knows(customer.Draft{Data: customer.Data{Name: "A rival"}}, "rival@example.org", ""))

				for _, in := range []contact.Inbound{
					{Kind: contact.Needs, About: prospect.ID, Content: json.RawMessage(`{"need":[{"code":"line"}]}`)},
					{Kind: contact.PurchaseOrder, About: offer.About, Content: json.RawMessage(`{"quoteVersion":1,"signedBy":"A rival"}`)},
					{Kind: contact.PurchaseOrder, Content: json.RawMessage(`{"quote":"` + offer.About + `","quoteVersion":1,"signedBy":"A rival"}`)},
					{Kind: contact.CounterOffer, About: offer.About, Content: json.RawMessage(`{"quoteVersion":1,"reason":"too dear"}`)},
					{Kind: contact.CounterOffer, Content: json.RawMessage(`{"quote":"` + offer.About + `","quoteVersion":1,"reason":"too dear"}`)},
					{Kind: contact.Refusal, About: offer.About, Text: "No."},
					{Kind: contact.Amendment, About: o.ID, Content: json.RawMessage(`{"note":"more","add":[{"id":"2","action":"add","productOffering":"line","quantity":1}]}`)},
					{Kind: contact.TestResult, About: o.ID, Content: json.RawMessage(`{"accepted":true}`)},
					{Kind: contact.Satisfaction, About: o.ID, Content: json.RawMessage(`{"score":1}`)},
					{Kind: contact.Cancellation, About: o.ID, Text: "We do not need it any more."},
				} {
					i, err := p.hears(p.ctx, in)
					if straight && in.Kind != contact.PurchaseOrder {
						require.ErrorIs(t, err, fault.ErrNotFound, in.Kind)
						continue
					}
					require.NoError(t, err, in.Kind)
					require.NoError(t, p.Settle(p.ctx), in.Kind)
					failed := failures(t, p.journal(i.Correlation))
					require.Len(t, failed, 1, in.Kind)
					assert.Contains(t, failed[0].Error, "not found", in.Kind)
				}
				quote, err := p.Selling.Quote(p.ctx, offer.About)
				require.NoError(t, err)
				assert.Equal(t, selling.Approved, quote.State)
				same, err := p.Orders.Get(p.ctx, o.ID)
				require.NoError(t, err)
				assert.Equal(t, ordering.InProgress, same.State)
				assert.Len(t, same.Items, 1)
				still, err := p.Selling.Prospect(p.ctx, prospect.ID)
				require.NoError(t, err)
				assert.Equal(t, prospect.State, still.State)
			})
		})
	}
}
