package crm_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// A flow counts as reproduced only if the same run with any one step taken out is rejected.
func TestScripts_without_a_step_are_not_done(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			notDoneWithout(t, script(t, path), func(*testing.T) store.Store { return memory.New() })
		})
	}
}

func TestScripts_without_a_step_are_not_done_on_any_backend(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		notDoneWithout(t, script(t, "testdata/postordering.txt"), func(*testing.T) store.Store { return st })
	})
}

// notDoneWithout takes each step out of a script, in the two ways in which it can be missing: nobody does it, and the event
// that sets it off is lost on its way.
func notDoneWithout(t *testing.T, commands []etomtest.Command, open func(*testing.T) store.Store) {
	t.Helper()
	steps := 0
	for n, c := range commands {
		if c.Arg("step") == "" {
			continue
		}
		steps++
		assert.NotEqual(t, flow.Done, sabotaged(t, open(t), commands, n, nil).Verdict, "without line %d: %s", c.Line, c)
		if c.Verb != "deliver" {
			continue
		}
		lose := func(p *player) { require.NoError(t, p.lose(c.Arg("event"))) }
		assert.NotEqual(t, flow.Done, sabotaged(t, open(t), commands, n, lose).Verdict, "lost at line %d: %s", c.Line, c)
	}
	require.NotZero(t, steps, "the script has no steps")
	assert.Equal(t, flow.Done, sabotaged(t, open(t), commands, -1, nil).Verdict, "nothing is left out")
}

// sabotaged is the verdict on the flow that the command with the number belongs to, if something else is done in its place.
func sabotaged(t *testing.T, st store.Store, commands []etomtest.Command, without int, instead func(*player)) flow.Result {
	t.Helper()
	p := newPlayer(t, st)
	p.quiet = true
	p.setting.tenant = fmt.Sprintf("without-%d-%t", without, instead != nil) // the store may be the same
	for n, c := range commands {
		f, checked := flow.ByID(c.Arg("flow"))
		switch {
		case n == without && instead != nil:
			instead(p)
		case n == without, c.Verb == "show":
		case checked && n > without:
			return p.verdict(f, p.correlation)
		case !checked:
			p.do(c) // whatever comes of it
		}
	}
	t.Fatal("the script does not check a flow behind the step")
	return flow.Result{}
}

// Where everybody acts freely, too, nothing comes of a flow of which the customer, or marketing, does not do its part.
func TestFlows_are_not_done_where_somebody_does_not_act(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			commands := script(t, path)
			for n, c := range commands {
				if c.Arg("step") == "" || c.Verb != "say" && c.Verb != "issue" {
					continue
				}
				without := slices.Delete(slices.Clone(commands), n, n+1)
				p := live(t, memory.New(), without, nil)
				f := flowsOf(commands[n:])[0]
				assert.NotEqual(t, flow.Done, p.verdict(f, p.correlation).Verdict, "without line %d: %s", c.Line, c)
			}
		})
	}
}

// The journal is the evidence: it convinces only as a whole and in its order.
func TestJournals_that_were_tampered_with_are_not_done(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		commands := script(t, path)
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			p := live(t, memory.New(), commands, nil)
			events := p.journal(p.correlation)
			for _, f := range flowsOf(commands) {
				require.Equal(t, flow.Done, flow.Check(f, events).Verdict)
				tamper(t, f, events)
			}
		})
	}
}

func tamper(t *testing.T, f flow.Flow, events []event.Event) {
	t.Helper()
	evidence := evidenceOf(f, events)
	for n, at := range evidence {
		without := slices.Delete(slices.Clone(events), at, at+1)
		assert.NotEqual(t, flow.Done, flow.Check(f, without).Verdict, "%s without event %d, %s", f.Title, at+1, events[at].Type)
		if n == 0 {
			continue
		}
		before := evidence[n-1]
		swapped := slices.Clone(events)
		swapped[before], swapped[at] = swapped[at], swapped[before]
		assert.NotEqual(t, flow.Done, flow.Check(f, swapped).Verdict, "%s with events %d and %d, %s and %s, the wrong way round", f.Title, before+1, at+1,
			events[before].Type, events[at].Type)
	}
}

// evidenceOf are the places of the events that prove the flow.
func evidenceOf(f flow.Flow, events []event.Event) []int {
	proof := map[string]bool{}
	for _, m := range flow.Check(f, events).Moves {
		proof[m.Event.ID], proof[m.Passed.ID] = true, true
	}
	var places []int
	for n, e := range events {
		if proof[e.ID] {
			places = append(places, n)
		}
	}
	return places
}
