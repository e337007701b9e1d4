package crashtest_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// scene is a store and the workers that lived and died on it.
type scene struct {
	t         testing.TB
	place     place
	sabotage  bool
	draw      *rand.Rand
	said      []entry // by all workers
	reached   [clerks]int
	kills     int
	complaint string // of a worker on a bad store
	hits      int    // kills that interrupted a report
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
func (s *scene) life(j job, lines int) []entry {
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
	said := read(s.t, out, func(entries int) {
		if entries == lines {
			s.spin()
			_ = cmd.Process.Kill() // fails only if the worker has ended by itself, which is found below
		}
	})
	err = cmd.Wait()
	require.NoError(s.t, ctx.Err(), "the worker hung")
	switch {
	case s.sabotage: // what a life before left behind may be more than a worker can bear
		s.complaint = complaints.String()
	case lines == 0:
		require.NoError(s.t, err, complaints.String())
	default:
		require.Empty(s.t, complaints.String())
		require.Error(s.t, err, "the worker ended by itself")
	}
	s.said = append(s.said, said...)
	for _, e := range said {
		s.reached[e.Clerk] = max(s.reached[e.Clerk], e.N)
	}
	return said
}

// spin passes a random time, up to that of a command, so that the kill is not always just behind a line.
func (s *scene) spin() {
	for range s.draw.IntN(1 << 20) {
		_ = s.draw.Uint32()
	}
}

// crash lets a worker live until a random line, and kills it. Each clerk goes on a few steps before where it was, so that there
// is something to repeat.
func (s *scene) crash() {
	s.t.Helper()
	var j job
	for clerk := range clerks {
		j.From[clerk] = max(1, s.reached[clerk]-s.draw.IntN(4))
	}
	said := s.life(j, 1+s.draw.IntN(60))
	s.kills++
	open := map[int]bool{}
	for _, e := range said {
		open[e.Clerk] = e.Act == begun
	}
	for _, interrupted := range open {
		if interrupted {
			s.hits++
			return
		}
	}
}

// finish lets a worker come to its end: all clerks reach the same step, and every week is settled.
func (s *scene) finish() int {
	s.t.Helper()
	last := max(s.reached[0], s.reached[1], s.reached[2])
	last += block*turns - 1 - last%(block*turns) // so that nothing stays open
	s.life(job{From: [clerks]int{max(1, s.reached[0]-3), max(1, s.reached[1]-3), max(1, s.reached[2]-3)}, To: last}, 0)
	return last
}

// look takes the evidence, in a process that is not killed.
func (s *scene) look() evidence {
	s.t.Helper()
	st, err := s.place.open(s.t.Context())
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, st.Close()) }()
	return look(s.t, st, s.said)
}
