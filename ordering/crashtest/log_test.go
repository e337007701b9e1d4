package crashtest_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// What a note says; what any other line says is the command.
const (
	opening   = "opening"   // the store is about to be opened
	delivered = "delivered" // an event has arrived; its note is about to be written
	unnoted   = "unnoted"   // the note of the last delivery may have failed
)

// entry is what a line of a worker's log is about. A step that was dropped has lost with fault.ErrConflict.
type entry struct {
	What string `json:"what"`

	Key     string         `json:"key,omitempty"`
	Order   string         `json:"order,omitempty"`
	Version int64          `json:"version,omitempty"` // begun: before the command; acknowledged: behind it
	State   ordering.State `json:"state,omitempty"`
	Facts   []string       `json:"facts,omitempty"` // see facts

	Event       string `json:"event,omitempty"`
	Type        string `json:"type,omitempty"`
	Correlation string `json:"correlation,omitempty"`
	No          int64  `json:"no,omitempty"`
}

// deliverTo takes events to the log, as far as they go in this world.
func deliverTo(said *crash.Log[entry]) event.Deliver {
	return func(_ context.Context, e event.Event) error {
		return said.Note(entry{What: delivered, Event: e.ID, Type: e.Type, Correlation: e.Correlation, No: e.No})
	}
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
