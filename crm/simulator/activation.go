package simulator

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

// Plan says how Service Configuration & Activation behaves.
type Plan struct {
	Feasibility   []Feasible               // the first row that fits answers; none: not feasible
	AnswerAfter   time.Duration            // how long an answer takes
	ProgressAfter time.Duration            // when progress is reported, once an order is issued, at the latest half-way; 0: never
	ProgressNote  string                   // what is reported
	Takes         time.Duration            // how long a service order takes
	TakesFor      map[string]time.Duration // the same for single offerings
	Fails         map[string]string        // offerings whose work fails, with the reason
	KeepsWorking  bool                     // work that has begun cannot be stopped: cancellations are denied
}

// Feasible is one row of what is feasible. Empty fields fit everything.
type Feasible struct {
	Offering string
	Need     string
	Answer   ordering.FeasibilityAnswer
}

// Activation simulates Service Configuration & Activation: it answers feasibility, works through service orders as their
// dependencies allow, reports progress with an honest estimate, and stops work when asked. It drops what is delivered
// twice. Safe for concurrent use.
type Activation struct {
	world  *World
	plan   Plan
	orders *ordering.Service
	mu     sync.Mutex
	seen   map[string]bool
}

// NewActivation makes it; a nil plan finds nothing feasible and does everything at once. Connect it before it is used.
func NewActivation(world *World, plan *Plan) *Activation {
	a := &Activation{world: world, seen: map[string]bool{}}
	if plan != nil {
		a.plan = *plan
	}
	return a
}

// Connect tells where answers go.
func (a *Activation) Connect(orders *ordering.Service) { a.orders = orders }

// first reports whether a delivery is new.
func (a *Activation) first(delivery string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	seen := a.seen[delivery]
	a.seen[delivery] = true
	return !seen
}

// CheckFeasibility answers after a while.
func (a *Activation) CheckFeasibility(_ context.Context, delivery string, f ordering.Feasibility) error {
	if !a.first(delivery) {
		return nil
	}
	answer := ordering.FeasibilityAnswer{Reason: "no technology is known for it"}
	for _, row := range a.plan.Feasibility {
		if (row.Offering == "" || row.Offering == f.Offering) && (row.Need == "" || row.Need == f.Need) {
			answer = row.Answer
			break
		}
	}
	a.world.After(a.plan.AnswerAfter, func(ctx context.Context) error {
		_, err := a.orders.ReceiveFeasibility(ctx, f.ID, answer)
		return err
	})
	return nil
}

// Issue begins the work on what does not wait for other work, and reports progress after a while.
func (a *Activation) Issue(_ context.Context, delivery string, n ordering.WorkNotice) error {
	if !a.first(delivery) {
		return nil
	}
	longest := a.longest(n.Work)
	defer a.start(n) // behind the report, if both are due at once
	if a.plan.ProgressAfter == 0 {
		return nil
	}
	expected := a.world.Now().Add(longest)
	a.world.After(min(a.plan.ProgressAfter, longest/2), func(ctx context.Context) error {
		_, err := a.orders.ReportProgress(ctx, n.Order, ordering.Progress{Note: a.plan.ProgressNote, Expected: expected})
		return unlessOver(err)
	})
	return nil
}

// Release begins the work on what waited.
func (a *Activation) Release(_ context.Context, delivery string, n ordering.WorkNotice) error {
	if a.first(delivery) {
		a.start(n)
	}
	return nil
}

// StopWork decides a cancellation, and confirms it when the work is taken back.
func (a *Activation) StopWork(_ context.Context, delivery string, n ordering.CancellationNotice) error {
	if !a.first(delivery) {
		return nil
	}
	a.world.After(a.plan.AnswerAfter, func(ctx context.Context) error {
		if a.plan.KeepsWorking {
			_, err := a.orders.DecideCancellation(ctx, n.Cancellation.ID, false, "the work cannot be stopped any more")
			return err
		}
		if _, err := a.orders.DecideCancellation(ctx, n.Cancellation.ID, true, ""); err != nil {
			return err
		}
		_, err := a.orders.ConfirmCancellation(ctx, n.Cancellation.ID)
		return err
	})
	return nil
}

// Withdraw takes note: the end of work on a cancelled order comes to nothing.
func (a *Activation) Withdraw(context.Context, string, ordering.CancellationNotice) error { return nil }

func (a *Activation) start(n ordering.WorkNotice) {
	for _, w := range n.Work {
		if w.State == ordering.WorkIssued {
			reason := a.plan.Fails[w.Offering]
			a.end(n.Order, ordering.WorkResult{ServiceOrder: w.ID, Done: reason == "", Reason: reason}, a.takes(w.Offering), patience)
		}
	}
}

// patience is on how many days the end of work on a held order is reported again.
const patience = 90

// end reports the end of work so long from now, and again the next day while the order is held or its cancellation assessed.
func (a *Activation) end(order string, r ordering.WorkResult, after time.Duration, days int) {
	a.world.After(after, func(ctx context.Context) error {
		_, err := a.orders.EndWork(ctx, order, r)
		if !errors.Is(err, fault.ErrState) {
			return err
		}
		o, err := a.orders.Get(ctx, order)
		if err == nil && days > 0 && slices.ContainsFunc(o.Work, func(w ordering.ServiceOrder) bool {
			return w.ID == r.ServiceOrder && w.State == ordering.WorkIssued
		}) {
			a.end(order, r, 24*time.Hour, days-1)
		}
		return err
	})
}

func (a *Activation) takes(offering string) time.Duration {
	if d, ok := a.plan.TakesFor[offering]; ok {
		return d
	}
	return a.plan.Takes
}

// longest is how long the work takes, one behind the other as they depend.
func (a *Activation) longest(work []ordering.ServiceOrder) time.Duration {
	var longest time.Duration
	ends := map[string]time.Duration{} // each stands behind those it depends on
	for _, w := range work {
		end := time.Duration(0)
		for _, on := range w.DependsOn {
			end = max(end, ends[on])
		}
		ends[w.ID] = end + a.takes(w.Offering)
		longest = max(longest, ends[w.ID])
	}
	return longest
}

// unlessOver drops the fault of an order that was cancelled or held meanwhile.
func unlessOver(err error) error {
	if errors.Is(err, fault.ErrState) {
		return nil
	}
	return err
}
