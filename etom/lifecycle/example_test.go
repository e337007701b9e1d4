package lifecycle_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

func Example() {
	type (
		State string
		Event string
	)
	door := lifecycle.MustNew("door", State("closed"), []State{"removed"}, []lifecycle.Transition[State, Event]{
		{On: "open", From: "closed", To: "ajar", Why: "somebody comes"},
		{On: "shut", From: "ajar", To: "closed", Why: "it is cold"},
		{On: "remove", From: "ajar", To: "removed", Why: "the house is rebuilt"},
	})

	next, err := door.Next("closed", "open")
	fmt.Println(next, err)

	_, err = door.Next("closed", "remove")
	fmt.Println(err)
	var details *lifecycle.Error
	if errors.As(err, &details) {
		fmt.Println(details.Permitted)
	}
	fmt.Print(door.Truth())
	// Output:
	// ajar <nil>
	// door: remove is not allowed in state "closed"; allowed: open
	// [open]
	// | door | open | shut | remove |
	// |---|---|---|---|
	// | closed | ajar | – | – |
	// | ajar | – | closed | removed |
	// | removed | – | – | – |
}

func ExampleLifecycle_Mermaid() {
	fmt.Print(door.Mermaid())
	// Output:
	// stateDiagram-v2
	//     [*] --> closed
	//     closed --> ajar: open
	//     ajar --> closed: shut
	//     closed --> closed: knock
	//     ajar --> removed: remove
	//     removed --> [*]
}
