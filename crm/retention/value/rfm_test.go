package value_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func bought(customer, day, amount string) value.Purchase {
	return value.Purchase{Customer: customer, On: calendar.MustParse(day), Amount: money.Must(amount)}
}

var year = value.Window{From: calendar.MustParse("2026-01-01"), Until: calendar.MustParse("2027-01-01")}

func TestScore_of_ten_customers(t *testing.T) {
	t.Parallel()
	var all []value.Purchase
	for i := range 10 { // c-0 bought on the 1st for 1 dollar, c-9 on the 10th for 10
		amount, err := money.FromMinor(int64(100*(i+1)), usd)
		require.NoError(t, err)
		all = append(all, value.Purchase{Customer: fmt.Sprint("c-", i), On: calendar.MustParse("2026-12-01").AddDays(i), Amount: amount})
	}
	all = append(all, bought("c-9", "2026-12-01", "0.00 USD")) // one of them twice
	for ties, f := range map[value.Ties][]int{value.TiesLow: {1, 5}, value.TiesHigh: {5, 5}} {
		got, err := value.Score(all, year, ties)
		require.NoError(t, err)
		require.Len(t, got, 10)
		for i, r := range got {
			assert.Equal(t, 1+i/2, r.R, "two customers a fifth")
			assert.Equal(t, 1+i/2, r.M, "two customers a fifth")
			assert.Equal(t, f[i/9], r.F, "nine customers have the same frequency")
			assert.Equal(t, 30-i, r.Recency, "days to the last of the year")
		}
	}
}

// The window is half-open: its first day counts, the day behind it does not.
func TestScore_counts_within_the_window(t *testing.T) {
	t.Parallel()
	got, err := value.Score([]value.Purchase{bought("c", "2025-12-31", "1.00 USD"), bought("c", "2026-01-01", "2.00 USD"),
		bought("c", "2026-12-31", "4.00 USD"), bought("c", "2027-01-01", "8.00 USD"), bought("other", "2027-01-01", "8.00 USD")}, year, value.TiesLow)
	require.NoError(t, err)
	assert.Equal(t, []value.RFM{{Customer: "c", Recency: 0, Frequency: 2, Monetary: money.Must("6.00 USD"), R: 1, F: 1, M: 1}}, got)
	none, err := value.Score(nil, year, value.TiesLow)
	require.NoError(t, err)
	assert.Empty(t, none)
}

// Who is better in one figure has no lower score in it, whoever is equal has the same, and all scores are 1 to 5.
func TestScore_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := purchases(t)
		for _, ties := range []value.Ties{value.TiesLow, value.TiesHigh} {
			got, err := value.Score(all, year, ties)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range got {
				for _, b := range got {
					money, err := a.Monetary.Cmp(b.Monetary)
					if err != nil {
						t.Fatal(err)
					}
					for _, one := range [][3]int{{b.Recency - a.Recency, a.R, b.R}, {a.Frequency - b.Frequency, a.F, b.F}, {money, a.M, b.M}} {
						if one[0] >= 0 && one[1] < one[2] || one[0] == 0 && one[1] != one[2] || one[1] < 1 || one[1] > value.Scores {
							t.Fatalf("%+v %+v", a, b)
						}
					}
				}
			}
		}
	})
}

func TestScore_does_not_depend_on_the_order_of_purchases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := purchases(t)
		want, err := value.Score(all, year, value.TiesLow)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(all)
		got, err := value.Score(all, year, value.TiesLow)
		if err != nil || !slices.Equal(want, got) {
			t.Fatalf("%v\n%v\n%v", want, got, err)
		}
	})
}

func TestScore_refuses(t *testing.T) {
	t.Parallel()
	one := bought("c", "2026-01-01", "1.00 USD")
	for name, c := range map[string]struct {
		all   []value.Purchase
		w     value.Window
		ties  value.Ties
		paths []string
	}{
		"no rule for ties":          {[]value.Purchase{one}, year, "", []string{"ties"}},
		"a window without an end":   {[]value.Purchase{one}, value.Window{}, value.TiesLow, []string{"until"}},
		"a window of no days":       {[]value.Purchase{one}, value.Window{From: year.From, Until: year.From}, value.TiesLow, []string{"until"}},
		"nobody, never, for less":   {[]value.Purchase{{Amount: money.Must("-1.00 USD")}}, year, value.TiesLow, []string{"[0].customer", "[0].date", "[0].amount"}},
		"two currencies":            {[]value.Purchase{one, bought("c", "2026-01-01", "1.00 EUR")}, year, value.TiesLow, []string{"[1].amount"}},
		"two currencies, in a year": {[]value.Purchase{one, bought("c", "2029-01-01", "1.00 EUR")}, year, value.TiesLow, []string{"[1].amount"}},
	} {
		_, err := value.Score(c.all, c.w, c.ties)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
		if c.ties != "" {
			_, err = value.Summarise(c.all, c.w)
			assert.Equal(t, c.paths, etomtest.Paths(err), name)
		}
	}
}

// The segments of all scores there are.
func TestSegments(t *testing.T) {
	t.Parallel()
	text := strings.Builder{}
	text.WriteString("| R | F | M | segment | why |\n|---|---|---|---|---|\n")
	for r := value.Scores; r >= 1; r-- {
		for f := value.Scores; f >= 1; f-- {
			for m := value.Scores; m >= 1; m-- {
				segment, why, err := value.RFM{R: r, F: f, M: m}.Segment(nil)
				require.NoError(t, err)
				require.Len(t, why, 1)
				fmt.Fprintf(&text, "| %d | %d | %d | %s | %s |\n", r, f, m, segment, why[0])
			}
		}
	}
	etomtest.Golden(t, "segments.md", text.String())
	_, _, err := value.RFM{R: 6, F: 0, M: 5}.Segment(nil)
	assert.Equal(t, []string{"rfm.r", "rfm.f"}, etomtest.Paths(err))
}
