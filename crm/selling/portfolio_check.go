package selling

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Bounds of an offering, which keep quotes within what a store takes.
const (
	maxPrices     = 10
	maxReferences = 50
)

// Check notes every fault of the portfolio: what is missing or too long, ids that stand there twice, references that lead
// nowhere or back to themselves, offerings that exclude what they require, prices in several currencies.
func (p Portfolio) Check(c *fault.Check, path string) {
	known := map[string]bool{}
	for n, o := range p {
		at := fmt.Sprintf("%s[%d]", path, n)
		c.That(!known[o.ID], at+".id", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", o.ID))
		known[o.ID] = true
		o.check(c, at)
	}
	for n, o := range p {
		at := fmt.Sprintf("%s[%d]", path, n)
		for _, list := range []struct {
			name string
			ids  []string
		}{{"requires", o.Requires}, {"excludes", o.Excludes}, {"alternative", o.Alternatives}} {
			for m, id := range list.ids {
				here := fmt.Sprintf("%s.%s[%d]", at, list.name, m)
				c.That(known[id], here, fault.RuleReference, fmt.Sprintf("there is no offering %.100q", id))
				c.That(id != o.ID, here, fault.RuleReference, "is the offering itself")
			}
		}
	}
	p.checkCurrency(c, path)
	circles := p.circles()
	for _, id := range circles {
		c.Add(path, fault.RuleReference, fmt.Sprintf("offering %q requires itself, in a circle", id))
	}
	if len(circles) == 0 {
		p.checkExclusions(c, path)
	}
}

func (o Offering) check(c *fault.Check, path string) {
	c.Text(path+".id", o.ID, fault.MaxID)
	c.Text(path+".name", o.Name, fault.MaxName)
	c.Optional(path+".nameDe", o.NameDe, fault.MaxName)
	c.That(slices.Contains(kinds, o.Kind), path+".kind", fault.RuleUnknown, "must be standard, special or custom")
	checkTexts(c, path+".need", o.Needs, maxReferences, fault.MaxName)
	checkTexts(c, path+".keyword", o.Keywords, maxReferences, fault.MaxName)
	for n, k := range o.Keywords {
		c.That(len(keyword(k).words) > 0, fmt.Sprintf("%s.keyword[%d]", path, n), fault.RuleFormat, "must have a letter or digit")
	}
	c.That(len(o.Prices) <= maxPrices, path+".price", fault.RuleLength, fmt.Sprintf("at most %d prices are allowed", maxPrices))
	for n, one := range o.Prices {
		at := fmt.Sprintf("%s.price[%d]", path, n)
		one.Check(c, at)
		for _, other := range o.Prices[:n] {
			c.That(other.Name != one.Name, at+".name", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", one.Name))
		}
	}
	o.ServiceLevel.check(c, path+".serviceLevel")
	c.Span(path+".answerTime", o.AnswerTime)
	c.Span(path+".leadTime", o.LeadTime)
	checkTexts(c, path+".with", o.With, maxReferences, fault.MaxName)
	checkTexts(c, path+".requires", o.Requires, maxReferences, fault.MaxID)
	checkTexts(c, path+".excludes", o.Excludes, maxReferences, fault.MaxID)
	checkTexts(c, path+".alternative", o.Alternatives, maxReferences, fault.MaxID)
	checkTexts(c, path+".asks", o.Asks, maxReferences, fault.MaxName)
	c.Optional(path+".risk", o.Risk, maxLine)
	c.Optional(path+".effort", o.Effort, maxLine)
	c.That(!o.Acknowledge || o.Risk != "" || o.Effort != "", path+".acknowledge", fault.RuleRequired, "there must be a risk or an effort to acknowledge")
}

func (p Portfolio) checkCurrency(c *fault.Check, path string) {
	var currency money.Currency
	for n, o := range p {
		for m, one := range o.Prices {
			checkCurrency(c, fmt.Sprintf("%s[%d].price[%d].price", path, n, m), one.Amount, &currency)
		}
	}
}

// checkCurrency asks for the currency of the first amount seen.
func checkCurrency(c *fault.Check, path string, a money.Amount, first *money.Currency) {
	if a.Currency() == (money.Currency{}) {
		return // price.Check says what is missing
	}
	if *first == (money.Currency{}) {
		*first = a.Currency()
	}
	c.That(a.Currency() == *first, path, fault.RuleCurrency, fmt.Sprintf("is in %s, where all prices are in %s", a.Currency(), *first))
}

// circles lists the offerings that require themselves, directly or through others.
func (p Portfolio) circles() []string {
	var found []string
	for _, o := range p {
		back := slices.ContainsFunc(o.Requires, func(r string) bool { return slices.Contains(p.RequiredFor(r), o.ID) })
		if back && !slices.Contains(found, o.ID) {
			found = append(found, o.ID)
		}
	}
	return found
}

// checkExclusions refuses an offering that can never be had.
func (p Portfolio) checkExclusions(c *fault.Check, path string) {
	for n, o := range p {
		together := p.RequiredFor(o.ID)
		for i, a := range together {
			for _, b := range together[:i] {
				c.That(p.Compatible(a, b), fmt.Sprintf("%s[%d].requires", path, n), fault.RuleReference,
					fmt.Sprintf("%q and %q exclude each other, yet both are needed", b, a))
			}
		}
	}
}
