package relationship

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
)

// Law says what must be kept, by which law, for how many years from the end of the calendar year.
type Law struct {
	Code  string `json:"code"`
	What  string `json:"what"`
	Law   string `json:"law"`
	Years int    `json:"years"`
}

// LawOf is a period of the law that is counted in whole years.
func LawOf(p personal.Period) Law {
	return Law{Code: p.Code, What: p.What, Law: p.Law, Years: p.Months / 12}
}

func (l Law) check(c *fault.Check) {
	c.Text("code", l.Code, fault.MaxName)
	c.Text("what", l.What, fault.MaxName)
	c.Text("law", l.Law, fault.MaxName)
	c.That(l.Years >= 1 && l.Years <= 100, "years", fault.RuleRange, "must be 1 to 100")
}

// Kept is what is kept of a relationship that has ended.
type Kept struct {
	Law
	Until calendar.Date `json:"until"` // the first day on which it may be erased
}

// Keep says until when what ended on a day is kept by each law.
func Keep(laws []Law, ended calendar.Date) []Kept {
	var list []Kept
	for _, l := range laws {
		period := personal.Period{Months: 12 * l.Years, YearEnd: true}
		list = append(list, Kept{Law: l, Until: period.Until(ended)})
	}
	return list
}
