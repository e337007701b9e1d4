package crashtest_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Each clerk works through a plan of its own, on three agreements in turn: the first is settled at once, the second when a week is
// over, and of the third only false alarms are reported.
const (
	clerks = 3
	tick   = 4 * time.Hour // from one step of a clerk to the next
)

var begin = time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)

// instant is when the n-th step is taken.
func instant(n int) time.Time { return begin.Add(time.Duration(n) * tick) }

// agreementOf is the agreement that a step of a clerk is about: one stays for a block of steps, as they refer to one another.
func agreementOf(clerk, n int) string { return fmt.Sprintf("agreement-%d-%d", clerk, turn(n)) }

const (
	block = 8
	turns = 3
)

// turn is the agreement's number.
func turn(n int) int { return n / block % turns }

func registrations() []sla.Registration {
	var all []sla.Registration
	for clerk := range clerks {
		for n, settle := range [turns]sla.Settle{sla.AtOnce, sla.AtPeriodEnd, sla.AtOnce} {
			all = append(all, registration(agreementOf(clerk, n*block), settle))
		}
	}
	return all
}

const fee = "basic charge"

func registration(id string, settle sla.Settle) sla.Registration {
	k := downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepMerge, downtime.StepClip},
		MergeGap: new(calendar.Span(0)), Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}
	down := sla.AllowedDowntime("down", "Time without mail", k, money.Count(4), fee, money.MustRate("2%"))
	bound := func(o sla.Operator, h int64) sla.Bound { return sla.Bound{Operator: o, Value: money.Count(h)} }
	down.Consequences[0].Tiers = []sla.Tier{
		{When: []sla.Bound{bound(sla.Greater, 4), bound(sla.LessOrEqual, 12)}, Value: sla.Value{Rate: new(money.MustRate("2%"))}},
		{When: []sla.Bound{bound(sla.Greater, 12), bound(sla.LessOrEqual, 24)}, Value: sla.Value{Rate: new(money.MustRate("5%"))}},
		{When: []sla.Bound{bound(sla.Greater, 24)}, Value: sla.Value{Rate: new(money.MustRate("10%"))}},
	}
	longest := sla.AllowedDowntime("longest", "Longest outage", k, money.Count(6), fee, money.MustRate("1%"))
	longest.Kind = sla.LongestOutage
	return sla.Registration{
		Agreement: sla.Agreement{ID: id, Version: "1", Customer: "customer-of-" + id, Name: "Mail",
			Cycle:    calendar.Cycle{Unit: calendar.Days, Days: 7, Anchor: calendar.MustParse("2026-01-05"), Zone: "UTC"},
			Features: []string{"Mail"}, Fees: []string{fee}, Objectives: []sla.Objective{down, longest},
			Stacking: sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum},
			Rounding: new(money.HalfUp), Claim: sla.Claim{Kind: sla.Automatic}, Settle: settle},
		From: calendar.MustParse("2026-01-05"), Fees: map[string]money.Amount{fee: money.Must("333.33 EUR")}, SettleAfter: calendar.Span(tick),
		Reports: sla.Schedule{OnRequest: true},
	}
}

// report is what a clerk sends in the n-th step. It is always the same.
func report(clerk, n int) sla.QualityReport {
	q := sla.QualityReport{ID: fmt.Sprintf("report-%d-%d", clerk, n), Agreement: agreementOf(clerk, n), In: instant(n)}
	name := func(n int) string { return fmt.Sprintf("outage-%d-%d", clerk, n) }
	closed := func(at, n int, hours int) downtime.Outage {
		return downtime.Outage{ID: name(at), Start: instant(at).Add(-time.Duration(hours) * time.Hour), End: instant(n)}
	}
	first, step := n-n%block, n%block
	if turn(n) == 2 && step != 1 && step < 6 {
		step = 3
	}
	switch step {
	case 0: // short
		q.Outages = []downtime.Outage{closed(n, n, 3)}
	case 1: // and another, reaching into the next week now and then
		q.Outages = []downtime.Outage{closed(n, n, 11)}
	case 2: // the first was longer
		q.Outages = []downtime.Outage{closed(first, first+1, 5)}
	case 3: // all is well
	case 4: // it is still open
		q.Outages = []downtime.Outage{{ID: name(n), Start: instant(n).Add(-time.Hour)}}
	case 5: // and is over
		q.Outages = []downtime.Outage{{ID: name(first + 4), Start: instant(first + 4).Add(-time.Hour), End: instant(n).Add(-time.Hour)}}
	case 6: // the second was none
		q.Withdrawn = []string{name(first + 1)}
	case 7: // it was said before
		return report(clerk, n-1)
	}
	return q
}
