package crash_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestMain(m *testing.M) { crash.Main(m, do) }

// job is how a worker is to behave, and where.
type job struct {
	At   crash.Place
	How  string
	From int
	To   int // 0: there is no end
}

// How a worker behaves. All but the first and the last two are broken on purpose.
const (
	good       = "good"
	forgetful  = "acknowledges before it stores"
	torn       = "stores on a torn store"
	hasty      = "stores on a hasty store"
	silent     = "never acknowledges, and begins again"
	chatty     = "never acknowledges, and only notes"
	hanging    = "hangs before its first line"
	stuck      = "hangs in its first step"
	holding    = "ends, and a program that it started holds its output"
	failing    = "fails"
	quitting   = "ends by itself"
	exiting    = "ends by itself with a status, and says nothing"
	complaint  = "complains and goes on"
	babbling   = "says what is no line"
	inventing  = "says an act that there is not"
	unbegun    = "acknowledges what it has not begun"
	unfinished = "comes to its end in a step"
	long       = "says long lines"
	cutting    = "is in the middle of a line"
)

func do(ctx context.Context, j job, said *crash.Log[step]) error {
	switch j.How {
	case good, forgetful, torn, hasty, quitting, complaint:
		return storePairs(ctx, j, said)
	case silent:
		return errors.Join(said.Begin(1, step{N: 1}), said.Begin(1, step{N: 2}), forever())
	case chatty:
		err := said.Begin(1, step{N: 1})
		for err == nil {
			err = said.Note(step{N: 1})
		}
		return err
	case hanging:
		return forever()
	case stuck:
		return errors.Join(said.Begin(1, step{N: 1}), forever())
	case holding:
		return hold()
	case failing:
		return errors.Join(said.Begin(1, step{N: 1}), errors.New("the disk is full"))
	case exiting:
		os.Exit(7)
	case babbling:
		fmt.Println("PASS")
		return forever()
	case inventing:
		fmt.Println(`{"act":"hope"}`)
		return forever()
	case unbegun:
		return errors.Join(said.Ack(1, step{N: 1}), forever())
	case unfinished:
		return said.Begin(1, step{N: 1})
	case cutting:
		_, err := os.Stdout.WriteString(`{"act": "begin", "clerk": 1, "step": {"n": 1}}` + "\n" + `{"act": "ack", "cl`)
		if err != nil {
			return err
		}
		return forever()
	case long:
		return errors.Join(said.Begin(1, step{N: 1}), said.Ack(1, step{N: 1, Text: strings.Repeat("long ", 100_000)}))
	}
	return fmt.Errorf("nobody behaves like %q", j.How)
}

// hold starts a program that holds what this one says it on, and that ends when the test's process lets go of it.
func hold() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), `ETOM_CRASH_WORKER={"How": "`+hanging+`"}`)
	cmd.Stdin, cmd.Stdout = os.Stdin, os.Stdout
	if err := cmd.Start(); err != nil {
		return err
	}
	return errors.New("gone")
}

func forever() error { select {} }

// step is a pair to store.
type step struct {
	N    int    `json:"n"`
	Text string `json:"text,omitempty"`
}

// half is half a pair: what is stored must have its other half.
type half struct {
	store.Meta
	N int `json:"n"`
}

var halves = store.NewCollection[half]("test.half", nil)

const clerks = 3

// storePairs stores pair after pair, several at a time.
func storePairs(ctx context.Context, j job, said *crash.Log[step]) error {
	st, err := j.At.Open(ctx)
	if err != nil {
		return err
	}
	switch j.How {
	case torn:
		st = crash.Torn(st)
	case hasty:
		st = crash.Hasty(st)
	case complaint:
		fmt.Fprintln(os.Stderr, "the disk is nearly full")
	}
	env, errs := work.New(st, nil), make([]error, clerks)
	var atWork sync.WaitGroup
	for clerk := range clerks {
		atWork.Go(func() {
			for n := j.From + clerk; errs[clerk] == nil && (j.To == 0 || n <= j.To); n += clerks {
				errs[clerk] = storePair(ctx, env, j.How, clerk, n, said)
			}
		})
	}
	atWork.Wait()
	return errors.Join(errors.Join(errs...), st.Close())
}

func storePair(ctx context.Context, env *work.Env, how string, clerk, n int, said *crash.Log[step]) error {
	if err := said.Begin(clerk, step{N: n}); err != nil {
		return err
	}
	put := func() error { return env.Update(ctx, func(u *work.Unit) error { return putPair(u, n) }) }
	if how == forgetful {
		return errors.Join(said.Ack(clerk, step{N: n}), put())
	}
	err := put()
	if errors.Is(err, fault.ErrConflict) {
		return errors.Join(said.Drop(clerk, step{N: n}), storePair(ctx, env, how, clerk, n, said))
	}
	return errors.Join(err, said.Ack(clerk, step{N: n}))
}

// putPair stores the halves of a pair that are not there: a worker before may have stored it.
func putPair(u *work.Unit, n int) error {
	for _, side := range []string{"left", "right"} {
		id := fmt.Sprintf("%s-%d", side, n)
		if _, found, err := halves.Find(u, id); found || err != nil {
			return err
		}
		if err := halves.Put(u, &half{Meta: store.Meta{ID: id}, N: n}); err != nil {
			return err
		}
	}
	return nil
}
