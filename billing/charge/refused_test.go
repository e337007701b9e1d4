package charge_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCharges_refuses_what_is_wrong_and_names_it(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	cases := []struct {
		name   string
		change func(h *charge.Holding, c *calendar.Cycle, p *calendar.Period, b *charge.Billed)
		want   []string
	}{
		{"nothing is wrong", func(*charge.Holding, *calendar.Cycle, *calendar.Period, *charge.Billed) {}, nil},
		{"an empty holding", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			*h = charge.Holding{}
		}, []string{
			"id ETOM-REQUIRED", "from ETOM-REQUIRED"}},
		{"an empty price", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			h.Prices = append(h.Prices, charge.Price{})
		}, []string{
			"prices[1].id ETOM-REQUIRED", "prices[1].name ETOM-REQUIRED", "prices[1].timing ETOM-UNKNOWN", "prices[1].amount ETOM-REQUIRED", "prices[1].kind ETOM-UNKNOWN", "prices[1].amount ETOM-CURRENCY"}},
		{"texts that no bill can print", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			h.Name, h.De, h.Offering = "DSL\x00", "\xff", strings.Repeat("a", fault.MaxName+1)
			h.Tariff, h.Agreement, h.TaxClass = "\x00", "\x00", "\x00"
			h.Prices[0].DiscountName, h.Prices[0].DiscountDe = "\x00", "\xff"
		}, []string{
			"name ETOM-TEXT-NUL", "de ETOM-TEXT-UTF8", "offering ETOM-LENGTH", "tariff ETOM-TEXT-NUL", "agreement ETOM-TEXT-NUL", "taxClass ETOM-TEXT-NUL",
			"prices[0].discountName ETOM-TEXT-NUL", "prices[0].discountDe ETOM-TEXT-UTF8"}},
		{"quantities and days out of range", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			h.Quantity, h.From, h.Until = -1, day("0033-04-03"), day("0033-04-02")
			h.Changes = []charge.Change{{From: day("2026-03-01"), Quantity: charge.MaxQuantity + 1}, {From: day("2026-03-01")}, {}}
			h.Suspended = []charge.Range{{}, {From: day("2026-03-01"), Until: day("2026-03-01")}}
		}, []string{
			"quantity ETOM-RANGE", "from ETOM-RANGE", "until ETOM-RANGE", "changes[0].quantity ETOM-RANGE", "changes[1].from ETOM-DUPLICATE", "changes[2].from ETOM-REQUIRED",
			"suspended[0].from ETOM-REQUIRED", "suspended[1].until ETOM-RANGE"}},
		{"a recurrence that is none", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			p := &h.Prices[0]
			p.Every, p.Times, p.DayCount, p.Discount = calendar.Rolling, 121, "actual/360", money.MustRate("101%")
			p.Anchor, p.From, p.Until = day("1899-12-31"), day("2026-03-02"), day("2026-03-01")
		}, []string{
			"prices[0].discount ETOM-RANGE", "prices[0].until ETOM-RANGE", "prices[0].anchor ETOM-RANGE", "prices[0].every ETOM-UNKNOWN", "prices[0].times ETOM-RANGE", "prices[0].dayCount ETOM-UNKNOWN"}},
		{"a counting rule of months for days", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			h.Prices[0].Every, h.Prices[0].DayCount = calendar.Days, charge.Thirty360
		}, []string{"prices[0].dayCount ETOM-RANGE"}},
		{"a recurrence of what is charged once", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			h.Prices[0].Kind = charge.OneTime
		}, []string{
			"prices[0].kind ETOM-RANGE"}},
		{"another currency", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			p := monthly(charge.Arrear, "1.00 CHF")
			p.ID = "other"
			h.Prices = append(h.Prices, p)
		}, []string{"prices[1].amount ETOM-CURRENCY"}},
		{"versions at the same time", func(h *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			p := h.Prices[0]
			p.From, p.Timing = day("2026-03-01"), charge.Advance
			h.Prices = append(h.Prices, p)
		}, []string{"prices[1].id CHARGE-VERSION", "prices[1].from CHARGE-VERSION"}},
		{"a cycle that is none", func(_ *charge.Holding, c *calendar.Cycle, p *calendar.Period, _ *charge.Billed) {
			*c, *p = calendar.Cycle{Unit: calendar.Rolling}, calendar.Period{}
		}, []string{"cycle.unit ETOM-UNKNOWN", "period ETOM-REQUIRED"}},
		{"a cycle of days without days", func(_ *charge.Holding, c *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) {
			*c = calendar.Cycle{Unit: calendar.Days, Zone: c.Zone}
		}, []string{"cycle.days ETOM-RANGE", "cycle.anchor ETOM-REQUIRED"}},
		{"a period of another zone", func(_ *charge.Holding, c *calendar.Cycle, _ *calendar.Period, _ *charge.Billed) { c.Zone = "UTC" }, []string{"period ETOM-REFERENCE"}},
		{"a billed figure that was never printed", func(_ *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, b *charge.Billed) {
			b.Amount, b.Key.Service.Until, b.Credits = money.Must("1.005 EUR"), b.Key.Service.From, &charge.Key{}
		}, []string{"billed[0].key.service ETOM-RANGE", "billed[0].amount ETOM-RANGE", "billed[0].credits ETOM-REFERENCE"}},
		{"billed in another currency", func(_ *charge.Holding, _ *calendar.Cycle, _ *calendar.Period, b *charge.Billed) {
			b.Amount = money.Must("1.00 CHF")
		}, []string{
			"billed[0].amount ETOM-CURRENCY"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, cycle, period := holding("2026-03-01", monthly(charge.Arrear, "490.00 EUR")), cycle, march
			billed := printed(t, must(charge.Charges(h, cycle, period, nil)))
			c.change(&h, &cycle, &period, &billed[0])
			billed[0].Key.Item = h.ID
			charges, err := charge.Charges(h, cycle, period, billed)
			assert.Equal(t, c.want, rules(err))
			assert.Nil(t, charges)
		})
	}
}

func rules(err error) (all []string) {
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			all = append(all, f.Path+" "+f.Rule)
		}
	}
	return all
}

func TestCharges_refuses_a_key_that_was_billed_twice(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	h := holding("2026-03-01", monthly(charge.Arrear, "490.00 EUR"))
	billed := printed(t, must(charge.Charges(h, cycle, march, nil)))
	_, err := charge.Charges(h, cycle, march, append(billed, billed[0]))
	assert.Equal(t, []string{"billed ETOM-DUPLICATE"}, rules(err))
	require.ErrorContains(t, err, "line-7/fee/2026-03-01/2026-04-01/recurring twice")
}

func TestCharges_figures_too_large_to_be_exact_are_an_error(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	h := holding("2026-03-01", monthly(charge.Arrear, "999999999999999999999999999999999999.99 EUR"))
	h.Quantity = charge.MaxQuantity
	_, err := charge.Charges(h, cycle, periodOf(t, cycle, "2026-03-01"), nil)
	var overflow *money.OverflowError
	require.ErrorAs(t, err, &overflow)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func TestCharges_what_is_billed_for_other_holdings_and_by_other_packages_does_no_harm(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	h := holding("2026-03-01", monthly(charge.Arrear, "490.00 EUR"))
	other := h
	other.ID = "line-8"
	billed := printed(t, must(charge.Charges(other, cycle, march, nil)))
	billed = append(billed, charge.Billed{Key: charge.Key{Item: h.ID, Price: "calls", Kind: "usage"}, Amount: money.Must("3.00 EUR")})
	assert.Equal(t, must(charge.Charges(h, cycle, march, nil)), must(charge.Charges(h, cycle, march, billed)))
}

func TestBillCycle(t *testing.T) {
	t.Parallel()
	for wrong, want := range map[int][]string{0: {"day ETOM-RANGE", "zone ETOM-UNKNOWN"}, 32: {"day ETOM-RANGE", "zone ETOM-UNKNOWN"}, 31: {"zone ETOM-UNKNOWN"}} {
		_, err := charge.BillCycle(wrong, "Local")
		assert.Equal(t, want, rules(err))
	}
	cycle := cycleOf(t, 31, "Europe/Berlin")
	require.NoError(t, cycle.Check())
	assert.Equal(t, "2026-02-28/2026-03-31 Europe/Berlin", periodOf(t, cycle, "2026-03-01").String())
	assert.Equal(t, "2028-02-29/2028-03-31 Europe/Berlin", periodOf(t, cycle, "2028-03-01").String())
}
