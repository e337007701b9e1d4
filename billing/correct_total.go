package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// total adds a correction up. Its tax is that of all that is taken back with it, less what earlier corrections took back.
func (p *plan) total(note *Bill, earlier []Bill) error {
	own := make([]tax.Line, len(note.Lines))
	for i := range note.Lines {
		own[i] = tax.Line{ID: note.Lines[i].ID, Amount: note.Lines[i].Net, Treatment: note.Lines[i].Treatment}
	}
	t, err := tax.Total(p.bill.Policy.Tax, own, nil, money.Amount{}, money.Amount{})
	if err != nil {
		return err
	}
	all, err := p.soFar()
	if err != nil {
		return err
	}
	var c money.Calc
	for i := range t.Breakdown {
		row := &t.Breakdown[i]
		is := find(all.Breakdown, row)
		want := is.Tax.Neg()
		for j := range earlier {
			if was := find(earlier[j].Totals.Breakdown, row); was != nil {
				want = c.Sub(want, was.Tax)
			}
		}
		shift(&t, row, c.Sub(want, row.Tax), &c)
	}
	t.Net, t.Tax = money.Amount{}, money.Amount{}
	for i := range t.Breakdown {
		t.Net, t.Tax = c.Add(t.Net, t.Breakdown[i].Taxable), c.Add(t.Tax, t.Breakdown[i].Tax)
	}
	t.WithoutTax = t.Net
	t.WithTax = c.Add(t.WithoutTax, t.Tax)
	if p.whole() {
		t.Rounding = p.bill.Totals.Rounding.Neg()
	}
	t.Due = c.Add(t.WithTax, t.Rounding)
	note.Totals = t
	return c.Err()
}

// soFar is the tax of all that is taken back, this correction's part included. Where all lines of a rate are, it is the bill's.
func (p *plan) soFar() (tax.Totals, error) {
	var c money.Calc
	var sum money.Amount
	taken := make([]tax.Line, len(p.lines))
	for i := range p.lines {
		l := &p.bill.Lines[i]
		taken[i] = tax.Line{ID: l.ID, Amount: c.Add(p.lines[i].before, p.lines[i].now), Treatment: l.Treatment}
	}
	t, err := tax.Total(p.bill.Policy.Tax, taken, nil, money.Amount{}, money.Amount{})
	if err != nil {
		return t, err
	}
	for i := range t.Breakdown {
		row := &t.Breakdown[i]
		was := find(p.bill.Totals.Breakdown, row)
		if p.all(row) {
			*row = *was
		}
		gross := c.Add(row.Taxable, row.Tax)
		sum = c.Add(sum, gross)
		if err := p.within(gross, c.Add(was.Taxable, was.Tax), "at "+row.Rate.String()); err != nil {
			return t, err
		}
	}
	if err := p.within(sum, p.bill.Totals.WithTax, "in total"); err != nil {
		return t, err
	}
	return t, c.Err()
}

// within refuses to take back more of a rate of tax or of the total than the bill has.
func (p *plan) within(taken, has money.Amount, of string) error {
	var c money.Calc
	if taken.Sign() == 0 || taken.Sign() == has.Sign() && c.Sub(has.Abs(), taken.Abs()).Sign() >= 0 {
		return c.Err()
	}
	return p.wrong("lines", fault.RuleRange, fmt.Sprintf("come to %s %s, tax and earlier corrections included, the bill has %s: "+
		"take back the rebates on these lines with them, or less", taken, of, has))
}

// all reports whether every line of a rate is taken back.
func (p *plan) all(row *tax.Subtotal) bool {
	for i := range p.lines {
		t := &p.bill.Lines[i].Treatment
		if t.Category == row.Category && t.Rate == row.Rate && !p.lines[i].done() {
			return false
		}
	}
	return true
}

// whole reports whether every line is taken back.
func (p *plan) whole() bool {
	for i := range p.lines {
		if !p.lines[i].done() {
			return false
		}
	}
	return true
}

func (p *planned) done() bool {
	var c money.Calc
	return c.Sub(p.left(&c), p.now).Sign() == 0
}

// find is the row of the same category and rate, nil if there is none.
func find(rows []tax.Subtotal, like *tax.Subtotal) *tax.Subtotal {
	for i := range rows {
		if rows[i].Category == like.Category && rows[i].Rate == like.Rate {
			return &rows[i]
		}
	}
	return nil
}

// shift moves a rate's tax by some minor units, and with it that of its largest line, so that lines and rate still agree. With gross
// prices what tax gains, net loses.
func shift(t *tax.Totals, row *tax.Subtotal, by money.Amount, c *money.Calc) {
	if by.Sign() == 0 {
		return
	}
	gross := t.Policy.Prices == tax.Gross
	row.Tax = c.Add(row.Tax, by)
	if gross {
		row.Taxable = c.Sub(row.Taxable, by)
	}
	largest := -1
	for i := range t.Lines {
		l := &t.Lines[i]
		if l.Category != row.Category || l.Rate != row.Rate {
			continue
		}
		if largest < 0 || c.Sub(l.Gross.Abs(), t.Lines[largest].Gross.Abs()).Sign() > 0 {
			largest = i
		}
	}
	l := &t.Lines[largest]
	l.Tax = c.Add(l.Tax, by)
	if gross {
		l.Net = c.Sub(l.Net, by)
		return
	}
	l.Gross = c.Add(l.Gross, by)
}
