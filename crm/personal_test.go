package crm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// quill is a person of whom every word is one that nothing else says.
func quill() customer.Draft {
	return customer.Draft{RequestKey: "quill", Kind: customer.Individual, Keys: []customer.Key{{Type: customer.KeyMSISDN, Value: "+4917112348765"}},
		Data: customer.Data{Name: "Ottoline Quillfeather", Language: customer.English, ContactMedia: []customer.ContactMedium{
			{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "ottoline@feather.example"}},
			{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "Gänsekielgasse 9", PostCode: "10115", City: "Tintenburg", Country: "DE"}},
			{Type: customer.Phone, Characteristic: customer.MediumCharacteristic{PhoneNumber: "+4930555019876"}}}}}
}

// ofQuill is what she is known by, and what she says.
var ofQuill = []string{"Quillfeather", "ottoline", "feather.example", "Gänsekielgasse", "Tintenburg", "555019876", "17112348765",
	"Zanzibar", "Kilimanjaro", "Timbuktu", "Popocatepetl", "Titicaca", "Orinoco", "DE89370400440532013000"}

// lives is her course: an enquiry, an order, a problem, a bill, a dispute and a payment, all of it at its end.
func (p *payer) lives(t *testing.T) {
	t.Helper()
	p.moves(quill())
	flyer, err := p.Marketing.Make(p.ctx, marketing.Draft{Name: "Fibre", Medium: marketing.Flyer})
	require.NoError(t, err)
	_, _, err = p.Marketing.Issue(p.ctx, flyer.ID, p.id)
	require.NoError(t, err)
	p.settles()

	_, err = p.Receive(p.ctx, contact.Inbound{Key: "mail-1", From: "Ottoline@feather.example", Channel: contact.Email, Kind: contact.Enquiry, Subject: "From Quillfeather", Text: "Is there fibre in Zanzibar?"})
	require.NoError(t, err)
	p.settles()
	prospects, err := p.Selling.Prospects(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, prospects, 1)
	_, err = p.Selling.Withdraw(p.ctx, prospects[0].ID, "Quillfeather has moved to Zanzibar")
	require.NoError(t, err)

	o, err := p.Orders.Place(p.ctx, ordering.Draft{Key: "order-1", Customer: p.id, Address: "Kilimanjaro 7", Items: []ordering.DraftItem{withID(once("Router", "200.00 EUR"))}})
	require.NoError(t, err)
	p.settles()
	p.charged(p.works(o.ID))

	_, err = p.says(contact.ProblemReport, "", "No mail reaches Timbuktu", `{"feature":"Mail"}`)
	require.NoError(t, err)
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	id := tickets[0].ID
	_, err = p.Problems.AddNote(p.ctx, id, problem.Internal, "B. Clerk", "Quillfeather is angry")
	require.NoError(t, err)
	_, err = p.Problems.ReceiveResolution(p.ctx, id, problem.Resolution{Text: "the mail server of Quillfeather is repaired"})
	require.NoError(t, err)
	p.settles()
	_, err = p.Problems.Answer(p.ctx, id, problem.Confirmation{Confirmed: true, Text: "Timbuktu is happy"})
	require.NoError(t, err)

	p.on("04-01")
	b := p.bill()
	require.Equal(t, billing.BillSent, b.State)
	_, err = p.says(contact.BillInquiry, b.ID, "I was on the Popocatepetl", `{"disputed":true}`)
	require.NoError(t, err)
	disputes, err := p.Billing.DisputesOf(p.ctx, b.ID)
	require.NoError(t, err)
	require.Len(t, disputes, 1)
	_, err = p.Billing.SettleDispute(p.ctx, disputes[0].ID, billing.Settlement{Text: "Quillfeather was at home", By: "B. Clerk"})
	require.NoError(t, err)
	p.settles()
	p.on("04-20")
	open, _ := p.owed(b.ID)
	_, err = p.Collection.TakePayment(p.ctx, collection.Payment{ID: "bank-1", Amount: open, On: day("04-21"), Text: "Titicaca " + b.No, Payer: "Ottoline Quillfeather", IBAN: "DE89370400440532013000"})
	require.NoError(t, err)
	p.settles()
	require.Equal(t, billing.BillSettled, p.bill().State)

	waiting, err := p.Contacts.Open(p.ctx, p.id)
	require.NoError(t, err)
	for _, i := range waiting {
		_, err = p.Contacts.Complete(p.ctx, i.ID, "told Quillfeather")
		require.NoError(t, err)
	}
	p.settles()
}

func withID(i ordering.DraftItem) ordering.DraftItem {
	i.ID = "1"
	return i
}

// leaves ends the relationship.
func (p *payer) leaves(t *testing.T) {
	t.Helper()
	_, err := p.Relationship.Notice(p.ctx, relationship.Draft{Customer: p.id, Ground: relationship.OwnNotice, By: p.id, Reason: "Quillfeather sails the Orinoco"})
	require.NoError(t, err)
	p.settles()
	for _, on := range []string{"05-25", "06-01", "07-01"} {
		p.on(on)
	}
	require.Equal(t, billing.AccountClosed, p.account().State)
}

// in lets time pass up to a day, without doing what is due.
func (p *payer) in(t *testing.T, day string) {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	p.world.After(at.Sub(p.world.Now()), func(context.Context) error { return nil })
	require.NoError(t, p.world.Run(p.ctx, func(context.Context) error { p.settles(); return nil }))
}

// verdicts are those on every flow in every case that was heard of.
func (p *payer) verdicts() map[string]string {
	all := map[string]string{}
	for _, e := range p.heard.events {
		if e.No != 1 {
			continue // of each case once
		}
		events := p.journal(e.Correlation)
		for _, f := range flow.All() {
			all[f.ID+" in "+e.Correlation] = flow.Check(f, events).String()
		}
	}
	return all
}

func (p *payer) erases(t *testing.T) crm.Erasure {
	t.Helper()
	e, err := p.Erase(p.ctx, p.id)
	require.NoError(t, err)
	return e
}

func TestErase_leaves_nothing_of_a_person_but_what_it_says_is_kept(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.lives(t)
		data, err := p.PersonalData(p.ctx, p.id)
		require.NoError(t, err)
		shown, err := json.Marshal(data)
		require.NoError(t, err)
		for _, word := range ofQuill {
			if word != "Orinoco" {
				assert.Contains(t, strings.ToLower(string(shown)), strings.ToLower(word))
			}
		}

		runs := p.erases(t)
		assert.Contains(t, why(runs, "billing.bill"), "§ 147")
		assert.Contains(t, why(runs, "customer.customer"), "the customer is active")
		assert.Equal(t, "the relationship goes on, and the agreement needs it", why(runs, "collection.account"))

		p.leaves(t)
		verdicts := p.verdicts()
		ended := p.erases(t)
		require.NotEmpty(t, ended.Erased)
		assert.Empty(t, ended.Pending)
		for _, k := range ended.Kept {
			assert.False(t, k.Keep.IsZero(), "%s %s: %s", k.Kind, k.ID, k.Why)
		}
		for _, trace := range p.store.Traces(t, ofQuill...) {
			assert.True(t, keptTrace(ended, trace), trace)
		}
		assert.Equal(t, verdicts, p.verdicts(), "who judges the flows sees no difference")
		p.settles()
		p.store.Unchanged(t, func() {
			again := p.erases(t)
			assert.Empty(t, again.Erased)
			assert.Zero(t, again.Events+again.Commands)
		})

		p.in(t, "2036-01-01")
		last := p.erases(t)
		for _, k := range last.Kept {
			t.Errorf("%s %s: %s", k.Kind, k.ID, k.Why)
		}
		assert.Empty(t, p.store.Traces(t, ofQuill...))
		assert.Equal(t, verdicts, p.verdicts())
		p.answers(t)

		left, err := p.PersonalData(p.ctx, p.id)
		require.NoError(t, err)
		shown, err = json.Marshal(left)
		require.NoError(t, err)
		for _, word := range ofQuill {
			assert.NotContains(t, strings.ToLower(string(shown)), strings.ToLower(word))
		}
		_, err = p.Customers.Establish(p.ctx, quill())
		require.ErrorIs(t, err, fault.ErrState, "what is known of a command is that it was carried out")
		back := quill()
		back.RequestKey = "back"
		old := p.id
		p.moves(back)
		assert.NotEqual(t, old, p.id, "who comes back is somebody else")
	})
}

// why is the reason for which something of a kind is kept.
func why(e crm.Erasure, kind string) string {
	for _, k := range e.Kept {
		if k.Kind == kind {
			return k.Why
		}
	}
	return ""
}

// keptTrace reports whether the erasure says that the record of a trace is kept.
func keptTrace(e crm.Erasure, trace string) bool {
	for _, k := range e.Kept {
		if strings.HasPrefix(trace, fault.Subject(k.Kind, k.ID)+":") {
			return true
		}
	}
	return false
}

// answers asks that every process still answers for the customer.
func (p *payer) answers(t *testing.T) {
	t.Helper()
	_, err := p.Customers.Get(p.ctx, p.id)
	require.NoError(t, err)
	contacts, err := p.Contacts.History(p.ctx, p.id)
	require.NoError(t, err)
	assert.NotEmpty(t, contacts)
	orders, err := p.Orders.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, orders, 1)
	charges, err := ordering.Charges(orders[0])
	require.NoError(t, err)
	assert.Len(t, charges, 1)
	tickets, err := p.Problems.By(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, tickets, 1)
	_, err = tickets[0].Clock(p.world.Now())
	require.NoError(t, err)
	assert.Equal(t, "238.00 EUR", p.bill().Due.String())
	open, _ := p.owed(p.bill().ID)
	assert.Zero(t, open.Sign())
	h, err := p.Collection.History(p.ctx, p.account().ID)
	require.NoError(t, err)
	assert.Len(t, h.Payments, 1)
}

// The document's courses, done before, are done behind the erasure: step by step, by the same events.
func TestErase_leaves_the_verdict_on_a_flow_that_is_done(t *testing.T) {
	t.Parallel()
	for path, f := range map[string]flow.Flow{"presales": flow.PreSales(), "ordering": flow.Ordering(), "billing": flow.Billing()} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p := live(t, memory.New(), script(t, "testdata/"+path+".txt"), nil)
			before := p.result(f)
			require.Equal(t, flow.Done, before.Verdict, before.String())
			e, err := p.Erase(p.ctx, p.id)
			require.NoError(t, err)
			assert.NotZero(t, e.Events)
			after := p.result(f)
			assert.Equal(t, before.String(), after.String())
			assert.Equal(t, proofs(before), proofs(after), "by the same events")
			for _, one := range p.everyCase() {
				if one.Redacted != nil {
					assert.True(t, one.Delivered)
				}
			}
		})
	}
}

// proofs are the events that prove the moves of a result, with what they are about.
func proofs(r flow.Result) []string {
	var all []string
	for _, m := range r.Moves {
		all = append(all, fmt.Sprint(m.Step.No, " ", m.Event.No, " ", m.Event.ID, " ", m.Event.Type, " ", m.Event.Subject, " ", m.Event.Cause, " ", m.Event.At))
	}
	return all
}
