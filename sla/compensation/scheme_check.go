package compensation

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// RuleScheme is the code of schemes and rules whose parts do not fit together.
const RuleScheme = "COMPENSATION-SCHEME"

var (
	events    = [...]Event{LossOfService, MissedAppointment, DelayedStart, SwitchInterruption, LatePorting}
	customers = [...]Customer{Consumer, MicroEnterprise, SmallEnterprise, NonProfit, Enterprise}
	readings  = [...]RestoredDay{WholeDays, BegunDays}
	payments  = [...]Pays{EachDay, EachWorkday, Once}
)

// maxDays bounds the days a rule counts before it pays and in all.
const maxDays = 7300

// Check reports everything that is wrong with the schemes at once, as fault.ErrInvalid: also two that are in force on one day for
// one event.
func Check(schemes []Scheme) error {
	var c fault.Check
	checkSchemes(&c, schemes)
	return c.Err("compensation.Schemes")
}

func checkSchemes(c *fault.Check, schemes []Scheme) {
	for i := range schemes {
		var part fault.Check
		schemes[i].check(&part)
		c.Within(fmt.Sprintf("schemes[%d]", i), &part)
		for n := range i {
			if event, both := schemes[i].overlaps(&schemes[n]); both {
				c.Add(fmt.Sprintf("schemes[%d].from", i), RuleScheme, fmt.Sprintf("is in force together with schemes[%d], and both have a rule for %s; end one of them",
					n, event))
			}
		}
	}
}

// holds reports whether the scheme is in force on a day.
func (s *Scheme) holds(d calendar.Date) bool {
	return !d.Before(s.From) && (s.To.IsZero() || d.Before(s.To))
}

func (s *Scheme) overlaps(other *Scheme) (Event, bool) {
	if !s.holds(other.From) && !other.holds(s.From) {
		return "", false
	}
	for _, r := range s.Rules {
		if slices.ContainsFunc(other.Rules, func(o Rule) bool { return o.Event == r.Event }) {
			return r.Event, true
		}
	}
	return "", false
}

func (s *Scheme) check(c *fault.Check) {
	c.Text("id", s.ID, fault.MaxID)
	c.Text("law", s.Law, fault.MaxText)
	c.Optional("note", s.Note, fault.MaxText)
	c.That(!s.From.IsZero(), "from", fault.RuleRequired, "must be the first day on which it is in force")
	c.That(s.To.IsZero() || s.From.Before(s.To), "to", fault.RuleRange, "must lie behind from: it is the first day beyond")
	c.That(s.Currency != money.Currency{}, "currency", fault.RuleRequired, "must be the currency of its amounts")
	if _, err := calendar.LoadZone(s.Zone); err != nil {
		c.Add("zone", fault.RuleUnknown, "must be the name of a time zone, such as Europe/Berlin")
	}
	_, err := s.Rounding.MarshalText()
	c.That(err == nil, "rounding", fault.RuleUnknown, "must be a mode of rounding")
	c.That(len(s.Rules) > 0, "rules", fault.RuleRequired, "must have at least one rule")
	for i := range s.Rules {
		var part fault.Check
		s.Rules[i].check(&part, s)
		for n := range i {
			part.That(s.Rules[n].Event != s.Rules[i].Event, "event", fault.RuleDuplicate, fmt.Sprintf("is that of rules[%d] too; keep one", n))
		}
		c.Within(fmt.Sprintf("rules[%d]", i), &part)
	}
}

// unknown is the rule that a value of a closed list breaks.
func unknown(value string) string {
	if value == "" {
		return fault.RuleRequired
	}
	return fault.RuleUnknown
}
