package compensation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

func TestCompute_an_open_outage_is_paid_up_to_asOf(t *testing.T) {
	t.Parallel()
	facts := outage(at("2026-03-02 10:00"), time.Time{})
	tests := []struct {
		asOf  string
		whole string
		begun string
		code  string
	}{
		{"2026-03-02 10:00", "0.00 XXX", "0.00 XXX", compensation.CodeNotYet},
		{"2026-03-04 23:59", "0.00 XXX", "0.00 XXX", compensation.CodeNotYet},
		{"2026-03-05 23:59", "0.00 XXX", "5.00 EUR", ""},
		{"2026-03-06 00:00", "5.00 EUR", "5.00 EUR", ""},
		{"2026-03-06 00:01", "5.00 EUR", "10.00 EUR", ""},
		{"2026-03-08 00:00", "20.00 EUR", "20.00 EUR", ""},
	}
	for _, tt := range tests {
		t.Run(tt.asOf, func(t *testing.T) {
			t.Parallel()
			whole := claim(t, germany(compensation.WholeDays), facts, "", at(tt.asOf))
			begun := claim(t, germany(compensation.BegunDays), facts, "", at(tt.asOf))
			assert.Equal(t, money.Must(tt.whole), whole.Amount)
			assert.Equal(t, money.Must(tt.begun), begun.Amount)
			assert.True(t, whole.Open)
			if tt.code != "" {
				assert.Equal(t, tt.code, code(whole))
			}
		})
	}
	later := outage(at("2026-03-02 10:00"), at("2026-03-20 10:00"))
	assert.Equal(t, claim(t, germany(compensation.WholeDays), facts, "", at("2026-03-08 00:00")),
		claim(t, germany(compensation.WholeDays), later, "", at("2026-03-08 00:00")), "what is known only later changes nothing before")
}

func TestCompute_a_zone_that_skipped_a_day_pays_none_for_it(t *testing.T) {
	t.Parallel()
	law := germany(compensation.WholeDays)
	law[0].From, law[0].Zone = law[0].From.AddDays(-365*12), "Pacific/Apia"
	reported := time.Date(2011, time.December, 28, 20, 0, 0, 0, time.UTC) // 28 December there; 30 December 2011 did not exist
	c := claim(t, law, outage(reported, reported.AddDate(0, 0, 6)), "", time.Date(2012, time.March, 1, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, []string{"2011-12-31 5.00 EUR fixed", "2012-01-01 5.00 EUR fixed", "2012-01-02 10.00 EUR fixed", "2012-01-03 10.00 EUR fixed"}, days(c))
}

func TestCompute_names_everything_that_is_wrong_at_once(t *testing.T) {
	t.Parallel()
	now := at("2026-03-10 00:00")
	facts := compensation.Facts{
		Customer: "friend",
		Faults: []compensation.Fault{
			{ID: "", Reported: at("2026-03-02 10:00")},
			{ID: "x", Reported: time.Time{}},
			{ID: "x", Reported: at("2026-03-11 10:00")},
			{ID: "y", Reported: at("2026-03-05 10:00"), Restored: at("2026-03-05 09:59")},
			{ID: "z", Reported: at("1999-03-05 10:00")},
		},
		Appointments: []compensation.Appointment{{ID: "a", At: at("2026-03-05 10:00"), Kept: true, Cancelled: at("2026-03-12 10:00")}},
		Delays:       []compensation.Delay{{ID: "d", Event: compensation.LossOfService, Since: at("2026-03-05 10:00")}},
	}
	_, err := compensation.Compute(germany(compensation.WholeDays), facts, money.Must("-1 GBP"), now)
	assert.Equal(t, []string{
		"customer ETOM-UNKNOWN", "fee ETOM-RANGE",
		"faults[0].id ETOM-REQUIRED", "faults[1].reported ETOM-REQUIRED", "faults[2].id ETOM-DUPLICATE", "faults[2].reported ETOM-RANGE",
		"faults[3].restored ETOM-RANGE", "faults[4].reported ETOM-RANGE", "appointments[0].cancelled ETOM-RANGE", "appointments[0].cancelled ETOM-RANGE",
		"delays[0].event ETOM-UNKNOWN",
	}, faults(t, err))

	_, err = compensation.Compute(germany(compensation.WholeDays), outage(at("2026-03-02 10:00"), now), money.Must("30 GBP"), now)
	assert.Equal(t, []string{"fee ETOM-CURRENCY"}, faults(t, err))

	_, err = compensation.Compute(germany(compensation.WholeDays), compensation.Facts{Customer: compensation.Consumer}, money.Amount{}, time.Time{})
	assert.Equal(t, []string{"asOf ETOM-RANGE"}, faults(t, err))

	_, err = compensation.Compute(append(germany(compensation.WholeDays), germany(compensation.BegunDays)...), outage(at("2026-03-02 10:00"), now), money.Amount{}, now)
	assert.Equal(t, []string{"schemes[1].from COMPENSATION-SCHEME"}, faults(t, err))
}

func TestCompute_an_outage_reported_twice_is_not_compensated_twice(t *testing.T) {
	t.Parallel()
	fault := func(id, reported, restored string) compensation.Fault {
		return compensation.Fault{ID: id, Reported: at(reported), Restored: at(restored), Complete: true}
	}
	partly := fault("f-2", "2026-03-03 10:00", "2026-03-08 09:00")
	partly.Complete = false
	twice := []string{"faults[1].reported ETOM-DUPLICATE"}
	tests := []struct {
		name   string
		faults []compensation.Fault
		want   []string
	}{
		{"the neighbour reports it too", []compensation.Fault{fault("f-1", "2026-03-02 10:00", "2026-03-08 09:00"), fault("f-2", "2026-03-03 10:00", "2026-03-08 09:00")}, twice},
		{"while it lasts", []compensation.Fault{fault("f-1", "2026-03-02 10:00", ""), fault("f-2", "2026-03-03 10:00", "")}, twice},
		{"at the same time", []compensation.Fault{fault("f-1", "2026-03-02 10:00", ""), fault("f-2", "2026-03-02 10:00", "")}, twice},
		{"within a longer one", []compensation.Fault{fault("f-1", "2026-03-02 10:00", "2026-03-09 09:00"), fault("f-2", "2026-03-03 10:00", "2026-03-04 10:00"),
			fault("f-3", "2026-03-05 10:00", "2026-03-09 09:00")}, []string{"faults[1].reported ETOM-DUPLICATE", "faults[2].reported ETOM-DUPLICATE"}},
		{"in any order", []compensation.Fault{fault("f-2", "2026-03-03 10:00", "2026-03-08 09:00"), fault("f-1", "2026-03-02 10:00", "2026-03-08 09:00")},
			[]string{"faults[0].reported ETOM-DUPLICATE"}},
		{"the next begins when the first is over", []compensation.Fault{fault("f-1", "2026-03-02 10:00", "2026-03-03 10:00"), fault("f-2", "2026-03-03 10:00", "")}, nil},
		{"the other is no complete outage", []compensation.Fault{fault("f-1", "2026-03-02 10:00", "2026-03-08 09:00"), partly}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			facts := compensation.Facts{Customer: compensation.Consumer, Faults: tt.faults}
			_, err := compensation.Compute(germany(compensation.WholeDays), facts, money.Amount{}, at("2026-04-01 00:00"))
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, tt.want, faults(t, err))
		})
	}
}

func TestCompute_nobody_has_kept_an_appointment_to_come(t *testing.T) {
	t.Parallel()
	now := at("2026-03-02 10:00")
	facts := compensation.Facts{Customer: compensation.Consumer, Appointments: []compensation.Appointment{{ID: "a-1", At: now.Add(time.Second), Kept: true}}}
	_, err := compensation.Compute(germany(compensation.WholeDays), facts, money.Amount{}, now)
	assert.Equal(t, []string{"appointments[0].kept ETOM-RANGE"}, faults(t, err))

	facts.Appointments[0].At = now
	assert.Equal(t, compensation.CodeKept, code(claim(t, germany(compensation.WholeDays), facts, "", now)))
}

func TestCompute_nothing_happened(t *testing.T) {
	t.Parallel()
	result, err := compensation.Compute(germany(compensation.WholeDays), compensation.Facts{Customer: compensation.Consumer}, money.Amount{}, at("2026-03-10 00:00"))
	require.NoError(t, err)
	assert.Empty(t, result.Claims)
	assert.Zero(t, result.Total)
}

func TestDifference_is_what_came_and_went(t *testing.T) {
	t.Parallel()
	compute := func(facts compensation.Facts, asOf string) compensation.Result {
		return must(compensation.Compute(germany(compensation.WholeDays), facts, money.Amount{}, at(asOf)))
	}
	open := outage(at("2026-03-02 10:00"), time.Time{})
	first, second := compute(open, "2026-03-06 12:00"), compute(open, "2026-03-08 12:00")

	all, err := compensation.Difference(first, second)
	require.NoError(t, err)
	assert.Equal(t, []compensation.Adjustment{
		{Case: "f-1", Event: compensation.LossOfService, Date: second.Claims[0].Lines[1].Date, Now: money.Must("5 EUR"), Change: money.Must("5 EUR")},
		{Case: "f-1", Event: compensation.LossOfService, Date: second.Claims[0].Lines[2].Date, Now: money.Must("10 EUR"), Change: money.Must("10 EUR")},
	}, all)

	all, err = compensation.Difference(second, second)
	require.NoError(t, err)
	assert.Empty(t, all, "the same again pays nothing twice")

	open.Faults[0].Restored = at("2026-03-06 12:00") // it turns out that it worked again on Friday
	all, err = compensation.Difference(second, compute(open, "2026-03-20 12:00"))
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, money.Must("-5 EUR"), all[0].Change)
	assert.Equal(t, money.Must("-10 EUR"), all[1].Change)

	open.Faults[0].Cause = compensation.ForceMajeure
	all, err = compensation.Difference(second, compute(open, "2026-03-20 12:00"))
	require.NoError(t, err)
	assert.Len(t, all, 3, "nothing is owed after all")
}
