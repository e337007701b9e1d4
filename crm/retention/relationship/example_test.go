package relationship_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx, now := context.Background(), time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	relations, err := relationship.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return now }}), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := relations.Establish(ctx, relationship.Start{Customer: "c-1"}); err != nil {
		fmt.Println(err)
		return
	}
	d := relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice, By: "c-1", On: calendar.MustParse("2026-03-15")}
	answer, err := relations.Assess(ctx, d)
	fmt.Println(answer.Permitted, answer.Earliest, err)
	for _, r := range answer.Reasons {
		fmt.Println(" ", r)
	}

	d.On = calendar.Date{} // as early as possible
	e, err := relations.Notice(ctx, d)
	fmt.Println(e.State, e.EndsOn, err)

	now = time.Date(2026, time.April, 3, 6, 0, 0, 0, time.UTC)
	report, err := relations.Due(ctx, now)
	fmt.Println(report.Begun, report.Ended, err)
	if e, err = relations.Ending(ctx, e.ID); err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range e.Kept {
		fmt.Println(k.Code, "until", k.Until)
	}
	// Output:
	// false 2026-04-03 <nil>
	//   RELATIONSHIP-END-02 the notice arrived on 2026-03-02, its period ends before 2026-04-03
	//   RELATIONSHIP-END-04 2026-03-15 is too early; ask for 2026-04-03 or later
	// running 2026-04-03 <nil>
	// 1 1 <nil>
	// voucher until 2035-01-01
	// businessLetter until 2033-01-01
}
