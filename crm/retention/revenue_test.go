package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestAnnualRevenue(t *testing.T) {
	t.Parallel()
	asOf := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	of := func(year int, amount string) retention.Revenue {
		return retention.Revenue{Year: year, Amount: money.Must(amount)}
	}
	for name, c := range map[string]struct {
		all  []retention.Revenue
		want string
	}{
		"nothing is known":                    {nil, "0 XXX"},
		"the year before":                     {[]retention.Revenue{of(2025, "5.00 EUR")}, "5.00 EUR"},
		"the year so far is less":             {[]retention.Revenue{of(2026, "1.00 EUR"), of(2025, "5.00 EUR")}, "5.00 EUR"},
		"the year so far is more already":     {[]retention.Revenue{of(2026, "6.00 EUR"), of(2025, "5.00 EUR")}, "6.00 EUR"},
		"older years say nothing of today":    {[]retention.Revenue{of(2024, "50000000.00 EUR")}, "0 XXX"},
		"a known nothing is not unknown":      {[]retention.Revenue{of(2025, "0.00 EUR")}, "0.00 EUR"},
		"an old year's currency does no harm": {[]retention.Revenue{of(2025, "5.00 EUR"), of(1999, "9.00 USD")}, "5.00 EUR"},
		"a year to come has not been earned":  {[]retention.Revenue{of(2027, "9.00 EUR")}, "0 XXX"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := retention.AnnualRevenue(c.all, asOf)
			require.NoError(t, err)
			assert.Equal(t, money.Must(c.want), got)
		})
	}
	_, err := retention.AnnualRevenue([]retention.Revenue{of(2026, "1.00 EUR"), of(2025, "1.00 USD")}, asOf)
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

// Noting in any order leaves, for each year, what was noted last, the latest year first.
func TestService_NoteRevenue_keeps_one_for_each_year(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		last := map[int]money.Amount{}
		for _, year := range rapid.SliceOfN(rapid.IntRange(2015, 2026), 1, 12).Draw(rt, "years") {
			amount, err := money.FromMinor(rapid.Int64Range(0, 1_000_000).Draw(rt, "amount"), money.MustCurrency("EUR"))
			require.NoError(rt, err)
			_, err = k.NoteRevenue(ctx, "c-1", retention.Revenue{Year: year, Amount: amount})
			require.NoError(rt, err)
			last[year] = amount
		}
		p, err := k.Profile(ctx, "c-1")
		require.NoError(rt, err)
		require.Len(rt, p.Revenues, len(last))
		for i, r := range p.Revenues {
			require.Equal(rt, last[r.Year], r.Amount)
			require.Equal(rt, k.clock.Now(), r.AsOf)
			require.True(rt, i == 0 || p.Revenues[i-1].Year > r.Year)
		}
	})
}

func TestService_NoteRevenue_drops_the_oldest_of_too_many_years(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	for year := 2026 - retention.MaxRevenues; year <= 2026; year++ {
		k.revenue(t, "c-1", year, "1.00 EUR")
	}
	p, err := k.Profile(context.Background(), "c-1")
	require.NoError(t, err)
	require.Len(t, p.Revenues, retention.MaxRevenues)
	assert.Equal(t, 2026, p.Revenues[0].Year)
}
