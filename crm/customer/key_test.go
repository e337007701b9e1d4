package customer_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// visa is a number that card schemes publish for tests.
const visa = "4111 1111 1111 1111"

// written has, for each type of key that is added, a value and another way of writing the same one.
var written = map[customer.KeyType][2]customer.Key{
	customer.KeyTaxID:      {{Value: "DE 123.456.789"}, {Value: "de123456789"}},
	customer.KeyRegister:   {{Value: "HRB 42243", Authority: "Amtsgericht München"}, {Value: "hrb42243", Authority: "amtsgericht münchen"}},
	customer.KeyCommercial: {{Value: "5299 00ODI3047E2LIV03", Authority: "LEI"}, {Value: "529900odi3047e2liv03", Authority: "lei"}},
	customer.KeyDocument:   {{Value: "C01X 0006H", Authority: "DE"}, {Value: "c01x0006h", Authority: "de"}},
	customer.KeyContract:   {{Value: "V-4711"}, {Value: " v-4711"}},
	customer.KeyBooking:    {{Value: "9 123 456 7890"}, {Value: "91234567890"}},
	customer.KeyMSISDN:     {{Value: "+49 171 7654321"}, {Value: "0171/7654321"}},
	customer.KeyIMSI:       {{Value: "262 01 0123456789"}, {Value: "262010123456789"}},
	customer.KeyExternal:   {{Value: "0000012345", Authority: "SAP"}, {Value: "0000012345", Authority: "sap"}},
	customer.KeyCard:       {{Value: visa}, {Value: "4111-1111-1111-1111"}},
}

func TestService_AddKey_of_every_type(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		c, other := k.establish(t, dealer("K-1")), k.establish(t, dealer("K-2"))
		for _, row := range customer.KeyTypes() {
			assert.NotEmpty(t, row.What, row.Type)
			ways, mine := written[row.Type]
			require.Equal(t, row.From == "", mine, "%s needs an example here, or a From", row.Type)
			if !mine {
				_, err := k.AddKey(ctx, c.ID, customer.Key{Type: row.Type, Value: "x@y.example"})
				assert.ErrorContains(t, err, "comes from "+row.From)
				assert.ErrorIs(t, k.RemoveKey(ctx, c.ID, customer.Key{Type: row.Type, Value: "K-1"}), fault.ErrInvalid)
				continue
			}
			for i := range ways {
				ways[i].Type = row.Type
			}
			added, err := k.AddKey(ctx, c.ID, ways[0])
			require.NoError(t, err, row.Type)
			id, found := k.identify(t, ways[1].Value)
			assert.True(t, found, row.Type)
			assert.Equal(t, c.ID, id)
			k.store.Unchanged(t, func() {
				again, err := k.AddKey(ctx, c.ID, ways[1])
				assert.NoError(t, err, "the customer has it already")
				assert.Equal(t, added.Value, again.Value)
			})
			_, err = k.AddKey(ctx, other.ID, ways[1])
			assert.Equal(t, row.Unique, err != nil, "%s: %v", row.Type, err)

			require.NoError(t, k.RemoveKey(ctx, c.ID, ways[1]))
			assert.ErrorIs(t, k.RemoveKey(ctx, c.ID, ways[0]), fault.ErrNotFound)
			_, err = k.AddKey(ctx, other.ID, ways[0])
			require.NoError(t, err, "who loses a key leaves it to others")
			found2, err := k.Search(ctx, row.Type, ways[0].Value)
			require.NoError(t, err)
			require.Len(t, found2, 1)
			assert.Equal(t, other.ID, found2[0].ID)
		}
	})
}

func TestService_AddKey_emits_what_other_systems_need(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	c := k.establish(t, dealer("K-1"))
	key := customer.Key{Type: customer.KeyExternal, Value: "12345", Authority: "SAP"}
	_, err := k.AddKey(ctx, c.ID, key)
	require.NoError(t, err)
	require.NoError(t, k.RemoveKey(ctx, c.ID, key))
	events := k.events(t, c.ID)
	assert.Equal(t, []string{"customer.relationship.established", "customer.key.added", "customer.key.removed"}, etomtest.Types(events))
	for _, e := range events[1:] {
		assert.JSONEq(t, `{"customer":"`+c.ID+`","key":{"type":"external","value":"12345","authority":"SAP"}}`, string(e.Data))
	}
}

func TestService_AddKey_of_the_same_value_by_two_authorities_is_two_keys(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	a, b := k.establish(t, dealer("K-1")), k.establish(t, dealer("K-2"))
	for id, system := range map[string]string{a.ID: "SAP", b.ID: "Siebel"} {
		_, err := k.AddKey(ctx, id, customer.Key{Type: customer.KeyExternal, Value: "12345", Authority: system})
		require.NoError(t, err)
	}
	both, err := k.Search(ctx, customer.KeyExternal, "12345")
	require.NoError(t, err)
	assert.Len(t, both, 2)
	_, found := k.identify(t, "12345")
	assert.False(t, found, "it names two customers")
	require.NoError(t, k.RemoveKey(ctx, a.ID, customer.Key{Type: customer.KeyExternal, Value: "12345", Authority: "SAP"}))
	assert.ErrorIs(t, k.RemoveKey(ctx, b.ID, customer.Key{Type: customer.KeyExternal, Value: "12345", Authority: "SAP"}), fault.ErrNotFound)
	id, found := k.identify(t, "12345")
	assert.True(t, found)
	assert.Equal(t, b.ID, id)
}

func TestService_AddKey_lets_one_of_sixteen_have_it(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		const rivals = 16
		ctx, k := context.Background(), newKit(t, st)
		var ids []string
		for i := range rivals {
			ids = append(ids, k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: fmt.Sprint("customer ", i)}}).ID)
		}
		var all sync.WaitGroup
		faults := make([]error, rivals)
		for i, id := range ids {
			all.Go(func() {
				_, faults[i] = k.AddKey(ctx, id, customer.Key{Type: customer.KeyMSISDN, Value: "+49 171 7654321"})
			})
		}
		all.Wait()
		var winner string
		for i, err := range faults {
			if err == nil {
				assert.Empty(t, winner, "only one can have it")
				winner = ids[i]
				continue
			}
			assert.ErrorIs(t, err, fault.ErrConflict)
		}
		id, found := k.identify(t, "0171 7654321")
		assert.True(t, found)
		assert.Equal(t, winner, id)
	})
}

func TestService_keeps_no_card_number(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	number := strings.ReplaceAll(visa, " ", "")
	d := dealer("K-1", customer.Key{Type: customer.KeyCard, Value: visa})
	d.RequestKey = "r-1"
	c := k.establish(t, d)
	_, err := k.AddKey(ctx, c.ID, customer.Key{Type: customer.KeyCard, Value: "5555 5555 5555 4444"})
	require.NoError(t, err)
	keys, err := k.Keys(ctx, c.ID)
	require.NoError(t, err)
	assert.Contains(t, keys, customer.Key{Type: customer.KeyCard, Value: "1111"})
	assert.Contains(t, keys, customer.Key{Type: customer.KeyCard, Value: "4444"})

	plain := sha256.Sum256([]byte(number))
	bodies := 0
	require.NoError(t, k.store.View(ctx, func(tx store.Tx) error {
		for _, kind := range []string{"customer.customer", "customer.key", "work.once", "event.event"} {
			for r, err := range tx.Scan(store.Query{Tenant: etomtest.Tenant, Kind: kind}) {
				require.NoError(t, err)
				bodies++
				all := fmt.Sprint(string(r.Body), r.Keys)
				for _, telling := range []string{number, visa, "5555555555554444", "411111", hex.EncodeToString(plain[:])} {
					assert.NotContains(t, all, telling)
				}
			}
		}
		return nil
	}))
	assert.GreaterOrEqual(t, bodies, 8)

	for _, value := range []string{visa, "1111"} {
		found, err := k.Search(ctx, customer.KeyCard, value)
		require.NoError(t, err)
		require.Len(t, found, 1, value)
	}
	_, found := k.identify(t, "1111")
	assert.False(t, found, "four digits are too few to identify anybody")
	err = k.RemoveKey(ctx, c.ID, customer.Key{Type: customer.KeyCard, Value: "4012 8888 8888 1881"})
	assert.ErrorIs(t, err, fault.ErrNotFound)
	assert.NotContains(t, err.Error(), "4012")
	require.NoError(t, k.RemoveKey(ctx, c.ID, customer.Key{Type: customer.KeyCard, Value: "1111"}))
	_, found = k.identify(t, visa)
	assert.False(t, found)
}

func TestService_without_a_secret_refuses_cards(t *testing.T) {
	t.Parallel()
	env, _ := etomtest.Env(t, inMemory(t).store)
	s, err := customer.New(env, nil)
	require.NoError(t, err)
	_, err = s.Establish(context.Background(), dealer("K-1", customer.Key{Type: customer.KeyCard, Value: visa}))
	assert.ErrorIs(t, err, fault.ErrInvalid)
	assert.ErrorContains(t, err, "Config.CardSecret is not set")
}

func TestNew_refuses_a_wrong_config(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]customer.Config{
		"a country code with a plus sign":   {CountryCode: "+49"},
		"a country code of four digits":     {CountryCode: "4989"},
		"a country code that begins with 0": {CountryCode: "049"},
		"a short secret":                    {CardSecret: []byte("short")},
	} {
		s, err := customer.New(nil, &config)
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Nil(t, s)
	}
}

// Whatever is taken as a key, the value that is kept leads back to the customer.
func TestService_AddKey_is_found_again_by_what_is_kept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		row := rapid.SampledFrom(customer.KeyTypes()).Filter(func(r customer.KeyRow) bool { return r.From == "" }).Draw(rt, "row")
		c := k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Ada"}})
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9A-Za-zäßÄİı./ -]{1,20}`), rapid.StringMatching(`\+?[0-9]{6,15}`)).Draw(rt, "value")
		added, err := k.AddKey(ctx, c.ID, customer.Key{Type: row.Type, Value: value, Authority: "x"})
		if err != nil {
			require.ErrorIs(rt, err, fault.ErrInvalid)
			return
		}
		found, err := k.Search(ctx, row.Type, added.Value)
		require.NoError(rt, err)
		require.Equal(rt, []customer.Customer{c}, found)
		require.NoError(rt, k.RemoveKey(ctx, c.ID, added))
	})
}
