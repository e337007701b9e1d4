package crashtest_test

import (
	"slices"
	"testing"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
)

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

// reached is the last step that each clerk began.
func (s *scene) reached() (last [clerks]int) {
	for _, line := range slices.Concat(s.Lives...) {
		last[line.Clerk] = max(last[line.Clerk], line.Step.N)
	}
	return last
}

// crash lets a worker live until a random line, and kills it. Each clerk goes on a few steps before where it was, so that there
// is something to repeat. It returns what a worker on a bad store complains of; on a good one it must not.
func (s *scene) crash() (complaint string) {
	s.t.Helper()
	j := job{Place: s.place, Sabotage: s.sabotage}
	for clerk, n := range s.reached() {
		j.From[clerk] = max(1, n-s.Draw.IntN(4))
	}
	if s.sabotage {
		return s.Try(j, 60)
	}
	s.Kill(j, 60)
	return ""
}

// finish lets a worker come to its end: all clerks reach the same step, and every week is settled.
func (s *scene) finish() int {
	s.t.Helper()
	j := job{Place: s.place}
	for clerk, n := range s.reached() {
		j.From[clerk], j.To = max(1, n-3), max(j.To, n)
	}
	j.To += block*turns - 1 - j.To%(block*turns) // so that nothing stays open
	s.Finish(j)
	return j.To
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() (e evidence) {
	s.t.Helper()
	s.place.Use(s.t, func(st store.Store) { e = look(s.t, st, s.Acked()) })
	return e
}
