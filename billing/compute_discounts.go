package billing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// bases are the lines as discounts see them: at what the discounts agreed with their prices left.
func (w *computation) bases() []discount.Base {
	bases := make([]discount.Base, len(w.bill.Lines))
	for i := range w.bill.Lines {
		l := &w.bill.Lines[i]
		bases[i] = discount.Base{ID: l.ID, Product: l.Product, Code: l.Code, Class: l.TaxClass, Kind: string(l.Category),
			On: l.Service.From, Amount: l.Net}
		if l.Quantity.Sign() > 0 {
			bases[i].Quantity = l.Quantity
		}
	}
	return bases
}

// conditions finds out what price conditions give, and makes lines of what earlier bills got less.
func (w *computation) conditions() error {
	w.discounts = w.in.Discounts
	if len(w.in.Conditions) == 0 {
		return nil
	}
	w.discounts = slices.Clone(w.discounts)
	order := slices.Clone(w.in.Conditions)
	slices.SortFunc(order, func(a, b discount.Condition) int { return strings.Compare(a.ID, b.ID) })
	bases := w.bases()
	for i := range order {
		r, err := order[i].Resolve(w.in.History, bases, w.in.Date, w.in.Policy.Lines)
		if err != nil {
			return fmt.Errorf("billing.Compute: condition %q: %w", order[i].ID, err)
		}
		if r.Discount != nil {
			w.discounts = append(w.discounts, *r.Discount)
		}
		if err := w.repriced(&r); err != nil {
			return err
		}
		w.bill.Conditions = append(w.bill.Conditions, r)
	}
	return nil
}

// repriced makes a line for each treatment of what lines of earlier bills got less than the condition now gives.
func (w *computation) repriced(r *discount.Resolution) error {
	first := len(w.bill.Lines)
	for i := range r.Repriced {
		p := &r.Repriced[i]
		var t tax.Treatment
		if err := w.decide(&t, p.Class, "", p.On); err != nil {
			return fmt.Errorf("billing.Compute: condition %q: %w", r.Condition, err)
		}
		at := first
		for at < len(w.bill.Lines) && w.bill.Lines[at].Treatment != t {
			at++
		}
		if at == len(w.bill.Lines) {
			l, err := w.newLine(p.Class, "", p.On)
			if err != nil {
				return err
			}
			l.ID, l.Category, l.Code = "condition/"+r.Condition+"/"+string(t.Category)+" "+t.Rate.String(), ConditionLine, r.Condition
			l.Name, l.De = r.Name+": earlier bills", choose("de", r.Name, r.De)+": frühere Rechnungen"
			l.Quantity, l.Service = money.Count(1), day(p.On)
		}
		l := &w.bill.Lines[at]
		l.List = w.calc.Add(l.List, p.Difference)
		l.Net, l.UnitPrice = l.List, l.List
		l.Service = hull(l.Service, p.On)
		l.Sources = append(l.Sources, p.Bill+"/"+p.Line)
	}
	for i := first; i < len(w.bill.Lines); i++ {
		slices.Sort(w.bill.Lines[i].Sources)
	}
	return w.calc.Err()
}

// hull is the shortest range that has the range and the day.
func hull(r charge.Range, on calendar.Date) charge.Range {
	if on.Before(r.From) {
		r.From = on
	}
	if next := on.AddDays(1); next.After(r.Until) {
		r.Until = next
	}
	return r
}

// agreement is a discount that was agreed with the price of a line. Its share is written with the others of the line.
type agreement struct {
	line     int
	name, de string
	rate     money.Rate
}

// off takes the discount that was agreed with the price off the printed amount of the line that was added last.
func (w *computation) off(l *Line, rate money.Rate, name, de string) {
	if rate.Sign() == 0 {
		return
	}
	l.Discount = w.calc.Percent(l.List, rate, w.in.Policy.Lines).Neg()
	l.Net = w.calc.Add(l.List, l.Discount)
	if name == "" {
		name, de = "Agreed discount", "Vereinbarter Rabatt"
	}
	if w.agreed == nil {
		w.agreed = make([]agreement, 0, cap(w.bill.Lines))
	}
	w.agreed = append(w.agreed, agreement{len(w.bill.Lines) - 1, name, de, rate})
}

// discount takes discounts off the lines.
func (w *computation) discount() error {
	var result discount.Result
	if len(w.discounts) > 0 {
		var err error
		if result, err = discount.Apply(w.bases(), w.discounts, w.in.Date, w.in.Policy.Lines); err != nil {
			return fmt.Errorf("billing.Compute: %w", err)
		}
	}
	w.shares(result.Shares)
	for i := range result.Lines {
		r, l := &result.Lines[i], &w.bill.Lines[i]
		l.Discount = w.calc.Add(l.Discount, r.Discount)
		l.Net = w.calc.Add(l.List, l.Discount)
		l.Document = r.Document
	}
	w.bill.Document, w.bill.Passed = result.Document, result.Passed
	return w.calc.Err()
}

// shares puts the shares on their lines, behind the discount agreed with the price, in the order in which they were taken off. Shares
// are large: one that is alone on its line stays where it is, and the others have room made for them at once.
func (w *computation) shares(shares []discount.Share) {
	lines, on := w.bill.Lines, make([]int, len(w.bill.Lines)) // how many are on a line
	for i := range w.agreed {
		on[w.agreed[i].line]++
	}
	for i := range shares {
		on[w.at(shares[i].Line)]++
	}
	n := len(w.agreed)
	for i := range shares {
		if on[w.at(shares[i].Line)] > 1 {
			n++
		}
	}
	room := make([]discount.Share, n)
	next := func(line int) *discount.Share {
		l := &lines[line]
		if l.Discounts == nil {
			l.Discounts, room = room[:0:on[line]], room[on[line]:]
		}
		l.Discounts = l.Discounts[:len(l.Discounts)+1]
		return &l.Discounts[len(l.Discounts)-1]
	}
	for i := range w.agreed {
		a, l := &w.agreed[i], &lines[w.agreed[i].line]
		*next(a.line) = discount.Share{Discount: agreed, Name: a.name, De: a.de, Kind: discount.Percent, Base: l.List, Rate: a.rate, Full: l.Discount.Neg(), Amount: l.Discount}
	}
	for i := range shares {
		at := w.at(shares[i].Line)
		if on[at] == 1 {
			lines[at].Discounts = shares[i : i+1 : i+1]
			continue
		}
		*next(at) = shares[i]
	}
}
