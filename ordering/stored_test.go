package ordering_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// What is stored is read for ever: when a golden file here has to change, the old one stays beside it and must still decode.
func TestStored_bodies(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{Limit: money.Must("1000.00 EUR")}})

	asked := draft(extranet(), unchanging("site", "extranet"))
	asked.Correlation, asked.ExternalID, asked.Quote, asked.Agreement, asked.Priority = "case-1", "PO 4711", "q-1", "a-1", "0"
	asked.Address, asked.TestFirst = "Petuelring 130, München", true
	asked.RequestedCompletion, asked.PromisedCompletion = d.clock.Now().Add(10*day), d.clock.Now().Add(14*day)
	o := d.begun(asked)
	d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "one more", Add: []ordering.DraftItem{item("router", "extranet")}, Promised: d.clock.Now().Add(15 * day)}))
	d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: d.clock.Now().Add(16 * day)}))
	task := d.task(d.RequestCancellation(d.ctx, o.ID, "too late"))
	d.clock.Advance(time.Hour)
	d.task(d.DecideCancellation(d.ctx, task.ID, false, "the trench is dug"))
	o = d.refusesTest(d.done(o, "extranet", "router"), "router")
	o = d.accepts(d.failed(o, "router"))
	require.Equal(t, ordering.Partial, o.State)
	d.must(d.AskSatisfaction(d.ctx, o.ID))
	d.must(d.AnswerSatisfaction(d.ctx, o.ID, ordering.SatisfactionAnswer{Score: 4, Comment: "late"}))
	o = d.must(d.HandOverCharges(d.ctx, o.ID))
	rejected := d.placed(draft(costing("1", "1000.01 EUR", 1)))
	f, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Asker: "prospect-1", Offering: "dsl", Need: "a faster connection", Custom: true})
	require.NoError(t, err)
	f, err = d.ReceiveFeasibility(d.ctx, f.ID, ordering.FeasibilityAnswer{Feasible: true, With: "DSL", LeadTime: 14 * day, Alternative: "lte", Reason: "close to the exchange"})
	require.NoError(t, err)

	stored(t, d, "ordering.order", o.ID, "order.json", o)
	stored(t, d, "ordering.order", rejected.ID, "rejected.json", rejected)
	stored(t, d, "ordering.cancellation", task.ID, "cancellation.json", d.task(d.cancellation(o.ID)))
	stored(t, d, "ordering.feasibility", f.ID, "feasibility.json", f)
}

func (d *desk) cancellation(order string) (ordering.Cancellation, error) {
	found, err := d.Cancellations(d.ctx, order)
	return found[0], err
}

// stored compares the body of a record with its golden file, and the entity with what the golden file decodes to.
func stored[T any](t *testing.T, d *desk, kind, id, name string, want T) {
	t.Helper()
	var body bytes.Buffer
	require.NoError(t, d.store.View(d.ctx, func(tx store.Tx) error {
		rec, err := tx.Get(store.Ref{Tenant: etomtest.Tenant, Kind: kind, ID: id})
		require.NoError(t, err)
		return json.Indent(&body, rec.Body, "", "  ")
	}))
	etomtest.Golden(t, "stored/"+name, body.String()+"\n")
	golden, err := os.ReadFile(filepath.Join("testdata", "stored", name))
	require.NoError(t, err)
	var got T
	require.NoError(t, json.Unmarshal(golden, &got))
	assert.Equal(t, want, got)
}
