package evn

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Numbers says how destination numbers are shown.
type Numbers string

// The ways. None is named where the customer has not chosen.
const (
	Full      Numbers = "full"
	Shortened Numbers = "shortened"
)

// Line says who uses the customer's line besides the customer.
type Line string

// The kinds of line.
const (
	Alone     Line = "alone"     // nobody
	Household Line = "household" // those who live there
	Business  Line = "business"  // staff, of a business or an authority
)

// Rule says what a law asks for.
type Rule string

// The rules.
const (
	Demanded Rule = "demanded" // only if the customer asked for it before
	Offered  Rule = "offered"  // unless the customer refused
	Never    Rule = "never"    // not at all
	Always   Rule = "always"
	Declared Rule = "declared" // only if the customer has declared that those who use the line, too, are informed
)

// Law is what the law of a country says about itemised connection records for billing periods that begin in its time. A table of another
// country is data: a Law written in Go or read as JSON. A plain value.
type Law struct {
	Country string        `json:"country"` // ISO 3166
	From    calendar.Date `json:"from"`
	Until   calendar.Date `json:"until,omitzero"` // first day beyond; none: in force
	Source  string        `json:"source"`
	Note    string        `json:"note,omitempty"` // what is uncertain

	Given    Rule `json:"given"`    // demanded, offered
	Shared   Rule `json:"shared"`   // lines that others use too: always, or declared, or nothing is itemised
	Whole    Rule `json:"whole"`    // full numbers: demanded, always (unless the customer asks for shortened ones), or declared
	Included Rule `json:"included"` // connections that cost nothing more, as an allowance or a flat price covers them: demanded or always
	Free     Rule `json:"free"`     // connections to numbers that are free of charge (Toll): always or never
	Hides    bool `json:"hides"`    // connections to listed numbers, those of counselling, must not be recognisable
	Shorten  int  `json:"shorten"`  // last digits that a shortened destination number lacks
	Incoming int  `json:"incoming"` // last digits that the number of somebody who called the customer lacks, in any case

	Prefix    string   `json:"prefix"`              // the country's, such as +49: national numbers are compared with it
	Open      []string `json:"open,omitempty"`      // destinations that are never shortened: prefixes, as dialled in the country
	OpenShort int      `json:"openShort,omitempty"` // and short numbers of at most so many digits, which begin neither with 0 nor +
	Helplines []string `json:"helplines,omitempty"` // numbers that the law itself hides, as dialled in the country
	Toll      []string `json:"toll,omitempty"`      // numbers that are free of charge, such as 0800: those that begin with one of four digits or more, and the shorter ones themselves
}

// Laws are the laws known, by country and date. It is a copy of the caller's own.
func Laws() []Law {
	return []Law{
		{
			// The claim: TKG 2004 § 45e; form and least content: Bundesnetzagentur, Verfügung 35/2008 (Amtsblatt 7/2008); data: § 99,
			// whose list is § 99 (2) and whose rule for incoming calls is § 99 (3). In writing, not in text form.
			Country: "DE", From: calendar.MustParse("2007-02-24"), Until: calendar.MustParse("2021-12-01"), Source: "TKG 2004 §§ 45e, 99",
			Given: Demanded, Shared: Declared, Whole: Demanded, Included: Demanded, Free: Never, Hides: true, Shorten: 3, Incoming: 3, Prefix: "+49", Toll: germanToll(),
		},
		{
			// Sentences 1 to 4 of § 11 (1) were read: demanded before the period; flat-rate connections on demand; the customer chooses
			// between full numbers and the last three digits cut; a household's holder declares in text form that co-users are informed.
			// Businesses, incoming calls and the list of counselling lines: as in TKG 2004 § 99; their paragraphs' numbers were not verified.
			// That a line used by nobody else needs no declaration follows from the wording, not from a decision.
			Country: "DE", From: calendar.MustParse("2021-12-01"), Until: calendar.MustParse("2024-05-14"), Source: "TKG 2021 § 65, TTDSG § 11",
			Given: Demanded, Shared: Declared, Whole: Demanded, Included: Demanded, Free: Never, Hides: true, Shorten: 3, Incoming: 3, Prefix: "+49", Toll: germanToll(),
		},
		{
			// The TTDSG under its new name since 14 May 2024 (BGBl. 2024 I Nr. 149); § 11 is unchanged.
			Country: "DE", From: calendar.MustParse("2024-05-14"), Source: "TKG 2021 § 65, TDDDG § 11",
			Given: Demanded, Shared: Declared, Whole: Demanded, Included: Demanded, Free: Never, Hides: true, Shorten: 3, Incoming: 3, Prefix: "+49", Toll: germanToll(),
		},
		{
			// BGBl. II 414/2011, in force on 15 December 2011; § 6: the last three digits are made unrecognisable, except of short numbers that cost
			// and of premium-rate numbers; in full once the customer has declared in writing that co-users are informed.
			Country: "AT", From: calendar.MustParse("2011-12-15"), Until: calendar.MustParse("2025-06-01"), Source: "EEN-V 2011 § 6, TKG 2003 § 100",
			Note:  "uncertain: free connections and incoming calls",
			Given: Offered, Shared: Always, Whole: Declared, Included: Always, Free: Never, Shorten: 3, Incoming: 3, Prefix: "+43",
			Open: []string{"0900", "0901", "0930", "0931"}, OpenShort: 6, Toll: austrianToll(),
		},
		{
			// In force on 1 June 2025; § 1: what is charged or included up to a limit; § 2: unless the customer objects; § 6 as before.
			// Free connections: Directive (EU) 2018/1972, Annex VI, Part A (a), not read in Austrian law. Incoming calls: not found.
			// The premium-rate ranges are those of the numbering plan (KEM-V), not of this text; what OpenShort opens may be too much.
			Country: "AT", From: calendar.MustParse("2025-06-01"), Source: "EEN-V 2025 §§ 1, 2, 6",
			Note:  "uncertain: free connections and incoming calls",
			Given: Offered, Shared: Always, Whole: Declared, Included: Always, Free: Never, Shorten: 3, Incoming: 3, Prefix: "+43",
			Open: []string{"0900", "0901", "0930", "0931"}, OpenShort: 6, Toll: austrianToll(),
		},
		{
			// FDV (SR 784.101.1), the article on the customer's right to the data of the bill (81 or 82, not verified): all data on demand; the numbers of those who
			// called without their last four digits, since 1 January 2015; nothing of calls to the helpline for children and young people
			// (147). Destination numbers are not shortened by law; four digits for who asks for it mirror the rule for callers.
			Country: "CH", From: calendar.MustParse("2015-01-01"), Source: "FMG Art. 45, FDV (SR 784.101.1)",
			Note:  "uncertain: free connections",
			Given: Demanded, Shared: Always, Whole: Always, Included: Always, Free: Always, Hides: true, Shorten: 4, Incoming: 4, Prefix: "+41",
			Helplines: []string{"147"},
		},
	}
}

// germanToll are freephone numbers, national and international, emergency numbers, and those of the harmonised range that are assigned.
func germanToll() []string {
	return []string{"0800", "00800", "110", "112", "116000", "116006", "116016", "116111", "116116", "116117", "116123"}
}

// austrianToll are freephone numbers, emergency numbers and the two helplines of three digits.
func austrianToll() []string {
	return []string{"0800", "00800", "112", "122", "133", "140", "141", "142", "144", "147", "116000", "116006", "116111", "116117", "116123"}
}

// Find is the law of a country for a billing period that begins on a day. fault.ErrNotFound if the table has none: add it.
func Find(laws []Law, country string, on calendar.Date) (Law, error) {
	for i := range laws {
		if laws[i].Country == country && laws[i].holds(on) {
			return laws[i], nil
		}
	}
	return Law{}, &fault.Error{Kind: fault.ErrNotFound, Subject: fault.Subject("evn.law", country),
		Message: fmt.Sprintf("no law is known for periods that begin on %s; add a Law to the table", on)}
}

func (l *Law) holds(on calendar.Date) bool {
	return !on.Before(l.From) && (l.Until.IsZero() || on.Before(l.Until))
}
