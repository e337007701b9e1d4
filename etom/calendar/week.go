package calendar

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

const secondsAWeek = 7 * secondsADay

// week is what the windows say, holidays apart: a pattern of the local clock that repeats every seven days.
// Local seconds are those a clock in UTC would have counted since 1970 to show what the local clock shows.
type week struct {
	begins [7][]stretch // the windows that begin on the day, Monday first, from its midnight; they may run into the day after
	open   [7][]stretch // what is open on the day, in order
	before [7]int64     // open seconds from Monday 00:00 to the day's
	total  int64        // open seconds of the week
}

func newWeek(windows []Window) week {
	var w week
	for _, window := range windows {
		day, s := int(window.Day-Monday), window.seconds()
		w.begins[day] = append(w.begins[day], s)
		w.open[day] = append(w.open[day], stretch{s.from, min(s.to, secondsADay)})
		if s.to > secondsADay {
			next := (day + 1) % 7
			w.open[next] = append(w.open[next], stretch{0, s.to - secondsADay})
		}
	}
	for day := range w.open {
		byStart := func(a, b stretch) int { return cmp.Compare(a.from, b.from) }
		slices.SortFunc(w.begins[day], byStart)
		slices.SortFunc(w.open[day], byStart)
		w.before[day] = w.total
		for _, s := range w.open[day] {
			w.total += s.to - s.from
		}
	}
	return w
}

// dayOf splits local seconds into the day, counted from 1970-01-01, and the seconds of the day.
func dayOf(second int64) (day, rest int64) {
	day, rest = second/secondsADay, second%secondsADay
	if rest < 0 {
		day, rest = day-1, rest+secondsADay
	}
	return day, rest
}

// weekdayOf is 0 for a Monday; 1970-01-01 was a Thursday.
func weekdayOf(day int64) int { return int(((day+3)%7 + 7) % 7) }

// upTo counts the open seconds before the local second from a Monday long ago on; differences of it are what counts.
func (w *week) upTo(second int64) int64 {
	day, rest := dayOf(second)
	weekday := weekdayOf(day)
	sum := (day-int64(weekday)+3)/7*w.total + w.before[weekday]
	for _, s := range w.open[weekday] {
		sum += max(0, min(rest, s.to)-s.from)
	}
	return sum
}

// checkOverlaps blames every window that overlaps one before it, once: a list that is there twice is no reason for a long error.
func checkOverlaps(c *fault.Check, windows []Window) {
	for j, b := range windows {
		other := b.seconds().moved(int64(b.Day) * secondsADay)
		i := slices.IndexFunc(windows[:j], func(a Window) bool {
			from := a.seconds().moved(int64(a.Day) * secondsADay)
			return from.overlap(other)+from.moved(secondsAWeek).overlap(other)+from.overlap(other.moved(secondsAWeek)) > 0
		})
		if i >= 0 {
			c.Add(fmt.Sprintf("windows[%d]", j), fault.RuleDuplicate, fmt.Sprintf("overlaps windows[%d]", i))
		}
	}
}
