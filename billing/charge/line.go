package charge

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// line is what was billed under one key, less what of it was taken back already.
type line struct {
	*Billed
	left money.Amount
	live []Range // the days of it that were not taken back
}

// lines adds what was billed of a price and not wholly taken back, in the order of its service days.
func (w *work) lines(all []line, id string) []line {
	for i := range w.billed {
		if b := &w.billed[i]; w.isOurs(b) && b.Key.Price == id {
			all = append(all, w.lessTaken(b))
		}
	}
	slices.SortFunc(all, func(a, b line) int { return a.Key.compare(&b.Key) })
	for i := 1; i < len(all); i++ {
		if all[i].Key == all[i-1].Key {
			var c fault.Check
			c.Add("billed", fault.RuleDuplicate, fmt.Sprintf("has %s twice; a key is billed once", all[i].Key))
			w.fail(c.Err("charge"))
		}
	}
	return slices.DeleteFunc(all, func(l line) bool { return len(l.live) == 0 })
}

func (w *work) lessTaken(b *Billed) line {
	l := line{Billed: b, left: b.Amount}
	var taken []Range
	for _, t := range w.taken {
		if *t.Credits != b.Key {
			continue
		}
		taken = insert(taken, t.Key.Service)
		var err error
		l.left, err = l.left.Add(t.Amount)
		w.fail(err)
	}
	begin := len(w.live)
	w.live = b.Key.Service.without(w.live, taken)
	l.live = w.live[begin:len(w.live):len(w.live)]
	return l
}

// whole reports whether the line is taken back whole or not at all.
func (l *line) whole() bool { return l.DayCount == NoProration || l.Key.Kind == string(OneTime) }

func (l *line) days(ranges ...Range) (n int64) {
	if l.whole() {
		return 1
	}
	for _, r := range ranges {
		n += l.DayCount.days(r.From, r.Until)
	}
	return n
}

// takeBack takes days of a line back: their share of what is left of the printed amount. Where the bill's rounding of each piece could
// leave something though nothing is to be left, or give back more than is left (of three pieces or more, each rounded up), the amount
// is split in minor units.
func (w *work) takeBack(l *line, back []Range, spans []span) {
	if len(back) == 0 || l.left.Sign() == 0 {
		return
	}
	all, days := l.days(l.live...), l.days(back...)
	if days == 0 {
		return
	}
	if len(back) == 1 || len(back) == 2 && days < all {
		for _, r := range back {
			w.takeRange(l, r, l.left, l.days(r), all, spans)
		}
		return
	}
	weights := make([]int64, len(back), len(back)+1)
	for i, r := range back {
		weights[i] = l.days(r)
	}
	parts, err := l.left.Allocate(append(weights, all-days)...)
	w.fail(err)
	for i, r := range back {
		if err == nil {
			w.takeRange(l, r, parts[i], weights[i], weights[i], spans)
		}
	}
}

// takeRange takes a range back: numerator/denominator of the amount, which is what is left of the line, or the range's part of it.
func (w *work) takeRange(l *line, r Range, left money.Amount, numerator, denominator int64, spans []span) {
	if numerator == 0 {
		return
	}
	credits := l.Key
	name, de := w.nameOf(l)
	c := w.room()
	*c = Charge{
		Key:  Key{Price: l.Key.Price, Service: r, Kind: TakeBack},
		Name: name, De: de, Quantity: -1, Unit: left, Numerator: numerator, Denominator: denominator,
		DayCount: l.DayCount, Reason: w.takenBack(l, r, numerator, l.days(l.live...), spans), Credits: &credits,
	}
	w.complete(c)
}

// nameOf is what the line was called; where that was not noted, what the price is called now.
func (w *work) nameOf(l *line) (name, de string) {
	if l.Name != "" {
		return l.Name, l.De
	}
	for i := range w.h.Prices {
		if p := &w.h.Prices[i]; p.ID == l.Key.Price {
			return p.Name, p.De
		}
	}
	return l.Key.Price, ""
}

// since is what of the ranges is not done with.
func since(day calendar.Date, ranges []Range) []Range {
	if day.IsZero() {
		return ranges
	}
	open := ranges[:0]
	for _, r := range ranges {
		if r.From = latest(r.From, day); r.From.Before(r.Until) {
			open = append(open, r)
		}
	}
	return open
}
