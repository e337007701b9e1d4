package tax

import (
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// check reads the printed figures and refuses what cannot be added up.
func (s *sums) check(prepaid, rounding money.Amount) error {
	var c fault.Check
	s.policy.Check(&c, "policy")
	for i := range s.out {
		s.checkItem(&c, i)
	}
	s.checkOther(&c, "prepaid", prepaid)
	s.checkOther(&c, "rounding", rounding)
	s.checkIDs(&c)
	return c.Err("tax.Total")
}

func (s *sums) checkItem(c *fault.Check, i int) {
	it, printed := &s.items[i], s.out[i].Net
	if of := printed.Currency(); of != s.currency && of != (money.Currency{}) {
		c.Add(s.path(i)+".amount", fault.RuleCurrency, fmt.Sprintf("is in %s, the document in %s; make a document for each currency", of, s.currency))
	}
	var err error
	if it.minor, err = printed.MinorUnits(); err != nil {
		c.Add(s.path(i)+".amount", fault.RuleRange, printed.String()+" must be in whole minor units below 2^63; a line is rounded before its tax")
	}
	if g := &s.groups[it.group]; g.mixed || !g.of.sound() { // the usual case costs nothing
		s.treatment(i).Check(c, s.path(i)+".treatment")
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

// checkIDs refuses ids that are missing or there twice, and ranks the items by id: splits break ties by it.
func (s *sums) checkIDs(c *fault.Check) {
	order := make([]int32, len(s.items))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		if by := strings.Compare(s.out[i].ID, s.out[j].ID); by != 0 {
			return by
		}
		return int(i - j)
	})
	for n, i := range order {
		s.items[i].rank = int32(n)
		switch {
		case s.out[i].ID == "":
			c.Add(s.path(int(i))+".id", fault.RuleRequired, "must be there: splits break ties by it")
		case n > 0 && s.out[order[n-1]].ID == s.out[i].ID:
			c.Add(s.path(int(i))+".id", fault.RuleDuplicate, fmt.Sprintf("%.60q is there twice", s.out[i].ID))
		}
	}
}
