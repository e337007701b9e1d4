package fault_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestDates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	far := now.Add(fault.Horizon)
	for name, test := range map[string]struct {
		date         time.Time
		future, near bool
	}{
		"no date":                     {time.Time{}, true, true},
		"now":                         {now, false, true},
		"later within a microsecond":  {now.Add(time.Nanosecond), false, true},
		"a microsecond later":         {now.Add(time.Microsecond), true, true},
		"an hour ago":                 {now.Add(-time.Hour), false, true},
		"just within twenty years":    {far.Add(-time.Microsecond), true, true},
		"twenty years ahead":          {far, false, false},
		"twenty years ago":            {now.Add(-fault.Horizon), false, false},
		"the same in another zone":    {now.Add(time.Hour).In(time.FixedZone("", 3600)), true, true},
		"before the common era began": {time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), false, false},
	} {
		var future, near fault.Check
		future.Future("at", test.date, now)
		near.Near("at", test.date, now)
		assert.Equal(t, test.future, len(future.Fields()) == 0, "%s: future", name)
		assert.Equal(t, test.near, len(near.Fields()) == 0, "%s: near", name)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, ok := range map[time.Duration]bool{0: true, time.Hour: true, fault.Horizon: true, -1: false, fault.Horizon + 1: false} {
		var c fault.Check
		c.Span("takes", d)
		assert.Equal(t, ok, len(c.Fields()) == 0, "%s", d)
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 1999, time.FixedZone("", 3600))
	assert.Equal(t, time.Date(2026, time.March, 2, 8, 0, 0, 1000, time.UTC), fault.Instant(at))
}
