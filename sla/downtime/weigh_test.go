package downtime_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// A gap weighs the lesser of what is down together before it and behind it, and nothing that was taken away comes back in it.
func TestCount_a_gap_that_counts(t *testing.T) {
	t.Parallel()
	before := degraded("before", "10:00:00", "10:10:00", "50%")
	behind := []downtime.Outage{before, degraded("b", "10:14:00", "10:20:00", "40%"), degraded("c", "10:14:00", "10:24:00", "30%")}
	whole := []downtime.Outage{outage("before", "10:00:00", "10:10:00"), degraded("b", "10:14:00", "10:20:00", "60%"), degraded("c", "10:14:00", "10:20:00", "60%")}
	inGap := exclusion("m", downtime.ScheduledMaintenance, "10:11:00", "10:13:00")
	tests := []struct {
		name       string
		order      []downtime.Step
		overlap    downtime.Overlap
		outages    []downtime.Outage
		exclusions []downtime.Exclusion
		gap        []string // what each part of the gap counts
	}{
		{"the heaviest behind weighs less than what is before", []downtime.Step{clip, merge, weigh}, downtime.OverlapMax, behind, nil, []string{"1m36s"}},
		{"the sum behind weighs more", []downtime.Step{clip, merge, weigh}, downtime.OverlapSum, behind, nil, []string{"2m"}},
		{"weighed before it is merged", []downtime.Step{clip, weigh, merge}, downtime.OverlapSum, behind, nil, []string{"2m"}},
		{"the whole on both sides", []downtime.Step{clip, merge, weigh}, downtime.OverlapSum, whole, nil, []string{"4m"}},
		{"what is excluded first stays out", []downtime.Step{clip, exclude, merge, weigh}, downtime.OverlapSum, whole, []downtime.Exclusion{inGap}, []string{"1m", "1m"}},
		{"what is excluded later goes", []downtime.Step{clip, merge, exclude, weigh}, downtime.OverlapSum, whole, []downtime.Exclusion{inGap}, []string{"2m"}},
		{"all of it excluded first", []downtime.Step{clip, exclude, merge, weigh}, downtime.OverlapSum, whole,
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "10:09:00", "10:14:00")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(tt.order...)
			k.MergeGap, k.Gap, k.Overlap = new(minutes(5)), downtime.GapCounts, tt.overlap
			ledger, err := k.Count(tt.outages, tt.exclusions, march2026, march2026.End())
			require.NoError(t, err)
			var gap []string
			for _, l := range ledger.Lines {
				if l.Outage == "" {
					assert.Equal(t, []string{"before", "b"}, l.Between)
					gap = append(gap, l.Counted.String())
				}
			}
			assert.Equal(t, tt.gap, gap)
			assert.Len(t, ledger.Episodes, 1)
		})
	}
}

// Weighted time is taken from as many outages as it needs, from the first or from the last.
func TestCount_takes_weighted_time_from_several_outages(t *testing.T) {
	t.Parallel()
	halves := []downtime.Outage{
		degraded("a", "10:00:00", "10:04:00", "50%"), degraded("b", "10:04:00", "10:08:00", "25%"), degraded("c", "10:08:00", "10:12:00", "40%"),
	} // 2 min, 1 min, 1 min 36 s
	tests := []struct {
		name    string
		order   []downtime.Step
		minimum downtime.MinimumCounts
		least   time.Duration
		floor   int
		counted []string
	}{
		{"the first 2 minutes 30 seconds do not count", []downtime.Step{clip, merge, weigh, minimum}, downtime.MinimumBeyond, 150 * time.Second, 0, []string{"0s", "30s", "1m36s"}},
		{"nor what does not fill three minutes", []downtime.Step{clip, merge, weigh, floor}, "", 0, 3, []string{"2m", "1m", "0s"}},
		{"first the one, then the other", []downtime.Step{clip, merge, weigh, minimum, floor}, downtime.MinimumBeyond, 150 * time.Second, 1, []string{"0s", "30s", "1m30s"}},
		{"a minimum behind a floor looks at what is left", []downtime.Step{clip, merge, weigh, floor, minimum}, downtime.MinimumLongerThan, 4*time.Minute - time.Second, 2, []string{"2m", "1m", "1m"}},
		{"and takes all if that is too short", []downtime.Step{clip, merge, weigh, floor, minimum}, downtime.MinimumAtLeast, 4*time.Minute + time.Second, 2, []string{"0s", "0s", "0s"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(tt.order...)
			if k.Minimum != nil {
				k.Minimum = &downtime.Minimum{Least: calendar.Span(tt.least), Counts: tt.minimum, Of: downtime.OfOutage}
			}
			if k.Floor != nil {
				k.Floor.To = minutes(tt.floor)
			}
			ledger, err := k.Count(halves, nil, march2026, march2026.End())
			require.NoError(t, err)
			var counted []string
			for _, l := range ledger.Lines {
				counted = append(counted, l.Counted.String())
			}
			assert.Equal(t, tt.counted, counted)
		})
	}
}

// Users affected out of numbers without common factors: the sum is exact however long its denominator gets.
func TestCount_is_exact_with_weights_of_many_denominators(t *testing.T) {
	t.Parallel()
	primes := []int64{999_999_937, 999_999_929, 999_999_893, 999_999_883, 999_999_797, 999_999_761, 999_999_757, 999_999_751, 999_999_739, 999_999_733}
	var apart, together []downtime.Outage
	sum, most := new(big.Rat), new(big.Rat)
	for i, p := range primes {
		w := downtime.Ratio{Num: p/11 + int64(i), Den: p}
		start := at("10:00:00").Add(time.Duration(i) * time.Hour)
		apart = append(apart, downtime.Outage{ID: fmt.Sprint(i), Start: start, End: start.Add(time.Second), Weight: &w})
		together = append(together, downtime.Outage{ID: fmt.Sprint(i), Start: at("10:00:00"), End: at("10:00:01"), Weight: &w})
		sum.Add(sum, w.Rat())
		if w.Rat().Cmp(most) > 0 {
			most = w.Rat()
		}
	}
	micros := big.NewRat(1_000_000, 1)
	for name, tt := range map[string]struct {
		outages []downtime.Outage
		overlap downtime.Overlap
		want    *big.Rat
	}{
		"one after the other":            {apart, downtime.OverlapMax, sum},
		"at the same time, their sum":    {together, downtime.OverlapSum, sum},
		"at the same time, the heaviest": {together, downtime.OverlapMax, most},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := counting(clip, merge, weigh)
			k.Overlap = tt.overlap
			ledger, err := k.Count(tt.outages, nil, march2026, march2026.End())
			require.NoError(t, err)
			assert.Equal(t, new(big.Rat).Mul(tt.want, micros).RatString(), ledger.Down.Rat().RatString())
		})
	}
	// With one more at full weight the last of them gets what little is left of the whole.
	full := append(together, degraded("x", "10:00:00", "10:00:01", "99%"))
	k := counting(clip, merge, weigh)
	k.Overlap = downtime.OverlapSum
	ledger, err := k.Count(full, nil, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, "1s", ledger.Down.String())
}

// Weights that never make up the whole are not to be added up at every instant at which one begins or ends: their sum has a
// denominator of thousands of digits, and a month of them took minutes.
func TestCount_of_a_thousand_odd_weights_at_once_is_exact_and_quick(t *testing.T) {
	t.Parallel()
	var outages []downtime.Outage
	want := new(big.Rat)
	for i := range int64(1000) {
		w := downtime.Ratio{Num: 1, Den: 999_999_937 - 2*i}
		o := downtime.Outage{ID: fmt.Sprint(i), Start: at("10:00:00").Add(time.Duration(i) * time.Millisecond), End: at("11:00:00"), Weight: &w}
		outages = append(outages, o)
		want.Add(want, new(big.Rat).Mul(w.Rat(), big.NewRat(o.End.Sub(o.Start).Microseconds(), 1)))
	}
	k := counting(clip, merge, weigh)
	k.Overlap = downtime.OverlapSum
	ledger, err := k.Count(outages, nil, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, want.RatString(), ledger.Down.Rat().RatString())
}

// What is left of two merged outages can be the gap between them alone; it is theirs all the same.
func TestCount_of_a_gap_alone(t *testing.T) {
	t.Parallel()
	k := counting(merge, clip, exclude)
	k.MergeGap, k.Gap = new(minutes(10)), downtime.GapCounts
	outages := []downtime.Outage{outage("a", "2026-02-28 22:50:00", "2026-02-28 23:00:00"), outage("b", "2026-02-28 23:05:00", "2026-02-28 23:10:00")}
	x := exclusion("m", downtime.ScheduledMaintenance, "2026-02-28 23:05:00", "2026-02-28 23:10:00")
	ledger, err := k.Count(outages, []downtime.Exclusion{x}, march2026, march2026.End())
	require.NoError(t, err)
	require.Len(t, ledger.Episodes, 1)
	assert.Equal(t, []string{"a", "b"}, ledger.Episodes[0].Outages)
	assert.True(t, ledger.Episodes[0].BegunBefore)
	assert.Equal(t, "5m", ledger.Down.String())
}
