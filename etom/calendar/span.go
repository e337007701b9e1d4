package calendar

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Span is a length of true time whose text a person can write: "4h30m", "36h", "90s", "-15m", "0s". There is no unit of a day:
// a civil day has 23, 24 or 25 hours. A plain value, safe for concurrent use.
type Span time.Duration

// The units of a Span's text, in the order in which they must stand.
var units = []struct {
	name string
	size uint64 // nanoseconds
}{
	{"h", uint64(time.Hour)},
	{"m", uint64(time.Minute)},
	{"s", uint64(time.Second)},
	{"ms", uint64(time.Millisecond)},
	{"us", uint64(time.Microsecond)},
	{"ns", 1},
}

// ParseSpan reads whole numbers with the units h, m, s, ms, us and ns, each at most once, the larger before the smaller, with
// a minus before them all for a negative span. Anything else is fault.ErrInvalid, and so is more than about 292 years.
func ParseSpan(text string) (Span, error) {
	rest, negative := text, false
	if len(rest) > 0 && rest[0] == '-' {
		rest, negative = rest[1:], true
	}
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	var sum uint64
	for next := 0; rest != "" || next == 0; {
		digits := leading(rest, '0', '9')
		unit := leading(rest[digits:], 'a', 'z')
		n, err := strconv.ParseUint(rest[:digits], 10, 64)
		at := unitAt(rest[digits : digits+unit])
		if digits == 0 || at < next {
			return 0, noSpan(text, fault.RuleFormat, "write hours, minutes and seconds as in 4h30m or 90s; a day is no unit, for it has"+
				" 23, 24 or 25 hours: write 48h")
		}
		if err != nil || n > (limit-sum)/units[at].size {
			return 0, noSpan(text, fault.RuleRange, "a span is at most about 292 years")
		}
		sum += n * units[at].size
		rest, next = rest[digits+unit:], at+1
	}
	if negative {
		return Span(-sum), nil
	}
	return Span(sum), nil
}

func leading(text string, first, last byte) int {
	n := 0
	for n < len(text) && first <= text[n] && text[n] <= last {
		n++
	}
	return n
}

func unitAt(name string) int {
	for i, u := range units {
		if u.name == name {
			return i
		}
	}
	return -1
}

func noSpan(text, rule, advice string) error {
	var c fault.Check
	c.Add("span", rule, fmt.Sprintf("%.40q is no span; %s", text, advice))
	return c.Err("calendar.Span")
}

// Duration is the span as package time has it.
func (s Span) Duration() time.Duration { return time.Duration(s) }

// String writes the span as ParseSpan reads it, without units that are zero: 4h30m, 36h, 0s.
func (s Span) String() string {
	if s == 0 {
		return "0s"
	}
	var text []byte
	rest := uint64(s)
	if s < 0 {
		text, rest = append(text, '-'), -rest
	}
	for _, u := range units {
		if n := rest / u.size; n > 0 {
			text = append(strconv.AppendUint(text, n, 10), u.name...)
			rest %= u.size
		}
	}
	return string(text)
}

// MarshalText writes what String writes, for JSON too.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseSpan reads, for JSON too. After an error s is as before.
func (s *Span) UnmarshalText(text []byte) error {
	parsed, err := ParseSpan(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}
