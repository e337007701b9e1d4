package ordering

import (
	"context"
	"errors"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The keys by which what falls due is found.
const (
	keyCheck  = "checkAt"
	keyCharge = "chargeBy"
	keyAnswer = "answerBy"
	keyCredit = "creditBy"
)

// DueReport counts what Due did.
type DueReport struct {
	Jeopardies int // orders whose promised date came into danger, or passed
	Charged    int // orders whose charges were handed over although nobody asked
	Lapsed     int // orders cancelled because credit had not been decided in time
	Overdue    int // questions of feasibility without an answer in time
}

// Due does what has fallen due by asOf: it raises jeopardies of promised dates, marks unanswered questions of feasibility
// as overdue, hands over charges that have waited long enough, and cancels orders that have waited too long for credit. It does each
// once however often it is called, and by however many hosts; one order's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var r DueReport
	var faults [4]error
	r.Jeopardies, faults[0] = work.EachDue(ctx, s.env, orders, keyCheck, asOf, func(u *work.Unit, o Order) (bool, error) {
		now, err := orders.Get(u, o.ID)
		if err != nil || now.CheckAt.IsZero() || now.CheckAt.After(u.At) {
			return false, err // looked at meanwhile
		}
		before := len(now.Jeopardies)
		now, err = s.save(u, now, func(o Order, say say) (Order, error) { return s.assess(u, o, say), nil })
		return len(now.Jeopardies) > before, err
	})
	r.Charged, faults[1] = work.EachDue(ctx, s.env, orders, keyCharge, asOf, func(u *work.Unit, o Order) (bool, error) {
		now, err := orders.Get(u, o.ID)
		if err != nil || now.Charged {
			return false, err
		}
		_, err = s.HandOverChargesTx(u, o.ID)
		return true, err
	})
	r.Overdue, faults[2] = work.EachDue(ctx, s.env, feasibilities, keyAnswer, asOf, func(u *work.Unit, f Feasibility) (bool, error) {
		now, err := feasibilities.Get(u, f.ID)
		if err != nil || now.State != FeasibilityAsked || now.Overdue {
			return false, err
		}
		now.Overdue = true
		_, err = now.save(u, EventFeasibilityOverdue)
		return true, err
	})
	r.Lapsed, faults[3] = work.EachDue(ctx, s.env, orders, keyCredit, asOf, func(u *work.Unit, o Order) (bool, error) {
		now, err := orders.Get(u, o.ID)
		if err != nil || !now.AwaitsCredit() || now.CreditBy.After(u.At) {
			return false, err
		}
		_, err = s.DecideCreditTx(u, o.ID, Decision{Authorization: CreditRefused,
			Reasons: []fault.Reason{{Code: ReasonCreditLapsed, Message: "what the order was held for has not come in time"}}})
		return true, err
	})
	return r, errors.Join(faults[:]...)
}
