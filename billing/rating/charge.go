package rating

import "github.com/etomcrm/etomcrm/etom/money"

// tally adds steps up and keeps them. It keeps the first error.
type tally struct {
	total money.Exact
	err   error
	steps []Step
}

func (t *tally) add(s Step, amount money.Exact, err error) {
	if t.err == nil {
		t.err = err
	}
	if t.err == nil {
		t.total, t.err = t.total.Add(amount)
	}
	s.Amount = amount
	t.steps = append(t.steps, s)
}

// units charges n at a price for each unit.
func (t *tally) units(p *price, rule Rule, n int64, each money.Amount) {
	amount, err := share(each, n, p.unit)
	t.add(Step{Rule: rule, Used: p.Measure.extent(n), Unit: p.Unit, Price: each}, amount, err)
}

// charge is what the units above before, up to and including after, cost where before of them have been charged already. So
// charge(a, b) + charge(b, c) = charge(a, c), exactly, but for Volume, which is charged from 0 only.
func (p *price) charge(before, after int64, t *tally) {
	n := after - before
	if n == 0 {
		return
	}
	switch p.Model {
	case Unit:
		t.units(p, Rule(Unit), n, p.Amount)
	case Graduated:
		p.graduated(before, after, t)
	case Volume:
		tier := &p.Tiers[p.tierOf(after)]
		t.units(p, Rule(Volume), n, tier.Amount)
		t.flat(tier.Flat)
	case Package:
		packages := up(after, p.size) - up(before, p.size)
		amount, err := share(p.Amount, packages, 1)
		t.add(Step{Rule: Rule(Package), Count: int(packages), Used: p.Measure.extent(n), Unit: p.Unit, Price: p.Amount}, amount, err)
	case StairStep:
		reached := p.Tiers[p.tierOf(after)].Flat
		amount := reached.Exact()
		var err error
		if before > 0 {
			amount, err = amount.Sub(p.Tiers[p.tierOf(before)].Flat.Exact())
		}
		t.add(Step{Rule: Rule(StairStep), Used: p.Measure.extent(n), Unit: p.Unit, Price: reached}, amount, err)
	}
}

func (p *price) graduated(before, after int64, t *tally) {
	from := int64(0)
	for i := range p.Tiers {
		to := after
		if i < len(p.upTo) {
			to = min(after, p.upTo[i])
		}
		if n := to - max(from, before); n > 0 {
			if before <= from {
				t.flat(p.Tiers[i].Flat)
			}
			t.units(p, Rule(Graduated), n, p.Tiers[i].Amount)
		}
		if to == after {
			return
		}
		from = to
	}
}

func (t *tally) flat(amount money.Amount) {
	if amount.Sign() != 0 {
		t.add(Step{Rule: RuleFlat, Count: 1, Price: amount}, amount.Exact(), nil)
	}
}

// tierOf is the tier in which the n-th unit lies.
func (p *price) tierOf(n int64) int {
	i := 0
	for i < len(p.upTo) && n > p.upTo[i] {
		i++
	}
	return i
}

// count is what is counted of a quantity: whole increments.
func (p *price) count(n int64) int64 {
	switch {
	case n <= p.first:
		return p.first
	case p.next == 1:
		return n
	}
	return p.first + up(n-p.first, p.next)*p.next
}
