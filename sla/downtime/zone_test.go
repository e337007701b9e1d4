package downtime_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Months whose clocks change, and zones whose midnight or whole day does not exist.
func TestCount_in_odd_months(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, from, to, zone string
		steps                []downtime.Step
		outage               [2]string // UTC
		down, denominator    string
	}{
		{"March in Berlin has 743 hours", "2026-03-01", "2026-04-01", "Europe/Berlin", []downtime.Step{clip}, [2]string{"2026-02-01 00:00:00", "2026-05-01 00:00:00"}, "743h", "743h"},
		{"October in Berlin has 745", "2026-10-01", "2026-11-01", "Europe/Berlin", []downtime.Step{clip}, [2]string{"2026-09-01 00:00:00", "2026-12-01 00:00:00"}, "745h", "745h"},
		{"the night the clocks go forward: 01:00 to 04:00 are 2 hours", "2026-03-01", "2026-04-01", "Europe/Berlin", []downtime.Step{clip}, [2]string{"2026-03-29 00:00:00", "2026-03-29 02:00:00"}, "2h", "743h"},
		{"what begins at the end of the month in UTC may be the next in Berlin", "2026-03-01", "2026-04-01", "Europe/Berlin", []downtime.Step{clip}, [2]string{"2026-03-31 21:30:00", "2026-03-31 23:00:00"}, "30m", "743h"},
		{"October 2023 in Asuncion begins inside a gap, at 01:00, 04:00 UTC", "2023-10-01", "2023-11-01", "America/Asuncion", []downtime.Step{clip}, [2]string{"2023-10-01 03:00:00", "2023-10-01 05:00:00"}, "1h", "743h"},
		{"September in Asuncion ends where October begins", "2023-09-01", "2023-10-01", "America/Asuncion", []downtime.Step{clip}, [2]string{"2023-10-01 03:00:00", "2023-10-01 05:00:00"}, "1h", "720h"},
		{"December 2011 in Apia has 30 days", "2011-12-01", "2012-01-01", "Pacific/Apia", []downtime.Step{clip}, [2]string{"2011-11-01 00:00:00", "2012-02-01 00:00:00"}, "720h", "720h"},
		{"the day that Apia skipped contains nothing", "2011-12-30", "2011-12-31", "Pacific/Apia", []downtime.Step{clip}, [2]string{"2011-12-30 09:00:00", "2011-12-30 11:00:00"}, "0s", "0s"},
		{"working hours on the last Friday before the clocks change and on the Monday behind it", "2026-03-01", "2026-04-01", "Europe/Berlin",
			[]downtime.Step{clip, inHours}, [2]string{"2026-03-27 16:00:00", "2026-03-30 07:00:00"}, "2h", "743h"}, // 17:00 to 18:00 at UTC+1, 08:00 to 09:00 at UTC+2
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			period := mustPeriod(calendar.MustParse(tt.from), calendar.MustParse(tt.to), tt.zone)
			ledger, err := counting(tt.steps...).Count([]downtime.Outage{outage("o", tt.outage[0], tt.outage[1])}, nil, period, at(tt.outage[1]))
			require.NoError(t, err)
			assert.Equal(t, tt.down, ledger.Down.String())
			assert.Equal(t, tt.denominator, ledger.Denominator.String())
		})
	}
}

func TestLedger_Availability_is_none_without_a_denominator(t *testing.T) {
	t.Parallel()
	skipped := mustPeriod(calendar.MustParse("2011-12-30"), calendar.MustParse("2011-12-31"), "Pacific/Apia")
	ledger, err := counting(clip).Count(nil, nil, skipped, at("2012-02-01 00:00:00"))
	require.NoError(t, err)
	_, ok := ledger.Availability()
	assert.False(t, ok)
}

func TestLedger_Availability_is_at_least_0(t *testing.T) {
	t.Parallel()
	k := counting(clip)
	k.Denominator = downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: minutes(43200)}
	ledger, err := k.Count([]downtime.Outage{outage("o", "2026-02-01 00:00:00", "2026-05-01 00:00:00")}, nil, march2026, at("2026-05-01 00:00:00"))
	require.NoError(t, err)
	assert.Equal(t, "743h", ledger.Down.String())
	availability, ok := ledger.Availability()
	require.True(t, ok)
	assert.Equal(t, "0", availability.RatString())
}

func TestCount_until_asOf(t *testing.T) {
	t.Parallel()
	open := downtime.Outage{ID: "open", Start: at("10:00:00")}
	tests := []struct {
		name, asOf  string
		down, until string
		open, after bool
	}{
		{"an open outage counts to asOf", "12:00:00", "2h", "2026-03-10 12:00:00", true, false},
		{"but not beyond the period", "2026-04-02 00:00:00", "516h", "2026-03-31 22:00:00", true, true},
		{"and one that has just begun not at all", "10:00:00", "0s", "2026-03-10 10:00:00", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ledger, err := counting(clip).Count([]downtime.Outage{open}, nil, march2026, at(tt.asOf))
			require.NoError(t, err)
			assert.Equal(t, tt.down, ledger.Down.String())
			assert.Equal(t, at(tt.until), ledger.Until)
			assert.Equal(t, at(tt.asOf), ledger.AsOf)
			assert.Equal(t, "743h", ledger.Denominator.String(), "of the whole period, even if it is not over")
			require.Len(t, ledger.Lines, 1)
			assert.Equal(t, tt.open, ledger.Lines[0].Open)
			for _, e := range ledger.Episodes {
				assert.Equal(t, []bool{true, tt.after}, []bool{e.Open, e.EndsAfter})
			}
		})
	}
}

func TestCount_of_a_period_that_has_not_begun(t *testing.T) {
	t.Parallel()
	before := outage("o", "2026-02-01 00:00:00", "2026-02-02 00:00:00")
	ledger, err := counting(clip).Count([]downtime.Outage{before}, nil, march2026, at("2026-02-10 00:00:00"))
	require.NoError(t, err)
	assert.True(t, ledger.Down.IsZero())
	assert.Empty(t, ledger.Episodes)
	assert.Equal(t, at("2026-02-10 00:00:00"), ledger.Until)
}
