package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// evidence is what was acknowledged, and which halves of the pairs are stored.
type evidence struct {
	acked  []step
	stored map[string]bool
}

const (
	nothingLost = "what was acknowledged is stored"
	whole       = "a pair is whole"
)

var rules = crash.Rules[evidence]{
	{Name: nothingLost, Broken: func(e evidence) []string {
		var broken []string
		for _, s := range e.acked {
			if !e.stored[fmt.Sprintf("left-%d", s.N)] && !e.stored[fmt.Sprintf("right-%d", s.N)] {
				broken = append(broken, fmt.Sprintf("pair %d", s.N))
			}
		}
		return broken
	}},
	{Name: whole, Broken: func(e evidence) []string {
		var broken []string
		for id := range e.stored {
			side, n, _ := strings.Cut(id, "-")
			if other := map[string]string{"left": "right", "right": "left"}[side]; !e.stored[other+"-"+n] {
				broken = append(broken, id)
			}
		}
		return broken
	}},
}

func look(t testing.TB, s *crash.Scene[job, step], at crash.Place) evidence {
	t.Helper()
	e := evidence{acked: s.Acked(), stored: map[string]bool{}}
	at.Use(t, func(st store.Store) {
		require.NoError(t, work.New(st, nil).View(t.Context(), func(u *work.Unit) error {
			all, _, err := halves.Page(u, store.Query{})
			for _, h := range all {
				e.stored[h.ID] = true
			}
			return err
		}))
	})
	return e
}

func TestScene_a_good_store_outlives_its_process_on_SQLite(t *testing.T) {
	t.Parallel()
	outlive(t, crash.SQLite(t), crash.Kills(10))
}

func TestScene_a_good_store_outlives_its_process_on_PostgreSQL(t *testing.T) {
	t.Parallel()
	outlive(t, crash.Postgres(t), crash.Kills(10))
}

func outlive(t *testing.T, at crash.Place, kills int) {
	s := crash.New[job, step](t, nil)
	for range kills {
		s.Kill(job{At: at, How: good, From: max(1, reached(s)-clerks)}, 40)
		require.Empty(t, rules.Check(look(t, s, at)))
	}
	s.Prove(kills)
	to := reached(s) + clerks
	s.Finish(job{At: at, How: good, From: 1, To: to})
	e := look(t, s, at)
	require.Empty(t, rules.Check(e))
	assert.Len(t, e.stored, 2*to)
	assert.Len(t, s.Lives, kills+1)
}

// reached is the last pair that anybody began.
func reached(s *crash.Scene[job, step]) int {
	last := 0
	for _, line := range slices.Concat(s.Lives...) {
		last = max(last, line.Step.N)
	}
	return last
}

func TestScene_finds_out_a_worker_that(t *testing.T) {
	t.Parallel()
	for _, how := range []string{forgetful, torn, hasty} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			at, s := crash.SQLite(t), crash.New[job, step](t, nil)
			crash.FoundOut(t, 60, func() []string {
				s.Kill(job{At: at, How: how, From: 1 + reached(s)}, 20)
				return rules.Check(look(t, s, at))
			})
		})
	}
}

// short is the patience with a worker that hangs. On a slow machine it may end before the first line.
var short = &crash.Config{Patience: 2 * time.Second}

func TestScene_fails_a_worker_that(t *testing.T) {
	t.Parallel()
	tests := []struct {
		how  string
		c    *crash.Config
		do   func(s *crash.Scene[job, step], j job)
		says string
	}{
		{hanging, short, kill, "the worker hung"},
		{stuck, short, killLate, "the worker hung"},
		{stuck, short, finish, "the worker hung"},
		{holding, short, finish, "the worker hung"},
		{silent, nil, killLate, "clerk 1 begins a step, and its last was neither acknowledged nor dropped"},
		{unbegun, nil, killLate, "clerk 1 has begun no step that it could end"},
		{chatty, nil, killAndProve, "no step was acknowledged"},
		{failing, nil, killLate, "the worker complained: the disk is full"},
		{failing, nil, finish, "the worker complained: the disk is full"},
		{complaint, nil, kill, "the worker complained: the disk is nearly full"},
		{quitting, nil, killLate, "the worker ended by itself, after 2 lines"},
		{exiting, nil, kill, "the worker ended by itself, after 0 lines: exit status 7"},
		{exiting, nil, finish, "the worker ended by itself, after 0 lines: exit status 7"},
		{babbling, nil, kill, `the worker said "PASS\n", which is no line of its log`},
		{inventing, nil, kill, "which is no line of its log"},
		{unfinished, nil, finish, "left 1 steps open"},
		{"nobody", nil, kill, "nobody behaves like"},
	}
	for _, tt := range tests {
		t.Run(tt.how, func(t *testing.T) {
			t.Parallel()
			j := job{At: crash.SQLite(t), How: tt.how, From: 1, To: 1}
			failed, said := try(t, func(t testing.TB) { tt.do(crash.New[job, step](t, tt.c), j) })
			assert.True(t, failed)
			assert.Contains(t, said, tt.says)
		})
	}
}

func kill(s *crash.Scene[job, step], j job) { s.Kill(j, 1) }

// killLate kills behind a line that the worker does not reach, but once in 500 million runs.
func killLate(s *crash.Scene[job, step], j job) { s.Kill(j, 1_000_000_000) }

func finish(s *crash.Scene[job, step], j job) { s.Finish(j) }

func killAndProve(s *crash.Scene[job, step], j job) {
	s.Kill(j, 10)
	s.Prove(1)
}

func TestScene_a_complaint_on_what_is_broken_on_purpose_is_a_finding(t *testing.T) {
	t.Parallel()
	s := crash.New[job, step](t, nil)
	assert.Contains(t, s.Try(job{How: failing}, 1_000_000_000), "the disk is full")
	assert.Contains(t, s.Try(job{At: crash.SQLite(t), How: complaint, From: 1}, 1), "the disk is nearly full")
	assert.Empty(t, s.Try(job{At: crash.SQLite(t), How: good, From: 1}, 1))
	assert.Equal(t, 3, s.Kills)
}

func TestScene_Prove_refuses_kills_that_prove_nothing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kills, hits int
		life        crash.Life[step]
		says        string
	}{
		"too few kills": {3, 3, crash.Life[step]{{Act: crash.Ack}}, "there were 3 kills, not 4"},
		"too few hits":  {4, 2, crash.Life[step]{{Act: crash.Ack}}, "2 of 4 kills hit a step"},
		"nothing to lose": {4, 4, crash.Life[step]{{Act: crash.Begin}, {Act: crash.Drop}, {Act: crash.Note}},
			"no step was acknowledged"},
		"all is well": {4, 3, crash.Life[step]{{Act: crash.Ack}}, ""},
	} {
		failed, said := try(t, func(t testing.TB) {
			s := crash.New[job, step](t, nil)
			s.Kills, s.Hits, s.Lives = tt.kills, tt.hits, []crash.Life[step]{tt.life}
			s.Prove(4)
		})
		assert.Equal(t, tt.says != "", failed, name)
		assert.Contains(t, said, tt.says, name)
	}
}

func TestScene_reads_lines_of_any_length(t *testing.T) {
	t.Parallel()
	life := crash.New[job, step](t, nil).Finish(job{How: long})
	require.Len(t, life, 2)
	assert.Len(t, life[1].Step.Text, 500_000)
}

func TestScene_reads_no_line_in_part(t *testing.T) {
	t.Parallel()
	s := crash.New[job, step](t, nil)
	assert.Equal(t, crash.Life[step]{{Act: crash.Begin, Clerk: 1, Step: step{N: 1}}}, s.Kill(job{How: cutting}, 1))
	assert.Equal(t, 1, s.Hits)
}

func TestScene_refuses_what_makes_no_sense(t *testing.T) {
	t.Parallel()
	failed, said := try(t, func(t testing.TB) { crash.New[job, step](t, &crash.Config{Patience: -1}) })
	assert.True(t, failed)
	assert.Contains(t, said, "must be positive")
	failed, said = try(t, func(t testing.TB) { crash.New[job, step](t, nil).Kill(job{How: hanging}, 0) })
	assert.True(t, failed)
	assert.Contains(t, said, "there must be one")
	failed, said = try(t, func(t testing.TB) { crash.New[func(), step](t, nil).Kill(func() {}, 1) })
	assert.True(t, failed)
	assert.Contains(t, said, "the job has no JSON")
	failed, said = try(t, func(t testing.TB) { crash.Place{}.Use(t, func(store.Store) {}) })
	assert.True(t, failed)
	assert.Contains(t, said, "a place says where")
}

// The environment is every test's, so neither this test nor its neighbour is parallel.
func TestScene_draws_the_same_again_with_the_same_seed(t *testing.T) {
	t.Setenv("ETOM_CRASH_SEED", "17")
	a, b := crash.New[job, step](t, nil), crash.New[job, step](t, nil)
	assert.Equal(t, a.Draw.Uint64(), b.Draw.Uint64())
	t.Setenv("ETOM_CRASH_SEED", "many")
	failed, said := try(t, func(t testing.TB) { crash.New[job, step](t, nil) })
	assert.True(t, failed)
	assert.Contains(t, said, "ETOM_CRASH_SEED must be a whole number")
	t.Setenv("ETOM_CRASH_SEED", "")
	t.Setenv("ETOM_CRASH_WORKER", "{}")
	failed, said = try(t, func(t testing.TB) { crash.New[job, step](t, nil) })
	assert.True(t, failed)
	assert.Contains(t, said, "TestMain must call crash.Main")
}

func TestKills_are_five_times_as_many_in_a_long_run(t *testing.T) {
	t.Setenv("ETOM_LONG", "")
	assert.Equal(t, 7, crash.Kills(7))
	t.Setenv("ETOM_LONG", "1")
	assert.Equal(t, 35, crash.Kills(7))
}

func TestMain_ends_a_worker_whose_test_has_ended(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	require.NoError(t, err)
	text, err := json.Marshal(job{How: hanging})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "ETOM_CRASH_WORKER="+string(text))
	cmd.Stdin = new(bytes.Buffer) // which ends at once
	err = cmd.Run()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	assert.Equal(t, 2, exit.ExitCode())
}

// fake stands in for the *testing.T of a test that is meant to fail.
type fake struct {
	testing.TB
	failed bool
	said   strings.Builder
}

// try runs a test of its own and reports whether it failed, and what it said.
func try(t *testing.T, test func(testing.TB)) (failed bool, said string) {
	f := &fake{TB: t}
	done := make(chan struct{})
	go func() { // Fatalf ends the goroutine
		defer close(done)
		test(f)
	}()
	<-done
	return f.failed, f.said.String()
}

func (f *fake) Helper() {}

func (f *fake) Logf(format string, args ...any) { fmt.Fprintf(&f.said, format+"\n", args...) }

func (f *fake) Errorf(format string, args ...any) {
	f.failed = true
	f.Logf(format, args...)
}

func (f *fake) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	runtime.Goexit()
}
