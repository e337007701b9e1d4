package fit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/etomcrm/etomcrm/crm/retention/value"
)

// spender is a customer who bought again.
type spender struct{ purchases, mean float64 }

// GammaGamma fits the Gamma-Gamma model by maximum likelihood to the customers who bought again for more than nothing; how many
// others were left out, Likelihood says. fault.ErrInvalid: a history that is wrong, means in several currencies, fewer than two
// customers who bought again, and customers from whom no parameters follow. Who cancels ctx gets its error.
func GammaGamma(ctx context.Context, histories []value.History) (value.GammaGamma, Likelihood, error) {
	const subject = "fit.gammagamma"
	currency, err := value.CheckHistories(histories)
	if err != nil {
		return value.GammaGamma{}, Likelihood{}, err
	}
	spenders, err := spendersOf(histories)
	if err != nil {
		return value.GammaGamma{}, Likelihood{}, err
	}
	if len(spenders) < 2 {
		return value.GammaGamma{}, Likelihood{}, invalid(subject, "fewer than two customers bought again for more than nothing: how their spending differs cannot be told; take a longer time")
	}
	unit := 0.0 // of money: the search is the same in cents or yen
	for _, s := range spenders {
		unit += s.mean / float64(len(spenders))
	}
	model := func(p []float64) value.GammaGamma {
		return value.GammaGamma{P: p[0], Q: p[1], V: p[2] * unit, Currency: currency}
	}
	all := parametric{subject: subject, names: []string{"p", "q", "v"}, of: len(spenders),
		log: func(p []float64) float64 { return logSpending(model(p), spenders) },
		slope: func(into, p []float64) {
			m := model(p)
			for _, s := range spenders {
				addSpending(into, m, s)
			}
			into[2] *= unit
		},
	}
	found, err := maximise(ctx, all, []float64{2, 2, 1}, []float64{6, 4, 0.5}, []float64{1, 1, 1})
	if err != nil {
		return value.GammaGamma{}, Likelihood{}, err
	}
	m := model(found)
	return m, Likelihood{Log: logSpending(m, spenders), Used: len(spenders), LeftOut: len(histories) - len(spenders)}, nil
}

func spendersOf(histories []value.History) ([]spender, error) {
	var all []spender
	for _, h := range histories {
		if h.Repeats == 0 || h.Mean.Sign() == 0 {
			continue
		}
		mean, err := value.Float(h.Mean)
		if err != nil {
			return nil, err
		}
		all = append(all, spender{float64(h.Repeats), mean})
	}
	return all, nil
}

func logSpending(m value.GammaGamma, all []spender) float64 {
	sum := 0.0
	for _, s := range all {
		sum += m.LogLikelihood(s.purchases, s.mean)
	}
	return sum
}

// addSpending adds the derivatives of a customer's log-likelihood by p, q and v.
func addSpending(into []float64, m value.GammaGamma, s spender) {
	px, total := m.P*s.purchases, s.purchases*s.mean+m.V
	both := mathext.Digamma(px + m.Q)
	into[0] += s.purchases * (both - mathext.Digamma(px) + math.Log(s.purchases*s.mean) - math.Log(total))
	into[1] += both - mathext.Digamma(m.Q) + math.Log(m.V) - math.Log(total)
	into[2] += m.Q/m.V - (px+m.Q)/total
}
