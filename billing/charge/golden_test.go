package charge_test

import (
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// theYear is the contract as it is agreed.
func theYear() charge.Holding {
	fee := monthly(charge.Advance, "490.00 EUR")
	fee.Discount, fee.DiscountName, fee.DiscountDe = money.MustRate("5%"), "Key account", "Großkunde"
	return charge.Holding{
		ID: "extranet-1", Name: "Extranet access", De: "Extranet-Zugang", Offering: "extranet", Quantity: 1, From: day("2026-01-20"),
		Prices: []charge.Price{
			{ID: "setup", Name: "Set-up", De: "Einrichtung", Kind: charge.OneTime, Timing: charge.Arrear, Amount: money.Must("99.00 EUR")},
			fee,
			{
				ID: "router", Name: "Router", De: "Router", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Quarter,
				Amount: money.Must("45.00 EUR"), DayCount: charge.Thirty360,
			},
		},
	}
}

// A year of a contract with everything happening to it: read testdata/year.txt from above.
func TestCharges_a_year_with_everything(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 15, "Europe/Berlin")
	h := theYear()
	happens := map[string]struct {
		what string
		do   func()
	}{
		"2026-03-20": {"a second unit is held from 1 April", func() { h.Changes = []charge.Change{{From: day("2026-04-01"), Quantity: 2}} }},
		"2026-05-20": {"it is known only now that the price is 520.00 EUR since 1 May", func() {
			next := h.Prices[1]
			h.Prices[1].Until, next.From, next.Amount = day("2026-05-01"), day("2026-05-01"), money.Must("520.00 EUR")
			h.Prices = append(h.Prices, next)
		}},
		"2026-06-20": {"service was suspended from 1 to 10 June", func() {
			h.Suspended = []charge.Range{{From: day("2026-06-01"), Until: day("2026-06-11")}}
		}},
		"2026-08-20": {"the customer cancels with the end of 20 October", func() { h.Until = day("2026-10-21") }},
		"2026-10-16": {"the second unit was given back on 1 October already", func() {
			h.Changes = append(h.Changes, charge.Change{From: day("2026-10-01"), Quantity: 1})
		}},
		"2026-11-20": {"the customer shows that it had ended with 30 September", func() { h.Until = day("2026-10-01") }},
	}
	var b strings.Builder
	var billed []charge.Billed
	period := periodOf(t, cycle, "2026-01-15")
	for range 12 {
		fmt.Fprintf(&b, "Bill of %s to %s\n", period.From(), period.To().AddDays(-1))
		for d := period.From(); d.Before(period.To()); d = d.AddDays(1) {
			if e, ok := happens[d.String()]; ok {
				fmt.Fprintf(&b, "  %s: %s\n", d, e.what)
				e.do()
			}
		}
		writeBill(t, &b, bill(t, h, cycle, period, &billed))
		require.Empty(t, bill(t, h, cycle, period, &billed))
		var err error
		period, err = cycle.Next(period)
		require.NoError(t, err)
	}
	etomtest.Golden(t, "year.txt", b.String())
}

func writeBill(t *testing.T, b *strings.Builder, charges []charge.Charge) {
	if len(charges) == 0 {
		b.WriteString("  nothing\n\n")
		return
	}
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	var sum money.Amount
	for i, line := range printed(t, charges) {
		c := charges[i]
		sum = must(sum.Add(line.Amount))
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%d × %s\t× %d/%d\t-%s\t= %s\t%s\n", c.Name, c.Key.Service.From, c.Key.Service.Until.AddDays(-1), c.Key.Kind,
			c.Quantity, c.Unit.Number(), c.Numerator, c.Denominator, c.Discount, line.Amount.Number(), c.Reason.Code)
		fmt.Fprintf(w, "    %s / %s\n", c.Reason.Text, c.Reason.De)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "  %s\n\n", sum)
}
