package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// TestEvaluate_TrueLengthOfThePeriod puts an outage of a length on the edge of an availability: the exact rest of the true length
// of the month, which the IANA time zone database decides.
func TestEvaluate_TrueLengthOfThePeriod(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, zone, first string
		hours             int64
	}{
		{"Berlin in March loses an hour", "Europe/Berlin", "2026-03-01", 743},
		{"Berlin in October gains one", "Europe/Berlin", "2026-10-01", 745},
		{"Asuncion in October 2023 begins in the gap at midnight", "America/Asuncion", "2023-10-01", 743},
		{"Asuncion in March 2024 gains an hour", "America/Asuncion", "2024-03-01", 745},
		{"Asuncion no longer changes its clocks", "America/Asuncion", "2025-10-01", 744},
		{"Apia in December 2011 has no 30th", "Pacific/Apia", "2011-12-01", 720},
		{"Lord Howe changes by half an hour", "Australia/Lord_Howe", "2026-04-01", 720}, // and a half
		{"a leap February in UTC", "UTC", "2028-02-01", 696},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := agreement(tt.zone, sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", rows("99", "10%")...))
			p := month(t, tt.first, tt.zone)
			length := time.Duration(tt.hours) * time.Hour
			if tt.zone == "Australia/Lord_Howe" {
				length += 30 * time.Minute
			}
			require.Equal(t, length, p.Duration())
			r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("10.00 EUR")},
				Outages: []downtime.Outage{{ID: "o-1", Start: p.Start().Add(-time.Hour), End: p.Start().Add(length / 100)}}}
			report := evaluate(t, a, r, p, p.End())
			assert.Equal(t, sla.Met, report.Results[0].State, "exactly 99 %")
			assert.Equal(t, "99", report.Results[0].Measured.Exact)
			r.Outages[0].End = r.Outages[0].End.Add(time.Microsecond)
			report = evaluate(t, a, r, p, p.End())
			assert.Equal(t, sla.Violated, report.Results[0].State, "a microsecond more")
			assert.NotEqual(t, "99 %", report.Results[0].Measured.Text, "it is not shown as what it is not")
		})
	}
}

func TestEvaluate_OutageOverTheClockChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, first, start, end string
		want                    time.Duration
	}{
		{"in March the hour from two to three does not exist", "2026-03-01", "2026-03-29T01:00:00+01:00", "2026-03-29T04:00:00+02:00", 2 * time.Hour},
		{"in October it exists twice", "2026-10-01", "2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00", 4 * time.Hour},
		{"the first half hour of April in Berlin is March in UTC", "2026-04-01", "2026-03-31T21:30:00Z", "2026-03-31T22:30:00Z", 30 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := month(t, tt.first, "Europe/Berlin")
			r := sla.Record{Outages: []downtime.Outage{{ID: "o-1", Feature: "Mail", Start: instant(tt.start), End: instant(tt.end)}},
				Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}}
			assert.Equal(t, tt.want, evaluate(t, bmw(), r, p, p.End()).Results[0].Ledger.Down.Duration())
		})
	}
}

func TestEvaluate_PeriodsOfTheCycle(t *testing.T) {
	t.Parallel()
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("1.00 EUR")}}
	period := func(from, to, zone string) calendar.Period {
		p, err := calendar.NewPeriod(calendar.MustParse(from), calendar.MustParse(to), zone)
		require.NoError(t, err)
		return p
	}
	tests := []struct {
		name  string
		cycle calendar.Cycle
		p     calendar.Period
		ok    bool
	}{
		{"a calendar month", calendar.Cycle{Unit: calendar.Month, Zone: "UTC"}, period("2026-03-01", "2026-04-01", "UTC"), true},
		{"the part of a month since the contract began", calendar.Cycle{Unit: calendar.Month, Zone: "UTC"}, period("2026-03-17", "2026-04-01", "UTC"), true},
		{"days of two months", calendar.Cycle{Unit: calendar.Month, Zone: "UTC"}, period("2026-03-17", "2026-04-02", "UTC"), false},
		{"a month of another zone", calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}, period("2026-03-01", "2026-04-01", "UTC"), false},
		{"an anniversary clipped to the month's end", calendar.Cycle{Unit: calendar.Month, Anchor: calendar.MustParse("2026-01-31"), Zone: "UTC"}, period("2026-02-28", "2026-03-31", "UTC"), true},
		{"a rolling period", calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "UTC"}, period("2026-03-02", "2026-04-01", "UTC"), true},
		{"more than a rolling period", calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "UTC"}, period("2026-03-01", "2026-04-01", "UTC"), false},
		{"no period", calendar.Cycle{Unit: calendar.Month, Zone: "UTC"}, calendar.Period{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := sla.AllowedDowntime("d", "Downtime", plainly(), money.Count(4), "fee", money.MustRate("2%"))
			if tt.cycle.Unit == calendar.Rolling {
				o.Consequences, o.Cap = nil, nil
			}
			a := agreement("UTC", o)
			a.Cycle = tt.cycle
			_, err := sla.Evaluate(a, r, tt.p, instant("2026-06-01T00:00:00Z"))
			if tt.ok {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, "period")
		})
	}
}
