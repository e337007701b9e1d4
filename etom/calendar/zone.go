package calendar

import (
	"fmt"
	"sync"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// LoadZone loads a zone of the IANA database by its name, such as "Europe/Berlin" or "UTC". An unknown name is fault.ErrInvalid,
// and so are "" and "Local", which mean another zone on another machine.
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
	if zone, known := zones.Load(name); known {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		c.Add("zone", fault.RuleUnknown, fmt.Sprintf("%.60q is no time zone known here; use an IANA name such as Europe/Berlin,"+
			" and import time/tzdata on a machine without zone data", name))
		return nil
	}
	zones.Store(name, zone)
	return zone
}

// zones are those that were loaded, by name: a zone never changes, and reading its file takes longer than most calculations with it.
var zones sync.Map

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
		first := midnight.Add(-time.Duration(offset) * time.Second)
		if first.Before(at) {
			first = at
		}
		end, ok := offsetHolds(at)
		if !ok || first.Before(end) {
			return first.UTC()
		}
		at = end
	}
}

// offsetHolds returns an instant up to which the offset at the instant holds, always later than it; false if it holds for ever.
func offsetHolds(at time.Time) (end time.Time, ok bool) {
	_, end = at.ZoneBounds()
	if end.IsZero() {
		return end, false
	}
	if !end.After(at) {
		// On the last day of a leap year after the zone's listed changes ZoneBounds answers with that day's beginning
		// (golang/go issue 81583). No zone changes its clocks by rule on that day.
		const day = 24 * time.Hour
		end = at.Truncate(day).Add(day)
	}
	return end, true
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
