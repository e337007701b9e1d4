package rating

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/money"
)

// finish makes lines of the sums and hands every record its segments.
func (x *run) finish() error {
	if !x.request.Brief {
		x.reprice()
	}
	if err := x.attribute(); err != nil {
		return err
	}
	x.lines()
	x.allowances()
	return x.err
}

// reprice gives the segments of volume prices the price of the tier that the period reached.
func (x *run) reprice() {
	for i := range x.segments {
		seg := &x.segments[i]
		s := &x.sums[x.ofSegment[i]]
		if s.price.Model != Volume || !s.price.counted {
			continue
		}
		tier := &s.price.Tiers[s.price.tierOf(s.units-s.included)]
		var err error
		switch seg.Rule {
		case Rule(Volume):
			seg.Price = tier.Amount
			seg.Amount, err = share(tier.Amount, s.price.insideOf(seg.Used), s.price.unit)
		case RuleFlat:
			seg.Price, seg.Amount = tier.Flat, tier.Flat.Exact()
		}
		x.fail(s, err)
	}
}

func (p *price) insideOf(e Extent) int64 {
	if p.Measure == Duration {
		return int64(e.Duration)
	}
	n, _ := inside(e.Quantity, perPiece)
	return n
}

// attribute hands every record its segments and their sum.
func (x *run) attribute() error {
	from := 0
	for i := range x.result.Rated {
		r := &x.result.Rated[i]
		r.Why = x.segments[from:x.ends[i]:x.ends[i]]
		for j := from; j < x.ends[i]; j++ {
			x.sumUp(&x.sums[x.ofSegment[j]], &r.Amount, x.segments[j].Amount)
		}
		from = x.ends[i]
	}
	return x.err
}

func (x *run) lines() {
	order := make([]int32, 0, len(x.sums))
	most := len(x.covered)
	for i := range x.sums {
		if x.sums[i].records > 0 {
			order = append(order, int32(i))
			most += x.sums[i].steps()
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return x.sums[a].order(&x.sums[b]) })
	x.result.Lines = make([]Line, len(order))
	steps := make([]Step, 0, most)
	for i, of := range order {
		from := len(steps)
		steps = x.explain(of, steps)
		x.line(&x.result.Lines[i], &x.sums[of], steps[from:len(steps):len(steps)])
	}
}

// steps is how many an explanation has at most, beside what allowances cover.
func (s *sum) steps() int {
	return 1 + 2*len(s.price.Tiers) + min(s.setUps, 1) + min(s.minimums, 1) + min(s.maximums, 1)
}

func (x *run) line(l *Line, s *sum, why []Step) {
	*l = Line{Product: x.holders[s.holder].product, Tariff: s.version.spec.ID, Version: s.version.spec.Version,
		Code: s.price.Code, Name: s.price.Name, De: s.price.De, Kind: s.price.Kind, Unit: s.price.Unit, Count: s.records,
		Used: s.price.Measure.extent(s.units), Included: s.price.Measure.extent(s.included), Value: s.value, Amount: zero(s.version.spec.Currency), Why: why}
	if s.price.Model == Unit {
		l.UnitPrice = s.price.Amount
	}
	for i := range why {
		x.sumUp(s, &l.Amount, why[i].Amount)
	}
}

// explain adds the steps of a sum: what was included, what was charged, what came on top.
func (x *run) explain(of int32, steps []Step) []Step {
	s := &x.sums[of]
	nothing := zero(s.version.spec.Currency)
	for _, c := range x.covered {
		if c.sum == of {
			steps = append(steps, Step{Rule: RuleIncluded, Used: s.price.Measure.extent(c.units), Unit: s.price.Unit, Allowance: c.by.ID, Name: c.by.Name, De: c.by.De, Amount: nothing})
		}
	}
	switch {
	case s.price.Model == Percentage:
		steps = append(steps, Step{Rule: Rule(Percentage), Count: s.aparts, Rate: s.price.Rate, Value: s.value, Amount: s.apart})
	case s.price.Model != Unit && !s.price.counted:
		if s.aparts > 0 {
			steps = append(steps, Step{Rule: RuleRecords, Count: s.aparts, Used: s.price.Measure.extent(s.units - s.included), Unit: s.price.Unit, Amount: s.apart})
		}
	default:
		t := tally{total: nothing, steps: steps}
		s.price.charge(0, s.units-s.included, &t)
		x.fail(s, t.err)
		steps = t.steps
	}
	if s.setUps > 0 {
		amount, err := share(s.price.SetUp, int64(s.setUps), 1)
		x.fail(s, err)
		steps = append(steps, Step{Rule: RuleSetUp, Count: s.setUps, Price: s.price.SetUp, Amount: amount})
	}
	return bounds(steps, s)
}

func bounds(steps []Step, s *sum) []Step {
	for _, b := range []struct {
		rule   Rule
		count  int
		price  money.Amount
		amount money.Exact
	}{{RuleMinimum, s.minimums, s.price.Minimum, s.minimum}, {RuleMaximum, s.maximums, s.price.Maximum, s.maximum}} {
		if b.count > 0 {
			steps = append(steps, Step{Rule: b.rule, Count: b.count, Price: b.price, Amount: b.amount})
		}
	}
	return steps
}
