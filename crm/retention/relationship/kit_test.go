package relationship_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// house is what the other processes tell: what is open, and what has been agreed for how long.
type house struct {
	mu    sync.Mutex
	open  map[string][]relationship.Matter
	terms []relationship.Term
}

func (h *house) Open(_ *work.Unit, customer string) ([]relationship.Matter, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.open[customer]), nil
}

func (h *house) Minimum(*work.Unit, string) ([]relationship.Term, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.terms), nil
}

func (h *house) has(customer string, open ...relationship.Matter) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[customer] = open
}

// kit is a service in an environment in which nothing is left to chance: it is 2 March 2026, 09:00 UTC.
type kit struct {
	*relationship.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
	house *house
}

func newKit(t testing.TB, st store.Store) kit {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	h := &house{open: map[string][]relationship.Matter{}}
	s, err := relationship.New(env, &relationship.Config{Terms: h, Matters: h})
	require.NoError(t, err)
	return kit{Service: s, t: t, ctx: t.Context(), env: env, clock: clock, store: watched, house: h}
}

func inMemory(t testing.TB) kit { return newKit(t, memory.New()) }

// with is a kit that has a relationship with c-1.
func (k kit) with() kit {
	k.t.Helper()
	k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-1"}))
	return k
}

func (k kit) relation(r relationship.Relationship, err error) relationship.Relationship {
	k.t.Helper()
	require.NoError(k.t, err)
	return r
}

func (k kit) ending(e relationship.Ending, err error) relationship.Ending {
	k.t.Helper()
	require.NoError(k.t, err)
	return e
}

func (k kit) notice(ground relationship.Code) relationship.Ending {
	k.t.Helper()
	return k.ending(k.Notice(k.ctx, relationship.Draft{Customer: "c-1", Ground: ground, By: "somebody", Reason: "said in words"}))
}

// on does what is due on the morning of a day.
func (k kit) on(day string) relationship.DueReport {
	k.t.Helper()
	k.clock.Set(calendar.FirstInstant(date(day), time.UTC).Add(8 * time.Hour))
	r, err := k.Due(k.ctx, k.clock.Now())
	require.NoError(k.t, err)
	return r
}

func date(text string) calendar.Date { return calendar.MustParse(text) }

func (k kit) types(correlation string) []string {
	k.t.Helper()
	return etomtest.Types(etomtest.Journal(k.t, k.env, correlation))
}

var (
	order = relationship.Matter{Kind: relationship.Order, ID: "o-1"}
	bill  = relationship.Matter{Kind: relationship.Bill, ID: "b-1"}
)
