package crm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

const address = "a@customer.example"

// unreadable is what nobody may say at the front door, with the field that is at fault.
var unreadable = map[string]struct {
	field string
	in    contact.Inbound
}{
	"nobody":                     {"from", contact.Inbound{Channel: contact.Email, Kind: contact.Needs, Text: "hello"}},
	"nothing":                    {"text", contact.Inbound{From: address, Channel: contact.Email}},
	"by no channel":              {"channel", contact.Inbound{From: address, Kind: contact.Needs, Text: "hello"}},
	"by an unknown channel":      {"channel", contact.Inbound{From: address, Channel: "telepathy", Kind: contact.Needs, Text: "hello"}},
	"of an unknown kind":         {"kind", contact.Inbound{From: address, Channel: contact.Email, Kind: "prayer", Text: "hello"}},
	"with NUL":                   {"text", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Text: "hel\x00lo"}},
	"in no UTF-8":                {"subject", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Subject: "h\xc3"}},
	"too much":                   {"text", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Text: strings.Repeat("x", fault.MaxText+1)}},
	"a key too long":             {"key", contact.Inbound{Key: strings.Repeat("k", fault.MaxID+1), From: address, Channel: contact.Email, Kind: contact.Needs, Text: "hello"}},
	"an address with NUL":        {"from", contact.Inbound{From: "a\x00@b", Channel: contact.Email, Kind: contact.Needs, Text: "hello"}},
	"about something too long":   {"about", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, About: strings.Repeat("x", fault.MaxID+1)}},
	"content that is no JSON":    {"content", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Content: json.RawMessage(`{"need":`)}},
	"such content, under a key":  {"content", contact.Inbound{Key: "m-1", From: address, Channel: contact.Email, Kind: contact.Needs, Content: json.RawMessage(`{"need":`)}},
	"content with NUL":           {"content", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Content: json.RawMessage(`{"need":"\u0000"}`)}},
	"in an unknown language":     {"language", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Text: "hello", Language: "tlh"}},
	"of a case that is too long": {"correlation", contact.Inbound{From: address, Channel: contact.Email, Kind: contact.Needs, Text: "x", Correlation: strings.Repeat("x", fault.MaxID+1)}},
}

// misunderstood is what only the process can refuse that it is for. The customer has got an offer.
var misunderstood = map[string]struct {
	kind    contact.Kind
	content string
	want    error
}{
	"needs of another form":              {contact.Needs, `{"need":"a line"}`, fault.ErrInvalid},
	"a negative quantity":                {contact.Needs, `{"need":[{"code":"line","quantity":-1}]}`, fault.ErrInvalid},
	"more than everything off":           {contact.CounterOffer, `{"quoteVersion":1,"reason":"why not","discount":"101%"}`, fault.ErrInvalid},
	"a negative discount":                {contact.CounterOffer, `{"quoteVersion":1,"reason":"why not","discount":"-1%"}`, fault.ErrInvalid},
	"a price of the customer's own":      {contact.CounterOffer, `{"quoteVersion":1,"reason":"why not","quoteItem":[{"productOffering":"line","price":[{"name":"x","priceType":"nonRecurring","price":{"amount":"-1.00","currency":"EUR"}}]}]}`, fault.ErrInvalid},
	"another version than the latest":    {contact.CounterOffer, `{"quoteVersion":7,"reason":"why not"}`, fault.ErrConflict},
	"an answer that nobody asked for":    {contact.Satisfaction, `{"score":5}`, fault.ErrNotFound},
	"a cancellation of what is no order": {contact.Cancellation, ``, fault.ErrNotFound},
	"an amendment of what is no order":   {contact.Amendment, `{"note":"more","address":"Munich"}`, fault.ErrNotFound},
	"a test of what is no order":         {contact.TestResult, `{"accepted":true}`, fault.ErrNotFound},
}

func TestReceive_bad_input_is_refused_and_changes_nothing(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				p := offered(t, st, straight)
				for name, c := range unreadable {
					var err error
					p.store.Unchanged(t, func() { _, err = p.Receive(p.ctx, c.in) })
					require.ErrorIs(t, err, fault.ErrInvalid, name)
					var invalid *fault.Invalid
					require.ErrorAs(t, err, &invalid, name)
					assert.Equal(t, c.field, invalid.Fields[0].Path, name)
				}
			})
		})
	}
}

func TestReceive_straight_is_refused_at_once_and_changes_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := offered(t, st, true)
		offer, _ := p.told(selling.EventProposalMade)
		about := p.matters(offer)
		for name, c := range misunderstood {
			var err error
			in := contact.Inbound{From: address, Channel: contact.Portal, Kind: c.kind, Text: "we say so", About: about(c.kind), Content: json.RawMessage(c.content)}
			p.store.Unchanged(t, func() { _, err = p.Receive(p.ctx, in) })
			assert.ErrorIs(t, err, c.want, name)
		}
		in := contact.Inbound{From: "somebody@else.example", Channel: contact.Email, Kind: contact.Refusal, Text: "No.", About: offer.About}
		i, err := p.Receive(p.ctx, in)
		require.NoError(t, err)
		assert.True(t, i.Unknown(), "a sender whom nobody knows is Customer Interface Management's to find out")
	})
}

// What comes in by way of Customer Interface Management is taken in, whatever it says; the process that refuses it does not
// hold up what stands behind it.
func TestReceive_by_way_of_Customer_Interface_Management_is_refused_by_the_process(t *testing.T) {
	t.Parallel()
	p := offered(t, memory.New(), false)
	offer, _ := p.told(selling.EventProposalMade)
	about := p.matters(offer)
	for name, c := range misunderstood {
		i, err := p.Receive(p.ctx, contact.Inbound{From: address, Channel: contact.Portal, Kind: c.kind, Text: "we say so", About: about(c.kind), Content: json.RawMessage(c.content)})
		require.NoError(t, err, name)
		require.NoError(t, p.Settle(p.ctx), name)
		assert.Contains(t, types(p.journal(i.Correlation)), crm.EventRequestFailed, name)
	}
	quote, err := p.Selling.Quote(p.ctx, offer.About)
	require.NoError(t, err)
	assert.Equal(t, selling.Approved, quote.State)
}

func TestReceive_the_same_twice_is_done_once(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := offered(t, memory.New(), straight)
			offer, _ := p.told(selling.EventProposalMade)
			in := contact.Inbound{Key: "mail-1", From: address, Channel: contact.Email, Kind: contact.Refusal, Text: "No.", About: offer.About}
			first, err := p.Receive(p.ctx, in)
			require.NoError(t, err)
			require.NoError(t, p.Settle(p.ctx))
			p.store.Unchanged(t, func() {
				again, err := p.Receive(p.ctx, in)
				require.NoError(t, err)
				assert.Equal(t, first, again)
			})
			in.Text = "Yes."
			_, err = p.Receive(p.ctx, in)
			require.ErrorIs(t, err, fault.ErrConflict)
			assert.Empty(t, failures(t, p.journal(offer.Correlation)))
		})
	}
}

// offered is a house whose customer has got an offer.
func offered(t *testing.T, st store.Store, straight bool) *player {
	t.Helper()
	p := newPlayer(t, st)
	p.setting.config.DirectContact = straight
	for _, c := range script(t, "testdata/ordering-unasked.txt") {
		if c.Arg("step") != "" {
			break
		}
		require.NoError(t, verbs[c.Verb](p, c), "%s", c)
	}
	offer, told := p.told(selling.EventProposalMade)
	require.True(t, told)
	p.follow(offer.Correlation)
	return p
}

// matters tells what the customer's contacts of a kind are about: needs a prospect, the others the offer.
func (p *player) matters(offer crm.Message) func(contact.Kind) string {
	p.t.Helper()
	prospect, err := p.Selling.TakeEnquiry(p.ctx, selling.Enquiry{Customer: p.id, Interest: "a line"})
	require.NoError(p.t, err)
	require.NoError(p.t, p.Settle(p.ctx))
	return func(k contact.Kind) string {
		if k == contact.Needs {
			return prospect.ID
		}
		return offer.About
	}
}

// A tenant is a provider of its own: two of them on one store do not see one another, though their ids are the same.
func TestTenants_do_not_see_one_another(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		bmw := live(t, st, script(t, "testdata/bmw.txt"), func(p *player) { p.setting.tenant = "bmw" })
		before := bmw.journal(bmw.correlation)
		asked, err := bmw.hears(bmw.ctx, contact.Inbound{Kind: contact.StatusInquiry, Text: "Wie weit ist der Anschluss?"})
		require.NoError(t, err)
		story := bmw.correlation
		bmw.follow(asked.Correlation)

		other := live(t, st, script(t, "testdata/postordering.txt"), func(p *player) { p.setting.tenant = "other" })
		require.Equal(t, bmw.id, other.id, "the ids are the same")
		head, pending := bmw.head()
		require.True(t, pending, "the other one's Settle does not deliver it")
		assert.Equal(t, contact.StatusInquiry.ReceivedEvent(), head.Type)
		assert.Equal(t, before, bmw.journal(story)[:len(before)])
		for _, e := range other.journal(other.correlation) {
			assert.NotContains(t, string(e.Data), "Extranet")
		}
		orders, err := other.Orders.By(other.ctx, "customer", bmw.id)
		require.NoError(t, err)
		assert.Len(t, orders, 1, "its own")
		found, err := other.Customers.Search(other.ctx, customer.KeyEmail, bmw.email)
		require.NoError(t, err)
		assert.Empty(t, found, "a customer of one is a stranger to the other")
	})
}
