package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func tiers(list ...rating.Tier) []rating.Tier { return list }

func upTo(n, each, flat string) rating.Tier {
	t := rating.Tier{Amount: amount(each), Flat: amount(flat)}
	if n != "" {
		t.UpTo = money.MustQuantity(n)
	}
	return t
}

func TestRate_models(t *testing.T) {
	t.Parallel()
	graded := tiers(upTo("100", "0.10", "0"), upTo("200", "0.08", "0"), upTo("", "0.05", "0"))
	stairs := tiers(rating.Tier{UpTo: money.Count(100), Flat: amount("10")}, rating.Tier{UpTo: money.Count(200), Flat: amount("15")}, rating.Tier{Flat: amount("40")})
	for name, c := range map[string]struct {
		model rating.Model
		set   func(p *rating.Price)
		used  []string
		want  string
	}{
		"a unit price for each unit":                            {rating.Unit, func(p *rating.Price) { p.Amount = amount("0.0123") }, []string{"2.5", "7"}, "0.11685"},
		"a price of nothing is a price":                         {rating.Unit, func(p *rating.Price) { p.Amount = amount("0") }, []string{"2.5"}, "0"},
		"graduated: the last unit of the first tier":            {rating.Graduated, func(p *rating.Price) { p.Tiers = graded }, []string{"100"}, "10.00"},
		"graduated: each unit at its own tier's price":          {rating.Graduated, func(p *rating.Price) { p.Tiers = graded }, []string{"60", "60", "100"}, "19.00"},
		"graduated over a record: each begins anew":             {rating.Graduated, func(p *rating.Price) { p.Tiers, p.Over = graded, rating.OverRecord }, []string{"60", "60", "100"}, "22.00"},
		"graduated: a flat amount when the tier is reached":     {rating.Graduated, func(p *rating.Price) { p.Tiers = tiers(upTo("10", "1", "3"), upTo("", "0.5", "2")) }, []string{"10", "1", "1"}, "16.00"},
		"graduated: a tier not reached costs nothing":           {rating.Graduated, func(p *rating.Price) { p.Tiers = tiers(upTo("10", "1", "3"), upTo("", "0.5", "2")) }, []string{"10"}, "13.00"},
		"volume: all at the tier reached":                       {rating.Volume, func(p *rating.Price) { p.Tiers = graded }, []string{"60", "60"}, "9.60"},
		"volume: one unit less costs more":                      {rating.Volume, func(p *rating.Price) { p.Tiers = graded }, []string{"100"}, "10.00"},
		"volume: the flat amount of the tier reached only":      {rating.Volume, func(p *rating.Price) { p.Tiers = tiers(upTo("10", "1", "3"), upTo("", "0.5", "2")) }, []string{"10", "1", "1"}, "8.00"},
		"volume over a record":                                  {rating.Volume, func(p *rating.Price) { p.Tiers, p.Over = graded, rating.OverRecord }, []string{"60", "120"}, "15.60"},
		"package: a package begun is paid":                      {rating.Package, func(p *rating.Price) { p.Amount, p.Size = amount("1.99"), money.Count(100) }, []string{"100.000001"}, "3.98"},
		"package: a full one is one":                            {rating.Package, func(p *rating.Price) { p.Amount, p.Size = amount("1.99"), money.Count(100) }, []string{"60", "40"}, "1.99"},
		"package over a record: each begins one":                {rating.Package, func(p *rating.Price) { p.Amount, p.Size, p.Over = amount("1.99"), money.Count(100), rating.OverRecord }, []string{"60", "40"}, "3.98"},
		"package: nothing used, none begun":                     {rating.Package, func(p *rating.Price) { p.Amount, p.Size = amount("1.99"), money.Count(100) }, []string{"0"}, ""},
		"stair step: the first step":                            {rating.StairStep, func(p *rating.Price) { p.Tiers = stairs }, []string{"100"}, "10.00"},
		"stair step: one unit more is the next":                 {rating.StairStep, func(p *rating.Price) { p.Tiers = stairs }, []string{"100", "0.1"}, "15.00"},
		"stair step: the top has no end":                        {rating.StairStep, func(p *rating.Price) { p.Tiers = stairs }, []string{"90", "90", "900"}, "40.00"},
		"stair step over a record":                              {rating.StairStep, func(p *rating.Price) { p.Tiers, p.Over = stairs, rating.OverRecord }, []string{"90", "101"}, "25.00"},
		"a quantity in increments of ten, at least 50":          {rating.Unit, func(p *rating.Price) { p.Amount = amount("0.01"); _ = p.Pulse.UnmarshalText([]byte("50/10")) }, []string{"3", "51"}, "1.10"},
		"a set-up fee for each record":                          {rating.Unit, func(p *rating.Price) { p.Amount, p.SetUp = amount("0.01"), amount("0.05") }, []string{"3", "51"}, "0.64"},
		"a record of nothing pays no set-up fee":                {rating.Unit, func(p *rating.Price) { p.Amount, p.SetUp = amount("0.01"), amount("0.05") }, []string{"0", "3"}, "0.08"},
		"a minimum for each record, the set-up fee on top":      {rating.Unit, func(p *rating.Price) { p.Amount, p.SetUp, p.Minimum = amount("0.01"), amount("0.05"), amount("0.10") }, []string{"3", "51"}, "0.71"},
		"a maximum for each record":                             {rating.Unit, func(p *rating.Price) { p.Amount, p.Maximum = amount("0.01"), amount("0.10") }, []string{"3", "51"}, "0.13"},
		"a maximum of nothing makes it free":                    {rating.Unit, func(p *rating.Price) { p.Amount, p.Maximum = amount("0.01"), amount("0") }, []string{"3", "51"}, "0"},
		"a quantity that is no whole number of millionths fits": {rating.Unit, func(p *rating.Price) { p.Amount = amount("1000") }, []string{"0.000001"}, "0.001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := data(c.model)
			c.set(&p)
			var usage []rating.Usage
			for i, q := range c.used {
				usage = append(usage, megabytes(string(rune('a'+i)), q))
			}
			result := rate(t, bookOf(t, tariff(p)), usage...)
			require.Len(t, result.Rated, len(c.used))
			if c.want == "" {
				assert.Empty(t, result.Lines)
				return
			}
			assert.Equal(t, exact(c.want), total(t, result), result.Text("en"))
		})
	}
}

func TestRate_volume_records_bear_the_price_of_the_tier_reached(t *testing.T) {
	t.Parallel()
	p := data(rating.Volume)
	p.Tiers = tiers(upTo("100", "0.10", "1.00"), upTo("", "0.08", "2.00"))
	result := rate(t, bookOf(t, tariff(p)), megabytes("a", "60"), megabytes("b", "60"))
	assert.Equal(t, exact("6.80"), result.Rated[0].Amount, "the flat amount of the tier reached is the first record's")
	assert.Equal(t, exact("4.80"), result.Rated[1].Amount)
}

func TestRate_percentage_of_the_value(t *testing.T) {
	t.Parallel()
	p := rating.Price{Code: "fee", Name: "Payment fee", Kind: "payment", Measure: rating.Value, Unit: "payment", Model: rating.Percentage,
		Rate: money.MustRate("1.5%"), Minimum: amount("0.20"), Maximum: amount("5"), SetUp: amount("0.05")}
	book := bookOf(t, tariff(p))
	for value, want := range map[string]string{
		"100.00 EUR": "1.55", "0.01 EUR": "0.25", "13.33 EUR": "0.25", "13.34 EUR": "0.2501", "333.33 EUR": "5.04995", "10000.00 EUR": "5.05",
	} {
		result := rate(t, book, rating.Usage{ID: "1", Kind: "payment", At: at("2026-03-02T12:00:00+01:00"), Value: money.Must(value)})
		assert.Equal(t, exact(want), result.Lines[0].Amount, value)
		assert.Equal(t, money.Must(value), result.Lines[0].Value)
	}
	none := rate(t, book, rating.Usage{ID: "1", Kind: "payment", At: at("2026-03-02T12:00:00+01:00"), Value: money.Must("0.00 EUR")})
	assert.Empty(t, none.Lines, "of nothing there is no percentage, and no minimum")
}

func TestRate_calls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pulse    string
		set      func(p *rating.Price)
		duration time.Duration
		counted  time.Duration
		want     string
	}{
		"60/1: a second is a minute":                {"60/1", nil, time.Second, time.Minute, "0.12"},
		"60/1: a minute is a minute":                {"60/1", nil, time.Minute, time.Minute, "0.12"},
		"60/1: then by the second":                  {"60/1", nil, 61 * time.Second, 61 * time.Second, "0.122"},
		"30/6: half a minute, then by six seconds":  {"30/6", nil, 31 * time.Second, 36 * time.Second, "0.072"},
		"60/60: minutes begun":                      {"60/60", nil, 61 * time.Second, 2 * time.Minute, "0.24"},
		"1/1: a fraction of a second is a second":   {"1/1", nil, 1001 * time.Millisecond, 2 * time.Second, "0.004"},
		"no pulse: to the nanosecond":               {"", nil, 1500 * time.Millisecond, 1500 * time.Millisecond, "0.003"},
		"at least 90 seconds, in whole increments":  {"60/20", func(p *rating.Price) { p.Least = money.Count(90) }, time.Second, 100 * time.Second, "0.2"},
		"at least less than the first changes none": {"60/20", func(p *rating.Price) { p.Least = money.Count(9) }, time.Second, time.Minute, "0.12"},
		"a call not answered costs nothing":         {"60/60", func(p *rating.Price) { p.SetUp = amount("0.05") }, 0, 0, ""},
		"a set-up fee":                              {"60/60", func(p *rating.Price) { p.SetUp = amount("0.05") }, time.Second, time.Minute, "0.17"},
		"a price for an hour":                       {"1/1", func(p *rating.Price) { p.Unit, p.Amount = "h", amount("36") }, time.Second, time.Second, "0.01"},
		"packages of five minutes, each call its own": {"1/1", func(p *rating.Price) {
			p.Model, p.Size, p.Over = rating.Package, money.Count(5), rating.OverRecord
		}, 301 * time.Second, 301 * time.Second, "0.24"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := voice("0.12", c.pulse)
			if c.set != nil {
				c.set(&p)
			}
			result := rate(t, bookOf(t, tariff(p)), call("1", c.duration))
			assert.Equal(t, calendar.Span(c.counted), result.Rated[0].Counted.Duration)
			if c.want == "" {
				assert.Empty(t, result.Lines)
				assert.Equal(t, exact("0"), result.Rated[0].Amount)
				return
			}
			require.Len(t, result.Lines, 1)
			assert.Equal(t, exact(c.want), result.Lines[0].Amount)
		})
	}
}

func TestRate_effective_dated_versions(t *testing.T) {
	t.Parallel()
	version := func(v, price, from, until string) rating.Tariff {
		spec := tariff(voice(price, "60/60"))
		spec.Version, spec.From = v, calendar.MustParse(from)
		if until != "" {
			spec.Until = calendar.MustParse(until)
		}
		return spec
	}
	book := bookOf(t, version("3", "0.30", "2026-03-20", ""), version("1", "0.10", "2020-01-01", "2026-03-10"), version("2", "0.20", "2026-03-10", "2026-03-15"))
	for when, want := range map[string]string{
		"2026-03-09T23:59:59+01:00": "1", // begins in the old version and goes on over midnight
		"2026-03-10T00:00:00+01:00": "2",
		"2026-03-14T23:59:59+01:00": "2",
		"2026-03-15T00:00:00+01:00": "",
		"2026-03-19T23:59:59+01:00": "",
		"2026-03-20T00:00:00+01:00": "3",
		"2019-12-31T23:59:59+01:00": "",
	} {
		u := call("1", 2*time.Minute)
		u.At = at(when)
		result, err := book.Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{u}})
		require.NoError(t, err)
		valid, ok := book.Valid("t", u.At)
		assert.Equal(t, want, valid, when)
		assert.Equal(t, want != "", ok, when)
		if want == "" {
			require.Len(t, result.Rejected, 1, when)
			assert.Equal(t, rating.RejectValidity, result.Rejected[0].Code)
			assert.Equal(t, u, result.Rejected[0].Usage, "nothing of it is lost")
			continue
		}
		require.Len(t, result.Lines, 1, when)
		assert.Equal(t, want, result.Lines[0].Version, when)
		twice, err := exact("0."+want+"0").Share(2, 1)
		require.NoError(t, err)
		assert.Equal(t, twice, result.Lines[0].Amount, when)
	}
	part := call("2", time.Minute)
	part.At, part.Elapsed = at("2026-03-10T00:30:00+01:00"), calendar.Span(time.Hour)
	assert.Equal(t, "1", rate(t, book, part).Lines[0].Version, "a later part has the version of the call's beginning")
}

// costByUnit is what a model costs for n whole units, counted one after the other.
func costByUnit(p rating.Price, n int) int64 {
	cost, tier := int64(0), 0
	cents := func(a money.Amount) int64 {
		c, _ := a.MinorUnits()
		return c
	}
	for unit := 1; unit <= n; unit++ {
		for tier < len(p.Tiers)-1 && money.Count(int64(unit)).Cmp(p.Tiers[tier].UpTo) > 0 {
			tier++
		}
		switch p.Model {
		case rating.Graduated:
			entered := unit == 1 || money.Count(int64(unit-1)).Cmp(lastOf(p, tier-1)) == 0 && tier > 0
			cost += cents(p.Tiers[tier].Amount)
			if entered {
				cost += cents(p.Tiers[tier].Flat)
			}
		case rating.Volume:
			cost = int64(unit)*cents(p.Tiers[tier].Amount) + cents(p.Tiers[tier].Flat)
		case rating.StairStep:
			cost = cents(p.Tiers[tier].Flat)
		case rating.Package:
			if unit%7 == 1 {
				cost += cents(p.Amount)
			}
		}
	}
	return cost
}

func lastOf(p rating.Price, tier int) money.Quantity {
	if tier < 0 {
		return money.Quantity{}
	}
	return p.Tiers[tier].UpTo
}

func TestRate_models_are_what_counting_unit_by_unit_gives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := data(rapid.SampledFrom([]rating.Model{rating.Graduated, rating.Volume, rating.StairStep, rating.Package}).Draw(t, "model"))
		end := int64(0)
		for range rapid.IntRange(1, 4).Draw(t, "tiers") {
			end += rapid.Int64Range(1, 30).Draw(t, "width")
			tier := rating.Tier{UpTo: money.Count(end), Amount: cents(rapid.Int64Range(0, 50).Draw(t, "each")), Flat: cents(rapid.Int64Range(0, 500).Draw(t, "flat"))}
			if p.Model == rating.StairStep {
				tier.Amount = money.Amount{}
			}
			p.Tiers = append(p.Tiers, tier)
		}
		p.Tiers[len(p.Tiers)-1].UpTo = money.Quantity{}
		if p.Model == rating.Package {
			p.Tiers, p.Amount, p.Size = nil, cents(199), money.Count(7)
		}
		book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{tariff(p)}})
		require.NoError(t, err)
		n, usage := 0, []rating.Usage{}
		for i, units := range rapid.SliceOfN(rapid.IntRange(1, 40), 1, 5).Draw(t, "records") {
			usage = append(usage, megabytes(string(rune('a'+i)), money.Count(int64(units)).String()))
			n += units
		}
		require.Equal(t, cents(costByUnit(p, n)).Exact(), total(t, rate(t, book, usage...)))
	})
}

func cents(n int64) money.Amount {
	a, _ := money.FromMinor(n, money.MustCurrency("EUR"))
	return a
}
