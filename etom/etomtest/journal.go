package etomtest

import (
	"context"
	"errors"
	"testing"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Journal returns the events of a case in their order.
func Journal(t testing.TB, env *work.Env, correlation string) []event.Event {
	t.Helper()
	all, err := work.See(context.Background(), env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	if err != nil {
		t.Fatalf("journal of %s: %v", correlation, err)
	}
	return all
}

// Types are the types of events, in their order.
func Types(events []event.Event) []string {
	var types []string
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

// Paths are the paths of an error's field faults, in their order; nil if it is not fault.ErrInvalid.
func Paths(err error) []string {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return nil
	}
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
	}
	return paths
}
