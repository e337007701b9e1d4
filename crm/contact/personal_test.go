package contact_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (r room) items(do func(*work.Unit, string) ([]personal.Item, error), customer string) []personal.Item {
	r.t.Helper()
	items, err := work.Do(ctx, r.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, customer) })
	require.NoError(r.t, err)
	return items
}

func (r room) receives(in contact.Inbound) contact.Interaction {
	r.t.Helper()
	i, err := r.Receive(ctx, in)
	require.NoError(r.t, err)
	return i
}

func TestErase_takes_the_words_and_keeps_business_letters_as_long_as_the_law_says(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		r := open(t, st, nil)
		enquiry := r.receives(contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Kind: contact.Enquiry, Subject: "From Quillfeather", Text: "Zanzibar wants fibre", Content: json.RawMessage(`{"x":"Zanzibar"}`)})
		order := r.receives(contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Kind: contact.PurchaseOrder, Subject: "Order", Text: "Deliver to Timbuktu", About: "q-1"})
		r.receives(contact.Inbound{From: "b@dealer.example", Channel: contact.Email, Kind: contact.Enquiry, Text: "fibre too"})
		_, err := r.NoteStatus(ctx, contact.Status{Customer: "dealer-a", About: "q-1", State: "open", Text: "waits for Quillfeather"})
		require.NoError(t, err)
		message, err := r.PassOn(ctx, contact.Outbound{Customer: "dealer-a", Reason: "marketing.collateral.issued", Text: "Dear Quillfeather"})
		require.NoError(t, err)

		shown, err := json.Marshal(r.items(r.Personal, "dealer-a"))
		require.NoError(t, err)
		for _, word := range []string{"Zanzibar", "Timbuktu", "Quillfeather", "a@dealer.example"} {
			assert.Contains(t, string(shown), word)
		}
		for _, i := range r.items(r.Erase, "dealer-a") {
			assert.Equal(t, "the request is not completed", i.Why)
		}
		for _, id := range []string{enquiry.ID, order.ID} {
			_, err := r.Complete(ctx, id, "told Quillfeather")
			require.NoError(t, err)
		}

		kept := r.items(r.Erase, "dealer-a")
		require.Len(t, kept, 1)
		assert.Equal(t, order.ID, kept[0].ID)
		assert.Equal(t, calendar.MustParse("2033-01-01"), kept[0].Keep, "six years from the end of 2026")
		assert.Contains(t, kept[0].Why, "§ 147")
		for _, trace := range r.watched.Traces(t, "Zanzibar", "Quillfeather", "a@dealer.example") {
			assert.True(t, traceOf(trace, "event.event") || traceOf(trace, order.ID), trace)
		}

		was, err := r.Get(ctx, enquiry.ID)
		require.NoError(t, err)
		assert.Equal(t, contact.Enquiry, was.Kind)
		assert.Equal(t, contact.Completed, was.Status)
		assert.Equal(t, "enquiry", was.Reason)
		assert.True(t, was.At.Equal(enquiry.At))
		assert.Len(t, was.History, 1)
		status, err := r.StatusOf(ctx, "dealer-a", "q-1")
		require.NoError(t, err)
		assert.Equal(t, "open", status.State)
		asked := r.receives(contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Kind: contact.StatusInquiry, About: "q-1"})
		_, err = r.AnswerStatus(ctx, asked.ID)
		require.NoError(t, err, "what is left still answers")
		assert.NotEmpty(t, message.ID)

		r.clock.Set(time.Date(2033, time.January, 2, 0, 0, 0, 0, time.UTC))
		assert.Empty(t, r.items(r.Erase, "dealer-a"))
		r.watched.Unchanged(t, func() { assert.Empty(t, r.items(r.Erase, "dealer-a")) })
		for _, trace := range r.watched.Traces(t, "Timbuktu") {
			assert.True(t, traceOf(trace, "event.event"), trace)
		}
	})
}

func traceOf(trace, of string) bool { return strings.Contains(trace, of) }
