package crm_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/sla"
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
		assert.False(t, sabotaged(t, open(t), commands, n, nil), "without line %d: %s", c.Line, c)
		if c.Verb != "deliver" {
			continue
		}
		lose := func(p *player) { require.NoError(t, p.lose(c.Arg("event"))) }
		assert.False(t, sabotaged(t, open(t), commands, n, lose), "lost at line %d: %s", c.Line, c)
	}
	require.NotZero(t, steps, "the script has no steps")
	assert.True(t, sabotaged(t, open(t), commands, -1, nil), "nothing is left out")
}

// sabotaged reports whether the flow that the command with the number belongs to comes as far as it can, if something else is done
// in its place.
func sabotaged(t *testing.T, st store.Store, commands []etomtest.Command, without int, instead func(*player)) bool {
	t.Helper()
	p := newPlayer(t, st)
	p.quiet = true
	p.setting.tenant = fmt.Sprintf("without-%d-%t", without, instead != nil) // the store may be the same
	in := ""
	if without >= 0 {
		in = flowBehind(commands, without).ID
	}
	for n, c := range commands {
		f, checked := flow.ByID(c.Arg("flow"))
		switch {
		case n == without && instead != nil:
			instead(p)
		case n == without, c.Verb == "show":
		case checked && n > without && (in == "" || f.ID == in):
			return p.verdict(f, p.correlation).String() == "done"
		case !checked:
			p.do(c) // whatever comes of it
		}
	}
	t.Fatal("the script does not check a flow behind the step")
	return false
}

// flowBehind is the flow that the command with the number belongs to: the one it names, or the next that is checked.
func flowBehind(commands []etomtest.Command, n int) flow.Flow {
	if f, named := flow.ByID(commands[n].Arg("in")); named {
		return f
	}
	return flowsOf(commands[n:])[0]
}

// Where everybody acts freely, too, nothing comes of a flow of which the customer, or marketing, does not do its part.
func TestFlows_are_not_done_where_somebody_does_not_act(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			commands := script(t, path)
			for n, c := range commands {
				again := slices.ContainsFunc(commands[n+1:], func(later etomtest.Command) bool { return later.Verb == "due" })
				if c.Verb == "due" && again {
					continue // what has fallen due is done the next time
				}
				if c.Arg("step") == "" || !slices.Contains([]string{"say", "issue", "utilise", "alarm", "due", "inquire", "install"}, c.Verb) {
					continue
				}
				without := slices.Delete(slices.Clone(commands), n, n+1)
				p := live(t, memory.New(), without, nil)
				f := flowBehind(commands, n)
				assert.NotEqual(t, "done", p.result(f).String(), "without line %d: %s", c.Line, c)
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
			for _, f := range flowsOf(commands) {
				events := p.journal(p.caseOf(f))
				require.Equal(t, "done", flow.Check(f, events).String())
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
		if events[at].Type == sla.EventDegradationDisclosed || events[at].Type == billing.EventRebateNoted {
			continue // the customer need not be told; there need not be a violation
		}
		assert.NotEqual(t, "done", flow.Check(f, without).String(), "%s without event %d, %s", f.Title, at+1, events[at].Type)
		if n == 0 {
			continue
		}
		before := evidence[n-1]
		if gathered(f, events[before].Type) && gathered(f, events[at].Type) {
			continue // in any order
		}
		swapped := slices.Clone(events)
		swapped[before], swapped[at] = swapped[at], swapped[before]
		assert.NotEqual(t, "done", flow.Check(f, swapped).String(), "%s with events %d and %d, %s and %s, the wrong way round", f.Title, before+1, at+1,
			events[before].Type, events[at].Type)
	}
}

// gathered reports whether an event proves what a flow gathers in any order.
func gathered(f flow.Flow, typ string) bool {
	return slices.ContainsFunc(f.Steps, func(s flow.Step) bool { return s.Gathered && s.Arrows[0].Event == typ })
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
