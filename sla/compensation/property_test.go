package compensation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

// The oracle walks through the outage in quarters of an hour, in which all of these zones change their clocks, and looks at the local date.
func oracle(s compensation.Scheme, since, until time.Time) (paid []calendar.Date) {
	zone := must(calendar.LoadZone(s.Zone))
	r := s.Rules[0]
	reported := calendar.DateOf(since, zone)
	without, with := map[calendar.Date]bool{}, map[calendar.Date]bool{}
	for t := since; t.Before(until.Add(48 * time.Hour)); t = t.Add(15 * time.Minute) {
		if t.Before(until) {
			without[calendar.DateOf(t, zone)] = true
		} else {
			with[calendar.DateOf(t, zone)] = true
		}
	}
	free := r.AfterWorkdays
	for d := reported.AddDays(1); !d.After(calendar.DateOf(until, zone)); d = d.AddDays(1) {
		counts := without[d] && (r.RestoredDay == compensation.BegunDays || !with[d])
		if r.AfterWorkdays > 0 && free > 0 {
			if s.Workdays.IsWorkday(d) {
				free--
			}
			if free == 0 && r.DeadlineDay && without[d] && !with[d] {
				paid = append(paid, d)
			}
			continue
		}
		if r.AfterWorkdays == 0 && reported.DaysUntil(d) < r.FirstDay {
			continue
		}
		if counts {
			paid = append(paid, d)
		}
	}
	return paid
}

func anyScheme() *rapid.Generator[compensation.Scheme] {
	return rapid.Custom(func(t *rapid.T) compensation.Scheme {
		s := germany(rapid.SampledFrom([]compensation.RestoredDay{compensation.WholeDays, compensation.BegunDays}).Draw(t, "reading"))[0]
		s.Zone = rapid.SampledFrom([]string{"Europe/Berlin", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
		s.Workdays = mondayToFriday(s.Zone, "2024-09-09")
		r := &s.Rules[0]
		r.FirstDay = rapid.IntRange(1, 5).Draw(t, "first day")
		r.Rates[0].FromDay = 0
		if rapid.Bool().Draw(t, "working days") {
			r.FirstDay, r.AfterWorkdays, r.DeadlineDay = 0, rapid.IntRange(1, 4).Draw(t, "after"), rapid.Bool().Draw(t, "deadline")
		}
		return s
	})
}

// anyOutage is around 8 September 2024, when midnight was skipped in Santiago, or the changes of spring and autumn elsewhere.
func anyOutage(t *rapid.T) (since, until time.Time) {
	day := rapid.SampledFrom([]string{"2024-09-02", "2024-03-28", "2024-10-04", "2024-10-24"}).Draw(t, "around")
	quarter := func(label string, most int) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, label)) * 15 * time.Minute
	}
	since = calendar.FirstInstant(calendar.MustParse(day), time.UTC).Add(quarter("since", 400))
	return since, since.Add(quarter("for", 1200))
}

func TestCompute_pays_the_days_a_walk_through_the_outage_finds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyScheme().Draw(t, "scheme")
		since, until := anyOutage(t)
		result, err := compensation.Compute([]compensation.Scheme{s}, outage(since, until), money.Amount{}, until.AddDate(0, 1, 0))
		require.NoError(t, err)
		var got []calendar.Date
		for _, l := range result.Claims[0].Lines {
			got = append(got, l.Date)
		}
		assert.Equal(t, oracle(s, since, until), got)
	})
}

func TestCompute_later_is_never_less_and_the_difference_is_the_difference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyScheme().Draw(t, "scheme")
		since, until := anyOutage(t)
		fee := must(money.FromMinor(rapid.Int64Range(0, 20000).Draw(t, "fee"), money.MustCurrency("EUR")))
		compute := func(asOf time.Time) compensation.Result {
			result, err := compensation.Compute([]compensation.Scheme{s}, outage(since, until), fee, asOf)
			require.NoError(t, err)
			return result
		}
		early := since.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "as of")) * time.Hour)
		before, now := compute(early), compute(early.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "later"))*time.Hour))
		var calc money.Calc
		change := calc.Sub(now.Total, before.Total)
		assert.GreaterOrEqual(t, change.Sign(), 0)
		adjustments, err := compensation.Difference(before, now)
		require.NoError(t, err)
		var sum money.Amount
		for _, a := range adjustments {
			sum = calc.Add(sum, a.Change)
			assert.Equal(t, a.Change, calc.Sub(a.Now, a.Before))
		}
		assert.Equal(t, change.Sign(), sum.Sign())
		assert.Zero(t, calc.Sub(change, sum).Sign())
		for _, l := range now.Claims[0].Lines {
			assert.GreaterOrEqual(t, calc.Sub(l.Amount, l.Fixed).Sign(), 0, "never less than the fixed amount")
			assert.GreaterOrEqual(t, calc.Sub(l.Amount, l.OfFee).Sign(), 0, "nor than the share")
		}
		require.NoError(t, calc.Err())
	})
}
