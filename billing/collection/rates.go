package collection

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// BaseRate is a base rate and the first day on which it holds.
type BaseRate struct {
	From calendar.Date `json:"from"`
	Rate money.Rate    `json:"rate"`
}

// BaseRates are the base rates of § 247 BGB as the Deutsche Bundesbank announces them in the Bundesanzeiger on 1 January and 1 July
// ("Basiszinssatz nach § 247 BGB"); a half-year in which it did not change has no row. Who has a later one appends it.
func BaseRates() []BaseRate { return slices.Clone(baseRates) }

// BaseRatesUntil is the last day for which BaseRates is known to hold. Interest for later days is computed with the last rate and marked
// as provisional.
func BaseRatesUntil() calendar.Date { return calendar.MustParse("2026-06-30") }

var baseRates = []BaseRate{
	base("2002-01-01", "2.57%"), base("2002-07-01", "2.47%"), base("2003-01-01", "1.97%"), base("2003-07-01", "1.22%"),
	base("2004-01-01", "1.14%"), base("2004-07-01", "1.13%"), base("2005-01-01", "1.21%"), base("2005-07-01", "1.17%"),
	base("2006-01-01", "1.37%"), base("2006-07-01", "1.95%"), base("2007-01-01", "2.7%"), base("2007-07-01", "3.19%"),
	base("2008-01-01", "3.32%"), base("2008-07-01", "3.19%"), base("2009-01-01", "1.62%"), base("2009-07-01", "0.12%"),
	base("2011-07-01", "0.37%"), base("2012-01-01", "0.12%"), base("2013-01-01", "-0.13%"), base("2013-07-01", "-0.38%"),
	base("2014-01-01", "-0.63%"), base("2014-07-01", "-0.73%"), base("2015-01-01", "-0.83%"), base("2016-07-01", "-0.88%"),
	base("2023-01-01", "1.62%"), base("2023-07-01", "3.12%"), base("2024-01-01", "3.62%"), base("2024-07-01", "3.37%"),
	base("2025-01-01", "2.27%"), base("2025-07-01", "1.27%"),
}

func base(from, rate string) BaseRate {
	return BaseRate{From: calendar.MustParse(from), Rate: money.MustRate(rate)}
}

// Margin is what the law adds to the base rate for debts that arose on From or later.
type Margin struct {
	From     calendar.Date `json:"from"`
	Consumer money.Rate    `json:"consumer"`
	Business money.Rate    `json:"business"`
	LumpSum  money.Amount  `json:"lumpSum"` // once for each claim on a business
	Source   string        `json:"source"`
}

// Margins are those of § 288 (1), (2) and (5) BGB. Nine points and the lump sum hold for debts that arose after 28 July 2014 (Art. 229 § 34
// EGBGB).
func Margins() []Margin { return slices.Clone(margins) }

var margins = []Margin{
	{From: calendar.MustParse("2002-01-01"), Consumer: money.MustRate("5%"), Business: money.MustRate("8%"), LumpSum: money.Must("0.00 EUR"),
		Source: "§ 288 BGB, BGBl. 2002 I S. 42"},
	{From: calendar.MustParse("2014-07-29"), Consumer: money.MustRate("5%"), Business: money.MustRate("9%"), LumpSum: money.Must("40.00 EUR"),
		Source: "§ 288 BGB, BGBl. 2014 I S. 1218"},
}

// marginOf is the row that holds for a debt that arose on a day.
func marginOf(rows []Margin, arisen calendar.Date) (Margin, error) {
	for n := len(rows) - 1; n >= 0; n-- {
		if !arisen.Before(rows[n].From) {
			return rows[n], nil
		}
	}
	return Margin{}, invalid("collection.interest", "arisen", fault.RuleRange, fmt.Sprintf("has no margin for a debt of %s; add a row to the margins", arisen))
}

func checkRates(c *fault.Check, path string, rows []BaseRate) {
	c.That(len(rows) > 0, path, fault.RuleRequired, "must have a row")
	for n, r := range rows {
		c.That(!r.From.IsZero(), fmt.Sprintf("%s[%d].from", path, n), fault.RuleRequired, "must be a date")
		c.That(n == 0 || rows[n-1].From.Before(r.From), fmt.Sprintf("%s[%d].from", path, n), fault.RuleRange, "must lie behind the row before it")
	}
}

func checkMargins(c *fault.Check, path string, rows []Margin) {
	c.That(len(rows) > 0, path, fault.RuleRequired, "must have a row")
	for n, r := range rows {
		c.That(n == 0 || rows[n-1].From.Before(r.From), fmt.Sprintf("%s[%d].from", path, n), fault.RuleRange, "must lie behind the row before it")
		c.That(r.LumpSum.Sign() >= 0, fmt.Sprintf("%s[%d].lumpSum", path, n), fault.RuleRange, "must not be negative")
	}
}
