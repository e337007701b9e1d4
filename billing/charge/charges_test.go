package charge_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCharges_of_one_bill(t *testing.T) {
	t.Parallel()
	until := func(h charge.Holding, day string) charge.Holding { h.Until = calendar.MustParse(day); return h }
	count := func(p charge.Price, c charge.DayCount) charge.Price { p.DayCount = c; return p }
	every := func(p charge.Price, unit calendar.Unit, times int) charge.Price {
		p.Every, p.Times = unit, times
		return p
	}
	anchored := func(p charge.Price, day string) charge.Price { p.Anchor = calendar.MustParse(day); return p }
	valid := func(p charge.Price, from, until string) charge.Price {
		if from != "" {
			p.From = day(from)
		}
		if until != "" {
			p.Until = day(until)
		}
		return p
	}
	once := charge.Price{ID: "setup", Name: "Set-up", Kind: charge.OneTime, Timing: charge.Arrear, Amount: money.Must("99.00 EUR")}
	arrear, advance := monthly(charge.Arrear, "490.00 EUR"), monthly(charge.Advance, "490.00 EUR")
	cases := []struct {
		name   string
		h      charge.Holding
		cycle  int
		period string
		want   []string
	}{
		{"a whole month in arrear", until(holding("2026-03-01", arrear), "2026-04-01"), 1, "2026-03-01", []string{"2026-03-01/2026-04-01/recurring whole"}},
		{"in advance the bill has the next month, too", holding("2026-03-10", advance), 1, "2026-03-10", []string{
			"2026-03-10/2026-04-01/recurring 22/31", "2026-04-01/2026-05-01/recurring whole"}},
		{"in arrear a future month is not charged", holding("2026-04-01", arrear), 1, "2026-03-01", nil},
		{"what begins in the next month is charged in advance", holding("2026-04-11", advance), 1, "2026-03-01", []string{"2026-04-11/2026-05-01/recurring 20/30"}},
		{"a known end is not charged beyond", until(holding("2026-04-01", advance), "2026-04-11"), 1, "2026-03-01", []string{"2026-04-01/2026-04-11/recurring 10/30"}},
		{"what never began costs nothing", until(holding("2026-03-10", advance, once), "2026-03-10"), 1, "2026-03-10", nil},

		// Kill Bill, BillingIntervalDetail: the end date is taken for the next billing date: 7/31.
		{"a part that ends before the first bill day belongs to its period", until(holding("2012-02-20", arrear), "2012-02-27"), 15, "2012-02-20", []string{"2012-02-20/2012-02-27/recurring 7/29"}},
		// Kill Bill: the denominator of the leading part is not aligned to the bill cycle day 31: 1.4516 months.
		{"a month and a half from the bill cycle day 31", until(holding("2011-02-14", arrear), "2011-03-31"), 31, "2011-03-01", []string{
			"2011-02-14/2011-02-28/recurring 14/28", "2011-02-28/2011-03-31/recurring whole"}},
		// Kill Bill with fixed days a month: the quarter is divided by 30: 2.57 quarters.
		{"a part of a quarter of fixed days", until(holding("2026-01-14", every(count(arrear, charge.Thirty360), calendar.Quarter, 1)), "2026-04-01"), 1, "2026-03-01", []string{
			"2026-01-14/2026-04-01/recurring 77/90"}},
		// Kill Bill daysBetweenWithFixedDaysInMonth: the same month in different years is 365 days.
		{"a year of fixed days has 360", until(holding("2012-03-10", every(count(arrear, charge.Thirty360), calendar.Year, 1)), "2013-03-10"), 1, "2013-03-01", []string{
			"2012-03-10/2013-01-01/recurring 291/360", "2013-01-01/2013-03-10/recurring 69/360"}},
		// Lago 1695: the day of an upgrade was counted twice.
		{"the day of a price change is counted once", until(holding("2026-03-01", valid(arrear, "", "2026-03-16"), valid(monthly(charge.Arrear, "590.00 EUR"), "2026-03-16", "")), "2026-04-01"), 1, "2026-03-01", []string{
			"2026-03-01/2026-03-16/recurring 15/31", "2026-03-16/2026-04-01/recurring 16/31"}},
		// Lago counts the day of termination, Flexprice both ends.
		{"the day of the end is not counted", until(holding("2026-03-01", arrear), "2026-03-02"), 1, "2026-03-01", []string{"2026-03-01/2026-03-02/recurring 1/31"}},

		{"29 February in a leap year", until(holding("2024-02-29", arrear), "2024-03-01"), 1, "2024-02-01", []string{"2024-02-29/2024-03-01/recurring 1/29"}},
		{"the bill cycle day 30 in February", until(holding("2026-02-01", arrear), "2026-03-30"), 30, "2026-03-01", []string{
			"2026-02-01/2026-02-28/recurring 27/29", "2026-02-28/2026-03-30/recurring whole"}},
		{"fixed days: February's last day is the 30th", until(holding("2026-02-15", count(arrear, charge.Thirty360)), "2026-02-28"), 1, "2026-02-01", []string{"2026-02-15/2026-02-28/recurring 15/30"}},
		{"each day of the year costs the same", until(holding("2026-02-01", count(arrear, charge.Actual365)), "2026-04-01"), 1, "2026-03-01", []string{
			"2026-02-01/2026-03-01/recurring 336/365", "2026-03-01/2026-04-01/recurring 372/365"}},
		{"without proration what has begun is charged whole", until(holding("2026-03-10", count(arrear, charge.NoProration)), "2026-03-12"), 1, "2026-03-10", []string{"2026-03-01/2026-04-01/recurring whole"}},
		{"without proration of two prices in a month the first is charged", until(holding("2026-03-10", valid(count(arrear, charge.NoProration), "", "2026-03-16"), valid(count(monthly(charge.Arrear, "590.00 EUR"), charge.NoProration), "2026-03-16", "")), "2026-05-01"), 1, "2026-04-01", []string{
			"2026-03-01/2026-04-01/recurring whole", "2026-04-01/2026-05-01/recurring whole"}},

		{"a quarter in arrear waits for its end", holding("2026-01-01", every(arrear, calendar.Quarter, 1)), 1, "2026-02-01", nil},
		{"the end of the holding ends the waiting", until(holding("2026-01-01", every(arrear, calendar.Quarter, 1)), "2026-02-10"), 1, "2026-02-01", []string{"2026-01-01/2026-02-10/recurring 40/90"}},
		{"without proration the quarter that ends early is whole", until(holding("2026-01-01", every(count(arrear, charge.NoProration), calendar.Quarter, 1)), "2026-02-10"), 1, "2026-02-01", []string{"2026-01-01/2026-04-01/recurring whole"}},
		{"a quarter in advance is charged before it begins", holding("2026-04-01", every(advance, calendar.Quarter, 1)), 1, "2026-03-01", []string{"2026-04-01/2026-07-01/recurring whole"}},
		{"a year from the day of the start", holding("2026-03-10", anchored(every(advance, calendar.Year, 1), "2026-03-10")), 1, "2026-03-01", []string{"2026-03-10/2027-03-10/recurring whole"}},
		{"a year of the calendar", holding("2026-03-10", every(advance, calendar.Year, 1)), 1, "2026-03-01", []string{"2026-03-10/2027-01-01/recurring 297/365"}},
		{"two months at a time", until(holding("2026-01-01", every(arrear, calendar.Month, 2)), "2026-04-01"), 1, "2026-03-01", []string{
			"2026-01-01/2026-03-01/recurring whole", "2026-03-01/2026-04-01/recurring 31/61"}},
		{"weeks from the start", until(holding("2026-03-04", every(arrear, calendar.Days, 7)), "2026-03-20"), 1, "2026-03-04", []string{
			"2026-03-04/2026-03-11/recurring whole", "2026-03-11/2026-03-18/recurring whole", "2026-03-18/2026-03-20/recurring 2/7"}},

		{"once, with the bill of its day", holding("2026-03-31", once), 1, "2026-03-01", []string{"2026-03-31/2026-04-01/oneTime whole"}},
		{"once, not before its day", holding("2026-04-01", once), 1, "2026-03-01", nil},
		{"once, on the first day of the price", holding("2026-01-01", valid(once, "2026-03-05", "")), 1, "2026-03-01", []string{"2026-03-05/2026-03-06/oneTime whole"}},
		{"once, for the version of the first day", holding("2026-01-01", valid(once, "2026-03-05", ""), valid(once, "", "2026-03-05")), 1, "2026-03-01", []string{"2026-01-01/2026-01-02/oneTime whole"}},
		{"once, no more when the price has ended", holding("2026-03-01", valid(once, "", "2026-03-01")), 1, "2026-03-01", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cycle := cycleOf(t, c.cycle, "Europe/Berlin")
			charges, err := charge.Charges(c.h, cycle, periodOf(t, cycle, c.period), nil)
			require.NoError(t, err)
			assert.Equal(t, c.want, fractions(charges))
		})
	}
}

func TestCharges_corrects_what_was_billed(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	cases := []struct {
		name   string
		change func(*charge.Holding)
		want   []string
	}{
		{"nothing changed", func(*charge.Holding) {}, []string{"2026-05-01/2026-06-01/recurring whole"}},
		{"cancelled within the month billed in advance", func(h *charge.Holding) { h.Until = day("2026-04-11") }, []string{
			"2026-04-11/2026-05-01/takeBack 20/30"}},
		{"it began later", func(h *charge.Holding) { h.From = day("2026-03-11") }, []string{
			"2026-03-01/2026-03-11/takeBack 10/31", "2026-05-01/2026-06-01/recurring whole"}},
		{"it began earlier", func(h *charge.Holding) { h.From = day("2026-02-15") }, []string{
			"2026-02-15/2026-03-01/recurring 14/28", "2026-05-01/2026-06-01/recurring whole"}},
		{"it never began", func(h *charge.Holding) { h.Until = h.From }, []string{
			"2026-03-01/2026-04-01/takeBack whole", "2026-04-01/2026-05-01/takeBack whole"}},
		{"suspended for a week", func(h *charge.Holding) {
			h.Suspended = []charge.Range{{From: day("2026-04-10"), Until: day("2026-04-17")}}
		}, []string{
			"2026-04-10/2026-04-17/takeBack 7/30", "2026-05-01/2026-06-01/recurring whole"}},
		{"suspended until further notice", func(h *charge.Holding) { h.Suspended = []charge.Range{{From: day("2026-04-10")}} }, []string{
			"2026-04-10/2026-05-01/takeBack 21/30"}},
		{"another price from the 16th", func(h *charge.Holding) {
			next := monthly(charge.Advance, "590.00 EUR")
			next.From, h.Prices[0].Until = day("2026-04-16"), day("2026-04-16")
			h.Prices = append(h.Prices, next)
		}, []string{"2026-04-16/2026-05-01/takeBack 15/30", "2026-04-16/2026-05-01/recurring 15/30", "2026-05-01/2026-06-01/recurring whole"}},
		{"another quantity from the 16th", func(h *charge.Holding) {
			h.Changes = []charge.Change{{From: day("2026-04-16"), Quantity: 3}}
		}, []string{"2026-04-16/2026-05-01/takeBack 15/30", "2026-04-16/2026-05-01/recurring 15/30", "2026-05-01/2026-06-01/recurring whole"}},
		{"the price was wrong from the beginning", func(h *charge.Holding) { h.Prices[0].Amount = money.Must("480.00 EUR") }, []string{
			"2026-03-01/2026-04-01/takeBack whole", "2026-03-01/2026-04-01/recurring/1 whole", "2026-04-01/2026-05-01/takeBack whole", "2026-04-01/2026-05-01/recurring/1 whole",
			"2026-05-01/2026-06-01/recurring whole"}},
		{"the price was not agreed at all", func(h *charge.Holding) { h.Prices = nil }, []string{
			"2026-03-01/2026-04-01/takeBack whole", "2026-04-01/2026-05-01/takeBack whole"}},
		{"days that are done with", func(h *charge.Holding) { h.From, h.Settled = day("2026-03-11"), day("2026-04-01") }, []string{
			"2026-05-01/2026-06-01/recurring whole"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := holding("2026-03-01", monthly(charge.Advance, "490.00 EUR"))
			var billed []charge.Billed
			bill(t, h, cycle, periodOf(t, cycle, "2026-03-01"), &billed)
			c.change(&h)
			april := periodOf(t, cycle, "2026-04-01")
			assert.Equal(t, c.want, fractions(bill(t, h, cycle, april, &billed)))
			assert.Empty(t, bill(t, h, cycle, april, &billed), "a second run bills nothing")
		})
	}
}

func TestCharges_a_bill_of_an_earlier_period_leaves_later_ones_alone(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 15, "Europe/Berlin")
	h := holding("2026-01-15", monthly(charge.Advance, "490.00 EUR"))
	var billed []charge.Billed
	bill(t, h, cycle, periodOf(t, cycle, "2026-05-20"), &billed)
	assert.Empty(t, bill(t, h, cycle, periodOf(t, cycle, "2026-02-20"), &billed))
}

func TestCharges_another_bill_cycle_day_charges_every_day_once(t *testing.T) {
	t.Parallel()
	first, fifteenth := cycleOf(t, 1, "Europe/Berlin"), cycleOf(t, 15, "Europe/Berlin")
	h := holding("2026-01-01", monthly(charge.Arrear, "490.00 EUR"))
	var billed []charge.Billed
	bill(t, h, first, periodOf(t, first, "2026-03-01"), &billed)
	assert.Equal(t, []string{"2026-04-01/2026-04-15/recurring 14/31"}, fractions(bill(t, h, fifteenth, periodOf(t, fifteenth, "2026-04-01"), &billed)))
	assert.Equal(t, []string{"2026-04-15/2026-05-15/recurring whole"}, fractions(bill(t, h, fifteenth, periodOf(t, fifteenth, "2026-05-01"), &billed)))
}

func TestCharges_days_taken_back_can_be_charged_and_taken_back_again(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	april := periodOf(t, cycle, "2026-04-01")
	h := holding("2026-04-01", monthly(charge.Arrear, "100.00 EUR"))
	var billed []charge.Billed
	bill(t, h, cycle, april, &billed)
	for n := range 4 {
		h.Until = day("2026-04-08")
		taken := bill(t, h, cycle, april, &billed)
		h.Until = calendar.Date{}
		again := bill(t, h, cycle, april, &billed)
		require.Len(t, taken, 1)
		require.Len(t, again, 1)
		assert.Equal(t, n, taken[0].Key.No)
		assert.Equal(t, "recurring", again[0].Key.Kind)
	}
	keys := map[charge.Key]bool{}
	for _, b := range billed {
		assert.False(t, keys[b.Key], "%s is there twice", b.Key)
		keys[b.Key] = true
	}
}

// Three pieces of two cents are a cent each when each is rounded: three would be given back of two.
func TestCharges_no_more_is_taken_back_than_was_billed_however_many_pieces_are_rounded(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	h := holding("2026-03-01", monthly(charge.Arrear, "0.02 EUR"))
	var billed []charge.Billed
	bill(t, h, cycle, march, &billed)
	for _, from := range []string{"2026-03-01", "2026-03-12", "2026-03-23"} { // the 11th and the 22nd are left
		h.Suspended = append(h.Suspended, charge.Range{From: day(from), Until: day(from).AddDays(10)})
	}
	charges := bill(t, h, cycle, march, &billed)
	require.Len(t, charges, 3)
	assert.Equal(t, "taken back for 10 of 31 days billed: service is suspended from 1 March 2026", charges[0].Reason.Text)
	var left money.Amount
	for _, b := range billed {
		left = must(left.Add(b.Amount))
	}
	assert.GreaterOrEqual(t, left.Sign(), 0, left)
	h.Until = h.From
	bill(t, h, cycle, march, &billed)
	left = money.Amount{}
	for _, b := range billed {
		left = must(left.Add(b.Amount))
	}
	assert.Zero(t, left.Sign(), left)
}

func TestCharges_what_is_taken_back_in_parts_ends_at_nothing(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	price := monthly(charge.Arrear, "10.01 EUR")
	price.Discount = money.MustRate("7%")
	for _, suspended := range [][]string{{"2026-03-20", "2026-03-02", "2026-03-11", "2026-03-29"}, {"2026-03-04"}} {
		h := holding("2026-03-01", price)
		var billed []charge.Billed
		bill(t, h, cycle, march, &billed)
		for _, from := range suspended {
			h.Suspended = append(h.Suspended, charge.Range{From: day(from), Until: day(from).AddDays(2)})
			bill(t, h, cycle, march, &billed)
		}
		h.Suspended = append(h.Suspended, charge.Range{From: day("2026-03-01"), Until: day("2026-04-01")})
		bill(t, h, cycle, march, &billed)
		var left money.Amount
		for _, b := range billed {
			left = must(left.Add(b.Amount))
		}
		assert.Zero(t, left.Sign(), left)
	}
}

func TestCharges_the_same_days_billed_twice_are_taken_back_once(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	h := holding("2026-03-01", monthly(charge.Arrear, "490.00 EUR"))
	var billed []charge.Billed
	bill(t, h, cycle, march, &billed)
	twice := billed[0]
	twice.Key.No = 1
	billed = append(billed, twice)
	charges := bill(t, h, cycle, march, &billed)
	require.Equal(t, []string{"2026-03-01/2026-04-01/takeBack whole"}, fractions(charges))
	assert.Equal(t, "taken back whole: billed twice from 1 March 2026", charges[0].Reason.Text)
	assert.Empty(t, bill(t, h, cycle, march, &billed))
}

func TestCharges_what_another_system_billed_without_figures_is_right_for_its_days(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	h := holding("2026-03-01", monthly(charge.Arrear, "490.00 EUR"))
	key := charge.Key{Item: h.ID, Price: "fee", Service: charge.Range{From: day("2026-03-01"), Until: day("2026-04-01")}, Kind: "recurring"}
	billed := []charge.Billed{{Key: key, Amount: money.Must("480.00 EUR")}}
	assert.Empty(t, bill(t, h, cycle, march, &billed))
	h.Until = day("2026-03-02")
	charges := bill(t, h, cycle, march, &billed)
	require.Equal(t, []string{"2026-03-02/2026-04-01/takeBack 30/31"}, fractions(charges))
	assert.Equal(t, "Monthly fee", charges[0].Name)
}

// fractions writes charges as service days, kind and share of the price.
func fractions(charges []charge.Charge) (lines []string) {
	for _, c := range charges {
		share := "whole"
		if c.Numerator != c.Denominator {
			share = fmt.Sprintf("%d/%d", c.Numerator, c.Denominator)
		}
		lines = append(lines, c.Key.String()[len(c.Key.Item)+len(c.Key.Price)+2:]+" "+share)
	}
	return lines
}
