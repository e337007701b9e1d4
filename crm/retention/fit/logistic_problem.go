package fit

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/etomcrm/etomcrm/crm/retention/model"
)

// problem is a logistic fit on standardised columns: numbers less their mean, in standard deviations; levels, which are 0 in most
// rows, in standard deviations only, so that the zeros stay and cost nothing. It is for one goroutine.
type problem struct {
	design  *model.Design
	columns []scaled // those fitted; column 0 of the problem is the intercept, so the j-th is b[j+1]
	width   int      // columns and the intercept
	rate    float64  // share of positive outcomes
	penalty float64  // of the mean log-likelihood

	begins []int // of each row: where its values begin
	places []int32
	values []float64

	b          []float64 // found so far, the intercept first
	covariance mat.SymDense
	now        point
}

// scaled is a column of the design, standardised: (x - centre) / scale.
type scaled struct {
	term          int
	centre, scale float64
}

// point is the likelihood at some coefficients.
type point struct {
	b    []float64
	p    []float64 // probability of each row
	loss float64   // minus the mean log-likelihood, with the penalty
}

func newProblem(design *model.Design, l2 float64) *problem {
	p := &problem{design: design}
	yes := 0
	for _, positive := range design.Positive {
		if positive {
			yes++
		}
	}
	p.rate, p.penalty = float64(yes)/float64(design.Rows), l2/float64(design.Rows)
	for t, term := range design.Terms {
		c := scaled{term: t, scale: deviation(design, t)}
		if term.Level == "" {
			c.centre = term.Mean
		}
		p.columns = append(p.columns, c)
	}
	return p
}

// deviation is the standard deviation of a column of the design.
func deviation(design *model.Design, t int) float64 {
	sum, mean := 0.0, design.Terms[t].Mean
	for at := t; at < len(design.X); at += len(design.Terms) {
		sum += (design.X[at] - mean) * (design.X[at] - mean)
	}
	return math.Sqrt(sum / float64(design.Rows))
}

// fill keeps what is not zero of the columns that are fitted.
func (p *problem) fill() {
	p.width = len(p.columns) + 1
	p.begins = make([]int, 0, p.design.Rows+1)
	most := p.design.Rows * (1 + len(p.design.Inputs)) // a text has one level
	p.places, p.values = make([]int32, 0, most), make([]float64, 0, most)
	for i := range p.design.Rows {
		p.begins = append(p.begins, len(p.places))
		p.places, p.values = append(p.places, 0), append(p.values, 1)
		row := p.design.X[i*len(p.design.Terms):]
		for j, c := range p.columns {
			if v := (row[c.term] - c.centre) / c.scale; v != 0 {
				p.places, p.values = append(p.places, int32(j+1)), append(p.values, v)
			}
		}
	}
	p.begins = append(p.begins, len(p.places))
	p.now = point{p: make([]float64, p.design.Rows)}
}

// row is what is not zero in a row, and where.
func (p *problem) row(i int) ([]int32, []float64) {
	from, to := p.begins[i], p.begins[i+1]
	return p.places[from:to], p.values[from:to]
}

// at is the likelihood at coefficients; the optimiser asks several times for the same ones.
func (p *problem) at(b []float64) *point {
	if slices.Equal(b, p.now.b) {
		return &p.now
	}
	p.now.b = append(p.now.b[:0], b...)
	sum := 0.0
	for i, positive := range p.design.Positive {
		z := p.dot(i, b)
		e := math.Exp(-math.Abs(z))
		p.now.p[i] = 1 / (1 + e)
		if z < 0 {
			p.now.p[i] = e / (1 + e)
		}
		if positive {
			z = -z
		}
		sum += max(z, 0) + math.Log1p(e)
	}
	p.now.loss = sum / float64(p.design.Rows)
	for _, x := range b[1:] {
		p.now.loss += p.penalty / 2 * x * x
	}
	return &p.now
}

// dot is a row times a vector of the problem's width.
func (p *problem) dot(i int, b []float64) float64 {
	places, values := p.row(i)
	sum := 0.0
	for k, j := range places {
		sum += values[k] * b[j]
	}
	return sum
}

// gradient of the loss.
func (p *problem) gradient(into, b []float64) {
	now := p.at(b)
	clear(into)
	for i, positive := range p.design.Positive {
		rest := now.p[i]
		if positive {
			rest--
		}
		places, values := p.row(i)
		for k, j := range places {
			into[j] += rest * values[k]
		}
	}
	for j := range into {
		into[j] /= float64(p.design.Rows)
		if j > 0 {
			into[j] += p.penalty * b[j]
		}
	}
}

// hessian has the second derivatives of the loss.
func (p *problem) hessian(into *mat.SymDense, b []float64) {
	now := p.at(b)
	p.weigh(into, func(i int) float64 { return now.p[i] * (1 - now.p[i]) / float64(p.design.Rows) })
	for j := 1; j < p.width; j++ {
		into.SetSym(j, j, into.At(j, j)+p.penalty)
	}
}

// weigh sums the rows' outer products with themselves, each with a weight.
func (p *problem) weigh(into *mat.SymDense, weight func(i int) float64) {
	into.Zero()
	raw := into.RawSymmetric()
	for i := range p.design.Rows {
		w := weight(i)
		places, values := p.row(i)
		for k, j := range places { // ascending: the upper triangle
			line, x := raw.Data[int(j)*raw.Stride:], w*values[k]
			for l := k; l < len(places); l++ {
				line[places[l]] += x * values[l]
			}
		}
	}
}

// errors keeps the covariance of the coefficients: the inverse of the second derivatives of the whole likelihood.
func (p *problem) errors(chol *mat.Cholesky) error {
	if err := chol.InverseTo(&p.covariance); err != nil && !isCondition(err) {
		return err
	}
	p.covariance.ScaleSym(1/float64(p.design.Rows), &p.covariance)
	return nil
}

// interceptError is that of the intercept of raw numbers, which is the problem's less every coefficient times its centre.
func (p *problem) interceptError() float64 {
	weights := mat.NewVecDense(p.width, nil)
	weights.SetVec(0, 1)
	for j, c := range p.columns {
		weights.SetVec(j+1, -c.centre/c.scale)
	}
	return math.Sqrt(mat.Inner(weights, &p.covariance, weights))
}

// logLikelihood of what has been found, without the penalty.
func (p *problem) logLikelihood() float64 {
	loss := p.at(p.b).loss
	for _, x := range p.b[1:] {
		loss -= p.penalty / 2 * x * x
	}
	return -loss * float64(p.design.Rows)
}

// isCondition reports whether gonum only warns that digits were lost.
func isCondition(err error) bool {
	var condition mat.Condition
	return errors.As(err, &condition)
}
