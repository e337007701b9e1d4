package billing_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
	"github.com/etomcrm/etomcrm/etom/work"
)

// BenchmarkRun bills accounts with a product and 20 records of usage each, on SQLite: an operation is one account. What the run keeps
// in memory does not grow with them: -benchtime 100000x bills 100,000.
func BenchmarkRun(b *testing.B) {
	st, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "crm.db"), nil)
	require.NoError(b, err)
	b.Cleanup(func() { _ = st.Close() })
	d := serviceOpen(b, st, nil)
	for first := 0; first < b.N; first += 50 {
		require.NoError(b, d.env.Update(d.ctx, func(u *work.Unit) error { return d.subscribers(u, first, min(first+50, b.N)) }))
	}
	runtime.GC()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	var most uint64
	b.ReportAllocs()
	b.ResetTimer()
	r, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), Progress: func(billing.Progress) {
		metrics.Read(heap)
		most = max(most, heap[0].Value.Uint64())
	}})
	b.StopTimer()
	require.NoError(b, err)
	require.Equal(b, b.N, r.Bills)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
	b.ReportMetric(float64(most)/(1<<20), "heap-MB")
}

// subscribers makes accounts with a product and usage.
func (d *serviceDesk) subscribers(u *work.Unit, from, to int) error {
	var records []rating.Usage
	for n := from; n < to; n++ {
		id, customer := fmt.Sprintf("a-%06d", n), fmt.Sprintf("c-%06d", n)
		if _, err := d.OpenAccountTx(u, billing.AccountDraft{ID: id, Customer: customer, From: date("2026-02-01"), Details: serviceDetails("Kunde")}); err != nil {
			return err
		}
		charges, err := d.TakeChargesTx(u, billing.Charges{Customer: customer, Account: id, Order: "o-" + id, Items: []billing.ChargeItem{{ID: "1",
			Offering: "mobile", Name: "Mobile", Quantity: 1, Tariff: "voice", From: date("2026-02-01"), Prices: []price.Price{monthly("Basic charge", "9.99 EUR")}}}})
		if err != nil {
			return err
		}
		for k := range 20 {
			records = append(records, call(fmt.Sprintf("%s-%d", id, k), charges.Products[0].ID, fmt.Sprintf("%02dT08:%02d", 1+k, k), 1+k))
		}
	}
	_, err := d.ReceiveUsageTx(u, billing.Batch{ID: fmt.Sprint("b-", from), Records: records})
	return err
}
