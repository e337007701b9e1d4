package customer_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// What a release has stored, later ones must still read: this file is not rewritten but for new fields.
func TestCustomer_as_it_is_stored(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	d := dealer("K-1")
	d.Parties = []customer.Party{{Name: "Ms Buyer", Role: "purchasing"}}
	d.Characteristics = []customer.Characteristic{{Name: "line of business", Value: "cars"}}
	c := k.establish(t, d)
	c, err := k.ChangeStatus(context.Background(), c.ID, customer.Activate, "agreed")
	require.NoError(t, err)
	body, err := json.MarshalIndent(c, "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, "customer.json", string(body)+"\n")
	var back customer.Customer
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, c, back)
}

func TestEventTypes_are_those_that_are_written(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	c := k.establish(t, dealer("K-1"))
	key := customer.Key{Type: customer.KeyContract, Value: "V-1"}
	_, err := k.AddKey(ctx, c.ID, key)
	require.NoError(t, err)
	require.NoError(t, k.RemoveKey(ctx, c.ID, key))
	_, err = k.Acquire(ctx, c.ID, c.Version, customer.Data{Name: "Dealer B"})
	require.NoError(t, err)
	_, err = k.ChangeStatus(ctx, c.ID, customer.Activate, "agreed")
	require.NoError(t, err)
	_, err = k.Merge(ctx, c.ID, k.establish(t, dealer("K-2")).ID, "Dealer A has changed its name")
	require.NoError(t, err)

	events := k.events(t, c.ID)
	written := etomtest.Types(events)
	slices.Sort(written)
	listed := customer.EventTypes()
	slices.Sort(listed)
	assert.Equal(t, listed, written)
	for _, e := range events {
		var data struct{ Customer string }
		require.NoError(t, e.Read(&data))
		assert.Equal(t, c.ID, data.Customer, e.Type)
		for _, private := range []string{"Dealer", "example", "1234567"} {
			assert.NotContains(t, string(e.Data), private, "names and addresses stay out of the journal")
		}
	}
}
