package sla

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// finding is what an assessment means for the violation of its period.
type finding struct {
	report   Report
	breaches []Breach // the missed targets that count by now
	open     bool     // an outage goes on
}

// saying is an event to be told.
type saying struct {
	typ  string
	data any
}

// pursue finds the violation of an assessed period, hands over what it is worth, and tells everybody (3.7.2). Nothing is told
// that was told before.
func (in *intake) pursue(tell teller, rec *PeriodRecord, v Version, t terms, rep Report) error {
	f := finding{report: rep, breaches: breaches(rep, t.Agreement, rec.settled(v, rep.AsOf)), open: rec.open()}
	if !rec.Violation && len(f.breaches) == 0 {
		return nil
	}
	x := Violation{Meta: store.Meta{ID: rec.ID}, Correlation: tell.correlation, Customer: rec.Customer, Agreement: rec.Agreement, Period: rec.Period, ClaimedAt: rec.ClaimedAt}
	if rec.Violation {
		var err error
		if x, err = violations.Get(in.u, rec.ID); err != nil {
			return err
		}
	}
	rec.Violation = true
	now, said, err := x.follow(f)
	if err != nil {
		return err
	}
	for _, one := range said {
		if err := tell.that(one.typ, one.data); err != nil {
			return err
		}
	}
	return in.keepViolation(x, now)
}

// breaches are the missed targets that count by now: all of them if the period is to be settled, else those that stay missed, if
// the agreement settles at once.
func breaches(rep Report, a Agreement, settled bool) []Breach {
	var all []Breach
	for n, one := range rep.Results {
		counts := settled || a.Settle == AtOnce && a.Objectives[n].Lasting()
		if one.State == Violated && counts {
			all = append(all, Breach{Standing: standing(one), FoundAt: rep.AsOf})
		}
	}
	return all
}

// follow is the violation after a finding, and what is to be told, in order.
func (v Violation) follow(f finding) (Violation, []saying, error) {
	now := f.report.AsOf
	fresh, gone := v.compare(f.breaches)
	v.Resolved, v.Claim = !f.open, f.report.Claim
	due, err := v.due(f)
	if err != nil {
		return v, nil, err
	}
	if v, err = v.found(now, fresh, f); err != nil {
		return v, nil, err
	}
	adjustments, err := Difference(v.granted(), due)
	if err != nil {
		return v, nil, err
	}
	unasked := f.report.Claim == Automatic || v.claimBy(f).IsZero()
	v, err = v.handOver(now, adjustments, due.Remedies, unasked)
	if err != nil {
		return v, nil, err
	}
	v.ClaimBy = v.claimBy(f)
	var said []saying
	if len(fresh) > 0 {
		said = append(said, saying{EventViolationFound, v.notice(fresh)})
	}
	if gone && v.State == ViolationWithdrawn {
		said = append(said, saying{EventViolationWithdrawn, v.notice(nil)})
	}
	if len(adjustments) > 0 {
		said = append(said, saying{EventRemedyHandedOver, v.remedy(adjustments)})
	}
	if len(said) > 0 || gone {
		said = append(said, saying{EventViolationMadeKnown, v.notice(v.Breaches)}, saying{EventViolationDisclosed, v.notice(v.Breaches)})
	}
	return v, said, nil
}

// compare returns the breaches that are new, and whether any is gone.
func (v Violation) compare(now []Breach) (fresh []Breach, gone bool) {
	has := func(all []Breach, objective string) bool {
		return slices.ContainsFunc(all, func(b Breach) bool { return b.Objective == objective })
	}
	for _, b := range now {
		if !has(v.Breaches, b.Objective) {
			fresh = append(fresh, b)
		}
	}
	return fresh, slices.ContainsFunc(v.Breaches, func(b Breach) bool { return !has(now, b.Objective) })
}

// found notes the breaches, and takes the violation to the state that they lead to.
func (v Violation) found(now time.Time, fresh []Breach, f finding) (Violation, error) {
	was := v.Breaches
	v.Breaches = nil
	for _, b := range f.breaches {
		if i := slices.IndexFunc(was, func(w Breach) bool { return w.Objective == b.Objective }); i >= 0 {
			b.FoundAt = was[i].FoundAt
		}
		v.Breaches = append(v.Breaches, b)
	}
	switch {
	case v.State == "":
		v.State, v.FoundAt = violationLifecycle.Initial(), now
	case len(v.Breaches) == 0 && v.State != ViolationWithdrawn:
		return v.apply(WithdrawViolation, now)
	case len(fresh) > 0 && (v.State == ViolationWithdrawn || v.State == ViolationLapsed && v.claimBy(f).After(now)):
		return v.apply(FindViolation, now)
	}
	return v, nil
}

// mostGrants is how many remedies are handed over one by one: the violation and its events have to be kept.
const mostGrants = 200

// due is the report with what is to be handed over by now: remedies of breaches that count, unasked or claimed in time. Of more than
// mostGrants the faults are not told apart.
func (v Violation) due(f finding) (Report, error) {
	now := f.report
	now.Remedies = nil
	for _, r := range f.report.Remedies {
		counts := slices.ContainsFunc(f.breaches, func(b Breach) bool { return b.Objective == r.Objective })
		claimed := f.report.Claim == Automatic || !v.ClaimedAt.IsZero() && v.ClaimedAt.Before(r.ClaimBy)
		if counts && claimed && r.Amount.Sign() != 0 {
			now.Remedies = append(now.Remedies, r)
		}
	}
	if len(now.Remedies) <= mostGrants {
		return now, nil
	}
	var err error
	now.Remedies, err = together(now.Remedies)
	return now, err
}

// together adds up the remedies of each consequence.
func together(remedies []Remedy) ([]Remedy, error) {
	var c money.Calc
	var all []Remedy
	at := map[remedyKey]int{}
	for _, r := range remedies {
		r.Fault = ""
		n, there := at[r.key()]
		if !there {
			at[r.key()] = len(all)
			all = append(all, r)
			continue
		}
		all[n].Amount = c.Add(all[n].Amount, r.Amount)
	}
	return all, c.Err()
}

// claimBy is the last instant to claim what can be claimed still; zero if there is nothing to claim.
func (v Violation) claimBy(f finding) time.Time {
	var last time.Time
	if f.report.Claim != OnClaim || !v.ClaimedAt.IsZero() {
		return last
	}
	for _, r := range f.report.Remedies {
		if r.Amount.Sign() > 0 && r.ClaimBy.After(last) {
			last = r.ClaimBy
		}
	}
	return last
}

// granted is what is handed over, as Difference takes it.
func (v Violation) granted() Report {
	before := Report{Agreement: v.Agreement, Customer: v.Customer, Period: v.Period}
	for _, g := range v.Granted {
		before.Remedies = append(before.Remedies, Remedy{Objective: g.Objective, Consequence: g.Consequence, Fault: g.Fault, Fee: g.Fee, Amount: g.Amount})
	}
	return before
}

// handOver notes what is handed over, and settles the violation. Where nothing is to be claimed, it is settled without.
func (v Violation) handOver(now time.Time, adjustments []Adjustment, due []Remedy, unasked bool) (Violation, error) {
	var err error
	if len(adjustments) == 0 {
		if v.State == ViolationFound && unasked {
			return v.apply(SettleViolation, now)
		}
		return v, nil
	}
	v.Granted = nil
	for _, r := range due {
		v.Granted = append(v.Granted, Grant{Objective: r.Objective, Consequence: r.Consequence, Fault: r.Fault, Fee: r.Fee, Amount: r.Amount})
	}
	if v.Total, err = total(due); err != nil {
		return v, err
	}
	amount, err := sumOf(adjustments)
	if err != nil {
		return v, err
	}
	v.HandedOver++
	v.HandOvers = lastOf(append(slices.Clone(v.HandOvers), HandOver{No: v.HandedOver, At: now, Amount: amount}))
	if v.State == ViolationWithdrawn {
		return v, nil
	}
	return v.apply(SettleViolation, now)
}

func sumOf(adjustments []Adjustment) (money.Amount, error) {
	var c money.Calc
	var sum money.Amount
	for _, a := range adjustments {
		sum = c.Add(sum, a.Amount)
	}
	return sum, c.Err()
}

// remedy is the notice of the last hand-over.
func (v Violation) remedy(adjustments []Adjustment) RemedyNotice {
	last := v.HandOvers[len(v.HandOvers)-1]
	return RemedyNotice{Customer: v.Customer, Agreement: v.Agreement, Violation: v.ID, Period: v.Period, No: last.No,
		Adjustments: adjustments, Amount: last.Amount, Total: v.Total, Text: v.text("en"), De: v.text("de")}
}
