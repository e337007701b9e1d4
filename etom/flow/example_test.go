package flow_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
)

// The events come from the journal, with event.Of; here they are written down.
func Example() {
	events := []event.Event{
		{Meta: store.Meta{ID: "1"}, No: 1, Type: "ordering.satisfaction.asked"},
		{Meta: store.Meta{ID: "2"}, No: 2, Type: "contact.message.passedOn", Cause: "1"},
		{Meta: store.Meta{ID: "3"}, No: 3, Type: "contact.satisfaction.routed"},
		{Meta: store.Meta{ID: "4"}, No: 4, Type: "ordering.satisfaction.answered", Cause: "3"},
	}
	result := flow.Check(flow.PostOrdering(), events)
	fmt.Println(result, "of", len(result.Flow.Steps))
	for _, m := range result.Moves {
		fmt.Println(m.Step.No, m.Arrow.From, "→", m.Arrow.To, "via", m.Arrow.Via)
	}

	// Without the second event the customer was never asked.
	fmt.Println(flow.Check(flow.PostOrdering(), append(events[:1:1], events[2:]...)))
	// Output:
	// waiting after step 2 of 3
	// 1 OrderHandling → Customer via CustomerInterface
	// 2 Customer → OrderHandling via CustomerInterface
	// deviating after step 0: contact.satisfaction.routed (event 3): step 1 has not passed through CustomerInterface; expected contact.message.passedOn
}

// Without the detour through Customer Interface Management there are fewer hand-overs.
func ExampleFlow_Direct() {
	asked := []event.Event{{Meta: store.Meta{ID: "1"}, No: 1, Type: "ordering.satisfaction.asked"}}
	passedOn := append(asked, event.Event{Meta: store.Meta{ID: "2"}, No: 2, Type: "contact.message.passedOn", Cause: "1"})
	fmt.Println(flow.Check(flow.PostOrdering(), passedOn).HandOvers())
	fmt.Println(flow.Check(flow.PostOrdering().Direct(), asked).HandOvers())
	// Output:
	// 2
	// 1
}
