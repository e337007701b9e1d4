package event_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// with is an event with data.
func with(id, correlation, data string) event.Event {
	e := an(id, correlation)
	e.Data = json.RawMessage(data)
	return e
}

// deliverAll takes everything out of the outbox.
func deliverAll(t *testing.T, st store.Store, except ...string) {
	t.Helper()
	_, err := event.NewRelay(st, "test", func(_ context.Context, e event.Event) error {
		for _, id := range except {
			if e.ID == id {
				return fmt.Errorf("not yet")
			}
		}
		return nil
	}, nil).Drain(t.Context())
	require.NoError(t, err)
}

func redact(t *testing.T, st store.Store, r event.Redaction) event.RedactReport {
	t.Helper()
	var report event.RedactReport
	require.NoError(t, st.Update(t.Context(), func(tx store.Tx) (err error) {
		report, err = event.Redact(in(tx, "test"), r)
		return err
	}))
	return report
}

func journal(t *testing.T, st store.Store, correlation string) map[string]event.Event {
	t.Helper()
	byID := map[string]event.Event{}
	require.NoError(t, st.View(t.Context(), func(tx store.Tx) error {
		found, err := event.Of(in(tx, "test"), correlation)
		for _, e := range found {
			byID[e.ID] = e
		}
		return err
	}))
	return byID
}

func TestRedact_takes_the_texts_of_one_customer_out_and_nothing_else(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		at := time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
		write(t, st,
			with("e1", "order-7", `{"customer":"c-7","text":"Call Anna","state":"open","amount":{"amount":"12.34","currency":"EUR"}}`),
			with("e2", "order-7", `{"order":"o-7","note":"left with the neighbour","weight":3}`),
			with("e3", "order-7", `{"customer":"c-8","text":"Call Bert"}`),
			with("e4", "bill-9", `{"customer":"c-7","recipient":"Anna","due":"2026-05-01"}`),
			with("e5", "ticket-1", `{"author":"Anna"}`),
			with("e6", "ticket-2", `{"author":"Cleo"}`),
			with("e7", "order-7", `{"customer":"c-7","state":"completed"}`))
		deliverAll(t, st)
		before := journal(t, st, "order-7")

		r := event.Redaction{Customer: "c-7", Cases: []string{"ticket-1"}, At: at, Why: "the customer asked for it"}
		report := redact(t, st, r)
		assert.ElementsMatch(t, []string{"e1", "e2", "e4", "e5"}, report.Redacted)
		assert.Empty(t, report.Pending)

		after := journal(t, st, "order-7")
		assert.JSONEq(t, `{"customer":"c-7","text":"","state":"open","amount":{"amount":"12.34","currency":"EUR"}}`, string(after["e1"].Data))
		assert.JSONEq(t, `{"order":"o-7","note":"","weight":3}`, string(after["e2"].Data))
		assert.Equal(t, &event.Redacted{At: at, Why: "the customer asked for it"}, after["e1"].Redacted)
		assert.Equal(t, before["e3"], after["e3"], "another customer's event in the same case")
		assert.Equal(t, before["e7"], after["e7"], "there is nothing to take out")
		for id, e := range after {
			was := before[id]
			e.Data, e.Redacted, e.Meta = was.Data, was.Redacted, was.Meta
			assert.Equal(t, was, e, "nothing else has changed")
		}
		assert.JSONEq(t, `{"customer":"c-7","recipient":"","due":"2026-05-01"}`, string(journal(t, st, "bill-9")["e4"].Data))
		assert.JSONEq(t, `{"author":""}`, string(journal(t, st, "ticket-1")["e5"].Data))
		assert.JSONEq(t, `{"author":"Cleo"}`, string(journal(t, st, "ticket-2")["e6"].Data))

		assert.Zero(t, redact(t, st, r), "again, there is nothing to do")
	})
}

func TestRedact_leaves_what_is_not_delivered_until_it_is(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, with("e1", "order-7", `{"customer":"c-7","text":"Anna"}`), with("e2", "order-7", `{"customer":"c-7","text":"Anna again"}`))
		deliverAll(t, st, "e2")
		r := event.Redaction{Customer: "c-7", At: etomtest.NewClock().Now(), Why: "asked for"}
		assert.Equal(t, event.RedactReport{Redacted: []string{"e1"}, Pending: []string{"e2"}}, redact(t, st, r))
		assert.JSONEq(t, `{"customer":"c-7","text":"Anna again"}`, string(journal(t, st, "order-7")["e2"].Data))
		deliverAll(t, st)
		assert.Equal(t, event.RedactReport{Redacted: []string{"e2"}}, redact(t, st, r))
	})
}

func TestRedact_asks_what_stays_for_each_type(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, with("e1", "order-7", `{"customer":"c-7","feature":["Mail"],"content":{"anything":1},"text":"Anna"}`))
		deliverAll(t, st)
		redact(t, st, event.Redaction{Customer: "c-7", At: etomtest.NewClock().Now(), Why: "asked for", Keep: func(typ string) event.Keep {
			assert.Equal(t, "test.thing.happened", typ)
			return event.Keeping("feature").Without("content")
		}})
		assert.JSONEq(t, `{"customer":"c-7","feature":["Mail"],"content":null,"text":""}`, string(journal(t, st, "order-7")["e1"].Data))
	})
}

func TestRedact_refuses_what_nobody_could_answer_for(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error {
			_, err := event.Redact(in(tx, "test"), event.Redaction{})
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, []string{"customer", "why", "at"}, etomtest.Paths(err))
			return nil
		}))
	})
}

// An event whose stored body is older than Event.Customer is found by the case, and by the customer from then on.
func TestRedact_finds_an_old_event_by_its_case(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		body := `{"id":"e1","type":"test.thing.happened","subject":"thing","correlation":"order-7","no":1,"at":"2026-03-02T09:00:00Z","data":{"customer":"c-7","text":"Anna"},"delivered":true}`
		require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error {
			return tx.Put(store.Record{Ref: store.Ref{Tenant: "test", Kind: "event.event", ID: "e1"}, Body: []byte(body),
				Keys: []store.Key{{Name: "correlation", Value: "order-7/000000000001"}}})
		}))
		r := event.Redaction{Customer: "c-7", At: etomtest.NewClock().Now(), Why: "asked for"}
		assert.Zero(t, redact(t, st, r))
		r.Cases = []string{"order-7"}
		assert.Equal(t, []string{"e1"}, redact(t, st, r).Redacted)
		assert.Equal(t, "c-7", journal(t, st, "order-7")["e1"].Customer)
	})
}

func TestAppend_notes_the_customer_that_the_data_names(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		for n, row := range []struct{ data, want string }{
			{`{"customer":"c-7"}`, "c-7"}, {`{"customer":""}`, ""}, {`{"customer":{"id":"c-7"}}`, ""}, {`{"customer":7}`, ""}, {`["customer"]`, ""},
			{`null`, ""}, {`{"of":{"customer":"c-7"}}`, ""}, {`{"customer":"\u0000"}`, ""}, {`{"customer":"` + strings.Repeat("x", fault.MaxID+1) + `"}`, ""},
		} {
			id := fmt.Sprint("e", n)
			write(t, st, with(id, id, row.data))
			assert.Equal(t, row.want, journal(t, st, id)[id].Customer, row.data)
		}
	})
}

func TestKeep_never_lets_a_text_through_that_it_does_not_list(t *testing.T) {
	t.Parallel()
	secret := rapid.StringMatching(`secret-[a-z]{3,8}`)
	rapid.Check(t, func(t *rapid.T) {
		var made func(depth int) any
		made = func(depth int) any {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				return rapid.Int().Draw(t, "number")
			case 1:
				return rapid.Bool().Draw(t, "flag")
			case 2, 3:
				return secret.Draw(t, "text")
			}
			all := map[string]any{"kept": "kept-text"}
			list := []any{secret.Draw(t, "listed")}
			for n := range rapid.IntRange(0, 3).Draw(t, "fields") {
				if depth < 4 {
					all[fmt.Sprint("field", n)] = made(depth + 1)
					list = append(list, made(depth+1))
				}
			}
			all["list"] = list
			return all
		}
		data, err := json.Marshal(map[string]any{"on": made(0), "kept": "kept-text"})
		require.NoError(t, err)
		redacted, changed, err := event.Keeping("kept").Redact(data)
		require.NoError(t, err)
		assert.NotContains(t, string(redacted), "secret-")
		assert.Equal(t, strings.Contains(string(data), "secret-"), changed)
		assert.Equal(t, strings.Count(string(data), "kept-text"), strings.Count(string(redacted), "kept-text"))
		again, changed, err := event.Keeping("kept").Redact(redacted)
		require.NoError(t, err)
		assert.False(t, changed)
		assert.Equal(t, redacted, again)
	})
}

func ExampleKeep() {
	keep := event.Keeping("feature").Without("content")
	data, changed, err := keep.Redact(json.RawMessage(`{"ticket":"t-7","feature":"Mail","text":"Ask for Anna","content":{"phone":"089 123"},"tries":2}`))
	fmt.Println(string(data), changed, err)
	// Output: {"content":null,"feature":"Mail","text":"","ticket":"t-7","tries":2} true <nil>
}
