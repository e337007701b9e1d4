package downtime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// What each condition of a rule does to an exclusion of an hour in an outage of an hour.
func TestRule_conditions(t *testing.T) {
	t.Parallel()
	hour := func(change func(*downtime.Exclusion)) downtime.Exclusion {
		x := exclusion("x", downtime.ScheduledMaintenance, "10:00:00", "11:00:00")
		if change != nil {
			change(&x)
		}
		return x
	}
	tests := []struct {
		name      string
		rule      downtime.Rule
		exclusion downtime.Exclusion
		excludes  string
		code      string
		message   string
	}{
		{"no condition", downtime.Rule{}, hour(nil), "1h", downtime.RuleExcludes, "meets every condition of its cause"},
		{"a cause without a rule", downtime.Rule{}, hour(func(x *downtime.Exclusion) { x.Cause = downtime.ThirdParty }), "0s", downtime.RuleCause,
			`the counting rules exclude nothing for the cause "thirdParty"`},
		{"not announced", downtime.Rule{Notice: hours(48)}, hour(nil), "0s", downtime.RuleNotice, "was not announced; a notice of 48h is needed"},
		{"announced just in time", downtime.Rule{Notice: hours(48)}, announced(hour(nil), 48*time.Hour), "1h", downtime.RuleExcludes, "meets every condition of its cause"},
		{"announced a second late", downtime.Rule{Notice: hours(48)}, announced(hour(nil), 48*time.Hour-time.Second), "0s", downtime.RuleNotice,
			"was announced 47h59m59s before its start; a notice of 48h is needed"},
		{"announced when it was on", downtime.Rule{Notice: hours(48)}, announced(hour(nil), -time.Minute), "0s", downtime.RuleNotice,
			"was announced 1m after its start; a notice of 48h is needed"},
		{"announced when it was on, no notice needed", downtime.Rule{}, announced(hour(nil), -time.Minute), "1h", downtime.RuleExcludes, "meets every condition of its cause"},
		{"not confirmed", downtime.Rule{Confirmed: true}, hour(nil), "0s", downtime.RuleUnconfirmed, `is not confirmed, which the cause "scheduledMaintenance" asks for`},
		{"confirmed", downtime.Rule{Confirmed: true}, hour(func(x *downtime.Exclusion) { x.Confirmed = true }), "1h", downtime.RuleExcludes, "meets every condition of its cause"},
		{"half of it within the year's cap", downtime.Rule{YearlyCap: minutes(30)}, hour(nil), "30m", downtime.RuleYearlyCap,
			`excludes 30m of its 1h: 30m a year are allowed for the cause "scheduledMaintenance"`},
		{"half of it within the period's cap", downtime.Rule{PeriodCap: minutes(30), YearlyCap: minutes(45)}, hour(nil), "30m", downtime.RulePeriodCap,
			`excludes 30m of its 1h: 30m a period are allowed for the cause "scheduledMaintenance"`},
		{"for another outage", downtime.Rule{}, hour(func(x *downtime.Exclusion) { x.Outage = "another" }), "1h", downtime.RuleExcludes, "meets every condition of its cause"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(clip, exclude)
			tt.rule.Cause = downtime.ScheduledMaintenance
			k.Rules = []downtime.Rule{tt.rule}
			ledger, err := k.Count([]downtime.Outage{outage("o", "10:00:00", "11:00:00")}, []downtime.Exclusion{tt.exclusion}, march2026, march2026.End())
			require.NoError(t, err)
			require.Len(t, ledger.Exclusions, 1)
			use := ledger.Exclusions[0]
			assert.Equal(t, []string{tt.excludes, tt.code, tt.message}, []string{use.Excludes.String(), use.Why.Code, use.Why.Message})
			if tt.exclusion.Outage == "" {
				assert.Equal(t, use.Excludes, use.Removed)
				assert.Equal(t, time.Hour-use.Excludes.Duration(), ledger.Down.Duration())
				return
			}
			assert.Zero(t, use.Removed)
			assert.Equal(t, time.Hour, ledger.Down.Duration())
		})
	}
}

func TestCount_without_the_step_excludes_nothing(t *testing.T) {
	t.Parallel()
	x := exclusion("x", downtime.ScheduledMaintenance, "10:00:00", "11:00:00")
	ledger, err := counting(clip).Count([]downtime.Outage{outage("o", "10:00:00", "11:00:00")}, []downtime.Exclusion{x}, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, time.Hour, ledger.Down.Duration())
	assert.Equal(t, downtime.RuleNoExclusion, ledger.Exclusions[0].Why.Code)
}

// The cap of 10 hours a year is used up in order of time, by exclusions that lie before the period too.
func TestRule_YearlyCap(t *testing.T) {
	t.Parallel()
	maintenance := func(from, to string) downtime.Exclusion {
		return exclusion(from, downtime.ScheduledMaintenance, from, to)
	}
	// In Berlin the year 2026 begins at 23:00 UTC.
	newYear := maintenance("2025-12-31 20:00:00", "2026-01-01 02:00:00") // 3 h of 2025, 3 h of 2026
	february := maintenance("2026-02-01 00:00:00", "2026-02-01 04:00:00")
	overlapping := maintenance("2026-02-01 02:00:00", "2026-02-01 06:00:00") // 2 h more
	march := maintenance("2026-03-10 00:00:00", "2026-03-10 05:00:00")
	second := maintenance("2026-03-20 00:00:00", "2026-03-20 05:00:00")
	late := maintenance("2026-12-01 00:00:00", "2026-12-01 05:00:00")
	tests := []struct {
		name       string
		exclusions []downtime.Exclusion
		march      string // what the one of 5 hours on 10 March excludes
		used       string
	}{
		{"alone it is within the cap", []downtime.Exclusion{march}, "5h", "5h"},
		{"9 hours of the year are used by then: what two exclude together counts once", []downtime.Exclusion{march, overlapping, february, newYear}, "1h", "10h"},
		{"what is later does not matter", []downtime.Exclusion{late, march, february, overlapping}, "4h", "10h"},
		{"nor what the year before used", []downtime.Exclusion{maintenance("2025-06-01 00:00:00", "2025-06-01 10:00:00"), march}, "5h", "5h"},
		{"what is beyond the period is not used yet", []downtime.Exclusion{march, late, second}, "5h", "10h"},
		{"what does not meet the conditions uses nothing", []downtime.Exclusion{unannounced(february), march}, "5h", "5h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(clip, exclude)
			k.Rules[0].YearlyCap, k.Rules[0].Confirmed = hours(10), true
			for i := range tt.exclusions {
				tt.exclusions[i].Confirmed = tt.exclusions[i].Reference == ""
			}
			ledger, err := k.Count([]downtime.Outage{outage("o", "2026-03-10 00:00:00", "2026-03-10 05:00:00")}, tt.exclusions, march2026, march2026.End())
			require.NoError(t, err)
			for _, use := range ledger.Exclusions {
				if use.Exclusion == march.ID {
					assert.Equal(t, tt.march, use.Excludes.String())
				}
			}
			require.Len(t, ledger.Caps, 1)
			assert.Equal(t, []any{2026, tt.used}, []any{ledger.Caps[0].Year, ledger.Caps[0].Used.String()})
		})
	}
}

func unannounced(x downtime.Exclusion) downtime.Exclusion {
	x.Reference = "not confirmed"
	return x
}

func TestRule_caps_of_a_period_over_two_years(t *testing.T) {
	t.Parallel()
	winter := mustPeriod(calendar.MustParse("2025-12-01"), calendar.MustParse("2026-02-01"), "Europe/Berlin")
	k := counting(clip, exclude)
	k.Rules = []downtime.Rule{{Cause: downtime.ScheduledMaintenance, YearlyCap: hours(4), PeriodCap: hours(7)}, {Cause: downtime.ForceMajeure, PeriodCap: hours(1)}}
	night := exclusion("m", downtime.ScheduledMaintenance, "2025-12-31 20:00:00", "2026-01-01 03:00:00") // 3 h and 4 h
	more := exclusion("n", downtime.ScheduledMaintenance, "2025-12-30 00:00:00", "2025-12-30 01:00:00")
	ledger, err := k.Count([]downtime.Outage{outage("o", "2025-12-31 20:00:00", "2026-01-01 03:00:00")}, []downtime.Exclusion{night, more}, winter, winter.End())
	require.NoError(t, err)
	assert.Equal(t, []downtime.CapUse{
		{Cause: downtime.ScheduledMaintenance, Year: 2025, Cap: hours(4), Used: hours(4)},
		{Cause: downtime.ScheduledMaintenance, Year: 2026, Cap: hours(4), Used: hours(4)},
		{Cause: downtime.ScheduledMaintenance, Cap: hours(7), Used: hours(7)},
		{Cause: downtime.ForceMajeure, Cap: hours(1), Used: 0},
	}, ledger.Caps)
	assert.Equal(t, "1h", ledger.Down.String(), "the last hour is beyond the period's cap")
}

// An outage's own cause excludes it alone, if its rule asks for nothing that only an Exclusion can have.
func TestOutage_Cause(t *testing.T) {
	t.Parallel()
	o := outage("o", "10:00:00", "11:00:00")
	o.Cause = downtime.Customer
	other := outage("p", "10:30:00", "11:30:00")
	for name, tt := range map[string]struct {
		rule downtime.Rule
		down string
		code string
	}{
		"excludes it and no other":                {downtime.Rule{Cause: downtime.Customer}, "1h", downtime.RuleExcludes},
		"but not if that must be confirmed":       {downtime.Rule{Cause: downtime.Customer, Confirmed: true}, "1h30m", downtime.RuleUnconfirmed},
		"nor if it must have been announced":      {downtime.Rule{Cause: downtime.Customer, Notice: hours(1)}, "1h30m", downtime.RuleNotice},
		"and for half an hour if that is the cap": {downtime.Rule{Cause: downtime.Customer, YearlyCap: minutes(30)}, "1h", downtime.RuleYearlyCap},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := counting(merge, clip, exclude)
			k.Rules = []downtime.Rule{tt.rule}
			ledger, err := k.Count([]downtime.Outage{o, other}, nil, march2026, march2026.End())
			require.NoError(t, err)
			assert.Equal(t, tt.down, ledger.Down.String())
			require.Len(t, ledger.Exclusions, 1)
			use := ledger.Exclusions[0]
			assert.Equal(t, []string{"", "o", tt.code}, []string{use.Exclusion, use.Outage, use.Why.Code})
		})
	}
}

func TestForFeature_picks_its_own_and_what_is_of_the_whole_service(t *testing.T) {
	t.Parallel()
	whole, mail, web := outage("whole", "10:00:00", "11:00:00"), outage("mail", "10:00:00", "11:00:00"), outage("web", "10:00:00", "11:00:00")
	mail.Feature, web.Feature = "mail", "web"
	all, sites := exclusion("all", "c", "10:00:00", "11:00:00"), exclusion("sites", "c", "10:00:00", "11:00:00")
	sites.Feature = "web"
	outages, exclusions := downtime.ForFeature("mail", []downtime.Outage{whole, mail, web}, []downtime.Exclusion{all, sites})
	assert.Equal(t, []downtime.Outage{whole, mail}, outages)
	assert.Equal(t, []downtime.Exclusion{all}, exclusions)
}
