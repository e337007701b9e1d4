package customer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Acquire(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		c := k.establish(t, dealer("K-1"))
		at := k.clock.Advance(time.Hour)

		d := c.Data
		d.Name = "Dealer A GmbH"
		d.ContactMedia = []customer.ContactMedium{email("office@dealer-a.example"), c.ContactMedia[1]}
		d.Parties = []customer.Party{{Name: "Ms Buyer", Role: "purchasing", ContactMedia: []customer.ContactMedium{phone("0171 7654321")}}}
		changed, err := k.Acquire(ctx, c.ID, c.Version, d)
		require.NoError(t, err)
		kept, err := k.Get(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, changed, kept)

		history, err := k.History(ctx, c.ID)
		require.NoError(t, err)
		require.Len(t, history, 1)
		assert.Equal(t, at, history[0].At)
		assert.Equal(t, kept.Version, history[0].No)
		assert.Equal(t, customer.FieldChange{Field: "name", From: []byte(`"Dealer A"`), To: []byte(`"Dealer A GmbH"`)}, history[0].Fields[0])
		events := k.events(t, c.ID)
		assert.Equal(t, []string{"customer.relationship.established", "customer.data.acquired"}, etomtest.Types(events))
		assert.JSONEq(t, `{"customer":"`+c.ID+`","fields":["name","contactMedium","relatedParty"]}`, string(events[1].Data))

		for key, known := range map[string]bool{
			"sales@dealer-a.example": false, "office@dealer-a.example": true, "089 1234567": true, "+491717654321": true, "K-1": true,
		} {
			_, found := k.identify(t, key)
			assert.Equal(t, known, found, key)
		}
	})
}

func TestService_Acquire_refuses_an_old_version(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	c := k.establish(t, dealer("K-1"))
	d := c.Data
	d.Name = "first"
	_, err := k.Acquire(ctx, c.ID, c.Version, d)
	require.NoError(t, err)
	d.Name = "second, from an old screen"
	k.store.Unchanged(t, func() {
		_, err = k.Acquire(ctx, c.ID, c.Version, d)
		assert.ErrorIs(t, err, fault.ErrConflict)
		assert.ErrorContains(t, err, "is at version 2, not 1; load it again and decide again")
	})
}

func TestService_Acquire_writes_nothing_if_nothing_differs(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	c := k.establish(t, dealer("K-1"))
	d := c.Data
	d.Name, d.Characteristics = " Dealer A ", []customer.Characteristic{}
	k.store.Unchanged(t, func() {
		same, err := k.Acquire(context.Background(), c.ID, c.Version, d)
		require.NoError(t, err)
		assert.Equal(t, c, same)
	})
}

func TestService_Acquire_keeps_to_the_unique_names_of_the_portal(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	portal := customer.ContactMedium{Type: customer.Portal, Characteristic: customer.MediumCharacteristic{PortalUser: "dealer-a"}}
	a, b := k.establish(t, dealer("K-1")), k.establish(t, dealer("K-2"))
	a.ContactMedia, b.ContactMedia = append(a.ContactMedia, portal), append(b.ContactMedia, portal)
	_, err := k.Acquire(ctx, a.ID, a.Version, a.Data)
	require.NoError(t, err)
	k.store.Unchanged(t, func() {
		_, err = k.Acquire(ctx, b.ID, b.Version, b.Data)
		var taken *customer.TakenError
		require.ErrorAs(t, err, &taken)
		assert.Equal(t, []customer.Taken{{Key: customer.Key{Type: customer.KeyPortal, Value: "dealer-a"}, Customer: a.ID}}, taken.Taken)
	})
}

// After any sequence of changes the customer is found by the media held now, and by no other.
func TestService_Acquire_keeps_the_keys_in_step_with_the_media(t *testing.T) {
	t.Parallel()
	addresses := []string{"a@x.example", "B@x.example", "c@x.example"}
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		c := k.establish(t, dealer("K-1"))
		for range rapid.IntRange(1, 4).Draw(rt, "changes") {
			own := rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 3).Draw(rt, "own")
			party := rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 2).Draw(rt, "party's")
			d := customer.Data{Name: "Dealer A", Parties: []customer.Party{{Name: "p"}}}
			for _, a := range own {
				d.ContactMedia = append(d.ContactMedia, email(a))
			}
			for _, a := range party {
				d.Parties[0].ContactMedia = append(d.Parties[0].ContactMedia, email(a))
			}
			var err error
			c, err = k.Acquire(ctx, c.ID, c.Version, d)
			require.NoError(rt, err)
			for _, a := range addresses {
				_, found := k.identify(t, a)
				require.Equal(rt, slices.Contains(own, a) || slices.Contains(party, a), found, a)
			}
		}
	})
}

func TestData_Preferred(t *testing.T) {
	t.Parallel()
	none, found := customer.Data{}.Preferred()
	assert.False(t, found)
	assert.Zero(t, none)
	d := customer.Data{ContactMedia: []customer.ContactMedium{email("a@x.example"), letter()}}
	first, _ := d.Preferred()
	assert.Equal(t, customer.Email, first.Type, "the first, if none is preferred")
	d.ContactMedia[1].Preferred = true
	chosen, found := d.Preferred()
	assert.True(t, found)
	assert.Equal(t, customer.Letter, chosen.Type)
}
