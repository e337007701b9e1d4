package ordering_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestLifecycles(t *testing.T) {
	t.Parallel()
	t.Run("order", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, ordering.OrderLifecycle(), "order") })
	t.Run("item", func(t *testing.T) { t.Parallel(); etomtest.Lifecycle(t, ordering.ItemLifecycle(), "item") })
	t.Run("cancellation", func(t *testing.T) {
		t.Parallel()
		etomtest.Lifecycle(t, ordering.CancellationLifecycle(), "cancellation")
	})
}

// The arrows of TM Forum's TMF622 Product Ordering v4 user guide, read off its state charts LifeCycle_ProductOrder.png,
// LifeCycle_ProductOrderItem.png and that of the task CancelProductOrder. "start" is the black dot.
var (
	publishedItem = map[string][]string{
		"start":                 {"acknowledged", "rejected"},
		"acknowledged":          {"inProgress", "pending"},
		"inProgress":            {"pending", "held", "assessingCancellation", "completed", "failed"},
		"pending":               {"inProgress", "cancelled", "assessingCancellation"},
		"held":                  {"inProgress", "cancelled", "assessingCancellation"},
		"assessingCancellation": {"inProgress", "pending", "held", "pendingCancellation"},
		"pendingCancellation":   {"cancelled"},
		"rejected":              nil, "completed": nil, "failed": nil, "cancelled": nil,
	}
	publishedTask = map[string][]string{
		"acknowledged": {"inProgress"},
		"inProgress":   {"done", "terminatedWithError"},
		"done":         nil, "terminatedWithError": nil,
	}
)

func publishedOrder() map[string][]string {
	arrows := map[string][]string{}
	for from, to := range publishedItem {
		arrows[from] = slices.Clone(to)
	}
	arrows["inProgress"] = append(arrows["inProgress"], "partial") // of the order only
	arrows["partial"] = nil
	return arrows
}

func TestLifecycles_have_the_published_arrows_and_no_others(t *testing.T) {
	t.Parallel()
	t.Run("order", func(t *testing.T) { sameArrows(t, publishedOrder(), ordering.OrderLifecycle()) })
	t.Run("item", func(t *testing.T) { sameArrows(t, publishedItem, ordering.ItemLifecycle()) })
	t.Run("cancellation", func(t *testing.T) { sameArrows(t, publishedTask, ordering.CancellationLifecycle()) })
}

// sameArrows asks for every pair of states whether an arrow leads from one to the other.
func sameArrows[S, E ~string](t *testing.T, published map[string][]string, l *lifecycle.Lifecycle[S, E]) {
	require.Len(t, l.States(), len(published))
	for from, to := range published {
		require.True(t, l.Known(S(from)), from)
		assert.Equal(t, len(to) == 0, l.Final(S(from)), "%s is final", from)
		for other := range published {
			assert.Equal(t, slices.Contains(to, other), leads(l, S(from), S(other)), "%s to %s", from, other)
		}
	}
}

func leads[S, E ~string](l *lifecycle.Lifecycle[S, E], from, to S) bool {
	return slices.ContainsFunc(l.Permitted(from), func(on E) bool {
		reached, err := l.Next(from, on)
		return err == nil && reached == to
	})
}

// What peers draw and the chart does not have: cancelling is a task of its own.
func TestOrderLifecycle_has_no_short_cut_to_cancelled(t *testing.T) {
	t.Parallel()
	for _, from := range []ordering.State{ordering.InProgress, ordering.Acknowledged, ordering.AssessingCancellation} {
		_, err := ordering.OrderLifecycle().Next(from, ordering.Cancel)
		require.ErrorIs(t, err, fault.ErrState, from)
		_, err = ordering.ItemLifecycle().Next(from, ordering.Cancel)
		require.ErrorIs(t, err, fault.ErrState, from)
	}
	_, err := ordering.OrderLifecycle().Next(ordering.Acknowledged, ordering.AssessCancellation)
	require.ErrorIs(t, err, fault.ErrState)
}

// The states as the enumerations of TMF622-v4.0.0.json spell them.
func TestStates_are_those_of_the_open_api(t *testing.T) {
	t.Parallel()
	text := etomtest.Source(t, "../shared/reference/tmf/TMF622-v4.0.0.json")
	var api struct {
		Definitions map[string]struct {
			Enum []string `json:"enum"`
		} `json:"definitions"`
	}
	require.NoError(t, json.Unmarshal(text, &api))
	enum := func(name string) []string { return api.Definitions[name].Enum }
	assert.ElementsMatch(t, enum("ProductOrderStateType"), statesBut(ordering.OrderLifecycle(), ordering.Start))
	assert.ElementsMatch(t, enum("ProductOrderItemStateType"), statesBut(ordering.ItemLifecycle(), ordering.Start))
	assert.ElementsMatch(t, enum("TaskStateType"), statesBut(ordering.CancellationLifecycle(), ""))
	assert.ElementsMatch(t, enum("OrderItemActionType"),
		[]string{string(ordering.Add), string(ordering.Modify), string(ordering.Delete), string(ordering.NoChange)})
}

func statesBut[S, E ~string](l *lifecycle.Lifecycle[S, E], without S) []string {
	var all []string
	for _, s := range l.States() {
		if s != without {
			all = append(all, string(s))
		}
	}
	return all
}
