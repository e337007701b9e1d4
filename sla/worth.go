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
	var full money.Amount
	fee, part := p.fees[w.Fee], big.NewRat(1, 1)
	switch w.Kind {
	case PercentOfFee:
		full = c.TimesRate(fee, *v.Rate)
	case Fixed:
		full = *v.Amount
	case MultipleOfFee:
		full = c.TimesQuantity(fee, *v.Times)
		if w.Basis == FeeOfDowntime {
			part.Quo(p.down, big.NewRat(int64(p.period.Duration()), 1))
		}
	case DaysOfFee:
		full = c.TimesQuantity(fee, *v.Days)
		part.SetFrac64(1, 30)
		if w.Day == Actual {
			part.SetFrac64(1, int64(p.period.Days()))
		}
	}
	full = c.Times(full, times)
	if err := c.Err(); err != nil {
		return money.Amount{}, err
	}
	return partOf(full, part, p.mode)
}

// partOf is a part of an amount, rounded to the minor unit. The part may be any fraction: weights of outages have large
// denominators. Two digits more than the minor unit has, and a last one that says whether anything is left behind them, round as
// the fraction itself would.
func partOf(a money.Amount, part *big.Rat, mode money.Mode) (money.Amount, error) {
	exact, _ := new(big.Rat).SetString(a.Number())
	exact.Mul(exact, part)
	digits := a.Currency().Digits() + 2
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	whole, rest := new(big.Int).QuoRem(new(big.Int).Mul(exact.Num(), scale), exact.Denom(), new(big.Int))
	whole.Mul(whole, big.NewInt(10))
	whole.Add(whole, big.NewInt(int64(rest.Sign())))
	number := new(big.Rat).SetFrac(whole, scale.Mul(scale, big.NewInt(10)))
	found, err := money.New(number.FloatString(digits+1), a.Currency())
	if err != nil {
		return money.Amount{}, err
	}
	return found.Round(mode)
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
