package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

const basicCharge = "Extranet basic charge"

// plainly counts outages from start to end within the period, merged where they overlap.
func plainly() downtime.Counting {
	return downtime.Counting{
		Begin:       downtime.BeginStart,
		Degraded:    downtime.DegradedFull,
		Order:       []downtime.Step{downtime.StepMerge, downtime.StepClip},
		MergeGap:    new(calendar.Span(0)),
		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
	}
}

// excluding is plainly, without what the rules exclude.
func excluding(rules ...downtime.Rule) downtime.Counting {
	k := plainly()
	k.Order = append(k.Order, downtime.StepExclude)
	k.Rules = rules
	return k
}

// agreement has the objectives and the plainest of terms.
func agreement(zone string, objectives ...sla.Objective) sla.Agreement {
	return sla.Agreement{
		ID: "a-1", Version: "1", Customer: "c-1", Name: "Service level",
		Cycle:    calendar.Cycle{Unit: calendar.Month, Zone: zone},
		Features: []string{"Mail", "VPN"}, Fees: []string{"fee"},
		Objectives: objectives,
		Stacking:   sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum},
		Rounding: new(money.HalfUp), Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtPeriodEnd,
	}
}

// bmw is the agreement of the document's example (section 6.5 and 6.6): 4 h without mail are allowed in a calendar month, beyond
// them 2 % of the month's basic charge are due.
func bmw() sla.Agreement {
	o := sla.AllowedDowntime("mail-downtime", "Time without mail", plainly(), money.Count(4), basicCharge, money.MustRate("2%"))
	o.De, o.Feature = "Zeit ohne Mail", "Mail"
	o.Warning = &sla.Bound{Operator: sla.LessOrEqual, Value: money.Count(3)}
	a := agreement("Europe/Berlin", o)
	a.ID, a.Name, a.De, a.Fees = "bmw-extranet", "BMW extranet", "BMW-Extranet", []string{basicCharge}
	return a
}

func month(t testing.TB, first, zone string) calendar.Period {
	t.Helper()
	from := calendar.MustParse(first)
	p, err := calendar.NewPeriod(from, from.AddMonths(1), zone)
	require.NoError(t, err)
	return p
}

// instant reads 2026-03-10T08:00:00+01:00.
func instant(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// down is an outage of a feature from an instant on.
func down(id, feature, start string, d time.Duration) downtime.Outage {
	return downtime.Outage{ID: id, Feature: feature, Start: instant(start), End: instant(start).Add(d)}
}

func evaluate(t testing.TB, a sla.Agreement, r sla.Record, p calendar.Period, asOf time.Time) sla.Report {
	t.Helper()
	report, err := sla.Evaluate(a, r, p, asOf)
	require.NoError(t, err)
	return report
}

// period is a month in Berlin.
func period(first string) calendar.Period {
	from := calendar.MustParse(first)
	p, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return p
}
