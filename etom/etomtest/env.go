package etomtest

import (
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Tenant is the tenant of Env.
const Tenant = "test"

// Env makes an environment in which nothing is left to chance: tenant "test", counting ids, and the clock that is
// returned with it.
func Env(t testing.TB, st store.Store) (*work.Env, *Clock) {
	t.Helper()
	if st == nil {
		t.Fatalf("an environment needs a store, such as memory.New()")
	}
	clock := NewClock()
	return work.New(st, &work.Config{Tenant: Tenant, Now: clock.Now, NewID: NewIDs("").New}), clock
}
