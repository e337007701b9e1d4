package rule

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// maxPoints is how many points a row may have, up or down: MaxRows of them add up without overflow.
const maxPoints = math.MaxInt32

// Check says what is wrong with the table whatever the schema: fault.ErrInvalid with every fault at once.
func (s Spec) Check() error {
	var c fault.Check
	c.Text("name", s.Name, fault.MaxName)
	c.Text("version", s.Version, fault.MaxName)
	if !slices.Contains([]HitPolicy{First, Unique, Sum, Worst}, s.Policy) {
		c.Add("policy", fault.RuleUnknown, fmt.Sprintf("%q is none of first, unique, sum, worst", s.Policy))
	}
	s.checkOutcomes(&c)
	c.That(len(s.Rows) > 0, "rows", fault.RuleRequired, "must have at least one row")
	c.That(len(s.Rows) <= MaxRows, "rows", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed; split the table", len(s.Rows), MaxRows))
	first := map[string]int{}
	for i, r := range s.Rows {
		var own fault.Check
		s.checkRow(&own, r)
		if before, twice := first[r.Code]; twice && r.Code != "" {
			own.Add("code", fault.RuleDuplicate, fmt.Sprintf("%q is that of rows[%d], too", r.Code, before))
		} else {
			first[r.Code] = i
		}
		c.Within(fmt.Sprintf("rows[%d]", i), &own)
	}
	return c.Err(subject + ".table")
}

func (s Spec) checkOutcomes(c *fault.Check) {
	c.That(s.Policy != Sum || len(s.Outcomes) == 0, "outcomes", CodeContradiction, "must not be there: sum adds up points")
	c.That(s.Policy != Worst || len(s.Outcomes) > 0, "outcomes", fault.RuleRequired, "must be named, best first, so that there is a worst one")
	checkTexts(c, "outcomes", s.Outcomes, fault.MaxName)
}

func (s Spec) checkRow(c *fault.Check, r Row) {
	c.Text("code", r.Code, fault.MaxName)
	c.Text("why", r.Why, fault.MaxText)
	c.Optional("whyDe", r.WhyDe, fault.MaxText)
	c.Optional("expr", r.Expr, fault.MaxText)
	c.That(-maxPoints <= r.Points && r.Points <= maxPoints, "points", fault.RuleRange, fmt.Sprintf("must lie between %d and %d", -maxPoints, maxPoints))
	switch {
	case len(s.Outcomes) == 0 && r.Outcome != "":
		c.Add("outcome", fault.RuleUnknown, fmt.Sprintf("%q is none of the table's outcomes: it has none", r.Outcome))
	case len(s.Outcomes) > 0 && r.Outcome == "":
		c.Add("outcome", fault.RuleRequired, "must be one of "+strings.Join(s.Outcomes, ", "))
	case len(s.Outcomes) > 0 && !slices.Contains(s.Outcomes, r.Outcome):
		c.Add("outcome", fault.RuleUnknown, fmt.Sprintf("%.60q is none of %s", r.Outcome, strings.Join(s.Outcomes, ", ")))
	}
	for i, when := range r.When {
		var own fault.Check
		when.checkSelf(&own)
		c.Within(fmt.Sprintf("when[%d]", i), &own)
	}
}

// checkSelf says what is wrong with a condition whatever its fact is.
func (w Condition) checkSelf(c *fault.Check) {
	c.Text("fact", w.Fact, fault.MaxName)
	said := 0
	for _, there := range []bool{w.AtLeast != nil || w.Below != nil, w.In != nil, w.Is != nil, w.Missing} {
		if there {
			said++
		}
	}
	c.That(said > 0, "", fault.RuleRequired, "says nothing; give atLeast, below, in, is or missing")
	c.That(said < 2, "", CodeContradiction, "mixes several kinds of condition; give atLeast and below, or one of in, is, missing")
	c.That(w.In == nil || len(w.In) > 0, "in", fault.RuleRequired, "must name at least one text")
	checkTexts(c, "in", w.In, fault.MaxText)
}

// checkTexts asks for texts of at most so many bytes, each there once.
func checkTexts(c *fault.Check, path string, texts []string, most int) {
	seen := make(map[string]bool, len(texts))
	for i, s := range texts {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.Text(at, s, most)
		if seen[s] && s != "" {
			c.Add(at, fault.RuleDuplicate, fmt.Sprintf("%.60q is there twice", s))
		}
		seen[s] = true
	}
}
