package crashtest_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

// kind is the fate of an order.
type kind int

const (
	plain kind = iota
	tested
	amended
	withdrawn // cancelled before any work is issued
	takenBack // cancelled while work is issued
	tooLate   // asked to be cancelled, and denied
	held
	failing // in part
	kinds
)

func kindOf(n int) kind { return kind(n) % kinds }

func keyOf(n int) string { return fmt.Sprintf("order-%d", n) }

// draft is the n-th order. Two orders make a case, so that their events take numbers from one count.
func draft(n int) ordering.Draft {
	return ordering.Draft{Key: keyOf(n), ExternalID: keyOf(n), Customer: "c-1", Correlation: fmt.Sprintf("case-%d", n/2),
		TestFirst: kindOf(n) == tested, Items: []ordering.DraftItem{
			{ID: "1", Action: ordering.Add, Offering: "fibre", Quantity: 1,
				Prices: []price.Price{{Name: "installation", Type: price.NonRecurring, Amount: money.Must("49.90 EUR")}}},
			{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"1"}},
			{ID: "3", Action: ordering.NoChange, Offering: "telephone", Quantity: 1, DependsOn: []string{"1"}},
			{ID: "4", Action: ordering.Modify, Offering: "television", Quantity: 1, DependsOn: []string{"3"}},
		}}
}

// step is a command with which an order goes on, if it is where the command belongs.
type step struct {
	what string
	when func(kind, ordering.Order) bool
	do   func(context.Context, *ordering.Service, kind, ordering.Order) (ordering.Order, error)
}

// steps: the first that fits is taken. What fits depends on the stored order alone, so whoever comes after a crash goes on
// where the order is.
var steps = []step{
	{"cancel", toCancel, requestCancellation},
	{"decide", inState(ordering.AssessingCancellation), decideCancellation},
	{"confirm", inState(ordering.PendingCancellation), confirmCancellation},
	{"begin", inState(ordering.Acknowledged), func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
		return s.Begin(ctx, o.ID)
	}},
	{"amend", toAmend, func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
		return s.Amend(ctx, o.ID, ordering.AmendmentRequest{Version: o.Version, Note: "one more", Add: []ordering.DraftItem{
			{ID: "5", Action: ordering.Add, Offering: "repeater", Quantity: 2, DependsOn: []string{"1"}}}})
	}},
	{"hold", toHold, func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
		return s.Move(ctx, o.ID, ordering.Hold, "the road is dug up")
	}},
	{"resume", inState(ordering.Held), func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
		return s.Move(ctx, o.ID, ordering.Resume, "the road is open again")
	}},
	{"answerTest", toTest, answerTest},
	{"endWork", toEndWork, endWork},
	{"askSatisfaction", func(_ kind, o ordering.Order) bool { return ended(o) && o.Satisfaction == nil },
		func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
			return s.AskSatisfaction(ctx, o.ID)
		}},
	{"answerSatisfaction", func(_ kind, o ordering.Order) bool { return ended(o) && o.Satisfaction.AnsweredAt.IsZero() },
		func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
			return s.AnswerSatisfaction(ctx, o.ID, ordering.SatisfactionAnswer{Score: 4})
		}},
	{"handOverCharges", func(_ kind, o ordering.Order) bool { return ended(o) && !o.Charged },
		func(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
			return s.HandOverCharges(ctx, o.ID)
		}},
}

// next is the step that an order of the kind takes now; false if there is none.
func next(k kind, o ordering.Order) (step, bool) {
	i := slices.IndexFunc(steps, func(s step) bool { return s.when(k, o) })
	if i < 0 {
		return step{}, false
	}
	return steps[i], true
}

func inState(state ordering.State) func(kind, ordering.Order) bool {
	return func(_ kind, o ordering.Order) bool { return o.State == state }
}

func has(o ordering.Order, on ordering.Event) bool {
	return slices.ContainsFunc(o.History, func(c ordering.Change) bool { return c.Event == on })
}

func ended(o ordering.Order) bool {
	return o.State == ordering.Completed || o.State == ordering.Partial
}

// workIn is the index of the first service order in the state; -1 if there is none.
func workIn(o ordering.Order, state ordering.WorkState) int {
	return slices.IndexFunc(o.Work, func(w ordering.ServiceOrder) bool { return w.State == state })
}

func toCancel(k kind, o ordering.Order) bool {
	if has(o, ordering.AssessCancellation) {
		return false
	}
	return k == withdrawn && o.State == ordering.Acknowledged || (k == takenBack || k == tooLate) && o.State == ordering.InProgress
}

func toAmend(k kind, o ordering.Order) bool {
	return k == amended && o.State == ordering.InProgress && len(o.Amendments) == 0 && workIn(o, ordering.WorkDone) >= 0
}

func toHold(k kind, o ordering.Order) bool {
	return k == held && o.State == ordering.InProgress && !has(o, ordering.Hold) && workIn(o, ordering.WorkDone) >= 0
}

func toTest(_ kind, o ordering.Order) bool {
	n := len(o.Tests)
	return o.State == ordering.InProgress && n > 0 && o.Tests[n-1].AnsweredAt.IsZero()
}

func toEndWork(_ kind, o ordering.Order) bool {
	return o.State == ordering.InProgress && workIn(o, ordering.WorkIssued) >= 0
}

// answerTest refuses the first test, so that there is a second.
func answerTest(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
	if len(o.Tests) == 1 {
		return s.AnswerTest(ctx, o.ID, ordering.TestResult{Reason: "no picture", Items: []string{"4"}})
	}
	return s.AnswerTest(ctx, o.ID, ordering.TestResult{Accepted: true})
}

func endWork(ctx context.Context, s *ordering.Service, k kind, o ordering.Order) (ordering.Order, error) {
	w := o.Work[workIn(o, ordering.WorkIssued)]
	if k == failing && w.Item == "2" {
		return s.EndWork(ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Reason: "out of stock"})
	}
	return s.EndWork(ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: true})
}

func requestCancellation(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
	if _, err := s.RequestCancellation(ctx, o.ID, "moving abroad"); err != nil {
		return ordering.Order{}, err
	}
	return s.Get(ctx, o.ID)
}

func decideCancellation(ctx context.Context, s *ordering.Service, k kind, o ordering.Order) (ordering.Order, error) {
	return withTask(ctx, s, o, func(task string) error {
		_, err := s.DecideCancellation(ctx, task, k == takenBack, "the technician is on the way")
		return err
	})
}

func confirmCancellation(ctx context.Context, s *ordering.Service, _ kind, o ordering.Order) (ordering.Order, error) {
	return withTask(ctx, s, o, func(task string) error {
		_, err := s.ConfirmCancellation(ctx, task)
		return err
	})
}

// withTask answers the order's one cancellation.
func withTask(ctx context.Context, s *ordering.Service, o ordering.Order, answer func(task string) error) (ordering.Order, error) {
	tasks, err := s.Cancellations(ctx, o.ID)
	if err != nil {
		return ordering.Order{}, err
	}
	if len(tasks) != 1 {
		return ordering.Order{}, fmt.Errorf("%s has %d cancellations, not one", o.Subject(), len(tasks))
	}
	if err := answer(tasks[0].ID); err != nil {
		return ordering.Order{}, err
	}
	return s.Get(ctx, o.ID)
}
