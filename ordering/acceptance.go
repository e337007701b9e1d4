package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Test is the customer's test before completion: test first, then accept or refuse (3.5.5). TMF622 has no state for it;
// the order stays inProgress.
type Test struct {
	OfferedAt  time.Time `json:"offeredAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	Accepted   bool      `json:"accepted"`
	Reason     string    `json:"reason,omitempty"`
	Items      []string  `json:"items,omitempty"` // that were refused
}

// delivered lists the service orders whose item is worked on and not accepted yet.
func (o Order) delivered() []int {
	var found []int
	for n, w := range o.Work {
		if i := o.item(w.Item); w.State == WorkDone && o.Items[i].State == InProgress {
			found = append(found, n)
		}
	}
	return found
}

// offerTest offers what is delivered; a test that still waits for its answer is offered anew, with what has come since.
func (o Order) offerTest(at time.Time) Order {
	o.Tests = slices.Clone(o.Tests)
	if n := o.openTest(); n >= 0 {
		o.Tests[n].OfferedAt = at
		return o
	}
	o.Tests = append(o.Tests, Test{OfferedAt: at})
	return o
}

// openTest is the index of the test that waits for the customer; -1 if none does.
func (o Order) openTest() int {
	if n := len(o.Tests) - 1; n >= 0 && o.Tests[n].AnsweredAt.IsZero() {
		return n
	}
	return -1
}

// TestResult is the customer's answer to an offered test.
type TestResult struct {
	Accepted bool
	Reason   string   // why it is refused
	Items    []string // what is refused; empty: everything that was offered
}

// AnswerTest takes the customer's answer: accepted, the order is complete; refused, the work on the refused items begins
// again, and another test is offered when it is done.
func (s *Service) AnswerTest(ctx context.Context, id string, r TestResult) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.AnswerTestTx(u, id, r) })
}

// AnswerTestTx is AnswerTest in the caller's unit.
func (s *Service) AnswerTestTx(u *work.Unit, id string, r TestResult) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		n := o.openTest()
		if n < 0 || o.State != InProgress {
			return o, fault.State(o.Subject(), "no test is open; one is offered when the work is done")
		}
		if err := r.check(o); err != nil {
			return o, err
		}
		o.Tests, o.Items, o.Work = slices.Clone(o.Tests), slices.Clone(o.Items), slices.Clone(o.Work)
		o.Tests[n].AnsweredAt, o.Tests[n].Accepted, o.Tests[n].Reason, o.Tests[n].Items = u.At, r.Accepted, r.Reason, r.Items
		notice := o.notice(r.Reason)
		notice.Test = &o.Tests[n]
		say(EventTestAnswered, notice)
		if !r.Accepted {
			again := o.rework(r.Items)
			say(EventReleased, o.workNotice(again))
			return o, nil
		}
		for _, n := range o.delivered() {
			o.setItem(o.Work[n].Item, Complete)
		}
		return s.settle(u, o, say)
	})
}

func (r TestResult) check(o Order) error {
	var c fault.Check
	c.Optional("reason", r.Reason, fault.MaxText)
	c.That(r.Accepted || r.Reason != "", "reason", fault.RuleRequired, "must say why the delivery is refused")
	c.That(!r.Accepted || len(r.Items) == 0, "items", fault.RuleRange, "must be empty when the delivery is accepted")
	offered := map[string]bool{}
	for _, n := range o.delivered() {
		offered[o.Work[n].Item] = true
	}
	for n, id := range r.Items {
		c.That(offered[id], fmt.Sprintf("items[%d]", n), fault.RuleReference, fmt.Sprintf("item %q is not offered for a test", id))
	}
	return c.Err("ordering.testResult")
}

// rework issues the work on the refused items again; on all that was offered if none is named. The slices are the order's own.
func (o Order) rework(items []string) []ServiceOrder {
	var again []ServiceOrder
	for _, n := range o.delivered() {
		if len(items) > 0 && !slices.Contains(items, o.Work[n].Item) {
			continue
		}
		o.Work[n].State, o.Work[n].EndedAt = WorkIssued, time.Time{}
		o.Work[n].Try++
		again = append(again, o.Work[n])
	}
	return again
}
