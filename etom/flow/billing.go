package flow

import "github.com/etomcrm/etomcrm/etom"

// Billing is the flow of section 4.3. That what a bill needs is gathered in any order, and more than once, is ours: the
// document draws one of each, and says that Billing & Collections gathers them.
func Billing() Flow {
	return Flow{
		ID: "billing", Section: "4.3", Example: "6.7", Figures: []int{10}, Vertical: "Billing",
		Title: "Billing", De: "Billing",
		Steps: []Step{
			{No: 1, Gathered: true, Arrows: to(etom.ServiceRating, etom.BillingCollections, "billing.usage.received"),
				What: "detailed data on delivered products and services and on what can be billed",
				De:   "genaue Daten über gelieferte Produkte und Services und über das, was in Rechnung gestellt werden kann"},
			{No: 2, Gathered: true, Optional: true, Arrows: to(etom.CustomerQoSSLA, etom.BillingCollections, "billing.rebate.noted"),
				What: "data on SLA violations",
				De:   "Daten über SLA-Verletzungen"},
			{No: 3, Gathered: true, Arrows: to(etom.Selling, etom.BillingCollections, "billing.agreement.noted"),
				What: "the sales negotiation is made known",
				De:   "die Verkaufsverhandlung wird mitgeteilt"},
			{No: 4, Arrows: via(etom.BillingCollections, etom.Customer, "billing.bill.sent", passedOn),
				What: "a correct bill is made and sent",
				De:   "eine korrekte Rechnung wird ausgestellt und gesendet"},
		},
	}
}
