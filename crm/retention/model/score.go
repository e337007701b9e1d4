package model

import (
	"fmt"
	"math"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Probability of log-odds: 0.5 of 0, and never below 0 or above 1.
func Probability(logOdds float64) float64 {
	if logOdds < 0 {
		e := math.Exp(logOdds)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-logOdds))
}

// LogOdds of a probability; infinite of 0 and 1.
func LogOdds(p float64) float64 { return math.Log(p) - math.Log1p(-p) }

// Score is the probability of the target's positive value, 0 to 1. Facts that are missing, of the wrong kind, not finite or of a
// level that the fit has not seen are treated as the inputs say, or are fault.ErrInvalid, all at once.
func (m Model) Score(f Facts) (float64, error) {
	x, err := m.LogOdds(f)
	if err != nil {
		return 0, err
	}
	return Probability(x), nil
}

// LogOdds is what Score is the probability of.
func (m Model) LogOdds(f Facts) (float64, error) {
	sum := m.AverageLogOdds()
	err := m.each(f, func(_ Input, p part) { sum += p.amount })
	if err != nil {
		return 0, err
	}
	return sum, nil
}

// AverageLogOdds are those of the average customer of the fit, who has the mean of every term.
func (m Model) AverageLogOdds() float64 {
	sum := m.Intercept
	for _, t := range m.Terms {
		sum += t.Coefficient * t.Mean
	}
	return sum
}

// beyondAll is more than the log-odds of anything; from sums of less no infinity comes.
const beyondAll = 1e300

// part is what one input adds to the log-odds of the average customer.
type part struct {
	amount  float64
	number  float64 // of numbers
	level   string  // of texts, recoded
	average float64 // of numbers: that of the fit
	assumed bool    // taken as average: the fact is missing, or its level has not been seen
	beyond  bool    // the number lies outside those of the fit
}

// each gives the part of every input, in their order.
func (m Model) each(f Facts, give func(Input, part)) error {
	var c fault.Check
	at := 0
	for _, in := range m.Inputs {
		end := at
		for end < len(m.Terms) && m.Terms[end].Input == in.Name {
			end++
		}
		p, rule, wrong := in.part(m.Terms[at:end], f)
		if wrong != "" {
			c.Add(in.Name, rule, wrong)
		} else {
			give(in, p)
		}
		at = end
	}
	return c.Err(fault.Subject("model.facts", m.Name))
}

// part finds the input's fact and what it adds, or the rule that it breaks and how.
func (in Input) part(terms []Term, f Facts) (p part, rule, wrong string) {
	number, isNumber := f.Numbers[in.Name]
	text, isText := f.Texts[in.Name]
	switch {
	case in.Kind == Number && isText, in.Kind == Text && isNumber:
		return part{}, fault.RuleFormat, "must be a " + string(in.Kind)
	case in.Kind == Number && isNumber:
		return in.ofNumber(terms, number)
	case in.Kind == Number:
		return in.unseen(terms, "is missing, and the model has no policy for that but to refuse")
	}
	text = strings.TrimSpace(text)
	if to, ok := in.Recode[text]; ok {
		text = to
	}
	if text == "" && in.Missing == Level {
		text = MissingLevel
	}
	return in.ofLevel(terms, text)
}

func (in Input) ofNumber(terms []Term, x float64) (p part, rule, wrong string) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return part{}, fault.RuleRange, "must be a finite number"
	}
	p = part{number: x, beyond: x < in.Least || x > in.Most}
	for _, t := range terms {
		p.amount, p.average = t.Coefficient*(x-t.Mean), t.Mean
	}
	if !(math.Abs(p.amount) < beyondAll) {
		return part{}, fault.RuleRange, "is too large to be scored"
	}
	return p, "", ""
}

// ofLevel is what a recoded level adds; the empty one is a missing fact.
func (in Input) ofLevel(terms []Term, level string) (p part, rule, wrong string) {
	p, found := part{level: level}, level == in.Base
	for _, t := range terms {
		share := 0.0
		if t.Level == level {
			share, found = 1, true
		}
		p.amount += t.Coefficient * (share - t.Mean)
	}
	switch {
	case found:
		return p, "", ""
	case level == "" || level == MissingLevel:
		return in.unseen(terms, "is missing, and the model has no policy for that but to refuse")
	}
	p, rule, wrong = in.unseen(terms, fmt.Sprintf("is %.60q, which no row of the fit had, and the model has no policy for that but to refuse", level))
	p.level = level
	return p, rule, wrong
}

// unseen is the part of what the fit has not seen.
func (in Input) unseen(terms []Term, why string) (p part, rule, wrong string) {
	if in.Unseen != Average {
		return part{}, fault.RuleRequired, why
	}
	for _, t := range terms {
		p.average = t.Mean
	}
	p.assumed = true
	return p, "", ""
}
