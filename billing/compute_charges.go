package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// charges makes lines of what is charged for products held.
func (w *computation) charges() error {
	for i := range w.in.Holdings {
		h := &w.in.Holdings[i]
		all, err := charge.Charges(*h, w.in.Cycle, w.in.Period, w.in.Billed)
		if err != nil {
			return fmt.Errorf("billing.Compute: product %q: %w", h.ID, err)
		}
		for j := range all {
			if err := w.charge(h, &all[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *computation) charge(h *charge.Holding, c *charge.Charge) error {
	list, err := c.Amount.Round(w.in.Policy.Lines)
	if err != nil {
		return fmt.Errorf("billing.Compute: product %q, price %q: %w", h.ID, c.Key.Price, err)
	}
	category := RecurringLine
	if c.Key.Kind == string(charge.OneTime) {
		category = OneTimeLine
	}
	l, err := w.newLine(Line{
		ID: c.Key.String(), Category: category, Product: h.ID, Offering: h.Offering, Agreement: h.Agreement,
		For: h.Name, ForDe: h.De, Code: c.Key.Price, Name: c.Name, De: c.De,
		Service: c.Key.Service, Quantity: money.Count(c.Quantity), UnitPrice: c.Unit, Numerator: c.Numerator, Denominator: c.Denominator, DayCount: c.DayCount,
		Exact: c.Amount, List: list, Net: list, Reason: c.Reason, Key: c.Key, Credits: c.Credits,
	}, h.TaxClass, "", lastDay(c.Key.Service))
	if err != nil {
		return err
	}
	w.off(l, c.Discount, c.DiscountName, c.DiscountDe)
	return nil
}

// lastDay is the last day of a service, of a day without end its first.
func lastDay(r charge.Range) calendar.Date {
	if r.Until.IsZero() || !r.From.Before(r.Until) {
		return r.From
	}
	return r.Until.AddDays(-1)
}
