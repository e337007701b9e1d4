package discount

import (
	"math"

	"github.com/etomcrm/etomcrm/etom/money"
)

// base is what the discount is computed on, of one line.
func (e *engine) base(d *Discount, line int) int64 {
	if d.Stacking == OnList {
		return e.list[line]
	}
	return e.left[line]
}

func (e *engine) baseAmount(d *Discount, line int) money.Amount {
	if d.Stacking == OnList || e.left[line] == e.list[line] {
		return e.bases[line].Amount
	}
	return e.amount(e.left[line])
}

// full is what the rule gives, rounded: here and nowhere else.
func (d *Discount) full(base money.Amount, quantity money.Quantity, mode money.Mode) (money.Amount, error) {
	switch d.Kind {
	case Percent:
		return base.Percent(d.Rate, mode)
	case PerUnit:
		exact, err := d.Amount.TimesQuantity(quantity)
		if err != nil {
			return money.Amount{}, err
		}
		return exact.Round(mode)
	}
	return d.Amount, nil
}

// room is the most that the caps let the discount take off this bill, in minor units, and which of them it is.
func (d *Discount) room() (int64, Limit) {
	most, limit := int64(math.MaxInt64), Limit("")
	if d.Cap.Sign() > 0 {
		most, limit = minor(d.Cap), LimitCap
	}
	if d.CapTotal.Sign() > 0 {
		var c money.Calc
		left := c.Sub(d.CapTotal, d.Used)
		if total := max(minor(left), 0); total < most {
			most, limit = total, LimitCapTotal
		}
	}
	return most, limit
}

// minor is a rounded amount in minor units; one too large for an int64, and so for any line, is the largest.
func minor(a money.Amount) int64 {
	units, err := a.MinorUnits()
	if err != nil {
		return math.MaxInt64
	}
	return units
}

// split writes into units how the total is divided over lines in proportion to weights, which may be units itself. A total of no more
// than the weights' sum gives no line more than its weight.
func (e *engine) split(units, weights []int64, total int64) error {
	parts, err := e.amount(total).Allocate(weights...)
	if err != nil {
		return err
	}
	for k := range parts {
		units[k] = minor(parts[k])
	}
	return nil
}
