package downtime_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// everyReason is a count in which each code of a removal and of an exclusion occurs but RuleNoExclusion, RuleDegraded and
// RuleTooShort, which exclude others.
func everyReason() (downtime.Counting, []downtime.Outage, []downtime.Exclusion) {
	k := counting(merge, clip, inHours, exclude, minimum, floor, weigh)
	k.Begin, k.Overlap = downtime.BeginReport, downtime.OverlapSum
	k.MergeGap, k.Gap = new(minutes(5)), downtime.GapCounts
	k.Minimum.Counts = downtime.MinimumBeyond
	k.Minimum.Least = minutes(1)
	k.Rules = []downtime.Rule{
		{Cause: downtime.ScheduledMaintenance, Notice: hours(48), YearlyCap: hours(1)},
		{Cause: downtime.Customer, Confirmed: true},
		{Cause: downtime.NoAccess, PeriodCap: minutes(30)},
	}
	k.Denominator.Kind = downtime.DenominatorServiceHoursLessExclusions
	reported := func(o downtime.Outage, text string) downtime.Outage {
		o.Reported = at(text)
		return o
	}
	open := reported(downtime.Outage{ID: "o-8", Start: at("2026-03-31 15:00:00")}, "2026-03-31 15:00:00")
	outages := []downtime.Outage{
		reported(outage("o-1", "2026-02-27 15:00:00", "2026-03-02 08:00:30"), "2026-02-27 15:30:00"),
		reported(outage("o-2", "10:00:00", "11:00:00"), "10:00:00"),
		reported(degraded("o-3", "10:30:00", "11:30:00", "1/3"), "10:30:00"),
		reported(degraded("o-4", "11:33:00", "11:40:00", "70%"), "11:33:00"),
		reported(degraded("o-5", "11:33:00", "11:40:00", "60%"), "11:33:00"),
		outage("o-6", "2026-03-12 10:00:00", "2026-03-12 11:00:00"),
		reported(outage("o-7", "2026-03-13 09:00:00", "2026-03-13 11:00:00"), "2026-03-13 09:00:00"),
		open,
	}
	outages[6].Cause = downtime.Customer
	exclusions := []downtime.Exclusion{
		announced(exclusion("m-1", downtime.ScheduledMaintenance, "10:50:00", "11:05:00"), 50*hours(1).Duration()),
		announced(exclusion("m-2", downtime.ScheduledMaintenance, "2026-03-11 10:00:00", "2026-03-11 11:00:00"), hours(48).Duration()),
		announced(exclusion("m-3", downtime.ScheduledMaintenance, "2026-03-14 10:00:00", "2026-03-14 11:00:00"), hours(47).Duration()),
		exclusion("n-1", downtime.NoAccess, "2026-03-13 09:00:00", "2026-03-13 09:40:00"),
		exclusion("t-1", downtime.ThirdParty, "2026-03-13 09:00:00", "2026-03-13 09:40:00"),
	}
	exclusions[0].Reference = "CHG-4711"
	exclusions[3].Outage = "o-7"
	return k, outages, exclusions
}

// Stored ledgers are read for ever: their form does not change unnoticed.
func TestLedger_as_JSON(t *testing.T) {
	t.Parallel()
	k, outages, exclusions := everyReason()
	ledger, err := k.Count(outages, exclusions, march2026, at("2026-04-02 10:00:00"))
	require.NoError(t, err)
	body, err := json.MarshalIndent(ledger, "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "ledger.json", string(body)+"\n")

	seen := map[string]bool{}
	for _, l := range ledger.Lines {
		for _, r := range l.Removals {
			seen[r.Why.Code] = true
		}
	}
	for _, x := range ledger.Exclusions {
		seen[x.Why.Code] = true
	}
	for _, code := range []string{
		downtime.RuleNotReported, downtime.RuleBeforePeriod, downtime.RuleAfterPeriod, downtime.RuleOutsideHours, downtime.RuleExcluded,
		downtime.RuleWithinMinimum, downtime.RulePartialUnit, downtime.RuleWeight, downtime.RuleCounted, downtime.RuleWhole, downtime.RuleExcludes,
		downtime.RuleCause, downtime.RuleNotice, downtime.RuleUnconfirmed, downtime.RuleYearlyCap, downtime.RulePeriodCap,
	} {
		assert.True(t, seen[code], code)
	}
}

func TestCounting_as_JSON(t *testing.T) {
	t.Parallel()
	k, outages, exclusions := everyReason()
	body, err := json.MarshalIndent(map[string]any{"counting": k, "outages": outages, "exclusions": exclusions}, "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "counting.json", string(body)+"\n")
}
