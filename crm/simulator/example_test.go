package simulator_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func Example() {
	ctx := context.Background()
	world := simulator.NewWorld(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	activation := simulator.NewActivation(world, &simulator.Plan{Takes: 72 * time.Hour})
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: world.Now}), crm.Outside{Activation: activation}, nil)
	if err != nil {
		panic(err)
	}
	activation.Connect(c.Orders)

	o, err := c.Orders.Place(ctx, ordering.Draft{Customer: "c-1", Items: []ordering.DraftItem{
		{ID: "line", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
		{ID: "router", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"line"}},
	}})
	if err != nil {
		panic(err)
	}
	fmt.Println(world.Now().Format(time.DateOnly), o.State)
	if err := world.Run(ctx, c.Settle); err != nil { // until nothing is on the agenda any more
		panic(err)
	}
	o, err = c.Orders.Get(ctx, o.ID)
	fmt.Println(world.Now().Format(time.DateOnly), o.State, err)
	// Output:
	// 2026-03-02 acknowledged
	// 2026-03-08 completed <nil>
}
