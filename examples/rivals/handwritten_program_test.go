package rivals_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// count is how many events an order has.
type count struct {
	store.Meta
	Last int64 `json:"last"`
}

// decide is move by a program that is given what ours is given: it loads the order, holds or resumes it, puts it and emits
// the event. It checks nothing but the order's state.
func (h *handwritten) decide(ctx context.Context, order store.Ref, on ordering.Event, reason, eventID string, at time.Time) error {
	return h.within(ctx, func(tx *sql.Tx) error {
		row, err := h.read(ctx, tx, order)
		if err != nil {
			return err
		}
		var o ordering.Order
		if err := json.Unmarshal(row.Body, &o); err != nil {
			return err
		}
		from, to := ordering.InProgress, ordering.Held
		if on == ordering.Resume {
			from, to = to, from
		}
		if o.State != from {
			return fmt.Errorf("order %s is %s", o.ID, o.State)
		}
		o.State, o.Version = to, o.Version+1
		o.History = append(o.History, ordering.Change{At: at, From: from, Event: on, To: to, Reason: reason})
		for i := range o.Items {
			o.Items[i].State = to
		}
		if row.Body, err = json.Marshal(o); err != nil {
			return err
		}
		if err := h.change(ctx, tx, row); err != nil {
			return err
		}
		return h.emit(ctx, tx, o, reason, eventID, at)
	})
}

// emit writes the event and the count of the order's events.
func (h *handwritten) emit(ctx context.Context, tx *sql.Tx, o ordering.Order, reason, eventID string, at time.Time) error {
	counted, err := h.read(ctx, tx, store.Ref{Tenant: tenant, Kind: "event.stream", ID: o.Correlation})
	if err != nil {
		return err
	}
	var c count
	if err := json.Unmarshal(counted.Body, &c); err != nil {
		return err
	}
	c.Last, c.Version = c.Last+1, c.Version+1
	if counted.Body, err = json.Marshal(c); err != nil {
		return err
	}
	data, err := json.Marshal(ordering.Notice{Customer: o.Customer, Order: o.ID, Quote: o.Quote, Agreement: o.Agreement, State: o.State, Note: reason})
	if err != nil {
		return err
	}
	body, err := json.Marshal(event.Event{Meta: store.Meta{ID: eventID, Version: 1}, Type: ordering.EventStateChanged, Subject: o.ID,
		Correlation: o.Correlation, No: c.Last, At: at, Customer: o.Customer, Data: data})
	if err != nil {
		return err
	}
	place := fmt.Sprintf("%s/%012d", o.Correlation, c.Last)
	err = h.tell(ctx, tx, store.Record{Ref: store.Ref{Tenant: tenant, Kind: "event.event", ID: eventID}, Body: body,
		Keys: []store.Key{{Name: "correlation", Value: place}, {Name: "customer", Value: o.Customer}, {Name: "pending", Value: place}}})
	if err != nil {
		return err
	}
	return h.change(ctx, tx, counted)
}
