package billing

import (
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// history is what an account's price conditions look at: the lines of its earlier bills, less what was credited of them. It is
// read from the bills, and only for accounts whose conditions look back.
func (s *Service) history(u *work.Unit, a Account) (discount.History, error) {
	h := discount.History{Since: a.Opened}
	looks := false
	mine := map[string]bool{}
	for _, c := range a.Terms.Conditions {
		mine[c.ID] = true
		looks = looks || c.Measure != discount.Months && c.Over != discount.OverPeriod
	}
	if !looks {
		return h, nil
	}
	all, err := bills.By(u, "account", a.ID)
	if err != nil {
		return h, err
	}
	p := pasts{of: map[pastLine]int{}, conditions: mine, reversed: map[string]bool{}}
	for i := range all {
		b := &all[i].Bill
		switch {
		case b.Kind == KindReversal:
			p.reversed[b.Corrects] = true
		case !b.Kind.Corrects():
			p.add(b)
		}
	}
	for i := range all {
		p.adjust(&all[i].Bill)
	}
	h.Past = p.lines
	return h, p.calc.Err()
}

// pasts collects the lines of bills as price conditions see them.
type pasts struct {
	lines      []discount.Past
	of         map[pastLine]int
	conditions map[string]bool // ids
	reversed   map[string]bool // ids of bills: what they re-priced is as it was
	calc       money.Calc
}

type pastLine struct{ bill, line string }

func (p *pasts) add(b *Bill) {
	for i := range b.Lines {
		l := &b.Lines[i]
		if l.Category == RebateLine || l.Category == ConditionLine || l.Category == CreditLine {
			continue
		}
		past := discount.Past{Bill: b.ID, Line: l.ID, On: b.Date, Product: l.Product, Code: l.Code, Class: l.TaxClass, Kind: string(l.Category), Amount: l.List}
		if l.Quantity.Sign() > 0 {
			past.Quantity = l.Quantity
		}
		for _, share := range l.Discounts {
			switch {
			case share.Discount == agreed:
				past.Amount = p.calc.Add(past.Amount, share.Amount)
			case p.conditions[share.Discount]:
				past.Granted = p.calc.Sub(past.Granted, share.Amount)
			default:
				past.Others = p.calc.Sub(past.Others, share.Amount)
			}
		}
		for _, on := range b.Document {
			for _, part := range on.Shares {
				switch {
				case part.Line != l.ID:
				case p.conditions[on.Discount]:
					past.Granted = p.calc.Sub(past.Granted, part.Amount)
				default:
					past.Others = p.calc.Sub(past.Others, part.Amount)
				}
			}
		}
		p.of[pastLine{b.ID, l.ID}] = len(p.lines)
		p.lines = append(p.lines, past)
	}
}

// adjust takes into account what a later document did to the lines of bills: re-priced them, or credited them.
func (p *pasts) adjust(b *Bill) {
	for _, r := range b.Conditions {
		if p.reversed[b.ID] {
			break
		}
		for _, one := range r.Repriced {
			if at, known := p.of[pastLine{one.Bill, one.Line}]; known {
				p.lines[at].Granted = p.calc.Sub(p.lines[at].Granted, one.Difference)
			}
		}
	}
	if !b.Kind.Corrects() {
		return
	}
	for i := range b.Lines {
		at, known := p.of[pastLine{b.Corrects, b.Lines[i].ID}]
		if !known {
			continue
		}
		past := &p.lines[at]
		worth := p.calc.Sub(p.calc.Sub(past.Amount, past.Others), past.Granted)
		left := p.calc.Add(worth, b.Lines[i].Net)
		num, e1 := left.MinorUnits()
		den, e2 := worth.MinorUnits()
		if e1 != nil || e2 != nil || den == 0 {
			continue
		}
		past.Amount = p.calc.Fraction(past.Amount, num, den, money.HalfUp)
		past.Granted = p.calc.Fraction(past.Granted, num, den, money.HalfUp)
		past.Others = p.calc.Sub(p.calc.Sub(past.Amount, past.Granted), left)
	}
}
