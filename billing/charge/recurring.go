package charge

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// recurring finds what is charged again and again: the owed days that no line has, and the days of lines that are not owed.
func (w *work) recurring(id string, lines []line) {
	var roomSpans [8]span
	var roomCovered, roomRest [16]Range
	recurrences, horizon := w.recurrences(id)
	spans := w.owed(roomSpans[:0], id, recurrences, reach(lines, horizon))
	covered := roomCovered[:0] // owed days for which the lines are right
	for i := range lines {
		if l := &lines[i]; l.Key.Kind == string(Recurring) {
			covered = w.settle(l, spans, covered)
		}
	}
	for _, s := range spans {
		if s.Until = earliest(s.Until, horizon); !s.From.Before(s.Until) {
			continue
		}
		for _, r := range s.without(roomRest[:0], covered) {
			w.chargeRange(s, r, recurrences)
		}
	}
}

// reach is the day up to which it matters what is owed: lines may reach beyond the horizon.
func reach(lines []line, horizon calendar.Date) calendar.Date {
	for i := range lines {
		horizon = latest(horizon, lines[i].Key.Service.Until)
	}
	return horizon
}

// recurrences are those of a price, the same for all its versions, and the day up to which this bill charges it.
func (w *work) recurrences(id string) (r recurrences, horizon calendar.Date) {
	for i := range w.h.Prices {
		if p := &w.h.Prices[i]; p.ID == id && p.Kind == Recurring {
			r = recurrencesOf(p.Every, p.Times, w.anchorOf(p))
			return r, w.horizon(p, r)
		}
	}
	return recurrences{}, calendar.Date{}
}

func (w *work) anchorOf(p *Price) calendar.Date {
	if p.Anchor.IsZero() && p.Every == calendar.Days {
		return w.h.From
	}
	if p.Anchor.IsZero() {
		return w.anchor
	}
	return p.Anchor
}

func (w *work) horizon(p *Price, r recurrences) calendar.Date {
	ended := !w.h.Until.IsZero() && !w.h.Until.After(w.end)
	switch {
	case p.Timing == Advance:
		return r.around(w.ahead.AddDays(-1)).Until
	case ended && p.DayCount == NoProration:
		return r.around(w.end.AddDays(-1)).Until
	case ended:
		return w.end
	}
	return r.around(w.end).From
}

// owed are the days on which versions of the price are owed.
func (w *work) owed(all []span, id string, r recurrences, until calendar.Date) []span {
	for i := range w.h.Prices {
		if p := &w.h.Prices[i]; p.ID == id && p.Kind == Recurring {
			all = w.h.spans(all, p, until)
		}
	}
	slices.SortFunc(all, func(a, b span) int { return a.From.Compare(b.From) })
	if len(all) == 0 || all[0].price.DayCount != NoProration {
		return all
	}
	return w.widened(all, r)
}

// widened makes whole recurrences of days without proration: each for the price and quantity of its first owed day.
func (w *work) widened(all []span, r recurrences) []span {
	done := w.h.Settled
	kept := all[:0]
	for _, s := range all {
		s.From, s.Until = latest(r.around(s.From).From, done), r.around(s.Until.AddDays(-1)).Until
		if s.From.Before(s.Until) {
			kept, done = append(kept, s), s.Until
		}
	}
	return kept
}

// settle finds the days of a line that are right, adds them to those covered, and takes back the others.
func (w *work) settle(l *line, spans []span, covered []Range) []Range {
	var roomKept, roomPart, roomBack [4]Range
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
	if l.whole() && len(kept) > 0 {
		return covered
	}
	back := roomBack[:0]
	for _, live := range l.live {
		back = live.without(back, kept)
	}
	w.takeBack(l, since(w.h.Settled, back), spans)
	return covered
}

// chargeRange charges days of a span, recurrence by recurrence.
func (w *work) chargeRange(s span, r Range, recurrences recurrences) {
	for r.From.Before(r.Until) {
		whole := recurrences.around(r.From)
		part := Range{r.From, earliest(whole.Until, r.Until)}
		r.From = part.Until
		if s.price.DayCount == NoProration && part.From != whole.From {
			continue // it has begun, and was billed
		}
		count := s.price.DayCount.name()
		numerator, denominator := count.fraction(recurrences, part, whole)
		if numerator == 0 {
			continue
		}
		c := w.room()
		s.price.fill(c, part, s.quantity)
		c.DayCount, c.Numerator, c.Denominator = count, numerator, denominator
		c.Reason = w.because(s, part, whole, c)
		w.complete(c)
	}
}
