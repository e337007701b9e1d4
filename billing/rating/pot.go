package rating

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// pot is an allowance as one product brought it for one period.
type pot struct {
	*allowance
	holder        int32 // index of the product that brought it
	since         calendar.Date
	granted, left int64
	periods       int // for how many more it is good, this one not counted
}

// grant fills the pots with what the period grants and what earlier ones left; pots are put in the order in which they are drawn on.
func (x *run) grant() {
	for i := range x.holders {
		h := &x.holders[i]
		v := h.tariff.within(x.request.Period)
		if v == nil {
			continue
		}
		for j := range v.allowances {
			a := &v.allowances[j]
			n := a.grant
			if a.Prorated {
				n = a.share(h.share)
			}
			x.pots = append(x.pots, pot{a, int32(i), x.request.Period.From(), n, n, a.RollOver})
		}
	}
	for _, b := range x.request.Balances {
		x.carry(b)
	}
	slices.SortFunc(x.pots, func(a, b pot) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.periods, b.periods), a.since.Compare(b.since),
			strings.Compare(a.ID, b.ID), cmp.Compare(a.holder, b.holder), cmp.Compare(a.left, b.left))
	})
	for i := range x.pots {
		if p := &x.pots[i]; p.Shared {
			x.shared = append(x.shared, int32(i))
		} else {
			h := &x.holders[p.holder]
			h.pots = append(h.pots, int32(i))
		}
	}
}

// carry brings in what an earlier period left. What no tariff of the request knows any more, or only in another measure or unit, is
// kept as long as it is good.
func (x *run) carry(b Balance) {
	if b.Periods == 0 {
		return
	}
	for i := range x.holders {
		h := &x.holders[i]
		v := h.tariff.within(x.request.Period)
		if h.product != b.Product || v == nil {
			continue
		}
		for j := range v.allowances {
			if a := &v.allowances[j]; a.ID == b.Allowance && a.has(b) {
				n := int64(b.Left.Duration)
				if a.Measure != Duration {
					n, _ = inside(b.Left.Quantity, perPiece)
				}
				x.pots = append(x.pots, pot{a, int32(i), b.Since, n, n, b.Periods - 1})
				return
			}
		}
	}
	if b.Periods--; b.Periods > 0 {
		x.result.Balances = append(x.result.Balances, b)
	}
}

// has reports whether a balance is measured as the allowance is: 500 MB are not 500 GB, should the tariff's unit have changed.
func (a *allowance) has(b Balance) bool {
	if a.Measure == Duration {
		return b.Left.Quantity.Sign() == 0 && b.Unit == ""
	}
	return b.Left.Duration == 0 && (b.Unit == "" || b.Unit == a.Unit)
}

// balance is what the pot leaves for the periods to come.
func (p *pot) balance(product string) Balance {
	b := Balance{Allowance: p.ID, Product: product, Since: p.since, Periods: p.periods, Left: p.Measure.extent(p.left)}
	if p.Measure != Duration {
		b.Unit = p.Unit
	}
	return b
}

// share is a part of the grant, rounded up to the second or the sixth digit.
func (a *allowance) share(s Share) int64 {
	if s == (Share{}) {
		return a.grant
	}
	step := int64(1)
	if a.Measure == Duration {
		step = perSecond
	}
	high, low := bits.Mul64(uint64(a.grant), uint64(s.Numerator))
	n, rest := bits.Div64(high, low, uint64(s.Denominator)) // at most the grant, as the share is at most 1
	if rest > 0 {
		n++
	}
	return min(up(int64(n), step)*step, a.grant)
}

// draw takes as much as it can of a piece out of the pots, in their order, and is what is left to be charged.
func (x *run) draw(h *holder, p piece) (left int64) {
	price := x.sums[p.sum].price
	own, shared := h.pots, x.shared
	left = p.units
	for left > 0 && len(own)+len(shared) > 0 {
		var i int32
		if len(shared) == 0 || len(own) > 0 && own[0] < shared[0] {
			i, own = own[0], own[1:]
		} else {
			i, shared = shared[0], shared[1:]
		}
		q := &x.pots[i]
		if q.left == 0 || !q.covers(price) {
			continue
		}
		n := min(q.left, left)
		if x.included == 0 && left == p.units {
			x.free = q.CoversSetUp
		}
		q.left, left = q.left-n, left-n
		x.cover(q, n, p)
	}
	return left
}

// allowances are what became of the pots.
func (x *run) allowances() {
	for i := range x.pots {
		p := &x.pots[i]
		h := &x.holders[p.holder]
		extent := p.Measure.extent
		x.result.Allowances = append(x.result.Allowances, Drawn{Allowance: p.ID, Product: h.product, Name: p.Name, De: p.De, Unit: p.Unit, Since: p.since,
			Granted: extent(p.granted), Used: extent(p.granted - p.left), Left: extent(p.left), Lapses: p.periods == 0})
		if p.left > 0 && p.periods > 0 {
			x.result.Balances = append(x.result.Balances, p.balance(h.product))
		}
	}
	slices.SortFunc(x.result.Balances, Balance.compare)
}
