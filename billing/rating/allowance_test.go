package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func minutes(id string, grant int64) rating.Allowance {
	return rating.Allowance{ID: id, Name: id, Measure: rating.Duration, Unit: "min", Grant: money.Count(grant)}
}

// withAllowances is 0.10 a minute begun, 0.05 set-up, and the allowances.
func withAllowances(all ...rating.Allowance) rating.Tariff {
	p := voice("0.10", "60/60")
	p.SetUp = amount("0.05")
	spec := tariff(p)
	spec.Allowances = all
	return spec
}

func TestAllowance_what_it_covers_is_not_charged(t *testing.T) {
	t.Parallel()
	covering := minutes("free", 2)
	covering.CoversSetUp = true
	for name, c := range map[string]struct {
		allowance rating.Allowance
		calls     []time.Duration
		want      string
	}{
		// CGRateS 181: free minutes paid the connect fee, or did not, as it came.
		"free minutes do not pay the set-up fee":                  {minutes("free", 2), []time.Duration{time.Minute}, "0.05"},
		"unless the allowance says so":                            {covering, []time.Duration{time.Minute}, "0"},
		"a call that goes on behind it pays the rest":             {minutes("free", 2), []time.Duration{3 * time.Minute}, "0.15"},
		"a call that begins on it has its set-up fee covered too": {covering, []time.Duration{3 * time.Minute}, "0.10"},
		"a call behind it pays both":                              {covering, []time.Duration{2 * time.Minute, time.Minute}, "0.15"},
		"whole increments are drawn, not seconds":                 {minutes("free", 2), []time.Duration{time.Second, time.Second, time.Second}, "0.25"},
		"an allowance of nothing covers nothing":                  {minutes("free", 0), []time.Duration{time.Minute}, "0.15"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var usage []rating.Usage
			for i, d := range c.calls {
				u := call(string(rune('a'+i)), d)
				u.At = u.At.Add(time.Duration(i) * time.Hour)
				usage = append(usage, u)
			}
			assert.Equal(t, exact(c.want), total(t, rate(t, bookOf(t, withAllowances(c.allowance)), usage...)))
		})
	}
}

func TestAllowance_an_increment_covered_in_part_is_charged_in_part(t *testing.T) {
	t.Parallel()
	free := minutes("free", 0)
	free.Unit, free.Grant = "s", money.Count(90)
	result := rate(t, bookOf(t, withAllowances(free)), call("1", 2*time.Minute))
	assert.Equal(t, exact("0.10"), result.Rated[0].Amount, "half a minute and the set-up fee")
	assert.Equal(t, calendar.Span(90*time.Second), result.Rated[0].Included.Duration)
}

func TestAllowance_covers_the_kinds_and_prices_it_names(t *testing.T) {
	t.Parallel()
	fixed, mobile := voice("0.10", "60/60"), voice("0.20", "60/60")
	fixed.Code, mobile.Code, mobile.Zones = "fixed", "mobile", []string{"mobile"}
	sms := rating.Price{Code: "sms", Name: "SMS", Kind: "sms", Measure: rating.Event, Unit: "SMS", Model: rating.Unit, Amount: amount("0.09")}
	spec := tariff(fixed, mobile, sms)
	spec.Plan = "plan"
	toMobiles := minutes("mobiles", 1)
	toMobiles.Prices = []string{"mobile"}
	spec.Allowances = []rating.Allowance{toMobiles, {ID: "sms", Name: "SMS", Measure: rating.Event, Unit: "SMS", Grant: money.Count(1), Kinds: []string{"sms"}}}
	book, err := rating.NewBook(rating.BookSpec{Plans: []rating.Plan{{ID: "plan", Zones: []rating.Zone{zone("mobile", "+4917")}}}, Tariffs: []rating.Tariff{spec}})
	require.NoError(t, err)
	a, b := call("a", time.Minute), call("b", 2*time.Minute)
	b.To = "+4917"
	result := rate(t, book, a, b, rating.Usage{ID: "c", Kind: "sms", At: a.At}, rating.Usage{ID: "d", Kind: "sms", At: a.At, Quantity: money.Count(1)})
	assert.Equal(t, exact("0.10"), result.Lines[0].Amount)
	assert.Equal(t, exact("0.20"), result.Lines[1].Amount)
	assert.Equal(t, exact("0.09"), result.Lines[2].Amount)
	assert.Equal(t, 2, result.Lines[2].Count)
}

func TestAllowance_the_order_in_which_they_are_drawn_on(t *testing.T) {
	t.Parallel()
	rolls, lapses, last := minutes("a-rolls", 10), minutes("b-lapses", 10), minutes("a-last", 10)
	rolls.RollOver, last.Order = 3, 1
	result, err := bookOf(t, withAllowances(last, rolls, lapses)).Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{call("1", 15*time.Minute)},
		Balances: []rating.Balance{
			{Allowance: "a-rolls", Since: calendar.MustParse("2026-01-01"), Periods: 2, Left: rating.Extent{Duration: calendar.Span(4 * time.Minute)}},
			{Allowance: "a-rolls", Since: calendar.MustParse("2025-12-01"), Periods: 1, Left: rating.Extent{Duration: calendar.Span(3 * time.Minute)}},
		}})
	require.NoError(t, err)
	var drawn []string
	for _, a := range result.Allowances {
		drawn = append(drawn, a.Allowance+" "+a.Since.String()+" "+a.Used.String()+" of "+a.Granted.String())
	}
	assert.Equal(t, []string{
		"a-rolls 2025-12-01 3m of 3m", // lapses now, and is the older
		"b-lapses 2026-03-01 10m of 10m",
		"a-rolls 2026-01-01 2m of 4m",
		"a-rolls 2026-03-01 0 of 10m",
		"a-last 2026-03-01 0 of 10m",
	}, drawn)
	assert.Equal(t, []rating.Balance{
		{Allowance: "a-rolls", Since: calendar.MustParse("2026-01-01"), Periods: 1, Left: rating.Extent{Duration: calendar.Span(2 * time.Minute)}},
		{Allowance: "a-rolls", Since: calendar.MustParse("2026-03-01"), Periods: 3, Left: rating.Extent{Duration: calendar.Span(10 * time.Minute)}},
	}, result.Balances)
}

func TestAllowance_rolls_over_until_it_lapses(t *testing.T) {
	t.Parallel()
	free := minutes("free", 10)
	free.RollOver = 2
	book := bookOf(t, withAllowances(free))
	var balances []rating.Balance
	for i, want := range []int{1, 2, 2, 2} { // as many months' minutes are left for the next month
		from := calendar.MustParse("2026-01-01").AddMonths(i)
		p, err := calendar.NewPeriod(from, from.AddMonths(1), berlin)
		require.NoError(t, err)
		result, err := book.Rate(rating.Request{Tariff: "t", Period: p, Balances: balances})
		require.NoError(t, err)
		balances = result.Balances
		assert.Len(t, balances, want)
	}
}

func TestAllowance_is_shared_among_products(t *testing.T) {
	t.Parallel()
	family := minutes("family", 10)
	family.Shared = true
	brings, draws := withAllowances(family), withAllowances()
	draws.ID = "u"
	book := bookOf(t, brings, draws)
	one, two := call("1", 6*time.Minute), call("2", 6*time.Minute)
	one.Product, two.Product = "p-1", "p-2"
	two.At = two.At.Add(time.Hour)
	result, err := book.Rate(rating.Request{Tariff: "t", Product: "p-1", With: []rating.Held{{Product: "p-2", Tariff: "u"}}, Period: march(), Usage: []rating.Usage{two, one}})
	require.NoError(t, err)
	require.Len(t, result.Lines, 2)
	assert.Equal(t, exact("0.05"), result.Lines[0].Amount)
	assert.Equal(t, exact("0.25"), result.Lines[1].Amount, "two minutes of six, and the set-up fee")
	assert.Equal(t, "p-2", result.Lines[1].Product)

	own := withAllowances(minutes("own", 10))
	result, err = bookOf(t, own).Rate(rating.Request{Tariff: "t", Product: "p-1", With: []rating.Held{{Product: "p-2", Tariff: "t"}}, Period: march(), Usage: []rating.Usage{two, one}})
	require.NoError(t, err)
	assert.Equal(t, exact("0.10"), total(t, result), "each has its own: only the set-up fees are left")
}

func TestAllowance_is_prorated(t *testing.T) {
	t.Parallel()
	free := minutes("free", 100)
	whole := bookOf(t, withAllowances(free))
	free.Prorated = true
	part := bookOf(t, withAllowances(free))
	request := rating.Request{Tariff: "t", Period: march(), Share: rating.Share{Numerator: 10, Denominator: 31}}
	result, err := part.Rate(request)
	require.NoError(t, err)
	assert.Equal(t, "32m16s", result.Allowances[0].Granted.String(), "32 min 15.48 s, up to the second")
	result, err = whole.Rate(request)
	require.NoError(t, err)
	assert.Equal(t, "1h40m", result.Allowances[0].Granted.String(), "not prorated")
	request.Share = rating.Share{Numerator: 0, Denominator: 31}
	result, err = part.Rate(request)
	require.NoError(t, err)
	assert.Equal(t, "0", result.Allowances[0].Granted.String())
}

func TestAllowance_is_for_use_within_the_period(t *testing.T) {
	t.Parallel()
	book := bookOf(t, withAllowances(minutes("free", 100)))
	late := call("1", time.Minute)
	late.At = at("2026-02-27T12:00:00+01:00")
	assert.Equal(t, exact("0.15"), total(t, rate(t, book, late)), "used in February, handed in with March")
}

// 500 MB are not 500 GB: what is left of an allowance keeps its unit, also when a later tariff has another.
func TestAllowance_left_in_one_unit_is_not_drawn_on_in_another(t *testing.T) {
	t.Parallel()
	data := func(unit string) rating.Book {
		return bookOf(t, rating.Tariff{
			ID: "t", Version: "1", Name: "T", Currency: money.MustCurrency("EUR"), Zone: berlin, From: calendar.MustParse("2026-01-01"),
			Prices:     []rating.Price{{Code: "data", Name: "Data", Kind: "data", Measure: rating.Quantity, Unit: unit, Model: rating.Unit, Amount: money.Must("1.00 EUR")}},
			Allowances: []rating.Allowance{{ID: "free", Name: "Free", Measure: rating.Quantity, Unit: unit, Grant: money.Count(500), RollOver: 2}},
		})
	}
	result, err := data("MB").Rate(rating.Request{Tariff: "t", Period: march()})
	require.NoError(t, err)
	require.Len(t, result.Balances, 1)
	assert.Equal(t, "MB", result.Balances[0].Unit)

	next := rating.Request{Tariff: "t", Period: april(t), Balances: result.Balances,
		Usage: []rating.Usage{{ID: "1", Kind: "data", At: at("2026-04-02T12:00:00+02:00"), Quantity: money.Count(700)}}}
	same, err := data("MB").Rate(next)
	require.NoError(t, err)
	assert.Zero(t, total(t, same).Sign(), "700 of 1000 MB")
	other, err := data("GB").Rate(next)
	require.NoError(t, err)
	assert.Equal(t, exact("200"), total(t, other), "200 GB beyond the month's 500")
	kept := result.Balances[0]
	kept.Periods = 1
	assert.Equal(t, []rating.Balance{kept}, other.Balances, "kept until it lapses")

	next.Balances = []rating.Balance{{Allowance: "free", Since: calendar.MustParse("2026-03-01"), Periods: 2, Left: rating.Extent{Duration: calendar.Span(time.Hour)}}}
	other, err = data("MB").Rate(next)
	require.NoError(t, err)
	require.Len(t, other.Balances, 1, "an hour is no quantity, and is not lost")
	assert.Equal(t, next.Balances[0].Left, other.Balances[0].Left)
}

func april(t *testing.T) calendar.Period {
	p, err := calendar.NewPeriod(calendar.MustParse("2026-04-01"), calendar.MustParse("2026-05-01"), berlin)
	require.NoError(t, err)
	return p
}

func TestAllowance_that_no_tariff_knows_any_more_is_kept_until_it_lapses(t *testing.T) {
	t.Parallel()
	old := rating.Balance{Allowance: "gone", Product: "p", Since: calendar.MustParse("2026-02-01"), Periods: 2, Left: rating.Extent{Duration: calendar.Span(time.Hour)}}
	result, err := bookOf(t, withAllowances()).Rate(rating.Request{Tariff: "t", Product: "p", Period: march(), Balances: []rating.Balance{old}})
	require.NoError(t, err)
	old.Periods = 1
	assert.Equal(t, []rating.Balance{old}, result.Balances)
	result, err = bookOf(t, withAllowances()).Rate(rating.Request{Tariff: "t", Product: "p", Period: march(), Balances: result.Balances})
	require.NoError(t, err)
	assert.Empty(t, result.Balances)
}
