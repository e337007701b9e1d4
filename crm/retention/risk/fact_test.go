package risk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// Every fact is in the printed table, with what a missing one means.
func TestSchema(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| Fact | Kind | Missing | From | What |\n|---|---|---|---|---|\n")
	for _, d := range risk.Schema(eur).Definitions() {
		from, absent := "sources", string(d.Missing)
		if slices.Contains(risk.Computed(), d.Name) {
			from = "risk"
		}
		if d.Missing == rule.Assume {
			absent += " " + d.Default.String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.Name, d.Kind, absent, from, d.What)
		assert.True(t, d.Kind == rule.Text || d.Kind == rule.Flag || d.Least != nil, "%s has a least value", d.Name)
	}
	etomtest.Golden(t, "facts.md", b.String())
}
