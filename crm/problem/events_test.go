package problem_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/flow"
)

func TestEventTypes_lists_every_constant_once(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "events.go", nil, 0)
	require.NoError(t, err)
	var declared []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Event") {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		declared = append(declared, value)
		return true
	})
	assert.ElementsMatch(t, declared, problem.EventTypes())
	for _, typ := range declared {
		assert.Regexp(t, `^problem\.[a-zA-Z]+\.[a-zA-Z]+$`, typ)
	}
}

// What the flows take as proof from Problem Handling is what Problem Handling writes.
func TestEventTypes_include_those_of_the_flows(t *testing.T) {
	t.Parallel()
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				if strings.HasPrefix(a.Event, "problem.") {
					assert.Contains(t, problem.EventTypes(), a.Event, "%s, step %d", f.ID, s.No)
				}
			}
		}
	}
}

// Whoever relays an event to a customer finds the customer at the top of its data.
func TestEvents_name_the_customer(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	ticket := d.begun(mail())
	d.must(d.AddNote(d.ctx, ticket.ID, problem.Response, "", "x"))
	d.must(d.AddMeasure(d.ctx, ticket.ID, "x", ""))
	d.must(d.ChangeAssignment(d.ctx, ticket.ID, to("x", "")))
	d.must(d.Resubmit(d.ctx, ticket.ID, problem.ResubmissionRequest{Workdays: 1}))
	d.clock.Advance(30 * day)
	d.due()
	d.closed(ticket.ID)
	types := map[string]bool{}
	for _, e := range d.journal(ticket.Correlation) {
		var data struct{ Customer, Ticket string }
		require.NoError(t, json.Unmarshal(e.Data, &data))
		assert.Equal(t, []string{"dealer-a", ticket.ID}, []string{data.Customer, data.Ticket}, e.Type)
		types[e.Type] = true
	}
	assert.Greater(t, len(types), 12)
}
