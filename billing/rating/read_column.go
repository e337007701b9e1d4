package rating

import (
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// column is a field of a record in a usage file.
type column struct {
	name     string
	required bool
	read     func(u *Usage, text string, zone *time.Location, c *fault.Check)
}

var columns = []column{
	{"id", true, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.ID = text(c, "id", s, fault.MaxID) }},
	{"product", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) {
		u.Product = text(c, "product", s, fault.MaxID)
	}},
	{"kind", true, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.Kind = text(c, "kind", s, fault.MaxName) }},
	{"at", true, func(u *Usage, s string, zone *time.Location, c *fault.Check) { u.At = instant(c, s, zone) }},
	{"duration", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.Duration = span(c, "duration", s) }},
	{"elapsed", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.Elapsed = span(c, "elapsed", s) }},
	{"quantity", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) {
		var err error
		u.Quantity, err = money.ParseQuantity(s)
		c.That(err == nil, "quantity", fault.RuleFormat, "must be a number such as 2.5")
		c.That(u.Quantity.Sign() >= 0, "quantity", fault.RuleRange, "must not be negative")
	}},
	{"unit", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.Unit = text(c, "unit", s, fault.MaxName) }},
	{"value", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) {
		var err error
		u.Value, err = money.ParseAmount(s)
		c.That(err == nil, "value", fault.RuleFormat, "must be an amount such as 12.34 EUR")
		c.That(u.Value.Sign() >= 0, "value", fault.RuleRange, "must not be negative")
	}},
	{"from", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.From = text(c, "from", s, fault.MaxName) }},
	{"to", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.To = text(c, "to", s, fault.MaxName) }},
	{"text", false, func(u *Usage, s string, _ *time.Location, c *fault.Check) { u.Text = text(c, "text", s, fault.MaxText) }},
}

func columnOf(name string) *column {
	for i := range columns {
		if columns[i].name == name {
			return &columns[i]
		}
	}
	return nil
}

func columnNames() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

func text(c *fault.Check, name, s string, max int) string {
	c.Optional(name, s, max)
	return s
}

// span reads 3m20s, or seconds as switches write them: 200.
func span(c *fault.Check, name, s string) calendar.Span {
	if q, err := money.ParseQuantity(s); err == nil {
		n, ok := inside(q, perSecond)
		c.That(ok, name, fault.RuleRange, "must be at most 292 years, and not finer than nanoseconds")
		c.That(n >= 0, name, fault.RuleRange, "must not be negative")
		return calendar.Span(n)
	}
	d, err := calendar.ParseSpan(s)
	c.That(err == nil, name, fault.RuleFormat, "must be a duration such as 3m20s, or a number of seconds")
	c.That(d >= 0, name, fault.RuleRange, "must not be negative")
	return d
}

// instant reads a time with its offset, or what a clock of the zone shows.
func instant(c *fault.Check, s string, zone *time.Location) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return fault.Instant(t)
	}
	shown, err := time.Parse("2006-01-02T15:04:05", strings.Replace(s, " ", "T", 1))
	if err != nil {
		c.Add("at", fault.RuleFormat, "must be a time such as 2026-03-29T08:00:00+02:00, or without offset what the local clock shows")
		return time.Time{}
	}
	found := clockShows(shown, zone)
	switch len(found) {
	case 0:
		c.Add("at", fault.RuleRange, "does not exist in "+zone.String()+", where the clocks are put forward over it; correct it")
		return time.Time{}
	case 1:
		return fault.Instant(found[0])
	}
	c.Add("at", fault.RuleRange, "comes twice in "+zone.String()+", where the clocks are put back over it; write it with its offset")
	return time.Time{}
}

// clockShows are the instants at which the zone's clock shows what shown shows in UTC. No zone is a day or more off UTC.
func clockShows(shown time.Time, zone *time.Location) []time.Time {
	const day = 24 * time.Hour
	var found []time.Time
	for at := shown.Add(-day); !at.After(shown.Add(day)); {
		_, offset := at.In(zone).Zone()
		_, end := at.In(zone).ZoneBounds()
		if !end.IsZero() && !end.After(at) {
			end = at.Truncate(day).Add(day) // golang/go issue 81583
		}
		t := shown.Add(-time.Duration(offset) * time.Second)
		if !t.Before(at) && (end.IsZero() || t.Before(end)) {
			found = append(found, t)
		}
		if end.IsZero() {
			break
		}
		at = end
	}
	return found
}

func index(of *column) int {
	for i := range columns {
		if of == &columns[i] {
			return i
		}
	}
	return -1
}

// required notes what every record has, unless it is there and wrong.
func required(u *Usage, c *fault.Check) {
	noted := func(path string) bool {
		for _, f := range c.Fields() {
			if f.Path == path {
				return true
			}
		}
		return false
	}
	c.That(u.ID != "", "id", fault.RuleRequired, "is missing; every record has its own")
	c.That(u.Kind != "", "kind", fault.RuleRequired, "is missing, such as voice")
	c.That(!u.At.IsZero() || noted("at"), "at", fault.RuleRequired, "is missing; when did it begin?")
}
