package crash

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The environment variables that a run can be told.
const (
	seedVariable = "ETOM_CRASH_SEED" // the seed of a scene's draws
	longVariable = "ETOM_LONG"       // if 1, there are five times as many kills
)

// Kills is how often a worker is to be killed: n times, and five times as often if ETOM_LONG is 1.
func Kills(n int) int {
	if os.Getenv(longVariable) == "1" {
		return 5 * n
	}
	return n
}

// Config is what a scene may be told; nil is the default of each.
type Config struct {
	Patience time.Duration // how long a worker may live before it counts as hanging; 0: two minutes
}

// Scene is the workers that lived and died, one after the other. J is their job, S is a step. It fails its test where a worker
// does what it must not. Not safe for concurrent use.
type Scene[J, S any] struct {
	Draw  *rand.Rand // for what the test draws itself, so that one seed says everything
	Lives []Life[S]  // the logs; a test that does something itself (Here) may append it
	Kills int        // workers that were to be killed
	Hits  int        // those that were killed in a step

	t        testing.TB
	patience time.Duration
}

// New makes a scene. Its draws are others in each run; the test's log says which (ETOM_CRASH_SEED).
func New[J, S any](t testing.TB, c *Config) *Scene[J, S] {
	t.Helper()
	if os.Getenv(asWorker) != "" {
		t.Fatalf("a worker runs tests: TestMain must call crash.Main")
	}
	patience := 2 * time.Minute
	if c != nil && c.Patience != 0 {
		patience = c.Patience
	}
	if patience < 0 {
		t.Fatalf("the patience is %s and must be positive", patience)
	}
	seed := rand.Uint64()
	if text := os.Getenv(seedVariable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s must be a whole number: %v", seedVariable, err)
		}
	}
	t.Logf("%s=%d draws the same again", seedVariable, seed)
	return &Scene[J, S]{Draw: rand.New(rand.NewPCG(seed, 0)), t: t, patience: patience}
}

// Kill starts a worker and kills it a moment after a random one of its first lines, 1 to lines. It returns what the worker said.
func (s *Scene[J, S]) Kill(job J, lines int) Life[S] {
	s.t.Helper()
	if complaint := s.Try(job, lines); complaint != "" {
		s.t.Fatalf("the worker complained: %s", complaint)
	}
	return s.Lives[len(s.Lives)-1]
}

// Try is Kill for a worker on what is broken on purpose. That it complains, and then may have ended by itself, is a finding: the
// complaint is returned. It is empty if there is none.
func (s *Scene[J, S]) Try(job J, lines int) (complaint string) {
	s.t.Helper()
	if lines < 1 {
		s.t.Fatalf("a worker is killed behind one of its first %d lines: there must be one", lines)
	}
	life, complaint, killed := s.live(job, 1+s.Draw.IntN(lines))
	if complaint == "" && !killed {
		s.t.Fatalf("the worker ended by itself, after %d lines", len(life))
	}
	s.Kills++
	if len(life.Open()) > 0 {
		s.Hits++
	}
	return complaint
}

// Finish lets a worker come to its end, and returns what it said. Steps that it leaves open fail the test.
func (s *Scene[J, S]) Finish(job J) Life[S] {
	s.t.Helper()
	life, complaint, _ := s.live(job, 0)
	if complaint != "" {
		s.t.Fatalf("the worker complained: %s", complaint)
	}
	if open := life.Open(); len(open) > 0 {
		s.t.Fatalf("the worker came to its end and left %d steps open: %+v", len(open), open)
	}
	return life
}

// Acked are the steps that all workers acknowledged, in their order.
func (s *Scene[J, S]) Acked() []S {
	var all []S
	for _, life := range s.Lives {
		all = append(all, life.Acked()...)
	}
	return all
}

// Prove fails the test if the kills prove nothing: if they are not as many as they should be, if half of them or more came
// between two steps, or if no step was ever acknowledged.
// Several clerks at a time are hit more often than one.
func (s *Scene[J, S]) Prove(kills int) {
	s.t.Helper()
	if s.Kills != kills {
		s.t.Errorf("there were %d kills, not %d", s.Kills, kills)
	}
	if s.Hits <= kills/2 {
		s.t.Errorf("%d of %d kills hit a step: too few to prove anything", s.Hits, s.Kills)
	}
	if len(s.Acked()) == 0 {
		s.t.Errorf("no step was acknowledged: none could have been lost")
	}
}

// live starts a worker and kills it a moment after a number of lines; 0: it may come to its end. It keeps the life.
func (s *Scene[J, S]) live(job J, lines int) (life Life[S], complaint string, killed bool) {
	s.t.Helper()
	text, err := json.Marshal(job)
	if err != nil {
		s.t.Fatalf("the job has no JSON: %v", err)
	}
	program, err := os.Executable()
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), s.patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), asWorker+"="+string(text))
	cmd.WaitDelay = 5 * time.Second // for a program that the worker started, and that holds standard error
	var complaints strings.Builder
	cmd.Stderr = &complaints
	_, err = cmd.StdinPipe() // it ends with this process, and the worker with it
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatalf("%v", err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("%v", err)
	}
	unheld := context.AfterFunc(ctx, func() { _ = out.Close() }) // or a program that the worker started might hold it
	life, unread := read[S](out, func(said int) {
		if said == lines {
			s.spin()
			killed = true
			_ = cmd.Process.Kill() // fails only if the worker has ended by itself, which is found below
		}
	})
	hung := !unheld()
	if unread != nil {
		_ = cmd.Process.Kill() // as above
	}
	err = cmd.Wait()
	s.Lives = append(s.Lives, life)
	switch {
	case hung || ctx.Err() != nil:
		s.t.Fatalf("the worker hung: it said %d lines and had not ended after %s\n%s", len(life), s.patience, &complaints)
	case unread != nil:
		s.t.Fatalf("%v\n%s", unread, &complaints)
	case err != nil && !killed && complaints.Len() == 0:
		s.t.Fatalf("the worker ended by itself, after %d lines: %v", len(life), err)
	}
	return life, complaints.String(), killed && signalled(cmd.ProcessState)
}

// signalled reports whether a process was ended from outside.
func signalled(end *os.ProcessState) bool {
	return end.ExitCode() == -1 || runtime.GOOS == "windows" && end.ExitCode() == 1
}

// spin passes a random time, up to that of a command, so that the kill is not always just behind a line.
func (s *Scene[J, S]) spin() {
	for range s.Draw.IntN(1 << 20) {
		_ = s.Draw.Uint32()
	}
}
