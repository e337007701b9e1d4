package sla_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// tiered is the extranet with credits that grow, so that late data changes amounts, and with a second promise.
func tiered(settle sla.Settle) sla.Agreement {
	a := extranet(settle)
	tiers := []sla.Tier{
		{When: []sla.Bound{{Operator: sla.Greater, Value: money.Count(4)}, {Operator: sla.LessOrEqual, Value: money.Count(8)}}, Value: sla.Value{Rate: new(money.MustRate("2%"))}},
		{When: []sla.Bound{{Operator: sla.Greater, Value: money.Count(8)}, {Operator: sla.LessOrEqual, Value: money.Count(24)}}, Value: sla.Value{Rate: new(money.MustRate("5%"))}},
		{When: []sla.Bound{{Operator: sla.Greater, Value: money.Count(24)}}, Value: sla.Value{Rate: new(money.MustRate("10%"))}},
	}
	a.Objectives[0].Consequences[0].Tiers = tiers
	longest := sla.AllowedDowntime("longest", "Longest outage", counting(), money.Count(2), charge, money.MustRate("1%"))
	longest.Kind = sla.LongestOutage
	a.Objectives = append(a.Objectives, longest)
	a.Cap = sla.Cap{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: charge}, Value: sla.Value{Rate: new(money.MustRate("10%"))}}
	return a
}

// checkOnce asks that what was handed over in the journal of a record's case adds up to what the report grants now, that the hand-overs
// are numbered without a gap, and that a breach is found once for each time it was not there.
func (d *desk) checkOnce(t assert.TestingT, correlation, id string, grants money.Amount) {
	sum := money.Must("0.00 EUR")
	var c money.Calc
	there := map[string]bool{}
	for n, notice := range all[sla.RemedyNotice](d, correlation, sla.EventRemedyHandedOver) {
		assert.Equal(t, n+1, notice.No)
		assert.NotEmpty(t, notice.Adjustments)
		sum = c.Add(sum, notice.Amount)
		assert.Equal(t, sum, c.Add(notice.Total, money.Must("0.00 EUR")))
	}
	assert.NoError(t, c.Err())
	assert.Equal(t, c.Add(grants, money.Must("0.00 EUR")), sum)
	for _, e := range d.journal(correlation) {
		var n sla.ViolationNotice
		switch e.Type {
		case sla.EventViolationFound:
			assert.NoError(t, e.Read(&n))
			for _, b := range n.Breaches {
				assert.False(t, there[b.Objective], "%s is found again although it was there", b.Objective)
				there[b.Objective] = true
			}
		case sla.EventViolationMadeKnown:
			assert.NoError(t, e.Read(&n))
			clear(there)
			for _, b := range n.Breaches {
				there[b.Objective] = true
			}
		}
	}
	v, err := d.Violation(d.ctx, id)
	if errors.Is(err, fault.ErrNotFound) {
		assert.Zero(t, sum.Sign())
		return
	}
	assert.NoError(t, err)
	assert.Equal(t, sum, c.Add(v.Total, money.Must("0.00 EUR")))
}

// Whatever is reported of March, in whatever order, corrected, withdrawn, again and late, and however often Due comes by: what is
// handed over adds up to what the last report grants.
func TestViolation_hand_overs_add_up_whatever_is_reported(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := inMemory(t, nil)
		settle := rapid.SampledFrom([]sla.Settle{sla.AtOnce, sla.AtPeriodEnd}).Draw(rt, "settle")
		d.register(registration(tiered(settle)))
		var before []sla.QualityReport
		known := map[string]bool{}
		for n := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			d.clock.Advance(time.Duration(rapid.IntRange(0, 72).Draw(rt, "hours")) * time.Hour)
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0:
				_, err := d.Due(d.ctx, d.clock.Now())
				require.NoError(rt, err)
				continue
			case 1:
				if len(before) > 0 {
					_, err := d.ReceiveQuality(d.ctx, rapid.SampledFrom(before).Draw(rt, "again"))
					require.NoError(rt, err)
				}
				continue
			case 2:
				if len(known) > 0 {
					id := rapid.SampledFrom(keysOf(known)).Draw(rt, "withdrawn")
					delete(known, id)
					q := sla.QualityReport{ID: fmt.Sprint("q-", n), Agreement: "extranet-a", Withdrawn: []string{id}}
					_, err := d.ReceiveQuality(d.ctx, q)
					require.NoError(rt, err)
					before = append(before, q)
				}
				continue
			}
			id := fmt.Sprint("o-", rapid.IntRange(1, 5).Draw(rt, "outage"))
			since := int(d.clock.Now().Sub(on("01T00:00")).Minutes())
			start := rapid.IntRange(0, min(since, 30*24*60)).Draw(rt, "start")
			o := downtime.Outage{ID: id, Start: on("01T00:00").Add(time.Duration(start) * time.Minute)}
			if length := rapid.IntRange(0, 30*60).Draw(rt, "minutes"); length > 0 && start+length <= since {
				o.End = o.Start.Add(time.Duration(length) * time.Minute)
			}
			q := sent(fmt.Sprint("q-", n), o)
			_, err := d.ReceiveQuality(d.ctx, q)
			require.NoError(rt, err)
			known[id] = true
			before = append(before, q)
		}
		d.clock.Set(on("31T00:00").AddDate(0, 2, 0))
		for range 2 {
			_, err := d.Due(d.ctx, d.clock.Now())
			require.NoError(rt, err)
		}
		for _, first := range []string{"2026-03-01", "2026-04-01"} {
			rep, err := d.ReportOf(d.ctx, "extranet-a", calendar.FirstInstant(calendar.MustParse(first), time.UTC))
			require.NoError(rt, err)
			id := "extranet-a/" + first
			d.checkOnce(rt, id, id, rep.Total)
		}
	})
}

func keysOf(set map[string]bool) []string {
	var keys []string
	for n := range 6 {
		if id := fmt.Sprint("o-", n); set[id] {
			keys = append(keys, id)
		}
	}
	return keys
}

// Sixteen at once send the same reports, each in an order of its own, and call Due: everything is handed over once.
func TestViolation_a_crowd_hands_over_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.register(registration(tiered(sla.AtOnce)))
		d.clock.Set(on("20T00:00"))
		var reports []sla.QualityReport
		for n := range 6 {
			q := sent(fmt.Sprint("q-", n), outage(fmt.Sprint("o-", n), fmt.Sprintf("%02dT08:00", n+2), time.Duration(n+1)*time.Hour))
			reports = append(reports, q)
		}
		const outages = 6
		for n, hours := range []time.Duration{0, 1, 20} { // which of these corrections holds, who comes last decides
			reports = append(reports, sent(fmt.Sprint("late-", n), outage("o-5", "07T08:00", hours*time.Hour+time.Minute)))
		}
		rounds := 2
		if strings.HasSuffix(t.Name(), "postgres") {
			rounds = 1
		}
		var everybody sync.WaitGroup
		for who := range 16 {
			everybody.Go(func() {
				random := rand.New(rand.NewPCG(uint64(who), 657))
				for range rounds {
					for _, n := range random.Perm(len(reports)) {
						d.insist(func() error { _, err := d.ReceiveQuality(d.ctx, reports[n]); return err })
						if random.IntN(4) == 0 {
							d.insist(func() error { _, err := d.Due(d.ctx, d.clock.Now()); return err })
						}
					}
				}
			})
		}
		everybody.Wait()
		rep, err := d.ReportOf(d.ctx, "extranet-a", on("10T00:00"))
		require.NoError(t, err)
		assert.Positive(t, rep.Total.Sign())
		d.checkOnce(t, march, march, rep.Total)
		rec, err := d.Record(d.ctx, "extranet-a", on("10T00:00"))
		require.NoError(t, err)
		assert.Equal(t, len(reports), rec.Reports)
		assert.Len(t, rec.Outages, outages)
		told := len(all[sla.Assessment](d, march, sla.EventPerformanceMet)) + len(all[sla.Assessment](d, march, sla.EventPerformanceViolated))
		assert.Equal(t, len(reports), told, "each report is assessed once")
	})
}

// insist comes again for as long as others are faster.
func (d *desk) insist(command func() error) {
	for {
		err := command()
		if errors.Is(err, fault.ErrConflict) {
			continue
		}
		assert.NoError(d.t, err)
		return
	}
}
