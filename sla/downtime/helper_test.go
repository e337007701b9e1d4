package downtime_test

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

var (
	march2026 = mustPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	april2026 = calendar.MustParse("2026-04-01")
)

// at is a time on 10 March 2026, UTC, given as 15:04:05; or any time as 2026-03-10 15:04:05.
func at(text string) time.Time {
	if len(text) == len("15:04:05") {
		text = "2026-03-10 " + text
	}
	t, err := time.ParseInLocation(time.DateTime, text, time.UTC)
	if err != nil {
		panic(err)
	}
	return t
}

func outage(id, from, to string) downtime.Outage {
	return downtime.Outage{ID: id, Start: at(from), End: at(to)}
}

func degraded(id, from, to, weight string) downtime.Outage {
	o := outage(id, from, to)
	o.Weight = new(downtime.MustRatio(weight))
	return o
}

func exclusion(id string, cause downtime.Cause, from, to string) downtime.Exclusion {
	return downtime.Exclusion{ID: id, Cause: cause, Start: at(from), End: at(to)}
}

func minutes(n int) calendar.Span { return calendar.Span(time.Duration(n) * time.Minute) }

func hours(n int) calendar.Span { return calendar.Span(time.Duration(n) * time.Hour) }

// counting has the steps and every axis that they need; what the case is about it changes.
func counting(steps ...downtime.Step) downtime.Counting {
	k := downtime.Counting{
		Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: steps,
		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
	}
	for _, s := range steps {
		switch s {
		case downtime.StepMerge:
			k.MergeGap = new(calendar.Span(0))
		case downtime.StepHours:
			k.Hours = new(office("Europe/Berlin"))
		case downtime.StepExclude:
			k.Rules = []downtime.Rule{{Cause: downtime.ScheduledMaintenance}}
		case downtime.StepMinimum:
			k.Minimum = &downtime.Minimum{Least: minutes(5), Counts: downtime.MinimumAtLeast, Of: downtime.OfOutage}
		case downtime.StepFloor:
			k.Floor = &downtime.Floor{To: minutes(1), Of: downtime.OfOutage}
		case downtime.StepWeigh:
			k.Degraded = downtime.DegradedWeighed
		}
	}
	if k.MergeGap != nil && k.Degraded == downtime.DegradedWeighed {
		k.Overlap = downtime.OverlapMax
	}
	return k
}

const (
	merge   = downtime.StepMerge
	clip    = downtime.StepClip
	inHours = downtime.StepHours
	exclude = downtime.StepExclude
	minimum = downtime.StepMinimum
	floor   = downtime.StepFloor
	weigh   = downtime.StepWeigh
)

func announced(x downtime.Exclusion, before time.Duration) downtime.Exclusion {
	x.Announced = x.Start.Add(-before)
	return x
}

func mustPeriod(from, to calendar.Date, zone string) calendar.Period {
	p, err := calendar.NewPeriod(from, to, zone)
	if err != nil {
		panic(err)
	}
	return p
}

func mustHours(spec calendar.HoursSpec) calendar.Hours {
	h, err := calendar.NewHours(spec)
	if err != nil {
		panic(err)
	}
	return h
}

func mustTime(text string) calendar.TimeOfDay {
	var t calendar.TimeOfDay
	if err := t.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return t
}

// office is open from Monday to Friday, 08:00 to 18:00.
func office(zone string) calendar.Hours {
	spec := calendar.HoursSpec{Name: "office", Zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Windows = append(spec.Windows, calendar.Window{Day: calendar.WeekdayOf(day), From: mustTime("08:00"), To: mustTime("18:00")})
	}
	return mustHours(spec)
}
