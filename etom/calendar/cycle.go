package calendar

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Unit is what the periods of a Cycle are.
type Unit string

// The units.
const (
	Month   Unit = "month"
	Quarter Unit = "quarter"
	Year    Unit = "year"
	Days    Unit = "days"    // of fixed length, laid end to end from the anchor
	Rolling Unit = "rolling" // the last days, whole ones, anew every day
)

var months = map[Unit]int{Month: 1, Quarter: 3, Year: 12}

// MaxCycleDays is the most days a period of Days or Rolling can have, some twenty years.
const MaxCycleDays = 7305

// Cycle says how the periods of an evaluation or a bill follow one another in a zone:
//
//   - Month, Quarter, Year without Anchor: calendar months, quarters from January, April, July and October, years.
//   - Month, Quarter, Year with Anchor: anniversaries of it, each counted from the anchor and clipped to its month's end: from
//     31 January the periods begin on 31 January, 28 February, 31 March.
//   - Days with Anchor: periods of Days days. The anchor is where one period begins, not where the first does: periods reach
//     back before it too.
//   - Rolling: the Days days before the day of the instant.
//
// A plain value, compared by ==; nothing is checked before it is used or read.
type Cycle struct {
	Unit   Unit   `json:"unit"`
	Days   int    `json:"days,omitempty"`  // of Days and Rolling only, 1 to MaxCycleDays
	Anchor Date   `json:"anchor,omitzero"` // of all but Rolling
	Zone   string `json:"zone"`            // IANA name
}

// Check is fault.ErrInvalid with every fault at once: an unknown unit or zone, days or an anchor missing or one too many.
func (c Cycle) Check() error {
	var faults fault.Check
	c.check(&faults)
	return faults.Err("calendar.Cycle")
}

func (c Cycle) check(f *fault.Check) *time.Location {
	zone := loadZone(f, c.Zone)
	switch c.Unit {
	case Month, Quarter, Year:
		f.That(c.Days == 0, "days", fault.RuleRange, "must be empty: a "+string(c.Unit)+" has its own; the unit days takes them")
	case Days:
		within(f, "days", c.Days, 1, MaxCycleDays)
		f.That(!c.Anchor.IsZero(), "anchor", fault.RuleRequired, "must be a date on which a period begins")
	case Rolling:
		within(f, "days", c.Days, 1, MaxCycleDays)
		f.That(c.Anchor.IsZero(), "anchor", fault.RuleRange, "must be empty: a rolling period ends with the day before")
	default:
		f.Add("unit", fault.RuleUnknown, fmt.Sprintf("%.20q is none; write month, quarter, year, days or rolling", string(c.Unit)))
	}
	return zone
}

// begin is the first day of the period with the number; 0 is the anchor's. No date outside the years 1 to 9999.
func (c Cycle) begin(n int) Date {
	if c.Unit == Days {
		return c.Anchor.AddDays(n * c.Days)
	}
	return c.start().AddMonths(n * months[c.Unit])
}

// start is the anchor, or where calendar units begin.
func (c Cycle) start() Date {
	if c.Anchor.IsZero() {
		return dateAt(2000, time.January, 1)
	}
	return c.Anchor
}

// number is that of the period that holds the date.
func (c Cycle) number(d Date) int {
	var n int
	if c.Unit == Days {
		n = c.Anchor.DaysUntil(d) / c.Days
	} else {
		from := c.start()
		n = ((d.Year()-from.Year())*12 + int(d.Month()-from.Month())) / months[c.Unit]
	}
	// Division rounds towards 0, and the day of the month is still to be seen: it is this one or one before.
	for d.Before(c.begin(n)) {
		n--
	}
	return n
}

// Period is the one that contains the instant. A Rolling one does not: it is made of the whole days before the day of the
// instant, for which it stands. fault.ErrInvalid: what Check refuses, and a period that leaves the years 1 to 9999.
func (c Cycle) Period(at time.Time) (Period, error) {
	var f fault.Check
	zone := c.check(&f)
	if err := f.Err("calendar.Cycle"); err != nil {
		return Period{}, err
	}
	day := dayThatHolds(at, zone)
	if day.IsZero() {
		return Period{}, c.leaves()
	}
	if c.Unit == Rolling {
		return c.period(zone, day.AddDays(-c.Days), day)
	}
	n := c.number(day)
	return c.period(zone, c.begin(n), c.begin(n+1))
}

// dayThatHolds is the day in whose Period the instant lies: that of DateOf, or where the clocks went back over midnight the next.
func dayThatHolds(at time.Time, zone *time.Location) Date {
	day := DateOf(at, zone)
	if next := day.AddDays(1); !next.IsZero() && !at.Before(FirstInstant(next, zone)) {
		return next
	}
	return day
}

// Next is the period that follows p: it begins where p ends; for Rolling it is that of the day after. fault.ErrInvalid if p
// is none of the cycle's, and what Period refuses.
func (c Cycle) Next(p Period) (Period, error) { return c.step(p, 1) }

// Previous is the period before p, as Next is the one behind it.
func (c Cycle) Previous(p Period) (Period, error) { return c.step(p, -1) }

func (c Cycle) step(p Period, by int) (Period, error) {
	var f fault.Check
	zone := c.check(&f)
	if err := f.Err("calendar.Cycle"); err != nil {
		return Period{}, err
	}
	if c.Unit == Rolling && p.zone == c.Zone && p.Days() == c.Days {
		return c.period(zone, p.from.AddDays(by), p.to.AddDays(by))
	}
	if c.Unit == Rolling || p.IsZero() || p.zone != c.Zone {
		return Period{}, c.notOurs(p)
	}
	n := c.number(p.from)
	if c.begin(n) != p.from || c.begin(n+1) != p.to {
		return Period{}, c.notOurs(p)
	}
	return c.period(zone, c.begin(n+by), c.begin(n+by+1))
}

func (c Cycle) period(zone *time.Location, from, to Date) (Period, error) {
	if from.IsZero() || to.IsZero() {
		return Period{}, c.leaves()
	}
	return newPeriod(from, to, zone), nil
}

func (c Cycle) leaves() error {
	var f fault.Check
	f.Add("period", fault.RuleRange, "leaves the years 1 to 9999")
	return f.Err("calendar.Cycle")
}

func (c Cycle) notOurs(p Period) error {
	var f fault.Check
	f.Add("period", fault.RuleReference, fmt.Sprintf("%q is no period of the cycle %s; ask Period for one", p, c))
	return f.Err("calendar.Cycle")
}
