package charge

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
)

func chargedOnce(calendar.Date) Reason { return Reason{Code: "CHARGE-ONCE"} }

func takenBack(*line, Range, int64, int64) Reason { return Reason{Code: "CHARGE-TAKE-BACK"} }

func (w *work) because(span, Range, Range, Charge) Reason { return Reason{Code: "CHARGE-WHOLE"} }
