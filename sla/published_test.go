package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// rows are tiers of availability: below the first figure the second is due, and so on.
func rows(figures ...string) []sla.Credit {
	var all []sla.Credit
	for i := 0; i < len(figures); i += 2 {
		all = append(all, sla.Credit{Below: money.MustQuantity(figures[i]), Rate: money.MustRate(figures[i+1])})
	}
	return all
}

// withoutService is a record with one outage of a length, and a fee.
func withoutService(start string, d time.Duration, fee string) sla.Record {
	return sla.Record{Outages: []downtime.Outage{down("o-1", "", start, d)}, Fees: map[string]money.Amount{"fee": money.Must(fee)}}
}

// secondsOf is a tier of a table in h:m:s, as a table of cumulative outages has it.
func secondsOf(rate string, when ...sla.Bound) sla.Tier {
	return sla.Tier{When: when, Value: sla.Value{Rate: new(money.MustRate(rate))}}
}

func bound(o sla.Operator, value string) sla.Bound {
	return sla.Bound{Operator: o, Value: money.MustQuantity(value)}
}

// awsCompute is the Amazon Compute SLA, region level, of 5 May 2022: <99.99 10 %, <99 30 %, <95 100 %; only above 1 USD; claimed
// by the end of the second billing cycle after.
func awsCompute() sla.Agreement {
	a := agreement("UTC", sla.TieredAvailability("uptime", "Monthly uptime", plainly(), "fee", rows("99.99", "10%", "99", "30%", "95", "100%")...))
	a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.Greater, Amount: new(money.Must("1.00 USD"))}
	a.Claim = sla.Claim{Kind: sla.OnClaim, Within: 2, Unit: sla.BillingCycles, From: sla.FromPeriodEnd}
	return a
}

// centuryLinkHAN is the CenturyLink HAN Internet Access SLA of 1 September 2020: cumulative outages of a calendar month, "≥ 5 minutes
// and < 60 minutes 5%" and so on: the severer row has the edge.
func centuryLinkHAN() sla.Agreement {
	o := sla.Objective{ID: "han", Name: "Network outages", Kind: sla.Downtime, Counting: new(plainly()), Operator: sla.Less, Target: money.Count(300), Unit: sla.Seconds,
		Cap: new(sla.Uncapped()),
		Consequences: []sla.Consequence{{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}, Tiers: []sla.Tier{
			secondsOf("5%", bound(sla.GreaterOrEqual, "300"), bound(sla.Less, "3600")),
			secondsOf("15%", bound(sla.GreaterOrEqual, "3600"), bound(sla.Less, "10800")),
			secondsOf("35%", bound(sla.GreaterOrEqual, "10800"), bound(sla.Less, "21600")),
			secondsOf("50%", bound(sla.GreaterOrEqual, "21600")),
		}}},
	}
	return agreement("America/Denver", o)
}

// crossRoads is Level 3's (3)CrossRoads, standard service: "00:10:01 - 00:45:00 5%" and so on: the milder row has the edge.
func crossRoads() sla.Agreement {
	o := sla.Objective{ID: "crossroads", Name: "Cumulative unavailability", Kind: sla.Downtime, Counting: new(plainly()), Operator: sla.LessOrEqual, Target: money.Count(600), Unit: sla.Seconds,
		Cap:          new(sla.Uncapped()),
		Consequences: []sla.Consequence{{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}}},
	}
	edges := []string{"600", "2700", "14400", "28800", "43200", "57600", "86400"}
	for i, rate := range []string{"5%", "10%", "20%", "30%", "40%", "50%", "100%"} {
		when := []sla.Bound{bound(sla.Greater, edges[i])}
		if i+1 < len(edges) {
			when = append(when, bound(sla.LessOrEqual, edges[i+1]))
		}
		o.Consequences[0].Tiers = append(o.Consequences[0].Tiers, secondsOf(rate, when...))
	}
	return agreement("America/Denver", o)
}

// leasedLine is a clause on leased circuits: "one day's service charge for each hour the fault persists, … a maximum credit of
// 27.5% of the quarterly service charge", the fault counted from its report.
func leasedLine() sla.Agreement {
	k := plainly()
	k.Begin = downtime.BeginReport
	o := sla.Objective{ID: "fault", Name: "Faults", Kind: sla.TimeToRepair, Counting: &k, Repair: &sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByStart},
		Operator: sla.LessOrEqual, Target: money.Count(0), Unit: sla.Hours,
		Cap: new(sla.CappedAt(money.MustRate("27.5%"), "fee")),
		Consequences: []sla.Consequence{{Worth: sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Actual},
			Tiers: []sla.Tier{{Value: sla.Value{Days: new(money.Count(1))}}},
			Step:  &sla.Step{Size: money.Count(1), From: sla.FromZero, Count: sla.Full}}},
	}
	a := agreement("Europe/London", o)
	a.Cycle.Unit = calendar.Quarter
	return a
}

// packetFabricJitter is PacketFabric's jitter clause: the target is under 2 ms; 10 % over it 10 % of the MRC are due, from 25 %
// over 20 %, from 50 % 30 %, from 75 % 40 %, from 100 % 50 %.
func packetFabricJitter() sla.Agreement {
	o := sla.Objective{ID: "jitter", Name: "Jitter", Kind: sla.Mean, Metric: &sample.Metric{Name: "jitter", Unit: "ms", Digits: 3, Most: 100_000}, Rule: &sample.Rule{Kind: sample.Mean},
		Operator: sla.Less, Target: money.Count(2), Unit: "ms", Cap: new(sla.Uncapped()),
		Consequences: []sla.Consequence{{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}, Tiers: []sla.Tier{
			secondsOf("10%", bound(sla.GreaterOrEqual, "2.2"), bound(sla.Less, "2.5")),
			secondsOf("20%", bound(sla.GreaterOrEqual, "2.5"), bound(sla.Less, "3")),
			secondsOf("30%", bound(sla.GreaterOrEqual, "3"), bound(sla.Less, "3.5")),
			secondsOf("40%", bound(sla.GreaterOrEqual, "3.5"), bound(sla.Less, "4")),
			secondsOf("50%", bound(sla.GreaterOrEqual, "4")),
		}}},
	}
	return agreement("UTC", o)
}

// slack is Slack's SLA: times what was paid for the time it was down, under 99.99 % of a calendar quarter (14 June 2024: 10 times;
// scheduled downtime with 48 hours' notice, at most 10 hours a year) or month (2015: 100 times, by the share of users affected).
func slack(times int64, unit calendar.Unit, k downtime.Counting) sla.Agreement {
	o := sla.Objective{ID: "uptime", Name: "Uptime", Kind: sla.Availability, Counting: &k, Operator: sla.GreaterOrEqual, Target: money.MustQuantity("99.99"), Unit: sla.Percent,
		Cap: new(sla.Uncapped()),
		Consequences: []sla.Consequence{{Worth: sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime},
			Tiers: []sla.Tier{{Value: sla.Value{Times: new(money.Count(times))}}}}},
	}
	a := agreement("America/Los_Angeles", o)
	a.Cycle.Unit = unit
	return a
}

// verizon is the Verizon PIP SLA: outages by a fixed 43,200 minutes; credits for availability (here 10 %) and repair (4 h, here
// 4 % each) add up, to 100 % of the MRC at most.
func verizon() sla.Agreement {
	k := plainly()
	k.Denominator = downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: calendar.Span(43_200 * time.Minute)}
	available := sla.TieredAvailability("availability", "Availability", k, "fee", rows("99.9", "10%")...)
	repair := sla.RepairedWithin("repair", "Time to repair", plainly(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(4), "fee", money.MustRate("4%"))
	a := agreement("America/New_York", available, repair)
	a.Cap = sla.CappedAt(money.MustRate("100%"), "fee")
	return a
}

func TestEvaluate_PublishedAgreements(t *testing.T) {
	t.Parallel()
	const second, minute = time.Second, time.Minute
	azure := agreement("UTC", sla.TieredAvailability("uptime", "Uptime", plainly(), "fee", rows("99.99", "10%", "99", "25%", "95", "100%")...))
	wavelength := agreement("UTC", sla.PerStartedStep("uptime", "Availability", plainly(), money.MustQuantity("99.9"), money.MustQuantity("0.1"), "fee", money.MustRate("1%")))
	days := agreement("UTC", sla.DaysOfCredit("uptime", "Availability", plainly(), money.Count(0), "fee", money.Count(1), money.Count(7)))
	fiveMinutes := plainly()
	fiveMinutes.Order = append(fiveMinutes.Order, downtime.StepMinimum)
	fiveMinutes.Minimum = &downtime.Minimum{Least: calendar.Span(5 * minute), Counts: downtime.MinimumAtLeast, Of: downtime.OfStretch}
	gke := agreement("America/Los_Angeles", sla.TieredAvailability("uptime", "Monthly uptime", fiveMinutes, "fee", rows("99.95", "10%")...))
	weighed := plainly()
	weighed.Degraded, weighed.Order, weighed.Overlap = downtime.DegradedWeighed, append(weighed.Order, downtime.StepWeigh), downtime.OverlapMax

	// April 2026 has 43,200 minutes in UTC: 0.01 % of it are 259.2 s, 1 % are 432 min, 5 % are 36 h.
	april := "2026-04-01"
	tests := []struct {
		name  string
		terms sla.Agreement
		month string
		down  time.Duration
		want  string // of 1000.00 USD
	}{
		{"AWS: 259 s in April are above 99.99 %: nothing", awsCompute(), april, 259 * second, "0.00 USD"},
		{"AWS: exactly 99.99 % is met", awsCompute(), april, 259*second + 200*time.Millisecond, "0.00 USD"},
		{"AWS: a microsecond more is 10 %", awsCompute(), april, 259*second + 200*time.Millisecond + time.Microsecond, "100.00 USD"},
		{"AWS: exactly 99 % keeps the milder tier", awsCompute(), april, 432 * minute, "100.00 USD"},
		{"AWS: below 99 % is 30 %", awsCompute(), april, 432*minute + second, "300.00 USD"},
		{"AWS: exactly 95 % keeps the milder tier", awsCompute(), april, 36 * time.Hour, "300.00 USD"},
		{"AWS: below 95 % is 100 %", awsCompute(), april, 36*time.Hour + second, "1000.00 USD"},
		{"Azure VM: below 99 % is 25 %", azure, april, 432*minute + second, "250.00 USD"},
		{"HAN: 00:04:59 is nothing", centuryLinkHAN(), april, 299 * second, "0.00 USD"},
		{"HAN: 00:05:00 is 5 %", centuryLinkHAN(), april, 300 * second, "50.00 USD"},
		{"HAN: 00:59:59 is 5 %", centuryLinkHAN(), april, 3599 * second, "50.00 USD"},
		{"HAN: 01:00:00 is 15 %", centuryLinkHAN(), april, 3600 * second, "150.00 USD"},
		{"HAN: 03:00:00 is 35 %", centuryLinkHAN(), april, 3 * time.Hour, "350.00 USD"},
		{"HAN: 06:00:00 is 50 %", centuryLinkHAN(), april, 6 * time.Hour, "500.00 USD"},
		{"CrossRoads: 00:10:00 is nothing", crossRoads(), april, 600 * second, "0.00 USD"},
		{"CrossRoads: 00:10:01 is 5 %", crossRoads(), april, 601 * second, "50.00 USD"},
		{"CrossRoads: 00:45:00 is 5 %", crossRoads(), april, 2700 * second, "50.00 USD"},
		{"CrossRoads: 00:45:01 is 10 %", crossRoads(), april, 2701 * second, "100.00 USD"},
		{"CrossRoads: 24:00:00 is 50 %", crossRoads(), april, 24 * time.Hour, "500.00 USD"},
		{"CrossRoads: 24:00:01 is 100 %", crossRoads(), april, 24*time.Hour + second, "1000.00 USD"},
		{"wavelength: exactly 99.9 % is met", wavelength, april, 2592 * second, "0.00 USD"},
		{"wavelength: a portion of a tenth of a per cent is 1 %", wavelength, april, 2593 * second, "10.00 USD"},
		{"wavelength: exactly 99.8 % is one step", wavelength, april, 2 * 2592 * second, "10.00 USD"},
		{"wavelength: a second below 99.8 % is two steps", wavelength, april, 2*2592*second + second, "20.00 USD"},
		{"days of credit: a started hour is one day, 1/30", days, april, second, "33.33 USD"},
		{"days of credit: 3 h exactly are three days", days, april, 3 * time.Hour, "100.00 USD"},
		{"days of credit: at most seven days a month", days, april, 9 * time.Hour, "233.33 USD"},
		{"GKE 2017: under five consecutive minutes is no downtime", gke, april, 299 * second, "0.00 USD"},
		{"GKE 2017: 21 min 36 s are exactly 99.95 %", gke, april, 1296 * second, "0.00 USD"},
		{"GKE 2017: a second more is missed", gke, april, 1297 * second, "100.00 USD"},
		{"Slack 2015: 100 times what 72 min of 43,200 cost", slack(100, calendar.Month, weighed), april, 72 * minute, "166.67 USD"},
		{"Verizon: 43 min 12 s of 43,200 min are exactly 99.9 %", verizon(), "2026-03-01", 2592 * second, "0.00 USD"},
		{"Verizon: in March too, though it has more minutes", verizon(), "2026-03-01", 2593 * second, "100.00 USD"},
		{"Verizon: availability and repair add up", verizon(), april, 4*time.Hour + second, "140.00 USD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := tt.terms.Cycle.Period(calendar.FirstInstant(calendar.MustParse(tt.month), nil).Add(24 * time.Hour))
			assert.NoError(t, err)
			r := withoutService(tt.month+"T12:00:00Z", tt.down, "1000.00 USD")
			report := evaluate(t, tt.terms, r, p, p.End())
			want := money.Must(tt.want)
			if want.Sign() == 0 {
				assert.Zero(t, report.Total.Sign(), report.Text("en"))
				return
			}
			assert.Equal(t, want, report.Total, report.Text("en"))
		})
	}
}

func TestEvaluate_SlackPaysByTheQuarter(t *testing.T) {
	t.Parallel()
	k := excluding(downtime.Rule{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour), YearlyCap: calendar.Span(10 * time.Hour)})
	a := slack(10, calendar.Quarter, k)
	q, err := a.Cycle.Period(instant("2026-05-01T00:00:00Z"))
	assert.NoError(t, err)
	r := withoutService("2026-05-04T12:00:00Z", 10*time.Hour, "2184.00 USD") // a dollar an hour: the quarter has 91 days of 24 h
	r.Outages = append(r.Outages, down("o-2", "", "2026-06-01T12:00:00Z", 4*time.Hour))
	maintenance := func(id, announced, start string, d time.Duration) downtime.Exclusion {
		return downtime.Exclusion{ID: id, Cause: downtime.ScheduledMaintenance, Announced: instant(announced), Start: instant(start), End: instant(start).Add(d)}
	}
	r.Exclusions = []downtime.Exclusion{
		maintenance("m-1", "2026-02-01T00:00:00Z", "2026-02-10T00:00:00Z", 7*time.Hour), // an earlier quarter uses the year's cap up too
		maintenance("m-2", "2026-05-30T12:00:00Z", "2026-06-01T12:00:00Z", 4*time.Hour), // 48 h before, but only 3 h are left
	}
	report := evaluate(t, a, r, q, q.End())
	assert.Equal(t, 11*time.Hour, report.Results[0].Ledger.Down.Duration(), "14 h less the 3 h that are left of the year")
	assert.Equal(t, money.Must("110.00 USD"), report.Total, report.Text("en"))
}

func TestEvaluate_SlackOf2015CountsByTheShareOfUsers(t *testing.T) {
	t.Parallel()
	k := plainly()
	k.Degraded, k.Order, k.Overlap = downtime.DegradedWeighed, append(k.Order, downtime.StepWeigh), downtime.OverlapMax
	r := withoutService("2026-04-04T12:00:00Z", 72*time.Minute, "1000.00 USD")
	r.Outages[0].Weight = new(downtime.MustRatio("25%"))
	april := month(t, "2026-04-01", "America/Los_Angeles")
	report := evaluate(t, slack(100, calendar.Month, k), r, april, april.End())
	assert.Equal(t, money.Must("41.67 USD"), report.Total, "18 of 43,200 min, 100 times")
}

func TestEvaluate_LeasedLine(t *testing.T) {
	t.Parallel()
	a := leasedLine()
	q, err := a.Cycle.Period(instant("2026-05-01T00:00:00Z"))
	assert.NoError(t, err)
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("910.00 GBP")}} // 10 GBP a day: the quarter has 91
	r.Repairs = []sla.Repair{{ID: "t-1", Reported: instant("2026-05-04T08:00:00Z"), Restored: instant("2026-05-04T11:59:00Z")}}
	assert.Equal(t, money.Must("30.00 GBP"), evaluate(t, a, r, q, q.End()).Total, "three full hours")
	r.Repairs = append(r.Repairs, sla.Repair{ID: "t-2", Reported: instant("2026-06-30T08:00:00Z"), Restored: instant("2026-07-02T08:00:00Z")})
	report := evaluate(t, a, r, q, instant("2026-07-03T00:00:00Z"))
	assert.Equal(t, money.Must("250.25 GBP"), report.Total, "27.5 % of the quarter's charge at most")
	assert.Equal(t, money.Must("480.00 GBP"), report.Remedies[1].Full, "48 h, over the quarter's end")
}

func TestEvaluate_PacketFabricJitter(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	for value, want := range map[int64]string{1999: "0.00 USD", 2000: "0.00 USD", 2199: "0.00 USD", 2200: "100.00 USD", 2499: "100.00 USD", 2500: "200.00 USD", 3000: "300.00 USD", 3500: "400.00 USD", 4000: "500.00 USD"} {
		r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("1000.00 USD")}, Samples: map[string][]sample.Sample{"jitter": {{At: april.Start(), Value: value}}}}
		report := evaluate(t, packetFabricJitter(), r, april, april.End())
		sum, err := report.Total.Add(money.Must("0.00 USD"))
		assert.NoError(t, err)
		assert.Equal(t, money.Must(want), sum, value)
		assert.Equal(t, value >= 2000, report.Violated(), value)
	}
}

// TestEvaluate_S3 has the Amazon S3 SLA: 100 % less the mean error rate of the 5-minute slots, one without requests counting as
// without errors; <99.9 10 %, <99 25 %, <95 100 %.
func TestEvaluate_S3(t *testing.T) {
	t.Parallel()
	o := sla.TieredAvailability("uptime", "Monthly uptime", plainly(), "fee", rows("99.9", "10%", "99", "25%", "95", "100%")...)
	o.Kind, o.Counting = sla.Ratio, nil
	o.Metric = &sample.Metric{Name: "requests", Unit: "1"}
	o.Rule = &sample.Rule{Kind: sample.MeanOfSlots, Slot: calendar.Span(5 * time.Minute), Missing: sample.Good}
	april := month(t, "2026-04-01", "UTC") // 8640 slots
	counts := func(slots int, good, total int64) sla.Record {
		r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 USD")}, Counts: map[string][]sample.Count{}}
		for i := range slots {
			r.Counts["requests"] = append(r.Counts["requests"], sample.Count{At: april.Start().Add(time.Duration(i) * 5 * time.Minute), Good: good, Total: total})
		}
		return r
	}
	a := agreement("UTC", o)
	assert.Zero(t, evaluate(t, a, counts(8, 0, 10), april, april.End()).Total.Sign(), "8 of 8640 are 99.907 %")
	assert.Equal(t, money.Must("10.00 USD"), evaluate(t, a, counts(9, 0, 10), april, april.End()).Total, "9 of 8640 are 99.896 %")
	assert.Equal(t, money.Must("25.00 USD"), evaluate(t, a, counts(864, 8, 10), april, april.End()).Total, "a fifth of errors in a tenth of the month: 98 %")
	assert.Equal(t, money.Must("100.00 USD"), evaluate(t, a, counts(8640, 94, 100), april, april.End()).Total)
}
