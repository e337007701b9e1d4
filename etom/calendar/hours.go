package calendar

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The most windows and holidays of one's own that a calendar can have.
const (
	MaxWindows  = 500
	MaxHolidays = 5000
)

// HoursSpec says when somebody is at work: what Hours are made of, and their JSON form. A plain value.
type HoursSpec struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"` // who changes the windows or holidays gives the next one
	Zone    string `json:"zone"`              // the IANA zone whose clock the windows mean
	Always  bool   `json:"always,omitempty"`  // round the clock: then without windows, region, holidays and workdays

	Windows  []Window  `json:"windows,omitempty"`
	Region   Region    `json:"region,omitempty"`   // whose public holidays hold, from FirstHolidayYear on; none: nobody's
	Holidays []Holiday `json:"holidays,omitempty"` // one's own, added to the region's
	Workdays []Date    `json:"workdays,omitempty"` // holidays on which the windows begin all the same
}

// Hours is a working calendar: the windows of the week, without the holidays, in a zone.
//
// It is open at an instant if what the zone's clock shows then lies in a window. So where the clocks go forward over the edge of
// a window, the edge is the first instant at or after it; where they go back, what the clock shows twice is open (or shut) both
// times. A holiday takes away the windows that begin on it, to their end; the one that began the evening before goes
// on over midnight until its own end.
//
// The zero Hours is no calendar: never open, refused by After and WorkdayAfter, and not to be marshalled. Immutable, safe for
// concurrent use; made by NewHours, compared by their Name and Version.
type Hours struct{ in *hours }

type hours struct {
	spec     HoursSpec
	zone     *time.Location
	clock    clock
	week     week
	where    stateSet
	own      []int64 // one's own holidays, as days from 1970-01-01; sorted, as those below
	reopened []int64 // the holidays that are worked
	shut     []int64 // the days that are closed, see closed
}

// NewHours makes a working calendar. fault.ErrInvalid names every fault at once: no window, or none left in a year of
// holidays; windows that overlap or have no length; an unknown zone or region; a date listed twice; a working day that is no
// holiday or has no window; anything beside Always.
func NewHours(spec HoursSpec) (Hours, error) {
	var c fault.Check
	h := newHours(&c, spec)
	if err := c.Err("calendar.Hours"); err != nil {
		return Hours{}, err
	}
	return Hours{in: h}, nil
}

// AlwaysOpen is open at every instant; its zone is that of its days.
func AlwaysOpen(zone string) (Hours, error) {
	return NewHours(HoursSpec{Name: "always", Zone: zone, Always: true})
}

func newHours(c *fault.Check, spec HoursSpec) *hours {
	h := &hours{spec: spec.clone()}
	c.Text("name", spec.Name, fault.MaxName)
	c.Optional("version", spec.Version, fault.MaxName)
	h.zone = loadZone(c, spec.Zone)
	if spec.Always {
		spec.checkAlways(c)
		return h
	}
	if spec.Region != "" {
		h.where = spec.Region.check(c)
	}
	spec.checkWindows(c)
	h.own = checkHolidays(c, spec.Holidays)
	h.reopened = checkWorkdays(c, spec.Workdays)
	if len(c.Fields()) > 0 {
		return nil // what follows needs all of it
	}
	h.week = newWeek(spec.Windows)
	h.clock = newClock(h.zone)
	h.shut = h.shutDays()
	h.checkReopened(c)
	h.checkYears(c)
	return h
}

func (s HoursSpec) clone() HoursSpec {
	s.Windows, s.Holidays, s.Workdays = slices.Clone(s.Windows), slices.Clone(s.Holidays), slices.Clone(s.Workdays)
	return s
}

// IsZero reports whether h is no calendar.
func (h Hours) IsZero() bool { return h.in == nil }

// Spec is what the calendar was made of, a copy of its own; the zero HoursSpec for the zero Hours.
func (h Hours) Spec() HoursSpec { return h.spec().clone() }

// Name is the calendar's name.
func (h Hours) Name() string { return h.spec().Name }

// Version is which of the calendars of its name it is.
func (h Hours) Version() string { return h.spec().Version }

// Zone is the IANA name of the calendar's zone.
func (h Hours) Zone() string { return h.spec().Zone }

func (h Hours) spec() HoursSpec {
	if h.in == nil {
		return HoursSpec{}
	}
	return h.in.spec
}
