package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Weekday is a day of the week, counted as ISO 8601 does, Monday 1 to Sunday 7; written with its English name. The zero Weekday
// is none, so that a day nobody wrote is told from Sunday. Immutable.
type Weekday int

// The days of the week.
const (
	Monday Weekday = 1 + iota
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

var weekdays = []string{"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// WeekdayOf is the same day as package time counts it.
func WeekdayOf(day time.Weekday) Weekday {
	if day == time.Sunday {
		return Sunday
	}
	return Weekday(day)
}

func (w Weekday) known() bool { return Monday <= w && w <= Sunday }

// String is the English name, "Monday"; empty for none.
func (w Weekday) String() string {
	if !w.known() {
		return ""
	}
	return weekdays[w]
}

// MarshalText writes what String writes, for JSON too. No weekday is fault.ErrInvalid.
func (w Weekday) MarshalText() ([]byte, error) {
	if !w.known() {
		return nil, noWeekday(fmt.Sprintf("%d", int(w)))
	}
	return []byte(w.String()), nil
}

// UnmarshalText reads what MarshalText writes. After an error w is as before.
func (w *Weekday) UnmarshalText(text []byte) error {
	i := slices.Index(weekdays[1:], string(text))
	if i < 0 {
		return noWeekday(fmt.Sprintf("%.40q", text))
	}
	*w = Weekday(i + 1)
	return nil
}

func noWeekday(shown string) error {
	var c fault.Check
	c.Add("day", fault.RuleUnknown, shown+" is no weekday; write Monday to Sunday")
	return c.Err("calendar.Weekday")
}

// Window is a span of the local clock in which a calendar is open, beginning on every Day of the week at From, up to and not
// including To. If To is before From, it goes over midnight until To of the day after. The whole day is from "00:00" to
// "24:00". Immutable.
type Window struct {
	Day  Weekday   `json:"day"`
	From TimeOfDay `json:"from"`
	To   TimeOfDay `json:"to"`
}

// Daily makes the same window on each of the days.
func Daily(from, to TimeOfDay, days ...Weekday) []Window {
	windows := make([]Window, len(days))
	for i, day := range days {
		windows[i] = Window{Day: day, From: from, To: to}
	}
	return windows
}

func (w Window) check(c *fault.Check) {
	c.That(w.Day.known(), "day", fault.RuleRequired, "must be a weekday, Monday to Sunday")
	c.That(!w.From.IsZero(), "from", fault.RuleRequired, "must be a time of day such as 08:00")
	c.That(!w.To.IsZero(), "to", fault.RuleRequired, "must be a time of day such as 18:00")
	c.That(w.From.Seconds() < secondsADay, "from", fault.RuleRange, "is the day's end; write 00:00 of the day after")
	if !w.From.IsZero() && w.From == w.To {
		c.Add("to", fault.RuleRange, "is when the window begins; write 00:00 to 24:00 for the whole day")
	}
}

// stretch is a half-open run of seconds.
type stretch struct{ from, to int64 }

// overlap is the number of seconds that lie in both.
func (s stretch) overlap(other stretch) int64 {
	return max(0, min(s.to, other.to)-max(s.from, other.from))
}

func (s stretch) moved(by int64) stretch { return stretch{s.from + by, s.to + by} }

func (s stretch) contains(second int64) bool { return s.from <= second && second < s.to }

// seconds are those of the window since the midnight of its day, running on behind 86400 where it goes over midnight.
func (w Window) seconds() stretch {
	from, to := int64(w.From.Seconds()), int64(w.To.Seconds())
	if to < from {
		to += secondsADay
	}
	return stretch{from, to}
}
