package calendar

import (
	"math"
	"slices"
	"time"
)

// The years for which a calendar looks its zone's offsets and its region's holidays up; outside of them it computes them anew each
// time, to the same effect and slower.
const (
	tabledFrom = FirstHolidayYear
	tabledTo   = 2050 // exclusive
)

// clock tells a zone's offset by the second, as package time does, and how long it holds.
type clock struct {
	zone    *time.Location
	begins  []int64 // Unix seconds from which the offset holds, up to the next; the last is the table's end
	offsets []int64 // seconds east of UTC
}

func newClock(zone *time.Location) clock {
	const usual = 2*(tabledTo-tabledFrom) + 2 // changes of clocks
	c := clock{zone: zone, begins: make([]int64, 0, usual), offsets: make([]int64, 0, usual)}
	second := time.Date(tabledFrom, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := time.Date(tabledTo, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	for second < end {
		offset, until := c.compute(second)
		c.begins, c.offsets = append(c.begins, second), append(c.offsets, offset)
		second = min(until, end)
	}
	c.begins = append(c.begins, end)
	return c
}

// at is the offset at the second, and a later one until which it holds.
func (c *clock) at(second int64) (offset, until int64) {
	last := len(c.begins) - 1
	if second < c.begins[0] || c.begins[last] <= second {
		return c.compute(second)
	}
	n, found := slices.BinarySearch(c.begins, second)
	if !found {
		n--
	}
	return c.offsets[n], c.begins[n+1]
}

func (c *clock) compute(second int64) (offset, until int64) {
	at := time.Unix(second, 0).In(c.zone)
	_, seconds := at.Zone()
	end, ok := offsetHolds(at)
	if !ok {
		return int64(seconds), math.MaxInt64
	}
	return int64(seconds), end.Unix()
}
