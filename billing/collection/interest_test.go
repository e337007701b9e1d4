package collection_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// on is a principal that stays the same from a day on.
func steady(amount, from, to string) collection.InterestInput {
	return collection.InterestInput{Principal: []collection.Principal{{From: date(from), Amount: money.Must(amount)}}, From: date(from), To: date(to), Arisen: date(from)}
}

func compute(t require.TestingT, in collection.InterestInput) collection.InterestResult {
	r, err := collection.ComputeInterest(in)
	require.NoError(t, err)
	return r
}

// Figures that others have computed.
func TestComputeInterest_as_published(t *testing.T) {
	t.Parallel()
	// anleiter.de, "Wie berechnet man Verzugszinsen?": 1,000.00 EUR of a consumer, 25 days at 5.12 % (base rate 0.12 %), days over 365: 3.51 EUR.
	r := compute(t, steady("1000.00 EUR", "2010-03-01", "2010-03-26"))
	assert.Equal(t, "3.51 EUR", r.Amount.String())
	assert.Equal(t, "5.12%", r.Spans[0].Rate.String())
	assert.Equal(t, 25, r.Spans[0].Days)

	// p-konto.de, "Zinsformel": 10,000 EUR at 6 % from 1 January up to and with 30 July 2016, every month with 30 days: 210 days, 350 EUR.
	in := steady("10000.00 EUR", "2016-01-01", "2016-07-31")
	in.DayCount, in.Rates = collection.Thirty360, []collection.BaseRate{{From: date("2016-01-01"), Rate: money.MustRate("1%")}}
	r = compute(t, in)
	assert.Equal(t, "350.00 EUR", r.Amount.String())
	assert.Equal(t, 210, r.Spans[0].Days)

	// experto.de on the base rate of 1 July 2003: 6.22 % for consumers, 9.22 % for businesses.
	in = steady("100.00 EUR", "2003-07-01", "2003-07-02")
	assert.Equal(t, "6.22%", compute(t, in).Spans[0].Rate.String())
	in.Business = true
	assert.Equal(t, "9.22%", compute(t, in).Spans[0].Rate.String())
}

// The base rates that Prütting/Wegen/Weinreich, BGB, § 247 note 3 lists (up to 2023), the announcement for 1 January 2021, and that for 1 January
// 2026 (Deutsche Bundesbank, December 2025).
func TestBaseRates_as_listed_elsewhere(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2023-01-01": "1.62%", "2022-12-31": "-0.88%", "2016-07-01": "-0.88%", "2016-06-30": "-0.83%", "2015-01-01": "-0.83%", "2014-12-31": "-0.73%",
		"2014-06-30": "-0.63%", "2013-12-31": "-0.38%", "2013-01-01": "-0.13%", "2012-12-31": "0.12%", "2011-12-31": "0.37%", "2011-06-30": "0.12%",
		"2009-06-30": "1.62%", "2008-12-31": "3.19%", "2008-01-01": "3.32%", "2007-12-31": "3.19%", "2007-06-30": "2.7%", "2006-12-31": "1.95%",
		"2006-01-01": "1.37%", "2005-12-31": "1.17%", "2005-01-01": "1.21%", "2004-12-31": "1.13%", "2004-01-01": "1.14%", "2003-12-31": "1.22%",
		"2003-01-01": "1.97%", "2002-07-01": "2.47%", "2002-01-01": "2.57%", "2021-01-01": "-0.88%", "2026-01-01": "1.27%",
	} {
		in := steady("100.00 EUR", day, date(day).AddDays(1).String())
		assert.Equal(t, want, compute(t, in).Spans[0].Base.String(), day)
	}
	for n, r := range collection.BaseRates() {
		assert.Equal(t, 1, r.From.Day(), "%d", n)
		assert.Contains(t, []int{1, 7}, int(r.From.Month()), "§ 247 (1) BGB: 1 January and 1 July")
	}
}

func TestComputeInterest(t *testing.T) {
	t.Parallel()
	t.Run("the margin is that of the day on which the debt arose", func(t *testing.T) {
		t.Parallel()
		in := steady("100.00 EUR", "2015-01-01", "2015-02-01")
		in.Business = true
		assert.Equal(t, "9%", compute(t, in).Margin.String())
		in.Arisen = date("2014-07-28")
		assert.Equal(t, "8%", compute(t, in).Margin.String())
		in.Arisen = date("2001-12-31")
		_, err := collection.ComputeInterest(in)
		assert.Equal(t, []string{"arisen"}, etomtest.Paths(err))
	})
	t.Run("a year is a year, whatever its length, if days are counted as they are", func(t *testing.T) {
		t.Parallel()
		for _, year := range []string{"2019", "2020"} {
			next := date(year + "-01-01").AddMonths(12).String()
			assert.Equal(t, "4.12 EUR", compute(t, steady("100.00 EUR", year+"-01-01", next)).Amount.String())
		}
		leap := steady("100.00 EUR", "2020-01-01", "2021-01-01")
		leap.DayCount = collection.Actual365
		assert.Equal(t, "4.13 EUR", compute(t, leap).Amount.String(), "366/365")
	})
	t.Run("half-years and years are spans of their own", func(t *testing.T) {
		t.Parallel()
		r := compute(t, steady("1000.00 EUR", "2023-12-01", "2024-08-01"))
		require.Len(t, r.Spans, 3)
		assert.Equal(t, []int{31, 182, 31}, []int{r.Spans[0].Days, r.Spans[1].Days, r.Spans[2].Days})
		assert.Equal(t, []int{365, 366, 366}, []int{r.Spans[0].Year, r.Spans[1].Year, r.Spans[2].Year})
	})
	t.Run("a partial payment lowers the principal", func(t *testing.T) {
		t.Parallel()
		in := steady("1000.00 EUR", "2010-03-01", "2010-03-26")
		in.Principal = append(in.Principal, collection.Principal{From: date("2010-03-11"), Amount: money.Must("0.00 EUR")})
		assert.Equal(t, "1.40 EUR", compute(t, in).Amount.String(), "ten days")
	})
	t.Run("days behind the table are provisional", func(t *testing.T) {
		t.Parallel()
		r := compute(t, steady("1000.00 EUR", "2026-06-30", "2026-07-02"))
		require.Len(t, r.Spans, 2)
		assert.False(t, r.Spans[0].Provisional)
		assert.True(t, r.Spans[1].Provisional)
		own := steady("1000.00 EUR", "2026-06-30", "2026-07-02")
		own.Rates = append(collection.BaseRates(), collection.BaseRate{From: date("2026-07-01"), Rate: money.MustRate("2%")})
		assert.False(t, compute(t, own).Spans[1].Provisional, "a table of one's own holds")
	})
	t.Run("no day, no interest", func(t *testing.T) {
		t.Parallel()
		r := compute(t, steady("1000.00 EUR", "2026-03-01", "2026-03-01"))
		assert.Zero(t, r.Amount.Sign())
		assert.Empty(t, r.Spans)
	})
	t.Run("every fault at once", func(t *testing.T) {
		t.Parallel()
		_, err := collection.ComputeInterest(collection.InterestInput{From: date("2001-12-31"), To: date("2001-12-30"), DayCount: "actual/364",
			Principal: []collection.Principal{{Amount: money.Must("-1.00 EUR")}}})
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.ElementsMatch(t, []string{"to", "dayCount", "from", "principal[0].from", "principal[0].amount"}, etomtest.Paths(err))
		_, err = collection.ComputeInterest(collection.InterestInput{From: date("2002-01-01"), To: date("2002-01-02"), Arisen: date("2002-01-01"), Rates: []collection.BaseRate{}, Margins: []collection.Margin{}})
		assert.ElementsMatch(t, []string{"rates", "margins"}, etomtest.Paths(err))
	})
}

// The computation of anleiter.de, one over a change of the base rate and of the principal, and one of a business over a new year.
func TestComputeInterest_explains_itself(t *testing.T) {
	t.Parallel()
	changing := steady("1000.00 EUR", "2024-06-17", "2024-07-20")
	changing.Principal = append(changing.Principal, collection.Principal{From: date("2024-07-11"), Amount: money.Must("400.00 EUR")})
	business := steady("2500.00 EUR", "2025-12-17", "2026-01-20")
	business.Business = true
	late := steady("100.00 EUR", "2026-06-20", "2026-07-10")
	var b strings.Builder
	for _, in := range []collection.InterestInput{steady("1000.00 EUR", "2010-03-01", "2010-03-26"), changing, business, late} {
		r := compute(t, in)
		b.WriteString(r.Explain("en") + "\n" + r.Explain("de") + "\n")
	}
	etomtest.Golden(t, "interest.txt", b.String())
}

func anyInterest(t *rapid.T) collection.InterestInput {
	begin := date("2002-01-01").AddDays(rapid.IntRange(0, 8000).Draw(t, "begin"))
	in := collection.InterestInput{From: begin, To: begin.AddDays(rapid.IntRange(0, 1500).Draw(t, "days")), Arisen: begin, Business: rapid.Bool().Draw(t, "business"),
		DayCount: rapid.SampledFrom([]collection.DayCount{collection.ActualActual, collection.Actual365, collection.Thirty360}).Draw(t, "count")}
	day := begin.AddDays(-10)
	for range rapid.IntRange(1, 4).Draw(t, "rows") {
		amount, err := money.FromMinor(rapid.Int64Range(0, 1_000_000).Draw(t, "principal"), money.MustCurrency("EUR"))
		require.NoError(t, err)
		in.Principal = append(in.Principal, collection.Principal{From: day, Amount: amount})
		day = day.AddDays(rapid.IntRange(1, 400).Draw(t, "step"))
	}
	return in
}

func TestComputeInterest_adds_up_over_split_spans(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInterest(t)
		cut := in.From.AddDays(rapid.IntRange(0, in.From.DaysUntil(in.To)).Draw(t, "cut"))
		first, second := in, in
		first.To, second.From = cut, cut
		a, b := compute(t, first), compute(t, second)
		sum, err := a.Exact.Add(b.Exact)
		require.NoError(t, err)
		same, err := sum.Cmp(compute(t, in).Exact)
		require.NoError(t, err)
		require.Zero(t, same, "exactly")
	})
}

func TestComputeInterest_spans_tile_the_days_and_make_the_sum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInterest(t)
		r := compute(t, in)
		var sum money.Exact
		at := calendar.Date{}
		for _, s := range r.Spans {
			require.False(t, s.From.Before(at), "no day twice")
			at = s.To
			var err error
			sum, err = sum.Add(s.Amount)
			require.NoError(t, err)
		}
		require.Equal(t, r.Exact, sum)
		rounded, err := r.Exact.Round(in.Mode)
		require.NoError(t, err)
		require.Equal(t, r.Amount, rounded, "once")
	})
}
