package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// BurnRate says when the budget of an open period is burning: over the long window and, so that what is over is not told, over the
// short one too, at least Factor times as much is used up as would use it up exactly at the period's end. It is a value.
type BurnRate struct {
	Long   calendar.Span  `json:"long"`
	Short  calendar.Span  `json:"short"` // at most Long
	Factor money.Quantity `json:"factor"`
}

// SREBurnRates is the table that Google's SRE workbook recommends (chapter 5, "Alerting on SLOs", table 5-8: 2 % of a 30 days'
// budget in 1 h, 5 % in 6 h, 10 % in 3 d; short windows of a twelfth), with the row of 1 d that sloth adds (10 % in 1 d).
func SREBurnRates() []BurnRate {
	return []BurnRate{
		{Long: hours(1), Short: calendar.Span(5 * time.Minute), Factor: money.MustQuantity("14.4")},
		{Long: hours(6), Short: calendar.Span(30 * time.Minute), Factor: money.MustQuantity("6")},
		{Long: hours(24), Short: hours(2), Factor: money.MustQuantity("3")},
		{Long: hours(72), Short: hours(6), Factor: money.MustQuantity("1")},
	}
}

func hours(n int) calendar.Span { return calendar.Span(time.Duration(n) * time.Hour) }

func (b BurnRate) check(c *fault.Check, path string) {
	c.That(b.Long > 0 && b.Long.Duration() <= fault.Horizon, at(path, "long"), fault.RuleRange, "must be above 0s, at most 20 years")
	c.That(b.Short > 0 && b.Short <= b.Long, at(path, "short"), fault.RuleRange, "must be above 0s, at most as long as the long window")
	c.That(b.Factor.Sign() > 0, at(path, "factor"), fault.RuleRange, "must be above 0")
}
