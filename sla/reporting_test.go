package sla_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func parseDate(text string) (calendar.Date, error) { return calendar.Parse(text) }

// Section 6.4, step 2: reports go to the customer regularly.
func TestReports_are_made_regularly_behind_each_period(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.received(sent("q-1", outage("o-1", "02T07:00", time.Hour)))
		d.clock.Set(on("31T22:00").Add(48*time.Hour - time.Microsecond)) // in Berlin it is summer
		assert.Zero(t, d.due().Reports)
		d.clock.Set(on("31T22:00").Add(48 * time.Hour))
		assert.Equal(t, 1, d.due().Reports)
		assert.Zero(t, d.due().Reports)
		made := all[sla.ReportNotice](d, march, sla.EventReportMade)
		require.Len(t, made, 1)
		assert.Equal(t, sla.RegularReport, made[0].Reason)
		assert.Equal(t, "1 h", made[0].Report.Results[0].Measured.Text)
		assert.True(t, made[0].Report.Closed)
		assert.False(t, made[0].Shortened)

		d.clock.Set(d.clock.Now().AddDate(0, 3, 0))
		assert.Equal(t, 3, d.due().Reports, "of April, May and June, though nothing was reported of them")
		assert.Len(t, all[sla.ReportNotice](d, "extranet-a/2026-05-01", sla.EventReportMade), 1)
		_, err := d.Record(d.ctx, "extranet-a", on("10T00:00").AddDate(0, 2, 0))
		require.ErrorIs(t, err, fault.ErrNotFound, "of a period of which nothing is known no record is made")
	})
}

func TestReports_only_on_request_if_agreed(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Reports = sla.Schedule{OnRequest: true}
	d.register(r)
	d.clock.Set(on("31T23:00").AddDate(0, 0, 5))
	d.due()
	assert.Empty(t, d.told(march))
}

// Section 4.2.1, step 2: or at the customer's request.
func TestReportOnRequest(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		r := registration(extranet(sla.AtOnce))
		r.Agreement.ID, r.From = "extranet-b", calendar.MustParse("2026-04-01")
		d.register(r)
		reports, err := d.ReportOnRequest(d.ctx, "dealer-a", "case-1", time.Time{})
		require.NoError(t, err)
		require.Len(t, reports, 1, "the other is not in force yet")
		assert.False(t, reports[0].Closed)
		assert.Equal(t, []string{sla.EventReportMade}, d.told("case-1"))
		assert.Equal(t, sla.RequestedReport, all[sla.ReportNotice](d, "case-1", sla.EventReportMade)[0].Reason)
		february, err := d.MakeReport(d.ctx, sla.ReportOrder{Agreement: "extranet-a", In: on("10T00:00").AddDate(0, -1, 0)})
		require.NoError(t, err)
		assert.Equal(t, calendar.MustParse("2026-02-01"), february.Period.From())
		d.refuses(fault.ErrNotFound, func() error { _, err := d.ReportOnRequest(d.ctx, "dealer-b", "", time.Time{}); return err })
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.MakeReport(d.ctx, sla.ReportOrder{Agreement: "extranet-a", In: on("10T00:00").AddDate(0, 1, 0)})
			return err
		})
		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.MakeReport(d.ctx, sla.ReportOrder{Correlation: "\x00", In: time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC), Reason: "whim"})
			return err
		})
		assert.Equal(t, []string{"correlation ETOM-TEXT-NUL", "agreement ETOM-REQUIRED", "in ETOM-RANGE", "reason ETOM-UNKNOWN"}, fields(t, err))
	})
}

// So do the reasons of a thousand faults that nobody repairs.
func TestReports_are_shortened_to_the_first_reasons(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Objectives = []sla.Objective{repair()}
	r.Agreement.Fees, r.Fees = nil, nil
	d.register(r)
	var repairs []sla.Repair
	for n := range sla.MaxPieces {
		repairs = append(repairs, sla.Repair{ID: fmt.Sprintf("%0200d", n), Reported: on("02T08:00")})
	}
	d.received(sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Repairs: repairs})
	rep, err := d.MakeReport(d.ctx, sla.ReportOrder{Agreement: "extranet-a", Correlation: "case-1"})
	require.NoError(t, err)
	assert.Greater(t, len(rep.Results[0].Reasons), sla.MaxPieces)
	n := all[sla.ReportNotice](d, "case-1", sla.EventReportMade)[0]
	assert.True(t, n.Shortened)
	assert.Empty(t, n.Report.Results[0].Faults)
	assert.Len(t, n.Report.Results[0].Reasons, 20)
	assert.Equal(t, rep.Results[0].Reasons[:20], n.Report.Results[0].Reasons)
}

// A report on a thousand outages does not fit an event: it goes without their ledgers, and can be asked for whole.
func TestReports_are_shortened_to_what_an_event_can_carry(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		repairs := repair()
		repairs.Repair.Faults = sla.FromOutages
		r.Agreement.Objectives[2] = repairs
		d.register(r)
		d.clock.Set(on("30T00:00"))
		for parcel := range 2 {
			var outages []downtime.Outage
			for n := range 500 {
				o := outage(fmt.Sprintf("outage number %d of parcel %d", n, parcel), "01T00:00", time.Minute)
				o.Start = o.Start.Add(time.Duration(parcel*500+n) * 20 * time.Minute)
				o.End = o.Start.Add(time.Minute)
				outages = append(outages, o)
			}
			d.received(sent(fmt.Sprint("q-", parcel), outages...))
		}
		rep, err := d.MakeReport(d.ctx, sla.ReportOrder{Agreement: "extranet-a", Correlation: "case-1"})
		require.NoError(t, err)
		assert.Len(t, rep.Results[0].Ledger.Lines, 1000)
		whole, err := d.ReportOf(d.ctx, "extranet-a", time.Time{})
		require.NoError(t, err)
		assert.Equal(t, rep, whole)
		n := all[sla.ReportNotice](d, "case-1", sla.EventReportMade)[0]
		assert.True(t, n.Shortened)
		assert.Empty(t, n.Report.Results[0].Ledger.Lines)
		assert.Equal(t, rep.Results[0].Ledger.Down, n.Report.Results[0].Ledger.Down)
		text, err := json.Marshal(n.Report)
		require.NoError(t, err)
		assert.Less(t, len(text), 256<<10)
	})
}

// The internal report of 3.7.3.
func TestPerformances_lists_all_agreements_of_a_period(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		for _, id := range []string{"b", "c", "d"} {
			r := registration(extranet(sla.AtOnce))
			r.Agreement.ID, r.Agreement.Customer = id, "dealer-"+id
			if id == "d" {
				r.From = calendar.MustParse("2026-04-01")
			}
			d.register(r)
		}
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		var listed []sla.Performance
		for after := (store.Cursor{}); ; {
			page, next, err := d.Performances(d.ctx, on("05T00:00"), after, 2)
			require.NoError(t, err)
			listed = append(listed, page...)
			if after = next; after == (store.Cursor{}) {
				break
			}
		}
		require.Len(t, listed, 3)
		assert.Equal(t, []string{"b", "c", "extranet-a"}, []string{listed[0].Agreement, listed[1].Agreement, listed[2].Agreement})
		assert.Equal(t, sla.NoData, listed[0].State)
		assert.Equal(t, sla.Violated, listed[2].State)
		assert.True(t, listed[2].Violation)
		assert.Equal(t, 1, listed[2].Reports)
		assert.Equal(t, "5 h", listed[2].Standings[0].Measured.Text)
		_, _, err := d.Performances(d.ctx, time.Time{}, store.Cursor{}, 2)
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}
