package charge

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
)

func check(h *Holding, cycle calendar.Cycle, period calendar.Period, billed []Billed) error {
	return nil
}
