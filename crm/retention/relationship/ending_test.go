package relationship_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestEnding_own_notice_from_its_first_day_to_its_last(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st).with()
		k.house.has("c-1", order, bill)
		e := k.notice(relationship.OwnNotice)
		assert.Equal(t, relationship.Running, e.State)
		assert.Equal(t, date("2026-04-03"), e.EndsOn)
		assert.Equal(t, e, k.ending(k.Ending(k.ctx, e.ID)))

		assert.Zero(t, k.on("2026-04-02"), "its day has not come")
		assert.Equal(t, relationship.DueReport{Begun: 1}, k.on("2026-04-03"))
		e = k.ending(k.Ending(k.ctx, e.ID))
		assert.Equal(t, relationship.Settling, e.State)
		assert.Equal(t, []relationship.Matter{order, bill}, e.Open)

		k.house.has("c-1", bill)
		e = k.ending(k.Look(k.ctx, e.ID))
		assert.Equal(t, []relationship.Matter{bill}, e.Open)
		assert.Equal(t, []relationship.Matter{order}, e.Settled)
		k.store.Unchanged(t, func() { k.ending(k.Look(k.ctx, e.ID)) })
		assert.Zero(t, k.on("2026-04-03"), "once a day is enough")
		assert.Equal(t, relationship.DueReport{Looked: 1}, k.on("2026-04-04"))

		k.house.has("c-1")
		assert.Equal(t, relationship.DueReport{Looked: 1, Ended: 1}, k.on("2026-05-01"))
		e = k.ending(k.Ending(k.ctx, e.ID))
		assert.Equal(t, relationship.Ended, e.State)
		assert.Equal(t, []relationship.Matter{order, bill}, e.Settled)
		require.Len(t, e.Kept, 2)
		assert.Equal(t, date("2035-01-01"), e.Kept[0].Until)
		assert.Equal(t, []string{relationship.EventEndingNoticed, relationship.EventEndingConfirmed, relationship.EventEndingBegun, relationship.EventServicesEnding,
			relationship.EventMatterSettled, relationship.EventMatterSettled, relationship.EventEnded}, k.types(e.ID))

		r := k.relation(k.Get(k.ctx, "c-1"))
		assert.True(t, r.Ended())
		_, err := k.Notice(k.ctx, relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice, By: "c-1"})
		require.ErrorIs(t, err, fault.ErrState)
		assert.ErrorContains(t, err, "establish it again")
	})
}

func TestEnding_fraud_ends_at_once_and_leaves_what_is_owed_to_collection(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.house.has("c-1", order, bill)
	e := k.notice(relationship.Fraud)
	assert.Equal(t, relationship.Settling, e.State)
	assert.Equal(t, date("2026-03-02"), e.EndsOn)
	assert.Equal(t, []relationship.Matter{order}, e.Open)
	assert.Equal(t, []relationship.Matter{bill}, e.Left)
	k.house.has("c-1", bill)
	e = k.ending(k.Look(k.ctx, e.ID))
	assert.Equal(t, relationship.Ended, e.State)
	events := etomtest.Journal(t, k.env, e.ID)
	var last relationship.EndingNotice
	require.NoError(t, events[len(events)-1].Read(&last))
	assert.Equal(t, []relationship.Matter{bill}, last.Open, "what goes on without the relationship")
	assert.True(t, last.Blocked)
	_, err := k.Withdraw(k.ctx, e.ID, "a mistake")
	assert.ErrorIs(t, err, fault.ErrState)
}

func TestEnding_with_nothing_open_is_over_when_it_begins(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	e := k.notice(relationship.Fraud)
	assert.Equal(t, relationship.Ended, e.State)
	assert.True(t, k.relation(k.Get(k.ctx, "c-1")).Ended())
}

func TestEnding_bad_debt_is_proposed_and_holds_when_a_person_says_so(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.house.has("c-1", order)
	e := k.notice(relationship.BadDebt)
	require.Equal(t, relationship.Noticed, e.State)
	assert.Equal(t, e.ID, k.notice(relationship.BadDebt).ID, "proposed again it is the same")
	assert.Zero(t, k.on("2026-03-20"), "time alone does not confirm it")
	_, err := k.Confirm(k.ctx, e.ID, "")
	assert.ErrorIs(t, err, fault.ErrInvalid)
	e = k.ending(k.Confirm(k.ctx, e.ID, "head of collections"))
	assert.Equal(t, relationship.Settling, e.State)
	assert.Equal(t, date("2026-03-20"), e.EndsOn, "not on a day that has passed")
	assert.Equal(t, "head of collections", e.ConfirmedBy)
	k.store.Unchanged(t, func() { assert.Equal(t, e, k.ending(k.Confirm(k.ctx, e.ID, "somebody else"))) })
}

func TestEnding_that_is_proposed_does_not_stand_in_the_way_of_the_customers_own(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.house.has("c-1", order)
	proposed, own := k.notice(relationship.BadDebt), k.notice(relationship.OwnNotice)
	assert.Equal(t, relationship.Running, own.State)
	assert.Equal(t, relationship.Noticed, k.ending(k.Ending(k.ctx, proposed.ID)).State)

	k.ending(k.Confirm(k.ctx, proposed.ID, "head of collections"))
	own = k.ending(k.Ending(k.ctx, own.ID))
	assert.Equal(t, relationship.Withdrawn, own.State)
	assert.Equal(t, proposed.ID, own.Instead, "the earlier one counts")
	_, err := k.Notice(k.ctx, relationship.Draft{Customer: "c-1", Ground: relationship.ProvidersNotice, By: "somebody"})
	assert.ErrorIs(t, err, fault.ErrConflict, "it has begun already")
}

func TestEnding_what_was_only_proposed_is_void_when_the_relationship_has_ended(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	proposed := k.notice(relationship.Ceased)
	own := k.notice(relationship.OwnNotice)
	k.on("2026-04-03")
	assert.Equal(t, relationship.Ended, k.ending(k.Ending(k.ctx, own.ID)).State)
	proposed = k.ending(k.Ending(k.ctx, proposed.ID))
	assert.Equal(t, relationship.Withdrawn, proposed.State)
	assert.Equal(t, own.ID, proposed.Instead)
}

func TestService_Notice_before_the_minimum_term_is_refused_with_the_earliest_day(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.house.terms = []relationship.Term{{Agreement: "a-1", Until: date("2027-01-01")}}
	d := relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice, By: "c-1", On: date("2026-06-01")}
	k.store.Unchanged(t, func() {
		_, err := k.Notice(k.ctx, d)
		var no *fault.Refusal
		require.ErrorAs(t, err, &no)
		assert.Equal(t, []string{relationship.ReasonNotice, relationship.ReasonTerm, relationship.ReasonTooEarly}, codes(no.Reasons))
		assert.ErrorContains(t, err, "2026-06-01 is too early; ask for 2027-01-01 or later")
		a, err := k.Assess(k.ctx, d)
		require.NoError(t, err, "a no is an answer")
		assert.False(t, a.Permitted)
		assert.Equal(t, date("2027-01-01"), a.Earliest)
	})
	d.On = date("2027-01-01")
	assert.Equal(t, date("2027-01-01"), k.ending(k.Notice(k.ctx, d)).EndsOn)
}

func TestService_Notice_once_more_is_the_same(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	first := k.notice(relationship.OwnNotice)
	k.clock.Advance(72 * 3600e9)
	k.store.Unchanged(t, func() {
		assert.Equal(t, first.ID, k.notice(relationship.OwnNotice).ID)
		for day, kind := range map[string]error{"2026-06-01": fault.ErrConflict, "2026-04-03": fault.ErrRejected} { // later than the first; earlier than is possible now
			_, err := k.Notice(k.ctx, relationship.Draft{Customer: "c-1", Ground: relationship.OwnNotice, By: "c-1", On: date(day)})
			assert.ErrorIs(t, err, kind, day)
		}
	})

	d := relationship.Draft{Key: "k-1", Customer: "c-1", Ground: relationship.Fraud, By: "an agent"}
	fraud := k.ending(k.Notice(k.ctx, d))
	k.store.Unchanged(t, func() { assert.Equal(t, fraud.ID, k.ending(k.Notice(k.ctx, d)).ID, "although it has ended") })
	d.By = "another"
	_, err := k.Notice(k.ctx, d)
	assert.ErrorIs(t, err, fault.ErrConflict)
}

func TestService_Withdraw_takes_back_what_has_not_begun(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	e := k.notice(relationship.OwnNotice)
	e = k.ending(k.Withdraw(k.ctx, e.ID, "has stayed after all"))
	assert.Equal(t, relationship.Withdrawn, e.State)
	k.store.Unchanged(t, func() { assert.Equal(t, e, k.ending(k.Withdraw(k.ctx, e.ID, "once more"))) })
	assert.Zero(t, k.on("2026-05-01"), "nothing comes of it")
	assert.False(t, k.relation(k.Get(k.ctx, "c-1")).Ended())
	_, err := k.Confirm(k.ctx, e.ID, "somebody")
	assert.ErrorIs(t, err, fault.ErrState)
	all, err := k.EndingsOf(k.ctx, "c-1")
	require.NoError(t, err)
	assert.Equal(t, []relationship.Ending{e}, all)
}

// A changed table never changes an ending that is on its way.
func TestEnding_keeps_the_row_that_held_when_notice_was_given(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.house.has("c-1", bill)
	e := k.notice(relationship.OwnNotice)
	row := ground(relationship.OwnNotice)
	row.Bills, row.Notice = relationship.Leave, relationship.Notice{Months: 3}
	later, err := relationship.New(k.env, &relationship.Config{Grounds: []relationship.Ground{row}, Matters: k.house})
	require.NoError(t, err)
	k.clock.Set(e.CheckAt)
	r, err := later.Due(k.ctx, k.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, relationship.DueReport{Begun: 1}, r, "the bill is still waited for")
}

func TestEvents_carry_ids_and_codes_never_words(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.relation(k.Suspend(k.ctx, relationship.Pause{Customer: "c-1", Code: relationship.OwnWish, Reason: "said in words"}))
	k.relation(k.Resume(k.ctx, relationship.Pause{Customer: "c-1", Code: relationship.OwnWish, Reason: "said in words"}))
	k.relation(k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.Moved, Reason: "said in words"}))
	k.ending(k.Withdraw(k.ctx, k.notice(relationship.OwnNotice).ID, "said in words"))
	k.house.has("c-1", order)
	e := k.notice(relationship.Fraud)
	k.house.has("c-1")
	k.ending(k.Look(k.ctx, e.ID))

	written := map[string]bool{}
	all, err := k.EndingsOf(k.ctx, "c-1")
	require.NoError(t, err)
	cases := []string{"c-1"}
	for _, one := range all {
		cases = append(cases, one.ID)
	}
	for _, one := range cases {
		for _, event := range etomtest.Journal(t, k.env, one) {
			written[event.Type] = true
			assert.Contains(t, string(event.Data), `"customer":"c-1"`, event.Type)
			assert.NotContains(t, string(event.Data), "words", event.Type)
		}
	}
	for _, typ := range relationship.EventTypes() {
		assert.True(t, written[typ], typ)
	}
	assert.Len(t, written, len(relationship.EventTypes()))
}

func TestService_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	long, nul := strings.Repeat("x", fault.MaxText+1), "a\x00b"
	k.store.Unchanged(t, func() {
		for name, tt := range map[string]struct {
			paths []string
			do    func() error
		}{
			"start":  {[]string{"customer", "correlation"}, func() error { _, err := k.Establish(k.ctx, relationship.Start{Correlation: nul}); return err }},
			"change": {[]string{"customer", "reason", "code"}, func() error { _, err := k.Change(k.ctx, relationship.Change{Code: "x", Reason: long}); return err }},
			"other": {[]string{"other"}, func() error {
				_, err := k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.TakenOver})
				return err
			}},
			"itself": {[]string{"other"}, func() error {
				_, err := k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.TakenOver, Other: "c-1"})
				return err
			}},
			"nobody": {[]string{"other"}, func() error {
				_, err := k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.Moved, Other: "c-2"})
				return err
			}},
			"pause":  {[]string{"customer", "reason", "code"}, func() error { _, err := k.Suspend(k.ctx, relationship.Pause{}); return err }},
			"notice": {[]string{"customer", "by", "reason", "ground"}, func() error { _, err := k.Notice(k.ctx, relationship.Draft{Reason: long}); return err }},
			"far": {[]string{"on"}, func() error {
				_, err := k.Notice(k.ctx, relationship.Draft{Customer: "c-1", By: "x", Ground: relationship.OwnNotice, On: date("2100-01-01")})
				return err
			}},
			"merge":   {[]string{"into", "from", "from"}, func() error { _, err := k.Merge(k.ctx, "", ""); return err }},
			"nothing": {[]string{"reason"}, func() error { _, err := k.Withdraw(k.ctx, "e-1", ""); return err }},
		} {
			assert.Equal(t, tt.paths, etomtest.Paths(tt.do()), name)
		}
		for name, do := range map[string]func() error{
			"change": func() error {
				_, err := k.Change(k.ctx, relationship.Change{Customer: "c-2", Code: relationship.Moved})
				return err
			},
			"suspend": func() error {
				_, err := k.Suspend(k.ctx, relationship.Pause{Customer: "c-2", Code: relationship.Misuse, Reason: "x"})
				return err
			},
			"notice": func() error {
				_, err := k.Notice(k.ctx, relationship.Draft{Customer: "c-2", Ground: relationship.Fraud, By: "x"})
				return err
			},
			"look":     func() error { _, err := k.Look(k.ctx, "e-1"); return err },
			"confirm":  func() error { _, err := k.Confirm(k.ctx, "e-1", "x"); return err },
			"withdraw": func() error { _, err := k.Withdraw(k.ctx, "e-1", "x"); return err },
			"history":  func() error { _, err := k.History(k.ctx, "c-2"); return err },
			"merge":    func() error { _, err := k.Merge(k.ctx, "c-1", "c-2"); return err },
		} {
			assert.ErrorIs(t, do(), fault.ErrNotFound, name)
		}
	})
}
