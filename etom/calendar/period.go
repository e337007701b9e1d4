package calendar

import (
	"encoding/json"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Period is a run of whole civil days in a zone, from the first instant of From up to, and not including, the first instant of
// To: March is from 1 March to 1 April. Periods of the same days and zone are equal by ==. The zero Period contains nothing
// and cannot be marshalled. Immutable.
type Period struct {
	from, to Date
	zone     string
	span     Interval
}

// NewPeriod makes the period of the days from (included) to to (not included) in the zone with this IANA name. It is
// fault.ErrInvalid if to is not after from, if either is no date, or if LoadZone refuses the zone.
func NewPeriod(from, to Date, zone string) (Period, error) {
	var c fault.Check
	location := checkPeriod(&c, from, to, zone)
	if err := c.Err("calendar.Period"); err != nil {
		return Period{}, err
	}
	return newPeriod(from, to, location), nil
}

func checkPeriod(c *fault.Check, from, to Date, zone string) *time.Location {
	c.That(!from.IsZero(), "from", fault.RuleRequired, "must be a date")
	c.That(!to.IsZero(), "to", fault.RuleRequired, "must be a date")
	if !from.IsZero() && !to.IsZero() {
		c.That(from.Before(to), "to", fault.RuleRange, "must be after from: it is the first day beyond the period")
	}
	return loadZone(c, zone)
}

func newPeriod(from, to Date, zone *time.Location) Period {
	span := Interval{Start: FirstInstant(from, zone), End: FirstInstant(to, zone)}
	return Period{from: from, to: to, zone: zone.String(), span: span}
}

// From is the first day.
func (p Period) From() Date { return p.from }

// To is the day after the last.
func (p Period) To() Date { return p.to }

// Zone is the IANA name of the period's zone.
func (p Period) Zone() string { return p.zone }

// IsZero reports whether p is the zero Period.
func (p Period) IsZero() bool { return p == Period{} }

// Days is the number of civil days; a day that the zone skipped counts.
func (p Period) Days() int { return p.from.DaysUntil(p.to) }

// Interval is the period as a span of time.
func (p Period) Interval() Interval { return p.span }

// Start is the first instant, in UTC.
func (p Period) Start() time.Time { return p.span.Start }

// End is the first instant after the period, in UTC.
func (p Period) End() time.Time { return p.span.End }

// Contains reports whether the instant lies in the period.
func (p Period) Contains(instant time.Time) bool { return p.span.Contains(instant) }

// Duration is the true time from Start to End: 23 or 25 hours for a day on which the clocks change; at most about 292 years.
func (p Period) Duration() time.Duration { return p.span.Duration() }

// Overlap is the part of a span of time that lies in the period. For two periods, whose zones may differ: p.Overlap(q.Interval()).
func (p Period) Overlap(span Interval) Interval { return p.span.Overlap(span) }

// String writes the period as 2026-03-01/2026-04-01 Europe/Berlin; empty for the zero Period.
func (p Period) String() string {
	if p.IsZero() {
		return ""
	}
	return p.from.String() + "/" + p.to.String() + " " + p.zone
}

// periodText is a period's stored form.
type periodText struct {
	From Date   `json:"from"`
	To   Date   `json:"to"`
	Zone string `json:"zone"`
}

// MarshalJSON writes {"from":"2026-03-01","to":"2026-04-01","zone":"Europe/Berlin"}. The instants are not stored: they are
// computed anew when the period is read, after the zone's law if that has changed. The zero Period is fault.ErrInvalid.
func (p Period) MarshalJSON() ([]byte, error) {
	if p.IsZero() {
		var c fault.Check
		c.Add("period", fault.RuleRequired, "is no period and cannot be written; tag an optional field omitzero")
		return nil, c.Err("calendar.Period")
	}
	return json.Marshal(periodText{From: p.from, To: p.to, Zone: p.zone})
}

// UnmarshalJSON reads what MarshalJSON writes and refuses what NewPeriod refuses, a text that is no date, and a field that a period
// does not have: all faults at once. null changes nothing, as encoding/json has it. After an error p is as before.
func (p *Period) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var c, whole fault.Check
	var text struct {
		From string `json:"from"`
		To   string `json:"to"`
		Zone string `json:"zone"`
	}
	if !readStrictly(&c, data, &text) {
		return c.Err("calendar.Period")
	}
	var from, to Date
	readText(&c, "from", text.From, &from)
	readText(&c, "to", text.To, &to)
	zone := checkPeriod(&whole, from, to, text.Zone)
	addNew(&c, &whole)
	if err := c.Err("calendar.Period"); err != nil {
		return err
	}
	*p = newPeriod(from, to, zone)
	return nil
}
