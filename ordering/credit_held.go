package ordering

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ReasonCreditLapsed is the code of the reason for which Due cancels an order that is held for credit.
const ReasonCreditLapsed = "ORDERING-CREDIT-05"

const creditAwaited = "credit is to be granted first"

// authorize asks for credit, for the order with these items. An answer that is none is fault.ErrInvalid: an order must not pass by mistake.
func (s *Service) authorize(u *work.Unit, o Order, items []Item) (Decision, error) {
	if !needsCredit(items) {
		return Decision{Authorization: CreditGranted, Reasons: []fault.Reason{{Code: ReasonNothingAdded, Message: "nothing is added or modified"}}}, nil
	}
	amount, err := Exposure(items)
	if err != nil {
		return Decision{}, err
	}
	d, err := s.config.Credit.Authorize(u, CreditRequest{Customer: o.Customer, Order: o.ID, Correlation: o.Correlation, Amount: amount})
	if err != nil {
		return Decision{}, err
	}
	return d, d.check(o, true)
}

// check refuses a decision that is none; one that holds the order only where it may.
func (d Decision) check(o Order, mayHold bool) error {
	var c fault.Check
	known := d.Authorization == CreditGranted || d.Authorization == CreditRefused || mayHold && d.Authorization == CreditHeld
	want := "must be granted or refused"
	if mayHold {
		want = "must be granted, held or refused"
	}
	c.That(known, "authorization", fault.RuleUnknown, want)
	c.That(d.Authorization == CreditGranted || len(d.Reasons) > 0, "reasons", fault.RuleRequired, "must say why credit is not granted")
	c.That(d.Deposit.Sign() >= 0, "deposit", fault.RuleRange, "must not be negative")
	c.Optional("assessment", d.Assessment, fault.MaxID)
	c.Optional("reference", d.Reference, fault.MaxID)
	return c.Err(o.Subject() + ": credit")
}

// holdForCredit lets a new order wait: received, and pending until the deposit or the decision is there (3.5.2 before 3.5.3).
// Receipt is confirmed when credit is granted.
func (s *Service) holdForCredit(o Order, at time.Time, say say) (Order, error) {
	o, err := o.step(Accept, at, "")
	if err != nil {
		return o, err
	}
	if o, err = o.step(AskInformation, at, creditAwaited); err != nil {
		return o, err
	}
	o.CreditBy = at.Add(s.config.CreditWithin)
	n := o.notice(creditAwaited)
	n.Credit, n.Reasons = &o.Credit, o.Credit.Reasons
	say(EventCreditHeld, n)
	return o, nil
}

// released reports whether the order was held for credit, has got it, and has not begun yet.
func (o Order) released() bool {
	return o.State == Pending && !o.CreditBy.IsZero() && o.Credit.Authorization == CreditGranted
}

// DecideCredit is the answer for an order that is held for credit: the deposit is there, somebody has decided. Granted, the order's
// receipt is confirmed, and Begin goes on with it; refused, the order is cancelled with the reasons. An order that is not held
// for credit is fault.ErrState. Without an Assessment the decision rests on the one by which the order is held; Amount, Deposit and
// Reference stay what they are.
func (s *Service) DecideCredit(ctx context.Context, id string, d Decision) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.DecideCreditTx(u, id, d) })
}

// DecideCreditTx is DecideCredit in the caller's unit.
func (s *Service) DecideCreditTx(u *work.Unit, id string, d Decision) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		if err := d.check(o, false); err != nil {
			return o, err
		}
		if !o.AwaitsCredit() {
			return o, fault.State(o.Subject(), "is not held for credit")
		}
		if d.Assessment == "" {
			d.Assessment = o.Credit.Assessment
		}
		d.Amount, d.Deposit, d.Reference = o.Credit.Amount, o.Credit.Deposit, o.Credit.Reference // what was asked for
		o.Credit = d
		if d.Authorization == CreditGranted {
			say(EventAcknowledged, o.notice(""))
			return o, nil
		}
		o.Reasons, o.CreditBy = d.Reasons, time.Time{}
		return o.cancelUnsolved(d.Reasons[0].Message, u.At, say)
	})
}
