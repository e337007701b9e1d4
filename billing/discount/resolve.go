package discount

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Resolution is what a price condition comes to on one bill. Explain writes it out. A plain value.
type Resolution struct {
	Condition  string       `json:"condition"`
	Name       string       `json:"name"`
	De         string       `json:"de,omitempty"`
	Measure    Measure      `json:"measure"`
	Over       Over         `json:"over,omitempty"`
	Whole      bool         `json:"whole,omitempty"`
	Before     Count        `json:"before"`             // in the span without this bill
	Now        Count        `json:"now"`                // with it
	Reached    *Tier        `json:"reached,omitempty"`  // the highest that Now reaches
	Next       *Tier        `json:"next,omitempty"`     // the one after it
	Discount   *Discount    `json:"discount,omitempty"` // for Apply, beside the others
	Repriced   []Repriced   `json:"repriced,omitempty"` // lines of earlier bills that got less, in the order of the history
	Difference money.Amount `json:"difference"`         // of all of them, not above 0: for lines of their own on this bill, taxed as the earlier ones
	Passed     *Passed      `json:"passed,omitempty"`   // why there is neither discount nor difference
}

// Repriced is a line of an earlier bill at the rate that holds now. Explain writes it out. A plain value.
type Repriced struct {
	Past
	Rate       money.Rate   `json:"rate"`
	Owed       money.Amount `json:"owed"`       // Rate of the printed amount, rounded once
	Difference money.Amount `json:"difference"` // below 0: what the line got less than that, and no more than the other discounts left of it
}

// Resolve tells what the condition comes to on the bill of a day: the discount to give to Apply, and with Whole, what the lines of earlier
// bills in the span got less than the rate that now holds would have given them. Each of them is re-priced from its own printed amount,
// so that once the difference is paid every line stands as if the rate had held from the first. What was granted is never taken back.
//
// Without Whole each part of the turnover has the rate of its tier; what is granted is the rounded sum for Now less that for Before, so
// bills of a span add up to the same whatever they are cut into. Units in several tiers take the average rate of the tiers they lie in.
//
// The condition holds for whole bills, by their day; lines of less than nothing reduce what is counted and take no discount. The order
// of bases and history changes no amount. fault.ErrInvalid names every fault at once.
func (c *Condition) Resolve(h History, bases []Base, on calendar.Date, mode money.Mode) (Resolution, error) {
	currency, err := c.checkResolve(&h, bases, on, mode)
	if err != nil {
		return Resolution{}, err
	}
	r := Resolution{Condition: c.ID, Name: c.Name, De: c.De, Measure: c.Measure, Over: c.Over, Whole: c.Whole}
	if r.Difference, err = money.FromMinor(0, currency); err != nil {
		return Resolution{}, err
	}
	held := Discount{ID: c.ID, From: c.From, Until: c.Until}
	if !held.held(on) {
		why := passedExpired(&held)
		if on.Before(c.From) {
			why = passedNotYet(&held)
		}
		r.Passed = &why
		return r, nil
	}
	sums, err := c.count(&h, bases, on, r.Difference)
	if err != nil {
		return Resolution{}, err
	}
	r.Before, r.Now = sums.before, sums.now
	at := c.reached(r.Now)
	if at+1 < len(c.Tiers) {
		r.Next = &c.Tiers[at+1]
	}
	if at >= 0 {
		r.Reached = &c.Tiers[at]
		if err := c.grant(&r, &h, sums, on, mode); err != nil {
			return Resolution{}, err
		}
	}
	if r.Discount == nil && len(r.Repriced) == 0 {
		why := c.none(&r, sums)
		r.Passed = &why
	}
	return r, nil
}

// grant adds to the resolution what the tier reached gives.
func (c *Condition) grant(r *Resolution, h *History, sums counted, on calendar.Date, mode money.Mode) error {
	if c.Whole || c.Measure == Months {
		if sums.lines > 0 && r.Reached.Rate.Sign() > 0 {
			r.Discount = c.discount(OnLine)
			r.Discount.Kind, r.Discount.Rate = Percent, r.Reached.Rate
		}
		if !c.Whole {
			return nil
		}
		return c.reprice(r, h, on, mode)
	}
	amount, err := c.marginal(r, sums, mode)
	if err != nil || amount.Sign() <= 0 || sums.lines == 0 {
		return err
	}
	r.Discount = c.discount(OnDocument)
	r.Discount.Kind, r.Discount.Amount = Absolute, amount
	return nil
}

// discount is what both forms have in common: it is on list, for the condition is about the price itself.
func (c *Condition) discount(on Level) *Discount {
	return &Discount{ID: c.ID, Name: c.Name, De: c.De, On: on, Filter: c.Filter, Order: c.Order, Stacking: OnList, Source: c.Source}
}

func (c *Condition) reprice(r *Resolution, h *History, on calendar.Date, mode money.Mode) error {
	var calc money.Calc
	for i := range h.Past {
		p := h.Past[i]
		b := p.base()
		if p.Amount.Sign() <= 0 || !c.covers(p.On, on) || !c.Filter.Holds(&b) {
			continue
		}
		owed := calc.Percent(p.Amount, r.Reached.Rate, mode)
		left := calc.Sub(calc.Sub(p.Amount, p.Others), p.Granted)
		less := lesser(&calc, calc.Sub(owed, p.Granted), left)
		if less.Sign() <= 0 {
			continue
		}
		r.Repriced = append(r.Repriced, Repriced{Past: p, Rate: r.Reached.Rate, Owed: owed, Difference: less.Neg()})
		r.Difference = calc.Sub(r.Difference, less)
	}
	return calc.Err()
}

// none tells why the condition gives nothing.
func (c *Condition) none(r *Resolution, sums counted) Passed {
	d := &Discount{ID: c.ID}
	if r.Reached == nil || r.Reached.Rate.Sign() == 0 {
		return passedBelow(r)
	}
	if sums.lines == 0 {
		return passedNoLine(d)
	}
	return passedTooSmall(d)
}
