package insight

import (
	"strconv"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/money"
)

// number is a quantity as statistics compute with it.
func number(q money.Quantity) float64 {
	f, _ := strconv.ParseFloat(q.String(), 64) // it is a number in any case
	return f
}

// units is an amount as statistics compute with it, in units of its currency.
func units(a money.Amount) (float64, error) { return value.Float(a.Exact()) }

// monthNumber counts months from the beginning of the calendar.
func monthNumber(m Month) int { return m.Month.Year()*12 + int(m.Month.Month()) }

// The facts of MonthFacts, for the inputs of a model.
const (
	InputMonths       = "insight.months"       // months that something is known of
	InputRevenueMean  = "insight.revenueMean"  // a month, in units of the currency
	InputRevenueLast  = "insight.revenueLast"  // of the last month that is known
	InputRevenueSlope = "insight.revenueSlope" // a month, by Theil and Sen; of two months and more
	InputRevenueJump  = "insight.revenueJump"  // the last month against those before it, in standard deviations; of three months and more
	InputDriver       = "insight.perMonth."    // with a driver behind it, insight.perMonth.ticket: how many a month
	InputPeak         = "insight.peak"         // share of use in the busy hours
	InputWeekend      = "insight.weekend"      // share of use on weekends
)

// MonthFacts are the facts that months give to a model. Of no months only their number is known; a slope takes two months, a jump
// three. Of a driver that no month reports, nothing was needed: it is 0, and only those in drivers are told.
func MonthFacts(all []Month, drivers ...string) (model.Facts, error) {
	f := model.Facts{Numbers: map[string]float64{InputMonths: float64(len(all))}}
	if len(all) == 0 {
		return f, nil
	}
	sum := map[string]float64{}
	mean := 0.0
	for _, m := range all {
		revenue, err := units(m.Revenue)
		if err != nil {
			return f, err
		}
		mean += revenue / float64(len(all))
		for _, d := range m.Drivers {
			sum[d.Driver] += number(d.Quantity)
		}
	}
	t, err := revenueTrend(all)
	if err != nil {
		return f, err
	}
	p, err := UsagePattern(all)
	if err != nil {
		return f, err
	}
	f.Numbers[InputRevenueMean], f.Numbers[InputRevenueLast] = mean, t.Last
	if len(all) > 1 {
		f.Numbers[InputRevenueSlope] = t.Slope
	}
	if len(all) > 2 {
		f.Numbers[InputRevenueJump] = t.Jump
	}
	for _, driver := range drivers {
		f.Numbers[InputDriver+driver] = sum[driver] / float64(len(all))
	}
	for name, share := range map[string]Share{InputPeak: p.Peak, InputWeekend: p.Weekend} {
		if share.Known {
			f.Numbers[name] = share.Of
		}
	}
	return f, nil
}
