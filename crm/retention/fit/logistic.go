package fit

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Options of a logistic fit; nil is the default.
type Options struct {
	Name     string        // the model's; empty: the target
	Version  string        // the model's; empty: 1
	From, To calendar.Date // the period of the data, To the day after it; zero: not said
	Source   string        // where the data came from
	L2       float64       // penalty: half of it times each squared standardised coefficient but the intercept; 0: none
	LeaveOut bool          // terms that follow from those before them are left at 0 and reported; else they are refused
}

// Report says how a fit went.
type Report struct {
	Iterations        int      `json:"iterations"`        // Newton steps
	LogLikelihood     float64  `json:"logLikelihood"`     // of the model, without the penalty
	NullLogLikelihood float64  `json:"nullLogLikelihood"` // of the share of positive outcomes alone
	AUC               float64  `json:"auc"`               // on the rows it was fitted on, hence flattering
	LeftOut           []string `json:"leftOut"`           // names of terms
}

const (
	maxIterations = 100
	nearGradient  = 1e-8  // of the mean log-likelihood: near enough for steps without a line search
	maxPolish     = 30    // Newton steps without a line search
	settled       = 1e-11 // a step of the standardised coefficients below which they are found
	tiny          = 1e-5  // a step below which it is only the last digits that do not come to rest
	huge          = 1e-2  // a step that is none of somebody who is near
)

// Logistic fits a logistic model by maximum likelihood, or, with a penalty, by the most likely coefficients under it. Numbers are
// standardised inside; the coefficients are those of the raw numbers. Standard errors come from the inverse of the second derivatives
// (with a penalty, of the penalised ones). fault.ErrInvalid, with the columns, where there is no answer: one outcome only; a column
// that is the same in every row, or follows from others; columns that tell the outcome of some rows for certain, so that their
// coefficients would grow for ever (a penalty helps). It ends when the context does.
func Logistic(ctx context.Context, d *model.Data, options *Options) (model.Model, Report, error) {
	o := Options{}
	if options != nil {
		o = *options
	}
	if err := o.check(); err != nil {
		return model.Model{}, Report{}, err
	}
	design := d.Design()
	p := newProblem(design, o.L2)
	leftOut, err := p.leaveOut(o.LeaveOut)
	if err != nil {
		return model.Model{}, Report{}, err
	}
	r := Report{LeftOut: leftOut}
	if err := p.solve(ctx, &r); err != nil {
		return model.Model{}, Report{}, err
	}
	m := p.model(d, o)
	r.LogLikelihood, r.NullLogLikelihood = m.FittedOn.LogLikelihood, nullLogLikelihood(d)
	if err := m.Check(); err != nil {
		return model.Model{}, Report{}, err
	}
	if r.AUC, err = model.AUC(p.at(p.b).p, design.Positive); err != nil {
		return model.Model{}, Report{}, err
	}
	return m, r, nil
}

func (o Options) check() error {
	var c fault.Check
	c.That(o.L2 >= 0 && !math.IsInf(o.L2, 0), "l2", fault.RuleRange, "must be a finite number, not negative")
	c.Optional("name", o.Name, fault.MaxName)
	c.Optional("version", o.Version, fault.MaxName)
	c.Optional("source", o.Source, fault.MaxText)
	c.That(o.From.IsZero() || o.To.IsZero() || o.From.Before(o.To), "to", fault.RuleRange, "must be behind from: it is the day after the period")
	return c.Err("fit.options")
}

// solve finds the coefficients: gonum's Newton method, which searches along each step, brings them near. There the likelihood is too
// flat for a search, and plain Newton steps, which double the right digits, bring them home.
func (p *problem) solve(ctx context.Context, r *Report) error {
	problem := optimize.Problem{
		Func:   func(b []float64) float64 { return p.at(b).loss },
		Grad:   func(gradient, b []float64) { p.gradient(gradient, b) },
		Hess:   func(h *mat.SymDense, b []float64) { p.hessian(h, b) },
		Status: func() (optimize.Status, error) { return optimize.NotTerminated, ctx.Err() },
	}
	start := make([]float64, p.width)
	start[0] = model.LogOdds(p.rate)
	result, err := optimize.Minimize(problem, start, &optimize.Settings{MajorIterations: maxIterations, Converger: optimize.NeverTerminate{}},
		&optimize.Newton{GradStopThreshold: nearGradient})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if result == nil {
		return fmt.Errorf("fit.logistic: %w", err)
	}
	p.b, r.Iterations = result.X, result.MajorIterations
	return p.polish(r)
}

// polish takes Newton steps until they are too small to matter, or as small as the digits allow. Where they stay large, some rows'
// outcomes are told for certain.
func (p *problem) polish(r *Report) error {
	step, gradient := mat.NewVecDense(p.width, nil), make([]float64, p.width)
	h := mat.NewSymDense(p.width, nil)
	last := math.Inf(1)
	for range maxPolish {
		p.gradient(gradient, p.b)
		p.hessian(h, p.b)
		var chol mat.Cholesky
		if !chol.Factorize(h) {
			return p.unsettled(p.b)
		}
		if err := chol.SolveVecTo(step, mat.NewVecDense(p.width, gradient)); err != nil && !isCondition(err) {
			return fmt.Errorf("fit.logistic: %w", err)
		}
		r.Iterations++
		direction, largest := make([]float64, p.width), 0.0
		for j, s := range step.RawVector().Data {
			p.b[j] -= s
			direction[j], largest = -s, max(largest, math.Abs(s))
		}
		switch {
		case largest <= settled, largest < tiny && largest > last/2:
			return p.errors(&chol)
		case largest > huge && p.separated(direction):
			return p.separation(direction)
		}
		last = largest
	}
	return p.unsettled(p.b)
}

// unsettled is the refusal of data whose coefficients have not come to rest.
func (p *problem) unsettled(b []float64) error {
	if p.separated(b) {
		return p.separation(b)
	}
	return &fault.Invalid{Subject: "fit.logistic", Fields: []fault.Field{{Rule: RuleCollinear,
		Message: "the coefficients do not come to rest: some columns all but follow from others, or all but tell the outcome; leave some out, or fit with a penalty (L2)"}}}
}

func nullLogLikelihood(d *model.Data) float64 {
	yes, no := float64(d.Positives()), float64(d.Rows()-d.Positives())
	return yes*math.Log(yes/(yes+no)) + no*math.Log(no/(yes+no))
}

// model is what has been found, in raw numbers.
func (p *problem) model(d *model.Data, o Options) model.Model {
	l := d.Layout()
	m := model.Model{
		Name: cmp.Or(o.Name, l.Target), Version: cmp.Or(o.Version, "1"), Target: l.Target, Positive: l.Positive,
		Intercept: p.b[0], Inputs: p.design.Inputs, Terms: p.design.Terms,
		FittedOn: model.Fitted{Rows: d.Rows(), Positives: d.Positives(), Dropped: d.Dropped(), From: o.From, To: o.To, Penalty: o.L2,
			LogLikelihood: p.logLikelihood(), Source: o.Source},
	}
	for j, c := range p.columns {
		t := &m.Terms[c.term]
		t.Coefficient = p.b[j+1] / c.scale
		t.StandardError = math.Sqrt(p.covariance.At(j+1, j+1)) / c.scale
		m.Intercept -= t.Coefficient * c.centre
	}
	m.InterceptError = p.interceptError()
	return m
}
