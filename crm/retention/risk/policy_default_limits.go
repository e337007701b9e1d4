package risk

import (
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
)

// limits: where a year's revenue is known, a tenth of it is about what is out at a time: the bill of a month and of the ten days until
// it is paid, 40 of 365 days. Half of that is left to one who pays badly, and beyond ten million people decide. Who has no revenue to speak of begins with five
// orders below the 200 from which a deposit is asked for, and has twice that after three bills, and three times after two years; a business
// begins where a private customer is after three bills.
func (d defaults) limits() Limits {
	tenth, twentieth := money.MustRate("10%"), money.MustRate("5%")
	row := func(code, band, why, de string, when ...rule.Condition) rule.Row {
		return rule.Row{Code: code, When: when, Outcome: band, Why: why, WhyDe: de}
	}
	return Limits{
		Table: rule.Spec{Name: "limits", Version: "1", Policy: rule.First,
			Outcomes: []string{"revenue", "revenueWeak", "longBusiness", "long", "known", "new", "weak", "none"},
			Rows: []rule.Row{
				row("RISK-LIMIT-01", "none", "no credit for one who pays so badly", "kein Kredit bei so schlechter Zahlungsweise", atLeast("risk.badPayment", 70)),
				row("RISK-LIMIT-02", "revenueWeak", "a twentieth of a year's revenue, as payment is not good", "ein Zwanzigstel des Jahresumsatzes, da die Zahlungsweise nicht gut ist", atLeast("risk.badPayment", 20), d.from("profile.revenue", 100_000)),
				row("RISK-LIMIT-03", "revenue", "a tenth of a year's revenue", "ein Zehntel des Jahresumsatzes", d.from("profile.revenue", 100_000)),
				row("RISK-LIMIT-04", "weak", "a small limit, as payment is bad", "ein kleiner Rahmen, da die Zahlungsweise schlecht ist", atLeast("risk.badPayment", 40)),
				row("RISK-LIMIT-05", "longBusiness", "a business that has been a customer for two years", "ein Geschäftskunde seit zwei Jahren", atLeast("contract.tenureDays", 730), atLeast("payment.bills", 12), oneOf("profile.kind", Business)),
				row("RISK-LIMIT-06", "long", "a customer for two years", "ein Kunde seit zwei Jahren", atLeast("contract.tenureDays", 730), atLeast("payment.bills", 12)),
				row("RISK-LIMIT-07", "known", "a customer with three bills or more", "ein Kunde mit drei oder mehr Rechnungen", atLeast("payment.bills", 3)),
				row("RISK-LIMIT-08", "known", "a business", "ein Geschäftskunde", oneOf("profile.kind", Business)),
				row("RISK-LIMIT-09", "new", "a new customer", "ein neuer Kunde"),
			}},
		Bands: []Band{
			{Name: "revenue", Amount: d.units(10_000), OfRevenue: tenth, Most: d.units(10_000_000)},
			{Name: "revenueWeak", Amount: d.units(5_000), OfRevenue: twentieth, Most: d.units(5_000_000)},
			{Name: "longBusiness", Amount: d.units(10_000)},
			{Name: "long", Amount: d.units(3_000)},
			{Name: "known", Amount: d.units(2_000)},
			{Name: "new", Amount: d.units(1_000)},
			{Name: "weak", Amount: d.units(250)},
			{Name: "none", Amount: d.units(0)},
		},
	}
}

// steps: each level of dunning takes a quarter of the limit or more, and what happened while it was reached counts, too; age takes it in the
// usual three months. All of them end when the debt is paid, but the limit is restored only when a month has passed, that is a further bill.
func (d defaults) steps() Steps {
	row := func(code, share, why, de string, when ...rule.Condition) rule.Row {
		return rule.Row{Code: code, When: when, Outcome: share, Why: why, WhyDe: de}
	}
	return Steps{
		Table: rule.Spec{Name: "steps", Version: "1", Policy: rule.Worst, Outcomes: []string{"full", "threeQuarters", "half", "quarter", "nothing"},
			Rows: []rule.Row{
				row("RISK-STEP-00", "full", "nothing lowers the limit", "nichts mindert den Rahmen"),
				row("RISK-STEP-01", "threeQuarters", "a payment reminder has been sent", "es ist eine Zahlungserinnerung verschickt", atLeast("payment.dunningLevel", 1)),
				row("RISK-STEP-02", "half", "dunning is at its second level or higher", "die zweite Mahnstufe ist erreicht", atLeast("payment.dunningLevel", 2)),
				row("RISK-STEP-03", "quarter", "dunning is at its third level or higher", "die dritte Mahnstufe ist erreicht", atLeast("payment.dunningLevel", 3)),
				row("RISK-STEP-04", "half", "a bill is dunned, and a promise to pay was broken", "eine Rechnung ist angemahnt, und eine Zahlungszusage wurde nicht gehalten", atLeast("payment.dunningLevel", 1), atLeast("payment.brokenPromises", 1)),
				row("RISK-STEP-05", "half", "a bill is dunned, and a debit came back", "eine Rechnung ist angemahnt, und eine Lastschrift kam zurück", atLeast("payment.dunningLevel", 1), atLeast("payment.returned", 1)),
				row("RISK-STEP-06", "threeQuarters", "a bill is overdue for a month or longer", "eine Rechnung ist mindestens einen Monat überfällig", atLeast("payment.overdueDays", 30)),
				row("RISK-STEP-07", "half", "a bill is overdue for two months or longer", "eine Rechnung ist mindestens zwei Monate überfällig", atLeast("payment.overdueDays", 60)),
				row("RISK-STEP-08", "nothing", "a bill is overdue for three months or longer", "eine Rechnung ist mindestens drei Monate überfällig", atLeast("payment.overdueDays", 90)),
				row("RISK-STEP-09", "nothing", "services are blocked because bills are not paid", "Dienste sind wegen unbezahlter Rechnungen gesperrt", is("payment.blocked", true)),
			}},
		Shares: []Share{
			{Name: "full", Rate: money.MustRate("100%")},
			{Name: "threeQuarters", Rate: money.MustRate("75%")},
			{Name: "half", Rate: money.MustRate("50%")},
			{Name: "quarter", Rate: money.MustRate("25%")},
			{Name: "nothing", Rate: money.MustRate("0%")},
		},
		RestoreDays: 30,
		LowerTo:     money.MustRate("50%"),
	}
}
