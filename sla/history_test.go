package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// history is what was reported of mail in any order, late, twice and corrected, as it stands at last.
type history struct {
	*desk
	t          *rapid.T
	outages    map[string]downtime.Outage
	exclusions map[string]downtime.Exclusion
}

// lived draws months in the life of an agreement: all outages have ended, and everything is settled.
func lived(t *rapid.T, d *desk) history {
	h := history{d, t, map[string]downtime.Outage{}, map[string]downtime.Exclusion{}}
	d.clock.Set(on("05T00:00"))
	for n := range rapid.IntRange(1, 10).Draw(t, "reports") {
		h.pass(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
		q := h.drawn(fmt.Sprint("q-", n))
		for range rapid.IntRange(1, 2).Draw(t, "times") {
			_, err := d.ReceiveQuality(d.ctx, q)
			require.NoError(t, err)
		}
	}
	h.pass(100 * 24 * time.Hour)
	for id, o := range h.outages {
		if o.End.IsZero() {
			o.End = d.clock.Now().Add(-time.Hour)
			h.outages[id] = o
			_, err := d.ReceiveQuality(d.ctx, sent("end-"+id, o))
			require.NoError(t, err)
		}
	}
	h.pass(0)
	return h
}

// pass lets time pass.
func (h history) pass(by time.Duration) {
	h.clock.Set(h.clock.Now().Add(by))
	_, err := h.Due(h.ctx, h.clock.Now())
	require.NoError(h.t, err)
}

// ago draws an instant since March.
func (h history) ago() time.Time {
	at := h.clock.Now().Add(-time.Duration(rapid.IntRange(1, 400).Draw(h.t, "ago")) * time.Hour)
	if first := on("01T00:00"); at.Before(first) {
		return first
	}
	return at
}

// drawn draws a report.
func (h history) drawn(id string) sla.QualityReport {
	q := sent(id)
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 4), 0, 2, rapid.ID[int]).Draw(h.t, "outages") {
		o := downtime.Outage{ID: fmt.Sprint("o-", n), Feature: "Mail", Start: h.ago()}
		if rapid.Bool().Draw(h.t, "ended") {
			o.End = o.Start.Add(time.Duration(rapid.IntRange(1, 100).Draw(h.t, "length")) * 10 * time.Minute)
		}
		if o.End.After(h.clock.Now()) {
			o.End = h.clock.Now()
		}
		q.Outages = append(q.Outages, o)
		h.outages[o.ID] = o
	}
	if rapid.Bool().Draw(h.t, "excluded") {
		x := downtime.Exclusion{ID: fmt.Sprint("x-", rapid.IntRange(0, 2).Draw(h.t, "exclusion")), Feature: "Mail", Cause: downtime.Customer, Start: h.ago()}
		x.End = x.Start.Add(time.Duration(rapid.IntRange(1, 30).Draw(h.t, "length")) * time.Hour)
		q.Exclusions = append(q.Exclusions, x)
		h.exclusions[x.ID] = x
	}
	gone := fmt.Sprint("o-", rapid.IntRange(0, 20).Draw(h.t, "withdrawn"))
	if _, known := h.outages[gone]; known && len(q.Outages) == 0 {
		q.Withdrawn = []string{gone}
		delete(h.outages, gone)
	}
	return q
}

// byTheHour costs 2 % of the month's charge for each started hour behind the fourth.
func byTheHour(t *rapid.T) sla.Registration {
	r := registration(extranet(rapid.SampledFrom([]sla.Settle{sla.AtOnce, sla.AtPeriodEnd}).Draw(t, "settle")))
	r.Agreement.Objectives[0].Consequences[0].Step = &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}
	return r
}

// months are called for each month that is settled.
func (h history) months(a sla.Agreement, each func(sla.Report, money.Amount)) {
	for p := period("2026-03-01"); p.End().Before(h.clock.Now().Add(-72 * time.Hour)); {
		rep, err := h.ReportOf(h.ctx, a.ID, p.Start())
		require.NoError(h.t, err)
		each(rep, h.handedOver(a.ID+"/"+p.From().String()))
		p, err = a.Cycle.Next(p)
		require.NoError(h.t, err)
	}
}

// However it was reported, what was handed over is what Evaluate grants for what is known at last.
func TestProperty_HandedOverIsWhatEvaluateGrants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d, r := inMemory(t, nil), byTheHour(rt)
		d.register(r)
		h := lived(rt, d)
		h.months(r.Agreement, func(rep sla.Report, got money.Amount) {
			known := sla.Record{Fees: r.Fees}
			for _, o := range h.outages {
				if o.Start.Before(rep.Period.End()) && o.End.After(rep.Period.Start()) {
					known.Outages = append(known.Outages, o)
				}
			}
			for _, x := range h.exclusions {
				if x.Start.Before(rep.Period.End()) && x.End.After(rep.Period.Start()) {
					known.Exclusions = append(known.Exclusions, x)
				}
			}
			want, err := sla.Evaluate(r.Agreement, known, rep.Period, d.clock.Now())
			require.NoError(rt, err)
			order, err := got.Cmp(want.Total)
			require.NoError(rt, err)
			require.Zero(rt, order, "%s: %s, not %s", rep.Period, got, want.Total)
		})
	})
}

// Under a cap of the contract all months together get no more than it, and each what its report says.
func TestProperty_HandedOverKeepsToTheContractsCap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d, r := inMemory(t, nil), byTheHour(rt)
		r.Agreement.ContractCap = sla.ContractCap{Over: sla.WholeContract, Cap: fixed("10.00 EUR")}
		d.register(r)
		var c money.Calc
		var sum money.Amount
		lived(rt, d).months(r.Agreement, func(rep sla.Report, got money.Amount) {
			order, err := got.Cmp(rep.Total)
			require.NoError(rt, err)
			require.Zero(rt, order, "%s: %s, not %s", rep.Period, got, rep.Total)
			sum = c.Add(sum, got)
		})
		order, err := sum.Cmp(money.Must("10.00 EUR"))
		require.NoError(rt, err)
		require.LessOrEqual(rt, order, 0, "%s", sum)
		require.NoError(rt, c.Err())
	})
}
