package sla_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// rulesAt are the codes by path of an error's faults.
func rulesAt(t *testing.T, err error) map[string]string {
	t.Helper()
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid), "%v", err)
	found := map[string]string{}
	for _, f := range invalid.Fields {
		found[f.Path] = f.Rule
	}
	return found
}

// full is an agreement with something of everything; it is right.
func full() sla.Agreement {
	a := agreement("Europe/Berlin",
		sla.TieredAvailability("vpn", "VPN availability", excluding(downtime.Rule{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour)}), "fee", rows("99.9", "10%", "99", "25%")...),
		sla.AllowedDowntime("mail", "Time without mail", plainly(), money.Count(4), "fee", money.MustRate("2%")),
		sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByEnd}, money.Count(8), "fee", money.MustRate("5%")),
		sla.Objective{ID: "latency", Name: "Latency", Kind: sla.Percentile, Metric: &sample.Metric{Name: "latency", Unit: "ms", Most: 10_000},
			Rule: &sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}, Operator: sla.LessOrEqual, Target: money.Count(200), Unit: "ms"},
		sla.Objective{ID: "probe", Name: "Probed availability", Kind: sla.Availability, Metric: &sample.Metric{Name: "up", Unit: "1", Most: 1},
			Rule: &sample.Rule{Kind: sample.Availability, By: sample.Samples, Every: calendar.Span(time.Minute), Missing: sample.LeftOut}, Operator: sla.GreaterOrEqual, Target: money.MustQuantity("99.9"), Unit: sla.Percent},
		sla.Objective{ID: "requests", Name: "Good requests", Kind: sla.Ratio, Metric: &sample.Metric{Name: "requests", Unit: "1"},
			Rule: &sample.Rule{Kind: sample.Ratio}, Operator: sla.GreaterOrEqual, Target: money.MustQuantity("99.5"), Unit: sla.Percent},
		sla.Objective{ID: "busy", Name: "Utilisation", Kind: sla.Threshold, Metric: &sample.Metric{Name: "load", Unit: "%", Most: 100},
			Rule: &sample.Rule{Kind: sample.Peak}, Operator: sla.LessOrEqual, Target: money.Count(95), Unit: "%", Warning: &sla.Bound{Operator: sla.Less, Value: money.Count(85)}},
		sla.Objective{ID: "few", Name: "Outages", Kind: sla.Outages, Counting: new(plainly()), Operator: sla.LessOrEqual, Target: money.Count(3)},
		sla.Objective{ID: "long", Name: "Longest outage", Kind: sla.LongestOutage, Counting: new(plainly()), Operator: sla.Less, Target: money.Count(30), Unit: sla.Minutes},
		sla.Objective{ID: "mttr", Name: "Mean time to repair", Kind: sla.MeanTimeToRepair, Counting: new(plainly()), Repair: &sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, Operator: sla.LessOrEqual, Target: money.Count(4), Unit: sla.Hours},
		sla.Objective{ID: "slots", Name: "Good slots", Kind: sla.Timeslices, Metric: &sample.Metric{Name: "latency", Unit: "ms", Most: 10_000},
			Rule: &sample.Rule{Kind: sample.Timeslices, Slot: calendar.Span(5 * time.Minute), Of: sample.OfMean, Missing: sample.Good, Operator: sample.LessOrEqual, Bound: new(money.Count(150))}, Operator: sla.GreaterOrEqual, Target: money.Count(99), Unit: sla.Percent},
		sla.Objective{ID: "mean", Name: "Mean latency", Kind: sla.Mean, Metric: &sample.Metric{Name: "latency", Unit: "ms", Most: 10_000}, Rule: &sample.Rule{Kind: sample.Mean}, Operator: sla.LessOrEqual, Target: money.Count(100), Unit: "ms"},
	)
	a.Objectives[1].Feature = "Mail"
	a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.GreaterOrEqual, Amount: new(money.Must("1.00 EUR"))}
	a.Cap = sla.Cap{Worth: sla.Worth{Kind: sla.Fixed}, Value: sla.Value{Amount: new(money.Must("100.00 EUR"))}}
	hours, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "Europe/Berlin", Region: "DE-BY",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
	if err != nil {
		panic(err)
	}
	a.Claim = sla.Claim{Kind: sla.OnClaim, Within: 10, Unit: sla.WorkingDays, From: sla.FromPeriodEnd, Hours: &hours}
	a.Burn = sla.SREBurnRates()
	return a
}

func TestAgreement_Check_NothingIsAssumed(t *testing.T) {
	t.Parallel()
	require.NoError(t, full().Check())
	err := sla.Agreement{Objectives: []sla.Objective{{Kind: sla.TimeToRepair}}}.Check()
	require.ErrorIs(t, err, fault.ErrInvalid)
	for path, rule := range rulesAt(t, err) {
		assert.Contains(t, []string{fault.RuleRequired, fault.RuleUnknown, sla.RuleUnit}, rule, path)
	}
	assert.Subset(t, etomtest.Paths(err), []string{"stacking", "cap.kind", "minimum.kind", "rounding", "claim.kind", "settle",
		"objective[0].counting", "objective[0].repair", "objective[0].operator"})
}

func TestAgreement_Check_FindsContradictions(t *testing.T) {
	t.Parallel()
	hours := func(zone string) *calendar.Hours {
		h, err := calendar.AlwaysOpen(zone)
		require.NoError(t, err)
		return &h
	}
	tests := []struct {
		name string
		make func(*sla.Agreement)
		path string
		rule string
	}{
		{"tiers that overlap", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[0].When = a.Objectives[0].Consequences[0].Tiers[0].When[:1]
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierTwice},
		{"tiers that share an edge", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[1].When[0].Operator = sla.LessOrEqual
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierTwice},
		{"a tier without bounds beside another", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[1].When = nil
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierTwice},
		{"a tier that is empty", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[1].When = append(a.Objectives[0].Consequences[0].Tiers[1].When, bound(sla.Greater, "99.5"))
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierEmpty},
		{"a tier above 100 %", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[1].When = []sla.Bound{bound(sla.Greater, "100")}
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierEmpty},
		{"a tier between two whole numbers of outages", func(a *sla.Agreement) {
			o := &a.Objectives[7]
			o.Cap = new(sla.Uncapped())
			o.Consequences = []sla.Consequence{{Worth: sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}, Tiers: []sla.Tier{secondsOf("1%", bound(sla.Greater, "4"), bound(sla.Less, "5"))}}}
		}, "objective[7].consequence[0].tier[0]", sla.RuleTierEmpty},
		{"a tier where the target is met", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[1].When = []sla.Bound{bound(sla.GreaterOrEqual, "99.95")}
		}, "objective[0].consequence[0].tier[1]", sla.RuleTierEmpty},
		{"a tier that reaches into where it is met", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Tiers[0].When[0].Operator = sla.LessOrEqual
		}, "objective[0].consequence[0].tier[0]", sla.RuleTierMet},
		{"a warning behind the target", func(a *sla.Agreement) { a.Objectives[6].Warning.Value = money.Count(96) }, "objective[6].warning", sla.RuleWarning},
		{"a warning that is the target", func(a *sla.Agreement) { *a.Objectives[6].Warning = bound(sla.LessOrEqual, "95") }, "objective[6].warning", sla.RuleWarning},
		{"a warning of the other direction", func(a *sla.Agreement) { *a.Objectives[6].Warning = bound(sla.Greater, "85") }, "objective[6].warning", sla.RuleWarning},
		{"a warning that always fails", func(a *sla.Agreement) { *a.Objectives[6].Warning = bound(sla.Less, "0") }, "objective[6].warning", sla.RuleWarning},
		{"a target that can never be met", func(a *sla.Agreement) { a.Objectives[0].Target = money.Count(101) }, "objective[0].target", sla.RuleTarget},
		{"a target that can never be missed", func(a *sla.Agreement) { a.Objectives[0].Target = money.Count(0) }, "objective[0].target", sla.RuleTarget},
		{"a negative target", func(a *sla.Agreement) { a.Objectives[0].Target = money.Count(-1) }, "objective[0].target", fault.RuleRange},
		{"a cap below the minimum", func(a *sla.Agreement) { a.Cap.Amount = new(money.Must("0.99 EUR")) }, "cap.amount", sla.RuleCap},
		{"a cap that grows with the downtime", func(a *sla.Agreement) {
			a.Cap = sla.Cap{Worth: sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, Value: sla.Value{Times: new(money.Count(1))}}
		}, "cap.basis", fault.RuleRange},
		{"a minimum in another currency", func(a *sla.Agreement) { a.Minimum.Amount = new(money.Must("1.00 USD")) }, "minimum.amount", fault.RuleCurrency},
		{"a feature that the agreement has not", func(a *sla.Agreement) { a.Objectives[1].Feature = "Fax" }, "objective[1].feature", sla.RuleFeature},
		{"a fee that the agreement has not", func(a *sla.Agreement) { a.Objectives[1].Consequences[0].Fee = "free" }, "objective[1].consequence[0].fee", sla.RuleFee},
		{"a cap of a fee that it has not", func(a *sla.Agreement) { a.Objectives[2].Cap.Fee = "free" }, "objective[2].cap.fee", sla.RuleFee},
		{"a percentile without a metric", func(a *sla.Agreement) { a.Objectives[3].Metric = nil }, "objective[3].metric", fault.RuleRequired},
		{"a percentile without a rule", func(a *sla.Agreement) { a.Objectives[3].Rule = nil }, "objective[3].rule", fault.RuleRequired},
		{"a percentile by a rule of the mean", func(a *sla.Agreement) { a.Objectives[3].Rule = &sample.Rule{Kind: sample.Mean} }, "objective[3].rule.kind", fault.RuleUnknown},
		{"a percentile that is counted", func(a *sla.Agreement) { a.Objectives[3].Counting = new(plainly()) }, "objective[3].counting", sla.RuleSuperfluous},
		{"downtime of a metric", func(a *sla.Agreement) { a.Objectives[1].Metric = a.Objectives[3].Metric }, "objective[1].metric", sla.RuleSuperfluous},
		{"a metric that is another elsewhere", func(a *sla.Agreement) {
			m := *a.Objectives[3].Metric
			m.Digits = 3
			a.Objectives[3].Metric = &m
		}, "objective[10].metric", fault.RuleReference},
		{"faults for what has none", func(a *sla.Agreement) { a.Objectives[1].Repair = &sla.Repairing{} }, "objective[1].repair", sla.RuleSuperfluous},
		{"an availability in hours", func(a *sla.Agreement) { a.Objectives[0].Unit = sla.Hours }, "objective[0].unit", sla.RuleUnit},
		{"a percentile in another unit than its metric", func(a *sla.Agreement) { a.Objectives[3].Unit = "s" }, "objective[3].unit", sla.RuleUnit},
		{"service hours of another zone", func(a *sla.Agreement) {
			a.Objectives[1].Counting.Order = append(a.Objectives[1].Counting.Order, downtime.StepHours)
			a.Objectives[1].Counting.Hours = hours("Europe/London")
		}, "objective[1].counting.hours.zone", sla.RuleZone},
		{"working days of another zone", func(a *sla.Agreement) { a.Claim.Hours = hours("UTC") }, "claim.hours.zone", sla.RuleZone},
		{"working days nobody knows", func(a *sla.Agreement) { a.Claim.Hours = nil }, "claim.hours", fault.RuleRequired},
		{"a window for what is automatic", func(a *sla.Agreement) { a.Claim.Kind = sla.Automatic }, "claim.within", sla.RuleSuperfluous},
		{"billing cycles from the incident", func(a *sla.Agreement) {
			a.Claim = sla.Claim{Kind: sla.OnClaim, Within: 2, Unit: sla.BillingCycles, From: sla.FromIncident}
		}, "claim.from", fault.RuleRange},
		{"rolling periods that cost money", func(a *sla.Agreement) {
			a.Cycle = calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "Europe/Berlin"}
		}, "objective[0].consequence", sla.RulePeriod},
		{"steps from zero towards the better", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Step = &sla.Step{Size: money.Count(1), From: sla.FromZero, Count: sla.Started}
		}, "objective[0].consequence[0].step.from", fault.RuleRange},
		{"steps of nothing", func(a *sla.Agreement) {
			a.Objectives[0].Consequences[0].Step = &sla.Step{From: sla.FromTarget, Count: sla.Started}
		}, "objective[0].consequence[0].step.size", fault.RuleRange},
		{"a rate above the whole", func(a *sla.Agreement) { a.Objectives[1].Consequences[0].Tiers[0].Rate = new(money.MustRate("101%")) }, "objective[1].consequence[0].tier[0].rate", fault.RuleRange},
		{"a rate and days at once", func(a *sla.Agreement) { a.Objectives[1].Consequences[0].Tiers[0].Days = new(money.Count(1)) }, "objective[1].consequence[0].tier[0].days", sla.RuleSuperfluous},
		{"a consequence without a cap said", func(a *sla.Agreement) { a.Objectives[1].Cap = nil }, "objective[1].cap", fault.RuleRequired},
		{"a cap without a consequence", func(a *sla.Agreement) { a.Objectives[3].Cap = &sla.Cap{} }, "objective[3].cap", sla.RuleSuperfluous},
		{"several consequences without stacking said", func(a *sla.Agreement) {
			a.Objectives[1].Consequences = append(a.Objectives[1].Consequences, a.Objectives[1].Consequences[0])
		}, "objective[1].stacking", fault.RuleRequired},
		{"two objectives of one id", func(a *sla.Agreement) { a.Objectives[1].ID = "vpn" }, "objective[1].id", fault.RuleDuplicate},
		{"a feature twice", func(a *sla.Agreement) { a.Features = []string{"Mail", "Mail"} }, "feature[1]", fault.RuleDuplicate},
		{"counting that names no steps", func(a *sla.Agreement) { a.Objectives[1].Counting.Order = nil }, "objective[1].counting.order", fault.RuleRequired},
		{"a share of what was paid for the downtime of samples", func(a *sla.Agreement) {
			o := &a.Objectives[3]
			o.Cap = new(sla.Uncapped())
			o.Consequences = []sla.Consequence{{Worth: sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, Tiers: []sla.Tier{{Value: sla.Value{Times: new(money.Count(1))}}}}}
		}, "objective[3].consequence[0].basis", fault.RuleRange},
		{"a short window longer than the long one", func(a *sla.Agreement) { a.Burn[0].Short = a.Burn[0].Long + 1 }, "burn[0].short", fault.RuleRange},
		{"a rounding that is none", func(a *sla.Agreement) { a.Rounding = new(money.Mode(9)) }, "rounding", fault.RuleUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := full()
			tt.make(&a)
			err := a.Check()
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, tt.rule, rulesAt(t, err)[tt.path], "%v", err)
		})
	}
}

func TestEvaluate_RefusesWrongRecords(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	fees := map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}
	at := func(hour int) time.Time { return march.Start().Add(time.Duration(hour) * time.Hour) }
	tests := []struct {
		name string
		make func(*sla.Record)
		path string
	}{
		{"a reversed outage", func(r *sla.Record) { r.Outages[2].End = r.Outages[2].Start.Add(-1 * time.Hour) }, "outage[2].end"},
		{"an outage in the future", func(r *sla.Record) { r.Outages[2].End = march.End().Add(time.Hour) }, "outage[2].end"},
		{"an outage there twice", func(r *sla.Record) { r.Outages[2].ID = "o-0" }, "outage[2].id"},
		{"an outage without a beginning", func(r *sla.Record) { r.Outages[2].Start = time.Time{} }, "outage[2].start"},
		{"an outage of an unknown feature", func(r *sla.Record) { r.Outages[2].Feature = "mail" }, "outage[2].feature"},
		{"a reversed exclusion", func(r *sla.Record) { r.Exclusions[0].End = r.Exclusions[0].Start.Add(-1) }, "exclusion[0].end"},
		{"an exclusion of an unknown feature", func(r *sla.Record) { r.Exclusions[0].Feature = "mail" }, "exclusion[0].feature"},
		{"a missing fee", func(r *sla.Record) { r.Fees = nil }, "fee." + basicCharge},
		{"a negative fee", func(r *sla.Record) { r.Fees = map[string]money.Amount{basicCharge: money.Must("-1.00 EUR")} }, "fee." + basicCharge},
		{"an unknown fee", func(r *sla.Record) {
			r.Fees = map[string]money.Amount{basicCharge: fees[basicCharge], "tip": money.Must("1.00 EUR")}
		}, "fee.tip"},
		{"samples of an unknown metric", func(r *sla.Record) { r.Samples = map[string][]sample.Sample{"load": {{At: at(1)}}} }, "sample.load"},
		{"counts of an unknown metric", func(r *sla.Record) { r.Counts = map[string][]sample.Count{"load": {{At: at(1)}}} }, "count.load"},
		{"a repair there twice", func(r *sla.Record) { r.Repairs = []sla.Repair{{ID: "t", Reported: at(1)}, {ID: "t", Reported: at(2)}} }, "repair[1].id"},
		{"a reversed repair", func(r *sla.Record) { r.Repairs = []sla.Repair{{ID: "t", Reported: at(2), Restored: at(1)}} }, "repair[0].restored"},
		{"a repair in the future", func(r *sla.Record) { r.Repairs = []sla.Repair{{ID: "t", Reported: march.End().Add(1)}} }, "repair[0].reported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := sla.Record{Fees: fees,
				Outages:    []downtime.Outage{{ID: "o-0", Feature: "Mail", Start: at(1), End: at(2)}, {ID: "o-1", Feature: "VPN", Start: at(1), End: at(2)}, {ID: "o-2", Feature: "Mail", Start: at(5), End: at(6)}},
				Exclusions: []downtime.Exclusion{{ID: "x-0", Cause: downtime.Customer, Start: at(1), End: at(2)}}}
			tt.make(&r)
			_, err := sla.Evaluate(bmw(), r, march, march.End())
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Contains(t, etomtest.Paths(err), tt.path, "%v", err)
		})
	}
}

func TestEvaluate_NamesEveryFaultOfTheRecordOnce(t *testing.T) {
	t.Parallel()
	a := full()
	march := month(t, "2026-03-01", a.Cycle.Zone)
	at := func(hour int) time.Time { return march.Start().Add(time.Duration(hour) * time.Hour) }
	r := sla.Record{
		Outages: []downtime.Outage{
			{ID: "o-0", Feature: "Mail", Start: at(5), End: at(4)}, {ID: "o-1", Feature: "VPN", Start: at(5), End: at(4)}, {ID: "o-2", Feature: "Fax", Start: at(1), End: at(2)}},
		Exclusions: []downtime.Exclusion{{ID: "x-0", Cause: downtime.Customer, Start: at(2), End: at(1)}},
		Repairs:    []sla.Repair{{ID: "r-0", Reported: at(2), Restored: at(1)}},
		Samples:    map[string][]sample.Sample{"speed": {{At: at(1)}}, "latency": {{At: at(2), Value: 1}, {At: at(1), Value: 1}}},
	}
	_, err := sla.Evaluate(a, r, march, march.End())
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ElementsMatch(t, []string{"sample.speed", "sample.latency[1].at", "outage[0].end", "outage[1].end", "outage[2].feature", "exclusion[0].end", "repair[0].restored",
		"fee." + a.Fees[0]}, etomtest.Paths(err), "%v", err)
}

// Faults are timed one by one, and outages of a feature without an objective not at all: they are looked at all the same.
func TestEvaluate_RefusesOutagesThatAreNotCountedTogether(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	repaired := bmw()
	repaired.Objectives[0] = sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(1), basicCharge, money.MustRate("1%"))
	for name, a := range map[string]sla.Agreement{"of another feature": bmw(), "one by one": repaired} {
		r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
			down("o-0", "VPN", "2026-03-10T08:00:00Z", 3*time.Hour), down("o-0", "VPN", "2026-03-12T08:00:00Z", 3*time.Hour), down("o-2", "VPN", "2026-03-14T08:00:00Z", -time.Hour)}}
		_, err := sla.Evaluate(a, r, march, march.End())
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, []string{"outage[1].id", "outage[2].end"}, etomtest.Paths(err), name)
	}
}

func TestEvaluate_RefusesOverlapsThatNothingMerges(t *testing.T) {
	t.Parallel()
	a := bmw()
	a.Objectives[0].Counting.Order, a.Objectives[0].Counting.MergeGap = []downtime.Step{downtime.StepClip}, nil
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
		down("o-0", "VPN", "2026-03-10T08:00:00Z", time.Hour), down("o-1", "Mail", "2026-03-10T08:00:00Z", time.Hour), down("o-2", "Mail", "2026-03-10T08:30:00Z", time.Hour)}}
	_, err := sla.Evaluate(a, r, march, march.End())
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"outage[2].start"}, etomtest.Paths(err), "as the record counts, not the feature")
	_, err = sla.Evaluate(a, r, march, march.Start().Add(-1))
	assert.ErrorContains(t, err, "has not begun")
}

func TestEvaluate_ExclusionOfOneFeatureAmongAll(t *testing.T) {
	t.Parallel()
	a := bmw()
	k := excluding(downtime.Rule{Cause: downtime.Customer})
	a.Objectives[0].Feature, a.Objectives[0].Counting = "", &k
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")},
		Outages:    []downtime.Outage{down("o-0", "VPN", "2026-03-10T08:00:00Z", time.Hour), down("o-1", "Mail", "2026-03-10T08:30:00Z", time.Hour)},
		Exclusions: []downtime.Exclusion{{ID: "x-0", Feature: "VPN", Cause: downtime.Customer, Start: instant("2026-03-10T08:00:00Z"), End: instant("2026-03-10T10:00:00Z")}}}
	_, err := sla.Evaluate(a, r, march, march.End())
	assert.Equal(t, []string{"exclusion[0].outage"}, etomtest.Paths(err))
	r.Exclusions[0].Outage = "o-0"
	report := evaluate(t, a, r, march, march.End())
	assert.Equal(t, time.Hour, report.Results[0].Ledger.Down.Duration(), "the mail was still down")
}
