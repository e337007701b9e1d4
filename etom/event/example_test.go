package event_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	env := work.New(memory.New(), &work.Config{Tenant: "bmw", Now: etomtest.NewClock().Now, NewID: etomtest.NewIDs("e").New})
	type order struct{ Product string }

	err := env.Update(ctx, func(u *work.Unit) error { // state and event commit together, or neither does
		return u.Emit("ordering.order.completed", "o-7", "case-1", order{Product: "access line"})
	})
	fmt.Println(err)

	relay := event.NewRelay(env.Store(), env.Tenant(), func(_ context.Context, e event.Event) error {
		var completed order
		if err := e.Read(&completed); err != nil {
			return err
		}
		fmt.Println(e.ID, e.Type, e.Subject, "no", e.No, "of", e.Correlation+":", completed.Product)
		return nil
	}, nil)
	report, err := relay.Drain(ctx)
	fmt.Println(report.Delivered, report.Err(), err)
	// Output:
	// <nil>
	// e-000001 ordering.order.completed o-7 no 1 of case-1: access line
	// 1 <nil> <nil>
}
