package fit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/etomcrm/etomcrm/crm/retention/value"
)

// BGNBD fits the BG/NBD model to customers by maximum likelihood. fault.ErrInvalid: a history that is wrong, no customers, nobody
// who bought again, and customers from whom no parameters follow (all alike, say); the error says which. Who cancels ctx gets its
// error.
func BGNBD(ctx context.Context, histories []value.History) (value.BGNBD, Likelihood, error) {
	const subject = "fit.bgnbd"
	if _, err := value.CheckHistories(histories); err != nil {
		return value.BGNBD{}, Likelihood{}, err
	}
	repeats, age := 0, 0.0
	for _, h := range histories {
		repeats += h.Repeats
		age += h.Age
	}
	if repeats == 0 {
		return value.BGNBD{}, Likelihood{}, invalid(subject, "nobody bought again: how often customers buy cannot be told; take a longer time")
	}
	unit := age / float64(len(histories)) // weeks: the search is the same in days or years
	model := func(p []float64) value.BGNBD { return value.BGNBD{R: p[0], Alpha: p[1] * unit, A: p[2], B: p[3]} }
	all := parametric{subject: subject, names: []string{"r", "alpha", "a", "b"}, of: len(histories),
		log: func(p []float64) float64 { return logLikelihood(model(p), histories) },
		slope: func(into, p []float64) {
			m := model(p)
			for _, h := range histories {
				addSlope(into, m, h)
			}
			into[1] *= unit
		},
	}
	found, err := maximise(ctx, all, []float64{0.5, 0.2, 0.5, 2}, []float64{1, 1, 1, 1}, []float64{2, 0.5, 0.2, 5})
	if err != nil {
		return value.BGNBD{}, Likelihood{}, err
	}
	m := model(found)
	return m, Likelihood{Log: logLikelihood(m, histories), Used: len(histories)}, nil
}

func logLikelihood(m value.BGNBD, histories []value.History) float64 {
	sum := 0.0
	for _, h := range histories {
		sum += m.LogLikelihood(h)
	}
	return sum
}

// addSlope adds the derivatives of a history's log-likelihood by r, alpha, a and b.
func addSlope(into []float64, m value.BGNBD, h value.History) {
	x := float64(h.Repeats)
	still, left := 1.0, 0.0 // the shares that the customer who stays and the one who has left have in the likelihood
	if h.Repeats > 0 {
		odds := m.A / (m.B + x - 1) * math.Exp((m.R+x)*math.Log((m.Alpha+h.Age)/(m.Alpha+h.Last)))
		still = 1 / (1 + odds)
		left = 1 - still
		into[2] += left / m.A
		into[3] -= left / (m.B + x - 1)
	}
	both := mathext.Digamma(m.A+m.B) - mathext.Digamma(m.A+m.B+x)
	into[0] += mathext.Digamma(m.R+x) - mathext.Digamma(m.R) + math.Log(m.Alpha) - still*math.Log(m.Alpha+h.Age) - left*math.Log(m.Alpha+h.Last)
	into[1] += m.R/m.Alpha - (m.R+x)*(still/(m.Alpha+h.Age)+left/(m.Alpha+h.Last))
	into[2] += both
	into[3] += both + mathext.Digamma(m.B+x) - mathext.Digamma(m.B)
}
