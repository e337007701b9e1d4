package crash_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
)

// stored is good evidence, anew each time.
func stored() evidence {
	return evidence{acked: []step{{N: 1}}, stored: map[string]bool{"left-1": true, "right-1": true}}
}

var (
	lose = crash.Sabotage[evidence]{Name: "a pair is gone", Rule: nothingLost, Do: func(e *evidence) { clear(e.stored) }}
	tear = crash.Sabotage[evidence]{Name: "a half is gone", Rule: whole, Do: func(e *evidence) { delete(e.stored, "left-1") }}
)

func TestRules_catch_each_sabotage(t *testing.T) {
	t.Parallel()
	rules.Catch(t, stored, []crash.Sabotage[evidence]{lose, tear})
}

func TestRules_fail_on(t *testing.T) {
	t.Parallel()
	spoilt := func() evidence { return evidence{acked: []step{{N: 1}}} }
	for name, tt := range map[string]struct {
		good func() evidence
		one  crash.Sabotage[evidence]
		says string
	}{
		"a sabotage that its rule does not find": {stored, crash.Sabotage[evidence]{Name: "a half is gone", Rule: nothingLost, Do: tear.Do},
			"a half is gone: must be found by the rule that " + nothingLost},
		"a sabotage of no rule":         {stored, crash.Sabotage[evidence]{Rule: "all is well", Do: func(*evidence) {}}, "there is no rule that all is well"},
		"evidence that was not good":    {spoilt, lose, "nothing was done to it, yet: " + nothingLost + ": pair 1"},
		"a sabotage that does no harm":  {stored, crash.Sabotage[evidence]{Rule: whole, Do: func(*evidence) {}}, "must be found"},
		"a sabotage that does too much": {stored, crash.Sabotage[evidence]{Rule: whole, Do: lose.Do}, "must be found by the rule that " + whole},
	} {
		failed, said := try(t, func(t testing.TB) { rules.Catch(t, tt.good, []crash.Sabotage[evidence]{tt.one}) })
		assert.True(t, failed, name)
		assert.Contains(t, said, tt.says, name)
	}
}

func TestFoundOut_fails_if_nothing_is_found(t *testing.T) {
	t.Parallel()
	kills := 0
	failed, said := try(t, func(t testing.TB) {
		crash.FoundOut(t, 3, func() []string { kills++; return nil })
	})
	assert.True(t, failed)
	assert.Contains(t, said, "it was not found out in 3 kills")
	assert.Equal(t, 3, kills)

	failed, said = try(t, func(t testing.TB) {
		crash.FoundOut(t, 3, func() []string { return []string{"half a pair"} })
	})
	assert.False(t, failed)
	assert.Equal(t, "found out after 1 kills: half a pair\n", said)
}

func TestLife_says_what_was_acknowledged_and_what_was_interrupted(t *testing.T) {
	t.Parallel()
	life := crash.Here(t, func(said *crash.Log[step]) error {
		return errors.Join(
			said.Note(step{N: 9}),
			said.Begin(2, step{N: 1}), said.Begin(1, step{N: 2}), said.Ack(2, step{N: 1}),
			said.Begin(2, step{N: 3}), said.Begin(3, step{N: 4}), said.Drop(3, step{N: 4}), said.Note(step{N: 9}),
		)
	})
	require.Len(t, life, 8)
	assert.Equal(t, []step{{N: 1}}, life.Acked())
	assert.Equal(t, []crash.Line[step]{{Act: crash.Begin, Clerk: 1, Step: step{N: 2}}, {Act: crash.Begin, Clerk: 2, Step: step{N: 3}}}, life.Open())
}

func TestHere_fails_if_the_work_does(t *testing.T) {
	t.Parallel()
	failed, said := try(t, func(t testing.TB) {
		crash.Here(t, func(*crash.Log[step]) error { return errors.New("the disk is full") })
	})
	assert.True(t, failed)
	assert.Contains(t, said, "the work failed: the disk is full")
	failed, said = try(t, func(t testing.TB) {
		crash.Here(t, func(said *crash.Log[step]) error { return said.Ack(1, step{}) })
	})
	assert.True(t, failed)
	assert.Contains(t, said, "clerk 1 has begun no step")
	failed, said = try(t, func(t testing.TB) {
		crash.Here(t, func(said *crash.Log[func()]) error { return said.Note(func() {}) })
	})
	assert.True(t, failed)
	assert.Contains(t, said, "unsupported type")
}
