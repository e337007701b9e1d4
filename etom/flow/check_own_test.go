package flow_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/flow"
)

func TestCheck_says_what_the_detour_lacks(t *testing.T) {
	t.Parallel()
	f := flow.PostOrdering()
	events := journal(f, false, 1, 2)
	assert.Equal(t,
		"deviating after step 0: contact.satisfaction.routed (event 3): step 1 has not passed through CustomerInterface; expected contact.message.passedOn",
		flow.Check(f, slices.Delete(slices.Clone(events), 1, 2)).String())
	assert.Equal(t,
		"deviating after step 1: ordering.charges.handedOver (event 5): step 2 has not passed through CustomerInterface; expected ordering.satisfaction.answered",
		flow.Check(f, slices.Delete(journal(f, false, 1, 2, 3), 3, 4)).String())
	assert.Equal(t,
		"deviating after step 1: ordering.satisfaction.answered (event 4): what set it off is missing; expected contact.satisfaction.routed",
		flow.Check(f, slices.Delete(slices.Clone(events), 2, 3)).String())
	// What the customer says is half on its way: nobody has done anything yet, and nothing is wrong.
	r := flow.Check(f, events[:3])
	assert.Equal(t, "waiting after step 1", r.String())
	assert.Equal(t, 4, r.HandOvers()+len(r.Moves)+1, "one arrow, two hand-overs, and half an arrow that does not count")
}

// A flow of our own, as a vendor might write one: several arrows in a step, and an end that may be left out.
func TestCheck_a_flow_of_ones_own(t *testing.T) {
	t.Parallel()
	f := flow.Flow{ID: "own", Steps: []flow.Step{
		{No: 1, Optional: true, Arrows: []flow.Arrow{{From: etom.ProblemHandling, To: etom.RetentionLoyalty, Event: "a"}}},
		{No: 2, Arrows: []flow.Arrow{{From: etom.ProblemHandling, To: etom.RetentionLoyalty, Event: "b"}, {From: etom.ProblemHandling, To: etom.CustomerQoSSLA, Event: "c"}}},
		{No: 3, Optional: true, Arrows: []flow.Arrow{{From: etom.ProblemHandling, To: etom.RetentionLoyalty, Event: "d"}}},
	}}
	for _, c := range []struct {
		types []string
		want  string
	}{
		{[]string{"a", "b", "c", "d"}, "done"},
		{[]string{"b", "c"}, "done"},
		{[]string{"b", "c", "d"}, "done"},
		{[]string{"a"}, "waiting after step 1"},
		{[]string{"a", "b"}, "waiting after step 1"},
		{[]string{"b"}, "waiting after step 0"},
		{[]string{"c", "b"}, "deviating after step 0: c (event 1): it does not come next; expected a or b"},
		{[]string{"b", "c", "c"}, "deviating after step 2: c (event 3): it does not come next; expected d"},
	} {
		s := &scribe{}
		for _, typ := range c.types {
			s.write(typ, "")
		}
		assert.Equal(t, c.want, flow.Check(f, s.events).String(), "%v", c.types)
	}
	assert.Equal(t, flow.NotBegun, flow.Check(flow.Flow{}, nil).Verdict, "a flow without steps cannot be taken")
}
