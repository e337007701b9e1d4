package discount_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func turnover(from, rate string) discount.Tier {
	return discount.Tier{From: discount.Count{Turnover: euro(from)}, Rate: money.MustRate(rate)}
}

// yearly is 3 % from 10,000 EUR and 5 % from 50,000 EUR of the calendar year.
func yearly(whole bool) discount.Condition {
	return discount.Condition{ID: "turnover", Name: "Turnover bonus", De: "Umsatzbonus", Measure: discount.Turnover, Over: discount.OverYear, Whole: whole,
		Tiers: []discount.Tier{turnover("10000.00", "3%"), turnover("50000.00", "5%")}}
}

func past(bill, on, amount, granted string) discount.Past {
	return discount.Past{Bill: bill, Line: "1", On: calendar.MustParse(on), Amount: euro(amount), Granted: euro(granted)}
}

func resolve(t require.TestingT, c discount.Condition, h discount.History, bases []discount.Base, on calendar.Date) discount.Resolution {
	r, err := c.Resolve(h, bases, on, money.HalfUp)
	require.NoError(t, err)
	return r
}

func TestResolve_the_span_is_repriced_when_a_threshold_is_passed(t *testing.T) {
	t.Parallel()
	h := discount.History{Past: []discount.Past{
		past("b-1", "2025-12-31", "90000.00", "2700.00"), // another year
		past("b-2", "2026-01-31", "9000.33", "0.00"),
		past("b-3", "2026-02-28", "30000.55", "900.02"),
	}}
	c := yearly(true)
	r := resolve(t, c, h, lines("20000.00"), day)
	assert.Equal(t, euro("39000.88"), r.Before.Turnover)
	assert.Equal(t, euro("59000.88"), r.Now.Turnover)
	assert.Equal(t, money.MustRate("5%"), r.Discount.Rate)
	require.Len(t, r.Repriced, 2)
	assert.Equal(t, euro("-450.02"), r.Repriced[0].Difference, "5 % of 9,000.33")
	assert.Equal(t, euro("-600.01"), r.Repriced[1].Difference, "5 % of 30,000.55 is 1,500.03, and 900.02 were granted")
	assert.Equal(t, euro("-1050.03"), r.Difference)
	assert.Equal(t, []string{"19000.00"}, nets(apply(t, lines("20000.00"), *r.Discount)))

	text, de := r.Explain()
	assert.Equal(t, "Turnover bonus: €59,000.88 in this calendar year; from €50,000.00 on 5% on everything in it; €1,050.03 for 2 lines of earlier bills.", text)
	assert.Equal(t, "Umsatzbonus: 59.000,88\u00a0€ in diesem Kalenderjahr; ab 50.000,00\u00a0€ 5\u00a0% auf alles darin; 1.050,03\u00a0€ für 2 Posten früherer Rechnungen.", de)
	text, de = r.Repriced[1].Explain()
	assert.Equal(t, "Bill b-3, line 1: 5% of €30,000.55 is €1,500.03, granted were €900.02; difference €600.01.", text)
	assert.Equal(t, "Rechnung b-3, Posten 1: 5\u00a0% von 30.000,55\u00a0€ sind 1.500,03\u00a0€, gewährt wurden 900,02\u00a0€; Unterschied 600,01\u00a0€.", de)
}

func TestResolve(t *testing.T) {
	t.Parallel()
	h := discount.History{Since: calendar.MustParse("2024-03-31"), Past: []discount.Past{past("b-1", "2026-02-28", "9000.00", "0.00")}}
	bounded := yearly(true)
	bounded.From, bounded.Until = calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01")
	rolling := yearly(false)
	rolling.Over = discount.OverTwelveMonths
	alone := yearly(false)
	alone.Over = discount.OverPeriod
	ever := yearly(false)
	ever.Over = discount.OverLifetime
	loyal := discount.Condition{ID: "loyal", Name: "Loyalty", Measure: discount.Months, Tiers: []discount.Tier{
		{From: discount.Count{Months: 12}, Rate: money.MustRate("1%")}, {From: discount.Count{Months: 24}, Rate: money.MustRate("2%")}}}
	units := discount.Condition{ID: "units", Name: "Units", Measure: discount.Quantity, Over: discount.OverPeriod, Tiers: []discount.Tier{
		{From: discount.Count{Quantity: money.Count(5)}, Rate: money.MustRate("10%")}, {From: discount.Count{Quantity: money.Count(10)}, Rate: money.MustRate("20%")}}}
	pcs := []discount.Base{{ID: "pc", Quantity: money.Count(20), Amount: euro("20000.00")}}
	for _, c := range []struct {
		name      string
		condition discount.Condition
		bases     []discount.Base
		on        string
		off       string // the discount: amount or rate
		passed    string
	}{
		{"below the first threshold there is nothing", yearly(true), lines("999.99"), "2026-03-31", "", discount.CodeBelow},
		{"at the threshold there is something", yearly(true), lines("1000.00"), "2026-03-31", "3%", ""},
		{"marginal: only what lies above it", yearly(false), lines("2000.00"), "2026-03-31", "30.00 EUR", ""},
		{"marginal: every tier its own rate", yearly(false), lines("51000.00"), "2026-03-31", "1700.00 EUR", ""},
		{"a new year begins at nothing", yearly(false), lines("2000.00"), "2027-01-01", "", discount.CodeBelow},
		{"twelve months reach back over it", rolling, lines("2000.00"), "2027-02-27", "30.00 EUR", ""},
		{"and end", rolling, lines("2000.00"), "2027-02-28", "", discount.CodeBelow},
		{"a period looks at nothing before", alone, lines("2000.00"), "2026-03-31", "", discount.CodeBelow},
		{"a lifetime looks at all", ever, lines("2000.00"), "2039-03-31", "30.00 EUR", ""},
		{"a bill made anew does not see later ones", ever, lines("2000.00"), "2026-02-27", "", discount.CodeBelow},
		{"it holds from its first day, and lines before do not count", bounded, lines("2000.00"), "2026-03-01", "", discount.CodeBelow},
		{"not before", bounded, lines("20000.00"), "2026-02-28", "", discount.CodeNotYet},
		{"not after", bounded, lines("20000.00"), "2026-04-01", "", discount.CodeExpired},
		{"a customer of 23 months", loyal, lines("100.00"), "2026-03-30", "1%", ""},
		{"a customer of 24 months", loyal, lines("100.00"), "2026-03-31", "2%", ""},
		{"a customer of 11 months", loyal, lines("100.00"), "2025-03-30", "", discount.CodeBelow},
		{"units: of twenty five at 10 % and ten at 20 %", units, pcs, "2026-03-31", "2500.00 EUR", ""},
		{"no line it is for", loyal, lines("0.00"), "2026-03-31", "", discount.CodeNoLine},
		{"less than a cent", yearly(false), lines("1000.01"), "2026-03-31", "", discount.CodeTooSmall},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := resolve(t, c.condition, h, c.bases, calendar.MustParse(c.on))
			if c.passed != "" {
				require.NotNil(t, r.Passed)
				assert.Equal(t, c.passed, r.Passed.Code)
				assert.Nil(t, r.Discount)
				return
			}
			assert.Nil(t, r.Passed)
			require.NotNil(t, r.Discount)
			off := r.Discount.Rate.String()
			if r.Discount.Kind == discount.Absolute {
				off = r.Discount.Amount.String()
			}
			assert.Equal(t, c.off, off)
			assert.NoError(t, discount.CheckDiscounts([]discount.Discount{*r.Discount}))
		})
	}
}

func TestResolve_others_discounts_leave_less_to_give_back(t *testing.T) {
	t.Parallel()
	p := past("b-1", "2026-01-31", "60000.00", "0.00")
	p.Others = euro("59999.00")
	c := yearly(true)
	r := resolve(t, c, discount.History{Past: []discount.Past{p}}, lines("1.00"), day)
	assert.Equal(t, euro("-1.00"), r.Difference)
}

func TestResolve_says_how_far_the_next_tier_is(t *testing.T) {
	t.Parallel()
	c := yearly(false)
	r := resolve(t, c, discount.History{}, lines("12000.00"), day)
	text, de := r.Explain()
	assert.Equal(t, "Turnover bonus: €12,000.00 in this calendar year; from €10,000.00 on 3%; next 5% from €50,000.00.", text)
	assert.Equal(t, "Umsatzbonus: 12.000,00\u00a0€ in diesem Kalenderjahr; ab 10.000,00\u00a0€ 3\u00a0%; als Nächstes 5\u00a0% ab 50.000,00\u00a0€.", de)
	r = resolve(t, c, discount.History{}, lines("12.00"), day)
	text, de = r.Explain()
	assert.Equal(t, "Turnover bonus: It begins at €10,000.00; so far there are €12.00.", text)
	assert.Equal(t, "Umsatzbonus: Sie beginnt bei 10.000,00\u00a0€; bisher sind es 12,00\u00a0€.", de)
}

func TestResolve_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	c := discount.Condition{Measure: discount.Months, Over: discount.OverYear, Whole: true, From: day, Until: day,
		Tiers: []discount.Tier{{From: discount.Count{Months: 5}, Rate: money.MustRate("101%")}, {From: discount.Count{Months: 5, Turnover: euro("1.00")}}}}
	h := discount.History{Past: []discount.Past{{Granted: euro("-1.00"), Amount: money.Must("1.001 USD")}, {Bill: "b", Line: "1", On: day}, {Bill: "b", Line: "1", On: day}}}
	_, err := c.Resolve(h, lines("1.00"), calendar.Date{}, money.HalfUp)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"past[0].bill", "past[0].line", "past[0].on", "past[0].amount", "past[0].amount", "past[0].granted", "past[2].line",
		"condition.id", "condition.name", "condition.over", "condition.whole", "condition.until", "condition.tiers[0].rate", "condition.tiers[1].from", "condition.tiers[1].from",
		"on", "since"}, etomtest.Paths(err))
	units := discount.Condition{ID: "u", Name: "u", Measure: discount.Quantity, Over: discount.OverPeriod, Tiers: []discount.Tier{{From: discount.Count{Quantity: money.Count(1)}}}}
	_, err = units.Resolve(discount.History{}, []discount.Base{{ID: "A", Amount: euro("1.00")}}, day, money.HalfUp)
	assert.Equal(t, []string{"bases[0].quantity"}, etomtest.Paths(err))
	assert.NoError(t, units.Check())
	two := discount.Condition{ID: "t", Name: "t", Measure: discount.Turnover, Over: discount.OverPeriod,
		Tiers: []discount.Tier{{}, {From: discount.Count{Turnover: euro("1.00")}}, {From: discount.Count{Turnover: money.Must("2.00 USD")}}}}
	assert.Equal(t, []string{"tiers[2].from.turnover"}, etomtest.Paths(two.Check()), "the bill can be in one currency only")
	two.Tiers = two.Tiers[:2]
	assert.NoError(t, two.Check())
}

func TestResolution_is_read_back_as_it_was_written(t *testing.T) {
	t.Parallel()
	c := yearly(true)
	r := resolve(t, c, discount.History{Past: []discount.Past{past("b-1", "2026-02-28", "9000.00", "0.00")}}, lines("2000.00"), day)
	body, err := json.Marshal(r)
	require.NoError(t, err)
	var back discount.Resolution
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, r, back)
}

// year draws the bills of a year, one line each.
func year(t *rapid.T) []int64 {
	return rapid.SliceOfN(rapid.Int64Range(1, 3_000_000), 1, 12).Draw(t, "bills")
}

func monthly(i int) calendar.Date { return calendar.MustParse("2026-01-31").AddMonths(i) }

func TestResolve_repriced_bills_stand_as_if_the_last_rate_had_held_from_the_first(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := yearly(true)
		var h discount.History
		var last discount.Resolution
		for i, amount := range year(t) {
			bases := []discount.Base{{ID: "1", Amount: cents(amount)}}
			last = resolve(t, c, h, bases, monthly(i))
			for _, re := range last.Repriced {
				for k := range h.Past {
					if h.Past[k].Bill == re.Bill {
						h.Past[k].Granted = sum(t, h.Past[k].Granted, re.Difference.Neg())
					}
				}
			}
			granted := cents(0)
			if last.Discount != nil {
				r, err := discount.Apply(bases, []discount.Discount{*last.Discount}, monthly(i), money.HalfUp)
				require.NoError(t, err)
				granted = r.Total.Neg()
			}
			h.Past = append(h.Past, discount.Past{Bill: fmt.Sprint("b-", i), Line: "1", On: monthly(i), Amount: cents(amount), Granted: granted})
		}
		if last.Reached == nil {
			return
		}
		for _, p := range h.Past {
			want, err := p.Amount.Percent(last.Reached.Rate, money.HalfUp)
			require.NoError(t, err)
			require.Equal(t, want, p.Granted)
		}
	})
}

func TestResolve_marginal_grants_add_up_to_the_same_however_the_span_is_cut_into_bills(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := yearly(false)
		var h discount.History
		total, all := cents(0), int64(0)
		for i, amount := range year(t) {
			r := resolve(t, c, h, []discount.Base{{ID: "1", Amount: cents(amount)}}, monthly(i))
			if r.Discount != nil {
				total = sum(t, total, r.Discount.Amount)
			}
			h.Past = append(h.Past, discount.Past{Bill: fmt.Sprint("b-", i), Line: "1", On: monthly(i), Amount: cents(amount)})
			all += amount
		}
		at := resolve(t, c, discount.History{}, []discount.Base{{ID: "1", Amount: cents(all)}}, monthly(11))
		want := cents(0)
		if at.Discount != nil {
			want = at.Discount.Amount
		}
		require.Equal(t, want, total)
	})
}

func TestResolve_no_order_of_equal_inputs_changes_a_cent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var h discount.History
		for i, amount := range year(t) {
			h.Past = append(h.Past, discount.Past{Bill: fmt.Sprint("b-", i), Line: "1", On: monthly(i), Amount: cents(amount), Quantity: money.Count(amount % 7)})
		}
		bases := drawnBases(t)
		for i := range bases {
			bases[i].Quantity = money.Count(int64(i + 1))
		}
		conditions := []discount.Condition{yearly(true), yearly(false), {ID: "units", Name: "Units", Measure: discount.Quantity, Over: discount.OverYear, Tiers: []discount.Tier{
			{From: discount.Count{Quantity: money.Count(5)}, Rate: money.MustRate("1.5%")}, {From: discount.Count{Quantity: money.Count(17)}, Rate: money.MustRate("3.3%")}}}}
		for _, c := range conditions {
			want := resolve(t, c, h, bases, monthly(11))
			got := resolve(t, c, discount.History{Past: shuffled(t, h.Past)}, shuffled(t, bases), monthly(11))
			require.Equal(t, want.Difference, got.Difference)
			require.Equal(t, want.Discount, got.Discount)
			require.Equal(t, want.Now, got.Now)
		}
	})
}
