package calendar

import "time"

// The sixteen federal states by their ISO 3166-2 codes, in order.
var states = []string{"BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"}

type stateSet uint32

const (
	bb stateSet = 1 << iota
	be
	bw
	by
	hb
	he
	hh
	mv
	ni
	nw
	rp
	sh
	sl
	sn
	st
	th
	everywhere = 1<<iota - 1
)

// holidayRule is a holiday by law, in the years from since to until (0: for good).
type holidayRule struct {
	name, de     string
	on           dayRule
	where        stateSet
	since, until int
}

const first = FirstHolidayYear

// germany has the statutory holidays of the federal states. 3 October is federal law (Einigungsvertrag, article 2 (2)), all others
// are the states' own: BW FTG § 1, BY FTG article 1, BE Sonn- und Feiertagsgesetz § 1, BB FTG § 2, HB Sonn- und
// Feiertagsgesetz § 2, HH Feiertagsgesetz § 1, HE HFeiertagsG § 1, MV FTG M-V § 2, NI NFeiertagsG § 2, NW Feiertagsgesetz § 2,
// RP LFtG § 2, SL SFG § 2, SN SächsSFG § 1, ST FeiertG LSA § 2, SH SFTG § 2, TH ThürFGtG § 2.
var germany = []holidayRule{
	{"New Year's Day", "Neujahr", fixed(time.January, 1), everywhere, first, 0},
	{"Epiphany", "Heilige Drei Könige", fixed(time.January, 6), bw | by | st, first, 0},
	{"International Women's Day", "Internationaler Frauentag", fixed(time.March, 8), be, 2019, 2022},
	{"International Women's Day", "Internationaler Frauentag", fixed(time.March, 8), be | mv, 2023, 0},
	{"Good Friday", "Karfreitag", easter(-2), everywhere, first, 0},
	{"Easter Sunday", "Ostersonntag", easter(0), bb, first, 0},
	{"Easter Monday", "Ostermontag", easter(1), everywhere, first, 0},
	{"May Day", "Maifeiertag", fixed(time.May, 1), everywhere, first, 0},
	{"Liberation Day (75th anniversary)", "Tag der Befreiung (75. Jahrestag)", fixed(time.May, 8), be, 2020, 2020},
	{"Liberation Day (80th anniversary)", "Tag der Befreiung (80. Jahrestag)", fixed(time.May, 8), be, 2025, 2025},
	{"Ascension Day", "Christi Himmelfahrt", easter(39), everywhere, first, 0},
	{"Whit Sunday", "Pfingstsonntag", easter(49), bb, first, 0},
	{"Whit Monday", "Pfingstmontag", easter(50), everywhere, first, 0},
	{"Corpus Christi", "Fronleichnam", easter(60), bw | by | he | nw | rp | sl, first, 0},
	{"75th anniversary of the uprising in the GDR", "75-jähriges Jubiläum des Volksaufstands in der DDR", fixed(time.June, 17), be, 2028, 2028},
	{"Assumption Day", "Mariä Himmelfahrt", fixed(time.August, 15), sl, first, 0},
	{"World Children's Day", "Weltkindertag", fixed(time.September, 20), th, 2019, 0},
	{"Day of German Unity", "Tag der Deutschen Einheit", fixed(time.October, 3), everywhere, first, 0},
	{"Reformation Day", "Reformationstag", fixed(time.October, 31), bb | mv | sn | st | th, first, 2016},
	{"Reformation Day", "Reformationstag", fixed(time.October, 31), everywhere, 2017, 2017}, // 500 years, once in all states
	{"Reformation Day", "Reformationstag", fixed(time.October, 31), bb | hb | hh | mv | ni | sh | sn | st | th, 2018, 0},
	{"All Saints' Day", "Allerheiligen", fixed(time.November, 1), bw | by | nw | rp | sl, first, 0},
	{"Day of Repentance and Prayer", "Buß- und Bettag", wednesdayBefore(time.November, 23), sn, first, 0},
	{"Christmas Day", "1. Weihnachtstag", fixed(time.December, 25), everywhere, first, 0},
	{"Boxing Day", "2. Weihnachtstag", fixed(time.December, 26), everywhere, first, 0},
}
