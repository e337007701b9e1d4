package marketing_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestLeadLifecycle_table_diagram_and_walks(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, marketing.LeadLifecycle(), "lead")
}

func TestLeadLifecycle_has_the_arrows_of_the_chart_of_TMF699_and_no_others(t *testing.T) {
	t.Parallel()
	// TMF699 Sales Management, LifeCycle_SalesLead: acknowledged -> inProgress | cancelled; inProgress <-> pending;
	// inProgress -> accepted | rejected; pending -> rejected.
	want := map[marketing.State][]marketing.State{
		marketing.Acknowledged: {marketing.InProgress, marketing.Cancelled},
		marketing.InProgress:   {marketing.Pending, marketing.Accepted, marketing.Rejected},
		marketing.Pending:      {marketing.InProgress, marketing.Rejected},
	}
	got := map[marketing.State][]marketing.State{}
	for _, row := range marketing.LeadLifecycle().Transitions() {
		got[row.From] = append(got[row.From], row.To)
	}
	assert.Equal(t, want, got)
	assert.Equal(t, marketing.Acknowledged, marketing.LeadLifecycle().Initial())
}

func TestLeadLifecycle_states_are_the_enumeration_of_TMF699(t *testing.T) {
	t.Parallel()
	text := etomtest.Source(t, "../shared/reference/tmf/TMF699-v4.0.0.json") // definitions.SalesLeadStateType
	var api struct {
		Definitions map[string]struct {
			Enum []marketing.State `json:"enum"`
		} `json:"definitions"`
	}
	require.NoError(t, json.Unmarshal(text, &api))
	assert.ElementsMatch(t, api.Definitions["SalesLeadStateType"].Enum, marketing.LeadLifecycle().States())
}

func TestTrack_follows_a_lead_to_its_end(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		l := r.issued(r.made(brochure()).ID, "dealer-a")
		r.clock.Advance(24 * time.Hour)
		l, err := r.Track(ctx, l.ID, marketing.TakeUp, "the customer has made contact")
		require.NoError(t, err)
		answered := r.clock.Now()
		r.clock.Advance(time.Hour)
		l = r.track(l.ID, marketing.Wait, marketing.Resume, marketing.Accept)
		assert.Equal(t, marketing.Accepted, l.Status)
		assert.Equal(t, answered, l.InquiredAt)
		assert.Equal(t, marketing.Change{At: answered, From: marketing.Acknowledged, On: marketing.TakeUp, To: marketing.InProgress, Note: "the customer has made contact"}, l.History[0])
		assert.Len(t, l.History, 4)
		assert.Equal(t, []string{marketing.EventCollateralIssued, marketing.EventLeadChanged, marketing.EventLeadChanged, marketing.EventLeadChanged, marketing.EventLeadChanged}, r.journal(l.Correlation))
		assert.Equal(t, marketing.LeadNotice{Customer: "dealer-a", Lead: l.ID, Collateral: l.Collateral, Status: marketing.Accepted}, last[marketing.LeadNotice](r, l.Correlation))
		found, err := r.Lead(ctx, l.ID)
		require.NoError(t, err)
		assert.Equal(t, l, found)

		var not *lifecycle.Error
		require.ErrorAs(t, r.refused(fault.ErrState, func() error { _, err := r.Track(ctx, l.ID, marketing.Reject, ""); return err }), &not)
		assert.True(t, not.Final)
	})
}

func TestTrack_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	l := r.issued(r.made(brochure()).ID, "dealer-a")
	for name, command := range map[string]func() error{
		"unknown event": func() error { _, err := r.Track(ctx, l.ID, "love", ""); return err },
		"NUL":           func() error { _, err := r.Track(ctx, l.ID, marketing.TakeUp, "\x00"); return err },
		"over-long note": func() error {
			_, err := r.Track(ctx, l.ID, marketing.TakeUp, strings.Repeat("a", fault.MaxText+1))
			return err
		},
		"find nobody": func() error { _, _, err := r.FindLead(ctx, "\x00"); return err },
	} {
		assert.Error(t, r.refused(fault.ErrInvalid, command), name)
	}
	r.refused(fault.ErrNotFound, func() error { _, err := r.Track(ctx, "nothing", marketing.TakeUp, ""); return err })
	r.refused(fault.ErrState, func() error { _, err := r.Track(ctx, l.ID, marketing.Accept, ""); return err })
}

func TestFindLead_is_the_latest_that_nobody_has_taken_up(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		find := func(customer string) string {
			l, found, err := r.FindLead(ctx, customer)
			require.NoError(t, err)
			assert.Equal(t, found, l.ID != "")
			return l.ID
		}
		assert.Empty(t, find("dealer-a"))
		first := r.issued(r.made(brochure()).ID, "dealer-a")
		r.clock.Advance(time.Hour)
		second := r.issued(r.made(brochure()).ID, "dealer-a")
		r.issued(r.made(brochure()).ID, "dealer-b")
		assert.Equal(t, second.ID, find("dealer-a"))
		r.track(second.ID, marketing.TakeUp)
		assert.Equal(t, first.ID, find("dealer-a"), "one that is being worked on takes no further enquiry")
		r.track(first.ID, marketing.Cancel)
		assert.Empty(t, find("dealer-a"))
		r.track(second.ID, marketing.Reject)
		assert.Empty(t, find("dealer-a"))
	})
}

func TestLeadFor_finds_by_collateral_and_customer(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	c := r.made(brochure())
	pairs := []string{"a", "a/b", "/", "1/a", "dealer-a"}
	for _, customer := range pairs {
		r.issued(c.ID, customer)
	}
	for _, customer := range pairs {
		l, found, err := r.LeadFor(ctx, c.ID, customer)
		require.NoError(t, err)
		assert.True(t, found)
		assert.Equal(t, customer, l.Customer)
	}
	_, found, err := r.LeadFor(ctx, c.ID, "b")
	require.NoError(t, err)
	assert.False(t, found)
}

func TestDue_cancels_leads_that_nobody_answers_once(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		d := brochure()
		d.AnswerWithin = 24 * time.Hour
		c := r.made(d)
		silent, answered := r.issued(c.ID, "dealer-a"), r.issued(c.ID, "dealer-b")
		r.track(answered.ID, marketing.TakeUp)
		later := r.issued(r.made(brochure()).ID, "dealer-a")

		n, err := r.Due(ctx, silent.AnswerBy.Add(-time.Microsecond))
		require.NoError(t, err)
		assert.Zero(t, n)
		n, err = r.Due(ctx, silent.AnswerBy)
		require.NoError(t, err)
		assert.Equal(t, 1, n)
		l, err := r.Lead(ctx, silent.ID)
		require.NoError(t, err)
		assert.Equal(t, marketing.Cancelled, l.Status)
		assert.Equal(t, silent.AnswerBy, l.History[0].At)
		assert.Equal(t, "the customer has not answered", last[marketing.LeadNotice](r, l.Correlation).Note)
		r.watched.Unchanged(t, func() {
			n, err = r.Due(ctx, silent.AnswerBy.Add(time.Hour))
			require.NoError(t, err)
			assert.Zero(t, n)
		})
		found, ok, err := r.FindLead(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []any{later.ID, true}, []any{found.ID, ok})
	})
}

// meddled lets something happen right behind every read transaction.
type meddled struct {
	store.Store
	after func()
}

func (m *meddled) View(ctx context.Context, fn func(store.Tx) error) error {
	err := m.Store.View(ctx, fn)
	m.after()
	return err
}

func TestDue_leaves_a_lead_that_is_answered_meanwhile(t *testing.T) {
	t.Parallel()
	st := memory.New()
	r := open(t, st)
	l := r.issued(r.made(brochure()).ID, "dealer-a")
	between := &meddled{Store: st, after: func() { r.track(l.ID, marketing.TakeUp) }}
	n, err := marketing.New(work.New(between, &work.Config{Tenant: r.env.Tenant(), Now: r.clock.Now})).Due(ctx, l.AnswerBy)
	require.NoError(t, err)
	assert.Zero(t, n, "somebody else was faster")
	l, err = r.Lead(ctx, l.ID)
	require.NoError(t, err)
	assert.Equal(t, marketing.InProgress, l.Status)
}
