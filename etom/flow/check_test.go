package flow_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
)

// everyFlow runs a test for every flow, with and without the detour, its journal chained by causes and not.
func everyFlow(t *testing.T, test func(t *testing.T, f flow.Flow, chained bool)) {
	t.Parallel()
	for _, f := range flow.All() {
		for _, direct := range []bool{false, true} {
			for _, chained := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s direct=%v chained=%v", f.ID, direct, chained), func(t *testing.T) {
					t.Parallel()
					as := f
					if direct {
						as = f.Direct()
					}
					test(t, as, chained)
				})
			}
		}
	}
}

func TestCheck_a_full_run_is_done(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		r := flow.Check(f, journal(f, chained, all(f)...))
		assert.Equal(t, flow.Done, r.Verdict)
		assert.Equal(t, "done", r.String())
		assert.Empty(t, r.Deviations)
		assert.Equal(t, len(f.Steps), r.After)
		assert.Equal(t, f, r.Flow)
		n := 0
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				require.Less(t, n, len(r.Moves))
				m := r.Moves[n]
				assert.Equal(t, s, m.Step)
				assert.Equal(t, a, m.Arrow)
				assert.Equal(t, a.Event, m.Event.Type)
				if a.Via != "" {
					assert.Equal(t, a.Passed, m.Passed.Type)
				} else {
					assert.Empty(t, m.Passed.Type)
				}
				n++
			}
		}
		assert.Len(t, r.Moves, n)
	})
}

func TestCheck_an_empty_journal_has_not_begun(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, _ bool) {
		for _, events := range [][]event.Event{nil, {{Meta: store.Meta{ID: "e-1"}, No: 1, Type: "somebody.else.spoke"}}} {
			r := flow.Check(f, events)
			assert.Equal(t, flow.NotBegun, r.Verdict)
			assert.Equal(t, "not begun", r.String())
			assert.Zero(t, r.After)
			assert.Contains(t, r.Next, 1)
		}
	})
}

func TestCheck_every_prefix_waits_after_the_last_step(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		for last := range f.Steps {
			steps := all(f)[:last]
			events := journal(f, chained, steps...)
			r := flow.Check(f, events)
			switch {
			case optionalFrom(f, last):
				assert.Equal(t, flow.Done, r.Verdict, "what is left may be left out")
			case last > 0:
				assert.Equal(t, flow.Waiting, r.Verdict)
				assert.Equal(t, fmt.Sprintf("waiting after step %d", last), r.String())
			}
			assert.Equal(t, last, r.After)
			assert.Contains(t, r.Next, last+1)
			assert.Empty(t, r.Deviations)

			next := journal(f, chained, all(f)[:last+1]...)
			for half := len(events) + 1; half < len(next); half++ { // within the next step
				r = flow.Check(f, next[:half])
				assert.Equal(t, flow.Waiting, r.Verdict)
				assert.Equal(t, last, r.After)
				assert.Equal(t, []int{last + 1}, r.Next)
			}
		}
	})
}

// optionalFrom reports whether everything behind a step may be left out.
func optionalFrom(f flow.Flow, step int) bool {
	return !slices.ContainsFunc(f.Steps[step:], func(s flow.Step) bool { return !s.Optional })
}

// The optional runs of the flows, which may be left out whole.
var optional = map[string][]int{"pre-sales": {6, 7, 8, 9}, "ordering": {12}, "post-ordering": nil,
	"sla-normal": nil, "sla-alarm": {3}, "sla-violation": nil, "billing": {2}}

func TestCheck_an_optional_run_is_left_out_whole(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		run, known := optional[f.ID]
		require.True(t, known, "%s is not in the table", f.ID)
		steps := slices.DeleteFunc(all(f), func(no int) bool { return slices.Contains(run, no) })
		assert.Equal(t, "done", flow.Check(f, journal(f, chained, steps...)).String())
		for n := 1; n < len(run); n++ { // the first n of the run are taken
			steps := slices.DeleteFunc(all(f), func(no int) bool { return slices.Contains(run[n:], no) })
			assert.Equal(t, flow.Deviating, flow.Check(f, journal(f, chained, steps...)).Verdict, "only %v", run[:n])
		}
	})
}

func TestCheck_without_any_one_event_the_flow_is_not_done(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		events := journal(f, chained, all(f)...)
		for n, missing := range events {
			rest := renumbered(slices.Delete(slices.Clone(events), n, n+1))
			r := flow.Check(f, rest)
			alone := f.ID == "ordering" && missing.Type == "contact.statusInquiry.received" // an optional run of one
			alone = alone || missing.Type == "billing.rebate.noted"
			if alone && !chained || missing.Type == "sla.degradation.disclosed" {
				assert.Equal(t, flow.Done, r.Verdict, "the customer need not ask, and need not be told")
				continue
			}
			assert.NotEqual(t, flow.Done, r.Verdict, "without %s", missing.Type)
			if n < lastStep(f, events) {
				assert.Equal(t, flow.Deviating, r.Verdict, "without %s", missing.Type)
			} else {
				assert.Equal(t, flow.Waiting, r.Verdict)
			}
		}
	})
}

// lastStep is the place at which the events of the last step begin.
func lastStep(f flow.Flow, events []event.Event) int {
	moves := flow.Check(f, events).Moves
	for _, m := range moves {
		if m.Step.No == len(f.Steps) {
			first := m.Event.No
			if m.Passed.ID != "" {
				first = min(first, m.Passed.No)
			}
			return int(first) - 1
		}
	}
	return len(events)
}

func TestCheck_with_any_two_events_swapped_the_flow_is_not_done(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		events := journal(f, chained, all(f)...)
		for i := range events {
			for j := range i {
				swapped := slices.Clone(events)
				swapped[i], swapped[j] = swapped[j], swapped[i]
				r := flow.Check(f, renumbered(swapped))
				if f.ID == "billing" && i < 3 && !chained { // gathered in any order
					assert.Equal(t, flow.Done, r.Verdict, "%s before %s", events[i].Type, events[j].Type)
					continue
				}
				if j >= lastStep(f, events) { // the passing on of something unknown is somebody else's; the rest is awaited
					assert.Equal(t, flow.Waiting, r.Verdict, "%s before %s", events[i].Type, events[j].Type)
					continue
				}
				assert.Equal(t, flow.Deviating, r.Verdict, "%s before %s", events[i].Type, events[j].Type)
			}
		}
	})
}

// comesAgain says where one event more is no deviation, because the flow may go back there; half is how much of the next step
// has been seen.
func comesAgain(f flow.Flow, typ string, after, half int) (flow.Verdict, bool) {
	switch {
	case f.ID == "sla-normal" && after == 2: // reports arrive for ever, and the customer is told for ever
		done := flow.Waiting
		if f.DirectContact && typ == "sla.report.made" {
			done = flow.Done
		}
		return done, typ == "sla.report.made" || typ == "sla.performance.met"
	case f.ID == "sla-normal" && half == 0:
		return flow.Done, typ == "sla.performance.met" || after == 1 && f.DirectContact && typ == "sla.report.made"
	case f.ID == "pre-sales" && after == 12:
		stated := "contact.needs.routed" // the customer states other needs, through the detour if there is one
		if f.DirectContact {
			stated = "selling.needs.stated"
		}
		return flow.Waiting, typ == stated || typ == "selling.proposal.made"
	case f.ID == "ordering" && after >= 11 && after <= 13:
		return flow.Done, typ == "contact.status.told" // the customer is told more than once
	case f.ID == "billing" && after <= 3 && half == 0:
		return flow.Done, typ != "billing.bill.sent" // gathered as often as there is something
	}
	return "", false
}

func TestCheck_any_one_event_more_is_a_deviation(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		require.Contains(t, optional, f.ID, "the table of optional runs")
		events := journal(f, chained, all(f)...)
		for at := range len(events) + 1 {
			for _, typ := range types(f) {
				extra := event.Event{Meta: store.Meta{ID: "extra"}, Type: typ}
				r := flow.Check(f, insert(events, at, extra))
				if typ == "contact.message.passedOn" {
					assert.Equal(t, flow.Done, r.Verdict, "a message about something else")
					continue
				}
				before := flow.Check(f, events[:at])
				again, may := comesAgain(f, typ, before.After, at-len(proofs(before)))
				if may {
					assert.Equal(t, again, r.Verdict, "%s behind step %d", typ, before.After)
					continue
				}
				assert.Equal(t, flow.Deviating, r.Verdict, "%s behind step %d", typ, before.After)
				assert.NotEmpty(t, r.Deviations[0].Why)
				assert.NotEmpty(t, r.Deviations[0].Want)
			}
		}
	})
}

// proofs are the events by which moves were proved.
func proofs(r flow.Result) []string {
	var ids []string
	for _, m := range r.Moves {
		ids = append(ids, m.Event.ID)
		if m.Passed.ID != "" {
			ids = append(ids, m.Passed.ID)
		}
	}
	return ids
}

func TestCheck_passes_over_what_it_does_not_know(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		events := journal(f, chained, all(f)...)
		want := flow.Check(f, events)
		for at := range len(events) + 1 {
			for _, cause := range []string{"", "e-1", "nobody"} {
				stranger := event.Event{Meta: store.Meta{ID: "stranger"}, Type: "problem.ticket.closed", Cause: cause}
				r := flow.Check(f, insert(events, at, stranger))
				assert.Equal(t, flow.Done, r.Verdict)
				assert.Len(t, r.Moves, len(want.Moves))
				assert.Empty(t, r.Deviations)
			}
		}
	})
}

func TestCheck_an_event_without_its_cause_is_a_deviation(t *testing.T) {
	everyFlow(t, func(t *testing.T, f flow.Flow, chained bool) {
		events := journal(f, chained, all(f)...)
		for n, e := range events {
			if e.Type == "contact.message.passedOn" {
				continue // of which the cause says to whom it belongs
			}
			wrong := slices.Clone(events)
			wrong[n].Cause = "e-later"
			assert.Equal(t, flow.Deviating, flow.Check(f, wrong).Verdict, e.Type)
			if e.Cause == "" || chained && !passedOnIn(f, e) {
				wrong[n].CauseCase = "another"
				assert.Equal(t, flow.Done, flow.Check(f, wrong).Verdict, "%s: set off by an event of another case", e.Type)
			}
		}
	})
}

// passedOnIn reports whether the event is the second half of a detour: what it goes on from is in the case itself.
func passedOnIn(f flow.Flow, e event.Event) bool {
	for _, s := range f.Steps {
		for _, a := range s.Arrows {
			if a.Via != "" && a.From == etom.Customer && a.Event == e.Type {
				return true
			}
		}
	}
	return false
}

func TestCheck_a_half_by_somebody_else_does_not_close_the_detour(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		events := journal(f, false, all(f)...)
		for n, e := range events {
			if e.Cause == "" {
				continue // only second halves have one here
			}
			wrong := slices.Clone(events)
			wrong[n].Cause = events[0].ID
			if wrong[n].Cause == e.Cause {
				wrong[n].Cause = ""
			}
			assert.NotEqual(t, flow.Done, flow.Check(f, wrong).Verdict, "%s: %s", f.ID, e.Type)
		}
	}
}

func TestCheck_direct_contact_reports_the_detour(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		detours := 0
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				if a.Via != "" {
					detours++
				}
			}
		}
		r := flow.Check(f.Direct(), journal(f, false, all(f)...))
		if detours == 0 {
			assert.Equal(t, flow.Done, r.Verdict, f.ID)
			continue
		}
		assert.Equal(t, flow.Deviating, r.Verdict, f.ID)
		assert.Len(t, r.Deviations, detours, f.ID)
		assert.Equal(t, len(f.Steps), r.After, "%s: it comes to its end all the same", f.ID)
		assert.NotEqual(t, flow.Done, flow.Check(f, journal(f.Direct(), false, all(f)...)).Verdict, "%s: and the short way is none with the detour", f.ID)
	}
}

func TestCheck_goes_back_where_the_flow_may(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flow  flow.Flow
		steps []int
		want  string
	}{
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 10, 11, 12}, "done"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 5, 10, 11, 12}, "done"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 5, 6, 7, 8, 9, 10, 11, 12, 10, 11, 12}, "done"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 5}, "waiting after step 5"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 10, 11}, "waiting after step 11"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 11, 12, 6}, "deviating after step 12: selling.feasibility.asked (event 12): it does not come next; expected contact.needs.routed or selling.proposal.made"},
		{flow.PreSales(), []int{1, 2, 3, 4, 5, 10, 10}, "deviating after step 10: selling.proposal.made (event 10): it does not come next; expected contact.profile.passedOn"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10, 11, 10, 11, 13, 14, 15}, "done"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 10, 11, 12, 13, 14, 15}, "done"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 12, 13, 13, 14, 15}, "done"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15}, "deviating after step 11: ordering.order.completed (event 13): it does not come next; expected contact.statusInquiry.received or contact.status.told or ordering.progress.received"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 10, 11, 14, 15}, "deviating after step 11: ordering.order.completed (event 16): it does not come next; expected contact.statusInquiry.received or contact.status.told or ordering.progress.received"},
		{flow.Ordering(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12}, "deviating after step 12: contact.statusInquiry.received (event 14): it does not come next; expected contact.status.told"},
		{flow.PostOrdering(), []int{1, 2, 3, 3}, "deviating after step 3: ordering.charges.handedOver (event 6): it does not come next; expected nothing more"},
		{flow.SLANormal(), []int{1, 1, 1, 2, 2, 1, 2}, "done"},
		{flow.SLANormal(), []int{1, 2, 1}, "waiting after step 1"},
		{flow.SLANormal(), []int{2}, "deviating after step 0: sla.report.made (event 1): it does not come next; expected sla.performance.met"},
		{flow.SLAAlarm(), []int{1, 2}, "done"},
		{flow.SLAAlarmByProblemHandling(), []int{1, 2, 3}, "done"},
		{flow.SLAViolation(), []int{1, 2, 3, 4, 5, 6, 7, 8, 6, 7, 8, 9, 10, 11, 12}, "done"},
		{flow.SLAViolation(), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "waiting after step 11"},
		{flow.PostOrdering(), []int{3}, "deviating after step 0: ordering.charges.handedOver (event 1): it does not come next; expected ordering.satisfaction.asked"},
	} {
		assert.Equal(t, c.want, flow.Check(c.flow, journal(c.flow, false, c.steps...)).String(), "%s %v", c.flow.ID, c.steps)
	}
}

func TestCheck_gathers_in_any_order_and_misses_nothing(t *testing.T) {
	t.Parallel()
	f := flow.Billing()
	for _, steps := range [][]int{{1, 2, 3, 4}, {3, 1, 4}, {2, 3, 2, 1, 1, 4}, {3, 3, 1, 2, 4}} {
		assert.Equal(t, flow.Done, flow.Check(f, journal(f, false, steps...)).Verdict, "%v", steps)
	}
	for _, steps := range [][]int{{4}, {1, 4}, {2, 3, 4}, {1, 2, 2, 4}} {
		assert.Equal(t, flow.Deviating, flow.Check(f, journal(f, false, steps...)).Verdict, "%v", steps)
	}
	r := flow.Check(f, journal(f, false, 3))
	assert.Equal(t, "waiting after step 3", r.String())
	assert.Equal(t, []int{1, 2, 3}, r.Next, "what is missing comes first")
}
