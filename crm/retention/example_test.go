package retention_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	now := func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }
	loyalty := retention.New(work.New(memory.New(), &work.Config{Now: now}), nil)

	_, err := loyalty.NoteRevenue(ctx, "c-1", retention.Revenue{Year: 2025, Amount: money.Must("50000000.00 EUR")})
	fmt.Println(err)
	given, err := loyalty.GivePriority(ctx, retention.Ask{Customer: "c-1", Agreement: "a-1"})
	fmt.Println(given.Priority, given.Priority.Name(), err)
	fmt.Println(given.Reasons)

	_, err = loyalty.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1"})
	fmt.Println(err)
	q, err := loyalty.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 5})
	fmt.Println(q.State, err)
	// Output:
	// <nil>
	// 0 highest <nil>
	// [RETENTION-PRIO-01 one of the largest customers, with a revenue of 50000000.00 EUR a year; at least 50000000.00 EUR is asked for]
	// <nil>
	// answered <nil>
}

func ExampleNewTable() {
	table, err := retention.NewTable(
		retention.Row{Code: "BMW-1", Revenue: money.Must("1000000.00 EUR"), ServiceLevel: "gold", Priority: retention.Highest, Why: "large, and gold"},
		retention.Row{Code: "BMW-2", ServiceLevel: "gold", Priority: retention.Medium, Why: "gold"},
		retention.Row{Code: "BMW-3", Priority: retention.Lowest, Why: "everybody else"},
	)
	fmt.Println(err)
	priority, reasons, _ := retention.Prioritise(retention.Facts{ServiceLevels: []string{"gold"}}, table)
	fmt.Println(priority.Name(), reasons)

	_, err = retention.NewTable(retention.Row{Code: "BMW-1", Revenue: money.Must("1000000.00 EUR"), Priority: retention.Highest, Why: "large"})
	fmt.Println(err)
	// Output:
	// <nil>
	// medium [RETENTION-PRIO-00 no revenue is known BMW-2 gold; the service level gold is asked for]
	// retention.table: rows: must end with a row that asks for nothing, so that every customer has a priority (ETOM-REQUIRED)
}

func ExampleValidate() {
	v := retention.Validate([]retention.Expectation{
		{Name: "PCs", Original: "20", Present: "25", Delivered: "20"},
		{Name: "repair time", Original: "4 h", Delivered: "4 h"},
	})
	fmt.Println(v.Original, v.Present)
	fmt.Println(v.Reasons)
	// Output:
	// true false
	// [RETENTION-SATISFACTION-02 PCs: 20 was delivered, 25 expected by now]
}

func ExampleService_May() {
	ctx := context.Background()
	now := func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }
	loyalty := retention.New(work.New(memory.New(), &work.Config{Now: now}), nil)

	_, err := loyalty.RecordConsent(ctx, retention.Consent{Customer: "c-1", Purpose: retention.PurposeMarketing, Channel: "email",
		State: retention.ConsentGiven, Evidence: "interaction-7", Text: "newsletter-3"})
	fmt.Println(err)
	for _, channel := range []string{"email", "phone", "letter"} {
		p, err := loyalty.May(ctx, "c-1", retention.PurposeMarketing, channel)
		fmt.Println(channel, p.May, p.Why.Message, err)
	}
	// Output:
	// <nil>
	// email true the customer has consented on 2026-03-02, to newsletter-3 <nil>
	// phone false the customer has not consented; ask first <nil>
	// letter true no consent is needed, and the customer has not objected <nil>
}
