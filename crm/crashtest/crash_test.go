package crashtest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestDecision_and_order_are_never_alone_though_the_process_is_killed_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, crash.SQLite(t), crash.Kills(5))
}

func TestDecision_and_order_are_never_alone_though_the_process_is_killed_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, crash.Postgres(t), crash.Kills(3))
}

func outlive(t *testing.T, at crash.Place, kills int) {
	s := newScene(t, at)
	onTheirWay := 0
	for range kills {
		s.crash()
		e := s.look()
		require.Empty(t, rules.Check(e), "after kill %d", s.Kills)
		onTheirWay += e.onTheirWay()
	}
	last := s.finish()
	e := s.look()
	require.Empty(t, rules.Check(e), "when everything is done")
	require.Empty(t, unfinished(e))
	undisturbed := honest(t, last)
	assert.Equal(t, undisturbed.ends(), e.ends(), "every order ends as in a run that nobody disturbs")
	assert.Zero(t, e.onTheirWay())
	t.Logf("%d kills, %d of them in a step, and %d orders between a decision and what comes of it; %d orders, %d events", s.Kills, s.Hits, onTheirWay, len(e.orders), len(e.events))
	s.Prove(kills)
}

// onTheirWay are the orders for which an event is pending that takes them, or their assessment, a step further.
func (e evidence) onTheirWay() int {
	n := 0
	for _, o := range e.orders {
		if a := e.assessment(o); a != nil {
			if awaited, _ := e.fit(o, a); awaited != atRest {
				n++
			}
		}
	}
	return n
}

// ends are the states of the orders and what was decided on them, by their keys.
func (e evidence) ends() map[string]string {
	all := map[string]string{}
	for _, o := range e.orders {
		all[o.ExternalID] = string(o.State)
		if a := e.assessment(o); a != nil {
			all[o.ExternalID] += fmt.Sprintf(", %s: %s", a.State, a.Outcome)
		}
	}
	return all
}

// unfinished is what a worker that came to its end would not have left behind.
func unfinished(e evidence) []string {
	var left []string
	for _, one := range e.events {
		if !one.Delivered {
			left = append(left, one.Type+" is pending")
		}
		var f crm.Failure
		if one.Type != crm.EventReactionFailed {
			continue
		}
		if err := one.Read(&f); err != nil || f.Type != ordering.EventAcknowledged || !cancelled(e, one.Subject) {
			left = append(left, fmt.Sprintf("%s failed: %s", f.Reaction, f.Error))
		}
	}
	return left
}

// cancelled reports whether an order was: then it cannot begin any more.
func cancelled(e evidence, order string) bool {
	return slices.ContainsFunc(e.orders, func(o ordering.Order) bool { return o.ID == order && o.State == ordering.Cancelled })
}

// honest is the evidence of a worker that worked in peace and came to its end.
func honest(t testing.TB, last int) evidence {
	t.Helper()
	st := memory.New()
	life := crash.Here(t, func(said *crash.Log[step]) error { return job{To: last}.work(t.Context(), st, said) })
	e := look(t, st, life)
	require.Empty(t, rules.Check(e))
	require.Empty(t, unfinished(e))
	return e
}

// Everything that a decision can come to must come to pass, or the crashes hit less than they claim.
func TestPlan_reaches_every_outcome_and_every_event(t *testing.T) {
	t.Parallel()
	e := honest(t, first-1)
	seen := map[string]bool{}
	for _, one := range e.events {
		seen[one.Type] = true
	}
	for _, typ := range slices.Concat(risk.EventTypes(), ofOrders) {
		assert.True(t, seen[typ], typ)
	}
	var states []risk.State
	for _, a := range e.assessments {
		states = append(states, a.State)
	}
	for _, state := range []risk.State{risk.Decided, risk.AwaitingDeposit, risk.Approved, risk.Superseded} {
		assert.Contains(t, states, state)
	}
}

// scene is a store and the workers that lived and died on it.
type scene struct {
	*crash.Scene[job, step]
	t        testing.TB
	place    crash.Place
	sabotage bool
}

func newScene(t testing.TB, at crash.Place) *scene {
	t.Helper()
	return &scene{Scene: crash.New[job, step](t, nil), t: t, place: at}
}

// reached is the last case that each clerk began.
func (s *scene) reached() (last [clerks]int) {
	for _, line := range slices.Concat(s.Lives...) {
		last[line.Clerk] = max(last[line.Clerk], line.Step.N)
	}
	return last
}

// lines is behind how many lines a worker is killed at the latest: a case takes a clerk about two dozen.
const lines = 200

// crash lets a worker live until a random line, and kills it. Each clerk begins with the case where he was, or the one before, so that there is something
// to repeat. It returns what a worker on a bad store complains of; on a good one it must not.
func (s *scene) crash() (complaint string) {
	s.t.Helper()
	j := job{Place: s.place, Sabotage: s.sabotage, To: -1, Turn: s.Draw.IntN(2)}
	for no, n := range s.reached() {
		j.From[no] = max(0, n-s.Draw.IntN(2))
	}
	if s.sabotage {
		return s.Try(j, lines)
	}
	s.Kill(j, lines)
	return ""
}

// finish lets a worker come to its end: all clerks reach the same case.
func (s *scene) finish() int {
	s.t.Helper()
	j := job{Place: s.place, To: first - 1, Turn: s.Draw.IntN(2)}
	for no, n := range s.reached() {
		j.From[no], j.To = max(0, n-1), max(j.To, n)
	}
	s.Finish(j)
	return j.To
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() (e evidence) {
	s.t.Helper()
	s.place.Use(s.t, func(st store.Store) { e = look(s.t, st, slices.Concat(s.Lives...)) })
	return e
}
