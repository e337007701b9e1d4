// Package scorecard adds up points: an attribute of a customer gives points for the bin its value lies in, and the sum stands
// for odds of good against bad on a named scale. It owns cards as data, their check, the score with the reasons for it, and
// how a card is made of counts (weight of evidence, information value). It does not own the facts (package rule), the fitting
// of a model (package fit), nor what is decided on a score (package risk).
//
//	schema := rule.MustSchema(rule.Definition{Name: "payment.late", Kind: rule.Number, Missing: rule.Unmet, What: "bills paid late"})
//	card, err := scorecard.ParseCard(text) // every fault at once, with its line
//	sc, err := scorecard.Compile(schema, card)
//	facts := rule.NewFacts(schema)
//	err = facts.Set("payment.late", rule.Int(3))
//	score, err := sc.Score(facts)
//	fmt.Println(score.Points, score.Odds, score.PBad) // 560 12.5 0.074…
//	fmt.Println(score.Reasons(3))                     // what cost most, with its code and sentence
//
// Signs: more points are better, odds are good to bad, and weight of evidence is ln(share of goods / share of bads), so that
// positive is good. Some texts turn it round; their signs have to be turned before they are used here.
package scorecard

import (
	"cmp"
	"errors"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Score is a customer's points, with what they stand for and what they are made of. It is a value.
type Score struct {
	Points int64   `json:"points"` // base and parts
	Odds   Odds    `json:"odds"`   // goods to one bad
	PBad   float64 `json:"pBad"`   // probability of bad, 0 to 1
	Base   int64   `json:"base"`
	Parts  []Part  `json:"part"` // in the order of the card
}

// Part is what one attribute gives.
type Part struct {
	Fact   string `json:"fact"`
	Value  string `json:"value,omitempty"` // what counted, also where a default was assumed; empty: it was not known
	Bin    string `json:"bin"`             // its code
	Points int64  `json:"points"`
	Best   int64  `json:"best"` // what the attribute's best bin gives
	Why    string `json:"why"`
	WhyDe  string `json:"whyDe,omitempty"`
}

// Loss is what the part costs against the attribute's best bin; 0 or more.
func (p Part) Loss() int64 { return p.Best - p.Points }

// Score adds up the points of a customer, of facts of the card's schema or of one that extends it. Facts that are missing where
// their definition refuses that are a *rule.MissingError, all of them at once; facts of another schema are fault.ErrInvalid.
func (c *Scorecard) Score(f *rule.Facts) (Score, error) {
	s := Score{Points: c.card.Base, Base: c.card.Base, Parts: make([]Part, 0, len(c.attributes))}
	var missing []string
	for _, a := range c.attributes {
		part, err := a.part(f)
		var without *rule.MissingError
		switch {
		case errors.As(err, &without):
			missing = append(missing, without.Facts...)
		case err != nil:
			return Score{}, err
		}
		s.Parts = append(s.Parts, part)
		s.Points += part.Points
	}
	if len(missing) > 0 {
		return Score{}, &rule.MissingError{Subject: fault.Subject(subject, c.card.Name), Facts: missing}
	}
	s.Odds = c.card.Scale.OddsOf(float64(s.Points))
	s.PBad = s.Odds.PBad()
	return s, nil
}

func (a attribute) part(f *rule.Facts) (Part, error) {
	r, err := a.table.Decide(f)
	if err != nil {
		return Part{}, err
	}
	value, _, err := f.Use(a.Fact)
	b := a.Bins[r.Points]
	return Part{Fact: a.Fact, Value: value.String(), Bin: b.Code, Points: b.Points, Best: a.best, Why: b.Why, WhyDe: b.WhyDe}, err
}

// Costliest is the at most n parts that cost most, the largest loss first, equal ones in the order of the card; parts that
// cost nothing are not among them.
func (s Score) Costliest(n int) []Part {
	var all []Part
	for _, p := range s.Parts {
		if p.Loss() > 0 {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b Part) int { return cmp.Compare(b.Loss(), a.Loss()) })
	return all[:min(max(n, 0), len(all))]
}

// Reasons are the codes and sentences of the costliest parts, at most n.
func (s Score) Reasons(n int) []fault.Reason {
	var reasons []fault.Reason
	for _, p := range s.Costliest(n) {
		reasons = append(reasons, fault.Reason{Code: p.Bin, Message: p.Why})
	}
	return reasons
}
