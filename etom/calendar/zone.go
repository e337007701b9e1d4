package calendar

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// LoadZone loads a zone of the IANA database by its name, such as "Europe/Berlin" or "UTC". An unknown name is fault.ErrInvalid,
// and so are "" and "Local", which mean another zone on another machine. Loading takes some microseconds: keep what it returns.
func LoadZone(name string) (*time.Location, error) {
	var c fault.Check
	zone := loadZone(&c, name)
	return zone, c.Err("calendar.LoadZone")
}

func loadZone(c *fault.Check, name string) *time.Location {
	if name == "" || name == "Local" {
		c.Add("zone", fault.RuleRequired, "must be the name of a time zone, such as Europe/Berlin")
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		c.Add("zone", fault.RuleUnknown, fmt.Sprintf("%.60q is no time zone known here; use an IANA name such as Europe/Berlin,"+
			" and import time/tzdata on a machine without zone data", name))
		return nil
	}
	return zone
}

// DateOf is the civil date in the zone at an instant; no date outside the years 1 to 9999. A nil zone is UTC.
func DateOf(instant time.Time, zone *time.Location) Date { return dateOf(instant.In(orUTC(zone))) }

// FirstInstant is the first instant, in UTC, at which the zone shows the date or a later one: the day's beginning, and for a day
// that the zone skipped, the beginning of the next. A nil zone is UTC; no date begins at the zero time.
func FirstInstant(d Date, zone *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	midnight := d.midnight()
	// No zone is 24 hours or more off UTC, so all instants before this one show an earlier date. From here on, walk through the
	// spans of constant offset. Within a span the local clock just runs: it shows the date from midnight minus the
	// offset on, or from the span's start if the clocks were put past midnight there.
	for at := midnight.Add(-24 * time.Hour).In(orUTC(zone)); ; {
		_, offset := at.Zone()
		start, end := at.ZoneBounds()
		first := midnight.Add(-time.Duration(offset) * time.Second)
		if !start.IsZero() && first.Before(start) { // a zero start is no start, and not in year 1
			first = start
		}
		if end.IsZero() || first.Before(end) {
			return first.UTC()
		}
		at = end
	}
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
