package selling

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// OfferRules are all that decides what is offered next to a customer (3.4.5), as data: what signals hint at, what replaces
// what, what others hold besides, and how long nothing is offered again. A version that is published never changes. It is a
// value.
type OfferRules struct {
	Version  string        `json:"version"` // its name, such as "2026-03"
	From     time.Time     `json:"from"`    // in force from then on, until a later one is
	Signals  []Signal      `json:"signal,omitempty"`
	Replaces []Replacement `json:"replaces,omitempty"`
	Mined    Mined         `json:"mined,omitzero"`
	Quiet    Quiet         `json:"quiet"`
}

// Signal is a row of the table of what hints at a larger opportunity, or at an offer that does not fit any more: a figure that
// something observed reaches. It leads to Offering, or with Upgrade to what replaces the product that was observed; with neither
// it asks whether what the customer holds still fits.
type Signal struct {
	Code     string `json:"code"` // of its reason; an item of what is mined, too
	Figure   Figure `json:"figure"`
	Offering string `json:"productOffering,omitempty"`
	Upgrade  bool   `json:"upgrade,omitempty"`
	Points   int    `json:"points,omitempty"` // of one that leads to an offering: 1 to MaxSignalPoints
	Why      string `json:"why"`              // in a sentence, English
	WhyDe    string `json:"whyDe,omitempty"`
}

// leads reports whether the signal leads to an offering.
func (s Signal) leads() bool { return s.Offering != "" || s.Upgrade }

// Replacement says that an offering is the larger one of two: whoever holds Replaces may be offered Offering in its place
// (up-selling), and whoever holds Offering is not offered Replaces. In the portfolio the two exclude each other.
type Replacement struct {
	Offering string `json:"productOffering"`
	Replaces string `json:"replaces"`
}

// Mined is what was learned from what customers hold, use and report, with how it was learned.
type Mined struct {
	Customers  int                `json:"customers"` // how many it was learned from
	Support    money.Rate         `json:"support"`
	Confidence money.Rate         `json:"confidence"`
	Rules      []association.Rule `json:"rule,omitempty"`
}

// Quiet is for how many days of 24 hours an offering is not recommended again to a customer.
type Quiet struct {
	Answer   int `json:"answer"`   // within how many the customer is expected to answer
	Accepted int `json:"accepted"` // after it was accepted: the order is under way
	Refused  int `json:"refused"`
	Ignored  int `json:"ignored"` // after the time to answer had passed
}

// The bounds of offer rules, which keep them within what a store takes.
const (
	MaxSignals      = 200
	MaxReplacements = 1000
	MaxMinedRules   = 1000
	MaxSignalPoints = 1000
	maxIf           = 5 // items of a mined rule
)

// ParseOfferRules reads offer rules as JSON. fault.ErrInvalid names every fault at once, each with its path and line; whether
// they fit the portfolio, publishing them says.
func ParseOfferRules(text []byte) (OfferRules, error) {
	var c fault.Check
	var r OfferRules
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &r, &c)
		decode.Meaning(root, &c, r.Check())
	}
	if err := c.Err(offerRulesSubject); err != nil {
		return OfferRules{}, err
	}
	return r, nil
}

const offerRulesSubject = "selling.offerRules"

// Check says what is wrong with the rules whatever the portfolio is, all at once; fault.ErrInvalid.
func (r OfferRules) Check() error {
	var c fault.Check
	r.check(&c)
	return c.Err(offerRulesSubject)
}

func (r OfferRules) check(c *fault.Check) {
	c.Text("version", r.Version, fault.MaxName)
	c.That(!r.From.IsZero(), "from", fault.RuleRequired, "must say from when the rules are in force")
	c.That(len(r.Signals) <= MaxSignals, "signal", fault.RuleLength, fmt.Sprintf("has %d rows, at most %d are allowed", len(r.Signals), MaxSignals))
	codes := map[string]bool{}
	for n, s := range r.Signals {
		at := path("signal", n)
		c.That(!codes[s.Code], at+".code", fault.RuleDuplicate, fmt.Sprintf("%.100q stands there twice", s.Code))
		codes[s.Code] = true
		c.That(s.Code != ReasonOthersHold, at+".code", fault.RuleDuplicate, "is that of what others hold; take another one")
		s.check(c, at)
	}
	r.checkReplaces(c)
	r.Mined.check(c)
	r.Quiet.check(c)
}

func (s Signal) check(c *fault.Check, path string) {
	c.Text(path+".code", s.Code, fault.MaxName)
	s.Figure.check(c, path+".figure")
	c.That(s.Figure.Warning == nil, path+".figure.warning", fault.RuleRange, "must not be there: a signal is there or it is not")
	c.Optional(path+".productOffering", s.Offering, fault.MaxID)
	c.That(s.Offering == "" || !s.Upgrade, path+".upgrade", fault.RuleRange, "must not stand beside an offering: what replaces the product observed is offered")
	c.That(!s.leads() || s.Points >= 1 && s.Points <= MaxSignalPoints, path+".points", fault.RuleRange, fmt.Sprintf("must be between 1 and %d", MaxSignalPoints))
	c.That(s.leads() || s.Points == 0, path+".points", fault.RuleRange, "must not be there: the signal leads to no offering")
	c.Text(path+".why", s.Why, maxLine)
	c.Optional(path+".whyDe", s.WhyDe, maxLine)
}

func (r OfferRules) checkReplaces(c *fault.Check) {
	c.That(len(r.Replaces) <= MaxReplacements, "replaces", fault.RuleLength, fmt.Sprintf("has %d rows, at most %d are allowed", len(r.Replaces), MaxReplacements))
	seen := map[Replacement]bool{}
	for n, p := range r.Replaces {
		at := path("replaces", n)
		c.Text(at+".productOffering", p.Offering, fault.MaxID)
		c.Text(at+".replaces", p.Replaces, fault.MaxID)
		c.That(!seen[p], at, fault.RuleDuplicate, "stands there twice")
		seen[p] = true
		c.That(!r.replaces(p.Replaces, p.Offering), at, fault.RuleReference, fmt.Sprintf("%.100q replaces itself, in a circle", p.Offering))
	}
}

// replaces reports whether an offering is the other one, or replaces it, directly or through others.
func (r OfferRules) replaces(offering, other string) bool {
	seen := map[string]bool{}
	var larger func(id string) bool
	larger = func(id string) bool {
		if id == offering {
			return true
		}
		if seen[id] {
			return false
		}
		seen[id] = true
		return slices.ContainsFunc(r.Replaces, func(p Replacement) bool { return p.Replaces == id && larger(p.Offering) })
	}
	return larger(other)
}

func (m Mined) check(c *fault.Check) {
	checkRate(c, "mined.support", m.Support)
	checkRate(c, "mined.confidence", m.Confidence)
	c.That(m.Customers >= 0 && m.Customers <= association.MaxBaskets, "mined.customers", fault.RuleRange, fmt.Sprintf("must be between 0 and %d", association.MaxBaskets))
	c.That(len(m.Rules) <= MaxMinedRules, "mined.rule", fault.RuleLength, fmt.Sprintf("has %d rules, at most %d are allowed", len(m.Rules), MaxMinedRules))
	for n, r := range m.Rules {
		at := path("mined.rule", n)
		c.That(len(r.If) > 0, at+".if", fault.RuleRequired, "must have at least one item")
		checkTexts(c, at+".if", r.If, maxIf, fault.MaxName)
		c.Text(at+".then", r.Then, fault.MaxName)
		c.That(!slices.Contains(r.If, r.Then), at+".then", fault.RuleReference, "follows from itself")
		c.That(r.Of == m.Customers, at+".of", fault.RuleRange, fmt.Sprintf("must be %d, the number of customers the rules were learned from", m.Customers))
		fits := r.Count >= 1 && r.Count <= r.IfCount && r.Count <= r.ThenCount && max(r.IfCount, r.ThenCount) <= r.Of
		c.That(fits, at+".count", fault.RuleRange, "must be at least 1 and at most ifCount and thenCount, and those at most of")
	}
}

func (q Quiet) check(c *fault.Check) {
	for _, days := range []struct {
		name  string
		count int
	}{{"answer", q.Answer}, {"accepted", q.Accepted}, {"refused", q.Refused}, {"ignored", q.Ignored}} {
		c.That(days.count >= 1 && days.count <= maxDays, "quiet."+days.name, fault.RuleRange, fmt.Sprintf("must be between 1 and %d days", maxDays))
	}
}

// checkWith notes what of the rules does not fit a portfolio.
func (r OfferRules) checkWith(c *fault.Check, p Portfolio) {
	known := func(path, id string) {
		_, ok := p.Find(id)
		c.That(ok, path, fault.RuleReference, fmt.Sprintf("there is no offering %.100q", id))
	}
	for n, s := range r.Signals {
		_, twice := p.Find(s.Code)
		c.That(!twice, path("signal", n)+".code", fault.RuleDuplicate, "is that of an offering; what was learned could mean either")
		if s.Offering != "" {
			known(path("signal", n)+".productOffering", s.Offering)
		}
	}
	for n, one := range r.Replaces {
		at := path("replaces", n)
		known(at+".productOffering", one.Offering)
		known(at+".replaces", one.Replaces)
		c.That(!p.Compatible(one.Offering, one.Replaces), at, fault.RuleReference,
			fmt.Sprintf("%.100q and %.100q can be had side by side; let one exclude the other in the portfolio, so that one goes when the other comes", one.Offering, one.Replaces))
	}
}
