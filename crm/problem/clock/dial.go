package clock

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// dial measures working time between instants that mostly rise.
type dial struct {
	hours calendar.Hours
}

func (d *dial) working(from, to time.Time) time.Duration {
	return d.hours.Working(calendar.Interval{Start: from, End: to})
}
