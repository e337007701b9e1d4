// Package calendar owns civil dates, the first instant of a civil day in a time zone, and half-open periods of civil days.
// It does not own working time (business hours and holidays), nor any clock: instants come in as arguments.
//
// The agreement's month in the agreement's zone, right on the day the clocks change:
//
//	from := calendar.MustParse("2026-03-01")
//	march, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
//	if err != nil {
//		return err // errors.Is(err, fault.ErrInvalid)
//	}
//	fmt.Println(march.Days(), march.Duration()) // 31 743h0m0s: the 29th has 23 hours
//	fmt.Println(march.Start())                  // 2026-02-28 23:00:00 +0000 UTC
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
// # Zones
//
// Zones are names of the IANA time zone database. Where a program finds it is Go's business (see time.LoadLocation): a program
// that must run on machines without it imports time/tzdata, which this package does not do for it.
package calendar
