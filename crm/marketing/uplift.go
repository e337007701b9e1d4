package marketing

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Verdict says what a comparison with the control group shows.
type Verdict string

// The verdicts.
const (
	VerdictMore      Verdict = "more"      // more responses than without the collateral
	VerdictFewer     Verdict = "fewer"     // and fewer
	VerdictUndecided Verdict = "undecided" // the difference may be chance
	VerdictTooFew    Verdict = "tooFew"    // one of the groups is smaller than MinSample
)

// MinSample is how many customers each group must have for a verdict. What difference shows with how many: SampleSize.
const MinSample = 100

// Uplift is what a collateral has brought about beyond what would have come anyway. It is a value.
type Uplift struct {
	Treated    Fraction `json:"treated"`    // of those who got it, how many responded
	Control    Fraction `json:"control"`    // of those who were held out
	Difference float64  `json:"difference"` // treated less control, -1 to 1
	Confidence Interval `json:"confidence"` // of the difference: Newcombe
	Verdict    Verdict  `json:"verdict"`
}

// Compare compares the responses of those who got a collateral with those of the control group.
func Compare(treated, control Fraction) Uplift {
	u := Uplift{Treated: treated, Control: control, Difference: treated.rate() - control.rate(), Confidence: Newcombe(treated, control), Verdict: VerdictUndecided}
	switch {
	case treated.Denominator < MinSample || control.Denominator < MinSample:
		u.Verdict = VerdictTooFew
	case u.Confidence.Lower > 0:
		u.Verdict = VerdictMore
	case u.Confidence.Upper < 0:
		u.Verdict = VerdictFewer
	}
	return u
}

// Additional is how many of the responses of those who got it would not have come without it; negative if it kept some away.
func (u Uplift) Additional() float64 { return u.Difference * float64(u.Treated.Denominator) }

// CostPerAdditional is what each additional response has cost, given what the whole distribution has, rounded half up to the
// minor unit. A negative cost is fault.ErrInvalid; that there was no additional response, or no control group, is
// fault.ErrState.
func (u Uplift) CostPerAdditional(cost money.Amount) (money.Amount, error) {
	var c fault.Check
	c.That(cost.Sign() >= 0, "cost", fault.RuleRange, "must not be negative")
	if err := c.Err("marketing.uplift"); err != nil {
		return money.Amount{}, err
	}
	control := int64(u.Control.Denominator)
	additional := int64(u.Treated.Numerator)*control - int64(u.Control.Numerator)*int64(u.Treated.Denominator) // times control
	if control == 0 || additional <= 0 {
		return money.Amount{}, fault.State("marketing.uplift", fmt.Sprintf("%s against %s: there is no additional response to bear the cost", u.Treated, u.Control))
	}
	return cost.Fraction(control, additional, money.HalfUp)
}

// Response is whether a customer, who got a collateral or was held out, responded. It is a value.
type Response struct {
	Customer  string
	Treated   bool // got it; false: was held out
	Responded bool // made an enquiry within the window from then on
}

// Responses says of each customer of a distribution whether an enquiry has come by asOf within the window from the instant
// on at which the customer got the collateral, or would have got it. Leads that were issued one by one are left out: nothing
// was left to chance with them.
func Responses(leads []Lead, heldOut []HeldOut, enquiries []Enquiry, window time.Duration, asOf time.Time) []Response {
	made := map[string][]time.Time{}
	for _, q := range enquiries {
		made[q.Customer] = append(made[q.Customer], q.At)
	}
	responded := func(customer string, since time.Time) bool {
		for _, at := range made[customer] {
			if !at.Before(since) && at.Before(since.Add(window)) && !at.After(asOf) {
				return true
			}
		}
		return false
	}
	var all []Response
	for _, l := range leads {
		if !l.Single && !l.CreatedAt.After(asOf) {
			all = append(all, Response{Customer: l.Customer, Treated: true, Responded: responded(l.Customer, l.CreatedAt)})
		}
	}
	for _, h := range heldOut {
		if !h.At.After(asOf) {
			all = append(all, Response{Customer: h.Customer, Responded: responded(h.Customer, h.At)})
		}
	}
	return all
}

// UpliftOf compares the two groups of responses.
func UpliftOf(all []Response) Uplift {
	var treated, control Fraction
	for _, r := range all {
		group := &control
		if r.Treated {
			group = &treated
		}
		group.Denominator++
		if r.Responded {
			group.Numerator++
		}
	}
	return Compare(treated, control)
}
