package insight_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What was stored is read for ever.
func TestStored(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	m := k.note(t, insight.Note{Source: "bill-1", Customer: "c-1", Month: calendar.MustParse("2026-02-28"), Revenue: money.Must("49.90 EUR"),
		Drivers: []value.Use{driver(insight.DriverTicket, 2)}, Usage: []insight.Usage{timed("data", "GB", "12.5", part("10", "4"), part("5", "2"))}})
	etomtest.Decodes(t, "month.json", m)
	k.contract("c-1", "month")
	p := k.publish(t, churn("1", -0.05))
	etomtest.Decodes(t, "published.json", p)
	x, err := k.Score(ctx, "c-1", "churn")
	require.NoError(t, err)
	etomtest.Decodes(t, "score.json", x)
	etomtest.Decodes(t, "value_model.json", valueModel)
	o, err := k.Object(ctx, "c-1")
	require.NoError(t, err)
	etomtest.Decodes(t, "objection.json", o)
}

// Models are stored with what was published of them; a body as it was stored once is read for ever.
func TestService_Model_reads_what_was_stored(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	p := k.publish(t, churn("1", -0.05))
	_, err := k.PublishValueModel(ctx, valueModel)
	require.NoError(t, err)
	require.NoError(t, k.NoteLine(ctx, "c-1", "61.10"))
	require.NoError(t, k.store.View(ctx, func(tx store.Tx) error {
		for kind, file := range map[string]string{"insight.scoreModel": "stored/score_model.json", "insight.valueModel": "stored/value_model_published.json", "insight.line": "stored/line.json"} {
			for r, err := range tx.Scan(store.Query{Tenant: etomtest.Tenant, Kind: kind}) {
				if err != nil {
					return err
				}
				etomtest.Golden(t, file, string(r.Body)+"\n")
			}
		}
		return nil
	}))
	_, got, err := k.Model(ctx, "churn", "1")
	require.NoError(t, err)
	assert.Equal(t, p, got)
}

func TestEventTypes_are_those_that_are_written(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.note(t, revenue("bill-1", "c-1", "2026-02", "20.00 EUR"))
	require.NoError(t, k.NoteLine(ctx, "c-1", "61.10"))
	k.contract("c-1", "month")
	k.publish(t, churn("1", -0.05))
	_, err := k.Score(ctx, "c-1", "churn")
	require.NoError(t, err)
	_, err = k.Object(ctx, "c-1")
	require.NoError(t, err)
	require.NoError(t, k.WithdrawObjection(ctx, "c-1"))
	written := etomtest.Types(etomtest.Journal(t, k.env, "churn"))
	for _, e := range etomtest.Journal(t, k.env, "c-1") {
		var data struct{ Customer string }
		require.NoError(t, e.Read(&data))
		assert.Equal(t, "c-1", data.Customer, e.Type)
		written = append(written, e.Type)
	}
	assert.ElementsMatch(t, insight.EventTypes(), written)
}
