package model

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Predict is the score of every row of a data set, the same as Score of its facts, bit by bit. It refuses what Score refuses, all
// rows at once up to MaxFaults.
func (m Model) Predict(d *Data) ([]float64, error) {
	sums := make([]float64, d.Rows())
	average := m.AverageLogOdds()
	for i := range sums {
		sums[i] = average
	}
	var n notes
	at := 0
	for _, in := range m.Inputs {
		end := at
		for end < len(m.Terms) && m.Terms[end].Input == in.Name {
			end++
		}
		in.predict(&n, d, m.Terms[at:end], sums)
		at = end
	}
	if err := n.check.Err(fault.Subject("model.facts", m.Name)); err != nil {
		return nil, err
	}
	for i, x := range sums {
		sums[i] = Probability(x)
	}
	return sums, nil
}

// notes are faults of rows, up to MaxFaults.
type notes struct {
	check fault.Check
	n     int
}

func (n *notes) add(path, rule, message string) {
	switch n.n++; {
	case n.n <= MaxFaults:
		n.check.Add(path, rule, message)
	case n.n == MaxFaults+1:
		n.check.Add("", fault.RuleRange, fmt.Sprintf("there are more: only the first %d faults are named", MaxFaults))
	}
}

// predict adds an input's part to the sum of every row.
func (in Input) predict(n *notes, d *Data, terms []Term, sums []float64) {
	j := d.column(in.Name)
	if j < 0 {
		p, rule, wrong := in.part(terms, Facts{})
		if wrong != "" {
			n.add(in.Name, rule, "the data set has no such column, and the model has no policy for that but to refuse")
			return
		}
		for i := range sums {
			sums[i] += p.amount
		}
		return
	}
	if d.layout.Columns[j].Kind != in.Kind {
		n.add(in.Name, fault.RuleFormat, "must be a "+string(in.Kind))
		return
	}
	c := d.columns[j]
	for i, x := range c.numbers {
		p, rule, wrong := in.ofNumber(terms, x)
		if wrong != "" {
			n.add(fmt.Sprintf("[%d].%s", i, in.Name), rule, wrong)
		}
		sums[i] += p.amount
	}
	levels := make([]float64, len(c.levels))
	refused := make([]string, len(c.levels))
	rules := make([]string, len(c.levels))
	for code, level := range c.levels {
		if level == MissingLevel {
			level = ""
		}
		var p part
		p, rules[code], refused[code] = in.part(terms, Facts{Texts: map[string]string{in.Name: level}})
		levels[code] = p.amount
	}
	for i, code := range c.codes {
		if refused[code] != "" {
			n.add(fmt.Sprintf("[%d].%s", i, in.Name), rules[code], refused[code])
			continue
		}
		sums[i] += levels[code]
	}
}
