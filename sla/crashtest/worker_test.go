package crashtest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

// asWorker is the environment variable that makes the test program a worker; its value is a job.
const asWorker = "ETOM_SLA_CRASH_WORKER"

func TestMain(m *testing.M) {
	text := os.Getenv(asWorker)
	if text == "" {
		os.Exit(m.Run())
	}
	var j job
	err := json.Unmarshal([]byte(text), &j)
	if err == nil {
		err = j.run(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// job is what a worker has to do.
type job struct {
	Place    place       `json:"place"`
	Sabotage bool        `json:"sabotage,omitempty"` // on a store that commits each write on its own
	From     [clerks]int `json:"from"`               // the first step of each clerk
	To       int         `json:"to,omitempty"`       // the last; 0: there is no end
}

// place is where the store is.
type place struct {
	SQLite   string `json:"sqlite,omitempty"`
	Postgres string `json:"postgres,omitempty"`
}

func (p place) open(ctx context.Context) (store.Store, error) {
	if p.SQLite != "" {
		return sqlite.Open(ctx, p.SQLite, nil)
	}
	return postgres.Open(ctx, p.Postgres, &postgres.Config{Connections: 5})
}

func (j job) run(ctx context.Context) error {
	st, err := j.Place.open(ctx)
	if err != nil {
		return err
	}
	if j.Sabotage {
		return errors.Join(j.work(ctx, &tornStore{Store: st}, os.Stdout), st.Close())
	}
	return errors.Join(j.work(ctx, st, os.Stdout), st.Close())
}

// worker is several clerks who report, and settle what is due.
type worker struct {
	*sla.Service
	said *log
	now  atomic.Int64 // the latest step that anybody has begun
}

func (j job) work(ctx context.Context, st store.Store, to io.Writer) error {
	w := &worker{said: &log{to: to}}
	for _, from := range j.From {
		w.reach(from)
	}
	var err error
	w.Service, err = sla.New(work.New(st, &work.Config{Now: func() time.Time { return instant(int(w.now.Load())) }}), nil)
	if err != nil {
		return err
	}
	for _, r := range registrations() {
		if err := insist(func() error { _, err := w.Register(ctx, r); return err }); err != nil {
			return err
		}
	}
	var atWork sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for clerk := range clerks {
		atWork.Go(func() {
			for n := j.From[clerk]; ctx.Err() == nil && (j.To == 0 || n <= j.To); n++ {
				if err := w.step(ctx, clerk, n); err != nil {
					cancel(err)
				}
			}
		})
	}
	atWork.Wait()
	return context.Cause(ctx)
}

// reach lets time pass up to a step.
func (w *worker) reach(n int) {
	for now := w.now.Load(); int64(n) > now; now = w.now.Load() {
		if w.now.CompareAndSwap(now, int64(n)) {
			return
		}
	}
}

func (w *worker) step(ctx context.Context, clerk, n int) error {
	w.reach(n)
	q := report(clerk, n)
	e := entry{Act: begun, Clerk: clerk, N: n, Report: q.ID}
	if err := w.said.write(e); err != nil {
		return err
	}
	if err := insist(func() error { _, err := w.ReceiveQuality(ctx, q); return err }); err != nil {
		return fmt.Errorf("%s: %w", q.ID, err)
	}
	e.Act = acked
	if err := w.said.write(e); err != nil {
		return err
	}
	if n%3 > 0 {
		return nil
	}
	return insist(func() error { _, err := w.Due(ctx, instant(int(w.now.Load()))); return err })
}

// insist comes again for as long as others are faster.
func insist(command func() error) error {
	for {
		if err := command(); !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}

// What an entry says.
const (
	begun = "begin" // a report is about to be sent
	acked = "ack"   // it was received
)

// entry is one line of a worker's log. The parent process holds the other end, so it survives the worker.
type entry struct {
	Act    string `json:"act"`
	Clerk  int    `json:"clerk"`
	N      int    `json:"n"`
	Report string `json:"report"`
}

// log writes entries, each with one write(2), so that a kill leaves whole lines. It is safe for concurrent use.
type log struct {
	mu sync.Mutex
	to io.Writer
}

func (l *log) write(e entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.to.Write(append(text, '\n'))
	return err
}

// read reads a log, and tells each entry to heed.
func read(t testing.TB, from io.Reader, heed func(entries int)) []entry {
	t.Helper()
	var entries []entry
	for lines := bufio.NewScanner(from); lines.Scan(); heed(len(entries)) {
		var e entry
		require.NoError(t, json.Unmarshal(lines.Bytes(), &e), "%s", lines.Text())
		entries = append(entries, e)
	}
	return entries
}
