package contact_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLifecycle_table_diagram_and_walks(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, contact.Lifecycle(), "interaction")
}

func TestLifecycle_states_are_the_enumeration_of_TMF683(t *testing.T) {
	t.Parallel()
	text := etomtest.Source(t, "../shared/reference/tmf/TMF683-v4.0.0.json") // definitions.PartyInteractionStatusExampleType
	var api struct {
		Definitions map[string]struct {
			Enum []contact.State `json:"enum"`
		} `json:"definitions"`
	}
	require.NoError(t, json.Unmarshal(text, &api))
	assert.ElementsMatch(t, api.Definitions["PartyInteractionStatusExampleType"].Enum, contact.Lifecycle().States())
}
