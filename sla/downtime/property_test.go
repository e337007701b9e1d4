package downtime_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
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

// One exclusion more never makes more downtime, if
//   - no cap is used up by it in place of another,
//   - a floor to whole units does not decide, with its place on the clock, what a later step takes (it comes last, or is OfClock),
//   - no weighted gap is bridged between what it leaves.
func TestCount_with_one_exclusion_more_is_never_more(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Filter(func(w world) bool { return isMonotonous(w.counting) }).Draw(t, "world")
		for i := range w.counting.Rules {
			w.counting.Rules[i].YearlyCap, w.counting.Rules[i].PeriodCap = 0, 0
		}
		more, err := w.count()
		require.NoError(t, err)
		if len(w.exclusions) > 0 {
			w.exclusions = w.exclusions[1:]
		}
		less, err := w.count()
		require.NoError(t, err)
		require.LessOrEqual(t, more.Down.Cmp(less.Down), 0)
	})
}

func isMonotonous(k downtime.Counting) bool {
	if !slices.Contains(k.Order, exclude) {
		return false
	}
	if at := slices.Index(k.Order, floor); at >= 0 && k.Floor.Of != downtime.OfClock {
		for _, s := range k.Order[at+1:] {
			if s != minimum {
				return false
			}
		}
	}
	bridged := k.Gap == downtime.GapCounts && k.Degraded == downtime.DegradedWeighed
	return !bridged || slices.Index(k.Order, merge) < slices.Index(k.Order, exclude)
}

// With a cap one exclusion more can mean more downtime: it uses up the cap in which a later one lay.
func TestCount_with_a_cap_one_exclusion_more_can_be_more(t *testing.T) {
	t.Parallel()
	k := counting(clip, exclude)
	k.Rules[0].YearlyCap = hours(10)
	outages := []downtime.Outage{outage("o", "2026-03-10 00:00:00", "2026-03-10 08:00:00")}
	needed := exclusion("needed", downtime.ScheduledMaintenance, "2026-03-10 00:00:00", "2026-03-10 08:00:00")
	idle := exclusion("idle", downtime.ScheduledMaintenance, "2026-01-10 00:00:00", "2026-01-10 08:00:00")
	one, err := k.Count(outages, []downtime.Exclusion{needed}, march2026, march2026.End())
	require.NoError(t, err)
	both, err := k.Count(outages, []downtime.Exclusion{needed, idle}, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, []string{"0s", "6h"}, []string{one.Down.String(), both.Down.String()})
}

// The parts of a period add up to the whole if whatever looks at an outage as one (minimum, floor, gaps that count) comes before
// clip: behind it only steps that look at each instant for itself. The cap of a period is one of each part, of course.
func TestCount_of_the_parts_of_a_period_adds_up(t *testing.T) {
	t.Parallel()
	from := newYear.AddDays(-1)
	whole := mustPeriod(from, from.AddDays(3), "UTC")
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Filter(func(w world) bool { return isAdditive(w.counting) }).Draw(t, "world")
		for i := range w.counting.Rules {
			w.counting.Rules[i].PeriodCap = 0
		}
		all, err := w.counting.Count(w.outages, w.exclusions, whole, w.asOf)
		require.NoError(t, err)
		var parts downtime.Length
		denominator := calendar.Span(0)
		for i := range 3 {
			day := mustPeriod(from.AddDays(i), from.AddDays(i+1), "UTC")
			part, err := w.counting.Count(w.outages, w.exclusions, day, w.asOf)
			require.NoError(t, err)
			parts, denominator = parts.Plus(part.Down), denominator+part.Denominator
		}
		require.Zero(t, all.Down.Cmp(parts), "%s and %s", all.Down, parts)
		if w.counting.Denominator.Kind != downtime.DenominatorFixed {
			require.Equal(t, all.Denominator, denominator)
		}
	})
}

func isAdditive(k downtime.Counting) bool {
	for _, s := range k.Order[slices.Index(k.Order, clip):] {
		gap := s == merge && k.Gap == downtime.GapCounts
		if s == minimum || s == floor && k.Floor.Of != downtime.OfClock || gap {
			return false
		}
	}
	return true
}

// Where they come behind clip, the parts can be less than the whole.
func TestCount_of_the_parts_of_a_period_can_be_less(t *testing.T) {
	t.Parallel()
	over := []downtime.Outage{outage("o", "2026-03-31 21:56:00", "2026-03-31 22:04:00")}
	april := mustPeriod(april2026, april2026.AddMonths(1), "Europe/Berlin")
	both := mustPeriod(calendar.MustParse("2026-03-01"), april.To(), "Europe/Berlin")
	var down []string
	for _, p := range []calendar.Period{march2026, april, both} {
		ledger, err := counting(clip, minimum).Count(over, nil, p, both.End())
		require.NoError(t, err)
		down = append(down, ledger.Down.String())
	}
	assert.Equal(t, []string{"0s", "0s", "8m"}, down)
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
