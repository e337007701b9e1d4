package value

import (
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Terms are what a lifetime value is computed by. It is a value.
type Terms struct {
	Weeks    int        `json:"weeks"`    // the horizon, 1 to MaxWeeks
	Discount money.Rate `json:"discount"` // a year: what is earned a year later counts 1/(1 + Discount) of what is earned now
	Margin   money.Rate `json:"margin"`   // of what a purchase brings, what is left: 0% to 100%
}

// MaxWeeks is the furthest horizon, some twenty years.
const MaxWeeks = 1040

// WeeksPerYear is the length of a year for discounting.
const WeeksPerYear = 365.25 / DaysPerWeek

// DefaultTerms reach three years, discount 10% a year and count the whole of what is bought: replace them by your own.
func DefaultTerms() Terms {
	return Terms{Weeks: 156, Discount: money.MustRate("10%"), Margin: money.MustRate("100%")}
}

// Check refuses a horizon, discount or margin outside its range, as fault.ErrInvalid.
func (t Terms) Check() error {
	var c fault.Check
	all := money.MustRate("100%")
	c.That(t.Weeks >= 1 && t.Weeks <= MaxWeeks, "weeks", fault.RuleRange, "must be 1 to 1040")
	c.That(t.Discount.Sign() >= 0 && t.Discount.Cmp(all) <= 0, "discount", fault.RuleRange, "must be 0% to 100%")
	c.That(t.Margin.Sign() >= 0 && t.Margin.Cmp(all) <= 0, "margin", fault.RuleRange, "must be 0% to 100%")
	return c.Err("value.terms")
}

// Worth is a customer's lifetime value, with what it is made of. It is an estimate; see the package comment. It is a value.
type Worth struct {
	Customer   string       `json:"customer"`
	Terms      Terms        `json:"terms"`
	Alive      float64      `json:"alive"`      // the probability that the customer has not left
	Purchases  float64      `json:"purchases"`  // expected within the horizon
	Discounted float64      `json:"discounted"` // the same, each counting less the later it comes
	Spend      money.Amount `json:"spend"`      // expected of one purchase, rounded for the reader
	Value      money.Amount `json:"value"`      // Discounted × expected spend × margin, rounded once
}

// Lifetime is what a customer is worth from the window's end to the horizon:
//
//	Σ over the weeks w of  (E[w] - E[w-1]) / (1+Discount)^(w/WeeksPerYear)  ×  expected spend  ×  Margin
//
// where E[w] are the purchases expected within w weeks (BG/NBD) and the spend is Gamma-Gamma's; each week counts at its end. The
// horizon is finite: nothing behind it counts. fault.ErrInvalid: whatever the models, the history or the terms are wrong in.
func Lifetime(m BGNBD, g GammaGamma, h History, t Terms) (Worth, error) {
	if err := t.Check(); err != nil {
		return Worth{}, err
	}
	spend, err := g.spend(h)
	if err != nil {
		return Worth{}, err
	}
	w := Worth{Customer: h.Customer, Terms: t}
	if w.Alive, err = m.Alive(h); err != nil {
		return Worth{}, err
	}
	discount, margin := rate(t.Discount), rate(t.Margin)
	for week := 1; week <= t.Weeks; week++ {
		until, err := m.Expected(h, float64(week))
		if err != nil {
			return Worth{}, err
		}
		w.Discounted += (until - w.Purchases) * math.Pow(1+discount, -float64(week)/WeeksPerYear)
		w.Purchases = until
	}
	if w.Spend, err = Estimate(spend, g.Currency); err != nil {
		return Worth{}, err
	}
	w.Value, err = Estimate(w.Discounted*spend*margin, g.Currency)
	return w, err
}
