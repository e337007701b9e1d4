package customer_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

var secret = []byte("a secret of thirty-two bytes, or")

// kit is a service in an environment in which nothing is left to chance.
type kit struct {
	*customer.Service
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func newKit(t testing.TB, st store.Store) kit {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	s, err := customer.New(env, &customer.Config{CardSecret: secret})
	require.NoError(t, err)
	return kit{Service: s, env: env, clock: clock, store: watched}
}

func inMemory(t testing.TB) kit { return newKit(t, memory.New()) }

func email(address string) customer.ContactMedium {
	return customer.ContactMedium{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: address}}
}

func phone(number string) customer.ContactMedium {
	return customer.ContactMedium{Type: customer.Phone, Characteristic: customer.MediumCharacteristic{PhoneNumber: number}}
}

func letter() customer.ContactMedium {
	return customer.ContactMedium{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{
		Street1: "Petuelring 130", PostCode: "80809", City: "München", Country: "de"}}
}

// dealer is a draft with nothing wrong about it.
func dealer(number string, keys ...customer.Key) customer.Draft {
	return customer.Draft{
		Number: number, Kind: customer.Organization, Keys: keys,
		Data: customer.Data{Name: "Dealer A", Language: customer.German, ContactMedia: []customer.ContactMedium{
			email("Sales@Dealer-A.example"), phone("089 1234567"), letter(),
		}},
	}
}

func (k kit) establish(t testing.TB, d customer.Draft) customer.Customer {
	t.Helper()
	c, err := k.Establish(context.Background(), d)
	require.NoError(t, err)
	return c
}

func (k kit) identify(t testing.TB, key string) (id string, found bool) {
	t.Helper()
	require.NoError(t, k.env.View(context.Background(), func(u *work.Unit) (err error) {
		id, found, err = k.Identify(u, key)
		return err
	}))
	return id, found
}

// events are the types of the events of a case.
func (k kit) events(t testing.TB, correlation string) []event.Event {
	t.Helper()
	return etomtest.Journal(t, k.env, correlation)
}
