package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// What each reaction is good for that takes part in the BMW extranet: how far the flows come without it. Every hop
// within the house hangs on one.
func TestReactions_are_necessary(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("the same course a hundred times, one goroutine each: .ci/run runs it once more without the race detector")
	}
	commands := script(t, "testdata/bmw.txt")
	everything := live(t, memory.New(), commands, nil)
	happened := everything.everyCase()
	stops := map[string]map[int]bool{} // by flow: the last steps that were completed
	for _, f := range flow.All() {
		stops[f.ID] = map[int]bool{}
	}
	b := strings.Builder{}
	b.WriteString("| to | reaction | without it |\n|---|---|---|\n")
	for _, r := range everything.Rows() {
		if len(of(happened, r.On)) == 0 {
			continue
		}
		p := live(t, memory.New(), commands, func(p *player) { p.setting.without = r.Name })
		comes := "nothing that a flow speaks of is missing"
		for _, f := range slices.Backward(flow.All()) {
			if result := p.result(f); result.String() != "done" {
				stops[f.ID][result.After] = true
				comes = fmt.Sprintf("%s ends behind step %d", f.ID, result.After)
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.On, r.Name, comes)
	}
	etomtest.Golden(t, "reactions.md", b.String())
	for _, f := range flow.All() {
		for _, s := range f.Steps[1:] {
			from := s.Arrows[0].From
			outside := from.Kind() == etom.KindOutside || f.ID == "sla-violation" && s.No == 10 // in the transaction that finds the violation
			outside = outside || s.Optional && s.Gathered                                       // without it there is less on the bill
			assert.True(t, outside || stops[f.ID][s.No-1], "%s, step %d: no reaction was found on which it hangs", f.Title, s.No)
		}
	}
}

// everyCase are the events of all cases.
func (p *player) everyCase() []event.Event {
	p.t.Helper()
	var all []event.Event
	for _, one := range p.cases {
		all = append(all, p.journal(one)...)
	}
	return all
}
