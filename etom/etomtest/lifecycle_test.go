package etomtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

type (
	state string
	move  string
	row   = lifecycle.Transition[state, move]
)

var door = lifecycle.MustNew("door", "closed", []state{"removed"}, []row{
	{On: "open", From: "closed", To: "ajar", Why: "somebody comes"},
	{On: "shut", From: "ajar", To: "closed", Why: "it is cold"},
	{On: "knock", From: "closed", To: "closed", Why: "nobody is at home"},
	{On: "remove", From: "ajar", To: "removed", Why: "the house is rebuilt"},
})

func TestLifecycle_passes_a_sound_table(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, door, "door")
}

func TestLifecycle_passes_a_table_that_never_ends(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, lifecycle.MustNew("lamp", "off", nil, []row{
		{On: "switch", From: "off", To: "on", Why: "it is dark"},
		{On: "switch", From: "on", To: "off", Why: "it is day"},
	}), "lamp")
}

func TestLifecycle_fails_on_another_table_than_the_golden_one(t *testing.T) {
	t.Setenv("ETOM_UPDATE", "") // so it is not parallel
	failed, said := try(func(t testing.TB) {
		etomtest.Lifecycle(t, lifecycle.MustNew("door", "closed", []state{"removed"}, []row{
			{On: "remove", From: "closed", To: "removed", Why: "the house is rebuilt"},
		}), "door")
	})
	assert.True(t, failed)
	assert.Contains(t, said, "door.truth.md: line 1 differs")
	assert.Contains(t, said, "door.mmd: line 3 differs")
}

func TestLifecycle_fails_on_a_trap(t *testing.T) {
	t.Setenv("ETOM_UPDATE", "") // so it is not parallel
	failed, said := try(func(t testing.TB) {
		etomtest.Lifecycle(t, lifecycle.MustNew("trap", "outside", []state{"home"}, []row{
			{On: "walk", From: "outside", To: "home", Why: "it is late"},
			{On: "fall", From: "outside", To: "pit", Why: "it is dark"},
			{On: "jump", From: "pit", To: "pit", Why: "in vain"},
		}), "trap")
	})
	assert.True(t, failed)
	assert.Contains(t, said, "trap: from state pit no final state can be reached\n")
	assert.NotContains(t, said, "outside")
}
