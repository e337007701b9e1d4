package ordering

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// WorkState is how far a service order is at Service Configuration & Activation.
type WorkState string

// The states of a service order. Waiting is for others to be done first.
const (
	WorkWaiting   WorkState = "waiting"
	WorkIssued    WorkState = "issued"
	WorkDone      WorkState = "done"
	WorkFailed    WorkState = "failed"
	WorkCancelled WorkState = "cancelled"
)

// ServiceOrder is the work on one item, issued to Service Configuration & Activation.
type ServiceOrder struct {
	ID        string    `json:"id"`
	Item      string    `json:"item"`
	Action    Action    `json:"action"`
	Offering  string    `json:"offering"`
	Quantity  int       `json:"quantity"`
	DependsOn []string  `json:"dependsOn,omitempty"` // service orders that must be done before
	State     WorkState `json:"state"`
	Try       int       `json:"try"` // 1, and one more for each refused test
	Reason    string    `json:"reason,omitempty"`
	EndedAt   time.Time `json:"endedAt,omitzero"`
}

// Decompose makes the service orders of an order: one for each item that changes something, in an order in which each
// stands behind those it depends on. Dependence on an item without work falls through to what that item depends on.
func Decompose(o Order) []ServiceOrder {
	var made []ServiceOrder
	done := map[string]bool{}
	for len(done) < len(o.Items) {
		before := len(done)
		for _, i := range o.Items {
			ready := !slices.ContainsFunc(i.DependsOn, func(on string) bool { return !done[on] })
			if done[i.ID] || !ready {
				continue
			}
			done[i.ID] = true
			if i.Action == NoChange {
				continue
			}
			made = append(made, ServiceOrder{ID: o.workID(i.ID), Item: i.ID, Action: i.Action, Offering: i.Offering,
				Quantity: i.Quantity, DependsOn: o.workBefore(i), State: WorkWaiting, Try: 1})
		}
		if len(done) == before {
			return made // a circle, which Draft.Check does not let in
		}
	}
	return made
}

func (o Order) workID(item string) string { return o.ID + "/" + item }

// workBefore lists the service orders that must be done before an item's.
func (o Order) workBefore(i Item) []string {
	var before []string
	for _, on := range i.DependsOn {
		other := o.Items[o.item(on)]
		more := []string{o.workID(on)}
		if other.Action == NoChange {
			more = o.workBefore(other)
		}
		for _, id := range more {
			if !slices.Contains(before, id) {
				before = append(before, id)
			}
		}
	}
	return before
}

// release issues every waiting service order whose predecessors are done, and gives up those of which one never will be.
// It returns what it issued.
func (o Order) release(at time.Time) (Order, []ServiceOrder) {
	o.Work, o.Items = slices.Clone(o.Work), slices.Clone(o.Items)
	var issued []ServiceOrder
	for again := true; again; {
		again = false
		for n, w := range o.Work {
			if w.State != WorkWaiting {
				continue
			}
			switch o.before(w) {
			case WorkDone:
				o.Work[n].State = WorkIssued
				issued = append(issued, o.Work[n])
			case WorkFailed:
				o.Work[n].State, o.Work[n].Reason, o.Work[n].EndedAt = WorkCancelled, "what it depends on failed", at
				o.setItem(w.Item, Fail)
				again = true
			}
		}
	}
	return o, issued
}

// before is WorkDone if all predecessors of w are done, WorkFailed if one never will be, else WorkWaiting.
func (o Order) before(w ServiceOrder) WorkState {
	state := WorkDone
	for _, id := range w.DependsOn {
		switch o.Work[o.work(id)].State {
		case WorkDone:
		case WorkFailed, WorkCancelled:
			return WorkFailed
		default:
			state = WorkWaiting
		}
	}
	return state
}

func (o Order) work(id string) int {
	return slices.IndexFunc(o.Work, func(w ServiceOrder) bool { return w.ID == id })
}

// setItem takes an event to one item of slices that are already the order's own.
func (o Order) setItem(id string, on Event) {
	n := o.item(id)
	if to, err := itemLifecycle.Next(o.Items[n].State, on); err == nil {
		o.Items[n].State = to
	}
}

// begin takes the order into delivery: it decomposes it and issues what can begin.
func (o Order) begin(at time.Time) (Order, []ServiceOrder, error) {
	o, err := o.apply(Begin, at, "")
	if err != nil {
		return o, nil, err
	}
	o = o.applyItems(Begin)
	for _, i := range o.Items {
		if i.Action == NoChange {
			o.setItem(i.ID, Complete)
		}
	}
	o.Work = Decompose(o)
	o, issued := o.release(at)
	return o, issued, nil
}

// endWork notes that a service order ended, done or failed, and issues what waited for it.
func (o Order) endWork(id string, end WorkState, reason string, at time.Time) (Order, []ServiceOrder, error) {
	if o.State != InProgress {
		return o, nil, fault.State(o.Subject(), fmt.Sprintf("is %s, so no work can end; it must be inProgress", o.State))
	}
	n := o.work(id)
	if n < 0 {
		return o, nil, fault.NotFound(fault.Subject("ordering.serviceOrder", id))
	}
	if o.Work[n].State != WorkIssued {
		return o, nil, fault.State(fault.Subject("ordering.serviceOrder", id), fmt.Sprintf("is %s, so it cannot end; it must be issued", o.Work[n].State))
	}
	o.Work, o.Items = slices.Clone(o.Work), slices.Clone(o.Items)
	o.Work[n].State, o.Work[n].Reason, o.Work[n].EndedAt = end, reason, at
	if end == WorkFailed {
		o.setItem(o.Work[n].Item, Fail)
	} else if !o.TestFirst {
		o.setItem(o.Work[n].Item, Complete)
	}
	o, issued := o.release(at)
	return o, issued, nil
}

// worked reports whether no service order is waiting or issued any more.
func (o Order) worked() bool {
	return !slices.ContainsFunc(o.Work, func(w ServiceOrder) bool { return w.State == WorkWaiting || w.State == WorkIssued })
}

// close takes the order to its end if every item has reached one.
func (o Order) close(at time.Time) (Order, bool, error) {
	on, ready := RollUp(o.Items)
	if !ready {
		return o, false, nil
	}
	o, err := o.apply(on, at, "")
	return o, err == nil, err
}
