package scorecard

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Class says which outcome a model predicts.
type Class string

// The classes of outcome.
const (
	Good Class = "good"
	Bad  Class = "bad"
)

// Plan is what a card is built from: bins with the goods and bads counted in them, and a logistic model whose inputs are the
// attributes' weights of evidence.
type Plan struct {
	Name, Version string
	Scale         Scale
	Smoothing     Smoothing
	Attributes    []Binned // their bins' points are set by Build

	Predicts     Class // what the model gives the probability of
	Intercept    float64
	Coefficients map[string]float64 // by the name of the fact
}

// Binned is an attribute with what was counted in its bins.
type Binned struct {
	Attribute
	Goods, Bads []float64 // one for each bin
}

// Build makes a card: a bin gives factor × coefficient × weight of evidence, turned so that more points are better, and the
// base is the scale's offset with factor × intercept. Every figure is rounded to the nearest point, a half away from zero, so a
// score differs from the model's by at most half a point for each attribute and for the base. fault.ErrInvalid names
// everything that is wrong at once, also a coefficient that turns an attribute's evidence round, since its reasons would say
// the opposite of what was counted.
func Build(p Plan) (Card, error) {
	var c fault.Check
	p.check(&c)
	if err := c.Err("scorecard.plan"); err != nil {
		return Card{}, err
	}
	sign := 1.0
	if p.Predicts == Bad {
		sign = -1
	}
	card := Card{Name: p.Name, Version: p.Version, Scale: p.Scale}
	card.Base = p.points(&c, "intercept", p.Scale.Offset()+sign*p.Scale.Factor()*p.Intercept)
	for n, a := range p.Attributes {
		path := fmt.Sprintf("attribute[%d]", n)
		w, err := Weigh(a.Goods, a.Bads, p.Smoothing)
		if err != nil {
			return Card{}, err
		}
		slope := sign * p.Coefficients[a.Fact]
		c.That(slope >= 0, path+".fact", fault.RuleRange,
			fmt.Sprintf("the coefficient of %.100q turns its weight of evidence round; leave the attribute out, or bin it anew", a.Fact))
		made := Attribute{Fact: a.Fact, Bins: make([]Bin, len(a.Bins))}
		for m, b := range a.Bins {
			b.Points = p.points(&c, fmt.Sprintf("%s.bin[%d]", path, m), p.Scale.Factor()*slope*w.Bins[m].WoE)
			made.Bins[m] = b
		}
		card.Attributes = append(card.Attributes, made)
	}
	if len(c.Fields()) == 0 {
		card.check(&c)
	}
	if err := c.Err("scorecard.plan"); err != nil {
		return Card{}, err
	}
	return card, nil
}

func (p Plan) points(c *fault.Check, path string, exact float64) int64 {
	if !(math.Abs(exact) <= maxPoints) {
		c.Add(path, fault.RuleRange, "gives more than 1000000000 points; is the model meant for weights of evidence?")
		return 0
	}
	return int64(math.Round(exact))
}

func (p Plan) check(c *fault.Check) {
	p.Scale.check(c, "scale")
	c.That(p.Predicts == Good || p.Predicts == Bad, "predicts", fault.RuleUnknown, "must be good or bad: what the model gives the probability of")
	c.That(finite(p.Intercept), "intercept", fault.RuleRange, "must be a number")
	known := map[string]bool{}
	for n, a := range p.Attributes {
		path := fmt.Sprintf("attribute[%d]", n)
		known[a.Fact] = true
		coefficient, ok := p.Coefficients[a.Fact]
		c.That(ok, path+".fact", fault.RuleReference, fmt.Sprintf("the model has no coefficient for %.100q", a.Fact))
		c.That(finite(coefficient), path+".fact", fault.RuleRange, "its coefficient must be a number")
		c.That(len(a.Goods) == len(a.Bins), path+".goods", fault.RuleLength, fmt.Sprintf("has %d counts for %d bins", len(a.Goods), len(a.Bins)))
		var counts fault.Check
		checkCounts(&counts, a.Goods, a.Bads, p.Smoothing)
		c.Within(path, &counts)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Coefficients)) {
		c.That(known[name], "coefficients", fault.RuleReference, fmt.Sprintf("%.100q is no attribute of the card", name))
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
