package billing_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

// A run computes bills before it writes them. What comes in meanwhile must not be lost.
func TestRun_bills_what_came_in_while_it_computed(t *testing.T) {
	t.Parallel()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "crm.db"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, st.Close()) })
	config := serviceConfig()
	var d *serviceDesk
	came := 0
	config.Rules = append(billing.Rules(), billing.Rule{Code: "TEST-MEANWHILE", Name: "something comes in", De: "etwas kommt herein", Check: func(billing.Case) []billing.Finding {
		if came++; came == 1 {
			d.used("u-2", call("r-2", "o/1", "17T08:00", 5))
		}
		return nil
	}})
	d = serviceOpen(t, st, config)
	d.account("a", "c")
	d.used("u-1", call("r-1", d.holds("o", "c", "a", "2026-02-15"), "16T08:00", 10))

	assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, d.run())
	assert.Equal(t, 2, came, "it was computed anew")
	assert.Equal(t, []string{"recurring Basic charge: 100.00 EUR", "usage Calls: 1.35 EUR"}, lineTexts(d.bill("a-2026-02-01")))
}

// Two who run at once bill each account once.
func TestRun_leaves_what_another_run_billed_while_it_computed(t *testing.T) {
	t.Parallel()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "crm.db"), nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, st.Close()) })
	config := serviceConfig()
	var d *serviceDesk
	first := true
	var other billing.Report
	config.Rules = append(billing.Rules(), billing.Rule{Code: "TEST-MEANWHILE", Name: "another runs", De: "ein anderer läuft", Check: func(billing.Case) []billing.Finding {
		if first {
			first = false
			other = d.run()
		}
		return nil
	}})
	d = serviceOpen(t, st, config)
	d.account("a", "c")
	d.used("u-1", call("r-1", d.holds("o", "c", "a", "2026-02-15"), "16T08:00", 10))

	assert.Zero(t, d.run())
	assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, other)
	assert.Equal(t, "BMW-00000001", d.bill("a-2026-02-01").No)
}
