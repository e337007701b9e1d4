package marketing

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Effect is what a collateral has brought about (3.3.2).
type Effect struct {
	Window time.Duration `json:"window"` // how long after its issue an answer counts for it; nanoseconds in JSON
	AsOf   time.Time     `json:"asOf"`

	Issued   int `json:"issued"`   // leads that were there by AsOf
	Inquired int `json:"inquired"` // of them, customers who answered within the window
	Later    int `json:"later"`    // and behind it

	// Leads by their state at AsOf; together they are Issued.
	Open      int `json:"open"`
	Accepted  int `json:"accepted"` // they became opportunities
	Rejected  int `json:"rejected"`
	Cancelled int `json:"cancelled"`

	// Enquiries of those who got it, before and after each of them got it; of those who were held out, before and after they
	// would have; and of all others, before and after the first got it. Where not all of the window has passed by AsOf, no more
	// of it is counted before than after.
	Recipients Comparison `json:"recipients"`
	HeldOut    Comparison `json:"heldOut,omitzero"`
	Others     Comparison `json:"others"`

	// Uplift compares those who got it in a distribution with its control group: that tells what would have come anyway.
	Uplift Uplift `json:"uplift"`
}

// InquiryRate is the share of those who got it that answered within the window.
func (e Effect) InquiryRate() Fraction { return Fraction{e.Inquired, e.Issued} }

// AcceptanceRate is the share of those who got it that became opportunities.
func (e Effect) AcceptanceRate() Fraction { return Fraction{e.Accepted, e.Issued} }

// Fraction is an exact rate. It is a value.
type Fraction struct {
	Numerator   int `json:"numerator"` // 0 to Denominator
	Denominator int `json:"denominator"`
}

// Rat is the rate as a number; false if the denominator is 0.
func (f Fraction) Rat() (*big.Rat, bool) {
	if f.Denominator == 0 {
		return nil, false
	}
	return big.NewRat(int64(f.Numerator), int64(f.Denominator)), true
}

// String writes the rate as it was counted, not reduced: 5/20.
func (f Fraction) String() string { return fmt.Sprintf("%d/%d", f.Numerator, f.Denominator) }

// Comparison counts enquiries in equally long times before and after a distribution. It is a value.
type Comparison struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// More reports whether there were more enquiries after the distribution.
func (c Comparison) More() bool { return c.After > c.Before }

// Enquiry is one enquiry of a customer, whatever it was about.
type Enquiry struct {
	Customer string
	At       time.Time
}

// Measure counts what has come by asOf of the leads of one collateral and of those who were held out of its distribution,
// given the enquiries of all customers. Times are
// half-open: an answer counts from the instant of the issue up to, not including, the end of the window.
func Measure(leads []Lead, heldOut []HeldOut, enquiries []Enquiry, window time.Duration, asOf time.Time) Effect {
	e := Effect{Window: window, AsOf: asOf, Uplift: UpliftOf(Responses(leads, heldOut, enquiries, window, asOf))}
	issued, held := map[string]time.Time{}, map[string]time.Time{}
	var first time.Time
	for _, l := range leads {
		if l.CreatedAt.After(asOf) {
			continue
		}
		if len(issued) == 0 || l.CreatedAt.Before(first) {
			first = l.CreatedAt
		}
		issued[l.Customer] = l.CreatedAt
		e = e.count(l)
	}
	for _, h := range heldOut {
		if !h.At.After(asOf) {
			held[h.Customer] = h.At
		}
	}
	for _, q := range enquiries {
		if at, got := issued[q.Customer]; got {
			e.Recipients = e.Recipients.count(q.At.Sub(at), min(window, asOf.Sub(at)))
			continue
		}
		if at, was := held[q.Customer]; was {
			e.HeldOut = e.HeldOut.count(q.At.Sub(at), min(window, asOf.Sub(at)))
			continue
		}
		if len(issued) > 0 {
			e.Others = e.Others.count(q.At.Sub(first), min(window, asOf.Sub(first)))
		}
	}
	return e
}

// count adds one lead.
func (e Effect) count(l Lead) Effect {
	e.Issued++
	switch at := l.InquiredAt; {
	case at.IsZero() || at.After(e.AsOf):
	case at.Before(l.CreatedAt.Add(e.Window)):
		e.Inquired++
	default:
		e.Later++
	}
	switch l.StatusAt(e.AsOf) {
	case Accepted:
		e.Accepted++
	case Rejected:
		e.Rejected++
	case Cancelled:
		e.Cancelled++
	default:
		e.Open++
	}
	return e
}

// count adds an enquiry that came so long after the issue, or before it, if that lies within the span.
func (c Comparison) count(since, span time.Duration) Comparison {
	switch {
	case since >= 0 && since < span:
		c.After++
	case since < 0 && since >= -span:
		c.Before++
	}
	return c
}

// maxWindow is the longest window.
const maxWindow = 5 * 366 * 24 * time.Hour

// Effect measures by asOf what a collateral has brought about. enquiries are those of all customers from a window before
// the first issue until asOf, from Customer Interface Management; without them nothing is compared.
func (s *Service) Effect(ctx context.Context, collateral string, window time.Duration, asOf time.Time, enquiries []Enquiry) (Effect, error) {
	var c fault.Check
	c.That(window > 0 && window <= maxWindow, "window", fault.RuleRange, "must be longer than nothing, and at most 5 years")
	c.That(!asOf.IsZero(), "asOf", fault.RuleRequired, "must be an instant")
	if err := c.Err("marketing.effect"); err != nil {
		return Effect{}, err
	}
	return work.See(ctx, s.env, func(u *work.Unit) (Effect, error) {
		if _, err := collaterals.Get(u, collateral); err != nil {
			return Effect{}, err
		}
		found, err := leads.By(u, byCollateral, collateral)
		if err != nil {
			return Effect{}, err
		}
		held, err := controls.By(u, byCollateral, collateral)
		return Measure(found, held, enquiries, window, asOf), err
	})
}
