// Package calendar owns civil dates, the first instant of a civil day in a time zone, half-open periods of civil days and how they
// follow one another (Cycle), working calendars (Hours: windows of the week without holidays), the public holidays of the German
// federal states, and the texts of times and spans (TimeOfDay, Span).
// It owns no clock, instants come in as arguments; nor what working time is counted for, which is the agreement's business.
//
// When is a fault reported on the Thursday before Easter, at 17:30, to be repaired within four working hours?
//
//	office, err := calendar.NewHours(calendar.HoursSpec{
//		Name: "office", Version: "1", Zone: "Europe/Berlin", Region: "DE-BE",
//		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"),
//			calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday),
//	})
//	if err != nil {
//		return err // errors.Is(err, fault.ErrInvalid), every fault at once
//	}
//	due, err := office.After(reported, 4*time.Hour) // Tuesday after Easter, 11:30
//	worked := office.Working(calendar.Interval{Start: reported, End: repaired})
//
// The agreement's month in the agreement's zone, right on the day the clocks change:
//
//	cycle := calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}
//	march, err := cycle.Period(reported)        // or NewPeriod with two dates
//	fmt.Println(march.Days(), march.Duration()) // 31 743h0m0s: the 29th has 23 hours
//	outage := calendar.Interval{Start: begun, End: repaired}
//	fmt.Println(march.Overlap(outage).Duration()) // what of the outage counts for March
//
// # Where civil time is odd
//
// A day begins at its first instant, which is not always midnight: where the clocks go forward at midnight (Santiago, Havana,
// Asuncion, Beirut, Cairo) the day begins at 01:00, and time.Date, asked for 00:00, may answer with the day before.
// Where they go back over midnight (St. John's until 2011, at 00:01) a day begins, is left again and comes back; the first
// of its instants counts, so a few instants that DateOf gives to the day before lie in the new day's period. A day that a zone
// skipped (2011-12-30 in Pacific/Apia) is empty: it begins when the next one does and lasts 0 h. So the days of a zone
// follow one another without gap or overlap, whatever its clocks do, and adjacent periods tile time.
//
// Working time is what the local clock says. A calendar is open at an instant if the time the clock shows then lies in one of its
// windows; how much true time passes while it does is counted, not computed from midnight. So 08:00 to 18:00 stays so on
// the Sunday the clocks change, a night shift has 7 or 9 hours then, an edge in a gap is the first instant at or after it, and
// half past two is worked twice where the clock shows it twice. Of a day that the zone skipped nothing is worked but what a
// window that began on it would have had over midnight.
//
// # Zones
//
// Zones are names of the IANA time zone database. Where a program finds it is Go's business (see time.LoadLocation): a program
// that must run on machines without it imports time/tzdata, which this package does not do for it.
package calendar
