package rating

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// slots says which sum a price of a version adds to; 0 for none yet, else its index plus 1.
type slots struct {
	version *version
	of      []int32
}

// sum is a line to be.
type sum struct {
	holder   int32
	version  *version
	price    *price
	index    int // of the price
	records  int
	last     int // number of the record counted last
	units    int64
	included int64
	value    money.Amount
	setUps   int
	apart    money.Exact // of prices that look at each record by itself
	aparts   int
	minimums int
	minimum  money.Exact
	maximums int
	maximum  money.Exact
}

// covered is what of a sum an allowance covered.
type covered struct {
	sum   int32
	by    *allowance
	units int64
}

// roomy is what a sum may hold before another record: with the largest record added it still fits.
const roomy = int64(1) << 62

// sumOf is the index of the sum for a price of a version.
func (x *run) sumOf(h *holder, v *version, price int16) int32 {
	i := len(h.slots) - 1
	for i >= 0 && h.slots[i].version != v {
		i--
	}
	if i < 0 {
		i = len(h.slots)
		h.slots = append(h.slots, slots{v, make([]int32, len(v.prices))})
	}
	of := h.slots[i].of
	if of[price] == 0 {
		x.sums = append(x.sums, sum{holder: h.index, version: v, price: &v.prices[price], index: int(price)})
		of[price] = int32(len(x.sums))
	}
	return of[price] - 1
}

// fits finds the sums that the record's pieces add to, and reports whether they have room for them, before anything is added.
func (x *run) fits(h *holder, v *version) bool {
	for i := range x.pieces {
		p := &x.pieces[i]
		p.sum = x.sumOf(h, v, p.price)
		s := &x.sums[p.sum]
		if s.units > roomy {
			return false
		}
	}
	return true
}

// take draws on the allowances for the record's pieces and charges the rest.
func (x *run) take(u *Usage, h *holder) {
	x.counted, x.included, x.free = 0, 0, false
	first := len(x.segments)
	bounded := false
	granted := len(x.pots) > 0 && !u.At.Before(x.start) && u.At.Before(x.end)
	for i, p := range x.pieces {
		s := &x.sums[p.sum]
		left := p.units
		if granted {
			left = x.draw(h, p)
		}
		x.counted += p.units
		x.included += p.units - left
		if i == 0 && u.Elapsed == 0 && !x.free {
			x.setUp(p)
		}
		if s.last != x.at {
			s.last = x.at
			s.records++
		}
		before := s.units - s.included
		s.units += p.units
		s.included += p.units - left
		if left > 0 {
			x.price(u, before, left, p)
			bounded = bounded || s.price.bounded
		}
	}
	if bounded {
		x.bound(first)
	}
}

// cover notes what an allowance covers.
func (x *run) cover(q *pot, n int64, p piece) {
	s := &x.sums[p.sum]
	x.segment(p, Step{Rule: RuleIncluded, Used: s.price.Measure.extent(n), Unit: s.price.Unit, Allowance: q.ID, Name: q.Name, De: q.De, Amount: zero(s.version.spec.Currency)})
	for i := range x.covered {
		if c := &x.covered[i]; c.sum == p.sum && c.by == q.allowance {
			c.units += n
			return
		}
	}
	x.covered = append(x.covered, covered{p.sum, q.allowance, n})
}

func (x *run) setUp(p piece) {
	s := &x.sums[p.sum]
	if fee := s.price.SetUp; fee.Sign() > 0 {
		s.setUps++
		x.segment(p, Step{Rule: RuleSetUp, Count: 1, Price: fee, Amount: fee.Exact()})
	}
}

// price charges what no allowance covered, where before of it has been charged on the same line.
func (x *run) price(u *Usage, before, n int64, p piece) {
	s := &x.sums[p.sum]
	switch {
	case s.price.Model == Percentage:
		amount, err := u.Value.Exact().TimesRate(s.price.Rate)
		x.fail(s, err)
		s.value, err = s.value.Add(u.Value)
		x.fail(s, err)
		x.segment(p, Step{Rule: Rule(Percentage), Rate: s.price.Rate, Value: u.Value, Amount: amount})
		x.apart(s, amount)
	case s.price.Model == Unit:
		if x.silent(s) {
			return
		}
		amount, err := share(s.price.Amount, n, s.price.unit)
		x.fail(s, err)
		x.segment(p, Step{Rule: Rule(Unit), Used: s.price.Measure.extent(n), Unit: s.price.Unit, Price: s.price.Amount, Amount: amount})
	case s.price.Model == Volume && s.price.counted:
		// What it costs is known when the period's last unit is; see reprice.
		if before == 0 && s.price.hasFlat() {
			x.segment(p, Step{Rule: RuleFlat, Count: 1})
		}
		x.segment(p, Step{Rule: Rule(Volume), Used: s.price.Measure.extent(n), Unit: s.price.Unit})
	default:
		if !s.price.counted || !x.silent(s) {
			x.counts(before, n, p)
		}
	}
}

// counts charges by packages, tiers and steps.
func (x *run) counts(before, n int64, p piece) {
	s := &x.sums[p.sum]
	if !s.price.counted {
		before = 0
	}
	t := tally{total: zero(s.version.spec.Currency), steps: x.steps[:0]}
	s.price.charge(before, before+n, &t)
	x.fail(s, t.err)
	for _, step := range t.steps {
		x.segment(p, step)
	}
	x.steps = t.steps
	if !s.price.counted {
		x.apart(s, t.total)
	}
}

func (x *run) apart(s *sum, amount money.Exact) {
	var err error
	s.apart, err = s.apart.Add(amount)
	x.fail(s, err)
	s.aparts++
}

// silent reports whether nobody asks for a segment of the sum.
func (x *run) silent(s *sum) bool { return x.request.Brief && !s.price.bounded }

func (x *run) segment(p piece, step Step) {
	s := &x.sums[p.sum]
	if x.silent(s) {
		return
	}
	v := s.version
	seg := Segment{Line: s.price.Code, Step: step}
	if len(v.spec.Bands) > 0 {
		seg.Band = Other
		if p.band > 0 {
			seg.Band = v.spec.Bands[p.band-1].Code
		}
	}
	if p.zone > 0 {
		seg.Zone = v.plan.spec.Zones[p.zone-1].Code
	}
	x.segments = append(x.segments, seg)
	x.ofSegment = append(x.ofSegment, p.sum)
}

// bound holds what each price charged for the record, whose segments begin at first, between its minimum and maximum.
func (x *run) bound(first int) {
	last := len(x.segments)
	for i, p := range x.pieces {
		s := &x.sums[p.sum]
		if !s.price.bounded || slices.ContainsFunc(x.pieces[:i], func(o piece) bool { return o.sum == p.sum }) {
			continue
		}
		amount, charged := x.charged(first, last, p.sum)
		if !charged {
			continue
		}
		if d := x.beyond(s, s.price.Minimum, amount); d.Sign() > 0 {
			s.minimums++
			x.sumUp(s, &s.minimum, d)
			x.segment(p, Step{Rule: RuleMinimum, Count: 1, Price: s.price.Minimum, Amount: d})
		}
		if d := x.beyond(s, s.price.Maximum, amount); s.price.Maximum.Currency() == s.version.spec.Currency && d.Sign() < 0 {
			s.maximums++
			x.sumUp(s, &s.maximum, d)
			x.segment(p, Step{Rule: RuleMaximum, Count: 1, Price: s.price.Maximum, Amount: d})
		}
	}
}

// charged is what the segments of a sum add up to, without set-up fees.
func (x *run) charged(first, last int, of int32) (amount money.Exact, any bool) {
	for i := first; i < last; i++ {
		if rule := x.segments[i].Rule; x.ofSegment[i] == of && rule != RuleSetUp && rule != RuleIncluded {
			x.sumUp(&x.sums[of], &amount, x.segments[i].Amount)
			any = true
		}
	}
	return amount, any
}

// beyond is how far the bound lies above the amount.
func (x *run) beyond(s *sum, bound money.Amount, amount money.Exact) money.Exact {
	d, err := bound.Exact().Sub(amount)
	x.fail(s, err)
	return d
}

func (x *run) sumUp(s *sum, into *money.Exact, amount money.Exact) {
	var err error
	*into, err = into.Add(amount)
	x.fail(s, err)
}

// fail keeps the first sum that did not fit.
func (x *run) fail(s *sum, err error) {
	if err == nil || x.err != nil {
		return
	}
	var c fault.Check
	c.Add("usage", fault.RuleRange, fmt.Sprintf("under price %.60q has a sum of too many digits: %v", s.price.Code, err))
	x.err = c.Err("rating.request")
}

// order puts sums as lines: by product, versions by their dates, prices as the tariff has them.
func (s *sum) order(o *sum) int {
	return cmp.Or(cmp.Compare(s.holder, o.holder), cmp.Compare(s.version.from, o.version.from), cmp.Compare(s.index, o.index))
}

func (p *price) hasFlat() bool {
	return slices.ContainsFunc(p.Tiers, func(t Tier) bool { return t.Flat.Sign() != 0 })
}
