package tax

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// membership is when a country belonged to the Union's VAT territory: from its accession, until the day given.
type membership struct {
	country     string
	from, until calendar.Date
}

func member(country, from string) membership {
	return membership{country: country, from: calendar.MustParse(from)}
}

// members are the member states, by accession. For the United Kingdom the end is that of the transition period (Withdrawal Agreement,
// Art. 126); Northern Ireland (XI) is treated as a member for goods since (Protocol on Ireland/Northern Ireland, Art. 8).
var members = []membership{
	member("BE", "1968-01-01"), member("DE", "1968-01-01"), member("FR", "1968-01-01"), member("IT", "1968-01-01"), member("LU", "1968-01-01"), member("NL", "1968-01-01"),
	member("DK", "1973-01-01"), {"GB", calendar.MustParse("1973-01-01"), calendar.MustParse("2021-01-01")}, member("IE", "1973-01-01"), member("GR", "1981-01-01"), member("ES", "1986-01-01"), member("PT", "1986-01-01"),
	member("AT", "1995-01-01"), member("FI", "1995-01-01"), member("SE", "1995-01-01"),
	member("CY", "2004-05-01"), member("CZ", "2004-05-01"), member("EE", "2004-05-01"), member("HU", "2004-05-01"), member("LT", "2004-05-01"), member("LV", "2004-05-01"),
	member("MT", "2004-05-01"), member("PL", "2004-05-01"), member("SI", "2004-05-01"), member("SK", "2004-05-01"),
	member("BG", "2007-01-01"), member("RO", "2007-01-01"), member("HR", "2013-07-01"),
}

// IsMember reports whether a country belongs to the Union's VAT territory on a day.
func IsMember(country string, on calendar.Date) bool {
	for i := range members {
		if members[i].country == country {
			return !on.Before(members[i].from) && (members[i].until.IsZero() || on.Before(members[i].until))
		}
	}
	return false
}

// Territory is a part of a country whose tax is not the country's. It is immutable.
type Territory struct {
	Region  string `json:"region"` // as Party.Region names it
	Name    string `json:"name"`
	Outside bool   `json:"outside"` // not part of the Union's VAT territory; else it has rates of its own
}

// territories: outside the territory by Directive 2006/112/EC, Art. 6; with rates of their own by Art. 104, 104a, 105.
var territories = []Territory{
	{"AT-6691", "Jungholz", false}, {"AT-6991", "Mittelberg", false},
	{"DE-27498", "Heligoland", true}, {"DE-78266", "Büsingen am Hochrhein", true},
	{"ES-CE", "Ceuta", true}, {"ES-CN", "Canary Islands", true}, {"ES-ML", "Melilla", true},
	{"FI-01", "Åland", true},
	{"FR-GF", "French Guiana", true}, {"FR-GP", "Guadeloupe", true}, {"FR-MQ", "Martinique", true}, {"FR-RE", "Réunion", true}, {"FR-YT", "Mayotte", true}, {"FR-MF", "Saint Martin", true},
	{"GR-69", "Mount Athos", true},
	{"IT-23041", "Livigno", true},
	{"PT-20", "Azores", false}, {"PT-30", "Madeira", false},
}

// Territories lists the regions on which tax depends; all others are taxed as their country is.
func Territories() []Territory { return slices.Clone(territories) }

func territory(region string) (Territory, bool) {
	if region == "" {
		return Territory{}, false
	}
	i := slices.IndexFunc(territories, func(t Territory) bool { return t.Region == region })
	if i < 0 {
		return Territory{}, false
	}
	return territories[i], true
}

// treatedAs has the countries that are treated as another one: Directive 2006/112/EC, Art. 7, and the Isle of Man Act 1979.
func treatedAs(country string) string {
	switch country {
	case "MC":
		return "FR"
	case "IM":
		return "GB"
	default:
		return country
	}
}

// outside reports whether a party's region lies outside the Union's VAT territory though its country belongs to it.
func (p *Party) outside() bool {
	t, _ := territory(p.Region)
	return t.Outside
}

// taxCountry is the country or region whose rates apply to what is supplied at a party's place.
func (p *Party) taxCountry() string {
	if _, own := territory(p.Region); own {
		return p.Region
	}
	if p.Country == "XI" {
		return "GB"
	}
	return p.Country
}

// inUnion reports whether a party's place lies in the Union's VAT territory for a kind of supply.
func (p *Party) inUnion(k Kind, on calendar.Date) bool {
	return !p.outside() && (IsMember(p.Country, on) || p.Country == "XI" && k == Goods && !IsMember("GB", on))
}
