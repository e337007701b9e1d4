package collection_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/camt"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A statement of a thousand entries for a thousand open items of as many accounts, in one transaction.
func BenchmarkService_ImportStatement(b *testing.B) {
	const n = 1000
	d := inMemory(b, nil)
	s := camt.Statement{ID: "S-1", Account: "DE14740618130000033626", Currency: money.MustCurrency("EUR")}
	for i := range n {
		no := fmt.Sprintf("R-2026-%06d", i)
		item := bill(fmt.Sprint("b-", i), no, "119.00 EUR", "2026-03-16")
		item.Account = fmt.Sprint("a-", i)
		d.opened(item)
		one := camt.Detail{Line: i, Amount: item.Amount, Credit: true, Unstructured: []string{"Rechnung " + no}}
		s.Entries = append(s.Entries, camt.Entry{Line: i, No: i + 1, ID: fmt.Sprint("e-", i), Status: camt.Booked, Amount: item.Amount, Credit: true,
			Booking: date("2026-03-10"), Value: date("2026-03-10"), Details: []camt.Detail{one}})
	}
	round := 0
	for b.Loop() {
		for i := range s.Entries {
			s.Entries[i].ID = fmt.Sprintf("e-%d-%d", round, i)
		}
		round++
		im, err := d.ImportStatement(d.ctx, s)
		require.NoError(b, err)
		require.Len(b, im.Taken, n)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/n, "µs/entry")
}

func BenchmarkComputeInterest(b *testing.B) {
	in := steady("1000.00 EUR", "2024-06-17", "2026-03-20")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := collection.ComputeInterest(in); err != nil {
			b.Fatal(err)
		}
	}
}
