package crashtest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// scene is a store and the workers that lived and died on it.
type scene struct {
	*crash.Scene[job, step]
	t        testing.TB
	place    crash.Place
	sabotage string
}

func newScene(t testing.TB, at crash.Place, sabotage string) *scene {
	t.Helper()
	at.Use(t, func(st store.Store) {
		require.NoError(t, found(t.Context(), work.New(st, &work.Config{Now: func() time.Time { return over(-1) }})))
	})
	return &scene{Scene: crash.New[job, step](t, nil), t: t, place: at, sabotage: sabotage}
}

// job goes on where the machines were, each with the month that it began last.
func (s *scene) job() job {
	j := job{Place: s.place, Sabotage: s.sabotage}
	for _, line := range slices.Concat(s.Lives...) {
		if line.Act == crash.Begin {
			j.From[line.Clerk] = max(j.From[line.Clerk], line.Step.Month)
		}
	}
	return j
}

// crash lets a worker live until a random line, and kills it. It returns what a worker on a bad store complains of; on a good one
// it must not.
func (s *scene) crash() (complaint string) {
	s.t.Helper()
	if s.sabotage != "" {
		return s.Try(s.job(), lines)
	}
	s.Kill(s.job(), lines)
	return ""
}

// lines are among which a worker is killed: those of about two months.
const lines = 24

// finish lets a worker come to its end: both machines bill the same months.
func (s *scene) finish() (months int) {
	s.t.Helper()
	j := s.job()
	j.To = max(j.From[0], j.From[1]) + 1
	s.Finish(j)
	return j.To + 2
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() (e evidence) {
	s.t.Helper()
	s.place.Use(s.t, func(st store.Store) { e = look(s.t, st, s.Lives) })
	return e
}
