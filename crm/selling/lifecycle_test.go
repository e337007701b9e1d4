package selling_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLifecycles(t *testing.T) {
	t.Parallel()
	t.Run("prospect", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, selling.ProspectLifecycle(), "prospect") })
	t.Run("quote", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, selling.QuoteLifecycle(), "quote") })
	t.Run("handover", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, selling.HandoverLifecycle(), "handover") })
}

type arrow struct{ from, to selling.State }

// published are the arrows of TMF648 v4.0.0, LifeCycle_Quote.png.
var publishedQuote = []arrow{
	{selling.Start, selling.InProgress},
	{selling.InProgress, selling.Pending}, {selling.InProgress, selling.Cancelled}, {selling.InProgress, selling.Approved},
	{selling.Pending, selling.InProgress}, {selling.Pending, selling.Cancelled},
	{selling.Approved, selling.Accepted}, {selling.Approved, selling.Rejected},
}

// publishedLead are the arrows of TMF699 v4.0.0, LifeCycle_SalesLead.png.
var publishedLead = []arrow{
	{selling.Start, selling.Acknowledged},
	{selling.Acknowledged, selling.InProgress}, {selling.Acknowledged, selling.Cancelled},
	{selling.InProgress, selling.Pending}, {selling.Pending, selling.InProgress},
	{selling.InProgress, selling.Accepted}, {selling.InProgress, selling.Rejected}, {selling.Pending, selling.Rejected},
}

func TestLifecycles_have_the_arrows_of_the_published_charts_and_no_others(t *testing.T) {
	t.Parallel()
	var quote, lead []arrow
	for _, row := range selling.QuoteLifecycle().Transitions() {
		quote = append(quote, arrow{row.From, row.To})
	}
	for _, row := range selling.ProspectLifecycle().Transitions() {
		lead = append(lead, arrow{row.From, row.To})
	}
	assert.ElementsMatch(t, publishedQuote, quote)
	assert.ElementsMatch(t, publishedLead, lead)
}

func TestLifecycles_have_the_states_of_the_published_schemas(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		file, definition string
		states           []selling.State
	}{
		{"TMF648-v4.0.0.json", "QuoteStateType", selling.QuoteLifecycle().States()},
		{"TMF699-v4.0.0.json", "SalesLeadStateType", selling.ProspectLifecycle().States()},
	} {
		var states []string
		for _, s := range one.states {
			if s != selling.Start {
				states = append(states, string(s))
			}
		}
		assert.ElementsMatch(t, enum(t, one.file, one.definition), states, one.file)
	}
}

// enum reads the values of an enumeration of a TM Forum schema. The schemas lie beside the repository, not in it.
func enum(t *testing.T, file, definition string) []string {
	t.Helper()
	text := etomtest.Source(t, "../shared/reference/tmf/"+file)
	var schema struct {
		Definitions map[string]struct {
			Enum []string `json:"enum"`
		} `json:"definitions"`
	}
	require.NoError(t, json.Unmarshal(text, &schema))
	require.NotEmpty(t, schema.Definitions[definition].Enum, "%s has no %s; it has %v", file, definition, keysOf(schema.Definitions))
	return schema.Definitions[definition].Enum
}

func keysOf[V any](m map[string]V) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}
