package downtime_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// The counting rules of published SLAs, each with its source. The outages are ours; the figures follow from the texts.
func TestCount_counts_as_published(t *testing.T) {
	t.Parallel()
	january := mustPeriod(calendar.MustParse("2026-01-01"), calendar.MustParse("2026-02-01"), "UTC")
	first := mustPeriod(calendar.MustParse("2026-01-01"), calendar.MustParse("2026-04-01"), "America/Los_Angeles")
	tenth := mustPeriod(calendar.MustParse("2026-01-10"), calendar.MustParse("2026-02-10"), "UTC")
	tests := []struct {
		name         string
		counting     downtime.Counting
		period       calendar.Period
		outages      []downtime.Outage
		exclusions   []downtime.Exclusion
		down         string
		denominator  string
		availability *big.Rat
	}{
		{
			// Verizon E-Line SLA, "Calculation": (1 - hard outage minutes / 43,200 minutes) x 100, after the customer opens a
			// Priority 1 trouble ticket. January has 44,640 minutes. 432 of them after the ticket are exactly 99 %.
			"Verizon E-Line: 43,200 minutes whatever the month, from the ticket on",
			downtime.Counting{
				Begin: downtime.BeginReport, Degraded: downtime.DegradedNone, Order: []downtime.Step{clip},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: minutes(43200)},
			},
			january,
			[]downtime.Outage{
				{ID: "P1", Start: at("2026-01-05 10:00:00"), Reported: at("2026-01-05 10:18:00"), End: at("2026-01-05 17:30:00")},
				{ID: "P2", Start: at("2026-01-06 10:00:00"), Reported: at("2026-01-06 10:00:00"), End: at("2026-01-06 12:00:00"), Weight: new(downtime.MustRatio("20%"))},
				{ID: "no ticket", Start: at("2026-01-07 10:00:00"), End: at("2026-01-07 12:00:00")},
			}, nil,
			"7h12m", "720h", big.NewRat(99, 100),
		},
		{
			// Verizon: the time in which the customer does not let the engineers in stops the clock, for that ticket.
			"Verizon: no access stops the clock of its ticket",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedNone, Order: []downtime.Step{merge, clip, exclude}, MergeGap: new(calendar.Span(0)),
				Rules:       []downtime.Rule{{Cause: downtime.NoAccess}},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: minutes(43200)},
			},
			january,
			[]downtime.Outage{outage("T-1", "2026-01-05 10:00:00", "2026-01-05 14:00:00"), outage("T-2", "2026-01-05 13:00:00", "2026-01-05 13:30:00")},
			[]downtime.Exclusion{{ID: "site closed", Cause: downtime.NoAccess, Outage: "T-1", Start: at("2026-01-05 12:00:00"), End: at("2026-01-05 14:00:00")}},
			"2h30m", "720h", big.NewRat(43200-150, 43200),
		},
		{
			// Slack SLA of 14 June 2024: per calendar quarter; scheduled downtime is excluded, with 48 hours' notice at least and
			// not more than 10 hours in a year.
			"Slack 2024: maintenance with 48 hours' notice, at most 10 hours a year",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{merge, clip, exclude}, MergeGap: new(calendar.Span(0)),
				Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance, Notice: hours(48), YearlyCap: hours(10)}},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			first,
			[]downtime.Outage{
				outage("announced in time", "2026-01-10 08:00:00", "2026-01-10 16:00:00"),
				outage("announced a minute late", "2026-02-10 08:00:00", "2026-02-10 09:00:00"),
				outage("2 hours are left", "2026-03-10 08:00:00", "2026-03-10 11:00:00"),
			},
			[]downtime.Exclusion{
				announced(exclusion("m1", downtime.ScheduledMaintenance, "2026-01-10 08:00:00", "2026-01-10 16:00:00"), 48*time.Hour),
				announced(exclusion("m2", downtime.ScheduledMaintenance, "2026-02-10 08:00:00", "2026-02-10 09:00:00"), 48*time.Hour-time.Minute),
				announced(exclusion("m3", downtime.ScheduledMaintenance, "2026-03-10 08:00:00", "2026-03-10 11:00:00"), 72*time.Hour),
			},
			"2h", "2159h", big.NewRat(2157, 2159), // 90 days, and the clocks went forward on 8 March
		},
		{
			// Slack SLA of 7 January 2015: the minutes of unavailability and the share of customers affected; 99.99 % of a month.
			"Slack 2015: minutes times the share of customers",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedWeighed, Order: []downtime.Step{clip, weigh},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			january,
			[]downtime.Outage{
				degraded("all", "2026-01-05 10:00:00", "2026-01-05 10:02:00", "100%"), degraded("some", "2026-01-06 10:00:00", "2026-01-06 11:00:00", "0.04"),
				degraded("7 of 600", "2026-01-07 10:00:00", "2026-01-07 11:00:00", "7/600"),
			}, nil,
			"5m6s", "744h", big.NewRat(44640*60-306, 44640*60),
		},
		{
			// GKE SLA of 2017: a downtime period is five or more consecutive minutes; intermittent downtime of less does not count.
			"GKE 2017: five consecutive minutes",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{clip, merge, minimum}, MergeGap: new(calendar.Span(0)),
				Minimum:     &downtime.Minimum{Least: minutes(5), Counts: downtime.MinimumAtLeast, Of: downtime.OfStretch},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			january,
			[]downtime.Outage{
				outage("4:59", "2026-01-05 10:00:00", "2026-01-05 10:04:59"), outage("5:00", "2026-01-05 11:00:00", "2026-01-05 11:05:00"),
				outage("3 and", "2026-01-05 12:00:00", "2026-01-05 12:03:00"), outage("3 more", "2026-01-05 12:03:00", "2026-01-05 12:06:00"),
				outage("3 after a minute", "2026-01-05 12:07:00", "2026-01-05 12:10:00"),
			}, nil,
			"11m", "744h", big.NewRat(44640-11, 44640),
		},
		{
			// GCE SLA of 30 November 2017: a downtime period is one or more consecutive minutes; partial minutes are not counted.
			"GCE 2017: whole minutes",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{clip, merge, floor}, MergeGap: new(calendar.Span(0)),
				Floor:       &downtime.Floor{To: minutes(1), Of: downtime.OfStretch},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			january,
			[]downtime.Outage{
				outage("59 s", "2026-01-05 10:00:00", "2026-01-05 10:00:59"), outage("60 s", "2026-01-05 11:00:30", "2026-01-05 11:01:30"),
				outage("179 s", "2026-01-05 12:00:00", "2026-01-05 12:02:59"),
			}, nil,
			"3m", "744h", big.NewRat(44640-3, 44640),
		},
		{
			// Level 3 / CenturyLink HAN: cumulative hours, minutes and seconds, of outages from 5 minutes; "degraded is available"
			// (Edge Bare Metal).
			"Level 3: from five minutes, to the second, and degraded is available",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedNone, Order: []downtime.Step{clip, merge, minimum}, MergeGap: new(calendar.Span(0)),
				Minimum:     &downtime.Minimum{Least: minutes(5), Counts: downtime.MinimumAtLeast, Of: downtime.OfOutage},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			january,
			[]downtime.Outage{
				outage("long", "2026-01-05 10:00:00", "2026-01-05 10:10:01"), outage("short", "2026-01-05 11:00:00", "2026-01-05 11:04:59"),
				degraded("slow", "2026-01-05 12:00:00", "2026-01-05 18:00:00", "99%"),
			}, nil,
			"10m1s", "744h", big.NewRat(744*3600-601, 744*3600),
		},
		{
			// MEF 70 service uptime, (T-M-O)/(T-M), over periods that may run from the 10th to the 10th.
			"MEF 70: the period without maintenance, from the 10th to the 10th",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{merge, clip, exclude}, MergeGap: new(calendar.Span(0)),
				Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance}},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriodLessExclusions},
			},
			tenth,
			[]downtime.Outage{
				outage("before the 10th", "2026-01-09 20:00:00", "2026-01-10 01:00:00"), outage("half in maintenance", "2026-01-20 03:00:00", "2026-01-20 07:00:00"),
			},
			[]downtime.Exclusion{
				exclusion("with an outage", downtime.ScheduledMaintenance, "2026-01-20 01:00:00", "2026-01-20 05:00:00"),
				exclusion("without", downtime.ScheduledMaintenance, "2026-02-01 00:00:00", "2026-02-01 20:00:00"),
			},
			"3h", "720h", big.NewRat(744-24-3, 744-24), // T = 744, M = 4 + 20, O = 1 + 2
		},
		{
			// GitLab (scalability#2298): maintenance leaves the denominator as well as the downtime.
			"GitLab: maintenance leaves the denominator too",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{clip, merge, exclude}, MergeGap: new(calendar.Span(0)),
				Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance}},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriodLessExclusions},
			},
			january,
			[]downtime.Outage{outage("maintenance and more", "2026-01-10 10:00:00", "2026-01-10 15:00:00")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "2026-01-10 10:00:00", "2026-01-10 14:00:00")},
			"1h", "740h", big.NewRat(739, 740),
		},
		{
			// Azure virtual machines: (maximum minutes - downtime) / maximum minutes, maintenance not excluded.
			"Azure virtual machines: maintenance counts",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{clip, merge, floor}, MergeGap: new(calendar.Span(0)),
				Floor:       &downtime.Floor{To: minutes(1), Of: downtime.OfClock},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
			},
			january,
			[]downtime.Outage{outage("a", "2026-01-10 10:00:30", "2026-01-10 10:10:30")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "2026-01-10 10:00:00", "2026-01-10 11:00:00")},
			"9m", "744h", big.NewRat(44640-9, 44640),
		},
		{
			// Zabbix 6.0 and later: percent of a weekly schedule, excluded downtimes out.
			"Zabbix: percent of a weekly schedule",
			downtime.Counting{
				Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{merge, clip, inHours, exclude}, MergeGap: new(calendar.Span(0)),
				Hours: new(office("UTC")), Rules: []downtime.Rule{{Cause: downtime.ScheduledMaintenance}},
				Denominator: downtime.Denominator{Kind: downtime.DenominatorServiceHoursLessExclusions},
			},
			january, // 22 working days of 10 hours
			[]downtime.Outage{outage("over the weekend", "2026-01-09 17:00:00", "2026-01-12 10:00:00")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "2026-01-12 06:00:00", "2026-01-12 09:00:00")},
			"2h", "219h", big.NewRat(217, 219),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ledger, err := tt.counting.Count(tt.outages, tt.exclusions, tt.period, at("2026-05-01 00:00:00"))
			require.NoError(t, err)
			assert.Equal(t, tt.down, ledger.Down.String())
			assert.Equal(t, tt.denominator, ledger.Denominator.String())
			availability, ok := ledger.Availability()
			require.True(t, ok)
			assert.Equal(t, tt.availability.RatString(), availability.RatString())
		})
	}
}
