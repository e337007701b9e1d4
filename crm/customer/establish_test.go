package customer_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_Establish(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st)
		d := dealer("K-1", customer.Key{Type: customer.KeyTaxID, Value: "DE 123 456 789"})
		d.Correlation = "case-1"
		c := k.establish(t, d)

		assert.Equal(t, customer.Prospective, c.Status)
		assert.Equal(t, k.clock.Now(), c.EstablishedAt)
		assert.Equal(t, "+49891234567", c.ContactMedia[1].Characteristic.PhoneNumber)
		assert.Equal(t, "Sales@Dealer-A.example", c.ContactMedia[0].Characteristic.EmailAddress, "an address stays as the customer writes it")
		assert.Equal(t, "DE", c.ContactMedia[2].Characteristic.Country)
		kept, err := k.Get(context.Background(), c.ID)
		require.NoError(t, err)
		assert.Equal(t, c, kept)

		events := k.events(t, "case-1")
		assert.Equal(t, []string{"customer.relationship.established"}, etomtest.Types(events))
		assert.Equal(t, c.ID, events[0].Subject)
		assert.JSONEq(t, `{"customer":"`+c.ID+`","customerNumber":"K-1","kind":"organization","status":"prospective","language":"de"}`, string(events[0].Data))
	})
}

func TestService_Establish_without_any_key_is_known_by_the_id(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	c := k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: " Ada "}})
	assert.Equal(t, "Ada", c.Name)
	assert.Equal(t, customer.English, c.Language)
	id, found := k.identify(t, c.ID)
	assert.True(t, found)
	assert.Equal(t, c.ID, id)
	assert.Equal(t, c.ID, c.Correlation)
}

func TestService_Establish_refuses_a_second_customer_with_the_same_identity(t *testing.T) {
	t.Parallel()
	register := func(value, court string) customer.Key {
		return customer.Key{Type: customer.KeyRegister, Value: value, Authority: court}
	}
	for name, c := range map[string]struct {
		second customer.Draft
		taken  []customer.KeyType // empty: it is established
	}{
		"the same number in other case":                {dealer("k-1 "), []customer.KeyType{customer.KeyNumber}},
		"the same tax number, written in another way":  {dealer("K-2", customer.Key{Type: customer.KeyTaxID, Value: "de123.456.789"}), []customer.KeyType{customer.KeyTaxID}},
		"the same number in the same register":         {dealer("K-2", register("hrb42243", " amtsgericht  münchen")), []customer.KeyType{customer.KeyRegister}},
		"the same number in another register":          {dealer("K-2", register("HRB 42243", "Amtsgericht Stuttgart")), nil},
		"everything is told at once":                   {dealer("K-1", register("HRB 42243", "Amtsgericht München"), customer.Key{Type: customer.KeyTaxID, Value: "DE123456789"}), []customer.KeyType{customer.KeyNumber, customer.KeyRegister, customer.KeyTaxID}},
		"the same address and telephone are permitted": {dealer("K-2"), nil},
		"the same digits as another type of key":       {dealer("DE123456789"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := inMemory(t)
			first := k.establish(t, dealer("K-1", customer.Key{Type: customer.KeyTaxID, Value: "DE 123 456 789"}, register("HRB 42243", "Amtsgericht München")))
			if c.taken == nil {
				k.establish(t, c.second)
				return
			}
			k.store.Unchanged(t, func() {
				_, err := k.Establish(context.Background(), c.second)
				require.ErrorIs(t, err, fault.ErrConflict)
				var taken *customer.TakenError
				require.True(t, errors.As(err, &taken))
				var found []customer.KeyType
				for _, one := range taken.Taken {
					assert.Equal(t, first.ID, one.Customer)
					found = append(found, one.Key.Type)
				}
				assert.Equal(t, c.taken, found)
				assert.ErrorContains(t, err, first.Subject())
			})
		})
	}
}

// A refused customer leaves nothing behind, even if the caller's unit goes on and commits.
func TestService_EstablishTx_changes_nothing_when_it_refuses(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	k.establish(t, dealer("K-1"))
	k.store.Unchanged(t, func() {
		require.NoError(t, k.env.Update(context.Background(), func(u *work.Unit) error {
			_, err := k.EstablishTx(u, dealer("K-1", customer.Key{Type: customer.KeyTaxID, Value: "DE1"}))
			assert.ErrorIs(t, err, fault.ErrConflict)
			return nil
		}))
	})
}

func TestService_Establish_lets_one_of_sixteen_have_an_identity(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		const rivals = 16
		ctx, k := context.Background(), newKit(t, st)
		var all sync.WaitGroup
		faults := make([]error, rivals)
		for i := range rivals {
			all.Go(func() {
				_, faults[i] = k.Establish(ctx, dealer(fmt.Sprintf("K-%d", i), customer.Key{Type: customer.KeyTaxID, Value: "DE123456789"}))
			})
		}
		all.Wait()
		won := 0
		for _, err := range faults {
			if err == nil {
				won++
				continue
			}
			assert.ErrorIs(t, err, fault.ErrConflict)
		}
		assert.Equal(t, 1, won)
		listed, _, err := k.List(ctx, "", store.Cursor{}, 100)
		require.NoError(t, err)
		assert.Len(t, listed, 1)
		found, err := k.Search(ctx, customer.KeyTaxID, "DE123456789")
		require.NoError(t, err)
		assert.Equal(t, listed, found)
		keys, err := k.Keys(ctx, found[0].ID)
		require.NoError(t, err)
		assert.Len(t, keys, 4, "number, tax number, e-mail, telephone")
	})
}

func TestService_Establish_under_a_request_key_is_done_once(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	d := dealer("K-1")
	d.RequestKey = "r-1"
	first := k.establish(t, d)
	k.store.Unchanged(t, func() {
		assert.Equal(t, first, k.establish(t, d))
		d.Name = "Dealer B"
		_, err := k.Establish(ctx, d)
		assert.ErrorIs(t, err, fault.ErrConflict)
	})
}

func TestService_shows_nothing_to_another_tenant(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		c := k.establish(t, dealer("K-1", customer.Key{Type: customer.KeyContract, Value: "V-1"}))
		other, err := customer.New(work.New(k.store, &work.Config{Tenant: "other"}), nil)
		require.NoError(t, err)

		k.store.Unchanged(t, func() {
			_, err = other.Get(ctx, c.ID)
			assert.ErrorIs(t, err, fault.ErrNotFound)
			_, err = other.ChangeStatus(ctx, c.ID, customer.Activate, "x")
			assert.ErrorIs(t, err, fault.ErrNotFound)
			_, err = other.Acquire(ctx, c.ID, c.Version, c.Data)
			assert.ErrorIs(t, err, fault.ErrNotFound)
			_, err = other.AddKey(ctx, c.ID, customer.Key{Type: customer.KeyContract, Value: "V-2"})
			assert.ErrorIs(t, err, fault.ErrNotFound)
			assert.ErrorIs(t, other.RemoveKey(ctx, c.ID, customer.Key{Type: customer.KeyContract, Value: "V-1"}), fault.ErrNotFound)
			_, err = other.Keys(ctx, c.ID)
			assert.ErrorIs(t, err, fault.ErrNotFound)
			_, err = other.History(ctx, c.ID)
			assert.ErrorIs(t, err, fault.ErrNotFound)
			found, err := other.Search(ctx, customer.KeyNumber, "K-1")
			assert.NoError(t, err)
			assert.Empty(t, found)
		})
		_, err = other.Establish(ctx, dealer("K-1"))
		assert.NoError(t, err, "an identity is unique to its tenant")
	})
}
