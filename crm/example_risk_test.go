package crm_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// Somebody new orders a telephone of 800 euros. The order waits until half of that is paid, then it goes ahead.
func Example_deposit() {
	ctx := context.Background()
	world := simulator.NewWorld(time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: world.Now}), crm.Outside{}, nil)
	if err != nil {
		log.Fatal(err)
	}
	o, err := c.Orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "telephone", Quantity: 1,
		Prices: []price.Price{{Name: "telephone", Type: price.NonRecurring, Amount: money.Must("800.00 EUR")}}}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.State, o.Credit.Authorization, o.Credit.Deposit)
	for _, why := range o.Credit.Reasons {
		fmt.Println(" ", why)
	}

	if _, err := c.Risk.ReceiveDeposit(ctx, risk.DepositPayment{ID: "p-1", Deposit: o.Credit.Reference, Amount: o.Credit.Deposit, On: calendar.MustParse("2026-03-03")}); err != nil {
		log.Fatal(err)
	}
	if err := world.Run(ctx, c.Settle); err != nil {
		log.Fatal(err)
	}
	o, err = c.Orders.Get(ctx, o.ID)
	fmt.Println(o.State, o.Credit.Authorization, err)
	// Output:
	// pending held 400.00 EUR
	//   RISK-NEW a new customer without a history orders for 200 or more: a deposit is asked for
	//   RISK-LIMIT-09 a new customer
	// inProgress granted <nil>
}
