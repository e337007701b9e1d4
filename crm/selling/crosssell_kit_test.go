package selling_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// lines are three lines, each larger than the one before, and what can be had with them.
func lines() selling.Portfolio {
	prices := func(amount string) []price.Price { return []price.Price{monthly("basic charge", amount)} }
	return selling.Portfolio{
		{ID: "line-s", Name: "Line 16", Kind: selling.Standard, Prices: prices("20.00 EUR")},
		{ID: "line-m", Name: "Line 50", Kind: selling.Standard, Excludes: []string{"line-s"}, Prices: prices("30.00 EUR"), LeadTime: 2 * day},
		{ID: "line-l", Name: "Line 250", Kind: selling.Special, Needs: []string{"faster-connection"}, Excludes: []string{"line-s", "line-m"}, Prices: prices("45.00 EUR")},
		{ID: "tv", Name: "Television", Kind: selling.Standard, Prices: prices("10.00 EUR")},
		{ID: "recorder", Name: "Recorder", Kind: selling.Standard, Requires: []string{"tv"}, Prices: prices("5.00 EUR")},
		{ID: "backup", Name: "Backup", Kind: selling.Standard, Prices: prices("3.00 EUR")},
		{ID: "fax", Name: "Fax adapter", Kind: selling.Standard, Requires: []string{"line-s"}, Prices: prices("1.00 EUR")},
		{ID: "satellite", Name: "Satellite", Kind: selling.Standard, Excludes: []string{"tv"}, Prices: prices("9.00 EUR")},
	}
}

func figure(metric, value, unit string) selling.Figure {
	return selling.Figure{Metric: metric, Operator: selling.GreaterOrEqual, Value: money.MustQuantity(value), Unit: unit}
}

func hint(count, ifCount, thenCount int, then string, items ...string) association.Rule {
	return association.Rule{If: items, Then: then, Count: count, IfCount: ifCount, ThenCount: thenCount, Of: 1000}
}

// offerRules are in force since the day before the clock of a test begins.
func offerRules() selling.OfferRules {
	return selling.OfferRules{Version: "2026-03", From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Signals: []selling.Signal{
			{Code: "USAGE-1", Figure: figure("usage.share", "100", "%"), Upgrade: true, Points: 200,
				Why: "More is used than the tariff includes.", WhyDe: "Es wird mehr verbraucht, als der Tarif enthält."},
			{Code: "PROBLEM-1", Figure: figure("problem.bandwidth", "2", ""), Upgrade: true, Points: 150, Why: "Too little bandwidth was reported more than once."},
			{Code: "OUTAGE-1", Figure: figure("outage", "4", "h"), Offering: "backup", Points: 120, Why: "There were long outages."},
			{Code: "COMPLAINT-1", Figure: figure("complaint.closed", "2", ""), Why: "There were several complaints: does the offer still fit?"},
		},
		Replaces: []selling.Replacement{{Offering: "line-m", Replaces: "line-s"}, {Offering: "line-l", Replaces: "line-m"}},
		Mined: selling.Mined{Customers: 1000, Support: money.MustRate("1%"), Confidence: money.MustRate("20%"), Rules: []association.Rule{
			hint(90, 100, 300, "tv", "line-m", "recorder"), hint(60, 200, 150, "backup", "USAGE-1"), hint(50, 200, 150, "backup", "line-s"),
			hint(80, 200, 300, "tv", "line-s"), hint(40, 200, 100, "recorder", "line-s"), hint(30, 100, 400, "fax", "line-s"),
			hint(100, 200, 500, "line-s", "tv"), hint(30, 100, 40, "line-s", "line-m"), hint(20, 40, 30, "cassette", "tv"), hint(20, 100, 40, "line-s", "line-l"),
		}},
		Quiet: selling.Quiet{Answer: 14, Accepted: 90, Refused: 180, Ignored: 30}}
}

// somebody is a customer about whom a test decides what is known.
type somebody struct {
	selling.Situation
	err error
}

func (s *somebody) Holdings(*work.Unit, string) ([]string, error) { return s.Holds, s.err }

func (s *somebody) Observed(*work.Unit, string) ([]selling.Observation, error) {
	return s.Situation.Observed, s.err
}

func (s *somebody) Standing(*work.Unit, string) (selling.Standing, error) {
	return s.Situation.Standing, s.err
}

func observed(metric, value, unit string) selling.Observation {
	return selling.Observation{Metric: metric, Value: money.MustQuantity(value), Unit: unit}
}

// heavy is a customer who holds the smallest line and uses more than it includes.
func heavy() selling.Situation {
	return selling.Situation{Holds: []string{"line-s"}, Observed: []selling.Observation{observed("usage.share", "130", "%")}, Standing: selling.Standing{Consent: true}}
}

func risky() selling.Standing {
	return selling.Standing{Consent: true, Risk: []fault.Reason{{Code: "RISK-7", Message: "two bills are overdue"}}}
}

// counter is Cross/Up Selling at work in a test.
type counter struct {
	desk
	*selling.CrossSelling
	customer *somebody
}

func newCounter(t *testing.T, st store.Store) counter {
	t.Helper()
	c := counter{desk: newDesk(t, st, &selling.Config{Portfolio: lines()}), customer: &somebody{Situation: heavy()}}
	c.CrossSelling = c.Service.CrossSelling(c.customer)
	require.NoError(t, c.Publish(c.ctx, offerRules()))
	return c
}

func (c counter) recommended() selling.Recommendation {
	c.t.Helper()
	r, err := c.Recommend(c.ctx, selling.Occasion{Customer: "c-1"})
	require.NoError(c.t, err)
	return r
}

// notices are what the journal says about recommendations of a case.
func (c counter) notices(correlation string) []selling.RecommendationNotice {
	c.t.Helper()
	var all []selling.RecommendationNotice
	for _, e := range etomtest.Journal(c.t, c.env, correlation) {
		if e.Type != selling.EventOfferRecommended && e.Type != selling.EventOfferAnswered {
			continue
		}
		var n selling.RecommendationNotice
		require.NoError(c.t, e.Read(&n))
		all = append(all, n)
	}
	return all
}
