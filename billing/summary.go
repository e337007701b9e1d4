package billing

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Summary is what the next bill's checks have to know of a bill. A plain value.
type Summary struct {
	ID        string          `json:"id"`
	No        string          `json:"billNo,omitempty"`
	Period    calendar.Period `json:"period"`
	Date      calendar.Date   `json:"billDate"`
	Running   money.Amount    `json:"running"`             // what recurs: of recurring prices, usage and commitments, before taxes
	Total     money.Amount    `json:"total"`               // with taxes
	Discounts []string        `json:"discounts,omitempty"` // ids of those given
}

// Summary sums the bill up for the checks of the next.
func (b *Bill) Summary() (Summary, error) {
	s := Summary{ID: b.ID, No: b.No, Period: b.Period, Date: b.Date, Total: b.Totals.WithTax}
	var c money.Calc
	for i := range b.Lines {
		l := &b.Lines[i]
		switch l.Category {
		case RecurringLine, UsageLine, CommitmentLine:
			s.Running = c.Add(s.Running, l.Net)
		}
	}
	s.Discounts = b.discounts()
	return s, c.Err()
}

// discounts lists the ids of the discounts given, those agreed with a recurring price by its product, price and rate; one agreed for what
// is sold once is no news.
func (b *Bill) discounts() []string {
	var ids []string
	for i := range b.Lines {
		l := &b.Lines[i]
		for _, d := range l.Discounts {
			switch {
			case d.Discount != agreed:
				ids = append(ids, d.Discount)
			case l.Category == RecurringLine:
				ids = append(ids, l.Product+"/"+l.Key.Price+" "+d.Rate.String())
			}
		}
	}
	for _, d := range b.Document {
		ids = append(ids, d.Discount)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
