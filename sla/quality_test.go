package sla_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Section 6.4: utilisation data arrives, and no violation is found.
func TestReceiveQuality_all_is_well(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		q := sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Correlation: "case-1", Text: "a quiet morning",
			Samples: map[string][]sample.Sample{"utilisation": {{At: on("02T08:00"), Value: 40}, {At: on("02T08:01"), Value: 70}}}}
		a := d.received(q)
		assert.Equal(t, sla.Met, a.State)
		assert.Equal(t, "70 %", a.Results[1].Measured.Text)
		assert.Equal(t, []string{sla.EventPerformanceMet}, d.told("case-1"))
		assert.Equal(t, []sla.Assessment{a}, all[sla.Assessment](d, "case-1", sla.EventPerformanceMet))
		assert.Equal(t, "a quiet morning", a.Text)
	})
}

func TestReceiveQuality_a_warning_is_raised_once_for_each_crossing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("20T00:00"))
		long, short := outage("o-1", "10T08:00", 200*time.Minute), outage("o-1", "10T08:00", 100*time.Minute)
		worse := outage("o-1", "10T08:00", 300*time.Minute)
		for n, o := range []downtime.Outage{short, long, long, worse, long, short, long} {
			d.received(sent(fmt.Sprint("q-", n), o))
		}
		warnings := all[sla.Warning](d, march, sla.EventWarningRaised)
		require.Len(t, warnings, 2)
		assert.Equal(t, "mail", warnings[0].Standing.Objective)
		assert.Equal(t, "3 h 20 min", warnings[0].Standing.Measured.Text)
		assert.Equal(t, sla.LessOrEqual, warnings[0].Level.Operator)
		assert.Equal(t, "3 h", warnings[0].Level.Value.Text)
		assert.NotNil(t, warnings[0].Forecast)
	})
}

func TestReceiveQuality_a_correction_replaces_the_outage(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T00:00"))
		a := d.received(sent("q-1", outage("o-1", "10T20:00", 0)))
		assert.Equal(t, "4 h", a.Results[0].Measured.Text, "up to now")
		a = d.received(sent("q-2", outage("o-1", "10T20:00", time.Hour)))
		assert.Equal(t, "1 h", a.Results[0].Measured.Text)
		rec, err := d.Record(d.ctx, "extranet-a", on("10T00:00"))
		require.NoError(t, err)
		assert.Len(t, rec.Outages, 1)
		assert.Zero(t, rec.CheckAt)
		a = d.received(sla.QualityReport{ID: "q-3", Agreement: "extranet-a", Withdrawn: []string{"o-1"}})
		assert.Equal(t, "0 min", a.Results[0].Measured.Text)
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ReceiveQuality(d.ctx, sla.QualityReport{ID: "q-4", Agreement: "extranet-a", Withdrawn: []string{"o-1"}})
			return err
		})
	})
}

func TestReceiveQuality_an_outage_over_the_months_end_counts_in_both_months(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("31T00:00").AddDate(0, 0, 5))
		over := outage("o-1", "31T20:00", 5*time.Hour) // two hours of it are April's, in Berlin
		both, err := d.ReceiveQuality(d.ctx, sent("q-1", over))
		require.NoError(t, err)
		require.Len(t, both, 2)
		assert.Equal(t, "2 h", both[0].Results[0].Measured.Text)
		assert.Equal(t, "3 h", both[1].Results[0].Measured.Text)
		over.End = on("31T21:00")
		both, err = d.ReceiveQuality(d.ctx, sent("q-2", over))
		require.NoError(t, err)
		require.Len(t, both, 2, "April is assessed anew without it")
		assert.Equal(t, "1 h", both[0].Results[0].Measured.Text)
		assert.Equal(t, "0 min", both[1].Results[0].Measured.Text)
	})
}

func TestReceiveQuality_an_outage_up_to_the_months_end_is_of_that_month_alone(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("31T00:00").AddDate(0, 0, 5))
	a := d.received(sent("q-1", outage("o-1", "31T20:00", 2*time.Hour))) // in Berlin it is summer
	assert.Equal(t, calendar.MustParse("2026-03-01"), a.Period.From())
	a = d.received(sent("q-2", outage("o-2", "31T22:00", 2*time.Hour)))
	assert.Equal(t, calendar.MustParse("2026-04-01"), a.Period.From())
}

func TestReceiveQuality_a_report_is_for_one_tenant(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ofTenant("another").ReceiveQuality(d.ctx, sent("q-1"))
			return err
		})
	})
}

// The samples of a month, in parcels of an hour each, come to what they come to at once, and the store keeps what they came to.
func TestReceiveQuality_samples_are_kept_counted_up(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtPeriodEnd))
		r.Agreement.Objectives = append(r.Agreement.Objectives, latency())
		d.register(r)
		d.clock.Set(on("31T00:00").AddDate(0, 0, 5))
		var every []sample.Sample
		for n := range 24 * 60 {
			every = append(every, sample.Sample{At: on("02T00:00").Add(time.Duration(n) * time.Minute), Value: int64(n * 7919 % 400)})
		}
		for n := 0; n < len(every); n += 60 {
			_, err := d.ReceiveQuality(d.ctx, sla.QualityReport{ID: fmt.Sprint("q-", n), Agreement: "extranet-a", In: on("02T00:00"),
				Samples: map[string][]sample.Sample{"latency": every[n : n+60]}})
			require.NoError(t, err)
		}
		rep, err := d.ReportOf(d.ctx, "extranet-a", on("02T00:00"))
		require.NoError(t, err)
		at := latency()
		once, err := sample.Evaluate(*at.Metric, *at.Rule, rep.Period, every, d.clock.Now())
		require.NoError(t, err)
		assert.Equal(t, &once, rep.Results[3].Figure)
		rec, err := d.Record(d.ctx, "extranet-a", on("02T00:00"))
		require.NoError(t, err)
		body, err := json.Marshal(rec)
		require.NoError(t, err)
		assert.Less(t, len(body), 3000)

		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ReceiveQuality(d.ctx, sla.QualityReport{ID: "late", Agreement: "extranet-a", Samples: map[string][]sample.Sample{"latency": every[:1]}})
			return err
		})
		assert.ErrorContains(t, err, "sample.latency")
	})
}

func latency() sla.Objective {
	return sla.Objective{ID: "latency", Name: "Latency", Kind: sla.Percentile, Metric: &sample.Metric{Name: "latency", Unit: "ms", Most: 1_000_000},
		Rule:     &sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank},
		Operator: sla.LessOrEqual, Target: money.Count(300), Unit: "ms"}
}

// A call centre takes 90 of 100 calls: they are counted, at night too, over the month's end.
func TestReceiveQuality_counts_go_to_the_month_in_which_they_lie(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtPeriodEnd))
		r.Agreement.Objectives = append(r.Agreement.Objectives, sla.Objective{ID: "calls", Name: "Calls taken", Kind: sla.Ratio,
			Metric: &sample.Metric{Name: "calls", Unit: "calls"}, Rule: &sample.Rule{Kind: sample.Ratio},
			Operator: sla.GreaterOrEqual, Target: money.Count(90), Unit: sla.Percent})
		d.register(r)
		d.clock.Set(on("31T23:30"))
		q := sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Counts: map[string][]sample.Count{"calls": {
			{At: on("31T20:00"), Good: 90, Total: 100}, {At: on("31T21:00"), Good: 9, Total: 10}, {At: on("31T22:00"), Good: 8, Total: 10}}}}
		both, err := d.ReceiveQuality(d.ctx, q)
		require.NoError(t, err)
		require.Len(t, both, 2)
		assert.Equal(t, []string{"90 %", "80 %"}, []string{both[0].Results[3].Measured.Text, both[1].Results[3].Measured.Text})
		q = sla.QualityReport{ID: "q-2", Agreement: "extranet-a", Counts: map[string][]sample.Count{"calls": {{At: on("31T23:00"), Good: 10, Total: 9}}}}
		err = d.refuses(fault.ErrInvalid, func() error { _, err := d.ReceiveQuality(d.ctx, q); return err })
		assert.Equal(t, []string{"count.calls[0].good ETOM-RANGE"}, fields(t, err))
	})
}

// What samples come to may be longer than a record of the store can be: here there are two hundred thousand different values.
func TestReceiveQuality_keeps_what_is_longer_than_a_record(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := open(t, st, nil)
		r := registration(extranet(sla.AtPeriodEnd))
		r.Agreement.Objectives = append(r.Agreement.Objectives, latency())
		d.register(r)
		d.clock.Set(on("31T00:00"))
		var values int64
		const parcels = 2
		for parcel := range parcels {
			var batch []sample.Sample
			for n := range sla.MaxSamples {
				values = (values + 600_011) % 1_000_003
				batch = append(batch, sample.Sample{At: on("02T00:00").Add(time.Duration(parcel*sla.MaxSamples+n) * time.Second), Value: min(values, 1_000_000)})
			}
			d.received(sla.QualityReport{ID: fmt.Sprint("q-", parcel), Agreement: "extranet-a", Samples: map[string][]sample.Sample{"latency": batch}})
		}
		rep, err := d.ReportOf(d.ctx, "extranet-a", on("02T00:00"))
		require.NoError(t, err)
		assert.EqualValues(t, parcels*sla.MaxSamples, rep.Results[3].Figure.Samples)
	})
}

func TestReceiveQuality_fees_of_a_period_take_the_place_of_the_registered_ones(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("11T09:00"))
	d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
	q := sent("q-2")
	q.Fees = map[string]money.Amount{charge: money.Must("300.00 EUR")}
	euro(t, "6.00", d.received(q).Total)
	euro(t, "6.00", d.handedOver(march))
}

func TestReceiveQuality_a_complete_period_is_settled_as_soon_as_it_is_over(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtPeriodEnd)
	d.clock.Set(on("31T21:00"))
	q := sent("q-1", outage("o-1", "10T08:00", 5*time.Hour))
	q.In, q.Complete = on("10T00:00"), true
	d.received(q)
	d.clock.Set(on("31T22:00").Add(-time.Microsecond))
	assert.Zero(t, d.due())
	d.clock.Set(on("31T22:00")) // in Berlin it is summer
	assert.Equal(t, 1, d.due().Looked)
	euro(t, "4.00", d.handedOver(march))
	assert.Zero(t, d.due())
}

// The time to repair counts in working hours, here on Mondays and Tuesdays from 8 to 20.
func TestReceiveQuality_repairs_are_timed_and_corrected(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		q := func(id string, restored time.Time) sla.QualityReport {
			return sla.QualityReport{ID: id, Agreement: "extranet-a", Feature: "Mail", Repairs: []sla.Repair{{ID: "r-1", Reported: on("09T07:00"), Restored: restored}}}
		}
		assert.Equal(t, "12 h", d.received(q("q-1", on("10T07:00"))).Results[2].Measured.Text)
		assert.Empty(t, all[sla.ViolationNotice](d, march, sla.EventViolationFound))
		assert.Equal(t, "12 h 1 min", d.received(q("q-2", on("10T07:01"))).Results[2].Measured.Text)
		v := d.violation(march)
		assert.Equal(t, sla.ViolationSettled, v.State, "nothing is due for it")
		assert.Zero(t, v.HandedOver)
		a := d.received(sla.QualityReport{ID: "q-3", Agreement: "extranet-a", Withdrawn: []string{"r-1"}})
		assert.Equal(t, sla.Met, a.Results[2].State)
		assert.Equal(t, sla.ViolationWithdrawn, d.violation(march).State)
	})
}

func TestReceiveQuality_ids_may_be_as_long_as_ids_are(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		r.Agreement.ID = strings.Repeat("ä", 75)
		d.register(r)
		long := strings.Repeat("ö", 100)
		for n, minutes := range []time.Duration{60, 90} {
			o := outage(long, "02T07:00", minutes*time.Minute)
			q := sla.QualityReport{ID: fmt.Sprint("q-", n), Agreement: r.Agreement.ID, Feature: "Mail", Outages: []downtime.Outage{o}}
			assert.Equal(t, fmt.Sprint(minutes*time.Minute), fmt.Sprint(must(time.ParseDuration(strings.NewReplacer(" ", "", "min", "m").Replace(d.received(q).Results[0].Measured.Text)))))
		}
		m := works()
		m.ID = strings.Repeat("m", 150)
		assert.Equal(t, 1, d.announced(m).Customers)
	})
}

func TestReceiveQuality_a_yearly_cap_looks_back(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtPeriodEnd))
	r.Agreement.Objectives[0].Counting.Rules = []downtime.Rule{{Cause: downtime.ScheduledMaintenance, YearlyCap: calendar.Span(5 * time.Hour)}}
	d.register(r)
	d.clock.Set(on("20T00:00"))
	february := sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Exclusions: []downtime.Exclusion{
		{ID: "x-1", Cause: downtime.ScheduledMaintenance, Start: on("01T00:00").AddDate(0, 0, -10), End: on("01T03:00").AddDate(0, 0, -10)}}}
	d.received(february)
	q := sent("q-2", outage("o-1", "10T08:00", 4*time.Hour))
	q.Exclusions = []downtime.Exclusion{{ID: "x-2", Cause: downtime.ScheduledMaintenance, Start: on("10T08:00"), End: on("10T12:00")}}
	assert.Equal(t, "2 h", d.received(q).Results[0].Measured.Text, "of the year's 5 hours February has used up 3")
}

// An exclusion of one feature does not excuse the outages of another where all are counted as one.
func TestReceiveQuality_an_exclusion_is_of_its_feature_alone(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Objectives[0].Feature = ""
	d.register(r)
	d.clock.Set(on("11T09:00"))
	all := downtime.Exclusion{ID: "x-0", Cause: downtime.Customer, Start: on("09T08:00"), End: on("09T09:00")}
	x := downtime.Exclusion{ID: "x-1", Feature: "Mail", Cause: downtime.Customer, Start: on("10T08:00"), End: on("10T09:00")}
	q := sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Exclusions: []downtime.Exclusion{all, x}, Outages: []downtime.Outage{
		{ID: "o-0", Feature: "VPN", Start: on("09T08:00"), End: on("09T09:00")},
		{ID: "o-1", Feature: "Mail", Start: on("10T08:00"), End: on("10T09:30")},
		{ID: "o-2", Feature: "VPN", Start: on("10T12:00"), End: on("10T13:00")},
		{ID: "o-3", Feature: "VPN", Start: on("10T08:50"), End: on("10T08:55")}}}
	assert.Equal(t, "1 h 35 min", d.received(q).Results[0].Measured.Text)
}

func TestReceiveQuality_joins_the_callers_unit(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.refuses(context.Canceled, func() error {
			return d.env.Update(d.ctx, func(u unit) error {
				if _, err := d.ReceiveQualityTx(u, sent("q-1", outage("o-1", "02T07:00", time.Hour))); err != nil {
					return err
				}
				return context.Canceled
			})
		})
		d.received(sent("q-1", outage("o-1", "02T07:00", time.Hour)))
	})
}
