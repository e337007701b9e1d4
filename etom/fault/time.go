package fault

import "time"

// Horizon is how far from now a date may lie: further away it is a slip of the pen.
const Horizon = 20 * 365 * 24 * time.Hour

// Instant is a time as every store keeps it: UTC, in microseconds. Times are compared in this form.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Future asks for no date at all, or for one behind now, within the Horizon.
func (c *Check) Future(path string, date, now time.Time) {
	if date.IsZero() {
		return
	}
	c.That(Instant(date).After(now), path, RuleRange, "must lie in the future")
	c.That(Instant(date).Before(now.Add(Horizon)), path, RuleRange, "lies more than 20 years ahead")
}

// Near asks for no date at all, or for one before or behind now, within the Horizon.
func (c *Check) Near(path string, date, now time.Time) {
	near := date.After(now.Add(-Horizon)) && date.Before(now.Add(Horizon))
	c.That(date.IsZero() || near, path, RuleRange, "lies more than 20 years away")
}

// Span asks for a duration between 0 and the Horizon.
func (c *Check) Span(path string, d time.Duration) {
	c.That(d >= 0 && d <= Horizon, path, RuleRange, "must be between 0 and 20 years")
}
