package problem_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What is stored is read for ever: when a golden file here has to change, the old one stays beside it and must still decode.
func TestStored_bodies(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	parent := mail()
	parent.Customer, parent.Proactive = "", true
	above := d.opened(parent)

	r := mail()
	r.Correlation, r.ExternalID, r.Interaction, r.Agreement, r.Severity, r.Resource, r.Parent = "case-1", "HD 4711", "i-1", "a-0", "major", "mx-3", above.ID
	r.RelatedEntities = []problem.RelatedEntity{{ID: "p-7", Role: "affected", Type: "Product", Name: "Extranet mail"}}
	r.RequestedResolution = d.clock.Now().Add(day)
	full := d.opened(r)
	d.must(d.TakeCustomerPriority(d.ctx, full.ID, problem.Highest, []fault.Reason{{Code: "RETENTION-PRIO-01", Message: "one of the largest customers"}}))
	d.must(d.TakeServiceLevel(d.ctx, full.ID, problem.ServiceLevelPriority{Value: problem.Medium, Covered: true, Agreement: "a-1", Version: "2",
		Targets: goldTargets(t), Reasons: []fault.Reason{{Code: "SLA-PRIO-02", Message: "mail is covered"}}}))
	d.must(d.Isolate(d.ctx, full.ID, problem.Isolation{Cause: "disk full"}))
	d.must(d.AddMeasure(d.ctx, full.ID, "clear the disk", "mail team"))
	d.must(d.AddNote(d.ctx, full.ID, problem.Response, "anna", "we are working on it"))
	d.must(d.ChangeAssignment(d.ctx, full.ID, to("mail team", "anna")))
	d.must(d.Hold(d.ctx, full.ID, problem.CauseCustomer, "which mailbox?"))
	d.clock.Advance(5 * time.Hour)
	d.must(d.Resume(d.ctx, full.ID, "all of them"))
	d.must(d.EndMeasure(d.ctx, full.ID, problem.MeasureEnd{Measure: "1", Done: true, Result: "40 GB"}))
	for range 2 {
		d.clock.Advance(2 * time.Hour)
		d.must(d.ReceiveResolution(d.ctx, full.ID, problem.Resolution{Text: "repaired", Cause: "disk full", RestoredAt: d.clock.Now().Add(-time.Hour), Workaround: true}))
		d.must(d.AskConfirmation(d.ctx, full.ID))
		d.must(d.Answer(d.ctx, full.ID, problem.Confirmation{Text: "not for me"}))
	}
	d.clock.Advance(2 * time.Hour)
	d.due()
	full = d.must(d.Resubmit(d.ctx, full.ID, problem.ResubmissionRequest{Workdays: 1, To: "anna", Note: "call"}))

	merged := d.must(d.Merge(d.ctx, d.opened(mail()).ID, full.ID, "reported twice"))
	stored(t, d, full.ID, "ticket.json", full)
	stored(t, d, merged.ID, "merged.json", merged)
	stored(t, d, above.ID, "parent.json", d.ticket(above.ID))
}

// stored compares the body of a record with its golden file, and the ticket with what the golden file decodes to.
func stored(t *testing.T, d *desk, id, name string, want problem.Ticket) {
	t.Helper()
	var body bytes.Buffer
	require.NoError(t, d.store.View(d.ctx, func(tx store.Tx) error {
		rec, err := tx.Get(store.Ref{Tenant: etomtest.Tenant, Kind: "problem.ticket", ID: id})
		require.NoError(t, err)
		return json.Indent(&body, rec.Body, "", "  ")
	}))
	etomtest.Golden(t, "stored/"+name, body.String()+"\n")
	golden, err := os.ReadFile(filepath.Join("testdata", "stored", name))
	require.NoError(t, err)
	var got problem.Ticket
	require.NoError(t, json.Unmarshal(golden, &got))
	assert.Equal(t, want, got)
}
