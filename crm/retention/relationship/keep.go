package relationship

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Law says what must be kept, by which law, for how many years. They are counted from the end of the calendar year (§ 147 (4) AO, § 257 (5)
// HGB). Eight years for vouchers hold since 1 January 2025; before it was ten (Viertes Bürokratieentlastungsgesetz of 23 October 2024).
type Law struct {
	Code  string `json:"code"`
	What  string `json:"what"`
	Law   string `json:"law"`
	Years int    `json:"years"`
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
func Keep(laws []Law, ended calendar.Date) ([]Kept, error) {
	var list []Kept
	for _, l := range laws {
		until, err := calendar.NewDate(ended.Year()+l.Years+1, time.January, 1)
		if err != nil {
			return nil, fmt.Errorf("relationship: keep %s: %w", l.Code, err)
		}
		list = append(list, Kept{Law: l, Until: until})
	}
	return list, nil
}
