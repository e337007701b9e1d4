package sla

import (
	"context"
	"errors"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The codes of the answers to a claim.
const (
	ReasonClaimed      = "SLA-CLAIM-01" // claimed in time: it is handed over
	ReasonClaimLate    = "SLA-CLAIM-02" // the time to claim it is over
	ReasonClaimNothing = "SLA-CLAIM-03" // no violation has been found, or it is worth nothing
	ReasonClaimUnasked = "SLA-CLAIM-04" // it is handed over unasked
	ReasonClaimTwice   = "SLA-CLAIM-05" // it has been claimed
	ReasonClaimNoted   = "SLA-CLAIM-06" // claimed before the violation is found: it is handed over when it is
)

// ClaimRequest is a customer's claim of what a violation is worth.
type ClaimRequest struct {
	Violation   string `json:"violation"`             // its id, which is that of the period's record
	Correlation string `json:"correlation,omitempty"` // the case; empty: the violation's
	Text        string `json:"text,omitempty"`        // the customer's words
}

// ClaimAnswer is the answer to a claim.
type ClaimAnswer struct {
	Accepted  bool           `json:"accepted"`
	Reasons   []fault.Reason `json:"reasons"`
	Amount    money.Amount   `json:"amount"` // what is handed over for it
	Violation Violation      `json:"violation"`
}

// ClaimRemedy takes a claim. Within the agreement's window what the violation is worth is handed over; of a target that is missed as
// things stand, but is judged when the period is over, the claim is noted until then. Behind the window, or if there is
// nothing to claim, the answer is no, with the reason. That is an answer, no error.
func (s *Service) ClaimRemedy(ctx context.Context, r ClaimRequest) (ClaimAnswer, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (ClaimAnswer, error) { return s.ClaimRemedyTx(u, r) })
}

// ClaimRemedyTx is ClaimRemedy in the caller's unit.
func (s *Service) ClaimRemedyTx(u *work.Unit, r ClaimRequest) (ClaimAnswer, error) {
	var c fault.Check
	c.Text("violation", r.Violation, fault.MaxID)
	c.Optional("correlation", r.Correlation, fault.MaxID)
	c.Optional("text", r.Text, fault.MaxText)
	if err := c.Err("sla.claim"); err != nil {
		return ClaimAnswer{}, err
	}
	rec, err := records.Get(u, r.Violation)
	if err != nil {
		return ClaimAnswer{}, err
	}
	tell := teller{u, rec.ID, orDefault(r.Correlation, rec.Correlation)}
	v, found, err := violations.Find(u, rec.ID)
	if err != nil {
		return ClaimAnswer{}, err
	}
	g, err := agreements.Get(u, rec.Agreement)
	if err != nil {
		return ClaimAnswer{}, err
	}
	in := &intake{u: u, agreement: g}
	f, err := in.finding(rec)
	if err != nil {
		return ClaimAnswer{}, err
	}
	if !found {
		answer := rec.claimedEarly(f)
		if answer.Accepted {
			rec.ClaimedAt = u.At
			if err := records.Put(u, &rec); err != nil {
				return ClaimAnswer{}, err
			}
		}
		return answer, tell.that(EventClaimAnswered, rec.claimNotice(answer))
	}
	answer, said, err := v.claimed(f)
	if err != nil {
		return ClaimAnswer{}, err
	}
	err = tell.that(EventClaimAnswered, rec.claimNotice(answer))
	for _, one := range said {
		err = errors.Join(err, tell.that(one.typ, one.data))
	}
	if err == nil && answer.Accepted {
		err = in.keepViolation(v, answer.Violation)
	}
	return answer, err
}

// finding assesses a record as it stands.
func (in *intake) finding(rec PeriodRecord) (finding, error) {
	v, t, err := in.judging(rec)
	if err != nil {
		return finding{}, err
	}
	rep, err := in.evaluate(t, rec)
	return finding{report: rep, breaches: breaches(rep, t.Agreement, rec.settled(v, rep.AsOf)), open: rec.open()}, err
}

// claimedEarly decides on a claim before a violation is found.
func (r PeriodRecord) claimedEarly(f finding) ClaimAnswer {
	by := Violation{}.claimBy(f)
	why := fault.Reason{Code: ReasonClaimNoted, Message: "claimed in time; what the violation is worth is handed over when the period is settled"}
	switch {
	case by.IsZero():
		why = fault.Reason{Code: ReasonClaimNothing, Message: "no violation has been found in " + r.Period.String()}
	case !r.ClaimedAt.IsZero():
		why = fault.Reason{Code: ReasonClaimTwice, Message: "it was claimed on " + r.ClaimedAt.Format(time.RFC3339)}
	case !f.report.AsOf.Before(by):
		why = fault.Reason{Code: ReasonClaimLate, Message: "it could be claimed until " + by.Format(time.RFC3339)}
	}
	return ClaimAnswer{Accepted: why.Code == ReasonClaimNoted, Reasons: []fault.Reason{why}}
}

// claimed decides on a claim.
func (v Violation) claimed(f finding) (ClaimAnswer, []saying, error) {
	no := func(code, message string) (ClaimAnswer, []saying, error) {
		return ClaimAnswer{Reasons: []fault.Reason{{Code: code, Message: message}}, Violation: v}, nil, nil
	}
	by := v.claimBy(f)
	switch {
	case f.report.Claim == Automatic:
		return no(ReasonClaimUnasked, "what the violation is worth is handed over unasked")
	case !v.ClaimedAt.IsZero():
		return no(ReasonClaimTwice, "it was claimed on "+v.ClaimedAt.Format(time.RFC3339))
	case by.IsZero():
		return no(ReasonClaimNothing, "the violation is worth nothing")
	case !f.report.AsOf.Before(by):
		return no(ReasonClaimLate, "it could be claimed until "+by.Format(time.RFC3339))
	}
	v.ClaimedAt = f.report.AsOf
	handed := v.HandedOver
	v, said, err := v.follow(f)
	if err != nil {
		return ClaimAnswer{}, nil, err
	}
	yes := ClaimAnswer{Accepted: true, Violation: v, Reasons: []fault.Reason{{Code: ReasonClaimed, Message: "claimed in time: it could be until " + by.Format(time.RFC3339)}}}
	if v.HandedOver > handed {
		yes.Amount = v.HandOvers[len(v.HandOvers)-1].Amount
	}
	return yes, said, nil
}

func (r PeriodRecord) claimNotice(a ClaimAnswer) ClaimNotice {
	return ClaimNotice{Customer: r.Customer, Agreement: r.Agreement, Violation: r.ID, Accepted: a.Accepted, Reasons: a.Reasons, Amount: a.Amount}
}
