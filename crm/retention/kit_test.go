package retention_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// kit is a service in an environment in which nothing is left to chance: it is 2 March 2026.
type kit struct {
	*retention.Service
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func newKit(t testing.TB, st store.Store) kit {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	return kit{Service: retention.New(env, nil), env: env, clock: clock, store: watched}
}

func inMemory(t testing.TB) kit { return newKit(t, memory.New()) }

func (k kit) revenue(t testing.TB, customer string, year int, amount string) {
	t.Helper()
	_, err := k.NoteRevenue(context.Background(), customer, retention.Revenue{Year: year, Amount: money.Must(amount)})
	require.NoError(t, err)
}

// events are the events of a case.
func (k kit) events(t testing.TB, correlation string) []event.Event {
	t.Helper()
	return etomtest.Journal(t, k.env, correlation)
}

// texts are what no store could keep, and what is too long for any field.
var texts = map[string]string{"NUL": "a\x00b", "invalid UTF-8": "a\xffb", "too long": strings.Repeat("x", fault.MaxText+1)}

// isConflictOrState is what the loser of a race is told: that another was faster, or what the other has done.
func isConflictOrState(err error) bool {
	return errors.Is(err, fault.ErrConflict) || errors.Is(err, fault.ErrState)
}

func ptr[T any](v T) *T { return &v }

// marketing is a statement about marketing by email.
func marketing(customer string, state retention.ConsentState) retention.Consent {
	c := retention.Consent{Customer: customer, Purpose: retention.PurposeMarketing, Channel: "email", State: state, Evidence: "i-1"}
	if state == retention.ConsentGiven {
		c.Text = "newsletter-3"
	}
	return c
}

// repair is a point about the repair time in hours, of which a quarter may be missed.
func repair(agreed, delivered string) retention.Measured {
	return retention.Measured{Name: "repair time", Unit: "h", Aim: retention.AtMost, Original: money.MustQuantity(agreed),
		Delivered: money.MustQuantity(delivered), Tolerance: money.MustQuantity("0.25")}
}
