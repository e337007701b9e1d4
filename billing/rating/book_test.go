package rating_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestNewBook_refuses(t *testing.T) {
	t.Parallel()
	of := func(change func(s *rating.BookSpec, t *rating.Tariff, p *rating.Price)) rating.BookSpec {
		s := rating.BookSpec{Tariffs: []rating.Tariff{tariff(voice("0.10", "60/1"))}}
		change(&s, &s.Tariffs[0], &s.Tariffs[0].Prices[0])
		return s
	}
	banded := func(windows ...rating.Window) rating.BookSpec {
		return of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			t.Bands = []rating.Band{{Code: "a", Name: "A", Windows: windows}}
		})
	}
	tiered := func(list ...rating.Tier) rating.BookSpec {
		return of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Model, p.Amount, p.Tiers = rating.Graduated, money.Amount{}, list
		})
	}
	for name, c := range map[string]struct {
		spec  rating.BookSpec
		paths []string
	}{
		"no tariff":           {rating.BookSpec{}, []string{"tariffs"}},
		"a tariff of nothing": {rating.BookSpec{Tariffs: []rating.Tariff{{}}}, []string{"tariffs[0].id", "tariffs[0].version", "tariffs[0].name", "tariffs[0].currency", "tariffs[0].zone", "tariffs[0].from", "tariffs[0].prices"}},
		"versions that overlap": {of(func(s *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			next := *t
			next.Version, next.From = "2", calendar.MustParse("2021-01-01")
			s.Tariffs = append(s.Tariffs, next)
		}), []string{"tariffs[1].from"}},
		"a version twice, in another currency and zone": {of(func(s *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			t.Until = calendar.MustParse("2021-01-01")
			next := *t
			next.From, next.Until, next.Currency, next.Zone = t.Until, calendar.Date{}, money.MustCurrency("CHF"), "UTC"
			next.Prices = []rating.Price{voice("0.10", "60/1")}
			next.Prices[0].Amount = money.Must("0.10 CHF")
			s.Tariffs = append(s.Tariffs, next)
		}), []string{"tariffs[1].version", "tariffs[1].currency", "tariffs[1].zone"}},
		"no day of validity":   {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) { t.Until = t.From }), []string{"tariffs[0].until"}},
		"validity before 2000": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) { t.From = calendar.MustParse("1999-12-31") }), []string{"tariffs[0].from"}},
		"an unknown region":    {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) { t.Region = "FR" }), []string{"tariffs[0].region"}},
		"an unknown region, bands": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			t.Region, t.Bands = "FR", []rating.Band{peak()}
		}), []string{"tariffs[0].region"}},
		"an unknown plan": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) { t.Plan = "x" }), []string{"tariffs[0].plan"}},
		"an unknown zone and band": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Zones, p.Bands = []string{"x"}, []string{rating.Other, "y"}
		}), []string{"tariffs[0].prices[0].zones[0]", "tariffs[0].prices[0].bands[1]"}},
		"a band called other": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			t.Bands = []rating.Band{peak()}
			t.Bands[0].Code = rating.Other
		}), []string{"tariffs[0].bands[0].code"}},
		"a band without windows": {banded(), []string{"tariffs[0].bands[0].windows"}},
		"a window over midnight": {banded(window("22:00", "06:00")), []string{"tariffs[0].bands[0].windows[0]"}},
		"a window without times": {banded(rating.Window{}), []string{"tariffs[0].bands[0].windows[0]"}},
		"windows that overlap":   {banded(window("08:00", "12:00", calendar.Monday), window("11:59", "13:00", calendar.Monday)), []string{"tariffs[0].bands"}},
		"a prefix in two zones": {of(func(s *rating.BookSpec, _ *rating.Tariff, _ *rating.Price) {
			s.Plans = []rating.Plan{{ID: "p", Zones: []rating.Zone{zone("a", "+49"), zone("b", "+49")}}}
		}), []string{"plans[0].zones[1].prefixes"}},
		"two prices for the same": {of(func(_ *rating.BookSpec, t *rating.Tariff, p *rating.Price) {
			other := *p
			other.Code = "other"
			t.Prices = append(t.Prices, other)
		}), []string{"tariffs[0].prices[1].code"}},
		"two prices for the same in many bands: said once": {of(func(_ *rating.BookSpec, t *rating.Tariff, p *rating.Price) {
			t.Bands = []rating.Band{peak()}
			other := *p
			other.Code = "other"
			t.Prices = append(t.Prices, other)
		}), []string{"tariffs[0].prices[1].code"}},
		"a table that fills the memory": {of(func(s *rating.BookSpec, t *rating.Tariff, p *rating.Price) {
			s.Plans, t.Plan = []rating.Plan{{ID: "p"}}, "p"
			for i := range 9_999 {
				s.Plans[0].Zones = append(s.Plans[0].Zones, zone(strconv.Itoa(i), strconv.Itoa(i)))
			}
			for i := range 1_000 {
				other := *p
				other.Code = strconv.Itoa(i)
				other.Kind = other.Code
				t.Prices = append(t.Prices, other)
			}
		}), []string{"tariffs[0].prices"}},
		"a kind measured in two ways": {of(func(_ *rating.BookSpec, t *rating.Tariff, p *rating.Price) {
			t.Bands = []rating.Band{peak()}
			other := data(rating.Unit)
			other.Kind, other.Amount, other.Bands = p.Kind, amount("1"), []string{"peak"}
			t.Prices = append(t.Prices, other)
		}), []string{"tariffs[0].prices[1].measure", "tariffs[0].prices[1].unit"}},
		"a negative price":            {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Amount = amount("-0.10") }), []string{"tariffs[0].prices[0].amount"}},
		"a price in another currency": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.SetUp = money.Must("0.10 USD") }), []string{"tariffs[0].prices[0].setUp"}},
		"no price at all":             {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Amount = money.Amount{} }), []string{"tariffs[0].prices[0].amount"}},
		"a price too fine":            {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Amount = amount("0.0000000001") }), []string{"tariffs[0].prices[0].amount"}},
		"a price too large":           {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Amount = amount("1000000000.01") }), []string{"tariffs[0].prices[0].amount"}},
		"an unknown model":            {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Model, p.Amount = "x", money.Amount{} }), []string{"tariffs[0].prices[0].model"}},
		"an unknown measure":          {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Measure, p.Pulse = "x", rating.Pulse{} }), []string{"tariffs[0].prices[0].measure"}},
		"a day as a unit of time":     {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Unit = "d" }), []string{"tariffs[0].prices[0].unit"}},
		"a percentage of time": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Model, p.Amount = rating.Percentage, money.Amount{}
		}),
			[]string{"tariffs[0].prices[0].measure"}},
		"a rate too fine": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			*p = rating.Price{Code: "f", Name: "F", Kind: "f", Measure: rating.Value, Unit: "f", Model: rating.Percentage, Rate: money.MustRate("0.0000000001")}
		}), []string{"tariffs[0].prices[0].rate"}},
		"fields of other models": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Size, p.Rate, p.Over, p.Tiers = money.Count(1), money.MustRate("1%"), rating.OverPeriod, tiers(upTo("", "1", "0"))
		}), []string{"tariffs[0].prices[0].size", "tariffs[0].prices[0].rate", "tariffs[0].prices[0].over", "tariffs[0].prices[0].tiers"}},
		"a package without a size": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) { p.Model = rating.Package }), []string{"tariffs[0].prices[0].size"}},
		"tiers that do not rise":   {tiered(upTo("10", "1", "0"), upTo("10", "1", "0"), upTo("", "1", "0")), []string{"tariffs[0].prices[0].tiers[1].upTo"}},
		"a last tier with an end":  {tiered(upTo("10", "1", "0"), upTo("20", "1", "0")), []string{"tariffs[0].prices[0].tiers[1].upTo"}},
		"a tier without a price":   {tiered(rating.Tier{}), []string{"tariffs[0].prices[0].tiers[0].amount"}},
		"a bound of a period": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Model, p.Amount, p.Tiers, p.Minimum = rating.Graduated, money.Amount{}, tiers(upTo("", "1", "0")), amount("1")
		}), []string{"tariffs[0].prices[0].minimum"}},
		"a maximum below the minimum": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Minimum, p.Maximum = amount("2"), amount("1")
		}), []string{"tariffs[0].prices[0].maximum"}},
		"increments of an event": {of(func(_ *rating.BookSpec, _ *rating.Tariff, p *rating.Price) {
			p.Measure, p.Unit, p.Least = rating.Event, "call", money.Count(1)
		}), []string{"tariffs[0].prices[0].pulse", "tariffs[0].prices[0].least"}},
		"an allowance of a value": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			t.Allowances = []rating.Allowance{{ID: "a", Name: "A", Measure: rating.Value, Unit: "EUR"}}
		}), []string{"tariffs[0].allowances[0].measure", "tariffs[0].allowances[0].kinds"}},
		"an allowance twice, of nothing": {of(func(_ *rating.BookSpec, t *rating.Tariff, _ *rating.Price) {
			a := minutes("a", 1)
			b := a
			b.Grant, b.RollOver, b.Prices = money.Count(-1), 121, []string{"x"}
			t.Allowances = []rating.Allowance{a, b}
		}), []string{"tariffs[0].allowances[1].id", "tariffs[0].allowances[1].grant", "tariffs[0].allowances[1].rollOver", "tariffs[0].allowances[1].prices[0]", "tariffs[0].allowances[1].kinds"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book, err := rating.NewBook(c.spec)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.paths, etomtest.Paths(err), err)
			assert.Equal(t, rating.Book{}, book)
		})
	}
}

func TestBook_JSON_there_and_back(t *testing.T) {
	t.Parallel()
	book := bookOf(t, everyModel(), monthTariff())
	text, err := json.Marshal(book)
	require.NoError(t, err)
	var back rating.Book
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, book.Spec(), back.Spec())
	rapid.Check(t, func(t *rapid.T) {
		r := requests().Draw(t, "request")
		want, err := book.Rate(r)
		require.NoError(t, err)
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var request rating.Request
		require.NoError(t, json.Unmarshal(text, &request))
		got, err := back.Rate(request)
		require.NoError(t, err)
		ours, err := json.Marshal(want)
		require.NoError(t, err)
		theirs, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, string(ours), string(theirs))
	})
}

func TestRead_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	_, err := rating.Read([]byte(`{"tariffs": [{
  "id": "t", "version": "1", "name": "T", "currency": "EUR", "zone": "Europe/Berlin", "from": "2020-01-01",
  "prices": [{"code": "v", "name": "V", "kind": "voice", "measure": "duration", "unit": "min", "model": "unit",
    "amount": {"amount": "-0.10", "currency": "EUR"},
    "pulse": "sixty", "colour": "red"}]}]}`))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ElementsMatch(t, []string{"tariffs[0].prices[0].pulse", "tariffs[0].prices[0].colour", "tariffs[0].prices[0].amount"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, "line 4")
	assert.ErrorContains(t, err, "line 5")
}

func TestBook_shares_nothing_with_what_it_was_made_of(t *testing.T) {
	t.Parallel()
	spec := rating.BookSpec{Tariffs: []rating.Tariff{monthTariff()}}
	book, err := rating.NewBook(spec)
	require.NoError(t, err)
	want := book.Spec()
	spec.Tariffs[0].Prices[0].Amount = amount("99")
	spec.Tariffs[0].Bands[0].Windows[0].Days[0] = calendar.Sunday
	copied := book.Spec()
	copied.Tariffs[0].Prices[0].Code = "x"
	copied.Tariffs[0].Allowances[0].Kinds[0] = "x"
	assert.Equal(t, want, book.Spec())
}

func TestPulse_text(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"60/1", "30/6", "0.5/0.25", ""} {
		var p rating.Pulse
		require.NoError(t, p.UnmarshalText([]byte(text)))
		assert.Equal(t, text, p.String())
	}
	before := rating.Pulse{First: money.Count(60), Next: money.Count(1)}
	for _, text := range []string{"60", "60/", "/1", "60/1/1", "a/b", " 60/1", "/"} {
		p := before
		assert.ErrorIs(t, p.UnmarshalText([]byte(text)), fault.ErrInvalid, text)
		assert.Equal(t, before, p)
	}
}

func FuzzRead(f *testing.F) {
	text, err := json.Marshal(rating.BookSpec{Tariffs: []rating.Tariff{monthTariff()}})
	require.NoError(f, err)
	f.Add(string(text))
	f.Add(`{"tariffs":[{"id":"t","prices":[{"pulse":"60/1","tiers":[{"upTo":"1"}]}]}]}`)
	f.Add(strings.Replace(string(text), "08:00", "24:00", 1))
	f.Fuzz(func(t *testing.T, text string) {
		book, err := rating.Read([]byte(text))
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		again, err := json.Marshal(book)
		require.NoError(t, err)
		back, err := rating.Read(again)
		require.NoError(t, err)
		require.Equal(t, book.Spec(), back.Spec())
	})
}
