package charge

import (
	"cmp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Charges is all that the bill of a period charges for a holding: what is right for every service day up to the horizon, less what
// was billed under its key. The horizon of a price in arrear is the period's end, of which whole recurrences are charged and, once the
// holding has ended, the rest; that of a price in advance is the end of the recurrences that begin before the cycle's next period is
// over. What was billed beyond the horizon is left alone where it is right.
//
// Of billed only the entries of this holding count, in any order. The charges are in the order of their service days, then of their
// prices. Errors are fault.ErrInvalid with every fault at once, and figures too large to be exact.
func Charges(h Holding, cycle calendar.Cycle, period calendar.Period, billed []Billed) ([]Charge, error) {
	if err := check(&h, cycle, period, billed); err != nil {
		return nil, err
	}
	w := work{h: &h, anchor: cycle.Anchor, end: period.To(), billed: billed}
	w.ahead = recurrencesOf(cycle.Unit, cycle.Days, cycle.Anchor).around(period.To()).Until
	w.charges = make([]Charge, 0, len(h.Prices)+1)
	for i := range h.Prices {
		if w.isFirst(i) {
			w.price(h.Prices[i].ID)
		}
	}
	for i := range billed {
		if b := &billed[i]; b.Key.Item == h.ID && b.charges() && w.isGone(i) {
			w.price(b.Key.Price)
		}
	}
	if w.err != nil {
		return nil, w.err
	}
	slices.SortFunc(w.charges, func(a, b Charge) int { return a.Key.compare(b.Key) })
	return w.charges, nil
}

func (k Key) compare(other Key) int {
	return cmp.Or(k.Service.From.Compare(other.Service.From), cmp.Compare(k.Price, other.Price), -cmp.Compare(k.Kind, other.Kind),
		k.Service.Until.Compare(other.Service.Until), cmp.Compare(k.No, other.No))
}

// charges reports whether b is a charge of a price, not a take-back or what another package billed.
func (b *Billed) charges() bool {
	return b.Key.Kind == string(Recurring) || b.Key.Kind == string(OneTime)
}

// work is what is found out about one holding.
type work struct {
	h          *Holding
	anchor     calendar.Date
	end, ahead calendar.Date // of the period, and of the one after it
	billed     []Billed
	charges    []Charge
	err        error
}

// isFirst reports whether the price with the index is the first version with its ID.
func (w *work) isFirst(index int) bool {
	for i := range index {
		if w.h.Prices[i].ID == w.h.Prices[index].ID {
			return false
		}
	}
	return true
}

// isGone reports whether the price that was billed is none of the holding's any more, and the entry the first of it.
func (w *work) isGone(index int) bool {
	id := w.billed[index].Key.Price
	for i := range w.h.Prices {
		if w.h.Prices[i].ID == id {
			return false
		}
	}
	for i := range index {
		if b := &w.billed[i]; b.Key.Item == w.h.ID && b.Key.Price == id && b.charges() {
			return false
		}
	}
	return true
}

// price finds the charges of all versions of one price.
func (w *work) price(id string) {
	var roomLines [8]line
	lines := w.lines(roomLines[:0], id)
	w.once(id, lines)
	w.recurring(id, lines)
}

func (w *work) add(c Charge) {
	c.Key.Item = w.h.ID
	for i := range w.billed {
		if k := w.billed[i].Key; k.No >= c.Key.No && k.sameButNo(c.Key) {
			c.Key.No = k.No + 1
		}
	}
	for i := range w.charges {
		if k := w.charges[i].Key; k.No >= c.Key.No && k.sameButNo(c.Key) {
			c.Key.No = k.No + 1
		}
	}
	amount, err := c.Unit.Times(c.Quantity)
	if err == nil {
		c.Amount, err = amount.Share(c.Numerator, c.Denominator)
	}
	if w.err == nil {
		w.err = err
	}
	w.charges = append(w.charges, c)
}

func (k Key) sameButNo(other Key) bool {
	k.No = other.No
	return k == other
}
