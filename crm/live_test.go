package crm_test

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// live plays the commands of a script without its hops: events are delivered as they come, the customer answers what is
// asked after a while, and Service Configuration & Activation works by itself.
func live(t testing.TB, st store.Store, commands []etomtest.Command, change func(*player)) *player {
	t.Helper()
	p := newPlayer(t, st)
	p.hands = nil
	for _, c := range commands {
		require.NoError(t, p.prepare(c), "%s", c)
	}
	if change != nil {
		change(p)
	}
	for _, c := range commands {
		require.NoError(t, verbs[c.Verb](p, c), "%s", c)
	}
	if p.settling == nil {
		p.settling = p.Settle
	}
	require.NoError(t, p.world.Run(p.ctx, p.settling))
	return p
}

// prepare notes how the outside world will act.
func (p *player) prepare(c etomtest.Command) error {
	after, err := span(c.Arg("after"))
	switch {
	case err != nil:
		return err
	case c.Verb == "say":
		said := 0
		p.setting.customer.On(c.Arg("to"), after, func(ctx context.Context, m crm.Message) error {
			if said++; c.Arg("time") != "" && c.Arg("time") != strconv.Itoa(said) {
				return nil // it is the answer to another one of these messages
			}
			return p.answer(ctx, c, m)
		})
	case c.Verb == "repair":
		p.repairs.Takes, p.repairs.Text = after, c.Arg("text")
	case c.Verb == "measure":
		lasted, err := span(c.Arg("lasted"))
		p.repairs.Unnoticed, p.repairs.Measured = lasted-p.repairs.Takes, after
		return err
	case c.Arg("does") == "answer":
		answer, err := answerOf(c)
		p.plan.AnswerAfter, p.plan.Feasibility = after, append(p.plan.Feasibility, simulator.Feasible{Offering: c.Arg("offering"), Answer: answer})
		return err
	case c.Arg("does") == "report":
		p.plan.ProgressAfter, p.plan.ProgressNote = max(after, time.Hour), c.Arg("note")
	}
	return nil
}

// flowsOf are the flows that a script checks.
func flowsOf(commands []etomtest.Command) []flow.Flow {
	var flows []flow.Flow
	for _, c := range commands {
		if f, known := flow.ByID(c.Arg("flow")); known {
			flows = append(flows, f)
		}
	}
	return flows
}

func TestFlows_are_done_where_everybody_acts_freely(t *testing.T) {
	t.Parallel()
	for _, path := range scripts(t) {
		commands := script(t, path)
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				p := live(t, st, commands, nil)
				for _, f := range flowsOf(commands) {
					assert.Equal(t, "done", p.result(f).String(), f.Title)
					assert.Empty(t, failures(t, p.journal(p.caseOf(f))))
				}
			})
		})
	}
}

// The critique's first point: fewer steps through Customer Interface Management, and nothing is forgotten for it.
func TestDirectContact(t *testing.T) {
	t.Parallel()
	commands := script(t, "testdata/bmw.txt")
	detour := live(t, memory.New(), commands, nil)
	direct := live(t, memory.New(), commands, func(p *player) { p.setting.config.DirectContact = true })

	saved := map[string]int{}
	for _, f := range flow.All() {
		before, after := detour.result(f), direct.result(f.Direct())
		assert.Equal(t, "done", before.String(), f.Title)
		assert.Equal(t, "done", after.String(), f.Title)
		assert.Empty(t, failures(t, direct.journal(direct.caseOf(f.Direct()))))
		assert.Equal(t, len(before.Moves), len(after.Moves), "%s: the same arrows", f.Title)
		saved[f.ID] = after.Saved()
		assert.Equal(t, before.HandOvers()-after.HandOvers(), after.Saved(), f.Title)
		assert.NotEqual(t, flow.Done, direct.verdict(f, direct.caseOf(f.Direct())).Verdict, "%s: not by way of Customer Interface Management", f.Title)
	}
	assert.Equal(t, map[string]int{"pre-sales": 3, "ordering": 1, "post-ordering": 2, "sla-normal": 1, "sla-alarm": 1, "sla-violation": 4, "billing": 1}, saved)

	assert.Equal(t, detour.contacts(), direct.contacts(), "the contact history is kept all the same")
	assert.Equal(t, told(detour.customer), told(direct.customer), "the customer is told the same")
}

// contacts lists the customer's contact history.
func (p *player) contacts() []string {
	p.t.Helper()
	all, err := p.Contacts.History(p.ctx, p.id)
	require.NoError(p.t, err)
	var lines []string
	for _, i := range all {
		lines = append(lines, string(i.Direction)+" "+i.Reason)
	}
	return lines
}

// told lists why the customer was told something.
func told(c *simulator.Customer) []string {
	var reasons []string
	for _, m := range c.Inbox() {
		reasons = append(reasons, m.Reason)
	}
	return reasons
}

// dueOnce does what has fallen due, and counts jeopardies.
func (p *player) dueOnce(jeopardies *int) func(context.Context) error {
	return func(ctx context.Context) error {
		report, err := p.Due(ctx, p.world.Now())
		*jeopardies += report.Orders.Jeopardies
		return err
	}
}
