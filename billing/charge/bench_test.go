package charge_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

func twoPrices() charge.Holding {
	lease := monthly(charge.Arrear, "39.90 EUR")
	lease.ID = "lease"
	return holding("2026-01-01", monthly(charge.Advance, "490.00 EUR"), lease)
}

// A holding with two prices, whole months, nothing billed before.
func BenchmarkCharges_two_prices(b *testing.B) {
	cycle := cycleOf(b, 1, "Europe/Berlin")
	h, period := twoPrices(), periodOf(b, cycle, "2026-03-01")
	h.Settled = period.From()
	run(b, h, cycle, period, nil)
}

// The same with parts of months, which have sentences of their own.
func BenchmarkCharges_two_prices_in_part(b *testing.B) {
	cycle := cycleOf(b, 1, "Europe/Berlin")
	h, period := twoPrices(), periodOf(b, cycle, "2026-03-01")
	h.From, h.Until = day("2026-03-10"), day("2026-03-20")
	run(b, h, cycle, period, nil)
}

// The same after a year of bills, all of which are looked at.
func BenchmarkCharges_two_prices_after_a_year(b *testing.B) {
	cycle := cycleOf(b, 1, "Europe/Berlin")
	h, period := twoPrices(), periodOf(b, cycle, "2026-01-01")
	var billed []charge.Billed
	for range 12 {
		bill(b, h, cycle, period, &billed)
		period = must(cycle.Next(period))
	}
	run(b, h, cycle, period, billed)
}

func run(b *testing.B, h charge.Holding, cycle calendar.Cycle, period calendar.Period, billed []charge.Billed) {
	b.ReportAllocs()
	for b.Loop() {
		charges, err := charge.Charges(h, cycle, period, billed)
		if err != nil || len(charges) != 2 && len(charges) != 3 {
			require.NoError(b, err)
			b.Fatal(charges)
		}
	}
}
