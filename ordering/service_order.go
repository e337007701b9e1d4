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
	g := graphOf(o.Items)
	before := g.changing(o.Items)
	for _, n := range g.sorted() {
		i := o.Items[n]
		if i.Action == NoChange {
			continue
		}
		w := ServiceOrder{ID: o.workID(i.ID), Item: i.ID, Action: i.Action, Offering: i.Offering, Quantity: i.Quantity, State: WorkWaiting, Try: 1}
		for _, on := range before[n] {
			w.DependsOn = append(w.DependsOn, o.workID(o.Items[on].ID))
		}
		made = append(made, w)
	}
	return made
}

func (o Order) workID(item string) string { return o.ID + "/" + item }

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

// proceed carries an order in progress forward: items that change nothing are complete, items without a service order get
// one, and what can begin is issued. It returns what it issued.
func (o Order) proceed(at time.Time) (Order, []ServiceOrder) {
	o.Items, o.Work = slices.Clone(o.Items), slices.Clone(o.Work)
	for _, i := range o.Items {
		if i.Action == NoChange {
			o.setItem(i.ID, Complete)
		}
	}
	there := make(map[string]bool, len(o.Work))
	for _, w := range o.Work {
		there[w.ID] = true
	}
	for _, w := range Decompose(o) {
		if !there[w.ID] {
			o.Work = append(o.Work, w)
		}
	}
	return o.release(at)
}

// endWork notes that a service order ended, done or failed, and issues what waited for it. It returns what ended, with
// those that are given up because of it, and what it issued.
func (o Order) endWork(id string, end WorkState, reason string, at time.Time) (_ Order, ended, issued []ServiceOrder, err error) {
	if o.State != InProgress {
		return o, nil, nil, fault.State(o.Subject(), fmt.Sprintf("is %s, so no work can end; it must be inProgress", o.State))
	}
	n := o.work(id)
	if n < 0 {
		return o, nil, nil, fault.NotFound(fault.Subject("ordering.serviceOrder", id))
	}
	if o.Work[n].State != WorkIssued {
		return o, nil, nil, fault.State(fault.Subject("ordering.serviceOrder", id), fmt.Sprintf("is %s, so it cannot end; it must be issued", o.Work[n].State))
	}
	o.Work, o.Items = slices.Clone(o.Work), slices.Clone(o.Items)
	o.Work[n].State, o.Work[n].Reason, o.Work[n].EndedAt = end, reason, at
	if end == WorkFailed {
		o.setItem(o.Work[n].Item, Fail)
	} else if !o.TestFirst {
		o.setItem(o.Work[n].Item, Complete)
	}
	waiting := o.Work
	o, issued = o.release(at)
	ended = append(ended, o.Work[n])
	for i, w := range o.Work {
		if w.State == WorkCancelled && waiting[i].State == WorkWaiting {
			ended = append(ended, w)
		}
	}
	return o, ended, issued, nil
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
