package relationship_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestRelationship_begins_changes_pauses_and_comes_back(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st).with()
		k.store.Unchanged(t, func() { k.with() })
		k.relation(k.Change(k.ctx, relationship.Change{Key: "k-1", Customer: "c-1", Code: relationship.Renamed, Reason: "has married"}))
		k.store.Unchanged(t, func() {
			k.relation(k.Change(k.ctx, relationship.Change{Key: "k-1", Customer: "c-1", Code: relationship.Renamed, Reason: "has married"}))
		})
		k.relation(k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.TakenOver, Other: "c-2"}))
		k.notice(relationship.Fraud)
		r := k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-1"}))
		assert.Equal(t, 2, r.Times, "who comes back is the same customer")
		assert.False(t, r.Ended())

		history, err := k.History(k.ctx, "c-1")
		require.NoError(t, err)
		var told []string
		for _, e := range history {
			told = append(told, e.Event+" "+e.Code+" "+e.Reason)
		}
		assert.Equal(t, []string{"relationship.customer.established  ", "relationship.customer.changed renamed has married", "relationship.customer.changed takenOver ",
			"relationship.ending.ended fraud said in words", "relationship.customer.established  "}, told)
		assert.Equal(t, []string{relationship.EventEstablished, relationship.EventChanged, relationship.EventChanged, relationship.EventEstablished}, k.types("c-1"))
	})
}

// Served or not is the same as no reason, or any; an event turns it only when it does.
func TestRelationship_is_suspended_while_there_is_any_reason_property(t *testing.T) {
	t.Parallel()
	k, customers := inMemory(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		customers++
		id := fmt.Sprint("c-", customers)
		k.relation(k.Establish(k.ctx, relationship.Start{Customer: id}))
		held := map[relationship.SuspensionCode]bool{}
		var reasons []relationship.SuspensionCode
		for _, row := range relationship.Suspensions() {
			reasons = append(reasons, row.Code)
		}
		for range rapid.IntRange(1, 8).Draw(rt, "pauses") {
			p := relationship.Pause{Customer: id, Code: rapid.SampledFrom(reasons).Draw(rt, "code"), Reason: "x"}
			suspend, was := rapid.Bool().Draw(rt, "suspend"), len(held)
			events := len(etomtest.Journal(t, k.env, id))
			var r relationship.Relationship
			if suspend {
				held[p.Code] = true
				r = k.relation(k.Suspend(k.ctx, p))
			} else {
				delete(held, p.Code)
				r = k.relation(k.Resume(k.ctx, p))
			}
			require.Equal(rt, len(held) > 0, r.Suspended(""))
			require.Len(rt, r.Suspensions, len(held))
			journal := etomtest.Journal(t, k.env, id)
			require.Len(rt, journal, events+max(len(held)-was, was-len(held)), "what holds already, or not at all, is not said again")
			if len(held) != was {
				var n relationship.Paused
				require.NoError(rt, journal[len(journal)-1].Read(&n))
				require.Equal(rt, len(held) == 0 || was == 0, n.Turns)
			}
		}
	})
}

func TestRelationship_that_has_ended_takes_no_change(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.notice(relationship.Fraud)
	k.store.Unchanged(t, func() {
		_, err := k.Change(k.ctx, relationship.Change{Customer: "c-1", Code: relationship.Moved})
		assert.ErrorIs(t, err, fault.ErrState)
		_, err = k.Suspend(k.ctx, relationship.Pause{Customer: "c-1", Code: relationship.OwnWish, Reason: "x"})
		assert.ErrorIs(t, err, fault.ErrState)
	})
}

func TestService_Merge_lets_hold_for_the_survivor_what_held_for_either(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st)
		k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-2"}))
		first := k.clock.Now()
		k.clock.Advance(3600e9)
		k.with()
		k.relation(k.Suspend(k.ctx, relationship.Pause{Customer: "c-2", Code: relationship.SuspectedFraud, Reason: "many cards"}))
		e := k.ending(k.Notice(k.ctx, relationship.Draft{Customer: "c-2", Ground: relationship.OwnNotice, By: "c-2"}))

		r := k.relation(k.Merge(k.ctx, "c-1", "c-2"))
		assert.Equal(t, first, r.EstablishedAt, "the earlier beginning counts")
		assert.True(t, r.Suspended(relationship.SuspectedFraud))
		e = k.ending(k.Ending(k.ctx, e.ID))
		assert.Equal(t, "c-1", e.Customer)
		assert.Equal(t, relationship.Running, e.State)
		other := k.relation(k.Get(k.ctx, "c-2"))
		assert.Equal(t, "c-1", other.MergedInto)
		assert.True(t, other.Ended())
		k.store.Unchanged(t, func() { k.relation(k.Merge(k.ctx, "c-1", "c-2")) })
		history, err := k.History(k.ctx, "c-2")
		require.NoError(t, err)
		assert.Len(t, history, 3, "established, suspended, merged: it stays")

		k.house.has("c-1", order)
		assert.Equal(t, relationship.DueReport{Begun: 1}, k.on("2026-04-03"))
	})
}

func TestService_Merge_keeps_one_ending_on_its_way(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-2"}))
	mine := k.notice(relationship.OwnNotice)
	theirs := k.ending(k.Notice(k.ctx, relationship.Draft{Customer: "c-2", Ground: relationship.OwnNotice, By: "c-2"}))
	k.relation(k.Merge(k.ctx, "c-1", "c-2"))
	theirs = k.ending(k.Ending(k.ctx, theirs.ID))
	assert.Equal(t, relationship.Withdrawn, theirs.State)
	assert.Equal(t, mine.ID, theirs.Instead)
}

func TestService_Merge_of_an_ended_one_with_one_that_goes_on_goes_on(t *testing.T) {
	t.Parallel()
	k := inMemory(t).with()
	k.notice(relationship.Fraud)
	k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-2"}))
	assert.False(t, k.relation(k.Merge(k.ctx, "c-1", "c-2")).Ended())
}

func TestService_shows_and_erases_personal_data(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st).with()
		k.relation(k.Establish(k.ctx, relationship.Start{Customer: "c-2"}))
		k.relation(k.Suspend(k.ctx, relationship.Pause{Customer: "c-1", Code: relationship.OwnWish, Reason: "spends a year abroad"}))
		show := func() []personal.Item {
			all, err := work.See(k.ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Personal(u, "c-1") })
			require.NoError(t, err)
			return all
		}
		erase := func() []personal.Item {
			kept, err := work.Do(k.ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, "c-1") })
			require.NoError(t, err)
			return kept
		}
		k.store.Unchanged(t, func() {
			kept := erase()
			assert.Equal(t, show(), kept)
			require.Len(t, kept, 3)
			assert.Equal(t, "the relationship goes on", kept[0].Why)
		})

		e := k.notice(relationship.Fraud)
		kept := erase()
		require.Len(t, kept, 1, "the notice is a letter")
		assert.Equal(t, e.ID, kept[0].ID)
		assert.Equal(t, date("2033-01-01"), kept[0].Keep)
		assert.Equal(t, kept, show())
		k.on("2033-01-01")
		assert.Empty(t, erase())
		assert.Empty(t, show())
		_, err := k.Get(k.ctx, "c-2")
		require.NoError(t, err, "another customer's stays")
	})
}

// What a release has stored, later ones must still read; the words of the table may change.
func TestStored(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	var err error
	k.Service, err = relationship.New(k.env, &relationship.Config{Matters: k.house, Grounds: []relationship.Ground{{Code: "misuse", By: relationship.ByProvider,
		What: "resells what was sold for own use", WhatDe: "Verkauft weiter.", Source: "ours", Notice: relationship.Notice{Months: 1, Days: 14}, Bound: true, Proposed: true,
		Orders: relationship.Cancel, Tickets: relationship.Finish, Leads: relationship.Cancel, Bills: relationship.Leave, Deposits: relationship.SetOff,
		Kept: []relationship.Law{{Code: "voucher", What: "vouchers", Law: "§ 147 AO", Years: 8}}}}})
	require.NoError(t, err)
	k.with()
	k.relation(k.Suspend(k.ctx, relationship.Pause{Customer: "c-1", Code: relationship.OwnWish, Reason: "spends a year abroad"}))
	k.house.has("c-1", order, bill)
	etomtest.Decodes(t, "relationship.json", k.relation(k.Get(k.ctx, "c-1")))
	e := k.ending(k.Confirm(k.ctx, k.notice("misuse").ID, "head of sales"))
	k.on(e.EndsOn.String())
	k.house.has("c-1", bill)
	etomtest.Decodes(t, "ending.json", k.ending(k.Look(k.ctx, e.ID)))
	history, err := k.History(k.ctx, "c-1")
	require.NoError(t, err)
	etomtest.Decodes(t, "entry.json", history[1])
}
