package charge

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// recurring finds what is charged again and again: the owed days that no line has, and the days of lines that are not owed.
func (w *work) recurring(id string, lines []line) {
	var roomSpans [8]span
	var roomCovered, roomRest [16]Range
	spans := w.owed(roomSpans[:0], id, lines)
	covered := roomCovered[:0] // owed days for which the bill is right
	for i := range lines {
		l := &lines[i]
		if l.Key.Kind == string(Recurring) {
			covered = w.settle(l, spans, covered)
		}
	}
	for _, s := range spans {
		if s.Until = earliest(s.Until, w.horizon(s.price)); !s.From.Before(s.Until) {
			continue
		}
		for _, r := range s.without(roomRest[:0], covered) {
			w.chargeRange(s, r)
		}
	}
}

// owed are the days on which versions of the price are owed, as far as it matters.
func (w *work) owed(all []span, id string, lines []line) []span {
	var last calendar.Date
	for i := range lines {
		last = latest(last, lines[i].Key.Service.Until)
	}
	for i := range w.h.Prices {
		if p := &w.h.Prices[i]; p.ID == id && p.Kind == Recurring {
			all = w.h.spans(all, p, latest(last, w.horizon(p)))
		}
	}
	slices.SortFunc(all, func(a, b span) int { return a.From.Compare(b.From) })
	return w.widened(all)
}

// widened makes whole recurrences of the days of prices without proration: each for the price and quantity of its first owed day.
func (w *work) widened(all []span) []span {
	var done calendar.Date
	kept := all[:0]
	for _, s := range all {
		if s.price.Count == NoProration {
			r := w.recurrences(s.price)
			s.From, s.Until = latest(r.around(s.From).From, done), r.around(s.Until.AddDays(-1)).Until
			done = latest(done, s.Until)
		}
		if s.From.Before(s.Until) {
			kept = append(kept, s)
		}
	}
	return kept
}

func (w *work) recurrences(p *Price) recurrences {
	anchor := p.Anchor
	switch {
	case !anchor.IsZero():
	case p.Every == calendar.Days:
		anchor = w.h.From
	default:
		anchor = w.anchor
	}
	return recurrencesOf(p.Every, p.Times, anchor)
}

// horizon is the day up to which this bill charges the price.
func (w *work) horizon(p *Price) calendar.Date {
	r := w.recurrences(p)
	if p.Timing == Advance {
		return r.around(w.ahead.AddDays(-1)).Until
	}
	if !w.h.Until.IsZero() && !w.h.Until.After(w.end) {
		return w.end
	}
	return r.around(w.end).From
}

// settle finds the days of a line that are right, adds them to those covered, and takes back the others.
func (w *work) settle(l *line, spans []span, covered []Range) []Range {
	var roomKept, roomPart, roomBack [8]Range
	kept := roomKept[:0]
	for _, live := range l.live {
		for i := range spans {
			both, ok := live.overlap(spans[i].Range)
			if !ok || !spans[i].owes(l.Billed) {
				continue
			}
			for _, r := range both.without(roomPart[:0], covered) {
				kept, covered = insert(kept, r), insert(covered, r)
			}
		}
	}
	if l.Count == NoProration && len(kept) > 0 {
		return covered
	}
	back := roomBack[:0]
	for _, live := range l.live {
		back = live.without(back, kept)
	}
	w.takeBack(l, back)
	return covered
}

// chargeRange charges days of a span, recurrence by recurrence.
func (w *work) chargeRange(s span, r Range) {
	recurrences := w.recurrences(s.price)
	for r.From.Before(r.Until) {
		whole := recurrences.around(r.From)
		part := Range{r.From, earliest(whole.Until, r.Until)}
		r.From = part.Until
		if s.price.Count == NoProration && part.From != whole.From {
			continue // it has begun, and was billed
		}
		c := s.price.charge(part, s.quantity)
		c.Count = s.price.Count.name()
		c.Numerator, c.Denominator = c.Count.fraction(recurrences, part, whole)
		if c.Numerator == 0 {
			continue
		}
		c.Reason = w.because(s, part, whole, c)
		w.add(c)
	}
}
