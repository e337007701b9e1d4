package stage

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Practice is how the provider counts what a quote leaves open: by the calendar month, outages from their start and merged where
// they overlap, utilisation by its peak, and what is due handed over at once.
func Practice() *crm.Practice {
	return &crm.Practice{
		Terms: sla.Agreement{Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}, Stacking: sla.Sum,
			Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum}, Rounding: new(money.HalfUp),
			Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtOnce},
		Metrics: map[string]sla.Objective{
			"outage": {Kind: sla.Downtime, Counting: &downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull,
				Order: []downtime.Step{downtime.StepMerge, downtime.StepClip}, MergeGap: new(calendar.Span),
				Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}},
			"utilisation": {Kind: sla.Threshold, Metric: &sample.Metric{Name: "utilisation", Unit: "%", Most: 100}, Rule: &sample.Rule{Kind: sample.Peak}},
		},
		Fees:    crm.ListPrice,
		Reports: sla.Schedule{After: calendar.Span(6 * time.Hour)},
	}
}

// Promise registers a service level for an important customer: at most 4 h without mail in a calendar month, beyond them 2 % off
// the basic price, and an alarm at a utilisation of 85 %. It returns the agreement's id.
func (s *Stage) Promise(ctx context.Context) (string, error) {
	alarm := money.Count(85)
	level := selling.ServiceLevel{Name: "business", Features: []string{"Mail", "VPN", "Internet access"}, Terms: []selling.Term{
		{Feature: "Mail", Text: "at most 4 h a calendar month without mail",
			Figure: &selling.Figure{Metric: "outage", Operator: selling.LessOrEqual, Value: money.Count(4), Unit: "h", Period: "month"},
			Remedy: &selling.Remedy{Text: "2 % off the basic price", Rate: money.MustRate("2%"), Price: portfolio[0].Prices[0].Name}},
		{Text: "utilisation", Figure: &selling.Figure{Metric: "utilisation", Operator: selling.Less, Value: money.Count(100), Unit: "%", Warning: &alarm}}}}
	r, err := Practice().Registration(selling.AgreementNotice{Customer: s.Customer, Agreement: "agreement-1", ServiceLevel: level,
		Items: []selling.Item{{Offering: portfolio[0].ID, Name: portfolio[0].Name, Quantity: 1, Prices: portfolio[0].Prices}}})
	if err != nil {
		return "", err
	}
	if _, err := s.Retention.NoteRevenue(ctx, s.Customer, retention.Revenue{Year: s.Now().Year() - 1, Amount: money.Must("50000000.00 EUR")}); err != nil {
		return "", err
	}
	g, err := s.SLA.Register(ctx, r)
	return g.ID, err
}
