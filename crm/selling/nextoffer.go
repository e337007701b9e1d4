package selling

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Situation is what is known of a customer when the next offer is sought (3.4.5). It is a value.
type Situation struct {
	Holds    []string      `json:"holds,omitempty"`    // offerings
	Observed []Observation `json:"observed,omitempty"` // what the customer uses and reports
	Standing Standing      `json:"standing"`
	Earlier  []Quieted     `json:"earlier,omitempty"` // what is not to be offered again yet
}

// Observation is something measured or counted of a customer: how much of the included volume was used, how many problems of
// bandwidth were reported. It is a value.
type Observation struct {
	Metric   string         `json:"metric"` // such as "usage.share" or "problem.bandwidth"
	Value    money.Quantity `json:"value"`
	Unit     string         `json:"unit,omitempty"`
	Offering string         `json:"productOffering,omitempty"` // the held product that it is about; empty: all that the customer holds
}

// String is such as "usage.share 120 %".
func (o Observation) String() string {
	text := o.Metric + " " + o.Value.String()
	if o.Unit != "" {
		text += " " + o.Unit
	}
	return text
}

// Standing is what may forbid to approach a customer with an offer. Its zero value forbids it: nobody has consented.
type Standing struct {
	Consent    bool           `json:"consent"`             // the customer wants to be told of offers
	Complaints []string       `json:"complaint,omitempty"` // the ids of open ones
	Risk       []fault.Reason `json:"risk,omitempty"`      // why no more is sold to the customer for now; none: nothing
}

// Quieted is an offering that is not recommended for a time.
type Quieted struct {
	Offering string    `json:"productOffering"`
	State    State     `json:"state"` // of the recommendation that was made
	Until    time.Time `json:"until"`
}

// The codes of what speaks for an offering and against it; a signal has a code of its own.
const (
	ReasonOthersHold = "SELLING-OFFER-01" // customers who hold the same hold it as well
	ReasonNothingTo  = "SELLING-OFFER-02" // nothing hints at a further offering

	ReasonHeld         = "SELLING-OFFER-11"
	ReasonRetired      = "SELLING-OFFER-12" // the portfolio does not have it any more
	ReasonSmaller      = "SELLING-OFFER-13" // the customer holds what replaces it
	ReasonBesideHeld   = "SELLING-OFFER-14" // it cannot be had beside what the customer holds
	ReasonAskedBefore  = "SELLING-OFFER-15" // it, or what it requires, was recommended, accepted, refused or ignored not long ago
	ReasonNoConsent    = "SELLING-OFFER-21"
	ReasonComplaint    = "SELLING-OFFER-22" // a complaint is open
	ReasonRiskTooLarge = "SELLING-OFFER-23"
)

// Ground is one reason that speaks for an offering, with the figures it rests on.
type Ground struct {
	Reason      fault.Reason      `json:"reason"`
	ReasonDe    string            `json:"reasonDe,omitempty"`
	Points      int               `json:"points,omitempty"`
	Observation *Observation      `json:"observation,omitempty"`
	Rule        *association.Rule `json:"rule,omitempty"`
}

// NextOffer is an offering that a customer may want next.
type NextOffer struct {
	Offering string         `json:"productOffering"`
	Name     string         `json:"name"`
	Score    int            `json:"score"`
	Grounds  []Ground       `json:"ground"`            // the signals in the order of the table, then the best rule
	Instead  []string       `json:"instead,omitempty"` // what the customer holds and would give up for it: up-selling
	With     []string       `json:"with,omitempty"`    // what it requires and the customer does not hold
	Against  []fault.Reason `json:"against,omitempty"` // why it is not offered
}

// Advice is what may be offered next to a customer, what may not though something speaks for it, and what asks for a second
// look.
type Advice struct {
	Offers   []NextOffer    `json:"offer,omitempty"`    // the best first
	Excluded []NextOffer    `json:"excluded,omitempty"` // in the same order, each with what is against it
	Review   []Ground       `json:"review,omitempty"`   // does what the customer holds still fit?
	Reasons  []fault.Reason `json:"reasons,omitempty"`  // why there is no offer at all
}

// NextOffers finds what may be offered next to a customer at an instant (3.4.5).
//
// What speaks for an offering: signals that are there, and rules learned from other customers whose items the customer all has
// and whose lift is above 1. The score is the points of its signals, each counted once, plus the confidence in whole percent,
// rounded down, of its best rule: the first one in the order of association.Rule.Compare. Offers stand in order of score, then
// of that rule, those with one first, then as the portfolio has them. So with points above 100 what was seen of the customer
// goes before what others do.
//
// What is against it: the customer holds it, or what replaces it; the portfolio does not have it; it does not go together with
// what the customer holds, other than what it replaces, which has to go for it; it, or something that it requires and the
// customer does not hold, was recommended not long ago; consent is missing, a complaint is open, the risk is too large. An observation in another unit than the figure it is compared with is fault.ErrInvalid.
func (p Portfolio) NextOffers(r OfferRules, s Situation, asOf time.Time) (Advice, error) {
	a := advising{portfolio: p, rules: r, situation: s, asOf: asOf}
	var c fault.Check
	s.check(&c)
	a.signal(&c)
	if err := c.Err("selling.situation"); err != nil {
		return Advice{}, err
	}
	a.learn()
	for n := range a.found {
		a.weigh(&a.found[n])
	}
	slices.SortStableFunc(a.found, a.compare)
	return a.advice(), nil
}

// maxObserved is how many observations and how many offerings held are looked at.
const maxObserved = 1000

func (s Situation) check(c *fault.Check) {
	checkTexts(c, "holds", s.Holds, maxObserved, fault.MaxID)
	c.That(len(s.Observed) <= maxObserved, "observed", fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(s.Observed), maxObserved))
	for n, o := range s.Observed {
		at := path("observed", n)
		c.Text(at+".metric", o.Metric, fault.MaxName)
		c.Optional(at+".unit", o.Unit, fault.MaxName)
		c.Optional(at+".productOffering", o.Offering, fault.MaxID)
	}
}

// advising is a NextOffers under way.
type advising struct {
	portfolio Portfolio
	rules     OfferRules
	situation Situation
	asOf      time.Time

	items  map[string]bool // what the customer holds, and the codes of the signals that are there
	found  []NextOffer
	review []Ground
}

// signal looks which signals are there, and where they lead.
func (a *advising) signal(c *fault.Check) {
	a.items = map[string]bool{}
	for _, id := range a.situation.Holds {
		a.items[id] = true
	}
	for _, s := range a.rules.Signals {
		for n, o := range a.situation.Observed {
			if !s.there(c, n, o) {
				continue
			}
			g := s.ground(o)
			a.items[s.Code] = true
			led := a.leads(s, o)
			for _, id := range led {
				a.add(id, g)
			}
			if len(led) == 0 {
				g.Points = 0
				a.review = append(a.review, g)
			}
		}
	}
}

// there reports whether an observation, the nth of the situation, reaches the figure.
func (s Signal) there(c *fault.Check, n int, o Observation) bool {
	if o.Metric != s.Figure.Metric {
		return false
	}
	c.That(o.Unit == s.Figure.Unit, path("observed", n)+".unit", fault.RuleRange,
		fmt.Sprintf("is %.60q, where signal %.100q has %.60q; observe in the unit of the signal", o.Unit, s.Code, s.Figure.Unit))
	return o.Unit == s.Figure.Unit && s.Figure.Holds(o.Value)
}

func (s Signal) ground(o Observation) Ground {
	g := Ground{Reason: fault.Reason{Code: s.Code, Message: fmt.Sprintf("%s (%v; %v)", s.Why, o, s.Figure)}, Points: s.Points, Observation: &o}
	if s.WhyDe != "" {
		g.ReasonDe = fmt.Sprintf("%s (%v)", s.WhyDe, o)
	}
	return g
}

// leads lists the offerings that a signal leads to: that of the table, or what replaces what was observed and is held.
func (a *advising) leads(s Signal, o Observation) []string {
	if s.Offering != "" {
		return []string{s.Offering}
	}
	var ids []string
	for _, one := range a.rules.Replaces {
		about := o.Offering == "" || o.Offering == one.Replaces
		if s.Upgrade && about && slices.Contains(a.situation.Holds, one.Replaces) && !slices.Contains(ids, one.Offering) {
			ids = append(ids, one.Offering)
		}
	}
	return ids
}

// learn looks which rules apply, and keeps the best for each offering.
func (a *advising) learn() {
	best := map[string]association.Rule{}
	var order []string
	for _, r := range a.rules.Mined.Rules {
		if a.items[r.Then] || !promising(r) || slices.ContainsFunc(r.If, func(item string) bool { return !a.items[item] }) {
			continue
		}
		was, known := best[r.Then]
		if !known {
			order = append(order, r.Then)
		}
		if !known || r.Compare(was) < 0 {
			best[r.Then] = r
		}
	}
	for _, then := range order {
		a.add(then, othersHold(a.portfolio, best[then]))
	}
}

// promising reports whether customers with If hold Then more often than all do: a lift above 1.
func promising(r association.Rule) bool { return r.Count*r.Of > r.IfCount*r.ThenCount }

func othersHold(p Portfolio, r association.Rule) Ground {
	return Ground{Points: 100 * r.Count / r.IfCount, Rule: &r,
		ReasonDe: fmt.Sprintf("Von %d Kunden mit demselben haben %d auch %s.", r.IfCount, r.Count, p.nameIn(r.Then, "de")),
		Reason: fault.Reason{Code: ReasonOthersHold, Message: fmt.Sprintf("Of %d customers with the same, %d have %s as well: %.1f times as often as customers do (%d of %d).",
			r.IfCount, r.Count, p.name(r.Then), r.Lift(), r.ThenCount, r.Of)}}
}

// nameIn is an offering's name in a language, or its id if it is not in the portfolio.
func (p Portfolio) nameIn(id, lang string) string {
	if o, ok := p.Find(id); ok {
		return o.In(lang)
	}
	return id
}

// add notes a ground; the points of a signal count once, with the first observation that reaches it.
func (a *advising) add(id string, g Ground) {
	n := slices.IndexFunc(a.found, func(o NextOffer) bool { return o.Offering == id })
	if n < 0 {
		n = len(a.found)
		a.found = append(a.found, NextOffer{Offering: id, Name: a.portfolio.name(id)})
	}
	o := &a.found[n]
	if slices.ContainsFunc(o.Grounds, func(other Ground) bool { return other.Reason.Code == g.Reason.Code }) {
		g.Points = 0
	}
	o.Score += g.Points
	o.Grounds = append(o.Grounds, g)
}

// compare puts the better offer first.
func (a *advising) compare(x, y NextOffer) int {
	place := func(o NextOffer) int {
		return slices.IndexFunc(a.portfolio, func(other Offering) bool { return other.ID == o.Offering })
	}
	return cmp.Or(cmp.Compare(y.Score, x.Score), compareRules(x.rule(), y.rule()), cmp.Compare(place(x), place(y)))
}

// rule is the rule that speaks for the offer; nil: there is none.
func (o NextOffer) rule() *association.Rule { return o.Grounds[len(o.Grounds)-1].Rule }

func compareRules(x, y *association.Rule) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	return x.Compare(*y)
}

func (a *advising) advice() Advice {
	all := Advice{Review: a.review}
	for _, o := range a.found {
		if len(o.Against) == 0 {
			all.Offers = append(all.Offers, o)
			continue
		}
		all.Excluded = append(all.Excluded, o)
	}
	switch {
	case len(all.Offers) > 0:
	case len(a.found) == 0:
		all.Reasons = []fault.Reason{{Code: ReasonNothingTo, Message: "nothing hints at a further offering"}}
	default:
		for _, o := range all.Excluded {
			for _, r := range o.Against {
				if !slices.Contains(all.Reasons, r) {
					all.Reasons = append(all.Reasons, r)
				}
			}
		}
	}
	return all
}
