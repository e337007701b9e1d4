package tax

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
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

// item is a line or change on its way through the calculation.
type item struct {
	id     string
	minor  int64 // the printed figure
	amount money.Amount
	of     *Treatment
	group  int
	net    money.Amount
	tax    money.Amount
	gross  money.Amount
}

// sums is one calculation.
type sums struct {
	policy   Policy
	items    []item // the lines, then the changes
	lines    int    // how many of items are lines
	currency money.Currency
	groups   []group
}

// group is what becomes a Subtotal.
type group struct {
	of           *Treatment
	total        money.Amount // of the printed figures
	taxable, tax money.Amount
	mixed        bool // treatments that differ in more than category and rate
}

func newSums(p Policy, lines []Line, changes []Change) *sums {
	s := &sums{policy: p, items: make([]item, 0, len(lines)+len(changes)), lines: len(lines), groups: make([]group, 0, 4)}
	for i := range lines {
		s.items = append(s.items, item{id: lines[i].ID, amount: lines[i].Amount, of: &lines[i].Treatment})
	}
	for i := range changes {
		s.items = append(s.items, item{id: changes[i].ID, amount: changes[i].Amount, of: &changes[i].Treatment})
	}
	return s
}

// path names an item as in JSON.
func (s *sums) path(i int) string {
	if i < s.lines {
		return fmt.Sprintf("lines[%d]", i)
	}
	return fmt.Sprintf("changes[%d]", i-s.lines)
}

// check reads the printed figures and refuses what cannot be added up.
func (s *sums) check(prepaid, rounding money.Amount) error {
	var c fault.Check
	s.policy.Check(&c, "policy")
	for i := range s.items {
		it := &s.items[i]
		if it.amount.Currency() != (money.Currency{}) && s.currency == (money.Currency{}) {
			s.currency = it.amount.Currency()
		}
		var err error
		if it.minor, err = it.amount.MinorUnits(); err != nil {
			c.Add(s.path(i)+".amount", fault.RuleRange, it.amount.String()+" must be in whole minor units below 2^63; a line is rounded before its tax")
		}
		if it.of.Category != StandardRate || it.of.Rate.Sign() <= 0 { // the usual case costs nothing
			it.of.Check(&c, s.path(i)+".treatment")
		}
	}
	for i := range s.items {
		s.checkCurrency(&c, s.path, i)
	}
	s.checkOther(&c, "prepaid", prepaid)
	s.checkOther(&c, "rounding", rounding)
	s.checkIDs(&c)
	return c.Err("tax.Total")
}

func (s *sums) checkCurrency(c *fault.Check, path func(int) string, i int) {
	if of := s.items[i].amount.Currency(); of != s.currency && of != (money.Currency{}) {
		c.Add(path(i)+".amount", fault.RuleCurrency, fmt.Sprintf("is in %s, the document in %s; make a document for each currency", of, s.currency))
	}
}

func (s *sums) checkOther(c *fault.Check, path string, a money.Amount) {
	if of := a.Currency(); of != s.currency && of != (money.Currency{}) && s.currency != (money.Currency{}) {
		c.Add(path, fault.RuleCurrency, fmt.Sprintf("is in %s, the document in %s", of, s.currency))
	}
	if _, err := a.MinorUnits(); err != nil {
		c.Add(path, fault.RuleRange, a.String()+" must be in whole minor units below 2^63")
	}
}

// checkIDs refuses ids that are missing or there twice, since the largest remainder breaks ties by id.
func (s *sums) checkIDs(c *fault.Check) {
	order := make([]int, len(s.items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(strings.Compare(s.items[i].id, s.items[j].id), i-j) })
	for n, i := range order {
		c.That(s.items[i].id != "", s.path(i)+".id", fault.RuleRequired, "must be there: splits break ties by id")
		if n > 0 && s.items[i].id != "" && s.items[order[n-1]].id == s.items[i].id {
			c.Add(s.path(i)+".id", fault.RuleDuplicate, fmt.Sprintf("%q is there twice", s.items[i].id))
		}
	}
}

// tax groups the items, taxes the groups and gives each item its part.
func (s *sums) tax() error {
	for i := range s.items {
		g := s.groupOf(s.items[i].of)
		s.items[i].group = g
		var err error
		if s.groups[g].total, err = s.groups[g].total.Add(s.items[i].amount); err != nil {
			return err
		}
	}
	if s.policy.Rounding == PerLine {
		return s.taxLines()
	}
	for g := range s.groups {
		if err := s.taxGroup(g); err != nil {
			return err
		}
	}
	return nil
}

// groupOf finds or makes the group of a treatment.
func (s *sums) groupOf(t *Treatment) int {
	for g := range s.groups {
		have := s.groups[g].of
		if have == t || have.Category == t.Category && have.Rate == t.Rate {
			s.groups[g].mixed = s.groups[g].mixed || have != t && *have != *t
			return g
		}
	}
	s.groups = append(s.groups, group{of: t})
	return len(s.groups) - 1
}

// split divides a printed figure into net and tax, rounded.
func (p Policy) split(printed money.Amount, r money.Rate) (net, tax money.Amount, err error) {
	var c money.Calc
	switch {
	case r.Sign() == 0:
		net, tax = printed, c.Sub(printed, printed)
	case p.Prices == Gross:
		net = c.Without(printed, r, p.Mode)
		tax = c.Sub(printed, net)
	default:
		net, tax = printed, c.Percent(printed, r, p.Mode)
	}
	return net, tax, c.Err()
}

func (s *sums) taxLines() error {
	var c money.Calc
	for i := range s.items {
		it := &s.items[i]
		var err error
		if it.net, it.tax, err = s.policy.split(it.amount, it.of.Rate); err != nil {
			return err
		}
		it.gross = c.Add(it.net, it.tax)
		g := &s.groups[it.group]
		g.taxable, g.tax = c.Add(g.taxable, it.net), c.Add(g.tax, it.tax)
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
