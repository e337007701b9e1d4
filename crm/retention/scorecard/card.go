package scorecard

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Card is a scorecard as data. A version is never changed: what it once gave, it gives for ever. It is a value.
type Card struct {
	Name       string      `json:"name"`
	Version    string      `json:"version"`
	Scale      Scale       `json:"scale"`
	Base       int64       `json:"base"` // points that everybody gets
	Attributes []Attribute `json:"attribute"`
}

// Attribute gives points for one fact.
type Attribute struct {
	Fact string `json:"fact"`
	Bins []Bin  `json:"bin"` // in the order in which they are read; each value of the fact lies in exactly one
}

// Bin is a range or a set of values, or what is missing, and the points that it gives. One that says neither is the rest: of a
// text, which may be anything, all that the bins before it do not name.
type Bin struct {
	Code    string      `json:"code"`              // of the reason; once in a card
	AtLeast *rule.Value `json:"atLeast,omitempty"` // half-open, so that bins meet: this or more …
	Below   *rule.Value `json:"below,omitempty"`   // … and less than this
	In      []string    `json:"in,omitempty"`
	Is      *bool       `json:"is,omitempty"`
	Missing bool        `json:"missing,omitempty"` // the fact is not known; only where its definition says that it is unmet then
	Points  int64       `json:"points"`
	Why     string      `json:"why"` // in a sentence, English
	WhyDe   string      `json:"whyDe,omitempty"`
}

// rest reports whether the bin takes what the others leave.
func (b Bin) rest() bool {
	return b.AtLeast == nil && b.Below == nil && b.In == nil && b.Is == nil && !b.Missing
}

const subject = "scorecard.card"

// MaxAttributes is how many attributes a card may have; of bins an attribute may have as many as a table of rules has rows.
const MaxAttributes = 100

// ParseCard reads a card as JSON. fault.ErrInvalid names every fault at once, each with its path and line; whether the card
// fits the facts, Compile says.
func ParseCard(text []byte) (Card, error) {
	var c fault.Check
	var card Card
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &card, &c)
		decode.Meaning(root, &c, card.Check())
	}
	if err := c.Err(subject); err != nil {
		return Card{}, err
	}
	return card, nil
}

// Check says what is wrong with a card whatever the facts are, all at once; fault.ErrInvalid.
func (c Card) Check() error {
	var f fault.Check
	c.check(&f)
	return f.Err(subject)
}

func (c Card) check(f *fault.Check) {
	f.Text("name", c.Name, fault.MaxName)
	f.Text("version", c.Version, fault.MaxName)
	c.Scale.check(f, "scale")
	f.That(within(c.Base), "base", fault.RuleRange, "must be at most 1000000000, above 0 or below")
	f.That(len(c.Attributes) > 0, "attribute", fault.RuleRequired, "must have at least one attribute")
	f.That(len(c.Attributes) <= MaxAttributes, "attribute", fault.RuleLength, fmt.Sprintf("has %d attributes, at most %d are allowed", len(c.Attributes), MaxAttributes))
	facts, codes := map[string]bool{}, map[string]bool{}
	for n, a := range c.Attributes {
		path := fmt.Sprintf("attribute[%d]", n)
		f.Text(path+".fact", a.Fact, fault.MaxName)
		f.That(!facts[a.Fact], path+".fact", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", a.Fact))
		facts[a.Fact] = true
		f.That(len(a.Bins) > 0, path+".bin", fault.RuleRequired, "must have at least one bin")
		for m, b := range a.Bins {
			b.check(f, fmt.Sprintf("%s.bin[%d]", path, m), codes)
		}
	}
	if len(f.Fields()) == 0 {
		c.checkOdds(f)
	}
}

func (b Bin) check(f *fault.Check, path string, codes map[string]bool) {
	f.Text(path+".code", b.Code, fault.MaxName)
	f.That(!codes[b.Code], path+".code", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", b.Code))
	codes[b.Code] = true
	f.That(within(b.Points), path+".points", fault.RuleRange, "must be at most 1000000000, above 0 or below")
	f.Text(path+".why", b.Why, fault.MaxText)
	f.Optional(path+".whyDe", b.WhyDe, fault.MaxText)
}

// checkOdds asks that every score the card can give has odds that are a number.
func (c Card) checkOdds(f *fault.Check) {
	least, most := c.Base, c.Base
	for _, a := range c.Attributes {
		low, high := a.span()
		least, most = least+low, most+high
	}
	ok := positive(float64(c.Scale.OddsOf(float64(least)))) && positive(float64(c.Scale.OddsOf(float64(most))))
	f.That(ok, "scale", fault.RuleRange, fmt.Sprintf("gives no odds for every score from %d to %d; are the points meant for this scale?", least, most))
}

// clone shares nothing that decides: what the caller does to a card later changes no score.
func (c Card) clone() Card {
	c.Attributes = slices.Clone(c.Attributes)
	for n := range c.Attributes {
		a := &c.Attributes[n]
		a.Bins = slices.Clone(a.Bins)
		for m := range a.Bins {
			b := &a.Bins[m]
			b.AtLeast, b.Below, b.In, b.Is = copied(b.AtLeast), copied(b.Below), slices.Clone(b.In), copied(b.Is)
		}
	}
	return c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// span is the least and the most points that an attribute gives.
func (a Attribute) span() (least, most int64) {
	least, most = a.Bins[0].Points, a.Bins[0].Points
	for _, b := range a.Bins {
		least, most = min(least, b.Points), max(most, b.Points)
	}
	return least, most
}
