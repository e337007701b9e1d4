package crashtest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// What an entry says.
const (
	opening   = "opening"   // the store is about to be opened
	begun     = "begin"     // a command is about to be given
	acked     = "ack"       // it has returned
	lost      = "lost"      // it has returned fault.ErrConflict: nothing is done
	delivered = "delivered" // an event has arrived; its note is about to be written
	unnoted   = "unnoted"   // the note of the last delivery may have failed
)

// entry is one line of a worker's log. The parent process holds the other end, so it survives the worker: it is what the
// world outside has been told.
type entry struct {
	Act string `json:"act"`

	Clerk   int            `json:"clerk,omitempty"`
	Key     string         `json:"key,omitempty"`
	What    string         `json:"what,omitempty"`
	Order   string         `json:"order,omitempty"`
	Version int64          `json:"version,omitempty"` // begin: before the command; ack: behind it
	State   ordering.State `json:"state,omitempty"`
	Facts   []string       `json:"facts,omitempty"` // see facts

	Event       string `json:"event,omitempty"`
	Type        string `json:"type,omitempty"`
	Correlation string `json:"correlation,omitempty"`
	No          int64  `json:"no,omitempty"`
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

// deliver takes an event to the log, as far as it goes in this world.
func (l *log) deliver(_ context.Context, e event.Event) error {
	return l.write(entry{Act: delivered, Event: e.ID, Type: e.Type, Correlation: e.Correlation, No: e.No})
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

// facts is what has come about with an order. An order never loses one: those that were acknowledged must be among
// those of the stored order.
func facts(o ordering.Order) []string {
	all := []string{"placed as " + o.ExternalID}
	for i, c := range o.History {
		all = append(all, fmt.Sprintf("change %d: %s", i, c.Event))
	}
	for _, w := range o.Work {
		for try := range w.Try {
			if try+1 < w.Try || w.State == ordering.WorkDone || w.State == ordering.WorkFailed {
				all = append(all, fmt.Sprintf("work on item %s ended, try %d", w.Item, try+1))
			}
		}
	}
	for i, a := range o.Amendments {
		all = append(all, fmt.Sprintf("amendment %d: %s", i, a.Note))
	}
	for i, test := range o.Tests {
		all = append(all, fmt.Sprintf("test %d offered", i))
		if !test.AnsweredAt.IsZero() {
			all = append(all, fmt.Sprintf("test %d accepted: %t", i, test.Accepted))
		}
	}
	if o.Satisfaction != nil {
		all = append(all, "satisfaction asked")
		if !o.Satisfaction.AnsweredAt.IsZero() {
			all = append(all, fmt.Sprintf("satisfaction %d", o.Satisfaction.Score))
		}
	}
	if o.Charged {
		all = append(all, "charges handed over")
	}
	return all
}
