package contact_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

var ctx = context.Background()

// directory knows customers by their addresses.
type directory map[string]string

func (d directory) Identify(_ *work.Unit, key string) (string, bool, error) {
	customer, found := d[key]
	return customer, found, nil
}

// known is the directory of most tests.
var known = directory{"a@dealer.example": "dealer-a", "+49891234": "dealer-a", "b@dealer.example": "dealer-b"}

// cases answers with the case of a customer's enquiries.
type cases map[string]string

func (c cases) CaseOf(_ *work.Unit, i contact.Interaction) (string, bool, error) {
	correlation, found := c[i.Customer]
	return correlation, found && i.Kind == contact.Enquiry, nil
}

// room is Customer Interface Management in a test.
type room struct {
	*contact.Service
	t       testing.TB
	env     *work.Env
	clock   *etomtest.Clock
	watched *etomtest.Watched
}

// open makes the room on a store; a nil config knows the dealers.
func open(t testing.TB, st store.Store, config *contact.Config) room {
	t.Helper()
	if config == nil {
		config = &contact.Config{Directory: known}
	}
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	desk, err := contact.New(env, config)
	require.NoError(t, err)
	return room{Service: desk, t: t, env: env, clock: clock, watched: watched}
}

// inMemory is open on a fresh memory store, for what no backend could change.
func inMemory(t testing.TB) room { return open(t, memory.New(), nil) }

// stores runs the test on every backend.
func stores(t *testing.T, test func(t *testing.T, r room)) {
	t.Helper()
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, nil)) })
}

// journal is the types of the events of a case, in their order.
func (r room) journal(correlation string) []string {
	r.t.Helper()
	var types []string
	for _, e := range r.events(correlation) {
		types = append(types, e.Type)
	}
	return types
}

func (r room) events(correlation string) []event.Event {
	r.t.Helper()
	all, err := work.See(ctx, r.env, func(u *work.Unit) ([]event.Event, error) { return event.Of(u, correlation) })
	require.NoError(r.t, err)
	return all
}

// last is the data of the last event of a case.
func last[T any](r room, correlation string) T {
	r.t.Helper()
	all := r.events(correlation)
	require.NotEmpty(r.t, all)
	var data T
	require.NoError(r.t, all[len(all)-1].Read(&data))
	return data
}

// receive takes a contact of dealer A in.
func (r room) receive(in contact.Inbound) contact.Interaction {
	r.t.Helper()
	if in.From == "" && in.Customer == "" {
		in.From = "a@dealer.example"
	}
	if in.Channel == "" {
		in.Channel = contact.Email
	}
	i, err := r.Receive(ctx, in)
	require.NoError(r.t, err)
	return i
}

// get reads an interaction anew.
func (r room) get(id string) contact.Interaction {
	r.t.Helper()
	i, err := r.Get(ctx, id)
	require.NoError(r.t, err)
	return i
}

// refused asks that the command fails with the kind of error and changes nothing.
func (r room) refused(kind error, do func() error) error {
	r.t.Helper()
	var err error
	r.watched.Unchanged(r.t, func() { err = do() })
	require.ErrorIs(r.t, err, kind)
	return err
}

func ids(all []contact.Interaction) []string {
	var found []string
	for _, i := range all {
		found = append(found, i.ID)
	}
	return found
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}
