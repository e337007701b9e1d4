package rating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
)

// zoned is a book whose plan has the zones, with a price of each zone's code, and one for all numbers besides if rest is set.
func zoned(t require.TestingT, rest bool, zones ...rating.Zone) rating.Book {
	var prices []rating.Price
	for _, z := range zones {
		p := voice("0.10", "1/1")
		p.Code, p.Zones = z.Code, []string{z.Code}
		prices = append(prices, p)
	}
	if rest {
		p := voice("0.10", "1/1")
		p.Code = "rest"
		prices = append(prices, p)
	}
	spec := tariff(prices...)
	spec.Plan = "plan"
	book, err := rating.NewBook(rating.BookSpec{Plans: []rating.Plan{{ID: "plan", Zones: zones}}, Tariffs: []rating.Tariff{spec}})
	require.NoError(t, err)
	return book
}

func zone(code string, prefixes ...string) rating.Zone {
	return rating.Zone{Code: code, Name: code, Prefixes: prefixes}
}

// line is the code of the line that a call to a number is on, or of its rejection.
func line(t require.TestingT, book rating.Book, to string) string {
	u := call("1", 1e9)
	u.To = to
	result, err := book.Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{u}})
	require.NoError(t, err)
	if len(result.Rejected) > 0 {
		return result.Rejected[0].Code
	}
	return result.Lines[0].Code
}

func TestRate_zones_by_the_longest_prefix(t *testing.T) {
	t.Parallel()
	book := zoned(t, false, zone("world", "+"), zone("germany", "+49"), zone("mobile", "+4915", "+4916", "+4917"), zone("special", "+49180"), zone("emergency", "110", "112"), zone("satellite", "+870", "+881"))
	for to, want := range map[string]string{
		"+4917012345": "mobile", "+4917": "mobile", "+491": "germany", "+4930123": "germany", "+49180555": "special", "+4918": "germany",
		"+331234": "world", "+8701": "satellite", "+8": "world", "110": "emergency", "1101": "emergency", "111": rating.RejectZone, "": rating.RejectZone,
		"004917012345": rating.RejectZone, "+50": "world", "+4919": "germany",
	} {
		assert.Equal(t, want, line(t, book, to), "%q", to)
	}
	assert.Equal(t, "rest", line(t, zoned(t, true, zone("germany", "+49")), "+33"), "a price without zones takes what lies in none")
}

func TestRate_the_longest_prefix_is_the_one_a_search_through_all_finds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		prefixes := rapid.SliceOfNDistinct(rapid.StringMatching(`[0-2+]{0,5}`), 1, 30, rapid.ID).Draw(t, "prefixes")
		var zones []rating.Zone
		for i, p := range prefixes {
			zones = append(zones, zone(string(rune('A'+i)), p))
		}
		number := rapid.StringMatching(`[0-3+]{0,7}`).Draw(t, "number")
		want, length := rating.RejectZone, -1
		for _, z := range zones {
			if p := z.Prefixes[0]; strings.HasPrefix(number, p) && len(p) > length {
				want, length = z.Code, len(p)
			}
		}
		require.Equal(t, want, line(t, zoned(t, false, zones...), number))
	})
}

func TestRate_the_more_particular_price_holds(t *testing.T) {
	t.Parallel()
	price := func(code string, zones, bands []string) rating.Price {
		p := voice("0.10", "1/1")
		p.Code, p.Zones, p.Bands = code, zones, bands
		return p
	}
	spec := tariff(price("any", nil, nil), price("mobile-peak", []string{"mobile"}, []string{"peak"}), price("peak", nil, []string{"peak"}), price("mobile", []string{"mobile"}, nil))
	spec.Plan, spec.Bands = "plan", []rating.Band{peak()}
	for range 2 {
		book, err := rating.NewBook(rating.BookSpec{Plans: []rating.Plan{{ID: "plan", Zones: []rating.Zone{zone("mobile", "+4917")}}}, Tariffs: []rating.Tariff{spec}})
		require.NoError(t, err)
		for _, c := range []struct{ to, when, want string }{
			{"+4917", "2026-03-02T12:00:00+01:00", "mobile-peak"}, {"+4917", "2026-03-02T20:00:00+01:00", "mobile"},
			{"+4930", "2026-03-02T12:00:00+01:00", "peak"}, {"+4930", "2026-03-02T20:00:00+01:00", "any"},
		} {
			u := call("1", 1e9)
			u.To, u.At = c.to, at(c.when)
			assert.Equal(t, c.want, rate(t, book, u).Lines[0].Code)
		}
		// the order in which they stand does not matter
		spec.Prices[0], spec.Prices[3] = spec.Prices[3], spec.Prices[0]
		spec.Prices[1], spec.Prices[2] = spec.Prices[2], spec.Prices[1]
	}
}
