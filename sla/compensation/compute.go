package compensation

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Compute tells what the facts come to as of an instant: each by the scheme that was in force on the day it began. The fee is what
// the contract asks for a month, without what varies; the zero amount if the fee varies, and then only fixed amounts count. What
// goes on is paid up to asOf; computing it again later gives more, and Difference says how much.
//
// Errors are fault.ErrInvalid, every fault of schemes, facts and fee at once: schemes that contradict themselves or one another, facts
// with one id, in the wrong order or in the future, two reports of one complete outage, a fee below 0 or in another currency. Nothing
// is kept or changed; it is safe for concurrent use.
func Compute(schemes []Scheme, facts Facts, fee money.Amount, asOf time.Time) (Result, error) {
	var c fault.Check
	checkSchemes(&c, schemes)
	c.That(slices.Contains(customers[:], facts.Customer), "customer", unknown(string(facts.Customer)),
		"must be consumer, microEnterprise, smallEnterprise, nonProfit or enterprise")
	c.That(fee.Sign() >= 0, "fee", fault.RuleRange, "must not be less than 0")
	for i := range schemes {
		if fee.Sign() > 0 && fee.Currency() != schemes[i].Currency {
			c.Add("fee", fault.RuleCurrency, fmt.Sprintf("is in %s, and schemes[%d] in %s", fee.Currency(), i, schemes[i].Currency))
		}
	}
	c.That(1970 <= asOf.Year() && asOf.Year() < 2200, "asOf", fault.RuleRange, "must be an instant of the years 1970 to 2199")
	matters := facts.matters(&c, asOf)
	if err := c.Err("compensation.Compute"); err != nil {
		return Result{}, err
	}
	result := Result{Claims: make([]Claim, 0, len(matters))}
	for _, m := range matters {
		claim, err := compute(schemes, facts, m, fee, asOf)
		if err != nil {
			return Result{}, err
		}
		if result.Total, err = result.Total.Add(claim.Amount); err != nil {
			return Result{}, err
		}
		result.Claims = append(result.Claims, claim)
	}
	return result, nil
}

func compute(schemes []Scheme, facts Facts, m matter, fee money.Amount, asOf time.Time) (Claim, error) {
	claim := Claim{Case: m.id, Event: m.event}
	s, r := inForce(schemes, m)
	if r == nil {
		claim.because(CodeNoScheme, "no scheme has a rule for this event on the day it began")
		return claim, nil
	}
	claim.Scheme, claim.Rule, claim.Source, claim.SetOff = s.ID, r.Code, r.Source, slices.Clone(r.SetOff)
	claim.Open = m.event != MissedAppointment && (m.until.IsZero() || m.until.After(asOf))
	if reason := r.refuses(facts, m); reason.Code != "" {
		claim.Reasons = []fault.Reason{reason}
		return claim, nil
	}
	zone, err := calendar.LoadZone(s.Zone)
	if err != nil {
		return Claim{}, err
	}
	if r.Pays == Once {
		return claim, claim.missed(s, r, m, zone, fee, asOf)
	}
	p, err := r.period(s, zone, m, asOf)
	if err != nil {
		return Claim{}, err
	}
	days, cut := r.days(s, zone, p)
	for _, d := range days {
		if err := claim.pay(s, r, d, p.reported.DaysUntil(d), fee); err != nil {
			return Claim{}, err
		}
	}
	claim.explain(r, p, cut)
	return claim, nil
}

// inForce is the rule for a matter, of the scheme in force on the day it began.
func inForce(schemes []Scheme, m matter) (*Scheme, *Rule) {
	for i := range schemes {
		s := &schemes[i]
		zone, err := calendar.LoadZone(s.Zone)
		if err != nil || !s.holds(calendar.DateOf(m.since, zone)) {
			continue
		}
		for n := range s.Rules {
			if s.Rules[n].Event == m.event {
				return s, &s.Rules[n]
			}
		}
	}
	return nil, nil
}

// refuses says why nothing is owed whatever the days; an empty reason if there is none.
func (r *Rule) refuses(facts Facts, m matter) fault.Reason {
	switch {
	case !slices.Contains(r.For, facts.Customer):
		return fault.Reason{Code: CodeCustomer, Message: fmt.Sprintf("%s is not for the customer kind %s", r.Code, facts.Customer)}
	case facts.Waived && r.Waivable && facts.Customer != Consumer:
		return fault.Reason{Code: CodeWaived, Message: "the customer expressly waived it"}
	case m.event == LossOfService && !m.complete:
		return fault.Reason{Code: CodeIncomplete, Message: "the service was not out completely"}
	case m.cause != "" && slices.Contains(r.Excludes, m.cause):
		return fault.Reason{Code: CodeCause, Message: fmt.Sprintf("%s is excluded by %s", m.cause, r.Code)}
	}
	return fault.Reason{}
}

// pay adds a line for a day.
func (c *Claim) pay(s *Scheme, r *Rule, date calendar.Date, day int, fee money.Amount) error {
	rate := r.Rates[0]
	for _, later := range r.Rates[1:] {
		if later.FromDay <= day {
			rate = later
		}
	}
	line := Line{Date: date, Day: day, Fixed: rate.Fixed, Share: rate.Share, Amount: rate.Fixed, Higher: Fixed, Rounding: s.Rounding}
	var err error
	if fee.Sign() > 0 && rate.Share.Sign() > 0 {
		if line.OfFee, err = fee.Percent(rate.Share, s.Rounding); err != nil {
			return err
		}
		higher, err := line.OfFee.Cmp(rate.Fixed)
		if err != nil {
			return err
		}
		if higher == 0 {
			line.Higher = Equal
		} else if higher > 0 {
			line.Amount, line.Higher = line.OfFee, Share
		}
	}
	c.Lines = append(c.Lines, line)
	c.Amount, err = c.Amount.Add(line.Amount)
	return err
}
