package customer_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// quill is a person of whom every word is one that nothing else says.
func quill() customer.Draft {
	return customer.Draft{Kind: customer.Individual, Number: "K-1", Keys: []customer.Key{{Type: customer.KeyMSISDN, Value: "+491719876543"}},
		Data: customer.Data{Name: "Ottoline Quillfeather", ContactMedia: []customer.ContactMedium{email("quill@feather.example"), phone("+49301234599"),
			{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "Gänsekielgasse 9", City: "Tintenburg", Country: "DE"}}},
			Parties:         []customer.Party{{Name: "Barnabas Blotter", Role: "guardian"}},
			Characteristics: []customer.Characteristic{{Name: "hobby", Value: "calligraphy"}}}}
}

var ofQuill = []string{"quill", "1719876543", "301234599", "Gänsekiel", "Tintenburg", "Blotter", "calligraphy"}

func (k kit) items(t *testing.T, do func(u *work.Unit) ([]personal.Item, error)) []personal.Item {
	t.Helper()
	items, err := work.Do(t.Context(), k.env, do)
	require.NoError(t, err)
	return items
}

func TestErase_leaves_a_customer_without_anything_that_names_him(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st)
		other := k.establish(t, dealer("K-2"))
		c := k.establish(t, quill())
		d := c.Data
		d.ContactMedia = d.ContactMedia[:2]
		c, err := k.Acquire(t.Context(), c.ID, c.Version, d)
		require.NoError(t, err)
		show := func(u *work.Unit) ([]personal.Item, error) { return k.Personal(u, c.ID) }
		erase := func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, c.ID) }

		shown, err := json.Marshal(k.items(t, show))
		require.NoError(t, err)
		for _, word := range ofQuill {
			assert.Contains(t, string(shown), word)
		}

		_, err = k.ChangeStatus(t.Context(), c.ID, customer.Activate, "agreed with Quill")
		require.NoError(t, err)
		kept := k.items(t, erase)
		require.NotEmpty(t, kept)
		for _, i := range kept {
			assert.Equal(t, "the customer is active: the relationship is to be ended first", i.Why)
		}
		assert.NotEmpty(t, k.store.Traces(t, ofQuill...))

		_, err = k.ChangeStatus(t.Context(), c.ID, customer.Terminate, "Quill leaves")
		require.NoError(t, err)
		assert.Empty(t, k.items(t, erase))
		k.store.Unchanged(t, func() { assert.Empty(t, k.items(t, erase)) })
		for _, trace := range k.store.Traces(t, ofQuill...) {
			assert.Contains(t, trace, "event.event", "the journal is redacted by whoever knows all cases")
		}

		got, err := k.Get(t.Context(), c.ID)
		require.NoError(t, err)
		assert.Equal(t, customer.Customer{Meta: got.Meta, Correlation: c.Correlation, Number: "K-1", Kind: customer.Individual,
			Data: customer.Data{Language: customer.English}, Status: customer.Terminated, EstablishedAt: c.EstablishedAt, StatusHistory: got.StatusHistory}, got)
		assert.Len(t, got.StatusHistory, 3)
		_, found := k.identify(t, "quill@feather.example")
		assert.False(t, found)
		id, found := k.identify(t, "K-1")
		assert.True(t, found)
		assert.Equal(t, c.ID, id)
		again := quill()
		again.Number = "K-3"
		assert.NotEqual(t, c.ID, k.establish(t, again).ID, "who comes back is another one")
		left, err := k.Get(t.Context(), other.ID)
		require.NoError(t, err)
		assert.Equal(t, other, left)
	})
}

func TestErase_of_a_customer_nobody_knows_is_no_fault(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	k.store.Unchanged(t, func() {
		assert.Empty(t, k.items(t, func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, "nobody") }))
		assert.Empty(t, k.items(t, func(u *work.Unit) ([]personal.Item, error) { return k.Personal(u, "nobody") }))
	})
}
