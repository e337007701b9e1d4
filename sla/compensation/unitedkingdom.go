package compensation

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// UnitedKingdomTerms are what providers of the voluntary scheme read in it differently.
type UnitedKingdomTerms struct {
	// Workdays is the calendar of working days: Monday to Friday without the public holidays of the part of the country. Required.
	Workdays calendar.Hours
	// DeadlineDay pays the second working day too, if it ends without service. BT says so with an example (bt.com, automatic
	// compensation: reported on Monday, one payment if not fixed by midnight on Wednesday, two if fixed on Friday); EE and others
	// speak of the days behind it.
	DeadlineDay bool
	// RestoredDay is how the days of a loss of service are counted; the terms read pay whole days. Required.
	RestoredDay RestoredDay
	// MostDays bounds the days of a loss of service: 60 in some terms, 0 for no limit.
	MostDays int
}

// rates of the scheme in pounds, for what begins from a day on. Sources: Ofcom's statement of 10 November 2017 and the start on
// 1 April 2019; ISPreview of 7 April 2021 and 1 April 2022; UK Fibre Connectivity Forum, 2023 and 2024; BT's and SeeTheLight's pages
// with the amounts of 2025; linkspeed.co.uk with those of 2026. That what begins from 1 April on has the new amounts is Ofcom's, in
// ISPreview of 7 April 2021.
var ofcomRates = []struct{ id, from, loss, appointment, start, note string }{
	{"uk-ofcom-2019", "2019-04-01", "8.00 GBP", "25.00 GBP", "5.00 GBP", ""},
	{"uk-ofcom-2021", "2021-04-01", "8.06 GBP", "25.18 GBP", "5.04 GBP", ""},
	{"uk-ofcom-2022", "2022-04-01", "8.40 GBP", "26.24 GBP", "5.25 GBP", ""},
	{"uk-ofcom-2023", "2023-04-01", "9.33 GBP", "29.15 GBP", "5.83 GBP", ""},
	{"uk-ofcom-2024", "2024-04-01", "9.76 GBP", "30.49 GBP", "6.10 GBP", byRule},
	{"uk-ofcom-2025", "2025-04-01", "9.98 GBP", "31.19 GBP", "6.24 GBP", byRule},
	{"uk-ofcom-2026", "2026-04-01", "10.34 GBP", "32.31 GBP", "6.46 GBP", byRule},
}

const byRule = "The amounts were read without the day from which they hold; it is by the scheme's rule that they change on 1 April of each year, for what" +
	" begins from then on. Confirm it before relying on days around it."

// UnitedKingdom is the Automatic Compensation Scheme that Ofcom approved, a voluntary code of its signatories: residential landline and
// broadband customers are paid without asking. One scheme for each year's rates; in the years without one of their own the last holds.
// The error is fault.ErrInvalid: Workdays or RestoredDay are missing, or MostDays is out of range.
func UnitedKingdom(terms UnitedKingdomTerms) ([]Scheme, error) {
	all := make([]Scheme, len(ofcomRates))
	for i, rates := range ofcomRates {
		all[i] = Scheme{
			ID:       rates.id,
			Law:      "Ofcom Automatic Compensation Scheme",
			From:     calendar.MustParse(rates.from),
			Currency: money.MustCurrency("GBP"),
			Zone:     "Europe/London",
			Rounding: money.HalfUp,
			Workdays: terms.Workdays,
			Rules:    ofcomRules(terms, rates.loss, rates.appointment, rates.start),
			Note:     rates.note,
		}
		if i > 0 {
			all[i-1].To = all[i].From
		}
	}
	return all, Check(all)
}

func ofcomRules(terms UnitedKingdomTerms, loss, appointment, start string) []Rule {
	who := []Customer{Consumer}
	excluded := []Cause{CausedByCustomer, NoAccess, CivilEmergency}
	return []Rule{{
		Code:   "OFCOM-LOSS",
		Source: "loss of service not fully fixed after two full working days: for each calendar day it is not repaired",
		Event:  LossOfService, For: who,
		Pays: EachDay, AfterWorkdays: 2, DeadlineDay: terms.DeadlineDay, RestoredDay: terms.RestoredDay, MostDays: terms.MostDays,
		Rates:    []Rate{{Fixed: money.Must(loss)}},
		Excludes: append([]Cause{PlannedOutage}, excluded...),
	}, {
		Code:   "OFCOM-APPOINTMENT",
		Source: "engineer does not turn up, or the appointment is cancelled with less than 24 hours' notice",
		Event:  MissedAppointment, For: who,
		Pays: Once, Notice: calendar.Span(24 * time.Hour),
		Rates:    []Rate{{Fixed: money.Must(appointment)}},
		Excludes: excluded,
	}, {
		Code:   "OFCOM-START",
		Source: "new service not started on the day promised: for each calendar day of delay, the missed start day included and the day of the start not",
		Event:  DelayedStart, For: who,
		Pays: EachDay, RestoredDay: WholeDays,
		Rates:    []Rate{{Fixed: money.Must(start)}},
		Excludes: excluded,
	}}
}
