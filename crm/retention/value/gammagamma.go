package value

import (
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// GammaGamma is the model of spending of Fader and Hardie ("The Gamma-Gamma Model of Monetary Value", 2013): what a purchase
// brings is gamma distributed around the customer's own mean (P), which is inverse gamma distributed over the customers (Q, V). All
// three are more than 0; V is in units of the currency, such as euro. It holds where spending and buying often have little to do
// with one another. Immutable and safe for concurrent use.
type GammaGamma struct {
	P        float64        `json:"p"`
	Q        float64        `json:"q"`
	V        float64        `json:"v"`
	Currency money.Currency `json:"currency"`
}

// Check refuses parameters that are no numbers or not more than 0, and no currency, as fault.ErrInvalid.
func (g GammaGamma) Check() error {
	var c fault.Check
	checkPositive(&c, "p", g.P)
	checkPositive(&c, "q", g.Q)
	checkPositive(&c, "v", g.V)
	c.That(g.Currency != money.Currency{}, "currency", fault.RuleRequired, "must be the currency of v")
	return c.Err("value.gammagamma")
}

// LogLikelihood is the logarithm of the probability density of a mean over a number of purchases (formula 1a of the paper); mean is
// in units of the currency. Nothing is checked here: without purchases or a mean above 0 it is NaN or infinite.
func (g GammaGamma) LogLikelihood(purchases, mean float64) float64 {
	px := g.P * purchases
	return lgamma(px+g.Q) - lgamma(px) - lgamma(g.Q) + g.Q*math.Log(g.V) + (px-1)*math.Log(mean) + px*math.Log(purchases) -
		(px+g.Q)*math.Log(purchases*mean+g.V)
}

// Spend is what a purchase of the customer is expected to bring, given the mean of those made (formula 5 of the paper): between
// that mean and the mean of all customers, P·V/(Q-1), nearer to the customer's the more purchases there were. It is rounded once, see
// Estimate. fault.ErrInvalid: wrong parameters or history, another currency, and a Q so small that there is no finite mean.
func (g GammaGamma) Spend(h History) (money.Amount, error) {
	f, err := g.spend(h)
	if err != nil {
		return money.Amount{}, err
	}
	return Estimate(f, g.Currency)
}

func (g GammaGamma) spend(h History) (float64, error) {
	if err := g.Check(); err != nil {
		return 0, err
	}
	if err := h.Check(); err != nil {
		return 0, err
	}
	var c fault.Check
	if got := h.Mean.Currency(); got != g.Currency && got != (money.Currency{}) {
		c.Add("mean", fault.RuleCurrency, "is in "+got.String()+", the model in "+g.Currency.String()+"; convert it first")
	}
	x := float64(h.Repeats)
	c.That(g.P*x+g.Q > 1, "q", fault.RuleRange, "is so small that the expected spend has no bound; fit the model on more customers")
	if err := c.Err("value.gammagamma"); err != nil {
		return 0, err
	}
	mean, err := Float(h.Mean)
	if err != nil {
		return 0, err
	}
	return g.P * (g.V + x*mean) / (g.P*x + g.Q - 1), nil
}
