package value_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestSummarise_one_customer(t *testing.T) {
	t.Parallel()
	got, err := value.Summarise([]value.Purchase{
		bought("c", "2026-01-22", "4.00 USD"), bought("c", "2026-01-01", "100.00 USD"), bought("c", "2026-01-01", "100.00 USD"),
		bought("c", "2026-01-15", "1.00 USD"), bought("c", "2026-01-22", "3.00 USD"), bought("c", "2026-01-16", "2.00 USD"), bought("once", "2026-01-28", "9.00 USD"),
	}, value.Window{Until: calendar.MustParse("2026-02-05")})
	require.NoError(t, err)
	require.Len(t, got, 2)
	mean, err := money.Must("10.00 USD").Share(1, 3)
	require.NoError(t, err)
	assert.Equal(t, value.History{Customer: "c", Repeats: 3, Last: 3, Age: 5 - 1.0/7, Mean: mean}, got[0])
	assert.Equal(t, value.History{Customer: "once", Age: 1}, got[1])
}

// What repeat days brought together is their mean times their number, to the last cent; a history that was made is none that is refused.
func TestSummarise_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := purchases(t)
		histories, err := value.Summarise(all, year)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := value.CheckHistories(histories); err != nil {
			t.Fatal(err)
		}
		of := map[string]value.History{}
		for _, h := range histories {
			of[h.Customer] = h
		}
		first := map[string]calendar.Date{}
		for _, p := range all {
			if day, ok := first[p.Customer]; !ok || p.On.Before(day) {
				first[p.Customer] = p.On
			}
		}
		sums := map[string]money.Amount{}
		for _, p := range all {
			if p.On == first[p.Customer] {
				continue
			}
			if sums[p.Customer], err = sums[p.Customer].Add(p.Amount); err != nil {
				t.Fatal(err)
			}
		}
		for customer := range first {
			h := of[customer]
			back, err := h.Mean.Share(int64(h.Repeats), 1)
			if err != nil {
				t.Fatal(err)
			}
			if back != sums[customer].Exact() {
				t.Fatalf("%s: %s times %d is not %s", customer, h.Mean, h.Repeats, sums[customer])
			}
		}
	})
}

func TestCheckHistories_names_each(t *testing.T) {
	t.Parallel()
	good := value.History{Repeats: 1, Last: 1, Age: 2, Mean: money.Must("1.00 USD").Exact()}
	euro := good
	euro.Mean = money.Must("1.00 EUR").Exact()
	currency, err := value.CheckHistories([]value.History{{}, good})
	require.NoError(t, err)
	assert.Equal(t, usd, currency)
	_, err = value.CheckHistories([]value.History{good, history(-1, 0, 0), euro, {Mean: good.Mean.Neg()}})
	assert.Equal(t, []string{"[1].repeats", "[2].mean", "[3].mean"}, etomtest.Paths(err))
}
