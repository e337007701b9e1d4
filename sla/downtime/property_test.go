package downtime_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Nothing is lost: what was given is counted or removed, for each outage; and what is counted is the downtime.
func TestLedger_accounts_for_every_microsecond(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Draw(t, "world")
		ledger, err := w.count()
		require.NoError(t, err)
		var lines, episodes downtime.Length
		outages := 0
		for _, line := range ledger.Lines {
			all := line.Counted
			for _, r := range line.Removals {
				all = all.Plus(r.Removed)
				require.NotEmpty(t, r.Why.Code)
				require.NotEmpty(t, r.Why.Message)
				require.Equal(t, r.Span, calendar.Interval{Start: r.Span.Start, End: r.Span.End}.Overlap(line.Span), "a removal lies within its line")
			}
			require.True(t, all.IsWhole())
			require.Equal(t, line.Raw.Duration(), all.Duration())
			require.Equal(t, line.Raw.Duration(), line.Span.Duration())
			require.NotEqual(t, line.Outage == "", len(line.Between) == 0)
			lines = lines.Plus(line.Counted)
			if line.Outage != "" {
				outages++
			}
		}
		for _, e := range ledger.Episodes {
			episodes = episodes.Plus(e.Counted)
			require.False(t, e.Counted.IsZero())
			require.LessOrEqual(t, e.Counted.Cmp(downtime.LengthOf(e.Down.Duration())), 0)
			require.LessOrEqual(t, e.Down.Duration(), e.Span.Duration())
			require.NotEmpty(t, e.Outages)
			require.False(t, e.Span.Start.Before(worldDay.Start()) || e.Span.End.After(ledger.Until), "what counts lies in the period")
		}
		require.Len(t, w.outages, outages)
		require.Zero(t, ledger.Down.Cmp(lines))
		require.Zero(t, ledger.Down.Cmp(episodes))
	})
}

// The denominator is the period less what is named, and downtime never exceeds it unless it is fixed.
func TestLedger_accounts_for_the_denominator(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Draw(t, "world")
		ledger, err := w.count()
		require.NoError(t, err)
		b := ledger.Basis
		require.Equal(t, worldDay.Duration(), b.Period.Duration())
		if b.Kind == downtime.DenominatorFixed {
			require.Equal(t, b.Fixed, ledger.Denominator)
			return
		}
		require.Equal(t, b.Period-b.Closed-b.Excluded, ledger.Denominator)
		require.True(t, b.Closed >= 0 && b.Excluded >= 0 && ledger.Denominator >= 0)
		require.LessOrEqual(t, ledger.Down.Cmp(downtime.LengthOf(ledger.Denominator.Duration())), 0)
	})
}

// The record is a set: in another order, and under other ids, it gives the same downtime.
func TestCount_does_not_depend_on_the_order_of_its_input_nor_on_ids(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Draw(t, "world")
		ledger, err := w.count()
		require.NoError(t, err)

		shuffled := w
		shuffled.outages = rapid.Permutation(w.outages).Draw(t, "outages")
		shuffled.exclusions = rapid.Permutation(w.exclusions).Draw(t, "exclusions")
		other, err := shuffled.count()
		require.NoError(t, err)
		require.Equal(t, text(t, ledger), text(t, other))

		renamed := w
		renamed.outages, renamed.exclusions = slices.Clone(w.outages), slices.Clone(w.exclusions)
		name := func(id string) string { return string([]byte{'z' - id[1] + '0'}) }
		for i := range renamed.outages {
			renamed.outages[i].ID = name(renamed.outages[i].ID)
		}
		for i, x := range renamed.exclusions {
			renamed.exclusions[i].ID = name(x.ID)
			if x.Outage != "" {
				renamed.exclusions[i].Outage = name(x.Outage)
			}
		}
		other, err = renamed.count()
		require.NoError(t, err)
		require.Equal(t, ledger.Down.String(), other.Down.String())
		require.Len(t, other.Episodes, len(ledger.Episodes))
	})
}

func text(t require.TestingT, ledger downtime.Ledger) string {
	body, err := json.Marshal(ledger)
	require.NoError(t, err)
	return string(body)
}

// Reported twice under two ids, an outage counts once if the heaviest counts.
func TestCount_of_an_outage_reported_twice_is_the_same(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Filter(func(w world) bool {
			return slices.Contains(w.counting.Order, merge) && w.counting.Overlap != downtime.OverlapSum && len(w.outages) > 0
		}).Draw(t, "world")
		for i := range w.exclusions {
			w.exclusions[i].Outage = ""
		}
		once, err := w.count()
		require.NoError(t, err)
		again := rapid.SampledFrom(w.outages).Draw(t, "twice")
		again.ID = "again"
		w.outages = append(slices.Clone(w.outages), again)
		twice, err := w.count()
		require.NoError(t, err)
		require.Equal(t, once.Down.String(), twice.Down.String())
		require.Len(t, twice.Episodes, len(once.Episodes))
	})
}

// A ledger is kept as evidence: read back, it is the same, to the last fraction.
func TestLedger_reads_back_what_it_writes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Draw(t, "world")
		ledger, err := w.count()
		require.NoError(t, err)
		written := text(t, ledger)
		var read downtime.Ledger
		require.NoError(t, json.Unmarshal([]byte(written), &read))
		require.Equal(t, written, text(t, read))
		require.Zero(t, read.Down.Cmp(ledger.Down))
		require.Equal(t, availability(ledger), availability(read))

		body, err := json.Marshal(w.counting)
		require.NoError(t, err)
		again := w
		again.counting = downtime.Counting{}
		require.NoError(t, json.Unmarshal(body, &again.counting))
		other, err := again.count()
		require.NoError(t, err)
		require.Equal(t, written, text(t, other))
	})
}

func availability(l downtime.Ledger) *big.Rat {
	r, _ := l.Availability()
	return r
}
