package crm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// onStores runs a test on all backends, or in memory.
func onStores(t *testing.T, all bool, test func(*testing.T, store.Store)) {
	t.Helper()
	if all {
		etomtest.Stores(t, test)
		return
	}
	test(t, memory.New())
}

// A customer disputes a line of a bill: only the rest is asked for until it is settled, and what is upheld is not owed any more.
func TestBillInquiry_disputes_a_line(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		for name, c := range map[string]struct {
			upheld      bool
			open, asked string
			state       billing.DisputeState
			correction  int
		}{
			"upheld":   {upheld: true, open: "59.50 EUR", asked: "59.50 EUR", state: billing.DisputeUpheld, correction: 1},
			"rejected": {upheld: false, open: "297.50 EUR", asked: "297.50 EUR", state: billing.DisputeRejected},
		} {
			t.Run(name+" "+mode, func(t *testing.T) {
				t.Parallel()
				onStores(t, c.upheld && !straight, func(t *testing.T, st store.Store) {
					p := newPayer(t, st, func(s *setting) { s.config.DirectContact = straight })
					p.buys(once("Router", "200.00 EUR"), once("Installation", "50.00 EUR"))
					p.on("04-01")
					b := p.bill()
					line := 1 + slices.IndexFunc(b.Lines, func(l billing.Line) bool { return l.Name == "Router" })
					m, found := p.told(billing.EventBillSent)
					require.True(t, found)
					require.Equal(t, b.ID, m.About)
					asked, err := p.says(contact.BillInquiry, m.About, "I sent the router back.", fmt.Sprintf(`{"disputed":true,"line":[%d]}`, line))
					require.NoError(t, err)
					open, held := p.owed(b.ID)
					assert.Equal(t, "297.50 EUR, 238.00 EUR of it held", fmt.Sprintf("%s, %s of it held", open, held))

					p.on("04-20")
					require.Len(t, p.letters(), 1)
					assert.Equal(t, money.Must("59.50 EUR"), p.letters()[0].Total, "what is disputed is not asked for")

					disputes, err := p.Billing.DisputesOf(p.ctx, b.ID)
					require.NoError(t, err)
					require.Len(t, disputes, 1)
					_, err = p.Billing.SettleDispute(p.ctx, disputes[0].ID, billing.Settlement{Upheld: c.upheld, Text: "We have looked at it.", By: "an agent"})
					require.NoError(t, err)
					p.settles()
					open, held = p.owed(b.ID)
					assert.Equal(t, c.open+", 0.00 EUR of it held", fmt.Sprintf("%s, %s of it held", open, held))
					corrections := slices.DeleteFunc(p.bills(), func(b billing.Bill) bool { return !b.Kind.Corrects() })
					assert.Len(t, corrections, c.correction)
					d, err := p.Billing.Dispute(p.ctx, disputes[0].ID)
					require.NoError(t, err)
					assert.Equal(t, c.state, d.State)
					_, found = p.told(billing.EventCreditNoteSent)
					assert.Equal(t, c.upheld, found)

					p.answered(asked, "We have looked at it.")
					_, found = p.told(billing.EventDisputeSettled)
					assert.True(t, found)
					p.on("05-04")
					require.Len(t, p.letters(), 2)
					assert.Equal(t, money.Must(c.asked), p.letters()[1].Asked)
					assert.Empty(t, p.failed())
				})
			})
		}
	}
}

// answered asks that an inquiry was answered, the customer told so, and the contact completed.
func (p *payer) answered(asked contact.Interaction, text string) {
	p.t.Helper()
	m, found := p.told(billing.EventInquiryAnswered)
	require.True(p.t, found)
	assert.Equal(p.t, asked.Correlation, m.Correlation, "in the customer's own case")
	assert.Contains(p.t, string(m.Data), text)
	i, err := p.Contacts.Get(p.ctx, asked.ID)
	require.NoError(p.t, err)
	assert.Equal(p.t, contact.Completed, i.Status)
	open, err := p.Contacts.Open(p.ctx, p.id)
	require.NoError(p.t, err)
	assert.Empty(p.t, open)
}

func TestBillInquiry_that_is_a_question_is_answered(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), func(s *setting) { s.config.DirectContact = straight })
			p.buys(once("Router", "200.00 EUR"))
			p.on("04-01")
			b := p.bill()
			for n, content := range []string{"", `{"bill":"` + b.No + `","line":[1]}`} { // about the last bill, and by its number
				asked, err := p.says(contact.BillInquiry, "", "What is this router?", content)
				require.NoError(t, err)
				inquiries, err := p.Billing.InquiriesOf(p.ctx, p.id)
				require.NoError(t, err)
				require.Len(t, inquiries, n+1)
				assert.Equal(t, b.ID, inquiries[n].Bill)
				if !straight {
					open, err := p.Contacts.Open(p.ctx, p.id)
					require.NoError(t, err)
					assert.Len(t, open, 1, "it is not done because it was taken")
				}
				_, held := p.owed(b.ID)
				assert.Zero(t, held.Sign(), "a question holds nothing")
				answer := fmt.Sprintf("It is the one in your hall (%d).", n)
				_, err = p.Billing.AnswerInquiry(p.ctx, inquiries[n].ID, billing.Answering{Text: answer, By: "an agent"})
				require.NoError(t, err)
				p.settles()
				p.answered(asked, answer)
			}
			assert.Empty(t, p.failed())
		})
	}
}

// Two questions about one bill are two: the answer to one leaves the other to be answered.
func TestBillInquiry_is_completed_by_its_own_answer(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(once("Router", "200.00 EUR"), once("Cable", "50.00 EUR"))
	p.on("04-01")
	b := p.bill()
	question, err := p.says(contact.BillInquiry, b.ID, "What is the cable for?", `{"line":[1]}`)
	require.NoError(t, err)
	dispute, err := p.says(contact.BillInquiry, b.ID, "No router came.", `{"disputed":true,"line":[2]}`)
	require.NoError(t, err)
	require.Equal(t, question.Correlation, dispute.Correlation, "one case")
	open := func() (ids []string) {
		t.Helper()
		all, err := p.Contacts.Open(p.ctx, p.id)
		require.NoError(t, err)
		for _, i := range all {
			ids = append(ids, i.ID)
		}
		return ids
	}
	require.ElementsMatch(t, []string{question.ID, dispute.ID}, open())
	inquiries, err := p.Billing.InquiriesOf(p.ctx, p.id)
	require.NoError(t, err)
	for _, i := range inquiries {
		if i.State == billing.InquiryReceived {
			_, err = p.Billing.AnswerInquiry(p.ctx, i.ID, billing.Answering{Text: "For the router.", By: "an agent"})
			require.NoError(t, err)
		}
	}
	p.settles()
	assert.Equal(t, []string{dispute.ID}, open())
	disputes, err := p.Billing.DisputesOf(p.ctx, b.ID)
	require.NoError(t, err)
	_, err = p.Billing.SettleDispute(p.ctx, disputes[0].ID, billing.Settlement{Text: "You have signed for it.", By: "an agent"})
	require.NoError(t, err)
	p.settles()
	assert.Empty(t, open())
	assert.Empty(t, p.failed())

	for _, reason := range []string{billing.EventInquiryAnswered, billing.EventDisputeSettled} { // who answers the answer asks about the same bill
		m, told := p.told(reason)
		require.True(t, told, reason)
		_, err = p.says(contact.BillInquiry, m.About, "I do not believe it.", "")
		require.NoError(t, err)
		require.Empty(t, p.failed(), reason)
	}
	inquiries, err = p.Billing.InquiriesOf(p.ctx, p.id)
	require.NoError(t, err)
	require.Len(t, inquiries, 4)
	for _, i := range inquiries {
		assert.Equal(t, b.ID, i.Bill)
	}
}

// A dispute that cannot be is refused with the inquiry it came with.
func TestBillInquiry_that_cannot_be_taken_leaves_nothing_behind(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), func(s *setting) { s.config.DirectContact = straight })
			p.buys(once("Router", "200.00 EUR"), once("Cable", "50.00 EUR"))
			p.on("04-01")
			b := p.bill()
			_, err := p.says(contact.BillInquiry, b.ID, "No router came.", `{"disputed":true,"line":[2]}`)
			require.NoError(t, err)
			_, want := p.owed(b.ID)
			require.Positive(t, want.Sign())
			for name, c := range map[string]struct{ content, says string }{
				"a line that is not there":        {`{"line":[3]}`, "the bill has lines 1 to 2"},
				"a line twice":                    {`{"disputed":true,"line":[1,1]}`, "stands there twice"},
				"what is disputed already":        {`{"disputed":true,"line":[2]}`, "is disputed already"},
				"all, of which a part is already": {`{"disputed":true}`, "is disputed already"},
				"more than the line":              {`{"disputed":true,"line":[1],"amount":{"amount":"1000.00","currency":"EUR"}}`, "is more than"},
				"less than nothing":               {`{"disputed":true,"line":[1],"amount":{"amount":"-1.00","currency":"EUR"}}`, "must not be negative"},
				"another currency":                {`{"disputed":true,"line":[1],"amount":{"amount":"1.00","currency":"USD"}}`, "EUR"},
				"content of another form":         {`{"line":"the first"}`, "is not what a billInquiry must carry"},
			} {
				in := contact.Inbound{From: p.email, Channel: contact.Email, Kind: contact.BillInquiry, About: b.ID, Text: "Well.", Content: []byte(c.content)}
				says := ""
				if straight {
					p.store.Unchanged(t, func() { _, err = p.Receive(p.ctx, in) })
					require.Error(t, err, name)
					says = err.Error()
				} else {
					before := len(p.failed())
					_, err = p.Receive(p.ctx, in)
					require.NoError(t, err, name)
					p.settles()
					require.Len(t, p.failed(), before+1, name)
					says = p.failed()[before].Error
				}
				assert.Contains(t, says, c.says, name)
				inquiries, err := p.Billing.InquiriesOf(p.ctx, p.id)
				require.NoError(t, err)
				assert.Len(t, inquiries, 1, name)
				_, held := p.owed(b.ID)
				assert.Equal(t, want, held, name)
			}
		})
	}
}

// Who answers a letter that is about no bill means the last one that was sent.
func TestBillInquiry_that_answers_a_letter(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(once("Router", "200.00 EUR"))
	p.on("04-01")
	b := p.bill()
	_, err := p.Collection.NoteDebtor(p.ctx, collection.Debtor{Account: b.Account, Customer: p.id, Currency: b.Currency, Mandates: []string{"M-1"}})
	require.NoError(t, err)
	p.on("04-20")
	p.banks("S-1", "04-20", entry{amount: "238.00", endToEnd: b.ID}, entry{amount: "238.00", out: true, endToEnd: b.ID, back: "MD06"})
	for n, reason := range []string{collection.EventDunningSent, collection.EventDebitReturned, billing.EventBillSent} {
		m, found := p.told(reason)
		require.True(t, found, reason)
		_, err := p.says(contact.BillInquiry, m.About, "I have never had this router.", "")
		require.NoError(t, err)
		require.Empty(t, p.failed(), reason)
		inquiries, err := p.Billing.InquiriesOf(p.ctx, p.id)
		require.NoError(t, err)
		require.Len(t, inquiries, n+1, reason)
		assert.Equal(t, b.ID, inquiries[n].Bill, reason)
	}
	letter, _ := p.told(collection.EventDunningSent)
	p.moves(consumer("rival@customer.example"))
	p.buys(once("Router", "10.00 EUR"))
	p.on("05-01")
	_, err = p.says(contact.BillInquiry, letter.About, "What is this?", "")
	require.NoError(t, err)
	assert.Len(t, p.failed(), 1, "another's account is not there")
}

// A case is delivered in its order, but nobody says which of two cases comes first.
func TestCollection_a_dispute_may_be_faster_than_the_bill(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(once("Router", "200.00 EUR"))
	p.on("03-31")
	p.world.After(24*time.Hour, func(context.Context) error { return nil })
	require.NoError(t, p.world.Run(p.ctx, func(context.Context) error { return nil }))
	_, err := p.Due(p.ctx, p.world.Now())
	require.NoError(t, err)
	b := p.bill()
	_, err = p.Collection.Item(p.ctx, b.ID)
	require.ErrorIs(t, err, fault.ErrNotFound, "nothing of the bill's case is delivered yet")

	asked, err := p.hears(p.ctx, contact.Inbound{Kind: contact.BillInquiry, About: b.ID, Text: "I see it on the portal.", Content: []byte(`{"disputed":true}`),
		Correlation: "the customer's case"})
	require.NoError(t, err)
	deliver := func() {
		for {
			_, delivered, err := p.Step(p.ctx, asked.Correlation)
			require.NoError(t, err)
			if !delivered {
				return
			}
		}
	}
	deliver()
	open, held := p.owed(b.ID)
	assert.Equal(t, open, held)
	p.settles()
	open, held = p.owed(b.ID)
	assert.Equal(t, "238.00 EUR of 238.00 EUR", fmt.Sprintf("%s of %s", held, open))

	disputes, err := p.Billing.DisputesOf(p.ctx, b.ID)
	require.NoError(t, err)
	_, err = p.Billing.SettleDispute(p.ctx, disputes[0].ID, billing.Settlement{Upheld: true, Text: "So it is.", By: "an agent"})
	require.NoError(t, err)
	deliver()
	open, _ = p.owed(b.ID)
	assert.Zero(t, open.Sign(), "it is credited before it could be asked for again")
	p.settles()
	h, err := p.Collection.History(p.ctx, b.Account)
	require.NoError(t, err)
	assert.Len(t, h.Items[0].Entries, 1, "and once")
	assert.Empty(t, h.Payments)
	assert.Equal(t, billing.BillSettled, p.bills()[0].State)
	assert.Empty(t, p.failed())
}

// Whoever guesses a bill's id or number neither reaches it nor finds out that it is there.
func TestBillInquiry_about_somebody_else_s_bill_is_as_if_it_were_not_there(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), func(s *setting) { s.config.DirectContact = straight })
			p.buys(once("Router", "200.00 EUR"))
			p.on("04-01")
			b := p.bill()
			p.moves(consumer("rival@customer.example"))
			rival := p.email
			p.buys(once("Router", "10.00 EUR"))
			p.on("05-01")
			var says []string
			for _, id := range []string{b.ID, b.No, "nothing", "R-00000009"} {
				for _, in := range []contact.Inbound{
					{About: id, Content: []byte(`{"disputed":true}`)},
					{Content: []byte(`{"bill":"` + id + `"}`)},
				} {
					in.From, in.Channel, in.Kind, in.Text = rival, contact.Email, contact.BillInquiry, "What is this?"
					if straight {
						var err error
						p.store.Unchanged(t, func() { _, err = p.Receive(p.ctx, in) })
						require.ErrorIs(t, err, fault.ErrNotFound)
						says = append(says, strings.ReplaceAll(err.Error(), id, "…"))
						continue
					}
					before := len(p.failed())
					_, err := p.Receive(p.ctx, in)
					require.NoError(t, err)
					p.settles()
					failed := p.failed()
					require.Len(t, failed, before+1)
					assert.Equal(t, "take billInquiry", failed[before].Reaction)
					says = append(says, strings.ReplaceAll(failed[before].Error, id, "…"))
					_, found := p.told(crm.EventRequestFailed)
					assert.True(t, found, "the customer hears that it is not there")
				}
			}
			assert.Len(t, slices.Compact(says), 1, "what is another's reads as what is not there: %v", says)
			inquiries, err := p.Billing.InquiriesOf(p.ctx, p.id)
			require.NoError(t, err)
			assert.Empty(t, inquiries)
			_, held := p.owed(b.ID)
			assert.Zero(t, held.Sign())
		})
	}
}
