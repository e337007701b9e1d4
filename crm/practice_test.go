package crm_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// practice counts by the calendar month in Germany: outages by the second, utilisation by its peak.
func practice() *crm.Practice {
	mode := money.HalfUp
	return &crm.Practice{
		Terms: sla.Agreement{Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}, Stacking: sla.Sum,
			Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum}, Rounding: &mode,
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

// bmwNotice is what Selling makes known of the BMW extranet.
func bmwNotice() selling.AgreementNotice {
	warning := money.Count(85)
	return selling.AgreementNotice{Customer: "dealer-a", Agreement: "a-1",
		Items: []selling.Item{{Offering: "extranet", Name: "Extranet", Quantity: 1, Prices: []price.Price{
			{Name: "basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("490.00 EUR"), Discount: money.MustRate("5%"), DiscountName: "key account"},
			{Name: "installation", Type: price.NonRecurring, Amount: money.Must("25.00 EUR")}}}},
		ServiceLevel: selling.ServiceLevel{Name: "Extranet", Features: []string{"Mail", "VPN"}, Terms: []selling.Term{
			{Feature: "Mail", Text: "at most 4 h without mail a month", Figure: &selling.Figure{Metric: "outage", Operator: selling.LessOrEqual, Value: money.Count(4), Unit: "h", Period: "month"},
				Remedy: &selling.Remedy{Text: "2 % of the basic charge", Rate: money.MustRate("2%"), Price: "basic charge"}},
			{Text: "utilisation below 85 %", Figure: &selling.Figure{Metric: "utilisation", Operator: selling.Less, Value: money.Count(100), Unit: "%", Warning: &warning}},
			{Text: "a help desk"}}}}
}

func TestPractice_Registration_says_what_the_quote_says_and_counts_as_the_house_does(t *testing.T) {
	t.Parallel()
	r, err := practice().Registration(bmwNotice())
	require.NoError(t, err)
	require.NoError(t, r.Agreement.Check())
	assert.Equal(t, map[string]money.Amount{"basic charge": money.Must("490.00 EUR")}, r.Fees)
	require.Len(t, r.Agreement.Objectives, 2, "what has no figure is not counted")

	p := calendar.Period{}
	p, err = r.Agreement.Cycle.Period(start)
	require.NoError(t, err)
	down := downtime.Outage{ID: "o-1", Feature: "Mail", Start: start, End: start.Add(4*time.Hour + 30*time.Minute)}
	report, err := sla.Evaluate(r.Agreement, sla.Record{Outages: []downtime.Outage{down}, Fees: r.Fees}, p, p.End())
	require.NoError(t, err)
	assert.Equal(t, sla.Violated, report.Results[0].State)
	assert.Equal(t, money.Must("9.80 EUR"), report.Total, "2 % of the list price")

	net := practice()
	net.Fees = crm.NetPrice
	r, err = net.Registration(bmwNotice())
	require.NoError(t, err)
	assert.Equal(t, money.Must("465.50 EUR"), r.Fees["basic charge"], "what the customer pays")
}

func TestPractice_Registration_names_all_that_cannot_be_counted(t *testing.T) {
	t.Parallel()
	n := bmwNotice()
	n.ServiceLevel.Terms[0].Figure.Period = "week"
	n.ServiceLevel.Terms[0].Remedy.Price = "rent"
	n.ServiceLevel.Terms[1].Figure.Metric = "beauty"
	_, err := practice().Registration(n)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"serviceLevel.term[0].figure.period", "serviceLevel.term[0].remedy.price", "serviceLevel.term[1].figure.metric"}, etomtest.Paths(err))

	n = bmwNotice()
	n.Items[0].Prices[0].Period = "year"
	_, err = practice().Registration(n)
	assert.ErrorContains(t, err, "is charged by the year, and counted by the month")
}

// A service level without figures needs no practice: what it names is covered.
func TestPractice_a_service_level_without_figures(t *testing.T) {
	t.Parallel()
	n := bmwNotice()
	n.ServiceLevel = selling.ServiceLevel{}
	r, err := practice().Registration(n)
	require.NoError(t, err)
	assert.Equal(t, []string{"Extranet"}, r.Agreement.Features, "the products themselves")
	assert.NoError(t, r.Agreement.Check())
}

// A provider may limit what is given back to a part of a fee, whatever the quotes say.
func TestPractice_may_limit_remedies_by_a_fee(t *testing.T) {
	t.Parallel()
	limited := practice()
	limited.Terms.Cap = sla.CappedAt(money.MustRate("1%"), "installation rent")
	_, err := crm.New(work.New(memory.New(), nil), crm.Outside{}, &crm.Config{Practice: limited})
	require.NoError(t, err, "which fees there are the quotes say")

	n := bmwNotice()
	_, err = limited.Registration(n)
	assert.Equal(t, []string{"item"}, etomtest.Paths(err), "nobody is charged this fee")

	n.Items[0].Prices = append(n.Items[0].Prices, price.Price{Name: "installation rent", Type: price.Recurring, Period: "month", Amount: money.Must("10.00 EUR")})
	r, err := limited.Registration(n)
	require.NoError(t, err)
	require.NoError(t, r.Agreement.Check())
	assert.Equal(t, money.Must("10.00 EUR"), r.Fees["installation rent"])

	n = bmwNotice()
	n.ServiceLevel.Terms[0].Remedy = nil
	r, err = limited.Registration(n)
	require.NoError(t, err)
	assert.NoError(t, r.Agreement.Check(), "where nothing is given back, there is nothing to limit")
}
