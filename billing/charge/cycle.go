package charge

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// BillCycle is the monthly bill cycle of a day 1 to 31 in a zone. In months that are too short it begins on their last day: with day 31
// on 31 January, 28 February, 31 March. Errors are fault.ErrInvalid, every fault at once.
func BillCycle(day int, zone string) (calendar.Cycle, error) {
	var c fault.Check
	c.That(1 <= day && day <= 31, "day", fault.RuleRange, fmt.Sprintf("is %d, must lie between 1 and 31", day))
	_, err := calendar.LoadZone(zone)
	c.That(err == nil, "zone", fault.RuleUnknown, fmt.Sprintf("%.60q is no zone of the IANA database; write one such as Europe/Berlin", zone))
	if err := c.Err("charge.BillCycle"); err != nil {
		return calendar.Cycle{}, err
	}
	anchor, err := calendar.NewDate(millennium.Year(), time.January, day)
	return calendar.Cycle{Unit: calendar.Month, Anchor: anchor, Zone: zone}, err
}
