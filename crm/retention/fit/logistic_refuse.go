package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The rules by which data are refused.
const (
	RuleConstant   = "FIT-CONSTANT"   // a column is the same in every row
	RuleCollinear  = "FIT-COLLINEAR"  // a term follows from others
	RuleSeparation = "FIT-SEPARATION" // terms tell the outcome of some rows for certain
)

const (
	dependent = 1e-9  // share of a column's variance unexplained by others below which it follows from them
	involved  = 1e-4  // share of the largest weight from which a column is named
	beyondAll = 1e100 // a standard deviation whose square is still far from infinite
	certainly = 1e-6  // how far a row may go the wrong way, in relation to the one that goes furthest the right way
)

// leaveOut looks for columns that have nothing to say, because they are the same in every row or follow from those before them, and
// leaves them out if that is allowed. What remains is filled in.
func (p *problem) leaveOut(allowed bool) ([]string, error) {
	var c fault.Check
	c.That(p.rate > 0 && p.rate < 1, "", fault.RuleRequired, "every row has the same outcome: there is nothing to tell apart")
	for _, s := range p.columns {
		c.That(s.scale < beyondAll, p.design.Terms[s.term].Name(), fault.RuleRange, "has numbers too large to be fitted; use a larger unit")
	}
	if err := c.Err("fit.logistic"); err != nil {
		return nil, err
	}
	var names []string
	without := func(name, rule, message string) {
		names = append(names, name)
		if !allowed {
			c.Add(name, rule, message)
		}
	}
	for _, in := range p.design.Inputs {
		if p.constant(in) {
			without(in.Name, RuleConstant, "is the same in every row; leave it out")
		}
	}
	p.columns = slices.DeleteFunc(p.columns, func(s scaled) bool { return s.scale == 0 })
	p.fill()
	var drop []int
	for _, d := range p.dependents() {
		drop = append(drop, d.term)
		without(p.design.Terms[d.term].Name(), RuleCollinear, fmt.Sprintf("follows from %s; leave one of them out, read its level as another one's (recode), or allow LeaveOut",
			p.names(d.from)))
	}
	for t := range p.design.Terms {
		p.design.Terms[t].LeftOut = slices.Contains(drop, t) || !slices.ContainsFunc(p.columns, func(s scaled) bool { return s.term == t })
	}
	if len(drop) > 0 {
		p.columns = slices.DeleteFunc(p.columns, func(s scaled) bool { return slices.Contains(drop, s.term) })
		p.fill()
	}
	return names, c.Err("fit.logistic")
}

// constant reports whether an input is the same in every row; its columns then have no scale.
func (p *problem) constant(in model.Input) bool {
	if in.Kind == model.Text {
		return !slices.ContainsFunc(p.design.Terms, func(t model.Term) bool { return t.Input == in.Name })
	}
	if in.Least != in.Most {
		return false
	}
	for j, c := range p.columns {
		if p.design.Terms[c.term].Input == in.Name {
			p.columns[j].scale = 0 // the deviation of equal numbers may be a last digit
		}
	}
	return true
}

// follower is a term that follows from columns of the problem.
type follower struct {
	term int
	from []int
}

// dependents finds the columns that follow from those before them: Cholesky's factorisation of their correlations, column by column,
// leaving out those of which nothing remains.
func (p *problem) dependents() []follower {
	products := mat.NewSymDense(p.width, nil)
	p.weigh(products, func(int) float64 { return 1 / float64(p.design.Rows) })
	correlation := func(a, b int) float64 { return products.At(a, b) - products.At(0, a)*products.At(0, b) }
	var kept []int
	var factor [][]float64 // lower triangle, of those kept
	var found []follower
	for j := 1; j < p.width; j++ {
		line := make([]float64, len(kept)+1)
		rest := correlation(j, j)
		for a, k := range kept {
			x := correlation(j, k)
			for b := range a {
				x -= line[b] * factor[a][b]
			}
			line[a] = x / factor[a][a]
			rest -= line[a] * line[a]
		}
		if rest < dependent {
			found = append(found, follower{term: p.columns[j-1].term, from: weighty(backwards(factor, line), kept)})
			continue
		}
		line[len(kept)] = math.Sqrt(rest)
		kept, factor = append(kept, j), append(factor, line)
	}
	return found
}

// backwards solves the transposed factor for the weights with which the columns kept make up another one.
func backwards(factor [][]float64, line []float64) []float64 {
	weights := make([]float64, len(factor))
	for a := len(factor) - 1; a >= 0; a-- {
		x := line[a]
		for b := a + 1; b < len(factor); b++ {
			x -= factor[b][a] * weights[b]
		}
		weights[a] = x / factor[a][a]
	}
	return weights
}

// weighty are the columns whose weight matters.
func weighty(weights []float64, columns []int) []int {
	largest := 0.0
	for _, w := range weights {
		largest = max(largest, math.Abs(w))
	}
	var some []int
	for a, w := range weights {
		if math.Abs(w) > involved*largest {
			some = append(some, columns[a])
		}
	}
	return some
}

// names are those of columns of the problem, from 1.
func (p *problem) names(columns []int) string {
	const most = 8
	var names []string
	for _, j := range columns {
		if len(names) == most {
			names = append(names, fmt.Sprintf("%d more", len(columns)-most))
			break
		}
		names = append(names, p.design.Terms[p.columns[j-1].term].Name())
	}
	return strings.Join(names, ", ")
}

// separated reports whether going on in a direction makes some rows' outcomes more likely and none less: then there is no most likely
// model, and the direction proves it.
func (p *problem) separated(direction []float64) bool {
	least, most := 0.0, 0.0
	for i, positive := range p.design.Positive {
		z := p.dot(i, direction)
		if !positive {
			z = -z
		}
		least, most = min(least, z), max(most, z)
	}
	return most > 0 && least >= -certainly*most
}

// separation is the refusal of data that are separated in a direction.
func (p *problem) separation(direction []float64) error {
	columns := make([]int, len(direction)-1)
	for j := range columns {
		columns[j] = j + 1
	}
	return &fault.Invalid{Subject: "fit.logistic", Fields: []fault.Field{{Path: p.names(weighty(direction[1:], columns)), Rule: RuleSeparation,
		Message: "tell the outcome of some rows for certain, so that there is no most likely coefficient; group levels, leave a column out, or fit with a penalty (L2)"}}}
}
