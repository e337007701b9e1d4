package selling

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// ServiceLevel is what a quote promises beside the products themselves; agreed, it is made known to Customer QoS/SLA.
type ServiceLevel struct {
	Name     string   `json:"name,omitempty"`
	Features []string `json:"feature,omitempty"` // such as "Mail", "VPN"
	Terms    []Term   `json:"term,omitempty"`
}

// Term is one line of a service level: 4 h without mail are allowed per calendar month, beyond them 2 % go off the month's
// basic charge. Text and Remedy.Text are what the contract says; the figures are for those who measure and bill.
type Term struct {
	Feature string  `json:"feature,omitempty"` // whose; empty: of all
	Text    string  `json:"text"`
	Figure  *Figure `json:"figure,omitempty"` // what must hold; nil: nothing that could be measured
	Remedy  *Remedy `json:"remedy,omitempty"` // what the customer gets if it does not
}

// Remedy is what a violated term is worth.
type Remedy struct {
	Text  string     `json:"text"`
	Rate  money.Rate `json:"rate,omitzero"`   // 0 % to 100 %
	Price string     `json:"price,omitempty"` // the name of the price it comes off
}

// MergeServiceLevels makes one of several. The first name stands. Features are those of all, each once, in their order. Of
// several terms with a figure for one feature and metric, the first stands.
func MergeServiceLevels(levels ...ServiceLevel) ServiceLevel {
	var all ServiceLevel
	for _, l := range levels {
		if all.Name == "" {
			all.Name = l.Name
		}
		for _, f := range l.Features {
			if !slices.Contains(all.Features, f) {
				all.Features = append(all.Features, f)
			}
		}
		for _, t := range l.Terms {
			if !slices.ContainsFunc(all.Terms, t.settles) {
				all.Terms = append(all.Terms, t)
			}
		}
	}
	return all
}

// settles reports whether two terms say something about the same thing.
func (t Term) settles(other Term) bool {
	if t.Figure == nil || other.Figure == nil {
		return t.Feature == other.Feature && t.Text == other.Text
	}
	return t.Feature == other.Feature && t.Figure.Metric == other.Figure.Metric
}

func (l ServiceLevel) check(c *fault.Check, path string) {
	c.Optional(path+".name", l.Name, fault.MaxName)
	checkTexts(c, path+".feature", l.Features, maxFeatures, fault.MaxName)
	c.That(len(l.Terms) <= maxFeatures, path+".term", fault.RuleLength, fmt.Sprintf("at most %d terms are allowed", maxFeatures))
	for n, t := range l.Terms {
		t.check(c, fmt.Sprintf("%s.term[%d]", path, n))
	}
}

func (t Term) check(c *fault.Check, path string) {
	c.Optional(path+".feature", t.Feature, fault.MaxName)
	c.Text(path+".text", t.Text, maxLine)
	if t.Figure != nil {
		t.Figure.check(c, path+".figure")
	}
	if t.Remedy != nil {
		c.Text(path+".remedy.text", t.Remedy.Text, maxLine)
		c.Optional(path+".remedy.price", t.Remedy.Price, fault.MaxName)
		checkRate(c, path+".remedy.rate", t.Remedy.Rate)
	}
}

// Bounds that keep an entity within what a store takes.
const (
	maxFeatures = 50
	maxLine     = 1000 // bytes of a sentence
)

// checkTexts asks for a list of texts, each once.
func checkTexts(c *fault.Check, path string, texts []string, count, length int) {
	c.That(len(texts) <= count, path, fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(texts), count))
	for n, text := range texts {
		at := fmt.Sprintf("%s[%d]", path, n)
		c.Text(at, text, length)
		c.That(!slices.Contains(texts[:min(n, count)], text), at, fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", text))
	}
}

var wholeRate = money.MustRate("100%")

func checkRate(c *fault.Check, path string, r money.Rate) {
	c.That(r.Sign() >= 0 && r.Cmp(wholeRate) <= 0, path, fault.RuleRange, "must be between 0% and 100%")
}
