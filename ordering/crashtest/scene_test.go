package crashtest_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// scene is a store and the workers that lived and died on it.
type scene struct {
	*crash.Scene[job, entry]
	t        testing.TB
	place    crash.Place
	sabotage string

	survived int // commands that were interrupted, were looked for, and are stored
	undone   int // and that left nothing
}

func newScene(t testing.TB, at crash.Place) *scene {
	t.Helper()
	return &scene{Scene: crash.New[job, entry](t, nil), t: t, place: at}
}

// job is from the first order to the last; 0: there is no end.
func (s *scene) job(from, to int) job {
	return job{Place: s.place, Sabotage: s.sabotage, From: from, To: to}
}

// crash lets a worker live until a random line, and kills it. The next goes on a few orders before where it was, so
// that there is something to repeat.
func (s *scene) crash() {
	s.t.Helper()
	s.Kill(s.job(max(1, s.reached()-s.Draw.IntN(2*clerks)), 0), 60)
}

// reached is the number of the last order that anybody began.
func (s *scene) reached() int {
	last := 0
	for _, line := range slices.Concat(s.Lives...) {
		if n, err := strconv.Atoi(strings.TrimPrefix(line.Step.Key, "order-")); err == nil {
			last = max(last, n)
		}
	}
	return last
}

// count looks what became of what the last kill interrupted.
func (s *scene) count(e evidence) {
	version := map[string]int64{}
	for _, o := range e.orders {
		version[o.ExternalID] = o.Version
	}
	for _, line := range s.Lives[len(s.Lives)-1].Open() {
		c := line.Step
		if c.What == "place" && s.repeats(c) {
			continue // it may be stored for long
		}
		if version[c.Key] > c.Version {
			s.survived++
		} else {
			s.undone++
		}
	}
}

// repeats reports whether the command had begun before, for the same key.
func (s *scene) repeats(c entry) bool {
	times := 0
	for _, line := range slices.Concat(s.Lives...) {
		if line.Act == crash.Begin && line.Step.Key == c.Key && line.Step.What == c.What {
			times++
		}
	}
	return times > 1
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() (e evidence) {
	s.t.Helper()
	s.place.Use(s.t, func(st store.Store) { e = look(s.t, st, s.Lives) })
	return e
}

// drain delivers what is left.
func (s *scene) drain() {
	s.t.Helper()
	s.place.Use(s.t, func(st store.Store) {
		s.Lives = append(s.Lives, crash.Here(s.t, func(said *crash.Log[entry]) error {
			report, err := event.NewRelay(st, work.DefaultTenant, deliverTo(said), nil).Drain(s.t.Context())
			require.NoError(s.t, err)
			require.Empty(s.t, report.Failed)
			return nil
		}))
	})
}
