package fit

import (
	"context"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Likelihood says how well a model of value fits its customers. It is a value.
type Likelihood struct {
	Log     float64 `json:"log"`              // the natural logarithm of the likelihood, of all customers used together
	Used    int     `json:"used"`             // customers that the model was fitted on
	LeftOut int     `json:"leftOut,omitzero"` // customers of whom the model says nothing
}

// parametric is a likelihood of parameters that are more than 0.
type parametric struct {
	subject string
	names   []string
	of      int                                        // customers
	log     func(parameters []float64) float64         // of all customers together
	slope   func(into []float64, parameters []float64) // its derivatives, added to into, which is 0
}

const (
	flat    = 1e-8 // a slope, per customer and for a relative change of a parameter, below which nothing is to be gained any more
	sharp   = 1e-6 // the slope at which the search ends and polish begins
	extreme = 1e4  // a parameter above this, or below its reciprocal, has run away
	rounds  = 2000 // of the search, at most; a few dozen are usual
	steps   = 5    // of polish, at most; two are usual
)

// maximise finds the parameters at which the likelihood is greatest. It searches by their logarithms, so that all stay above 0, from
// one start after the other until a search ends at a top: no data are known for which these likelihoods have two.
func maximise(ctx context.Context, p parametric, starts ...[]float64) ([]float64, error) {
	why := "no parameters were found that fit these customers"
	for _, start := range starts {
		found := p.search(ctx, start)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if found == nil {
			continue
		}
		parameters := exp(found)
		if why = p.wrong(parameters, found); why == "" {
			return parameters, nil
		}
	}
	return nil, invalid(p.subject, why+"; give more customers, or a longer time in which they bought")
}

// wrong is why parameters that were found are no model; empty if they are one.
func (p parametric) wrong(parameters, x []float64) string {
	var away []string
	for i, parameter := range parameters {
		if parameter > extreme || parameter < 1/extreme {
			away = append(away, p.names[i])
		}
	}
	if len(away) > 0 {
		return strings.Join(away, ", ") + " would have to grow or shrink without bound"
	}
	slope := make([]float64, len(x))
	p.descent(slope, x)
	if floats.Norm(slope, math.Inf(1)) > flat {
		return "the search came to no end"
	}
	return ""
}

// search looks for the least of the negative likelihood per customer from one start; nil if there is nothing to be found.
func (p parametric) search(ctx context.Context, start []float64) []float64 {
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return -p.log(exp(x)) / float64(p.of) },
		Grad: p.descent,
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}
	settings := &optimize.Settings{GradientThreshold: sharp, MajorIterations: rounds, Converger: optimize.NeverTerminate{}}
	// An error of the line search close to the top, where float64 ends, is none: wrong looks at the slope.
	found, _ := optimize.Minimize(problem, logarithms(start), settings, &optimize.BFGS{})
	if found == nil || math.IsNaN(found.F) || math.IsInf(found.F, 0) {
		return nil
	}
	return p.polish(found.X)
}

// polish takes Newton's steps towards a slope of 0, as long as they bring it nearer: the likelihood itself is so flat at its top that
// float64 cannot tell its last steps apart, the slope can.
func (p parametric) polish(x []float64) []float64 {
	slope, next := make([]float64, len(x)), slices.Clone(x)
	p.descent(slope, x)
	for range steps {
		var turn mat.Dense
		turn.ReuseAs(len(x), len(x))
		fd.Jacobian(&turn, p.descent, x, &fd.JacobianSettings{Formula: fd.Central})
		var step mat.VecDense
		if step.SolveVec(&turn, mat.NewVecDense(len(x), slices.Clone(slope))) != nil {
			break
		}
		floats.SubTo(next, x, step.RawVector().Data)
		there := make([]float64, len(x))
		p.descent(there, next)
		if !(floats.Norm(there, math.Inf(1)) < floats.Norm(slope, math.Inf(1))) {
			break
		}
		x, next, slope = next, x, there
	}
	return x
}

// descent is the slope of what search makes small, by the logarithms of the parameters.
func (p parametric) descent(into, x []float64) {
	parameters := exp(x)
	clear(into)
	p.slope(into, parameters)
	for i := range into {
		into[i] *= -parameters[i] / float64(p.of)
	}
}

func invalid(subject, message string) error {
	return &fault.Invalid{Subject: subject, Fields: []fault.Field{{Path: "histories", Rule: fault.RuleRange, Message: message}}}
}

func exp(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = math.Exp(x[i])
	}
	return y
}

func logarithms(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = math.Log(x[i])
	}
	return y
}
