package event

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Deliver takes an event to whoever waits for it. It may be called again with the same event, so what it does must be
// safe to do twice, told apart by Event.ID. An error leaves the event pending.
type Deliver func(context.Context, Event) error

// Relay takes pending events out of the journal and delivers them. It starts no goroutine: the host calls Drain, from
// a loop, a timer or after each command. Several relays on one journal are safe: an event may then arrive twice, yet its
// first arrival is behind the first arrivals of those before it in its correlation. Safe for concurrent use.
type Relay struct {
	store   store.Store
	tenant  string
	deliver Deliver
	page    int
}

// Config of a relay; nil is the default.
type Config struct {
	Page int // events read at a time; 0: 100
}

// NewRelay makes the relay of one tenant.
func NewRelay(st store.Store, tenant string, deliver Deliver, config *Config) *Relay {
	r := &Relay{store: st, tenant: tenant, deliver: deliver, page: 100}
	if config != nil && config.Page > 0 {
		r.page = config.Page
	}
	return r
}

// Report says what a relay did.
type Report struct {
	Delivered int
	Failed    []Failure // at most one a correlation: what stands behind it had to wait
}

// Failure is an event that could not be delivered; it stays pending.
type Failure struct {
	Event Event
	Err   error
}

// Err joins the failures, or is nil.
func (r Report) Err() error {
	all := make([]error, len(r.Failed))
	for i, f := range r.Failed {
		all[i] = fmt.Errorf("%s: deliver: %w", fault.Subject(f.Event.Type, f.Event.ID), f.Err)
	}
	return errors.Join(all...)
}

// Drain delivers until nothing is pending that can be delivered, what deliveries set off included. An event that fails
// holds back its own correlation only, and is in the report; the error is for the store and ctx.
func (r *Relay) Drain(ctx context.Context) (Report, error) {
	var report Report
	blocked := map[string]bool{}
	for {
		before := report.Delivered
		if err := r.pass(ctx, &report, blocked); err != nil {
			return report, err
		}
		if report.Delivered == before {
			return report, nil
		}
	}
}

// Next delivers the first pending event of a correlation, and returns it; found is false if none is pending.
func (r *Relay) Next(ctx context.Context, correlation string) (e Event, found bool, err error) {
	err = r.store.View(ctx, func(tx store.Tx) error {
		waiting, _, err := events.Page(store.Scope{Tx: tx, Tenant: r.tenant}, of(byPending, correlation))
		at := slices.IndexFunc(waiting, func(one Event) bool { return one.Correlation == correlation })
		if found = at >= 0; found {
			e = waiting[at]
		}
		return err
	})
	if err != nil || !found {
		return e, found, err
	}
	if err := r.deliver(ctx, e); err != nil {
		return e, true, err
	}
	return e, true, r.mark(ctx, e)
}

// pass goes once through what is pending.
func (r *Relay) pass(ctx context.Context, report *Report, blocked map[string]bool) error {
	var at store.Cursor
	for {
		var (
			page []Event
			next store.Cursor
		)
		err := r.store.View(ctx, func(tx store.Tx) (err error) {
			page, next, err = Pending(store.Scope{Tx: tx, Tenant: r.tenant}, at, r.page)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range page {
			if blocked[e.Correlation] {
				continue
			}
			if err := r.deliver(ctx, e); err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				blocked[e.Correlation] = true
				report.Failed = append(report.Failed, Failure{Event: e, Err: err})
				continue
			}
			if err := r.mark(ctx, e); err != nil {
				return err
			}
			report.Delivered++
		}
		if at = next; at == (store.Cursor{}) {
			return nil
		}
	}
}

// mark notes the delivery; another relay may have been faster.
func (r *Relay) mark(ctx context.Context, e Event) error {
	return r.store.Update(ctx, func(tx store.Tx) error {
		in := store.Scope{Tx: tx, Tenant: r.tenant}
		now, err := events.Get(in, e.ID)
		if err != nil || now.Delivered {
			return err
		}
		now.Delivered = true
		return events.Put(in, &now)
	})
}
