package selling

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// AskPriority asks Retention & Loyalty how important the customer of an agreement is, before the order is passed on; and again
// if Order Handling has refused the order.
func (s *Service) AskPriority(ctx context.Context, id string) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.AskPriorityTx(u, id) })
}

// AskPriorityTx is AskPriority in the caller's unit.
func (s *Service) AskPriorityTx(u *work.Unit, id string) (Agreement, error) {
	return work.Change(u, agreements, id, func(a Agreement, say say) (Agreement, error) {
		a, err := a.apply(AskPriority, u.At, "")
		if err != nil {
			return a, err
		}
		say(EventPriorityAsked, PriorityQuestion{Customer: a.Customer, Agreement: a.ID, Quote: a.Quote, ServiceLevel: a.ServiceLevel.Name, About: "purchase order"})
		return a, nil
	})
}

// PassOnOrder passes the purchase order on to Order Handling, with the customer's priority.
func (s *Service) PassOnOrder(ctx context.Context, id string, p Priority) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.PassOnOrderTx(u, id, p) })
}

// PassOnOrderTx is PassOnOrder in the caller's unit.
func (s *Service) PassOnOrderTx(u *work.Unit, id string, p Priority) (Agreement, error) {
	var c fault.Check
	p.check(&c)
	if err := c.Err("selling.priority"); err != nil {
		return Agreement{}, err
	}
	return work.Change(u, agreements, id, func(a Agreement, say say) (Agreement, error) {
		a, err := a.apply(PassOn, u.At, "")
		if err != nil {
			return a, err
		}
		a.Priority, a.Reasons = &p, nil
		a = a.renewDates(u.At, s.config.Calendar)
		say(EventPurchaseOrderPassedOn, a.purchaseOrder())
		return a, nil
	})
}

// renewDates replaces a promise that has passed before the order is passed on, and drops a wish that has.
func (a Agreement) renewDates(at time.Time, days Calendar) Agreement {
	if !a.RequestedCompletion.After(at) {
		a.RequestedCompletion = time.Time{}
	}
	if !a.PromisedCompletion.After(at) {
		a.PromisedCompletion = Quote{LeadTime: a.LeadTime, RequestedCompletion: a.RequestedCompletion}.Promise(at, days)
	}
	return a
}

// AnnounceServiceLevel makes the agreed service level known to Customer QoS/SLA, once Order Handling has acknowledged the
// order.
func (s *Service) AnnounceServiceLevel(ctx context.Context, id string) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.AnnounceServiceLevelTx(u, id) })
}

// AnnounceServiceLevelTx is AnnounceServiceLevel in the caller's unit.
func (s *Service) AnnounceServiceLevelTx(u *work.Unit, id string) (Agreement, error) {
	return work.Change(u, agreements, id, func(a Agreement, say say) (Agreement, error) {
		a, err := a.apply(Announce, u.At, "")
		if err != nil {
			return a, err
		}
		say(EventServiceLevelAgreed, a.notice())
		return a, nil
	})
}

// OrderRefused notes that Order Handling has rejected the order, and tells the customer. The agreement stays; when the cause
// is removed, AskPriority begins again.
func (s *Service) OrderRefused(ctx context.Context, id string, reasons []fault.Reason) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.OrderRefusedTx(u, id, reasons) })
}

// OrderRefusedTx is OrderRefused in the caller's unit.
func (s *Service) OrderRefusedTx(u *work.Unit, id string, reasons []fault.Reason) (Agreement, error) {
	var c fault.Check
	c.That(len(reasons) > 0, "reasons", fault.RuleRequired, "must say why the order is rejected")
	checkReasons(&c, reasons)
	if err := c.Err("selling.refusal"); err != nil {
		return Agreement{}, err
	}
	return work.Change(u, agreements, id, func(a Agreement, say say) (Agreement, error) {
		a, err := a.apply(TurnDown, u.At, cut(reasons[0].Message, maxLine))
		if err != nil {
			return a, err
		}
		a.Reasons = reasons
		say(EventOrderRefused, a.notice())
		return a, nil
	})
}
