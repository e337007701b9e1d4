package discount

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// counted is what a condition counts in its span.
type counted struct {
	before, now Count
	amount      money.Amount // of the bill's lines that take the rate
	lines       int          // how many they are
}

func (c *Condition) count(h *History, bases []Base, on calendar.Date, nothing money.Amount) (counted, error) {
	s := counted{amount: nothing}
	before := tally{turnover: nothing}
	for i := range h.Past {
		b := h.Past[i].base()
		if c.covers(h.Past[i].On, on) && c.Filter.Holds(&b) {
			before.add(&b)
		}
	}
	now := before
	for i := range bases {
		b := &bases[i]
		if !c.Filter.Holds(b) {
			continue
		}
		now.add(b)
		if b.Amount.Sign() > 0 {
			s.amount = now.calc.Add(s.amount, b.Amount)
			s.lines++
		}
	}
	switch c.Measure {
	case Turnover:
		s.before.Turnover, s.now.Turnover = before.turnover, now.turnover
	case Quantity:
		s.before.Quantity, s.now.Quantity = before.quantity, now.quantity
	case Months:
		months := monthsUntil(h.Since, on)
		s.before.Months, s.now.Months = months, months
	}
	if now.err != nil {
		return counted{}, now.err
	}
	return s, now.calc.Err()
}

// tally sums lines up; units of a line of less than nothing are taken off.
type tally struct {
	calc     money.Calc
	turnover money.Amount
	quantity money.Quantity
	err      error
}

func (t *tally) add(b *Base) {
	t.turnover = t.calc.Add(t.turnover, b.Amount)
	sum, err := t.quantity.Add(b.Quantity)
	if b.Amount.Sign() < 0 {
		sum, err = t.quantity.Sub(b.Quantity)
	}
	if err != nil && t.err == nil {
		t.err = err
	}
	t.quantity = sum
}

// monthsUntil is the number of whole months from a day to another.
func monthsUntil(since, day calendar.Date) int {
	n := (day.Year()-since.Year())*12 + int(day.Month()) - int(since.Month())
	if since.AddMonths(n).After(day) {
		n--
	}
	return n
}

// marginal is what the tiers give on what this bill adds.
func (c *Condition) marginal(r *Resolution, s counted, mode money.Mode) (money.Amount, error) {
	if c.Measure == Quantity {
		return c.marginalUnits(r, s, mode)
	}
	before, err := c.tiered(r.Before.Turnover, mode)
	if err != nil {
		return money.Amount{}, err
	}
	now, err := c.tiered(r.Now.Turnover, mode)
	if err != nil {
		return money.Amount{}, err
	}
	return now.Sub(before)
}

// tiered is the sum of the tiers' rates of what lies in each of them, rounded once.
func (c *Condition) tiered(turnover money.Amount, mode money.Mode) (money.Amount, error) {
	var calc money.Calc
	var sum money.Amount
	for i := range c.Tiers {
		top := turnover
		if i+1 < len(c.Tiers) {
			top = lesser(&calc, turnover, c.Tiers[i+1].From.Turnover)
		}
		if part := calc.Sub(top, c.Tiers[i].From.Turnover); part.Sign() > 0 {
			sum = calc.Add(sum, calc.TimesRate(part, c.Tiers[i].Rate))
		}
	}
	sum = calc.Round(sum, mode)
	return sum, calc.Err()
}

// marginalUnits is the average rate of the units that this bill adds, of its lines' amount.
func (c *Condition) marginalUnits(r *Resolution, s counted, mode money.Mode) (money.Amount, error) {
	low, high := rational(r.Before.Quantity.String()), rational(r.Now.Quantity.String())
	units := new(big.Rat).Sub(high, low)
	if units.Sign() <= 0 {
		return money.Amount{}, nil
	}
	sum := new(big.Rat)
	for i := range c.Tiers {
		from, to := rational(c.Tiers[i].From.Quantity.String()), high
		if i+1 < len(c.Tiers) {
			to = least(high, rational(c.Tiers[i+1].From.Quantity.String()))
		}
		if low.Cmp(from) > 0 {
			from = low
		}
		if part := new(big.Rat).Sub(to, from); part.Sign() > 0 {
			sum.Add(sum, part.Mul(part, percentage(c.Tiers[i].Rate)))
		}
	}
	share := sum.Quo(sum, units)
	if !share.Num().IsInt64() || !share.Denom().IsInt64() {
		return money.Amount{}, &fault.Invalid{Subject: "discount.Resolve", Fields: []fault.Field{{Path: "bases", Rule: fault.RuleRange,
			Message: fmt.Sprintf("the average rate %s has too many digits; count in larger units", share.RatString())}}}
	}
	return s.amount.Fraction(share.Num().Int64(), share.Denom().Int64(), mode)
}

func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// rational reads a number as money writes it, which is always one.
func rational(number string) *big.Rat {
	r, _ := new(big.Rat).SetString(number)
	return r
}

func percentage(r money.Rate) *big.Rat {
	n := rational(strings.TrimSuffix(r.String(), "%"))
	return n.Quo(n, big.NewRat(100, 1))
}
