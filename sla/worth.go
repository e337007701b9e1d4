package sla

import (
	"fmt"
	"math/big"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// purse is what worth is computed with: the fees, the rounding and the period.
type purse struct {
	fees   map[string]money.Amount
	mode   money.Mode
	period calendar.Period
	down   *big.Rat // nanoseconds that counted as without service, for feeOfDowntime
}

// amount is how much a value is, times a number of steps, rounded once.
func (p purse) amount(w Worth, v Value, times int64) (money.Amount, error) {
	var c money.Calc
	var exact money.Amount
	num, den := int64(1), int64(1)
	fee := p.fees[w.Fee]
	switch w.Kind {
	case PercentOfFee:
		exact = c.TimesRate(fee, *v.Rate)
	case Fixed:
		exact = *v.Amount
	case MultipleOfFee:
		exact = c.TimesQuantity(fee, *v.Times)
		if w.Basis == FeeOfDowntime {
			share := new(big.Rat).Quo(p.down, big.NewRat(int64(p.period.Duration()), 1))
			if !share.Num().IsInt64() || !share.Denom().IsInt64() {
				return money.Amount{}, tooFine(share)
			}
			num, den = share.Num().Int64(), share.Denom().Int64()
		}
	case DaysOfFee:
		exact = c.TimesQuantity(fee, *v.Days)
		den = 30
		if w.Day == Actual {
			den = int64(p.period.Days())
		}
	}
	exact = c.Times(exact, times)
	result := c.Fraction(exact, num, den, p.mode)
	return result, c.Err()
}

func tooFine(share *big.Rat) error {
	var c fault.Check
	c.Add("outage", fault.RuleRange, fmt.Sprintf("the counted time is the fraction %.60s of the period, finer than can be computed; use rounder weights", share))
	return c.Err("sla.Evaluate")
}

// maxSteps bounds the number of steps, so that amounts stay amounts.
const maxSteps = 1_000_000_000

// steps is how many steps a figure is beyond the origin; all in base units.
func (s Step) steps(o Objective, measured *big.Rat) (int64, error) {
	size := o.Unit.base(s.Size)
	beyond := new(big.Rat).Set(measured)
	if s.From == FromTarget {
		beyond.Sub(measured, o.target())
		if !o.Operator.upper() {
			beyond.Neg(beyond)
		}
	}
	whole, rest := new(big.Int).QuoRem(new(big.Int).Mul(beyond.Num(), size.Denom()), new(big.Int).Mul(beyond.Denom(), size.Num()), new(big.Int))
	if s.Count == Started && rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	if !whole.IsInt64() || whole.Int64() > maxSteps {
		var c fault.Check
		c.Add("step.size", fault.RuleRange, fmt.Sprintf("more than %d steps; choose a larger step", maxSteps))
		return 0, c.Err(fault.Subject("sla.objective", o.ID))
	}
	return max(0, whole.Int64()), nil
}
