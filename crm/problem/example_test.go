package problem_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// From the report to the customer's confirmation (3.6.1 to 3.6.4).
func Example() {
	ctx := context.Background()
	problems, err := problem.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	t, err := problems.Open(ctx, problem.Report{Customer: "dealer-a", Feature: "Mail", Impact: problem.Hampered, Text: "no mail can be received"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Status)

	// Retention & Loyalty and Customer QoS/SLA Management answer.
	if _, err = problems.TakeCustomerPriority(ctx, t.ID, problem.Highest, nil); err != nil {
		log.Fatal(err)
	}
	if t, err = problems.TakeServiceLevel(ctx, t.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-7"}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Status, t.Priority.Name())
	fmt.Println(t.PriorityReasons[0].Message)

	// Service Problem Management repairs; the customer is asked, and is content.
	if _, err = problems.ReceiveResolution(ctx, t.ID, problem.Resolution{Text: "the mail server is repaired"}); err != nil {
		log.Fatal(err)
	}
	if t, err = problems.AskConfirmation(ctx, t.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Status)
	if t, err = problems.Answer(ctx, t.ID, problem.Confirmation{Confirmed: true}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Status)
	// Output:
	// acknowledged
	// inProgress medium
	// the business is hampered, not blocked, and it is in the agreement (customer highest, covered, hampered)
	// resolved
	// closed
}

// Why a ticket has its priority.
func ExamplePrioritise() {
	p, reasons, err := problem.Prioritise(problem.Facts{Customer: problem.Low, Cover: problem.NotCovered, Impact: problem.Blocked}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p, p.Name())
	for _, r := range reasons {
		fmt.Println(r)
	}
	// Output:
	// 2 medium
	// PROBLEM-PRIO-04 the business is blocked (customer low, notCovered, blocked)
}

// Track and manage (3.6.3): a clock that stands while the customer is asked.
func ExampleService_Hold() {
	ctx := context.Background()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	always, err := calendar.AlwaysOpen("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	terms := &clock.Contract{ID: "standard", Version: "1", Reopen: clock.Continue, Pauses: problem.Pauses(),
		Targets: []clock.Target{{Kind: clock.Solution, Within: calendar.Span(4 * time.Hour), Hours: always}}}
	env := work.New(memory.New(), &work.Config{Now: func() time.Time { return now }})
	problems, err := problem.New(env, &problem.Config{Terms: terms, AskNobody: true})
	if err != nil {
		log.Fatal(err)
	}
	t, err := problems.Open(ctx, problem.Report{Customer: "c-1", Feature: "Mail", Text: "no mail"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("due", t.ExpectedResolution.Format("15:04"))
	if _, err = problems.Hold(ctx, t.ID, problem.CauseCustomer, "which mailbox?"); err != nil {
		log.Fatal(err)
	}
	now = now.Add(2 * time.Hour)
	if t, err = problems.Resume(ctx, t.ID, "all of them"); err != nil {
		log.Fatal(err)
	}
	fmt.Println("due", t.ExpectedResolution.Format("15:04"))
	now = now.Add(5 * time.Hour)
	r, err := problems.Due(ctx, now)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("clocks that spoke:", r.Signalled)
	// Output:
	// due 13:00
	// due 15:00
	// clocks that spoke: 1
}

// Report problem (3.6.2).
func ExampleSummarise() {
	from, err := calendar.NewDate(2026, time.March, 1)
	if err != nil {
		log.Fatal(err)
	}
	period, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	opened := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	t := problem.Ticket{Feature: "Mail", Priority: problem.Medium, CreatedAt: opened, History: []clock.Entry{
		{ID: "1", At: opened, Type: clock.Opened, Status: string(problem.Acknowledged)},
		{ID: "2", At: opened.Add(90 * time.Minute), Type: clock.Resolved, Status: string(problem.Resolved)},
		{ID: "3", At: opened.Add(2 * time.Hour), Type: clock.Closed, Status: string(problem.Closed)},
	}}
	s, err := problem.Summarise([]problem.Ticket{t}, period, period.End())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.All.Opened, "opened,", s.All.Repaired, "repaired in", s.All.MeanRepair)
	// Output: 1 opened, 1 repaired in 1h30m
}

// Who works on it (M6): what is offered to one person, another does not take.
func ExampleAssignment_Move() {
	a, err := problem.Assignment{}.Move(problem.AssignmentChange{Event: problem.Assign, By: "dispatcher", Person: "anna"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = a.Move(problem.AssignmentChange{Event: problem.Accept, By: "bert"})
	fmt.Println(err)
	a, err = a.Move(problem.AssignmentChange{Event: problem.Accept, By: "anna"})
	fmt.Println(a.State, err)
	// Output:
	// problem.assignment: rejected: PROBLEM-ASSIGNMENT-01 it is with anna; only they accept it
	// accepted <nil>
}
