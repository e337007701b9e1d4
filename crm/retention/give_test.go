package retention_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_GivePriority_to_a_customer_of_50_million_euro(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.revenue(t, "dealer-a", 2025, "50000000.00 EUR")
		given, err := k.GivePriority(ctx, retention.Ask{Correlation: "case-1", Customer: "dealer-a", Agreement: "a-1", ServiceLevel: "silver", About: "q-1"})
		require.NoError(t, err)
		assert.Equal(t, retention.Highest, given.Priority)

		events := k.events(t, "case-1")
		assert.Equal(t, []string{"retention.priority.given"}, etomtest.Types(events))
		assert.Equal(t, "dealer-a", events[0].Subject)
		assert.JSONEq(t, `{"customer":"dealer-a","agreement":"a-1","about":"q-1","priority":"0","name":"highest","revenue":{"amount":"50000000.00","currency":"EUR"},
			"reasons":[{"code":"RETENTION-PRIO-01","message":"one of the largest customers, with a revenue of 50000000.00 EUR a year; at least 50000000.00 EUR is asked for"}]}`,
			string(events[0].Data))
		p, err := k.Profile(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []retention.Given{given}, p.Priorities)
	})
}

func TestService_GivePriority_to_a_customer_of_whom_nothing_is_known(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	given, err := k.GivePriority(context.Background(), retention.Ask{Customer: "new"})
	require.NoError(t, err, "not to know is an answer")
	assert.Equal(t, retention.Lowest, given.Priority)
	assert.Equal(t, fault.Reason{Code: "RETENTION-PRIO-00", Message: "no revenue is known"}, given.Reasons[0])
	events := k.events(t, "new")
	require.Len(t, events, 1)
	assert.NotContains(t, string(events[0].Data), "revenue\":")
}

func TestService_GivePriority_knows_the_agreements_that_hold(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	give := func(a retention.Ask) retention.Priority {
		t.Helper()
		a.Customer = "c-1"
		given, err := k.GivePriority(ctx, a)
		require.NoError(t, err)
		return given.Priority
	}
	assert.Equal(t, retention.High, give(retention.Ask{ServiceLevel: "gold"}), "asked about, without an agreement to note")
	assert.Equal(t, retention.Lowest, give(retention.Ask{}))
	assert.Equal(t, retention.Medium, give(retention.Ask{Agreement: "a-1", ServiceLevel: "silver"}))
	assert.Equal(t, retention.Medium, give(retention.Ask{}), "it has been noted")

	until := k.clock.Now().Add(time.Hour)
	_, err := k.NoteAgreement(ctx, retention.Agreement{Meta: store.Meta{ID: "a-1"}, Customer: "c-1", ServiceLevel: "silver", Until: until})
	require.NoError(t, err)
	assert.Equal(t, retention.Medium, give(retention.Ask{Agreement: "a-1", ServiceLevel: "silver"}), "it still holds, and keeps its end")
	assert.Equal(t, retention.High, give(retention.Ask{Agreement: "a-1", ServiceLevel: "gold"}), "another level, and the same end")
	k.clock.Set(until.Add(-time.Microsecond))
	assert.Equal(t, retention.High, give(retention.Ask{}))
	k.clock.Set(until)
	assert.Equal(t, retention.Lowest, give(retention.Ask{}), "it has ended")

	p, err := k.Profile(ctx, "c-1")
	require.NoError(t, err)
	var course []retention.Priority
	for _, g := range p.Priorities {
		course = append(course, g.Priority)
	}
	assert.Equal(t, []retention.Priority{"4", "1", "2", "4", "1"}, course, "only the changes, the last one first")
	all, err := k.Agreements(ctx, "c-1")
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, until, all[0].Until)
}

func TestService_NoteAgreement_does_nothing_twice(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	a := retention.Agreement{Meta: store.Meta{ID: "a-1"}, Customer: "c-1", ServiceLevel: "gold", Until: k.clock.Now().In(time.FixedZone("", 3600))}
	first, err := k.NoteAgreement(ctx, a)
	require.NoError(t, err)
	k.store.Unchanged(t, func() {
		again, err := k.NoteAgreement(ctx, a)
		require.NoError(t, err)
		assert.Equal(t, first, again)
	})
}

// The agreement of one customer says nothing of another.
func TestService_GivePriority_refuses_another_customers_agreement(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	_, err := k.NoteAgreement(ctx, retention.Agreement{Meta: store.Meta{ID: "a-1"}, Customer: "c-1", ServiceLevel: "gold"})
	require.NoError(t, err)
	k.store.Unchanged(t, func() {
		_, err = k.GivePriority(ctx, retention.Ask{Customer: "c-2", Agreement: "a-1", ServiceLevel: "gold"})
		assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
		_, err = k.NoteAgreement(ctx, retention.Agreement{Meta: store.Meta{ID: "a-1"}, Customer: "c-2", ServiceLevel: "gold"})
		assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
	})
}

func TestService_GivePriority_by_a_table_of_ones_own(t *testing.T) {
	t.Parallel()
	table, err := retention.NewTable(row("OURS-1", "10.00 USD", "", retention.High), row("OURS-2", "", "", retention.Low))
	require.NoError(t, err)
	env, _ := etomtest.Env(t, inMemory(t).store)
	s := retention.New(env, &retention.Config{Priorities: table})
	_, err = s.NoteRevenue(context.Background(), "c-1", retention.Revenue{Year: 2026, Amount: money.Must("10.00 EUR")})
	assert.ErrorContains(t, err, "is in EUR, the table of priorities in USD; convert it first")
	_, err = s.NoteRevenue(context.Background(), "c-1", retention.Revenue{Year: 2026, Amount: money.Must("10.00 USD")})
	require.NoError(t, err)
	given, err := s.GivePriority(context.Background(), retention.Ask{Customer: "c-1"})
	require.NoError(t, err)
	assert.Equal(t, retention.High, given.Priority)

	_, err = retention.New(env, nil).GivePriority(context.Background(), retention.Ask{Customer: "c-1"})
	assert.ErrorContains(t, err, "is in USD, the table of priorities in EUR; convert it first", "the currency of the table was changed later")
}

func TestService_GivePriority_by_many_at_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		const askers = 8
		ctx, k := context.Background(), newKit(t, st)
		var all sync.WaitGroup
		faults := make([]error, askers)
		for i := range askers {
			all.Go(func() {
				_, faults[i] = k.GivePriority(ctx, retention.Ask{Customer: "c-1", Agreement: "a-1", ServiceLevel: "gold"})
			})
		}
		all.Wait()
		answered := 0
		for _, err := range faults {
			if err == nil {
				answered++
				continue
			}
			assert.ErrorIs(t, err, fault.ErrConflict, "it lost too often: the caller asks again")
		}
		assert.Len(t, k.events(t, "c-1"), answered)
		p, err := k.Profile(ctx, "c-1")
		require.NoError(t, err)
		assert.Len(t, p.Priorities, 1)
	})
}

func TestService_shows_nothing_to_another_tenant(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.revenue(t, "c-1", 2025, "50000000.00 EUR")
	i, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 1})
	require.NoError(t, err)
	other := retention.New(work.New(k.store, &work.Config{Tenant: "other", Now: k.clock.Now}), nil)
	_, err = other.Profile(ctx, "c-1")
	assert.ErrorIs(t, err, fault.ErrNotFound)
	_, err = other.CloseFollowUp(ctx, i.ID, "called")
	assert.ErrorIs(t, err, fault.ErrNotFound)
	open, err := other.FollowUps(ctx)
	require.NoError(t, err)
	assert.Empty(t, open)
	given, err := other.GivePriority(ctx, retention.Ask{Customer: "c-1"})
	require.NoError(t, err)
	assert.Equal(t, retention.Lowest, given.Priority)
}

// outlook says the same of every customer.
type outlook struct {
	churn float64
	value string
}

func (o outlook) Outlook(*work.Unit, string) (float64, string, error) { return o.churn, o.value, nil }

func TestService_GivePriority_knows_satisfaction_violations_and_what_models_say(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		give := func(s *retention.Service) string {
			t.Helper()
			given, err := s.GivePriority(ctx, retention.Ask{Customer: "c-1"})
			require.NoError(t, err)
			return given.Reasons[len(given.Reasons)-1].Code
		}
		assert.Equal(t, "RETENTION-PRIO-07", give(k.Service))
		assert.Equal(t, "RETENTION-PRIO-12", give(retention.New(k.env, &retention.Config{Outlook: outlook{churn: 0.7}})))
		assert.Equal(t, "RETENTION-PRIO-08", give(retention.New(k.env, &retention.Config{Outlook: outlook{churn: 0.7, value: "A"}})))
		i, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 1})
		require.NoError(t, err)
		assert.Equal(t, "RETENTION-PRIO-09", give(k.Service))
		_, err = k.CloseFollowUp(ctx, i.ID, "called")
		require.NoError(t, err)
		assert.Equal(t, "RETENTION-PRIO-11", give(k.Service), "it is remembered")
		k.clock.Advance(time.Hour)
		for _, id := range []string{"v-1", "v-2"} {
			_, err = k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: id}, Customer: "c-1", Agreement: "a-1", Text: "no mail"})
			require.NoError(t, err)
		}
		assert.Equal(t, "RETENTION-PRIO-10", give(k.Service))
		k.clock.Advance(365*24*time.Hour - time.Hour)
		assert.Equal(t, "RETENTION-PRIO-10", give(k.Service), "the score is a year old, the violations are not")
		k.clock.Advance(time.Hour)
		assert.Equal(t, "RETENTION-PRIO-07", give(k.Service), "after a year they are forgotten")
	})
}
