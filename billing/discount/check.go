package discount

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// CheckDiscounts reports everything that is wrong with discounts at once, as fault.ErrInvalid: also ids that are there twice, and
// groups whose discounts are not all on lines or all on the document.
func CheckDiscounts(ds []Discount) error {
	var c fault.Check
	checkDiscounts(&c, ds, money.Currency{})
	return c.Err("discount.Discounts")
}

// within adds the faults of the i-th part of a list; the path is only written if there are any.
func within(c *fault.Check, list string, i int, part *fault.Check) {
	if len(part.Fields()) > 0 {
		c.Within(fmt.Sprintf("%s[%d]", list, i), part)
	}
}

// checkDiscounts notes what is wrong with the discounts; their amounts must be in the currency, if there is one, else each discount's in
// one of its own.
func checkDiscounts(c *fault.Check, ds []Discount, currency money.Currency) {
	for i := range ds {
		var part fault.Check
		ds[i].check(&part)
		of := currency
		for _, a := range [...]struct {
			path   string
			amount money.Amount
		}{{"amount", ds[i].Amount}, {"cap", ds[i].Cap}, {"capTotal", ds[i].CapTotal}, {"used", ds[i].Used}} {
			part.That(agree(a.amount, of), a.path, fault.RuleCurrency, "must be in the currency of the bill, as all amounts of a discount")
			if of == (money.Currency{}) && a.amount.Sign() != 0 {
				of = a.amount.Currency()
			}
		}
		within(c, "discounts", i, &part)
	}
	twice(c, "discounts", "id", len(ds), func(i int) string { return ds[i].ID })
	checkGroups(c, ds)
}

func (d *Discount) check(c *fault.Check) {
	c.Text("id", d.ID, fault.MaxID)
	c.Text("name", d.Name, fault.MaxName)
	c.Optional("de", d.De, fault.MaxName)
	c.Optional("reason", d.Reason, fault.MaxText)
	c.Optional("source", d.Source, fault.MaxText)
	switch d.Kind {
	case Percent:
		c.That(d.Rate.Sign() > 0 && d.Rate.Cmp(whole) <= 0, "rate", fault.RuleRange, "must be more than 0 % and at most 100 %")
		c.That(d.Amount.Sign() == 0, "amount", fault.RuleRange, "must be left out: the discount is a percentage")
	case Absolute, PerUnit:
		c.That(d.Amount.Sign() > 0, "amount", fault.RuleRange, "must be more than 0: it is taken off")
		c.That(d.Kind == PerUnit || rounded(d.Amount), "amount", fault.RuleFormat, "must have no more digits than the currency's minor unit")
		c.That(d.Rate.Sign() == 0, "rate", fault.RuleRange, "must be left out: the discount is an amount")
	default:
		c.Add("kind", unknown(string(d.Kind)), "must be percent, absolute or perUnit")
	}
	d.Filter.check(c)
	c.That(d.On == OnLine || d.On == OnDocument, "on", unknown(string(d.On)), "must be line or document")
	switch d.Stacking {
	case "", Sequential, OnList:
		c.That(d.Group == "", "group", fault.RuleRange, "must be left out unless stacking is best")
	case Best:
		c.Text("group", d.Group, fault.MaxID)
	default:
		c.Add("stacking", fault.RuleUnknown, "must be sequential, onList or best")
	}
	checkCap(c, "cap", d.Cap)
	checkCap(c, "capTotal", d.CapTotal)
	checkCap(c, "used", d.Used)
	c.That(d.Used.Sign() == 0 || d.CapTotal.Sign() > 0, "used", fault.RuleRange, "must be left out where there is no capTotal")
	c.That(d.Until.IsZero() || d.From.Before(d.Until), "until", fault.RuleRange, "must lie behind from: it is the first day without")
}

func checkCap(c *fault.Check, path string, a money.Amount) {
	c.That(a.Sign() >= 0, path, fault.RuleRange, "must not be below 0")
	c.That(rounded(a), path, fault.RuleFormat, "must have no more digits than the currency's minor unit")
}

// checkGroups asks that the discounts of a group can be compared: all on lines or all on the document.
func checkGroups(c *fault.Check, ds []Discount) {
	for i := range ds {
		if ds[i].Stacking != Best {
			continue
		}
		first := slices.IndexFunc(ds, func(d Discount) bool { return d.Stacking == Best && d.Group == ds[i].Group })
		if ds[first].On != ds[i].On {
			c.Add(fmt.Sprintf("discounts[%d].on", i), fault.RuleRange, fmt.Sprintf("must be that of discounts[%d], which is of the same group", first))
		}
	}
}

// checkBases notes what is wrong with the bases, writes their amounts in minor units, or 0 for less, into list, and tells their currency
// and the order of their ids.
func checkBases(c *fault.Check, bases []Base, list []int64) (money.Currency, []int) {
	var currency money.Currency
	var sum int64
	for i := range bases {
		b := &bases[i]
		var part fault.Check
		part.Text("id", b.ID, fault.MaxID)
		part.That(b.Quantity.Sign() >= 0, "quantity", fault.RuleRange, "must not be below 0")
		if currency == (money.Currency{}) {
			currency = b.Amount.Currency()
		}
		part.That(agree(b.Amount, currency), "amount", fault.RuleCurrency, "must be in the currency of the other lines")
		units, err := b.Amount.MinorUnits()
		switch {
		case err != nil && rounded(b.Amount):
			part.Add("amount", fault.RuleRange, "must be less than 2^63 minor units")
		case err != nil:
			part.Add("amount", fault.RuleFormat, "must be rounded to the currency's minor unit: it is what is printed")
		case units > math.MaxInt64-sum:
			part.Add("amount", fault.RuleRange, "must not bring the sum of the lines to 2^63 minor units or more")
		case units > 0:
			sum += units
			list[i] = units
		}
		within(c, "bases", i, &part)
	}
	return currency, twice(c, "bases", "id", len(bases), func(i int) string { return bases[i].ID })
}

// twice notes the ids that are there a second time, and tells the order of the ids, as indexes.
func twice(c *fault.Check, list, field string, n int, id func(int) string) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if by := strings.Compare(id(i), id(j)); by != 0 {
			return by
		}
		return i - j
	})
	for k := 1; k < n; k++ {
		if id(order[k]) == id(order[k-1]) && id(order[k]) != "" {
			c.Add(fmt.Sprintf("%s[%d].%s", list, order[k], field), fault.RuleDuplicate, fmt.Sprintf("is that of %s[%d] too", list, order[k-1]))
		}
	}
	return order
}

var whole = money.MustRate("100%")

// agree reports whether the amount goes with the currency; nothing does, in whatever currency.
func agree(a money.Amount, c money.Currency) bool {
	return a.Sign() == 0 || c == money.Currency{} || a.Currency() == c
}

func rounded(a money.Amount) bool {
	r, err := a.Round(money.Down)
	return err == nil && r == a
}

// unknown is the rule that a value of a closed list breaks.
func unknown(value string) string {
	if value == "" {
		return fault.RuleRequired
	}
	return fault.RuleUnknown
}
