package sla

import (
	"math/big"
	"slices"

	"github.com/etomcrm/etomcrm/etom/money"
)

// worth is what the objective costs at a figure, under its own stacking and cap. Where each fault costs, it is what they cost now.
func (v view) worth(figure, down *big.Rat) (money.Amount, error) {
	if v.o.Kind == TimeToRepair {
		return total(v.m.remedies)
	}
	var scratch measurement
	if v.o.state(figure) == Violated {
		scratch.misses = []miss{{figure: figure, down: down}}
	}
	if err := v.remedies(v.o, &scratch, v.fees); err != nil {
		return money.Amount{}, err
	}
	return total(scratch.remedies)
}

// next is the nearest edge on the worse side behind which more is due than now; nil if there is none.
func (v view) next(now money.Amount) (*NextTier, error) {
	if len(v.o.Consequences) == 0 || v.o.Kind == TimeToRepair || v.o.Operator == Equal {
		return nil, nil
	}
	for _, edge := range v.ahead() {
		for _, figure := range []*big.Rat{edge, v.past(edge)} {
			if figure.Sign() < 0 {
				continue
			}
			worth, err := v.worth(figure, v.downAt(figure))
			if err != nil {
				return nil, err
			}
			more, err := worth.Cmp(now)
			if err != nil {
				return nil, err
			}
			if more <= 0 {
				continue
			}
			distance := new(big.Rat).Sub(edge, v.m.figure)
			return &NextTier{At: measure(edge, v.o.Unit, nil), Distance: measure(distance.Abs(distance), v.o.Unit, nil), Worth: worth}, nil
		}
	}
	return nil, nil
}

// ahead are the edges on the worse side of the figure, the nearest first: target, bounds of tiers, the next steps.
func (v view) ahead() []*big.Rat {
	all := v.o.edges()
	for _, q := range v.o.Consequences {
		if q.Step == nil {
			continue
		}
		steps, err := q.Step.steps(v.o, v.m.figure)
		if err != nil {
			continue
		}
		for n := steps; n <= steps+1; n++ {
			all = append(all, v.o.stepEdge(*q.Step, n))
		}
	}
	direction := 1
	if !v.o.Operator.upper() {
		direction = -1
	}
	var worse []*big.Rat
	for _, edge := range all {
		if edge.Cmp(v.m.figure)*direction >= 0 {
			worse = append(worse, edge)
		}
	}
	slices.SortFunc(worse, func(a, b *big.Rat) int { return a.Cmp(b) * direction })
	return worse
}

// stepEdge is the figure that is n whole steps from where they begin.
func (o Objective) stepEdge(s Step, n int64) *big.Rat {
	way := new(big.Rat).Mul(o.Unit.base(s.Size), big.NewRat(n, 1))
	switch {
	case s.From == FromZero:
		return way
	case o.Operator.upper():
		return way.Add(o.target(), way)
	}
	return way.Sub(o.target(), way)
}

// past is the figure just behind an edge: finer than anything is measured, or the next whole number.
func (v view) past(edge *big.Rat) *big.Rat {
	little := big.NewRat(1, 1_000_000_000_000)
	switch v.o.asked() {
	case ofNumber, ofTime:
		little = big.NewRat(1, 1)
	}
	if !v.o.Operator.upper() {
		little.Neg(little)
	}
	return little.Add(edge, little)
}

// downAt is the time without service that goes with a figure.
func (v view) downAt(figure *big.Rat) *big.Rat {
	l := v.m.result.Ledger
	switch {
	case l == nil:
		return nil
	case v.o.Kind == Downtime:
		return figure
	case v.o.Kind == Availability:
		down := new(big.Rat).Sub(big.NewRat(1, 1), figure)
		return down.Mul(down, big.NewRat(int64(l.Denominator.Duration()), 1))
	}
	return nanoseconds(l.Down)
}
