package crashtest_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// incoherent is where an order contradicts itself.
func incoherent(_ evidence, o ordering.Order) []string {
	var broken []string
	say := func(broke bool, format string, args ...any) {
		if broke {
			broken = append(broken, fmt.Sprintf(format, args...))
		}
	}
	at := ordering.Start
	for i, c := range o.History {
		to, err := ordering.OrderLifecycle().Next(c.From, c.Event)
		say(err != nil || to != c.To, "change %d: no arrow %s leads from %s to %s", i, c.Event, c.From, c.To)
		say(c.From != at, "change %d begins at %s, the one before ended at %s", i, c.From, at)
		at = c.To
	}
	say(at != o.State, "is %s, its history ends at %s", o.State, at)
	say(o.Final() == o.ClosedAt.IsZero(), "is %s, closed at %v", o.State, o.ClosedAt)
	say(o.State != ordering.Cancelled && wants(o) != o.State, "is %s, its items say %s", o.State, wants(o))
	for _, i := range o.Items {
		say(!slices.Contains(suits[workOn(o, i)], i.State) && i.Action != ordering.NoChange, "item %s is %s, its work %q", i.ID, i.State, workOn(o, i))
	}
	return broken
}

// wants is the state of the order that the items' states ask for: while one is open the items follow the order.
func wants(o ordering.Order) ordering.State {
	if on, over := ordering.RollUp(o.Items); over {
		to, err := ordering.OrderLifecycle().Next(ordering.InProgress, on)
		if err != nil {
			return ordering.State(err.Error())
		}
		return to
	}
	for _, i := range o.Items {
		if !ordering.ItemLifecycle().Final(i.State) {
			return i.State
		}
	}
	return ordering.Start
}

// workOn is how far the work on an item is; empty if there is none.
func workOn(o ordering.Order, i ordering.Item) ordering.WorkState {
	for _, w := range o.Work {
		if w.Item == i.ID {
			return w.State
		}
	}
	return ""
}

// open are the states of an item on which work may go on or not have begun.
var open = []ordering.State{ordering.InProgress, ordering.Held, ordering.AssessingCancellation, ordering.PendingCancellation}

// suits are the states of an item that its work allows.
var suits = map[ordering.WorkState][]ordering.State{
	"":                     {ordering.Acknowledged, ordering.Cancelled},
	ordering.WorkWaiting:   open,
	ordering.WorkIssued:    open,
	ordering.WorkDone:      append(open[:len(open):len(open)], ordering.Completed), // open until the customer has tested
	ordering.WorkFailed:    {ordering.Failed},
	ordering.WorkCancelled: {ordering.Failed, ordering.Cancelled},
}

// strayTasks is where a cancellation and its order do not know of one another.
func strayTasks(e evidence) []string {
	var broken []string
	of := map[string]ordering.Order{}
	asked := map[string]int{}
	for _, o := range e.orders {
		of[o.ID] = o
		asked[o.ID] = len(changes(o, ordering.AssessCancellation))
	}
	for _, t := range e.tasks {
		asked[t.Order]--
		o := of[t.Order]
		under := o.State == ordering.AssessingCancellation || o.State == ordering.PendingCancellation
		agrees := map[ordering.TaskState]bool{
			ordering.TaskInProgress:          under,
			ordering.TaskDone:                o.State == ordering.Cancelled,
			ordering.TaskTerminatedWithError: !under && has(o, ordering.ReturnInProgress),
		}
		if !agrees[t.State] {
			broken = append(broken, fmt.Sprintf("%s: is %s, its cancellation %s", o.ExternalID, o.State, t.State))
		}
	}
	for id, n := range asked {
		if n != 0 {
			broken = append(broken, fmt.Sprintf("%s: %d more changes than cancellations", of[id].ExternalID, n))
		}
	}
	return broken
}

func changes(o ordering.Order, on ordering.Event) []ordering.Change {
	return slices.DeleteFunc(slices.Clone(o.History), func(c ordering.Change) bool { return c.Event != on })
}

// tells is the event that proves a change of an order's state. Begin has one unless the order began to be cancelled.
var tells = map[ordering.Event]string{
	ordering.Accept: ordering.EventAcknowledged, ordering.Reject: ordering.EventRejected, ordering.Begin: ordering.EventIssued,
	ordering.Hold: ordering.EventStateChanged, ordering.Resume: ordering.EventStateChanged,
	ordering.Complete: ordering.EventCompleted, ordering.CompletePartially: ordering.EventPartial, ordering.Fail: ordering.EventFailed,
	ordering.AcceptCancellation: ordering.EventCancellationDecided, ordering.ReturnInProgress: ordering.EventCancellationDecided,
	ordering.Cancel: ordering.EventCancelled,
}

// counts is how often the journal must tell of what leaves no change of state.
var counts = map[string]func(ordering.Order) int{
	ordering.EventAmended:            func(o ordering.Order) int { return len(o.Amendments) },
	ordering.EventTestOffered:        func(o ordering.Order) int { return len(o.Tests) },
	ordering.EventTestAnswered:       answered,
	ordering.EventCancellationAsked:  undecided,
	ordering.EventSatisfactionAsked:  func(o ordering.Order) int { return one(o.Satisfaction != nil) },
	ordering.EventSatisfactionAnswer: func(o ordering.Order) int { return one(o.Satisfaction != nil && !o.Satisfaction.AnsweredAt.IsZero()) },
	ordering.EventCharges:            func(o ordering.Order) int { return one(o.Charged) },
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func answered(o ordering.Order) int {
	n := 0
	for _, test := range o.Tests {
		n += one(!test.AnsweredAt.IsZero())
	}
	return n
}

// undecided counts the cancellations that were not decided in the unit in which they were asked for.
func undecided(o ordering.Order) int {
	n := 0
	for i, c := range o.History {
		atOnce := i+1 < len(o.History) && o.History[i+1].At.Equal(c.At)
		n += one(c.Event == ordering.AssessCancellation && !atOnce)
	}
	return n
}

// untold is where an order and the journal do not say the same.
func untold(e evidence, o ordering.Order) []string {
	var want, got, broken []string
	for _, c := range o.History {
		if typ, told := tells[c.Event]; told && (c.Event != ordering.Begin || len(o.Work) > 0) {
			want = append(want, typ)
		}
	}
	about := e.about(o)
	told := map[string]int{}
	for _, one := range about {
		told[one.Type]++
		if slices.Contains(want, one.Type) || counts[one.Type] == nil && !aboutWork[one.Type] {
			got = append(got, one.Type)
		}
	}
	if !slices.Equal(want, got) {
		broken = append(broken, fmt.Sprintf("its states ask for %v, the journal tells %v", want, got))
	}
	for typ, count := range counts {
		if told[typ] != count(o) {
			broken = append(broken, fmt.Sprintf("asks for %d times %s, the journal tells %d", count(o), typ, told[typ]))
		}
	}
	return append(broken, untoldWork(o, about)...)
}

// aboutWork are the events that carry service orders, besides EventIssued.
var aboutWork = map[string]bool{ordering.EventReleased: true, ordering.EventWorkEnded: true}

// untoldWork is where the journal has issued or ended a service order more often than it was, or less.
func untoldWork(o ordering.Order, about []event.Event) []string {
	issued, ended := map[string]int{}, map[string]int{}
	var broken []string
	for _, one := range about {
		if one.Type != ordering.EventIssued && !aboutWork[one.Type] {
			continue
		}
		var n ordering.WorkNotice
		if err := one.Read(&n); err != nil {
			broken = append(broken, err.Error())
		}
		for _, w := range n.Work {
			switch {
			case one.Type == ordering.EventWorkEnded:
				ended[w.ID]++
			case w.State == ordering.WorkIssued:
				issued[w.ID]++
			}
		}
	}
	for _, w := range o.Work {
		if begun, over := tries(o, w); issued[w.ID] != begun || ended[w.ID] != over {
			broken = append(broken, fmt.Sprintf("work on item %s was issued %d times and ended %d times, the journal tells %d and %d",
				w.Item, begun, over, issued[w.ID], ended[w.ID]))
		}
	}
	return broken
}

// tries is how often a service order was issued, and how often it ended by itself or was given up.
func tries(o ordering.Order, w ordering.ServiceOrder) (issued, ended int) {
	switch w.State {
	case ordering.WorkWaiting:
		return 0, 0
	case ordering.WorkIssued:
		return w.Try, w.Try - 1
	case ordering.WorkDone, ordering.WorkFailed:
		return w.Try, w.Try
	}
	if o.State != ordering.Cancelled { // given up, because what it depends on failed
		return 0, 1
	}
	for _, on := range w.DependsOn {
		if i := slices.IndexFunc(o.Work, func(w ordering.ServiceOrder) bool { return w.ID == on }); o.Work[i].State != ordering.WorkDone {
			return 0, 0 // it was still waiting
		}
	}
	return w.Try, w.Try - 1
}
