package rating

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// BookSpec is what a Book is made of, and its JSON form. A plain value.
type BookSpec struct {
	Plans   []Plan   `json:"plans,omitempty"`
	Tariffs []Tariff `json:"tariffs"`
}

// Tariff is one version of what usage costs, valid for records that begin from the first instant of From up to, and not
// including, that of Until, in its zone. All versions of an id have the same currency and zone and do not overlap; where there
// is a gap between them, records are rejected. A plain value.
type Tariff struct {
	ID         string          `json:"id"`
	Version    string          `json:"version"`
	Name       string          `json:"name"`
	De         string          `json:"de,omitempty"`
	Currency   money.Currency  `json:"currency"`
	Zone       string          `json:"zone"`               // IANA name; bands and validity are its local time
	From       calendar.Date   `json:"from"`               // first day of validity, 2000-01-01 or later
	Until      calendar.Date   `json:"until,omitzero"`     // day after the last; none: until 2100
	Region     calendar.Region `json:"region,omitempty"`   // whose public holidays are holidays; none: nobody's
	Holidays   []calendar.Date `json:"holidays,omitempty"` // further ones
	Bands      []Band          `json:"bands,omitempty"`
	Plan       string          `json:"plan,omitempty"` // whose zones prices name
	Prices     []Price         `json:"prices"`
	Allowances []Allowance     `json:"allowances,omitempty"`
}

// Band is a part of the week, such as peak. What lies in no band is in the band called Other. A plain value.
type Band struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	De      string   `json:"de,omitempty"`
	Windows []Window `json:"windows"`
}

// Other is the band of every time that lies in no other.
const Other = "other"

// Window is a span of the local clock, from From up to, and not including, To; To is later, and 24:00 at most: what goes over
// midnight is written as two windows. Without Days and Holidays it is of every day. With Days it is of these weekdays unless they
// are holidays, with Holidays of holidays, whatever their weekday. What the clock and the calendar show at an instant decides: an
// hour the clocks skip is in no window, one that comes twice is in the same window twice. A plain value.
type Window struct {
	Days     []calendar.Weekday `json:"days,omitempty"`
	Holidays bool               `json:"holidays,omitempty"`
	From     calendar.TimeOfDay `json:"from"`
	To       calendar.TimeOfDay `json:"to"`
}

// Plan is a numbering plan: which number lies in which zone. A plain value.
type Plan struct {
	ID    string `json:"id"`
	Zones []Zone `json:"zones"`
}

// Zone is a set of destinations with one price, such as mobile networks: all numbers that begin with one of its prefixes and with
// no longer one of another zone. Numbers and prefixes are compared as they are written, +49170 as well as 110. A plain value.
type Zone struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	De       string   `json:"de,omitempty"`
	Prefixes []string `json:"prefixes"`
}

// Allowance is use that is included: minutes, messages, data. A bundle is several of them. Each product that has the tariff
// brings what is granted, anew for every period, by the version valid when the period (or, within it, the tariff) begins.
// A plain value.
type Allowance struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	De          string         `json:"de,omitempty"`
	Measure     Measure        `json:"measure"`
	Unit        string         `json:"unit"`                  // as the prices covered have it
	Grant       money.Quantity `json:"grant"`                 // units a period
	Kinds       []string       `json:"kinds,omitempty"`       // of usage covered; none: all measured alike
	Prices      []string       `json:"prices,omitempty"`      // codes of the prices covered; none: all
	CoversSetUp bool           `json:"coversSetUp,omitempty"` // set-up fees of calls that begin on it are covered too
	Shared      bool           `json:"shared,omitempty"`      // all products of the request draw on it, not only the one that brings it
	Prorated    bool           `json:"prorated,omitempty"`    // a part of a period grants its share, rounded up to the second or the sixth digit
	RollOver    int            `json:"rollOver,omitempty"`    // for how many further periods what is left stays, 0 to MaxRollOver
	Order       int            `json:"order,omitempty"`       // the lower is drawn on first; then the one that lapses first, then by id
}
