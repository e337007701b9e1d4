package charge

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// line is what was billed under one key, less what of it was taken back already.
type line struct {
	*Billed
	left money.Amount
	live []Range // the days of it that were not taken back
}

// lines adds what was billed of a price, in the order of its service days.
func (w *work) lines(all []line, id string) []line {
	for i := range w.billed {
		b := &w.billed[i]
		if b.Key.Item != w.h.ID || b.Key.Price != id || !b.charges() {
			continue
		}
		if l := w.lessTaken(b); len(l.live) > 0 {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b line) int { return a.Key.compare(b.Key) })
	return all
}

func (w *work) lessTaken(b *Billed) line {
	l := line{Billed: b, left: b.Amount}
	var taken []Range
	for i := range w.billed {
		t := &w.billed[i]
		if t.Credits == nil || *t.Credits != b.Key {
			continue
		}
		taken = insert(taken, t.Key.Service)
		left, err := l.left.Add(t.Amount)
		if err != nil && w.err == nil {
			w.err = err
		}
		l.left = left
	}
	l.live = b.Key.Service.without(nil, taken)
	return l
}

// days counts those of the line that were not taken back.
func (l *line) days(ranges []Range) (n int64) {
	if l.Count == NoProration || l.Key.Kind == string(OneTime) {
		return 1
	}
	for _, r := range ranges {
		n += l.Count.days(r.From, r.Until)
	}
	return n
}

// takeBack takes days of a line back: their share of what is left of the printed amount. Taken back whole in several ranges, it is
// split so that nothing is left.
func (w *work) takeBack(l *line, back []Range) {
	back = settled(back, w.h.Settled)
	all, taken := l.days(l.live), l.days(back)
	if len(back) == 0 || taken == 0 {
		return
	}
	if len(back) == 1 || taken < all || l.Count == NoProration {
		for _, r := range back {
			w.takeRange(l, r, l.left, l.days([]Range{r}), all)
		}
		return
	}
	weights := make([]int64, len(back))
	for i, r := range back {
		weights[i] = l.days([]Range{r})
	}
	parts, err := l.left.Allocate(weights...)
	if err != nil {
		w.err = err
		return
	}
	for i, r := range back {
		w.takeRange(l, r, parts[i], weights[i], weights[i])
	}
}

func (w *work) takeRange(l *line, r Range, left money.Amount, numerator, denominator int64) {
	if numerator == 0 {
		return
	}
	credits := l.Key
	w.add(Charge{
		Key:  Key{Price: l.Key.Price, Service: r, Kind: TakeBack},
		Name: l.Name, De: l.De, Quantity: -1, Unit: left, Numerator: numerator, Denominator: denominator,
		Count: l.Count, Reason: takenBack(l, r, numerator, denominator), Credits: &credits,
	})
}

// settled clips the ranges to what is not done with.
func settled(ranges []Range, since calendar.Date) []Range {
	if since.IsZero() {
		return ranges
	}
	open := ranges[:0]
	for _, r := range ranges {
		if r.From = latest(r.From, since); r.From.Before(r.Until) {
			open = append(open, r)
		}
	}
	return open
}
