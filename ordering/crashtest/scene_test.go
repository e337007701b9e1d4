package crashtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/work"
)

// scene is a store and the workers that lived and died on it.
type scene struct {
	t        testing.TB
	place    place
	sabotage string
	draw     *rand.Rand
	lives    [][]entry

	kills    int
	hits     int // kills that interrupted a command
	survived int // commands that were interrupted, were looked for, and are stored
	undone   int // and that left nothing
}

const seedVariable = "ETOM_CRASH_SEED"

func newScene(t testing.TB, at place) *scene {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv(seedVariable); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, seedVariable)
	}
	t.Logf("%s=%d draws the same again", seedVariable, seed)
	return &scene{t: t, place: at, draw: rand.New(rand.NewPCG(seed, 0))}
}

func inSQLite(t testing.TB) place { return place{SQLite: filepath.Join(t.TempDir(), "crm.db")} }

func inPostgres(t testing.TB) place { return place{Postgres: etomtest.Postgres(t)} }

// life starts a worker and kills it a moment after a number of lines; 0: it may come to its end. What it said is kept.
func (s *scene) life(j job, lines int) {
	s.t.Helper()
	j.Place, j.Sabotage = s.place, s.sabotage
	text, err := json.Marshal(j)
	require.NoError(s.t, err)
	program, err := os.Executable()
	require.NoError(s.t, err)
	ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute) // for a worker that hangs
	defer cancel()

	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), asWorker+"="+string(text))
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, cmd.Start())
	s.lives = append(s.lives, read(s.t, out, func(entries int) {
		if entries == lines {
			s.spin()
			_ = cmd.Process.Kill() // fails only if the worker has ended by itself, which is found below
		}
	}))
	err = cmd.Wait()
	require.NoError(s.t, ctx.Err(), "the worker hung")
	require.Empty(s.t, complaints.String())
	if lines == 0 {
		require.NoError(s.t, err)
		return
	}
	require.Error(s.t, err, "the worker ended by itself")
}

// spin passes a random time, up to that of a command, so that the kill is not always just behind a line.
func (s *scene) spin() {
	for range s.draw.IntN(1 << 20) {
		_ = s.draw.Uint32()
	}
}

// crash lets a worker live until a random line, and kills it. The next goes on a few orders before where it was, so
// that there is something to repeat.
func (s *scene) crash() {
	s.t.Helper()
	s.life(job{From: max(1, s.reached()-s.draw.IntN(2*clerks))}, 1+s.draw.IntN(60))
	s.kills++
	if len(s.interrupted()) > 0 {
		s.hits++
	}
}

// reached is the number of the last order that anybody began.
func (s *scene) reached() int {
	last := 0
	for _, life := range s.lives {
		for _, e := range life {
			if n, err := strconv.Atoi(strings.TrimPrefix(e.Key, "order-")); err == nil {
				last = max(last, n)
			}
		}
	}
	return last
}

// interrupted are the commands that had begun when the last worker died.
func (s *scene) interrupted() []entry {
	open := map[int]entry{}
	for _, e := range s.lives[len(s.lives)-1] {
		switch e.Act {
		case begun:
			open[e.Clerk] = e
		case acked, lost:
			delete(open, e.Clerk)
		}
	}
	var all []entry
	for _, e := range open {
		all = append(all, e)
	}
	return all
}

// count looks what became of what the last kill interrupted.
func (s *scene) count(e evidence) {
	version := map[string]int64{}
	for _, o := range e.orders {
		version[o.ExternalID] = o.Version
	}
	for _, c := range s.interrupted() {
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
	for _, e := range slices.Concat(s.lives...) {
		if e.Act == begun && e.Key == c.Key && e.What == c.What {
			times++
		}
	}
	return times > 1
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() evidence {
	s.t.Helper()
	st, err := s.place.open(s.t.Context())
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, st.Close()) }()
	return look(s.t, st, s.lives)
}

// drain delivers what is left.
func (s *scene) drain() {
	s.t.Helper()
	st, err := s.place.open(s.t.Context())
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, st.Close()) }()
	var said bytes.Buffer
	report, err := event.NewRelay(st, work.DefaultTenant, (&log{to: &said}).deliver, nil).Drain(s.t.Context())
	require.NoError(s.t, err)
	require.Empty(s.t, report.Failed)
	s.lives = append(s.lives, read(s.t, &said, func(int) {}))
}
