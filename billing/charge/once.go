package charge

import "github.com/etomcrm/etomcrm/etom/calendar"

// once finds what is charged once, on the later of the holding's and the price's first day: of the first version that is owed. When
// that day moves, what was billed for the other day is right.
func (w *work) once(id string, lines []line) {
	owed := w.owedOnce(id)
	kept := false
	for i := range lines {
		l := &lines[i]
		if l.Key.Kind != string(OneTime) || l.Key.Service.From.Before(w.h.Settled) {
			continue
		}
		if !kept && owed.price != nil && owed.owes(l.Billed) {
			kept = true
			continue
		}
		w.takeBack(l, l.live, nil)
	}
	if kept || owed.price == nil || !owed.From.Before(w.horizonOnce(owed.price)) {
		return
	}
	c := w.room()
	owed.price.fill(c, owed.Range, owed.quantity)
	c.Numerator, c.Denominator, c.Reason = 1, 1, chargedOnce
	w.complete(c)
}

func (w *work) horizonOnce(p *Price) calendar.Date {
	if p.Timing == Advance {
		return w.ahead
	}
	return w.end
}

func (w *work) owedOnce(id string) (owed span) {
	for i := range w.h.Prices {
		p := &w.h.Prices[i]
		if p.ID != id || p.Kind != OneTime {
			continue
		}
		day := latest(w.h.From, p.From)
		ended := !w.h.Until.IsZero() && !day.Before(w.h.Until) || !p.Until.IsZero() && !day.Before(p.Until)
		if ended || day.Before(w.h.Settled) || owed.price != nil && !day.Before(owed.From) {
			continue
		}
		if quantity, _ := w.h.quantity(day); quantity > 0 {
			owed = span{Range{day, day.AddDays(1)}, p, quantity}
		}
	}
	return owed
}

// fill writes what the price says into an empty charge.
func (p *Price) fill(c *Charge, service Range, quantity int64) {
	c.Key.Price, c.Key.Service, c.Key.Kind = p.ID, service, string(p.Kind)
	c.Name, c.De, c.Quantity, c.Unit = p.Name, p.De, quantity, p.Amount
	c.Discount, c.DiscountName, c.DiscountDe = p.Discount, p.DiscountName, p.DiscountDe
}
