package value

import (
	"fmt"
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// BGNBD is the beta-geometric/NBD model of Fader, Hardie and Lee ("Counting Your Customers" the Easy Way, Marketing Science 24
// (2005)): while a customer is alive, purchases come at a rate that is gamma distributed over the customers (R, Alpha); after each,
// the customer leaves for good with a probability that is beta distributed (A, B). All four are more than 0; Alpha is in weeks.
// Immutable and safe for concurrent use.
type BGNBD struct {
	R     float64 `json:"r"`
	Alpha float64 `json:"alpha"`
	A     float64 `json:"a"`
	B     float64 `json:"b"`
}

// What an expectation may reach: beyond, no customer is meant, and the work would have no bound.
const (
	MaxReach     = 10_000    // times what was observed, Alpha + T
	MaxPurchases = 1_000_000 // of a customer who never leaves
)

// Check refuses parameters that are no numbers or not more than 0, as fault.ErrInvalid.
func (m BGNBD) Check() error {
	var c fault.Check
	checkPositive(&c, "r", m.R)
	checkPositive(&c, "alpha", m.Alpha)
	checkPositive(&c, "a", m.A)
	checkPositive(&c, "b", m.B)
	return c.Err("value.bgnbd")
}

func checkPositive(c *fault.Check, path string, f float64) {
	c.That(finite(f) && f > 0, path, fault.RuleRange, "must be a number, more than 0")
}

func (m BGNBD) check(h History) error {
	if err := m.Check(); err != nil {
		return err
	}
	return h.Check()
}

// LogLikelihood is the logarithm of the probability density of a history (formula 3 of the paper, per customer). Its Mean is not
// looked at. Parameters and histories are not checked here: what is wrong with them makes it NaN or -Inf.
func (m BGNBD) LogLikelihood(h History) float64 {
	x := float64(h.Repeats)
	common := lgamma(m.R+x) - lgamma(m.R) + m.R*math.Log(m.Alpha) + lgamma(m.A+m.B) + lgamma(m.B+x) - lgamma(m.B) - lgamma(m.A+m.B+x)
	still := -(m.R + x) * math.Log(m.Alpha+h.Age)
	if h.Repeats == 0 {
		return common + still
	}
	left := math.Log(m.A) - math.Log(m.B+x-1) - (m.R+x)*math.Log(m.Alpha+h.Last)
	return common + max(still, left) + math.Log1p(math.Exp(-math.Abs(still-left)))
}

// Alive is the probability that the customer has not left at the end of the window, above 0 and up to 1. Who never bought again
// cannot have left: a customer leaves after a repeated purchase only, so it is 1. Errors are fault.ErrInvalid.
func (m BGNBD) Alive(h History) (float64, error) {
	if err := m.check(h); err != nil {
		return 0, err
	}
	return m.alive(h), nil
}

func (m BGNBD) alive(h History) float64 {
	if h.Repeats == 0 {
		return 1
	}
	x := float64(h.Repeats)
	odds := m.A / (m.B + x - 1) * math.Exp((m.R+x)*(math.Log(m.Alpha+h.Age)-math.Log(m.Alpha+h.Last)))
	return 1 / (1 + odds)
}

// Expected is how many purchases of the customer are expected in the weeks behind the window, given the history (formula 10 of the
// paper). fault.ErrInvalid: wrong parameters, history or weeks, and what
// lies beyond MaxReach or MaxPurchases.
func (m BGNBD) Expected(h History, weeks float64) (float64, error) {
	if err := m.check(h); err != nil {
		return 0, err
	}
	if err := m.checkReach(h, weeks); err != nil {
		return 0, err
	}
	x := float64(h.Repeats)
	return m.alive(h) * purchases(m.R+x, m.Alpha+h.Age, m.A, m.B+x, weeks), nil
}

// ExpectedOfNew is how many repeated purchases are expected of a customer of whom nothing is known but the first purchase, in the
// weeks behind it (formula 9 of the paper). Errors as of Expected.
func (m BGNBD) ExpectedOfNew(weeks float64) (float64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if err := m.checkReach(History{}, weeks); err != nil {
		return 0, err
	}
	return purchases(m.R, m.Alpha, m.A, m.B, weeks), nil
}

func (m BGNBD) checkReach(h History, weeks float64) error {
	var c fault.Check
	reach := weeks / (m.Alpha + h.Age)
	switch {
	case !finite(weeks) || weeks < 0:
		c.Add("weeks", fault.RuleRange, "must be a number of weeks, not negative")
	case reach > MaxReach:
		c.Add("weeks", fault.RuleRange, fmt.Sprintf("must not be more than %d times what was observed, alpha included; ask for less", MaxReach))
	case (m.R+float64(h.Repeats))*reach > MaxPurchases:
		c.Add("weeks", fault.RuleRange, fmt.Sprintf("would bring more than %d purchases; look at the model's parameters", MaxPurchases))
	}
	return c.Err("value.bgnbd")
}
