package tax

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/money"
)

// Total adds a document up. Prepaid is what was paid before, rounding what is added to the amount due so that it can be paid in coins;
// both may be the zero Amount. Wrong input is fault.ErrInvalid, with every fault at once: several currencies, a figure with more digits
// than its currency, an id twice, an incomplete treatment, a rate with more than eight digits behind the point as a factor.
func Total(p Policy, lines []Line, changes []Change, prepaid, rounding money.Amount) (Totals, error) {
	p = p.withDefaults()
	sum := newSums(p, lines, changes)
	if err := sum.check(prepaid, rounding); err != nil {
		return Totals{}, err
	}
	t := Totals{Policy: p, Prepaid: prepaid, Rounding: rounding}
	if err := sum.tax(); err != nil {
		return Totals{}, err
	}
	return sum.foot(t)
}

// item is a line or change on its way through the calculation; what is printed of it stands in sums.out, under the same index.
type item struct {
	minor int64 // the printed figure, then its tax
	rank  int32 // by id
	group int32
}

// sums is one calculation.
type sums struct {
	policy   Policy
	printed  []Line
	changes  []Change
	items    []item // the lines, then the changes
	out      []LineTax
	groups   []group
	currency money.Currency
	zero     money.Amount // nothing, in the currency
	shares   []share      // room for spread
}

// group is what becomes a Subtotal.
type group struct {
	of           *Treatment   // of its first item
	total        money.Amount // of the printed figures
	taxable, tax money.Amount
	mixed        bool // treatments that differ in more than category and rate
}

func newSums(p Policy, lines []Line, changes []Change) *sums {
	n := len(lines) + len(changes)
	s := &sums{policy: p, printed: lines, changes: changes, items: make([]item, n), out: make([]LineTax, n), groups: make([]group, 0, 2)}
	for i := range lines {
		s.take(i, lines[i].ID, lines[i].Amount, &lines[i].Treatment)
	}
	for i := range changes {
		s.take(len(lines)+i, changes[i].ID, changes[i].Amount, &changes[i].Treatment)
	}
	return s
}

// take notes what is printed of an item; until it is taxed, that is its net amount.
func (s *sums) take(i int, id string, printed money.Amount, of *Treatment) {
	out := &s.out[i]
	out.ID, out.Category, out.Rate, out.Net = id, of.Category, of.Rate, printed
	s.items[i].group = int32(s.groupOf(of))
	if s.currency == (money.Currency{}) {
		s.currency = printed.Currency()
	}
}

// groupOf finds or makes the group of a treatment.
func (s *sums) groupOf(t *Treatment) int {
	for g := range s.groups {
		group := &s.groups[g]
		if group.of.Category == t.Category && group.of.Rate == t.Rate {
			group.mixed = group.mixed || t.Category != StandardRate && *group.of != *t
			return g
		}
	}
	s.groups = append(s.groups, group{of: t})
	return len(s.groups) - 1
}

// treatment is that of an item.
func (s *sums) treatment(i int) *Treatment {
	if i < len(s.printed) {
		return &s.printed[i].Treatment
	}
	return &s.changes[i-len(s.printed)].Treatment
}

// path names an item as in JSON.
func (s *sums) path(i int) string {
	if i < len(s.printed) {
		return fmt.Sprintf("lines[%d]", i)
	}
	return fmt.Sprintf("changes[%d]", i-len(s.printed))
}

// tax taxes the groups and gives each item its part.
func (s *sums) tax() error {
	s.zero, _ = money.FromMinor(0, s.currency) // which does not fail for 0
	for i := range s.out {
		if s.out[i].Net.Currency() != s.currency { // nothing, in no currency
			s.out[i].Net = s.zero
		}
	}
	if s.policy.Rounding == PerLine {
		return s.taxLines()
	}
	var c money.Calc
	for i := range s.items {
		g := &s.groups[s.items[i].group]
		g.total = c.Add(g.total, s.out[i].Net)
	}
	if c.Err() != nil {
		return c.Err()
	}
	s.shares = make([]share, 0, len(s.items))
	for g := range s.groups {
		if err := s.taxGroup(g); err != nil {
			return err
		}
	}
	return nil
}

// split divides a printed figure into net and tax, rounded.
func (p Policy) split(printed money.Amount, r money.Rate) (net, tax money.Amount, err error) {
	if p.Prices == Gross && r.Sign() != 0 {
		if net, err = printed.Without(r, p.Mode); err == nil {
			tax, err = printed.Sub(net)
		}
		return net, tax, err
	}
	tax, err = printed.Percent(r, p.Mode)
	return printed, tax, err
}

func (s *sums) taxLines() error {
	var c money.Calc
	for i := range s.items {
		out := &s.out[i]
		net, tax, err := s.policy.split(out.Net, out.Rate)
		if err != nil {
			return err
		}
		out.Net, out.Tax, out.Gross = net, tax, c.Add(net, tax)
		g := &s.groups[s.items[i].group]
		g.taxable, g.tax = c.Add(g.taxable, net), c.Add(g.tax, tax)
	}
	return c.Err()
}

// taxGroup rounds a group's tax and splits it over its items.
func (s *sums) taxGroup(g int) error {
	group := &s.groups[g]
	var err error
	if group.taxable, group.tax, err = s.policy.split(group.total, group.of.Rate); err != nil {
		return err
	}
	return s.spread(g)
}
