package insight_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_NoteMonth_adds_up(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		data := used("data", "GB", "10")
		data.Peak, data.Weekend = part("10", "4"), part("5", "2")
		k.note(t, insight.Note{Source: "bill-1", Customer: "c-1", Month: calendar.MustParse("2026-01-31"), Revenue: money.Must("49.90 EUR"),
			Drivers: []value.Use{driver("ticket", 1)}, Usage: []insight.Usage{used("voice", "min", "60"), data}})
		k.note(t, revenue("credit-1", "c-1", "2026-01", "-10.00 EUR"))
		k.note(t, insight.Note{Source: "day-1", Customer: "c-1", Month: calendar.MustParse("2026-01-01"),
			Drivers: []value.Use{driver("contact", 2), driver("ticket", 1)}, Usage: []insight.Usage{used("data", "GB", "2.5")}})
		k.note(t, revenue("bill-2", "c-1", "2026-02", "49.90 EUR"))
		k.note(t, revenue("bill-3", "c-2", "2026-01", "1.00 EUR"))

		all, err := k.Months(ctx, "c-1", ever)
		require.NoError(t, err)
		require.Len(t, all, 2)
		january := all[0]
		january.Meta = store.Meta{}
		data.Quantity = money.MustQuantity("12.5")
		assert.Equal(t, insight.Month{Customer: "c-1", Month: calendar.MustParse("2026-01-01"), Revenue: money.Must("39.90 EUR"),
			Drivers: []value.Use{driver("contact", 2), driver("ticket", 2)}, Usage: []insight.Usage{data, used("voice", "min", "60")}}, january)

		february, err := k.Months(ctx, "c-1", value.Window{From: calendar.MustParse("2026-02-01"), Until: calendar.MustParse("2026-02-02")})
		require.NoError(t, err)
		require.Len(t, february, 1)
		assert.Equal(t, all[1], february[0])
	})
}

// What a source has said counts once, whatever it says again.
func TestService_NoteMonth_counts_a_source_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		first := k.note(t, revenue("bill-1", "c-1", "2026-01", "49.90 EUR"))
		k.store.Unchanged(t, func() {
			assert.Equal(t, first, k.note(t, revenue("bill-1", "c-1", "2026-01", "49.90 EUR")))
			_, err := k.NoteMonth(ctx, revenue("bill-1", "c-1", "2026-01", "59.90 EUR"))
			require.ErrorIs(t, err, fault.ErrConflict)
		})
	})
}

// In whatever order and however often notes come, months are the same.
func TestService_NoteMonth_property(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "notes")
		notes := make([]insight.Note, n)
		for i := range notes {
			cents, err := money.FromMinor(rapid.Int64Range(-500, 500).Draw(r, "cents"), money.MustCurrency("EUR"))
			if err != nil {
				r.Fatal(err)
			}
			notes[i] = insight.Note{Source: fmt.Sprint(i), Customer: "c-1", Month: calendar.MustParse("2026-01-01").AddDays(rapid.IntRange(0, 58).Draw(r, "day")), Revenue: cents,
				Drivers: []value.Use{driver(rapid.SampledFrom([]string{"a", "b"}).Draw(r, "driver"), rapid.Int64Range(0, 9).Draw(r, "n"))},
				Usage:   []insight.Usage{used(rapid.SampledFrom([]string{"x", "y"}).Draw(r, "service"), "GB", fmt.Sprint(rapid.IntRange(0, 9).Draw(r, "GB")))}}
		}
		here, there := inMemory(t), inMemory(t)
		for _, one := range notes {
			here.note(t, one)
		}
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 6).Draw(r, "early") {
			there.note(t, notes[i])
		}
		for _, i := range rapid.Permutation(indices(n)).Draw(r, "order") {
			there.note(t, notes[i])
		}
		want, err := here.Months(ctx, "c-1", ever)
		if err != nil {
			r.Fatal(err)
		}
		got, err := there.Months(ctx, "c-1", ever)
		if err != nil {
			r.Fatal(err)
		}
		if fmt.Sprint(want) != fmt.Sprint(got) {
			r.Fatalf("%v\n%v", want, got)
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Who loses against another too often is told so and has added nothing.
func TestService_NoteMonth_by_many_at_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		const sources = 6
		var all sync.WaitGroup
		faults := make([]error, sources)
		for i := range sources {
			all.Go(func() { _, faults[i] = k.NoteMonth(ctx, revenue(fmt.Sprint("s-", i), "c-1", "2026-01", "1.00 EUR")) })
		}
		all.Wait()
		added := int64(0)
		for _, err := range faults {
			if err == nil {
				added++
				continue
			}
			assert.ErrorIs(t, err, fault.ErrConflict)
		}
		months, err := k.Months(ctx, "c-1", ever)
		require.NoError(t, err)
		require.Len(t, months, 1)
		cents, err := months[0].Revenue.MinorUnits()
		require.NoError(t, err)
		assert.Equal(t, 100*added, cents)
	})
}

func TestService_NoteMonth_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	good := func(change func(*insight.Note)) insight.Note {
		n := insight.Note{Source: "s", Customer: "c", Month: calendar.MustParse("2026-01-01")}
		change(&n)
		return n
	}
	long := strings.Repeat("x", fault.MaxName+1)
	most := money.Count(math.MaxInt64)
	cases := map[string]struct {
		note  insight.Note
		paths []string
	}{
		"nothing":               {insight.Note{}, []string{"source", "customer", "month"}},
		"texts that are none":   {insight.Note{Source: "a\x00", Customer: "a\xff", Month: calendar.MustParse("2026-01-01")}, []string{"source", "customer"}},
		"another currency":      {good(func(n *insight.Note) { n.Revenue = money.Must("1.00 USD") }), []string{"revenue"}},
		"a driver without name": {good(func(n *insight.Note) { n.Drivers = []value.Use{{}, driver(long, -1)} }), []string{"drivers[0].driver", "drivers[1].driver", "drivers[1].quantity"}},
		"too many drivers":      {good(func(n *insight.Note) { n.Drivers = manyDrivers(insight.MaxDrivers + 1) }), []string{"drivers"}},
		"one driver too many":   {good(func(n *insight.Note) { n.Drivers = manyDrivers(insight.MaxDrivers) }), []string{"drivers"}},
		"too many services":     {good(func(n *insight.Note) { n.Usage = manyUsages(insight.MaxUsages + 1) }), []string{"usage"}},
		"one service too many":  {good(func(n *insight.Note) { n.Usage = manyUsages(insight.MaxUsages) }), []string{"usage"}},
		"too much": {good(func(n *insight.Note) {
			n.Drivers = []value.Use{{Driver: "ticket", Quantity: most}, {Driver: "ticket", Quantity: most}}
		}), []string{"drivers[1].quantity"}},
		"usage of nothing": {good(func(n *insight.Note) { n.Usage = []insight.Usage{{Quantity: money.Count(-1)}} }), []string{"usage[0].service", "usage[0].unit", "usage[0].quantity", "usage[0].peak.of", "usage[0].weekend.of"}},
		"parts above the whole": {good(func(n *insight.Note) {
			u := used("data", "GB", "1")
			u.Peak, u.Weekend = part("2", "1"), part("1", "2")
			n.Usage = []insight.Usage{u}
		}), []string{"usage[0].peak.of", "usage[0].weekend.within"}},
	}
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.note(t, insight.Note{Source: "first", Customer: "c", Month: calendar.MustParse("2026-01-01"), Revenue: money.Must("1.00 EUR"),
			Drivers: []value.Use{driver("ticket", 1)}, Usage: []insight.Usage{used("voice", "min", "1")}})
		for name, c := range cases {
			k.store.Unchanged(t, func() {
				_, err := k.NoteMonth(ctx, c.note)
				require.ErrorIs(t, err, fault.ErrInvalid, name)
				assert.Equal(t, c.paths, etomtest.Paths(err), name)
			})
		}
		_, err := k.Months(ctx, "c", value.Window{})
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func manyDrivers(n int) []value.Use {
	all := make([]value.Use, n)
	for i := range all {
		all[i] = driver(fmt.Sprint("driver-", i), 1)
	}
	return all
}

func manyUsages(n int) []insight.Usage {
	all := make([]insight.Usage, n)
	for i := range all {
		all[i] = used(fmt.Sprint("service-", i), "GB", "1")
	}
	return all
}

// Whoever joins a unit that fails has noted nothing.
func TestService_NoteMonthTx_joins_the_callers_unit(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		broken := errors.New("broken")
		k.store.Unchanged(t, func() {
			err := k.env.Update(ctx, func(u *work.Unit) error {
				_, err := k.NoteMonthTx(u, revenue("s", "c", "2026-01", "1.00 EUR"))
				return errors.Join(err, broken)
			})
			require.ErrorIs(t, err, broken)
		})
		k.note(t, revenue("s", "c", "2026-01", "1.00 EUR"))
	})
}
