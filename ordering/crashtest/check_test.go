package crashtest_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// The names of the rules.
const (
	nothingLost     = "what was acknowledged is stored"
	oneOrder        = "a key makes one order"
	wholeOrder      = "an order is whole"
	wholeTask       = "a cancellation is where its order is"
	toldOnce        = "what is stored about an order is told in the journal, and nothing else"
	numbered        = "the events of a case are numbered without a gap"
	keyed           = "what is not delivered is found by its key, and nothing else"
	truthful        = "what was delivered is in the journal"
	inOrder         = "the events of a case first arrive in their order, and none is left out"
	noted           = "what is noted as delivered was delivered, and what was delivered before another is noted"
	repeatedInCrash = "an event is repeated only if it was the last before a crash"
)

var rules = crash.Rules[evidence]{
	{Name: nothingLost, Broken: lostSteps},
	{Name: oneOrder, Broken: keysAndOrders},
	{Name: wholeOrder, Broken: func(e evidence) []string { return eachOrder(e, incoherent) }},
	{Name: wholeTask, Broken: strayTasks},
	{Name: toldOnce, Broken: func(e evidence) []string { return eachOrder(e, untold) }},
	{Name: numbered, Broken: misnumbered},
	{Name: keyed, Broken: miskeyed},
	{Name: truthful, Broken: untrue},
	{Name: inOrder, Broken: outOfOrder},
	{Name: noted, Broken: misnoted},
	{Name: repeatedInCrash, Broken: repeated},
}

// unfinished is what a worker that came to its end would not have left behind.
func unfinished(e evidence, orders int) []string {
	var left []string
	if len(e.orders) != orders {
		left = append(left, fmt.Sprintf("%d orders are stored, not %d", len(e.orders), orders))
	}
	if len(e.pending) > 0 {
		left = append(left, fmt.Sprintf("%d events are pending", len(e.pending)))
	}
	for _, o := range e.orders {
		if !o.Final() || ended(o) && !o.Charged {
			left = append(left, fmt.Sprintf("order %s is %s", o.ExternalID, o.State))
		}
	}
	return left
}

func eachOrder(e evidence, broken func(evidence, ordering.Order) []string) []string {
	var found []string
	for _, o := range e.orders {
		for _, where := range broken(e, o) {
			found = append(found, o.ExternalID+": "+where)
		}
	}
	return found
}

func lostSteps(e evidence) []string {
	stored := map[string]ordering.Order{}
	for _, o := range e.orders {
		stored[o.ID] = o
	}
	var lost []string
	for _, a := range slices.Concat(e.lives...).Acked() {
		o, there := stored[a.Order]
		switch {
		case !there:
			lost = append(lost, fmt.Sprintf("%s of %s: there is no such order", a.What, a.Key))
			continue
		case o.Version < a.Version:
			lost = append(lost, fmt.Sprintf("%s of %s: version %d, stored is %d", a.What, a.Key, a.Version, o.Version))
		case o.Version == a.Version && o.State != a.State:
			lost = append(lost, fmt.Sprintf("%s of %s: %s, stored is %s", a.What, a.Key, a.State, o.State))
		}
		now := facts(o)
		for _, f := range a.Facts {
			if !slices.Contains(now, f) {
				lost = append(lost, fmt.Sprintf("%s of %s: %s", a.What, a.Key, f))
			}
		}
	}
	return lost
}

func keysAndOrders(e evidence) []string {
	var broken []string
	byKey := map[string]string{}
	for _, o := range e.orders {
		if other, twice := byKey[o.ExternalID]; twice {
			broken = append(broken, fmt.Sprintf("%s made %s and %s", o.ExternalID, other, o.ID))
		}
		byKey[o.ExternalID] = o.ID
	}
	if e.keys != len(e.orders) {
		broken = append(broken, fmt.Sprintf("%d keys are known, for %d orders", e.keys, len(e.orders)))
	}
	for _, a := range slices.Concat(e.lives...).Acked() {
		if byKey[a.Key] != a.Order {
			broken = append(broken, fmt.Sprintf("%s made %s, stored is %q", a.Key, a.Order, byKey[a.Key]))
		}
	}
	return broken
}

func byNumber(events []event.Event) []event.Event {
	slices.SortFunc(events, func(a, b event.Event) int { return int(a.No - b.No) })
	return events
}

func misnumbered(e evidence) []string {
	var broken []string
	cases := e.journal()
	for name, events := range cases {
		for i, one := range byNumber(events) {
			if one.No != int64(i+1) {
				broken = append(broken, fmt.Sprintf("%s: number %d stands where %d should", name, one.No, i+1))
			}
		}
		if e.streams[name] != int64(len(events)) {
			broken = append(broken, fmt.Sprintf("%s: %d are counted, %d are there", name, e.streams[name], len(events)))
		}
	}
	for name := range e.streams {
		if len(cases[name]) == 0 {
			broken = append(broken, name+": is counted, but not there")
		}
	}
	return broken
}

func miskeyed(e evidence) []string {
	open := map[string]bool{}
	for _, one := range e.events {
		if !one.Delivered {
			open[one.ID] = true
		}
	}
	var broken []string
	for _, one := range e.pending {
		if !open[one.ID] {
			broken = append(broken, one.ID+" is delivered, or not there")
		}
		delete(open, one.ID)
	}
	for id := range open {
		broken = append(broken, id+" is not found")
	}
	return broken
}
