// Package work owns the unit of work: one transaction, at one instant, for one tenant, with its ids and its events.
// It does not own what is done in it.
//
//	env := work.New(memory.New(), &work.Config{Tenant: "bmw"})
//	order, err := work.Do(ctx, env, func(u *work.Unit) (ordering.Order, error) {
//		draft.PlacedAt = u.At
//		return orders.PlaceTx(u, draft) // and whatever else has to commit with it
//	})
//
// Services have two forms of each command: Place(ctx, …) opens a unit, PlaceTx(u, …) joins the caller's.
package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Env is where units come from: a store, a tenant, a clock, ids. It is immutable and safe for concurrent use,
// if its functions are.
type Env struct {
	store  store.Store
	tenant string
	now    func() time.Time
	newID  func() string
}

// Config of an Env; nil is the default.
type Config struct {
	Tenant string           // whose records; empty: "default"
	Now    func() time.Time // the clock; nil: time.Now
	NewID  func() string    // makes ids; nil: UUIDs of version 7
}

// DefaultTenant is the tenant of an Env made without one.
const DefaultTenant = "default"

// New makes an Env on a store.
func New(st store.Store, config *Config) *Env {
	e := &Env{store: st, tenant: DefaultTenant, now: time.Now, newID: newUUID}
	if config == nil {
		return e
	}
	if config.Tenant != "" {
		e.tenant = config.Tenant
	}
	if config.Now != nil {
		e.now = config.Now
	}
	if config.NewID != nil {
		e.newID = config.NewID
	}
	return e
}

func newUUID() string { return uuid.Must(uuid.NewV7()).String() } // fails only if the system has no randomness

// Store is the store of the Env.
func (e *Env) Store() store.Store { return e.store }

// Tenant is the tenant of the Env.
func (e *Env) Tenant() string { return e.tenant }

// Now is the instant of the Env's clock, UTC, in microseconds, as every database keeps it.
func (e *Env) Now() time.Time { return fault.Instant(e.now()) }

// Unit is one transaction at one instant. It is for one goroutine and ends with the function it was given to.
type Unit struct {
	store.Scope
	At    time.Time   // the instant of everything in the unit, UTC, microseconds
	cause event.Event // nothing has to be set off by anything: its ID may be empty
	newID func() string
}

// Update runs fn in a unit and commits if it returns nil. fn may run more than once, each time at an instant of its own:
// the errors are those of store.Store.
func (e *Env) Update(ctx context.Context, fn func(*Unit) error) error {
	return e.store.Update(ctx, func(tx store.Tx) error { return fn(e.unit(tx, e.Now())) })
}

// View runs fn in a unit that cannot write.
func (e *Env) View(ctx context.Context, fn func(*Unit) error) error {
	return e.store.View(ctx, func(tx store.Tx) error { return fn(e.unit(tx, e.Now())) })
}

// Join makes a unit of a transaction that the caller opened, commits and rolls back.
func (e *Env) Join(tx store.Tx) *Unit { return e.unit(tx, e.Now()) }

func (e *Env) unit(tx store.Tx, at time.Time) *Unit {
	return &Unit{Scope: store.Scope{Tx: tx, Tenant: e.tenant}, At: at, newID: e.newID}
}

// Do is Update for a function with a result, which is zero if there is an error.
func Do[T any](ctx context.Context, e *Env, fn func(*Unit) (T, error)) (T, error) {
	return resultOf(ctx, e.Update, fn)
}

// See is View for a function with a result, which is zero if there is an error.
func See[T any](ctx context.Context, e *Env, fn func(*Unit) (T, error)) (T, error) {
	return resultOf(ctx, e.View, fn)
}

func resultOf[T any](ctx context.Context, run func(context.Context, func(*Unit) error) error, fn func(*Unit) (T, error)) (T, error) {
	var result, none T
	err := run(ctx, func(u *Unit) (err error) {
		result, err = fn(u)
		return err
	})
	if err != nil {
		return none, err
	}
	return result, nil
}

// NewID makes an id.
func (u *Unit) NewID() string { return u.newID() }

// Because is the same unit, its events set off by e.
func (u *Unit) Because(e event.Event) *Unit {
	caused := *u
	caused.cause = e
	return &caused
}

// Emit writes an event about the subject to the journal; data becomes its JSON. The correlation is the case the subject
// belongs to; empty: the subject is a case of its own.
func (u *Unit) Emit(typ, subject, correlation string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("%s: data: %w", typ, err)
	}
	if correlation == "" {
		correlation = subject
	}
	e := event.Event{Meta: store.Meta{ID: u.NewID()}, Type: typ, Subject: subject, Correlation: correlation,
		Cause: u.cause.ID, At: u.At, Data: body}
	if u.cause.ID != "" && u.cause.Correlation != correlation {
		e.CauseCase = u.cause.Correlation
	}
	_, err = event.Append(u, e)
	return err
}
