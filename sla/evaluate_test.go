package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestEvaluate_TheDocumentsExample(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{
		Outages: []downtime.Outage{
			down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 3*time.Hour),
			down("o-2", "Mail", "2026-03-29T01:30:00+01:00", 90*time.Minute), // over the night on which the clocks change
			down("o-3", "VPN", "2026-03-20T08:00:00+01:00", 5*time.Hour),
		},
		Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")},
	}
	report := evaluate(t, bmw(), r, march, march.End())
	assert.True(t, report.Closed)
	assert.Equal(t, sla.Violated, report.Results[0].State)
	assert.Equal(t, sla.Measure{Exact: "9/2", Unit: "h", Text: "4 h 30 min"}, report.Results[0].Measured)
	assert.Equal(t, money.Must("4.00 EUR"), report.Total)
	assert.Equal(t, money.MustRate("2%"), report.Remedies[0].Rate)
}
