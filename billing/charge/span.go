package charge

import "github.com/etomcrm/etomcrm/etom/calendar"

// span is a run of service days on which one version of a price is owed for one quantity.
type span struct {
	Range
	price    *Price
	quantity int64
}

// owes reports whether what was billed is right for the days of the span. How its days were counted does not matter: a new bill
// cycle day or counting rule is for days not billed yet.
func (s span) owes(b *Billed) bool {
	return b.Quantity == 0 || b.Quantity == s.quantity && b.Unit == s.price.Amount && b.Discount == s.price.Discount
}

// spans adds those of one version of a price up to a day.
func (h *Holding) spans(all []span, p *Price, until calendar.Date) []span {
	day := latest(latest(h.From, p.From), h.Settled)
	end := earliest(earliest(until, h.Until), p.Until)
	for day.Before(end) {
		free, next := h.suspended(day)
		if !free.IsZero() {
			day = free
			continue
		}
		quantity, change := h.quantity(day)
		stop := earliest(earliest(end, next), change)
		if quantity > 0 {
			all = append(all, span{Range{day, stop}, p, quantity})
		}
		day = stop
	}
	return all
}

// never is later than every service day.
var never = calendar.MustParse("9999-12-31")

// suspended says until when service is suspended on the day, or else when it will be next; zero if it is not, or never will be.
func (h *Holding) suspended(day calendar.Date) (until, next calendar.Date) {
	for _, s := range h.Suspended {
		switch {
		case s.From.After(day):
			next = earliest(next, s.From)
		case s.Until.IsZero():
			return never, calendar.Date{}
		case s.Until.After(day):
			until = latest(until, s.Until)
		}
	}
	return until, next
}

// quantity is the one held on the day, and the day of the next change; zero if there is none.
func (h *Holding) quantity(day calendar.Date) (quantity int64, next calendar.Date) {
	quantity = h.Quantity
	var since calendar.Date
	for _, c := range h.Changes {
		switch {
		case c.From.After(day):
			next = earliest(next, c.From)
		case !c.From.Before(since):
			quantity, since = c.Quantity, c.From
		}
	}
	return quantity, next
}

func latest(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// earliest of two days; a zero one is none and later than every other.
func earliest(a, b calendar.Date) calendar.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
