package tax

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Row is one rate of a class in a country, from a date to the day before another. It is immutable.
type Row struct {
	Country string        `json:"country"` // ISO 3166: two letters, GR for Greece; or a region with rates of its own, such as AT-6691
	Class   Class         `json:"class"`   // one that has a rate: standard to parking
	Rate    money.Rate    `json:"rate"`    // above 0 %, below 100 %
	From    calendar.Date `json:"from"`
	Until   calendar.Date `json:"until,omitzero"` // the first day on which it no longer applies; none: for the time being
	Source  string        `json:"source"`
}

func (r Row) on(day calendar.Date) bool {
	return !day.Before(r.From) && (r.Until.IsZero() || day.Before(r.Until))
}

// Table is rates by country, class and date. The zero Table has none. Immutable and safe for concurrent use.
type Table struct {
	rows  []Row                 // by country, class, date
	spans map[countryClass]span // what belongs to a country and class
}

type countryClass struct {
	country string
	class   Class
}

// span is rows[from:until].
type span struct{ from, until int }

// NewTable makes a table of rows in any order. A table may begin where its maker's knowledge begins and end where a rate was abolished;
// within the rows of one country and class, days that two rows have or that none has are refused, as is what is wrong with a row by
// itself (fault.ErrInvalid).
func NewTable(rows []Row) (Table, error) {
	var c fault.Check
	for i, r := range rows {
		r.check(&c, fmt.Sprintf("rows[%d]", i))
	}
	if err := c.Err("tax.Table"); err != nil {
		return Table{}, err
	}
	t := Table{rows: slices.Clone(rows), spans: make(map[countryClass]span)}
	slices.SortStableFunc(t.rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(slices.Index(rated, a.Class), slices.Index(rated, b.Class)), a.From.Compare(b.From))
	})
	for i, r := range t.rows {
		key := countryClass{r.Country, r.Class}
		s, seen := t.spans[key]
		if !seen {
			s.from = i
		} else {
			t.rows[i-1].checkNext(&c, r)
		}
		t.spans[key] = span{s.from, i + 1}
	}
	if err := c.Err("tax.Table"); err != nil {
		return Table{}, err
	}
	return t, nil
}

func (r Row) check(c *fault.Check, path string) {
	c.Text(path+".country", r.Country, fault.MaxName)
	c.That(len(r.Country) == 2 || len(r.Country) > 3 && r.Country[2] == '-', path+".country", fault.RuleFormat, "must be a country such as DE or a region such as AT-6691")
	c.That(slices.Contains(rated, r.Class), path+".class", fault.RuleUnknown, "must be standard, reduced, secondReduced, superReduced or parking")
	c.That(r.Rate.Sign() > 0 && r.Rate.Cmp(whole) < 0, path+".rate", fault.RuleRange, "must be above 0% and below 100%; what bears no tax has the class zero, exempt or outOfScope")
	c.That(!r.From.IsZero(), path+".from", fault.RuleRequired, "must be the first day of the rate")
	c.That(r.Until.IsZero() || r.From.Before(r.Until), path+".until", fault.RuleRange, "must be after from")
	c.Text(path+".source", r.Source, fault.MaxName)
}

var whole = money.MustRate("100%")

// checkNext refuses a next row of the same country and class that does not begin when r ends.
func (r Row) checkNext(c *fault.Check, next Row) {
	path := r.Country + "." + string(r.Class)
	switch {
	case r.Until.IsZero() || next.From.Before(r.Until):
		c.Add(path, fault.RuleDuplicate, fmt.Sprintf("has two rates on %s, %s and %s; end the first with until", next.From, r.Rate, next.Rate))
	case r.Until.Before(next.From):
		c.Add(path, fault.RuleRequired, fmt.Sprintf("has no rate from %s to the day before %s; add the row", r.Until, next.From))
	}
}

// Rate is the row of a country (or region) and class on a day. Where the table has none the error is fault.ErrInvalid and says which
// days it has.
func (t Table) Rate(country string, c Class, on calendar.Date) (Row, error) {
	s := t.spans[countryClass{country, c}]
	for i := s.until - 1; i >= s.from; i-- { // mostly the last
		if t.rows[i].on(on) {
			return t.rows[i], nil
		}
	}
	return Row{}, t.missing(country, c, on, t.rows[s.from:s.until])
}

func (t Table) missing(country string, c Class, on calendar.Date, have []Row) error {
	known := "none for this country and class"
	if len(have) > 0 {
		first, last := have[0].From, have[len(have)-1].Until
		known = "those from " + first.String()
		if !last.IsZero() {
			known += " to the day before " + last.String()
		}
	}
	return &fault.Invalid{Subject: "tax.Table", Fields: []fault.Field{{Path: strings.TrimSuffix(country+"."+string(c), "."), Rule: fault.RuleUnknown,
		Message: fmt.Sprintf("has no rate on %s, the table has %s; add the row, or give the line its treatment", on, known)}}}
}

// Rows lists the table's rows by country, class and date.
func (t Table) Rows() []Row { return slices.Clone(t.rows) }
