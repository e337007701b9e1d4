package risk

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Input is what Assess decides on. It is a value; Assess changes nothing in it.
type Input struct {
	Ask    Ask
	Facts  *rule.Facts // as Sources gives them, of the policy's schema; nil: nothing is known
	Recent []Recent    // earlier orders of the customer that were let pass
	Before Step        // the step that held; the zero Step: none did
	Held   Held        // zero amounts: nothing is deposited
	At     time.Time
}

// The codes of the reasons that are in no table.
const (
	ReasonDepositHeld = "RISK-DEPOSIT-HELD" // all that would be asked for this order has been received
	ReasonNothingDue  = "RISK-NOTHING-DUE"  // all is to be paid in advance, and that is nothing
	ReasonNoDeposit   = "RISK-NO-DEPOSIT"   // a deposit in another currency cannot be figured
	ReasonRestore     = "RISK-LIMIT-WAIT"   // the limit is still lowered, though the facts would leave more

	ReasonPaid     = "RISK-PAID"     // the money that was asked for has come
	ReasonAgreed   = "RISK-AGREED"   // two people agree
	ReasonDeclined = "RISK-DECLINED" // one of two people does not agree
)

// Assess decides by a policy: scores, credit limit, exposure, outcome and deposit, each with its reasons. It is a function of its input alone:
// the same input and policy give the same verdict for ever. Facts that are missing and whose definition refuses that are a
// *rule.MissingError.
func Assess(c *Compiled, in Input) (Verdict, error) {
	v, err := newViewer(c, in)
	if err != nil {
		return Verdict{}, err
	}
	isSplit, err := v.isSplit()
	if err != nil {
		return Verdict{}, err
	}
	found, err := v.look(v.actual(isSplit))
	if err != nil {
		return Verdict{}, err
	}
	if isSplit {
		found.Split = split(v.recent, v.together)
	}
	return v.conclude(found)
}

// conclude adds what follows from the outcome: the deposit, and a limit that is lowered.
func (v viewer) conclude(found seen) (Verdict, error) {
	verdict := found.Verdict
	if err := v.askFor(&verdict); err != nil {
		return verdict, err
	}
	if verdict.Outcome == LowerLimit {
		verdict.Step = v.lowered(verdict.Step, found.why, v.in.At)
		var err error
		if verdict.Limit, err = verdict.Full.Percent(verdict.Step.Share, money.Down); err != nil {
			return verdict, err
		}
	}
	if verdict.Step.Share.Cmp(allRate) < 0 {
		verdict.Reasons = append(verdict.Reasons, verdict.Step.Reasons...)
	}
	if !verdict.Step.ClearSince.IsZero() {
		verdict.Reasons = append(verdict.Reasons, reasonOf(ReasonRestore, v.restoreAt(verdict.Step).Format(time.DateOnly)))
	}
	verdict.Reasons = once(verdict.Reasons)
	return verdict, nil
}

// askFor figures the deposit, and finds another outcome where none can be asked for.
func (v viewer) askFor(verdict *Verdict) error {
	verdict.Deposit = v.none
	if !verdict.Outcome.asksForMoney() {
		return nil
	}
	asked, err := v.policy.Deposit.figure(verdict.Outcome, v.this, v.in.Held.Order)
	switch {
	case err != nil:
		return err
	case v.foreign:
		verdict.Outcome = Review
		verdict.Reasons = append(verdict.Reasons, reasonOf(ReasonNoDeposit, ""))
	case asked.Sign() == 0 && v.in.Held.Order.Sign() == 0:
		verdict.Outcome = Accept
		verdict.Reasons = append(verdict.Reasons, reasonOf(ReasonNothingDue, ""))
	case asked.Sign() == 0:
		verdict.Outcome = Accept
		verdict.Reasons = append(verdict.Reasons, reasonOf(ReasonDepositHeld, v.in.Held.Order.String()))
	default:
		verdict.Deposit = asked
	}
	return nil
}

// once leaves out what was said before.
func once(all []fault.Reason) []fault.Reason {
	var some []fault.Reason
	for _, r := range all {
		if !slices.Contains(some, r) {
			some = append(some, r)
		}
	}
	return some
}

// figure is what is asked for an order, less what has been received for it; never below 0.
func (d DepositTerms) figure(outcome Outcome, order, received money.Amount) (money.Amount, error) {
	var c money.Calc
	asked := order
	if outcome == Deposit {
		asked = c.Round(c.TimesRate(order, d.Share), money.HalfUp)
		if less, err := asked.Cmp(d.Least); err == nil && less < 0 {
			asked = d.Least
		}
		if more, err := asked.Cmp(d.Most); err == nil && d.Most != (money.Amount{}) && more > 0 {
			asked = d.Most
		}
	}
	asked = c.Round(c.Sub(asked, received), money.Up)
	if asked.Sign() < 0 {
		asked = c.Sub(asked, asked)
	}
	return asked, c.Err()
}
