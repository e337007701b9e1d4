package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestReceiveQuality_refuses_what_cannot_be(t *testing.T) {
	base := func(how func(*sla.QualityReport)) sla.QualityReport {
		q := sent("q-1", outage("o-1", "02T07:00", time.Hour))
		how(&q)
		return q
	}
	many := make([]downtime.Outage, sla.MaxPieces+1)
	tests := map[string]struct {
		q      sla.QualityReport
		fields []string
	}{
		"nothing":             {sla.QualityReport{}, []string{"id ETOM-REQUIRED", "agreement ETOM-REQUIRED"}},
		"reversed":            {base(func(q *sla.QualityReport) { q.Outages[0].End = on("02T06:00") }), []string{"outage[0].end ETOM-RANGE"}},
		"in the future":       {base(func(q *sla.QualityReport) { q.Outages[0].End = on("02T09:01") }), []string{"outage[0].end ETOM-RANGE"}},
		"begun in the future": {base(func(q *sla.QualityReport) { q.Outages[0].Start, q.Outages[0].End = on("02T09:01"), time.Time{} }), []string{"outage[0].start ETOM-RANGE"}},
		"without a beginning": {base(func(q *sla.QualityReport) { q.Outages[0].Start = time.Time{} }), []string{"outage[0].start ETOM-REQUIRED"}},
		"without an id":       {base(func(q *sla.QualityReport) { q.Outages[0].ID = "" }), []string{"outage[0].id ETOM-REQUIRED"}},
		"there twice":         {base(func(q *sla.QualityReport) { q.Outages = append(q.Outages, q.Outages[0]) }), []string{"outage[1].id ETOM-DUPLICATE"}},
		"of the last century": {base(func(q *sla.QualityReport) { q.Outages[0].Start = on("02T06:00").AddDate(-30, 0, 0) }), []string{"outage[0].start ETOM-RANGE"}},
		"before the agreement": {base(func(q *sla.QualityReport) {
			q.Outages[0].Start, q.Outages[0].End = on("01T06:00").AddDate(-1, 0, 0), on("01T07:00").AddDate(-1, 0, 0)
		}), []string{"outage[0] SLA-PERIOD"}},
		"an unknown feature":        {base(func(q *sla.QualityReport) { q.Outages[0].Feature = "Fax" }), []string{"outage[0].feature SLA-FEATURE"}},
		"an unknown feature at all": {sla.QualityReport{ID: "q", Agreement: "extranet-a", Feature: "Fax"}, []string{"feature SLA-FEATURE"}},
		"too many":                  {base(func(q *sla.QualityReport) { q.Outages = many }), []string{"outage ETOM-LENGTH"}},
		"texts": {sla.QualityReport{ID: "a\x00", Correlation: "a\xff", Agreement: "a\x00", Text: "\xff", Feature: "\x00"},
			[]string{"id ETOM-TEXT-NUL", "correlation ETOM-TEXT-UTF8", "agreement ETOM-TEXT-NUL", "feature ETOM-TEXT-NUL", "text ETOM-TEXT-UTF8"}},
		"texts of pieces": {base(func(q *sla.QualityReport) {
			q.Outages[0].ID, q.Outages[0].Cause, q.Outages[0].Feature = "a\x00", "b\xff", "\x00"
			q.Exclusions = []downtime.Exclusion{{ID: "\xff", Reference: "\x00", Outage: "\x00", Start: on("02T07:00")}}
			q.Repairs = []sla.Repair{{ID: "\x00", Cause: "\xff", Reported: on("02T07:00")}}
			q.Withdrawn = []string{"\x00", "w", "w"}
		}), []string{"outage[0].id ETOM-TEXT-NUL", "outage[0].feature ETOM-TEXT-NUL", "exclusion[0].id ETOM-TEXT-UTF8", "repair[0].id ETOM-TEXT-NUL",
			"outage[0].cause ETOM-TEXT-UTF8", "exclusion[0].reference ETOM-TEXT-NUL", "exclusion[0].outage ETOM-TEXT-NUL", "exclusion[0].cause ETOM-REQUIRED",
			"exclusion[0].end ETOM-REQUIRED", "repair[0].cause ETOM-TEXT-UTF8", "withdrawn[0] ETOM-TEXT-NUL", "withdrawn[2] ETOM-DUPLICATE"}},
		"a report of the future": {base(func(q *sla.QualityReport) { q.Outages[0].Reported = on("03T07:00") }), []string{"outage[0].reported ETOM-RANGE"}},
		"announced tomorrow": {base(func(q *sla.QualityReport) {
			q.Exclusions = []downtime.Exclusion{{ID: "x", Cause: "c", Start: on("02T07:00"), End: on("02T08:00"), Announced: on("03T07:00")}}
		}), []string{"exclusion[0].announced ETOM-RANGE"}},
		"a repair before its report": {base(func(q *sla.QualityReport) {
			q.Repairs = []sla.Repair{{ID: "r", Reported: on("02T07:00"), Restored: on("02T06:00")}}
		}), []string{"repair[0].restored ETOM-RANGE"}},
		"samples of the future": {base(func(q *sla.QualityReport) {
			q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T09:01"), Value: 1}}}
		}), []string{"sample.utilisation[0].at ETOM-RANGE"}},
		"samples out of order": {base(func(q *sla.QualityReport) {
			q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T08:01")}, {At: on("02T08:01")}}}
		}), []string{"sample.utilisation[1].at ETOM-RANGE"}},
		"samples before the agreement": {base(func(q *sla.QualityReport) {
			q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T08:01").AddDate(-1, 0, 0)}}}
		}), []string{"sample.utilisation[0].at SLA-PERIOD"}},
		"an unknown metric": {base(func(q *sla.QualityReport) {
			q.Samples = map[string][]sample.Sample{"warmth": {{At: on("02T08:01")}}}
			q.Counts = map[string][]sample.Count{"calls": {{At: on("02T08:01")}}}
		}), []string{"sample.warmth ETOM-REFERENCE", "count.calls ETOM-REFERENCE"}},
		"a negative sample": {base(func(q *sla.QualityReport) {
			q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T08:01"), Value: -1}}}
		}), []string{"sample.utilisation[0].value ETOM-RANGE"}},
		"a period to come": {base(func(q *sla.QualityReport) { q.In = on("31T23:00") }), []string{"in SLA-PERIOD"}},
		"a fee of nothing": {base(func(q *sla.QualityReport) { q.Fees = map[string]money.Amount{"tip": money.Must("1.00 EUR")} }),
			[]string{`fee["tip"] SLA-FEE`}},
		"a fee in dollars": {base(func(q *sla.QualityReport) { q.Fees = map[string]money.Amount{charge: {}} }),
			[]string{`fee["basic charge of the extranet"] ETOM-CURRENCY`}},
		"a withdrawal of nothing": {base(func(q *sla.QualityReport) { q.Withdrawn = []string{"o-9"} }), []string{"withdrawn[0] ETOM-REFERENCE"}},
	}
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		for name, tt := range tests {
			err := d.refuses(fault.ErrInvalid, func() error { _, err := d.ReceiveQuality(d.ctx, tt.q); return err })
			assert.Equal(t, tt.fields, fields(t, err), name)
		}
		d.refuses(fault.ErrNotFound, func() error {
			q := sent("q")
			q.Agreement = "another"
			_, err := d.ReceiveQuality(d.ctx, q)
			return err
		})
	})
}

// Outages of one id and time that overlap are only found together with those known before: the report that would bring them is
// refused as a whole.
func TestReceiveQuality_refuses_what_does_not_go_with_what_is_known(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		unmerged := counting()
		unmerged.Order, unmerged.MergeGap = unmerged.Order[1:], nil
		r.Agreement.Objectives[0].Counting = &unmerged
		d.register(r)
		d.received(sent("q-1", outage("o-1", "02T07:00", time.Hour)))
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ReceiveQuality(d.ctx, sent("q-2", outage("o-2", "02T07:30", time.Hour)))
			return err
		})
		assert.ErrorContains(t, err, "o-2")
	})
}

func TestReceiveQuality_a_period_has_room_for_so_many_outages(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("31T00:00"))
	for parcel := range 2 {
		var outages []downtime.Outage
		for n := range sla.MaxPieces {
			o := outage(fmt.Sprintf("o-%d-%d", parcel, n), "01T00:00", time.Minute)
			o.Start = o.Start.Add(time.Duration(parcel*sla.MaxPieces+n) * 10 * time.Minute)
			o.End = o.Start.Add(time.Second)
			outages = append(outages, o)
		}
		d.received(sent(fmt.Sprint("q-", parcel), outages...))
	}
	err := d.refuses(fault.ErrInvalid, func() error {
		_, err := d.ReceiveQuality(d.ctx, sent("q-9", outage("one more", "20T08:00", time.Minute)))
		return err
	})
	assert.Equal(t, []string{"outage[0] ETOM-LENGTH"}, fields(t, err))
}
