package calendar

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Holiday is a day on which no window begins. Immutable.
type Holiday struct {
	Date Date   `json:"date"`
	Name string `json:"name"`         // in English
	De   string `json:"de,omitempty"` // in German, as the law has it
}

// Region is where a holiday's law holds, named as ISO 3166 has it: "DE-BW" is Baden-Württemberg; "DE" has what holds in all sixteen
// federal states.
type Region string

// FirstHolidayYear is the first year for which regions know their holidays.
const FirstHolidayYear = 2000

// Regions are those whose holidays are computed, in order.
func Regions() []Region {
	regions := []Region{"DE"}
	for _, state := range states {
		regions = append(regions, "DE-"+Region(state))
	}
	return regions
}

// Holidays computes the public holidays of a region and a year, in order of their dates; a date on which two fall
// (2008-05-01) is there twice. Days that only hold in some communities of a state are not: Assumption Day in the Catholic
// communities of Bavaria, the Peace Festival in Augsburg, Corpus Christi in some of Saxony and Thuringia; who needs them adds
// them to HoursSpec.Holidays. Years to come follow the law as it stands. fault.ErrInvalid: an unknown region, a year before
// FirstHolidayYear or after 9999.
func Holidays(region Region, year int) ([]Holiday, error) {
	var c fault.Check
	where := region.check(&c)
	within(&c, "year", year, FirstHolidayYear, MaxYear)
	if err := c.Err("calendar.Holidays"); err != nil {
		return nil, err
	}
	var all []Holiday
	eachHoliday(where, year, func(day int64, rule *holidayRule) {
		all = append(all, Holiday{Date: dateOfDay(day), Name: rule.name, De: rule.de})
	})
	slices.SortStableFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return all, nil
}

// check answers no state for no region.
func (r Region) check(c *fault.Check) stateSet {
	at := slices.Index(Regions(), r)
	switch {
	case at < 0:
		c.Add("region", fault.RuleUnknown, fmt.Sprintf("%.20q is no region whose holidays are known; write DE, DE-BW and so on,"+
			" or list the holidays", string(r)))
		return 0
	case at == 0:
		return everywhere
	}
	return 1 << (at - 1)
}

// eachHoliday calls do for each holiday that all of the states have, in the table's order.
func eachHoliday(where stateSet, year int, do func(day int64, rule *holidayRule)) {
	if where == 0 || year < FirstHolidayYear {
		return
	}
	y := newYear(year)
	for i := range germany {
		rule := &germany[i]
		if rule.where&where == where && rule.since <= year && (rule.until == 0 || year <= rule.until) {
			do(y.day(rule.on), rule)
		}
	}
}
