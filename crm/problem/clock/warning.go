package clock

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Warning is when a target warns before its breach: when a share of its time is used, or when only so much of it is left. Its text
// is "75%" or "30m". Immutable.
type Warning struct {
	percent int
	before  calendar.Span
}

// AtPercent warns when so many per cent of the time are used, 1 to 99.
func AtPercent(percent int) Warning { return Warning{percent: percent} }

// Before warns when so much working time is left.
func Before(left calendar.Span) Warning { return Warning{before: left} }

// at is how much working time is used when the warning comes.
func (w Warning) at(within time.Duration) time.Duration {
	if w.percent != 0 {
		// In two steps, because 20 years times 100 do not fit.
		p := time.Duration(w.percent)
		return within/100*p + (within%100*p+99)/100
	}
	return within - time.Duration(w.before)
}

// fits reports whether the warning comes behind the start and before the breach.
func (w Warning) fits(within calendar.Span) bool {
	if w.percent != 0 {
		return 0 < w.percent && w.percent < 100
	}
	return 0 < w.before && w.before < within
}

// String is the warning's text.
func (w Warning) String() string {
	if w.percent != 0 {
		return strconv.Itoa(w.percent) + "%"
	}
	text, _ := w.before.MarshalText()
	return string(text)
}

// MarshalText gives the warning's text.
func (w Warning) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads a share such as 75% or a span such as 30m; anything else is fault.ErrInvalid and changes nothing.
func (w *Warning) UnmarshalText(text []byte) error {
	if digits, ok := strings.CutSuffix(string(text), "%"); ok {
		percent, err := strconv.ParseUint(digits, 10, 7)
		if err != nil || percent == 0 || percent > 99 || digits[0] == '0' {
			var c fault.Check
			c.Add("warn", fault.RuleFormat, fmt.Sprintf("%.20q must be a whole share of 1%% to 99%%, or a span such as 30m", text))
			return c.Err("clock.Warning")
		}
		*w = AtPercent(int(percent))
		return nil
	}
	var before calendar.Span
	if err := before.UnmarshalText(text); err != nil {
		return err
	}
	*w = Before(before)
	return nil
}
