package calendar

import (
	"cmp"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// TimeOfDay is what a local clock shows, to the second: "08:00", "08:00:30", and "24:00" for the day's end. The zero TimeOfDay is
// no time (midnight is "00:00"), so that a time nobody wrote is told from midnight; it cannot be marshalled. Times are compared
// with ==. Immutable.
type TimeOfDay struct {
	behind int32 // 1 + seconds since 00:00:00, so that the zero value is no time
}

// ParseTimeOfDay reads "08:00" or "08:00:30", from 00:00 to 24:00. Anything else is fault.ErrInvalid.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	if !hasShape(text, "00:00") && !hasShape(text, "00:00:00") {
		return TimeOfDay{}, noTime(fault.RuleFormat, fmt.Sprintf("%.40q is no time of day; write 08:00 or 08:00:30", text))
	}
	hour, minute, second := number(text[0:2]), number(text[3:5]), 0
	if len(text) > 5 {
		second = number(text[6:8])
	}
	seconds := (hour*60+minute)*60 + second
	if minute > 59 || second > 59 || seconds > secondsADay {
		return TimeOfDay{}, noTime(fault.RuleRange, fmt.Sprintf("%s is no time of day; write one from 00:00 to 24:00", text))
	}
	return TimeOfDay{behind: int32(seconds) + 1}, nil
}

// MustTimeOfDay is ParseTimeOfDay for times written in the program, in tables and tests. It panics if text is no time of day.
func MustTimeOfDay(text string) TimeOfDay {
	t, err := ParseTimeOfDay(text)
	if err != nil {
		panic(err)
	}
	return t
}

func noTime(rule, message string) error {
	var c fault.Check
	c.Add("time", rule, message)
	return c.Err("calendar.TimeOfDay")
}

// IsZero reports whether t is no time of day.
func (t TimeOfDay) IsZero() bool { return t == TimeOfDay{} }

// Seconds are those the clock shows since 00:00:00, 0 to 86400: on a day on which the clocks change not the seconds that
// have passed. 0 for no time.
func (t TimeOfDay) Seconds() int { return int(max(0, t.behind-1)) }

// Compare is -1 if t is earlier than other, 0 if they are the same, 1 if t is later. No time is before all others.
func (t TimeOfDay) Compare(other TimeOfDay) int { return cmp.Compare(t.behind, other.behind) }

// String writes 08:00, or 08:00:30 where there are seconds; empty for no time.
func (t TimeOfDay) String() string {
	if t.IsZero() {
		return ""
	}
	hour, minute, second := t.Seconds()/3600, t.Seconds()/60%60, t.Seconds()%60
	if second == 0 {
		return fmt.Sprintf("%02d:%02d", hour, minute)
	}
	return fmt.Sprintf("%02d:%02d:%02d", hour, minute, second)
}

// MarshalText writes the time as String does, for JSON too. No time is fault.ErrInvalid.
func (t TimeOfDay) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, noTime(fault.RuleRequired, "is no time of day and cannot be written; tag an optional field omitzero")
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads what ParseTimeOfDay reads, for JSON too. After an error t is as before.
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := ParseTimeOfDay(string(text))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
