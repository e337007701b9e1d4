package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

// commands are all commands and questions that name something by its id, with input that is right.
func commands(d *desk, s *ordering.Service) map[string]func(id string) error {
	return map[string]func(id string) error{
		"Get":   func(id string) error { _, err := s.Get(d.ctx, id); return err },
		"Begin": func(id string) error { _, err := s.Begin(d.ctx, id); return err },
		"Amend": func(id string) error {
			_, err := s.Amend(d.ctx, id, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("77")}})
			return err
		},
		"Move":           func(id string) error { _, err := s.Move(d.ctx, id, ordering.Hold, "because"); return err },
		"ReportProgress": func(id string) error { _, err := s.ReportProgress(d.ctx, id, ordering.Progress{Note: "n"}); return err },
		"ReportStatus":   func(id string) error { return s.ReportStatus(d.ctx, id, "n") },
		"EndWork": func(id string) error {
			_, err := s.EndWork(d.ctx, id, ordering.WorkResult{ServiceOrder: "w", Done: true})
			return err
		},
		"AnswerTest": func(id string) error {
			_, err := s.AnswerTest(d.ctx, id, ordering.TestResult{Accepted: true})
			return err
		},
		"AskSatisfaction": func(id string) error { _, err := s.AskSatisfaction(d.ctx, id); return err },
		"AnswerSatisfaction": func(id string) error {
			_, err := s.AnswerSatisfaction(d.ctx, id, ordering.SatisfactionAnswer{Score: 3})
			return err
		},
		"HandOverCharges":     func(id string) error { _, err := s.HandOverCharges(d.ctx, id); return err },
		"RequestCancellation": func(id string) error { _, err := s.RequestCancellation(d.ctx, id, "because"); return err },
		"DecideCancellation":  func(id string) error { _, err := s.DecideCancellation(d.ctx, id, true, ""); return err },
		"ConfirmCancellation": func(id string) error { _, err := s.ConfirmCancellation(d.ctx, id); return err },
		"Feasibility":         func(id string) error { _, err := s.Feasibility(d.ctx, id); return err },
		"ReceiveFeasibility": func(id string) error {
			_, err := s.ReceiveFeasibility(d.ctx, id, ordering.FeasibilityAnswer{Feasible: true})
			return err
		},
		"AnswerFeasibility": func(id string) error { _, err := s.AnswerFeasibility(d.ctx, id); return err },
	}
}

func TestService_unknown_ids_are_not_found_and_change_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		for name, command := range commands(d, d.Service) {
			for _, id := range []string{"", "nobody", "a\x00b", "half a letter \xc3", long(100_000)} {
				err := d.refuses(fault.ErrNotFound, func() error { return command(id) })
				assert.NotEmpty(t, err.Error(), name)
			}
		}
		found, err := d.Cancellations(d.ctx, "nobody")
		require.NoError(t, err)
		assert.Empty(t, found)
	})
}

func TestService_another_tenant_s_ids_are_not_found(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(item("1"))
		asked.ExternalID = "PO 1"
		o := d.begun(asked)
		task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		f, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"})
		require.NoError(t, err)
		theirs := d.ofTenant("other")
		for _, command := range commands(d, theirs) {
			for _, id := range []string{o.ID, task.ID, f.ID} {
				d.refuses(fault.ErrNotFound, func() error { return command(id) })
			}
		}
		for key, value := range map[string]string{"customer": "c-1", "externalId": "PO 1"} {
			found, err := theirs.By(d.ctx, key, value)
			require.NoError(t, err)
			assert.Empty(t, found)
		}
		found, err := theirs.Cancellations(d.ctx, o.ID)
		require.NoError(t, err)
		assert.Empty(t, found)
	})
}

// badTexts are texts that no field takes, with the rule that refuses them.
func badTexts(max int) map[string]string {
	return map[string]string{"a\x00b": fault.RuleNUL, "half a letter \xc3": fault.RuleUTF8, long(max + 1): fault.RuleLength}
}

func TestService_refuses_bad_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	order := d.begun(draft(item("1")))
	tested := d.done(d.tested(item("1"), item("2")), "1", "2")
	complete := d.done(d.begun(draft(item("1"))), "1")
	d.must(d.AskSatisfaction(d.ctx, complete.ID))
	cancelling := d.begun(draft(item("1")))
	task := d.task(d.RequestCancellation(d.ctx, cancelling.ID, "moved away"))
	feasibility, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"})
	require.NoError(t, err)

	refuse := func(name string, command func() error, want ...string) {
		t.Helper()
		assert.Equal(t, want, fields(t, d.refuses(fault.ErrInvalid, command)), name)
	}
	move := func(on ordering.Event, reason string) func() error {
		return func() error { _, err := d.Move(d.ctx, order.ID, on, reason); return err }
	}
	refuse("no reason", move(ordering.Hold, ""), "reason ETOM-REQUIRED")
	refuse("an event of another command", move(ordering.Complete, "r"), "event ETOM-UNKNOWN")
	refuse("an event of nobody, and no reason", move("explode", ""), "event ETOM-UNKNOWN", "reason ETOM-REQUIRED")

	progress := func(p ordering.Progress) func() error {
		return func() error { _, err := d.ReportProgress(d.ctx, order.ID, p); return err }
	}
	refuse("expected before the order", progress(ordering.Progress{Expected: now.Add(-1)}), "expected ETOM-RANGE")
	refuse("expected before Christ", progress(ordering.Progress{Expected: now.AddDate(-3000, 0, 0)}), "expected ETOM-RANGE")
	refuse("expected in 12026", progress(ordering.Progress{Note: "\xff", Expected: now.AddDate(10_000, 0, 0)}), "note ETOM-TEXT-UTF8", "expected ETOM-RANGE")

	end := func(r ordering.WorkResult) func() error {
		return func() error { _, err := d.EndWork(d.ctx, order.ID, r); return err }
	}
	refuse("no service order, and no reason", end(ordering.WorkResult{}), "serviceOrder ETOM-REQUIRED", "reason ETOM-REQUIRED")
	d.refuses(fault.ErrNotFound, end(ordering.WorkResult{ServiceOrder: tested.Work[0].ID, Done: true}))

	answer := func(r ordering.TestResult) func() error {
		return func() error { _, err := d.AnswerTest(d.ctx, tested.ID, r); return err }
	}
	refuse("refused without a reason", answer(ordering.TestResult{}), "reason ETOM-REQUIRED")
	refuse("accepted but for one", answer(ordering.TestResult{Accepted: true, Items: []string{"1"}}), "items ETOM-RANGE")
	refuse("items of nobody", answer(ordering.TestResult{Reason: "noise", Items: []string{"1", "9", "\xff"}}), "items[1] ETOM-REFERENCE", "items[2] ETOM-REFERENCE")

	score := func(n int, comment string) func() error {
		return func() error {
			_, err := d.AnswerSatisfaction(d.ctx, complete.ID, ordering.SatisfactionAnswer{Score: n, Comment: comment})
			return err
		}
	}
	refuse("less than not at all", score(0, ""), "score ETOM-RANGE")
	refuse("more than fully, with a NUL", score(6, "\x00"), "score ETOM-RANGE", "comment ETOM-TEXT-NUL")

	refuse("cancelled without a reason", func() error { _, err := d.RequestCancellation(d.ctx, order.ID, ""); return err }, "reason ETOM-REQUIRED")
	refuse("denied without a reason", func() error { _, err := d.DecideCancellation(d.ctx, task.ID, false, ""); return err }, "reason ETOM-REQUIRED")

	received := func(a ordering.FeasibilityAnswer) func() error {
		return func() error { _, err := d.ReceiveFeasibility(d.ctx, feasibility.ID, a); return err }
	}
	refuse("not feasible, without a reason", received(ordering.FeasibilityAnswer{}), "reason ETOM-REQUIRED")
	refuse("delivered before it is ordered", received(ordering.FeasibilityAnswer{Feasible: true, LeadTime: -time.Hour}), "leadTime ETOM-RANGE")
	refuse("delivered after 200 years", received(ordering.FeasibilityAnswer{Feasible: true, LeadTime: 200 * 365 * day}), "leadTime ETOM-RANGE")
	refuse("nothing asked", func() error { _, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{}); return err },
		"customer ETOM-REQUIRED", "need ETOM-REQUIRED")
	refuse("found by nothing", func() error { _, err := d.By(d.ctx, "address", "Berlin"); return err }, "key ETOM-UNKNOWN")

	text := func(path string, max int, command func(text string) error) {
		t.Helper()
		for bad, rule := range badTexts(max) {
			refuse(path, func() error { return command(bad) }, path+" "+rule)
		}
	}
	text("reason", fault.MaxText, func(s string) error { return move(ordering.Hold, s)() })
	text("reason", fault.MaxText, func(s string) error { _, err := d.RequestCancellation(d.ctx, order.ID, s); return err })
	text("reason", fault.MaxText, func(s string) error { _, err := d.DecideCancellation(d.ctx, task.ID, true, s); return err })
	text("reason", fault.MaxText, func(s string) error { return end(ordering.WorkResult{ServiceOrder: order.ID + "/1", Reason: s})() })
	text("serviceOrder", 2*fault.MaxID+1, func(s string) error { return end(ordering.WorkResult{ServiceOrder: s, Done: true})() })
	text("reason", fault.MaxText, func(s string) error { return answer(ordering.TestResult{Reason: s})() })
	text("comment", fault.MaxText, func(s string) error { return score(3, s)() })
	text("note", fault.MaxText, func(s string) error { return progress(ordering.Progress{Note: s})() })
	text("note", fault.MaxText, func(s string) error { return d.ReportStatus(d.ctx, order.ID, s) })
	text("with", fault.MaxName, func(s string) error { return received(ordering.FeasibilityAnswer{Feasible: true, With: s})() })
	text("alternative", fault.MaxName, func(s string) error { return received(ordering.FeasibilityAnswer{Feasible: true, Alternative: s})() })
	text("reason", fault.MaxText, func(s string) error { return received(ordering.FeasibilityAnswer{Reason: s})() })
	ask := func(change func(*ordering.FeasibilityQuestion)) error {
		q := ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"}
		change(&q)
		_, err := d.AskFeasibility(d.ctx, q)
		return err
	}
	text("correlation", fault.MaxID, func(s string) error { return ask(func(q *ordering.FeasibilityQuestion) { q.Correlation = s }) })
	text("customer", fault.MaxID, func(s string) error { return ask(func(q *ordering.FeasibilityQuestion) { q.Customer = s }) })
	text("asker", fault.MaxID, func(s string) error { return ask(func(q *ordering.FeasibilityQuestion) { q.Asker = s }) })
	text("offering", fault.MaxName, func(s string) error { return ask(func(q *ordering.FeasibilityQuestion) { q.Offering = s }) })
	text("need", fault.MaxText, func(s string) error { return ask(func(q *ordering.FeasibilityQuestion) { q.Need = s }) })
}

// Every command in every state: it is done, or refused as the wrong moment with nothing changed. None is half done.
func TestService_every_command_in_every_state(t *testing.T) {
	t.Parallel()
	for state, reach := range reachable {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			for name, command := range commandsInState {
				d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{}})
				o := reach(d)
				require.Equal(t, state, o.State)
				writes := len(d.store.Writes())
				err := command(d, o)
				after := d.order(o.ID)
				if err != nil {
					require.ErrorIs(t, err, fault.ErrState, name)
					assert.Equal(t, o, after, name)
					assert.Len(t, d.store.Writes(), writes, name)
					continue
				}
				assert.Greater(t, len(d.store.Writes()), writes, name)
				if o.Final() {
					assert.Equal(t, state, after.State, "%s moved an order out of a final state", name)
				}
				if after.State != o.State {
					last := after.History[len(after.History)-1]
					assert.Equal(t, after.State, last.To, name)
				}
			}
		})
	}
}

// reachable brings an order into every state that is stored.
var reachable = map[ordering.State]func(*desk) ordering.Order{
	ordering.Acknowledged: func(d *desk) ordering.Order { return d.placed(draft(item("1"))) },
	ordering.Rejected:     func(d *desk) ordering.Order { return d.placed(draft(costing("1", "1.00 EUR", 1))) },
	ordering.InProgress:   func(d *desk) ordering.Order { return d.begun(draft(item("1"))) },
	ordering.Pending:      func(d *desk) ordering.Order { return d.moved(d.begun(draft(item("1"))), ordering.AskInformation) },
	ordering.Held:         func(d *desk) ordering.Order { return d.moved(d.begun(draft(item("1"))), ordering.Hold) },
	ordering.Completed:    func(d *desk) ordering.Order { return d.done(d.begun(draft(item("1"))), "1") },
	ordering.Partial: func(d *desk) ordering.Order {
		return d.failed(d.done(d.begun(draft(item("1"), item("2"))), "1"), "2")
	},
	ordering.Failed: func(d *desk) ordering.Order { return d.failed(d.begun(draft(item("1"))), "1") },
	ordering.AssessingCancellation: func(d *desk) ordering.Order {
		o := d.begun(draft(item("1")))
		d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		return d.order(o.ID)
	},
	ordering.PendingCancellation: func(d *desk) ordering.Order {
		o := d.begun(draft(item("1")))
		task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		d.task(d.DecideCancellation(d.ctx, task.ID, true, ""))
		return d.order(o.ID)
	},
	ordering.Cancelled: func(d *desk) ordering.Order {
		o := d.placed(draft(item("1")))
		d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		return d.order(o.ID)
	},
}

func TestService_every_command_in_every_state_means_every_state(t *testing.T) {
	t.Parallel()
	for _, s := range ordering.OrderLifecycle().States() {
		if s != ordering.Start {
			assert.Contains(t, reachable, s)
		}
	}
}

func order(_ ordering.Order, err error) error { return err }

var commandsInState = map[string]func(*desk, ordering.Order) error{
	"Begin": func(d *desk, o ordering.Order) error { return order(d.Begin(d.ctx, o.ID)) },
	"Amend": func(d *desk, o ordering.Order) error {
		return order(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "later", Promised: now.Add(day)}))
	},
	"AskInformation": func(d *desk, o ordering.Order) error { return order(d.Move(d.ctx, o.ID, ordering.AskInformation, "r")) },
	"SupplyInformation": func(d *desk, o ordering.Order) error {
		return order(d.Move(d.ctx, o.ID, ordering.SupplyInformation, "r"))
	},
	"Hold":   func(d *desk, o ordering.Order) error { return order(d.Move(d.ctx, o.ID, ordering.Hold, "r")) },
	"Resume": func(d *desk, o ordering.Order) error { return order(d.Move(d.ctx, o.ID, ordering.Resume, "r")) },
	"Cancel": func(d *desk, o ordering.Order) error { return order(d.Move(d.ctx, o.ID, ordering.Cancel, "r")) },
	"ReportProgress": func(d *desk, o ordering.Order) error {
		return order(d.ReportProgress(d.ctx, o.ID, ordering.Progress{}))
	},
	"ReportStatus": func(d *desk, o ordering.Order) error { return d.ReportStatus(d.ctx, o.ID, "") },
	"EndWork": func(d *desk, o ordering.Order) error {
		return order(d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/1", Done: true}))
	},
	"AnswerTest": func(d *desk, o ordering.Order) error {
		return order(d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: true}))
	},
	"AskSatisfaction": func(d *desk, o ordering.Order) error { return order(d.AskSatisfaction(d.ctx, o.ID)) },
	"AnswerSatisfaction": func(d *desk, o ordering.Order) error {
		return order(d.AnswerSatisfaction(d.ctx, o.ID, ordering.SatisfactionAnswer{Score: 3}))
	},
	"HandOverCharges":     func(d *desk, o ordering.Order) error { return order(d.HandOverCharges(d.ctx, o.ID)) },
	"RequestCancellation": func(d *desk, o ordering.Order) error { _, err := d.RequestCancellation(d.ctx, o.ID, "r"); return err },
	"DecideCancellation": func(d *desk, o ordering.Order) error {
		return d.ofTask(o, func(id string) error { _, err := d.DecideCancellation(d.ctx, id, false, "r"); return err })
	},
	"ConfirmCancellation": func(d *desk, o ordering.Order) error {
		return d.ofTask(o, func(id string) error { _, err := d.ConfirmCancellation(d.ctx, id); return err })
	},
}

// ofTask does something with the last cancellation of an order; without one the moment is wrong.
func (d *desk) ofTask(o ordering.Order, do func(id string) error) error {
	found, err := d.Cancellations(d.ctx, o.ID)
	require.NoError(d.t, err)
	if len(found) == 0 {
		return fault.State(o.Subject(), "no cancellation")
	}
	return do(found[len(found)-1].ID)
}
