package customer_test

import (
	"context"
	"fmt"
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

// twice is a customer who has been established twice: once as Dealer A, once by another clerk.
func twice(t testing.TB, k kit) (first, second customer.Customer) {
	t.Helper()
	first = k.establish(t, dealer("K-1", customer.Key{Type: customer.KeyTaxID, Value: "DE 123 456 789"}))
	second = k.establish(t, customer.Draft{Number: "K-2", Kind: customer.Organization, Data: customer.Data{Name: "Dealer A. GmbH",
		ContactMedia: []customer.ContactMedium{phone("+49 89 1234567"), email("boss@dealer-a.example")}},
		Keys: []customer.Key{{Type: customer.KeyContract, Value: "V-7"}, {Type: customer.KeyCard, Value: visa}}})
	return first, second
}

func TestService_Merge(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		first, second := twice(t, k)
		second, err := k.ChangeStatus(ctx, second.ID, customer.Activate, "agreed")
		require.NoError(t, err)
		d := second.Data
		d.Characteristics = []customer.Characteristic{{Name: "line of business", Value: "cars"}}
		second, err = k.Acquire(ctx, second.ID, second.Version, d)
		require.NoError(t, err)
		keys, err := k.Keys(ctx, first.ID)
		require.NoError(t, err)
		more, err := k.Keys(ctx, second.ID)
		require.NoError(t, err)
		at := k.clock.Advance(time.Hour)

		merged, err := k.Merge(ctx, first.ID, second.ID, "the same tax number on paper")
		require.NoError(t, err)
		assert.Equal(t, "Dealer A", merged.Name, "the survivor wins")
		assert.Equal(t, d.Characteristics, merged.Characteristics, "what it lacks is taken")
		assert.Len(t, merged.ContactMedia, 4, "its three, and the address it lacks")
		assert.Equal(t, customer.Active, merged.Status)
		kept, err := k.Get(ctx, first.ID)
		require.NoError(t, err)
		assert.Equal(t, merged, kept)

		record, err := k.Get(ctx, second.ID)
		require.NoError(t, err)
		assert.Equal(t, &customer.Merging{Into: first.ID, At: at, Reason: "the same tax number on paper"}, record.Merged)
		assert.Equal(t, second.Data, record.Data, "it stays readable as it was")
		for id, changes := range map[string]int{first.ID: 1, second.ID: 1} {
			history, err := k.History(ctx, id)
			require.NoError(t, err)
			assert.Len(t, history, changes, id)
		}

		for _, key := range []string{first.ID, second.ID, "K-1", "K-2", "DE123456789", "V-7", visa, "boss@dealer-a.example", "sales@dealer-a.example", "089 1234567"} {
			id, found := k.identify(t, key)
			assert.True(t, found, key)
			assert.Equal(t, first.ID, id, key)
		}
		for _, number := range []string{"K-1", "K-2", first.ID, second.ID} {
			found, err := k.Search(ctx, customer.KeyNumber, number)
			require.NoError(t, err)
			require.Len(t, found, 1, number)
			assert.Equal(t, first.ID, found[0].ID, number)
		}
		all, err := k.Keys(ctx, first.ID)
		require.NoError(t, err)
		for _, key := range slices.Concat(keys, more) {
			assert.Contains(t, all, key)
		}
		assert.Len(t, all, len(keys)+len(more)-1, "the telephone number was known already")
		none, err := k.Keys(ctx, second.ID)
		require.NoError(t, err)
		assert.Empty(t, none)
		listed, _, err := k.List(ctx, "", store.Cursor{}, 10)
		require.NoError(t, err)
		assert.Equal(t, []customer.Customer{merged}, listed)

		events := k.events(t, first.ID)
		assert.Equal(t, []string{customer.EventEstablished, customer.EventIdentityMerged, customer.EventStatusChanged}, etomtest.Types(events))
		assert.JSONEq(t, fmt.Sprintf(`{"customer":%q,"merged":%q}`, first.ID, second.ID), string(events[1].Data))
	})
}

func TestService_Merge_refuses_what_has_no_survivor(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	first, second := twice(t, k)
	third := k.establish(t, dealer("K-3"))
	person := k.establish(t, customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Dealer A"}})
	_, err := k.Merge(ctx, first.ID, second.ID, "a duplicate")
	require.NoError(t, err)
	k.store.Unchanged(t, func() {
		for name, tt := range map[string]struct {
			into, from, reason string
			kind               error
		}{
			"itself":              {first.ID, first.ID, "x", fault.ErrInvalid},
			"nobody":              {"", "", "", fault.ErrInvalid},
			"unknown":             {first.ID, "c-99", "x", fault.ErrNotFound},
			"twice":               {first.ID, second.ID, "x", fault.ErrState},
			"elsewhere meanwhile": {third.ID, second.ID, "x", fault.ErrState},
			"in a circle":         {second.ID, first.ID, "x", fault.ErrState},
			"a merged one takes":  {second.ID, third.ID, "x", fault.ErrState},
			"a person":            {first.ID, person.ID, "x", fault.ErrRejected},
		} {
			_, err := k.Merge(ctx, tt.into, tt.from, tt.reason)
			assert.ErrorIs(t, err, tt.kind, name)
		}
		for name, do := range map[string]func() error{
			"acquire": func() error { _, err := k.Acquire(ctx, second.ID, 2, customer.Data{Name: "x"}); return err },
			"status":  func() error { _, err := k.ChangeStatus(ctx, second.ID, customer.Activate, "x"); return err },
			"key": func() error {
				_, err := k.AddKey(ctx, second.ID, customer.Key{Type: customer.KeyContract, Value: "V-9"})
				return err
			},
			"no key": func() error {
				return k.RemoveKey(ctx, second.ID, customer.Key{Type: customer.KeyContract, Value: "V-7"})
			},
		} {
			err := do()
			assert.ErrorIs(t, err, fault.ErrState, name)
			assert.ErrorContains(t, err, "was merged into customer.customer \""+first.ID+"\"; use that customer", name)
		}
	})
}

func TestService_Merge_of_data_that_would_be_too_much_is_refused(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	full := func(prefix string) customer.Draft {
		d := customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Ada"}}
		for i := range customer.MaxMedia {
			d.ContactMedia = append(d.ContactMedia, email(fmt.Sprintf("%s%d@example.com", prefix, i)))
		}
		return d
	}
	a, b := k.establish(t, full("a")), k.establish(t, full("b"))
	k.store.Unchanged(t, func() {
		_, err := k.Merge(ctx, a.ID, b.ID, "a duplicate")
		assert.ErrorIs(t, err, fault.ErrInvalid)
		assert.ErrorContains(t, err, "contactMedium: has 40 entries, at most 20 are allowed")
	})
}

// However records are merged, one by one or in chains: each id and each key names one and the same survivor, no key is lost, and all ids
// of an identity are found from each of them.
func TestService_Merge_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ctx, k := context.Background(), inMemory(t)
		n := rapid.IntRange(2, 6).Draw(rt, "records")
		ids, survivor, keys := make([]string, n), map[string]string{}, map[string]string{}
		for i := range n {
			key := customer.Key{Type: customer.KeyContract, Value: fmt.Sprintf("V-%d", i)}
			c := k.establish(t, customer.Draft{Number: fmt.Sprintf("K-%d", i), Kind: customer.Individual, Keys: []customer.Key{key},
				Data: customer.Data{Name: "Ada", ContactMedia: []customer.ContactMedium{email(fmt.Sprintf("ada%d@example.com", i%3))}}})
			ids[i], survivor[c.ID] = c.ID, c.ID
			keys[key.Value], keys[c.Number] = c.ID, c.ID
		}
		for range rapid.IntRange(1, n).Draw(rt, "merges") {
			into, from := rapid.SampledFrom(ids).Draw(rt, "into"), rapid.SampledFrom(ids).Draw(rt, "from")
			_, err := k.Merge(ctx, into, from, "a duplicate")
			if into == from || survivor[into] != into || survivor[from] != from {
				require.Error(rt, err)
				continue
			}
			require.NoError(rt, err)
			for id, is := range survivor {
				if is == from {
					survivor[id] = into
				}
			}
		}
		for key, owner := range keys {
			id, found := k.identify(t, key)
			require.True(rt, found, key)
			require.Equal(rt, survivor[owner], id, key)
		}
		for id, is := range survivor {
			all, err := k.IDs(ctx, id)
			require.NoError(rt, err)
			var want []string
			for other, too := range survivor {
				if too == is {
					want = append(want, other)
				}
			}
			require.ElementsMatch(rt, want, all)
			require.Equal(rt, is, all[0])
			c, err := k.Survivor(ctx, id)
			require.NoError(rt, err)
			require.Equal(rt, is, c.ID)
			found, is2 := k.identify(t, id)
			require.True(rt, is2)
			require.Equal(rt, is, found)
		}
	})
}

func TestFill_the_survivor_wins(t *testing.T) {
	t.Parallel()
	preferred := func(m customer.ContactMedium) customer.ContactMedium { m.Preferred = true; return m }
	buyer := customer.Party{Name: "Ms Buyer", Role: "purchasing"}
	mine := customer.Data{Name: "Ada", Language: customer.German, ContactMedia: []customer.ContactMedium{email("ada@example.com")}, Parties: []customer.Party{buyer},
		Characteristics: []customer.Characteristic{{Name: "segment", Value: "a"}}}
	theirs := customer.Data{Name: "Ada L.", Language: customer.English,
		ContactMedia:    []customer.ContactMedium{preferred(email("ada@example.com")), preferred(phone("+4989123456"))},
		Parties:         []customer.Party{{Name: "MS  buyer", Role: "Purchasing"}, {Name: "Ms Buyer", Role: "law"}},
		Characteristics: []customer.Characteristic{{Name: "segment", Value: "b"}, {Name: "line", Value: "c"}}}
	want := customer.Data{Name: "Ada", Language: customer.German, ContactMedia: []customer.ContactMedium{email("ada@example.com"), preferred(phone("+4989123456"))},
		Parties: []customer.Party{buyer, {Name: "Ms Buyer", Role: "law"}}, Characteristics: []customer.Characteristic{{Name: "segment", Value: "a"}, {Name: "line", Value: "c"}}}
	assert.Equal(t, want, customer.Fill(mine, theirs))

	mine.ContactMedia[0].Preferred = true
	want.ContactMedia = []customer.ContactMedium{preferred(email("ada@example.com")), phone("+4989123456")}
	assert.Equal(t, want, customer.Fill(mine, theirs), "at most one medium is preferred, and it is the survivor's")
	assert.Equal(t, want, customer.Fill(want, theirs), "once more changes nothing")
	assert.Equal(t, mine, customer.Fill(mine, customer.Data{}))
}
