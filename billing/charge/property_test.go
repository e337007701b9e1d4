package charge_test

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

var zones = []string{"Europe/Berlin", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}

var counts = []charge.DayCount{charge.ActualActual, charge.Thirty360, charge.Actual365, charge.NoProration}

func anyCycle(t *rapid.T) calendar.Cycle {
	return cycleOf(t, rapid.IntRange(1, 31).Draw(t, "bill cycle day"), rapid.SampledFrom(zones).Draw(t, "zone"))
}

// anyDay is one of about two years, one of them a leap year.
func anyDay(t *rapid.T, label string) calendar.Date {
	return day("2023-07-01").AddDays(rapid.IntRange(0, 700).Draw(t, label))
}

func anyPrice(t *rapid.T, id string) charge.Price {
	p := monthly(rapid.SampledFrom([]charge.Timing{charge.Advance, charge.Arrear}).Draw(t, "timing"), "490.01 EUR")
	p.ID = id
	p.Every = rapid.SampledFrom([]calendar.Unit{calendar.Month, calendar.Month, calendar.Quarter, calendar.Year, calendar.Days}).Draw(t, "every")
	p.Times = rapid.IntRange(1, 3).Draw(t, "times")
	p.DayCount = rapid.SampledFrom(counts).Draw(t, "day count")
	if p.Every == calendar.Days {
		p.Times, p.DayCount = rapid.IntRange(5, 40).Draw(t, "days"), charge.ActualActual
	}
	if rapid.Bool().Draw(t, "anchored") {
		p.Anchor = anyDay(t, "anchor")
	}
	return p
}

// anyVersions are versions of a price, one behind the other, with gaps.
func anyVersions(t *rapid.T, id string) (versions []charge.Price) {
	p := anyPrice(t, id)
	amounts := []string{"490.01 EUR", "120.00 EUR", "0.37 EUR"}
	from := calendar.Date{}
	for range rapid.IntRange(1, 3).Draw(t, "versions") {
		p.From = from
		p.Amount = money.Must(rapid.SampledFrom(amounts).Draw(t, "amount"))
		p.Discount = money.MustRate(rapid.SampledFrom([]string{"0%", "5%", "33.3%"}).Draw(t, "discount"))
		begin := from
		if begin.IsZero() {
			begin = day("2023-07-01")
		}
		p.Until = begin.AddDays(rapid.IntRange(1, 300).Draw(t, "length"))
		from = p.Until.AddDays(rapid.SampledFrom([]int{0, 0, 10}).Draw(t, "gap"))
		versions = append(versions, p)
	}
	if rapid.Bool().Draw(t, "open") {
		versions[len(versions)-1].Until = calendar.Date{}
	}
	return versions
}

// anyHistory changes a holding as life does.
func anyHistory(t *rapid.T, h charge.Holding) charge.Holding {
	h.From = anyDay(t, "from")
	h.Until, h.Changes, h.Suspended = calendar.Date{}, nil, nil
	if rapid.Bool().Draw(t, "ended") {
		h.Until = h.From.AddDays(rapid.IntRange(0, 500).Draw(t, "length"))
	}
	used := map[calendar.Date]bool{}
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		c := charge.Change{From: anyDay(t, "change"), Quantity: rapid.Int64Range(0, 3).Draw(t, "quantity")}
		if !used[c.From] {
			used[c.From] = true
			h.Changes = append(h.Changes, c)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "suspensions") {
		r := charge.Range{From: anyDay(t, "suspended")}
		if rapid.Bool().Draw(t, "resumed") {
			r.Until = r.From.AddDays(rapid.IntRange(1, 90).Draw(t, "for"))
		}
		h.Suspended = append(h.Suspended, r)
	}
	return h
}

// owedOn is the oracle: the version and quantity that are owed on one day.
func owedOn(h charge.Holding, id string, d calendar.Date) (p charge.Price, quantity int64) {
	in := func(from, until calendar.Date) bool { return !d.Before(from) && (until.IsZero() || d.Before(until)) }
	if !in(h.From, h.Until) {
		return p, 0
	}
	for _, s := range h.Suspended {
		if in(s.From, s.Until) {
			return p, 0
		}
	}
	quantity = h.Quantity
	var since calendar.Date
	for _, c := range h.Changes {
		if !c.From.After(d) && !c.From.Before(since) {
			quantity, since = c.Quantity, c.From
		}
	}
	for _, v := range h.Prices {
		if v.ID == id && in(v.From, v.Until) {
			return v, quantity
		}
	}
	return p, 0
}

// Whatever happened to the holding, and whatever was billed on the way: in the end each owed day stands on exactly one line that was
// not taken back, at its price and quantity, no other day does, and another run bills nothing.
func TestCharges_every_service_day_is_billed_as_it_is_owed_however_late_it_was_known(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		h := anyHistory(t, holding("2024-01-01", anyVersions(t, "fee")...))
		var billed []charge.Billed
		for range rapid.IntRange(0, 4).Draw(t, "bills") {
			bill(t, h, cycle, periodOf(t, cycle, anyDay(t, "billed on").String()), &billed)
			h = anyHistory(t, h)
		}
		h.Until = earlier(h.Until, day("2025-09-01")) // ended, so that nothing waits for the end of its recurrence
		if h.From.After(h.Until) {
			h.From = h.Until
		}
		last := periodOf(t, cycle, "2025-12-01")
		bill(t, h, cycle, last, &billed)
		require.Empty(t, bill(t, h, cycle, last, &billed), "a second run bills nothing")
		if h.Prices[0].DayCount == charge.NoProration {
			return
		}
		for d := day("2023-06-01"); d.Before(day("2027-01-01")); d = d.AddDays(1) {
			if isWeightless(h.Prices[0], d) {
				continue // it adds nothing to a line and takes nothing of it
			}
			p, quantity := owedOn(h, "fee", d)
			lines := slices.DeleteFunc(linesOn(billed, d), func(b charge.Billed) bool {
				return left(billed, b).Sign() == 0 && (b.Quantity != quantity || b.Unit != p.Amount || b.Discount != p.Discount) // nothing to take back
			})
			if quantity == 0 {
				require.Empty(t, lines, "%s is not owed", d)
				continue
			}
			require.Len(t, lines, 1, "%s is owed once", d)
			require.Equal(t, []any{p.Amount, p.Discount, quantity}, []any{lines[0].Unit, lines[0].Discount, lines[0].Quantity}, d)
		}
	})
}

func earlier(a, b calendar.Date) calendar.Date {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// isWeightless reports whether the day counts nothing: the 30th of a month of 31 days where every month has 30.
func isWeightless(p charge.Price, d calendar.Date) bool {
	return p.DayCount == charge.Thirty360 && d.Day() == 30 && d.AddDays(1).Day() == 31
}

// linesOn are those for a day that were not taken back.
func linesOn(billed []charge.Billed, d calendar.Date) (lines []charge.Billed) {
	taken := map[charge.Key]bool{}
	for _, b := range billed {
		if b.Credits != nil && !d.Before(b.Key.Service.From) && d.Before(b.Key.Service.Until) {
			taken[*b.Credits] = true
		}
	}
	for _, b := range billed {
		if b.Credits == nil && !d.Before(b.Key.Service.From) && d.Before(b.Key.Service.Until) && !taken[b.Key] {
			lines = append(lines, b)
		}
	}
	return lines
}

// left is what of a line was not taken back.
func left(billed []charge.Billed, line charge.Billed) money.Amount {
	amount := line.Amount
	for _, b := range billed {
		if b.Credits != nil && *b.Credits == line.Key {
			amount = must(amount.Add(b.Amount))
		}
	}
	return amount
}

func TestCharges_what_is_taken_back_wholly_ends_at_exactly_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		h := anyHistory(t, holding("2024-01-01", anyVersions(t, "fee")...))
		var billed []charge.Billed
		for range rapid.IntRange(1, 4).Draw(t, "bills") {
			bill(t, h, cycle, periodOf(t, cycle, anyDay(t, "billed on").String()), &billed)
			h = anyHistory(t, h)
			for _, b := range billed {
				require.True(t, b.Credits != nil || left(billed, b).Sign() >= 0, "no more than was billed")
			}
		}
		h.Until = h.From
		bill(t, h, cycle, periodOf(t, cycle, "2025-12-01"), &billed)
		for _, b := range billed {
			if b.Credits == nil {
				require.Zero(t, left(billed, b).Sign(), "%s has %s left", b.Key, left(billed, b))
			}
		}
	})
}

func TestCharges_adjacent_periods_tile_the_year(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		p := anyPrice(t, "fee")
		p.DayCount = charge.ActualActual
		h := holding("2023-07-01", p)
		h.From = anyDay(t, "from")
		h.Until = h.From.AddDays(rapid.IntRange(366, 500).Draw(t, "length"))
		var billed []charge.Billed
		next, whole := h.From, money.Exact{}
		period := periodOf(t, cycle, h.From.String())
		for !h.Until.Before(period.From()) {
			for _, c := range bill(t, h, cycle, period, &billed) {
				require.Equal(t, next, c.Key.Service.From, "no gap and no overlap")
				next = c.Key.Service.Until
				whole = must(whole.Add(c.Amount))
			}
			period = must(cycle.Next(period))
		}
		assert.Equal(t, h.Until, next)
		var oracle money.Exact // every day at the price of a day
		for i := range billed {
			service := billed[i].Key.Service
			for d := service.From; d.Before(service.Until); d = d.AddDays(1) {
				oracle = must(oracle.Add(must(p.Amount.Share(1, billed[i].Denominator))))
			}
		}
		assert.Equal(t, oracle, whole)
	})
}

func TestCharges_parts_of_a_recurrence_add_up_to_the_whole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		period := periodOf(t, cycle, anyDay(t, "period").String())
		count := rapid.SampledFrom(counts[:3]).Draw(t, "day count")
		whole := holding(period.From().String(), monthly(charge.Arrear, "490.01 EUR"))
		whole.Until, whole.Prices[0].DayCount = period.To(), count
		parts := whole
		for at := period.From().AddDays(1); at.Before(period.To()); at = at.AddDays(rapid.IntRange(1, 9).Draw(t, "days")) {
			parts.Changes = append(parts.Changes, charge.Change{From: at, Quantity: 1})
		}
		all, pieces := must(charge.Charges(whole, cycle, period, nil)), must(charge.Charges(parts, cycle, period, nil))
		require.Len(t, all, 1)
		var sum money.Exact
		for _, c := range pieces {
			sum = must(sum.Add(c.Amount))
		}
		assert.Equal(t, all[0].Amount, sum)
		if count != charge.Actual365 {
			assert.Equal(t, money.Must("490.01 EUR").Exact(), sum)
		}
	})
}

func TestCharges_billing_in_two_steps_is_billing_in_one(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		h := anyHistory(t, holding("2024-01-01", append(anyVersions(t, "fee"), anyVersions(t, "lease")...)...))
		first := periodOf(t, cycle, anyDay(t, "first").String())
		last := first
		for range rapid.IntRange(1, 5).Draw(t, "periods") {
			last = must(cycle.Next(last))
		}
		var billed, none []charge.Billed
		steps := append(bill(t, h, cycle, first, &billed), bill(t, h, cycle, last, &billed)...)
		one := bill(t, h, cycle, last, &none)
		assert.ElementsMatch(t, lines(one), lines(steps))
	})
}

// lines are the charges without their reasons: that days were billed before is a reason, too.
func lines(charges []charge.Charge) []charge.Charge {
	all := make([]charge.Charge, len(charges))
	for i, c := range charges {
		all[i] = c
		all[i].Reason = charge.Reason{}
	}
	return all
}

func TestCharges_the_order_of_what_goes_in_changes_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		h := anyHistory(t, holding("2024-01-01", append(anyVersions(t, "fee"), anyVersions(t, "lease")...)...))
		var billed []charge.Billed
		for range rapid.IntRange(1, 4).Draw(t, "bills") {
			bill(t, h, cycle, periodOf(t, cycle, anyDay(t, "billed on").String()), &billed)
			h = anyHistory(t, h)
		}
		period := periodOf(t, cycle, anyDay(t, "period").String())
		want := must(charge.Charges(h, cycle, period, billed))
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		random.Shuffle(len(billed), func(i, j int) { billed[i], billed[j] = billed[j], billed[i] })
		random.Shuffle(len(h.Prices), func(i, j int) { h.Prices[i], h.Prices[j] = h.Prices[j], h.Prices[i] })
		random.Shuffle(len(h.Changes), func(i, j int) { h.Changes[i], h.Changes[j] = h.Changes[j], h.Changes[i] })
		random.Shuffle(len(h.Suspended), func(i, j int) { h.Suspended[i], h.Suspended[j] = h.Suspended[j], h.Suspended[i] })
		assert.Equal(t, want, must(charge.Charges(h, cycle, period, billed)))
	})
}

func TestCharges_the_amount_is_quantity_times_unit_times_the_fraction(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		h := anyHistory(t, holding("2024-01-01", anyVersions(t, "fee")...))
		var billed []charge.Billed
		for range 3 {
			for _, c := range bill(t, h, cycle, periodOf(t, cycle, anyDay(t, "billed on").String()), &billed) {
				want := must(must(c.Unit.Times(c.Quantity)).Share(c.Numerator, c.Denominator))
				assert.Equal(t, want, c.Amount)
				assert.NotEmpty(t, c.Reason.Code)
				assert.NotEmpty(t, c.Reason.Text)
				assert.NotEmpty(t, c.Reason.De)
			}
			h = anyHistory(t, h)
		}
	})
}
