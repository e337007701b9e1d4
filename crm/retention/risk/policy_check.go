package risk

import (
	"errors"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The bounds of a policy's figures.
const (
	maxHours = 24 * 366
	maxDays  = 3660
	maxCount = 1000
)

var (
	noRate  money.Rate
	allRate = money.MustRate("100%")
)

// Check says what is wrong with a policy whatever its facts are, all at once; fault.ErrInvalid. Compile looks at the tables, too.
func (p Policy) Check() error {
	var c fault.Check
	c.Text("name", p.Name, maxPart)
	c.Text("version", p.Version, maxPart)
	c.That(p.Currency != money.Currency{}, "currency", fault.RuleRequired, "must be a currency such as EUR")
	c.That(p.LookAgainDays >= 0 && p.LookAgainDays <= maxDays, "lookAgainDays", fault.RuleRange, "must be 0 to 3660 days")
	if p.Currency != (money.Currency{}) {
		_, err := Schema(p.Currency).Extend(p.Facts...)
		note(&c, "", err)
	}
	for n, d := range p.Facts {
		c.That(!isComputed(d.Name), fmt.Sprintf("facts[%d].name", n), CodeReserved,
			"begins as those facts do that risk computes itself (risk, limit, exposure, order, deposit); give it another name")
	}
	p.checkScores(&c)
	p.checkLimits(&c)
	p.checkSteps(&c)
	p.checkDecision(&c)
	p.Velocity.check(&c, p.Currency)
	p.Deposit.check(&c, p.Currency)
	return c.Err("risk.policy")
}

// maxPart is how long a policy's name and version may be: together they are an id.
const maxPart = 90

// The codes of what is wrong with a policy; those of rule and etom/fault stand beside them.
const (
	CodeReserved = "RISK-RESERVED" // the name of a fact that is kept for risk
	CodeEarly    = "RISK-EARLY"    // a table asks for a fact that is computed after it
)

func (p Policy) checkScores(c *fault.Check) {
	seen := map[Kind]bool{}
	for n, s := range p.Scores {
		path := fmt.Sprintf("scores[%d]", n)
		c.That(kindFacts[s.Kind] != "", path+".kind", fault.RuleUnknown, "must be FraudRisk, BadPaymentRisk, CreditGamingRisk, IDConfidenceRisk or PaymentMethodRisk")
		c.That(!seen[s.Kind], path+".kind", fault.RuleDuplicate, "is scored twice")
		seen[s.Kind] = true
		c.That((s.Table == nil) != (s.Card == nil), path, fault.RuleRequired, "must have a table or a card, and not both")
		if s.Table != nil {
			note(c, path+".table", s.Table.Check())
			c.That(s.Table.Policy == rule.Sum, path+".table.policy", fault.RuleUnknown, "must be sum: the points of all rows that are met are added up")
			checkEarly(c, path+".table", *s.Table, false)
		}
		if s.Card != nil {
			note(c, path+".card", s.Card.Check())
			for m, a := range s.Card.Attributes {
				c.That(!isComputed(a.Fact) || alreadyThere(a.Fact), fmt.Sprintf("%s.card.attribute[%d].fact", path, m), CodeEarly, "is computed only afterwards")
			}
		}
	}
	for _, k := range Kinds() {
		c.That(seen[k], "scores", fault.RuleRequired, "must score "+string(k)+", with a table without points if need be")
	}
}

func checkEarly(c *fault.Check, path string, spec rule.Spec, scores bool) {
	for _, name := range asksTooEarly(spec, scores) {
		c.Add(path, CodeEarly, fmt.Sprintf("asks for %s, which is computed only afterwards", name))
	}
}

func (p Policy) checkLimits(c *fault.Check) {
	note(c, "limits.table", p.Limits.Table.Check())
	checkEarly(c, "limits.table", p.Limits.Table, true)
	var names []string
	for n, b := range p.Limits.Bands {
		path := fmt.Sprintf("limits.bands[%d]", n)
		c.Text(path+".name", b.Name, fault.MaxName)
		c.That(!slices.Contains(names, b.Name), path+".name", fault.RuleDuplicate, "stands there twice")
		names = append(names, b.Name)
		checkAmount(c, path+".amount", b.Amount, p.Currency)
		checkBound(c, path+".most", b.Most, p.Currency)
		c.That(b.OfRevenue.Cmp(noRate) >= 0 && b.OfRevenue.Cmp(allRate) <= 0, path+".ofRevenue", fault.RuleRange, "must be 0% to 100%")
	}
	checkNames(c, "limits.table.outcomes", p.Limits.Table.Outcomes, "limits.bands", names)
}

func (p Policy) checkSteps(c *fault.Check) {
	note(c, "steps.table", p.Steps.Table.Check())
	checkEarly(c, "steps.table", p.Steps.Table, true)
	var names []string
	for n, s := range p.Steps.Shares {
		path := fmt.Sprintf("steps.shares[%d]", n)
		c.Text(path+".name", s.Name, fault.MaxName)
		c.That(!slices.Contains(names, s.Name), path+".name", fault.RuleDuplicate, "stands there twice")
		c.That(s.Name != Lowered, path+".name", CodeReserved, "is the name of what the outcome lowerLimit leaves; give it another name")
		names = append(names, s.Name)
		checkShare(c, path+".rate", s.Rate)
	}
	checkNames(c, "steps.table.outcomes", p.Steps.Table.Outcomes, "steps.shares", names)
	c.That(p.Steps.RestoreDays >= 0 && p.Steps.RestoreDays <= maxDays, "steps.restoreDays", fault.RuleRange, "must be 0 to 3660 days")
	checkShare(c, "steps.lowerTo", p.Steps.LowerTo)
}

func (p Policy) checkDecision(c *fault.Check) {
	note(c, "decision", p.Decision.Check())
	c.That(p.Decision.Policy != rule.Sum, "decision.policy", fault.RuleUnknown, "must be first, unique or worst: points decide nothing here")
	for n, o := range p.Decision.Outcomes {
		known(c, fmt.Sprintf("decision.outcomes[%d]", n), o)
	}
	c.That(len(p.Decision.Outcomes) > 0 && p.Decision.Outcomes[0] == string(Accept), "decision.outcomes", fault.RuleRequired,
		"must begin with accept: they stand best first")
}

func (v Velocity) check(c *fault.Check, currency money.Currency) {
	c.That(v.Count == 0 || v.Count >= 2 && v.Count <= maxCount, "velocity.count", fault.RuleRange, "must be 2 to 1000, or 0 to look for nothing")
	c.That(v.Count == 0 || v.Hours >= 1 && v.Hours <= maxHours, "velocity.hours", fault.RuleRange, "must be 1 to 8784 hours")
	checkAmount(c, "velocity.least", v.Least, currency)
}

func (d DepositTerms) check(c *fault.Check, currency money.Currency) {
	c.That(d.Share.Sign() >= 0, "deposit.share", fault.RuleRange, "must not be negative")
	checkAmount(c, "deposit.least", d.Least, currency)
	c.That(d.Least.Sign() > 0, "deposit.least", fault.RuleRange, "must be more than 0: a deposit of nothing is none")
	checkBound(c, "deposit.most", d.Most, currency)
	if less, err := d.Most.Cmp(d.Least); err == nil && d.Most != (money.Amount{}) {
		c.That(less >= 0, "deposit.most", fault.RuleRange, "must not be less than the least deposit")
	}
}

// checkNames asks that outcomes and what they name fit one another.
func checkNames(c *fault.Check, path string, outcomes []string, where string, names []string) {
	for n, o := range outcomes {
		c.That(slices.Contains(names, o), fmt.Sprintf("%s[%d]", path, n), fault.RuleReference, fmt.Sprintf("%.60q is none of %s", o, where))
	}
	for _, name := range names {
		c.That(slices.Contains(outcomes, name), where, fault.RuleReference, fmt.Sprintf("%.60q is none of %s", name, path))
	}
}

func checkShare(c *fault.Check, path string, r money.Rate) {
	c.That(r.Cmp(noRate) >= 0 && r.Cmp(allRate) <= 0, path, fault.RuleRange, "must be 0% to 100%")
}

// checkAmount asks for an amount of whole minor units, 0 or more, in the currency.
func checkAmount(c *fault.Check, path string, a money.Amount, currency money.Currency) {
	if currency == (money.Currency{}) {
		return // that has been noted
	}
	if a.Currency() != currency {
		c.Add(path, fault.RuleCurrency, "must be an amount in "+currency.String()+", the policy's currency")
		return
	}
	_, err := a.MinorUnits()
	c.That(err == nil, path, fault.RuleRange, "must be in whole minor units")
	c.That(a.Sign() >= 0, path, fault.RuleRange, "must not be negative")
}

// checkBound is checkAmount for a bound that may be left out.
func checkBound(c *fault.Check, path string, a money.Amount, currency money.Currency) {
	if a != (money.Amount{}) {
		checkAmount(c, path, a, currency)
	}
}

// addFields notes the fields of an error; false if it has none.
func addFields(c *fault.Check, err error) bool {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return false
	}
	for _, f := range invalid.Fields {
		c.Add(f.Path, f.Rule, f.Message)
	}
	return true
}
