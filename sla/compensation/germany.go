package compensation

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// GermanyTerms are the readings of the German law that its text leaves to whoever applies it.
type GermanyTerms struct {
	// RestoredDay is how the days of the outage are counted: section 58 (3) speaks of each day of the complete outage, and not of the day on
	// which it ends. Required.
	RestoredDay RestoredDay
	// SmallEnterprises extends section 58 to micro and small enterprises and non-profit organisations unless they waived it, as section
	// 71 (3) does for provisions it lists. Providers' terms do so; whether the list names section 58 was not read in the law itself.
	SmallEnterprises bool
	// Workdays is the calendar by which section 59 counts working days, which it does not define. Without it the rules of section 59 are
	// left out.
	Workdays calendar.Hours
}

// Germany is the compensation of sections 58 and 59 of the Telecommunications Act (Telekommunikationsgesetz, TKG) of 23 June 2021, in force
// since 1 December 2021. Section 58 is as published at gesetze-im-internet.de/tkg_2021/__58.html. Section 59 (4) and (6) are from
// reports of the law, not from its text. The error is fault.ErrInvalid: RestoredDay is missing.
//
// A price reduction under section 57 (4) and damages for the same event are set off (section 58 (3) sentences 3 to 5); of a contract's
// other remedies the law says nothing, so they are not.
func Germany(terms GermanyTerms) (Scheme, error) {
	s := Scheme{
		ID:       "de-tkg-2021",
		Law:      "Telekommunikationsgesetz (TKG) §§ 58, 59",
		From:     calendar.MustParse("2021-12-01"),
		Currency: money.MustCurrency("EUR"),
		Zone:     "Europe/Berlin",
		Rounding: money.HalfUp,
		Workdays: terms.Workdays,
		Rules:    germanRepair(terms),
		Note: "The law names no rounding of the share: half up to the cent. The day of the report is not counted, as § 187 (1) BGB has it;" +
			" a period of calendar days that ends on a Sunday or holiday is not moved. § 58 is for outages reported since 1 December 2021.",
	}
	if !terms.Workdays.IsZero() {
		s.Rules = append(s.Rules, germanSwitch(terms)...)
		s.Note += " § 59 is from reports of the law; the day on which an interruption begins is not counted."
	}
	return s, Check([]Scheme{s})
}

// tenOrFifth is what most rules pay: 10 EUR or 20% of the monthly fee, whichever is higher.
var tenOrFifth = Rate{Fixed: money.Must("10 EUR"), Share: money.MustRate("20%")}

func germanRepair(terms GermanyTerms) []Rule {
	who := []Customer{Consumer}
	if terms.SmallEnterprises {
		who = append(who, MicroEnterprise, SmallEnterprise, NonProfit)
	}
	return []Rule{{
		Code: "TKG-58-3",
		Source: "TKG § 58 (3): not repaired within two calendar days after receipt of the report: from the following day, for each day of the complete" +
			" outage, on the third and fourth day 5 EUR or 10%, from the fifth day 10 EUR or 20% of the monthly fee, whichever is higher",
		Event: LossOfService, For: who, Waivable: terms.SmallEnterprises,
		Pays: EachDay, FirstDay: 3, RestoredDay: terms.RestoredDay,
		Rates: []Rate{
			{FromDay: 3, Fixed: money.Must("5 EUR"), Share: money.MustRate("10%")},
			{FromDay: 5, Fixed: tenOrFifth.Fixed, Share: tenOrFifth.Share},
		},
		Excludes: []Cause{CausedByCustomer, NoAccess, StatutoryMeasure, SecurityOrder, ForceMajeure},
		SetOff:   []CreditKind{PriceReduction, Damages},
	}, {
		Code:   "TKG-58-4",
		Source: "TKG § 58 (4): for each appointment for service or installation that the provider missed 10 EUR or 20% of the monthly fee, whichever is higher",
		Event:  MissedAppointment, For: who, Waivable: terms.SmallEnterprises,
		Pays: Once, Rates: []Rate{tenOrFifth},
		Excludes: []Cause{CausedByCustomer, NoAccess},
		SetOff:   []CreditKind{PriceReduction, Damages},
	}}
}

func germanSwitch(terms GermanyTerms) []Rule {
	return []Rule{{
		Code: "TKG-59-4",
		Source: "TKG § 59 (4): service interrupted for more than one working day by a change of provider: for each further working day 10 EUR or 20% of the" +
			" monthly fee, whichever is higher, from the provider who is left",
		Event: SwitchInterruption, For: slices.Clone(customers[:]),
		Pays: EachWorkday, AfterWorkdays: 1, RestoredDay: terms.RestoredDay,
		Rates:    []Rate{tenOrFifth},
		Excludes: []Cause{CausedByCustomer, NoAccess},
		SetOff:   []CreditKind{Damages},
	}, {
		Code:   "TKG-59-6",
		Source: "TKG § 59 (6): number not active at the latest on the working day after the day agreed: 10 EUR for each further day of the delay",
		Event:  LatePorting, For: slices.Clone(customers[:]),
		Pays: EachDay, AfterWorkdays: 1, RestoredDay: terms.RestoredDay,
		Rates:    []Rate{{Fixed: money.Must("10 EUR")}},
		Excludes: []Cause{CausedByCustomer},
		SetOff:   []CreditKind{Damages},
	}}
}
