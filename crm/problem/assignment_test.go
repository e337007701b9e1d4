package problem_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func to(group, person string) problem.AssignmentChange {
	return problem.AssignmentChange{Event: problem.Assign, By: "dispatcher", Group: group, Person: person}
}

func move(on problem.AssignmentEvent, by, reason string) problem.AssignmentChange {
	return problem.AssignmentChange{Event: on, By: by, Reason: reason}
}

func TestChangeAssignment_from_hand_to_hand(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		do := func(m problem.AssignmentChange) problem.Ticket {
			t.Helper()
			return d.must(d.ChangeAssignment(d.ctx, ticket.ID, m))
		}
		with := func(who string) int {
			t.Helper()
			found, err := d.By(d.ctx, "assignee", who)
			require.NoError(t, err)
			return len(found)
		}
		do(to("mail team", ""))
		assert.Equal(t, 1, with("mail team"))
		assert.Equal(t, problem.Accepted, do(move(problem.Accept, "anna", "")).Assignment.State)
		assert.Equal(t, []int{1, 1}, []int{with("anna"), with("mail team")})
		m := move(problem.Forward, "anna", "it is the network")
		m.Person = "bert"
		assert.Equal(t, problem.Assigned, do(m).Assignment.State)
		assert.Equal(t, []int{0, 1}, []int{with("anna"), with("bert")})
		do(move(problem.Decline, "bert", "on holiday"))
		assert.Equal(t, problem.Unassigned, d.ticket(ticket.ID).Assignment.State)
		do(to("", "carl"))
		do(move(problem.Accept, "carl", ""))
		got := do(move(problem.TakeBack, "dispatcher", "carl is ill"))
		assert.Equal(t, problem.Unassigned, got.Assignment.State)
		var events []problem.AssignmentEvent
		for _, h := range got.Assignment.History {
			events = append(events, h.Event)
			assert.Equal(t, d.clock.Now(), h.At)
		}
		assert.Equal(t, []problem.AssignmentEvent{problem.Assign, problem.Accept, problem.Forward, problem.Decline, problem.Assign, problem.Accept, problem.TakeBack}, events)
		var n problem.AssignmentNotice
		d.last(ticket.ID, problem.EventAssignment, &n)
		assert.Equal(t, "carl is ill", n.Change.Reason)

		do(to("mail team", ""))
		d.closed(ticket.ID)
		assert.Zero(t, with("mail team"), "what is done is on nobody's desk")
	})
}

func TestAssignment_Move_only_those_who_may(t *testing.T) {
	t.Parallel()
	offered, err := problem.Assignment{}.Move(to("", "anna"))
	require.NoError(t, err)
	for _, on := range []problem.AssignmentEvent{problem.Accept, problem.Decline, problem.Forward} {
		_, err := offered.Move(move(on, "bert", "mine"))
		require.ErrorIs(t, err, fault.ErrRejected)
		assert.Equal(t, []string{problem.ReasonNotOffered}, codes(t, err))
	}
	_, err = offered.Move(move(problem.TakeBack, "anna", "mine"))
	assert.Equal(t, []string{problem.ReasonNotGiver}, codes(t, err))
	_, err = offered.Move(to("", "bert"))
	assert.ErrorIs(t, err, fault.ErrState, "it is assigned already")
	group, err := problem.Assignment{}.Move(to("mail team", ""))
	require.NoError(t, err)
	_, err = group.Move(move(problem.Accept, "anybody", ""))
	assert.NoError(t, err)
}

func TestChangeAssignment_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.begun(mail())
	for name, c := range map[string]struct {
		m     problem.AssignmentChange
		paths []string
	}{
		"nothing":              {problem.AssignmentChange{}, []string{"event", "by", "reason"}},
		"to nobody":            {to("", ""), []string{"group"}},
		"accept for another":   {problem.AssignmentChange{Event: problem.Accept, By: "anna", Person: "bert"}, []string{"group"}},
		"declined for nothing": {move(problem.Decline, "anna", ""), []string{"reason"}},
		"forwarded to nobody":  {move(problem.Forward, "anna", "why"), []string{"group"}},
		"texts that are too long": {problem.AssignmentChange{Event: problem.Assign, By: long(201), Group: long(201), Person: long(201), Reason: long(10_001)},
			[]string{"by", "group", "person", "reason"}},
	} {
		err := d.refuses(fault.ErrInvalid, func() (problem.Ticket, error) { return d.ChangeAssignment(d.ctx, ticket.ID, c.m) })
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
	}
}

// Whatever people try, the assignment keeps to the chart, its history is what was allowed, and somebody accepted it if it is accepted.
func TestAssignment_Move_keeps_to_the_chart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SampledFrom([]string{"anna", "bert", "carl"})
		var a problem.Assignment
		moves := 0
		for range rapid.IntRange(0, 30).Draw(t, "moves") {
			m := move(rapid.SampledFrom(problem.AssignmentLifecycle().Events()).Draw(t, "event"), people.Draw(t, "by"), "why")
			if m.Event == problem.Assign || m.Event == problem.Forward {
				m.Person = people.Draw(t, "to")
			}
			before := a
			next, err := a.Move(m)
			if err != nil {
				require.True(t, errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrRejected))
				assert.Equal(t, before, next)
				continue
			}
			a, moves = next, moves+1
			assert.Len(t, a.History, moves)
			assert.Equal(t, a.State == problem.Unassigned, a.Person == "" && a.Group == "" && a.By == "")
			if a.State == problem.Accepted {
				assert.Equal(t, m.By, a.Person)
			}
		}
	})
}
