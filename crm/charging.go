package crm

import (
	"fmt"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Charging says how an offering is billed, beside its prices. The zero Charging is recurring prices in arrear, no usage, and a service
// with the standard tax, billed once its order is complete. A plain value.
type Charging struct {
	Tariff   string          // id in billing.Config.Book by which its usage is rated; empty: it has none
	Timing   charge.Timing   // of its recurring prices; empty: in arrear
	DayCount charge.DayCount // empty: charge.ActualActual
	TaxClass string          // see package tax; empty: standard
	Supply   string          // of its one-time prices: goods, services …; empty: as billing.Policy says

	// OnDelivery bills one-time prices for what Service & Specific Instance Rating reports as delivered; else they are billed once the
	// order is complete.
	OnDelivery bool
}

var (
	timings   = []charge.Timing{"", charge.Advance, charge.Arrear}
	dayCounts = []charge.DayCount{"", charge.ActualActual, charge.Thirty360, charge.Actual365, charge.NoProration}
)

func checkCharging(all map[string]Charging) error {
	var c fault.Check
	for _, offering := range slices.Sorted(maps.Keys(all)) {
		one, path := all[offering], fmt.Sprintf("charging[%.60q].", offering)
		c.Optional(path+"tariff", one.Tariff, fault.MaxName)
		c.That(slices.Contains(timings, one.Timing), path+"timing", fault.RuleUnknown, "must be advance or arrear")
		c.That(slices.Contains(dayCounts, one.DayCount), path+"dayCount", fault.RuleUnknown, "must be actual/actual, 30/360, actual/365 or none")
		c.Optional(path+"taxClass", one.TaxClass, fault.MaxName)
		c.Optional(path+"supply", one.Supply, fault.MaxName)
	}
	return c.Err("crm.config")
}
