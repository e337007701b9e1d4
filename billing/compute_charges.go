package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// charges makes lines of what is charged for products held.
func (w *computation) charges() error {
	billed := w.billed()
	for i := range w.in.Holdings {
		h := &w.in.Holdings[i]
		all, err := charge.Charges(*h, w.in.Cycle, w.in.Period, billed(h.ID))
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

// billed finds what was billed of a product. With many products it is sorted out once; with few, package charge looks through it.
func (w *computation) billed() func(product string) []charge.Billed {
	if len(w.in.Holdings) <= few {
		return func(string) []charge.Billed { return w.in.Billed }
	}
	of := make(map[string][]charge.Billed, len(w.in.Holdings))
	for i := range w.in.Billed {
		item := w.in.Billed[i].Key.Item
		of[item] = append(of[item], w.in.Billed[i])
	}
	return func(product string) []charge.Billed { return of[product] }
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
	l, err := w.newLine(h.TaxClass, "", lastDay(c.Key.Service))
	if err != nil {
		return fmt.Errorf("billing.Compute: product %q: %w", h.ID, err)
	}
	l.ID, l.Category, l.Key, l.Credits, l.Reason = c.Key.String(), category, c.Key, c.Credits, c.Reason
	l.of(h)
	l.Code, l.Name, l.De, l.Service = c.Key.Price, c.Name, c.De, c.Key.Service
	l.Quantity, l.UnitPrice, l.Numerator, l.Denominator, l.DayCount = money.Count(c.Quantity), c.Unit, c.Numerator, c.Denominator, c.DayCount
	l.price(c.Amount, list)
	w.off(l, c.Discount, c.DiscountName, c.DiscountDe)
	return nil
}

// of says for which product the line is.
func (l *Line) of(h *charge.Holding) {
	l.Product, l.For, l.ForDe, l.Offering, l.Agreement = h.ID, h.Name, h.De, h.Offering, h.Agreement
}

// lastDay is the last day of a service, of a day without end its first.
func lastDay(r charge.Range) calendar.Date {
	if r.Until.IsZero() || !r.From.Before(r.Until) {
		return r.From
	}
	return r.Until.AddDays(-1)
}
