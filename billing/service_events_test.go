package billing_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
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
	assert.ElementsMatch(t, declared, billing.EventTypes())
	for _, typ := range declared {
		assert.Regexp(t, `^billing\.[a-zA-Z]+\.[a-zA-Z]+$`, typ)
	}
}

// What the flows take as proof from Billing is what Billing writes.
func TestEventTypes_include_those_of_the_flows(t *testing.T) {
	t.Parallel()
	found := 0
	for _, f := range flow.All() {
		for _, s := range f.Steps {
			for _, a := range s.Arrows {
				if strings.HasPrefix(a.Event, "billing.") {
					found++
					assert.Contains(t, billing.EventTypes(), a.Event, "%s, step %d", f.ID, s.No)
				}
			}
		}
	}
	assert.Positive(t, found)
}

func TestDisputeLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, billing.DisputeLifecycle(), "dispute")
}
