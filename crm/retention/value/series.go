package value

import "math"

// purchases is how many purchases are expected in the next t weeks of a customer who is alive, whose rate is gamma distributed
// (shape s, rate beta in weeks) and whose probability to leave after a purchase is beta distributed (a, b):
//
//	(a+b-1)/(a-1) · [1 - (β/(β+t))^s · 2F1(s, b; a+b-1; t/(β+t))]
//
// as the paper has it. That form divides by a-1 and has a pole at a+b = 1, where nothing special happens, and its difference loses
// digits for small t. The same as a sum of terms that are not negative: n purchases are wanted, with a negative binomial
// probability, z = t/(β+t):
//
//	Σ (1-z)^s (s)_n/n! zⁿ · Sₙ,   Sₙ = Σ_{k<n} (b)_k/(a+b)_k
//
// and Sₙ of them are made before the customer leaves.
func purchases(s, beta, a, b, t float64) float64 {
	if t == 0 {
		return 0
	}
	z := t / (beta + t)
	scale := -s * math.Log1p(t/beta) // the logarithm that weights are to be multiplied by: they may be tiny at first
	weight, stay, made, sum := 1.0, 1.0, 0.0, 0.0
	for n := 0.0; ; n++ {
		term := weight * made
		sum += term
		ratio := (s + n) / (n + 1) * z
		// Behind the mode weights fall at least as ratio does, and made grows by at most stay a step.
		if rest := max(ratio, z); rest < 1 && n > 0 && term+weight*stay/(1-rest) <= (1-rest)*sum*epsilon {
			return math.Exp(scale) * sum
		}
		weight *= ratio
		made += stay
		stay *= (b + n) / (a + b + n)
		if weight > huge {
			weight, sum, scale = weight/huge, sum/huge, scale+math.Log(huge)
		}
	}
}

const (
	epsilon = 1e-15
	huge    = 1e200
)

// lgamma is the logarithm of the gamma function, of arguments above 0.
func lgamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}
