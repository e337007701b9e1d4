package tax

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/money"
)

// foot writes the totals from the taxed items.
func (s *sums) foot(t Totals) (Totals, error) {
	var c money.Calc
	t.Net, t.Allowances, t.Charges, t.Tax = s.zero, s.zero, s.zero, s.zero
	t.Prepaid, t.Rounding = c.Add(s.zero, t.Prepaid), c.Add(s.zero, t.Rounding)
	for i := range s.out {
		switch net := s.out[i].Net; {
		case i < len(s.printed):
			t.Net = c.Add(t.Net, net)
		case net.Sign() < 0:
			t.Allowances = c.Sub(t.Allowances, net)
		default:
			t.Charges = c.Add(t.Charges, net)
		}
	}
	t.Lines, t.Changes = s.out[:len(s.printed):len(s.printed)], s.out[len(s.printed):]
	t.WithoutTax = c.Add(c.Sub(t.Net, t.Allowances), t.Charges)
	t.Breakdown = s.breakdown()
	for i := range t.Breakdown {
		t.Tax = c.Add(t.Tax, t.Breakdown[i].Tax)
	}
	t.WithTax = c.Add(t.WithoutTax, t.Tax)
	t.Due = c.Add(c.Sub(t.WithTax, t.Prepaid), t.Rounding)
	return t, c.Err()
}

// breakdown lists the groups, those with the highest rate of the first category first.
func (s *sums) breakdown() []Subtotal {
	rows := make([]Subtotal, len(s.groups))
	for g := range s.groups {
		group := &s.groups[g]
		rows[g] = Subtotal{Category: group.of.Category, Rate: group.of.Rate, Taxable: group.taxable, Tax: group.tax}
		if !group.of.Category.needsReason() {
			continue
		}
		if group.mixed {
			s.joinReasons(g, &rows[g])
			continue
		}
		rows[g].Code, rows[g].Reason, rows[g].De, rows[g].Source = group.of.Code, group.of.Reason, group.of.De, group.of.Source
	}
	slices.SortFunc(rows, func(a, b Subtotal) int {
		return cmp.Or(cmp.Compare(a.Category.place(), b.Category.place()), b.Rate.Cmp(a.Rate))
	})
	return rows
}

// joinReasons names every reason of a group whose lines have several, since EN 16931 has one row for a category (BR-E-01).
func (s *sums) joinReasons(g int, row *Subtotal) {
	var codes, reasons, de, sources []string
	for i := range s.items {
		if int(s.items[i].group) != g {
			continue
		}
		of := s.treatment(i)
		codes, reasons, de, sources = append(codes, of.Code), append(reasons, of.Reason), append(de, of.De), append(sources, of.Source)
	}
	if codes = distinct(codes); len(codes) == 1 {
		row.Code = codes[0]
	}
	row.Reason, row.De, row.Source = strings.Join(distinct(reasons), "; "), strings.Join(distinct(de), "; "), strings.Join(distinct(sources), "; ")
}

// distinct sorts texts and leaves out the empty and the repeated ones.
func distinct(texts []string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(t string) bool { return t == "" })
}
