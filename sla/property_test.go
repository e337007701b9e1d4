package sla_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
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

// aprilSeconds is the length of April in UTC.
const aprilSeconds = 30 * 24 * 3600

func percentOf(hundredths int64) money.Quantity {
	return money.MustQuantity(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100))
}

// TestProperty_TiersByIntegers holds the tier that is found against one found with whole numbers alone.
func TestProperty_TiersByIntegers(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	rapid.Check(t, func(t *rapid.T) {
		edges := rapid.SliceOfNDistinct(rapid.Int64Range(1, 10_000), 1, 5, rapid.ID[int64]).Draw(t, "edges")
		for i := range edges { // descending
			for j := i + 1; j < len(edges); j++ {
				if edges[j] > edges[i] {
					edges[i], edges[j] = edges[j], edges[i]
				}
			}
		}
		var credits []sla.Credit
		for i, e := range edges {
			credits = append(credits, sla.Credit{Below: percentOf(e), Rate: money.MustRate(fmt.Sprintf("%d%%", 10*(i+1)))})
		}
		lost := rapid.OneOf(rapid.Int64Range(1, aprilSeconds),
			rapid.Custom(func(t *rapid.T) int64 { // on an edge, and a second to either side
				e := rapid.SampledFrom(edges).Draw(t, "edge")
				return min(max((10_000-e)*aprilSeconds/10_000+rapid.Int64Range(-1, 1).Draw(t, "beside"), 1), aprilSeconds)
			})).Draw(t, "lost")
		want := int64(0)
		for i, e := range edges {
			if (aprilSeconds-lost)*10_000 < e*aprilSeconds {
				want = int64(10 * (i + 1))
			}
		}
		a := agreement("UTC", sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", credits...))
		report, err := sla.Evaluate(a, withoutService("2026-04-01T00:00:00Z", time.Duration(lost)*time.Second, "100.00 EUR"), april, april.End())
		require.NoError(t, err)
		minor, err := report.Total.MinorUnits()
		require.NoError(t, err)
		require.Equal(t, want*100, minor)
	})
}

// TestProperty_StepsByIntegers holds the number of started and full steps against whole numbers.
func TestProperty_StepsByIntegers(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.Int64Range(5_000, 10_000).Draw(t, "target")
		size := rapid.Int64Range(1, 500).Draw(t, "size")
		lost := rapid.Int64Range(1, aprilSeconds).Draw(t, "lost")
		if rapid.Bool().Draw(t, "on an edge") {
			n := rapid.Int64Range(0, 20).Draw(t, "n")
			lost = min(max((10_000-target+n*size)*aprilSeconds/10_000, 1), aprilSeconds)
		}
		count := rapid.SampledFrom([]sla.StepCount{sla.Started, sla.Full}).Draw(t, "count")
		beyond, step := target*aprilSeconds-(aprilSeconds-lost)*10_000, size*aprilSeconds
		want := int64(0)
		if beyond > 0 {
			want = beyond / step
			if count == sla.Started && beyond%step > 0 {
				want++
			}
		}
		o := sla.PerStartedStep("uptime", "Uptime", plainly(), percentOf(target), percentOf(size), "fee", money.MustRate("1%"))
		o.Consequences[0].Step.Count = count
		report, err := sla.Evaluate(agreement("UTC", o), withoutService("2026-04-01T00:00:00Z", time.Duration(lost)*time.Second, "100.00 EUR"), april, april.End())
		require.NoError(t, err)
		minor, err := report.Total.MinorUnits()
		require.NoError(t, err)
		require.Equal(t, want*100, minor)
	})
}

// TestProperty_OverlapsOfTiers holds what Check says of tiers against trying figures: the edges and those between them.
func TestProperty_OverlapsOfTiers(t *testing.T) {
	t.Parallel()
	operators := []sla.Operator{sla.Less, sla.LessOrEqual, sla.Equal, sla.GreaterOrEqual, sla.Greater}
	rapid.Check(t, func(t *rapid.T) {
		o := sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", rows("99.99", "10%")...)
		o.Consequences[0].Tiers = nil
		for range rapid.IntRange(1, 4).Draw(t, "tiers") {
			var when []sla.Bound
			for range rapid.IntRange(0, 2).Draw(t, "bounds") {
				when = append(when, sla.Bound{Operator: rapid.SampledFrom(operators).Draw(t, "operator"), Value: money.Count(rapid.Int64Range(-1, 6).Draw(t, "value") * 20)})
			}
			o.Consequences[0].Tiers = append(o.Consequences[0].Tiers, secondsOf("10%", when...))
		}
		holds := func(tier sla.Tier, figure int64) bool {
			for _, b := range tier.When {
				if !b.Operator.Holds(money.Count(figure).Cmp(b.Value)) {
					return false
				}
			}
			return true
		}
		twice, never := false, false
		for i, tier := range o.Consequences[0].Tiers {
			ever := false
			for figure := int64(0); figure <= 100; figure += 10 {
				ever = ever || holds(tier, figure) && (figure < 100 || len(tier.When) == 0) // at 100 % the target is met
				for _, earlier := range o.Consequences[0].Tiers[:i] {
					twice = twice || holds(tier, figure) && holds(earlier, figure)
				}
			}
			never = never || !ever
		}
		found := map[string]bool{}
		var invalid *fault.Invalid
		if errors.As(agreement("UTC", o).Check(), &invalid) {
			for _, f := range invalid.Fields {
				found[f.Rule] = true
			}
		}
		require.Equal(t, twice, found[sla.RuleTierTwice])
		require.Equal(t, never, found[sla.RuleTierEmpty])
	})
}

// costly draws terms that cost something in every way.
func costly(t *rapid.T) sla.Agreement {
	tiered := sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", rows("99.9", "10%", "99", "25%", "95", "100%")...)
	days := sla.DaysOfCredit("days", "Days", plainly(), money.Count(2), "fee", money.Count(1), money.Count(7))
	repair := sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(4), "other fee", money.MustRate("3.3%"))
	paid := slack(10, calendar.Month, plainly()).Objectives[0]
	paid.ID = "paid"
	a := agreement("UTC", tiered, days, repair, paid)
	a.Fees = append(a.Fees, "other fee")
	a.Stacking = rapid.SampledFrom([]sla.Stacking{sla.Sum, sla.Max, sla.First}).Draw(t, "stacking")
	a.Rounding = new(rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down}).Draw(t, "rounding"))
	if rapid.Bool().Draw(t, "capped") {
		a.Cap = sla.CappedAt(money.MustRate("30%"), "fee")
	}
	if rapid.Bool().Draw(t, "least") {
		a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.Greater, Amount: new(money.Must("5.00 EUR"))}
	}
	return a
}

var costlyFees = map[string]money.Amount{"fee": money.Must("99.99 EUR"), "other fee": money.Must("17.03 EUR")}

// someOutages draws outages in April, some of which lie beyond it.
func someOutages(t *rapid.T, most int) []downtime.Outage {
	var all []downtime.Outage
	for i := range rapid.IntRange(0, most).Draw(t, "outages") {
		start := instant("2026-03-31T12:00:00Z").Add(time.Duration(rapid.IntRange(0, 30*24*60).Draw(t, "start")) * time.Minute)
		all = append(all, downtime.Outage{ID: fmt.Sprintf("o-%d", i), Start: start, Reported: start,
			End: start.Add(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)})
	}
	return all
}

func TestProperty_AdjustmentsAddUp(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	asOf := april.End().Add(72 * time.Hour)
	rapid.Check(t, func(t *rapid.T) {
		a := costly(t)
		var before sla.Report
		var handedOver money.Amount
		for range rapid.IntRange(1, 6).Draw(t, "evaluations") {
			now, err := sla.Evaluate(a, sla.Record{Outages: someOutages(t, 4), Fees: costlyFees}, april, asOf)
			require.NoError(t, err)
			adjustments, err := sla.Difference(before, now)
			require.NoError(t, err)
			for _, one := range adjustments {
				require.NotZero(t, one.Amount.Sign())
				handedOver, err = handedOver.Add(one.Amount)
				require.NoError(t, err)
			}
			again, err := sla.Difference(now, now)
			require.NoError(t, err)
			require.Empty(t, again, "nothing is handed over twice")
			before = now
		}
		left, err := handedOver.Sub(before.Total)
		require.NoError(t, err)
		require.Zero(t, left.Sign(), "handed over %s, the last report has %s", handedOver, before.Total)
	})
}

func TestProperty_RemediesAreAccountedFor(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	asOf := april.End().Add(72 * time.Hour)
	rapid.Check(t, func(t *rapid.T) {
		a := costly(t)
		r := sla.Record{Outages: someOutages(t, 5), Fees: costlyFees}
		report, err := sla.Evaluate(a, r, april, asOf)
		require.NoError(t, err)
		var sum money.Amount
		for _, one := range report.Remedies {
			var c money.Calc
			whole := one.Amount
			for _, less := range one.Reductions {
				require.Positive(t, less.Amount.Sign())
				whole = c.Add(whole, less.Amount)
			}
			sum = c.Add(sum, one.Amount)
			require.NoError(t, c.Err())
			require.Equal(t, one.Full, whole, "what is not paid is told")
			require.GreaterOrEqual(t, one.Amount.Sign(), 0)
			_, err := one.Full.MinorUnits()
			require.NoError(t, err, "rounded to the cent")
		}
		require.Equal(t, sum, report.Total)
		if a.Cap.Kind != sla.None {
			order, err := report.Total.Cmp(money.Must("30.00 EUR"))
			require.NoError(t, err)
			require.LessOrEqual(t, order, 0, "30 % of 99.99 EUR, rounded up at most")
		}
		require.Empty(t, unaccounted(report))
		again, err := sla.Evaluate(a, r, april, asOf)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, report), asJSON(t, again), "the same arguments give the same report")
	})
}

// unaccounted are the outages of which a second neither counted nor was taken out for a reason.
func unaccounted(report sla.Report) []string {
	var lost []string
	check := func(l downtime.Ledger) {
		for _, line := range l.Lines {
			sum := line.Counted
			for _, r := range line.Removals {
				sum = sum.Plus(r.Removed)
			}
			if sum.Cmp(downtime.LengthOf(line.Raw.Duration())) != 0 {
				lost = append(lost, line.Outage)
			}
		}
	}
	for _, r := range report.Results {
		if r.Ledger != nil {
			check(*r.Ledger)
		}
		for _, f := range r.Faults {
			check(f.Ledger)
		}
	}
	return lost
}

func TestProperty_AnotherOutageNeverCostsLess(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	asOf := april.End().Add(72 * time.Hour)
	rapid.Check(t, func(t *rapid.T) {
		a := costly(t)
		a.Stacking = rapid.SampledFrom([]sla.Stacking{sla.Sum, sla.Max}).Draw(t, "stacking")
		r := sla.Record{Outages: someOutages(t, 5), Fees: costlyFees}
		more, err := sla.Evaluate(a, r, april, asOf)
		require.NoError(t, err)
		if len(r.Outages) > 0 {
			r.Outages = r.Outages[:len(r.Outages)-1]
		}
		fewer, err := sla.Evaluate(a, r, april, asOf)
		require.NoError(t, err)
		order, err := fewer.Total.Cmp(more.Total)
		require.NoError(t, err)
		require.LessOrEqual(t, order, 0)
	})
}

// TestProperty_ShownOnItsSide holds that the text of a figure never lies on another side of the target than the figure.
func TestProperty_ShownOnItsSide(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	rapid.Check(t, func(t *rapid.T) {
		target := rapid.Int64Range(9_000, 9_999).Draw(t, "target")
		micros := (10_000-target)*aprilSeconds*100 + rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "beside")
		r := withoutService("2026-04-01T00:00:00Z", time.Duration(micros)*time.Microsecond, "1.00 EUR")
		o := sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", sla.Credit{Below: percentOf(target), Rate: money.MustRate("1%")})
		report, err := sla.Evaluate(agreement("UTC", o), r, april, april.End())
		require.NoError(t, err)
		m := report.Results[0].Measured
		shown, ok := new(big.Rat).SetString(m.Text[:len(m.Text)-len(" %")])
		require.True(t, ok, m.Text)
		edge := big.NewRat(target, 100)
		require.Equal(t, m.Rat().Cmp(edge), shown.Cmp(edge), m.Text)
	})
}

func asJSON(t assert.TestingT, v any) string {
	text, err := json.Marshal(v)
	assert.NoError(t, err)
	return string(text)
}
