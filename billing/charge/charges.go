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
	w.findTaken()
	for i := range h.Prices {
		if w.isFirst(i) {
			w.price(h.Prices[i].ID)
		}
	}
	for i := range billed {
		if w.isGone(i) {
			w.price(billed[i].Key.Price)
		}
	}
	if w.err != nil {
		return nil, w.err
	}
	return w.inOrder(), nil
}

// compare puts keys of one holding in order: by day, price, and what is taken back before what is charged.
func (k *Key) compare(other *Key) int {
	if c := k.Service.From.Compare(other.Service.From); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(k.Price, other.Price), -cmp.Compare(k.Kind, other.Kind),
		k.Service.Until.Compare(other.Service.Until), cmp.Compare(k.No, other.No))
}

// work is what is found out about one holding.
type work struct {
	h          *Holding
	anchor     calendar.Date
	end, ahead calendar.Date // of the period, and of the one after it
	billed     []Billed
	taken      []*Billed // what was taken back
	live       []Range   // days of lines
	charges    []Charge
	sentence   sentence // the last one written
	err        error
}

func (w *work) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// isOurs reports whether b is a charge for the holding, not a take-back or what another package billed.
func (w *work) isOurs(b *Billed) bool {
	return b.isCharge() && b.Credits == nil && b.Key.Item == w.h.ID
}

func (w *work) findTaken() {
	ours := 0
	for i := range w.billed {
		b := &w.billed[i]
		switch {
		case w.isOurs(b):
			ours++
		case b.Key.Kind == TakeBack && b.Key.Item == w.h.ID:
			w.taken = append(w.taken, b)
		}
	}
	w.live = make([]Range, 0, ours+len(w.taken))
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

// isGone reports whether what was billed is of a price that the holding has no more, and the first entry of it.
func (w *work) isGone(index int) bool {
	b := &w.billed[index]
	if !w.isOurs(b) {
		return false
	}
	for i := range w.h.Prices {
		if w.h.Prices[i].ID == b.Key.Price {
			return false
		}
	}
	for i := range index {
		if earlier := &w.billed[i]; earlier.Key.Price == b.Key.Price && w.isOurs(earlier) {
			return false
		}
	}
	return true
}

// price finds the charges of all versions of one price.
func (w *work) price(id string) {
	var room [8]line
	lines := w.lines(room[:0], id)
	w.once(id, lines)
	w.recurring(id, lines)
}

// room adds an empty charge, to be filled in its place and then completed.
func (w *work) room() *Charge {
	if w.charges == nil {
		w.charges = make([]Charge, 0, len(w.h.Prices)) // in most months each is charged once
	}
	w.charges = append(w.charges, Charge{})
	return &w.charges[len(w.charges)-1]
}

// complete completes the charge that was added last. Its key counts how many with the same content there were.
func (w *work) complete(c *Charge) {
	c.Key.Item = w.h.ID
	for i := range w.billed {
		c.Key.after(&w.billed[i].Key)
	}
	for i := range w.charges[:len(w.charges)-1] {
		c.Key.after(&w.charges[i].Key)
	}
	amount, err := c.Unit.Times(c.Quantity)
	w.fail(err)
	c.Amount = amount.Exact()
	if c.Numerator != c.Denominator {
		c.Amount, err = amount.Share(c.Numerator, c.Denominator)
		w.fail(err)
	}
}

// inOrder sorts the charges; most often they are sorted.
func (w *work) inOrder() []Charge {
	for i := 1; i < len(w.charges); i++ {
		if w.charges[i].Key.compare(&w.charges[i-1].Key) < 0 {
			slices.SortFunc(w.charges, func(a, b Charge) int { return a.Key.compare(&b.Key) })
			break
		}
	}
	return w.charges
}

// after makes the key follow another with the same content.
func (k *Key) after(other *Key) {
	if k.Service.From == other.Service.From && k.Service.Until == other.Service.Until && k.Kind == other.Kind && k.Price == other.Price && k.Item == other.Item && k.No <= other.No {
		k.No = other.No + 1
	}
}
