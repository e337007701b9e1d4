package store_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

type Contact struct {
	store.Meta
	Customer string   `json:"customer"`
	Tags     []string `json:"tags,omitempty"`
	Text     string   `json:"text"`
}

var contacts = store.NewCollection("crm.contact", func(n *Contact) []store.Key {
	keys := []store.Key{{Name: "customer", Value: n.Customer}}
	for _, tag := range n.Tags {
		keys = append(keys, store.Key{Name: "tag", Value: tag})
	}
	return keys
})

var plain = store.NewCollection[Contact]("crm.plain", nil)

func contact(id, customer string, tags ...string) Contact {
	return Contact{Meta: store.Meta{ID: id}, Customer: customer, Tags: tags, Text: "called back"}
}

func update(t *testing.T, st store.Store, fn func(in store.Scope)) {
	t.Helper()
	require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error {
		fn(store.Scope{Tx: tx, Tenant: "bmw"})
		return nil
	}))
}

func view(t *testing.T, st store.Store, fn func(in store.Scope)) {
	t.Helper()
	require.NoError(t, st.View(t.Context(), func(tx store.Tx) error {
		fn(store.Scope{Tx: tx, Tenant: "bmw"})
		return nil
	}))
}

func given(t *testing.T, st store.Store, all ...Contact) {
	t.Helper()
	update(t, st, func(in store.Scope) {
		for _, n := range all {
			require.NoError(t, contacts.Put(in, &n))
		}
	})
}

func ids(all []Contact) []string {
	var ids []string
	for _, n := range all {
		ids = append(ids, n.ID)
	}
	return ids
}

func TestCollection_gives_back_what_was_put_and_counts_versions(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		n := contact("n-1", "c-7", "urgent")
		update(t, st, func(in store.Scope) { require.NoError(t, contacts.Put(in, &n)) })
		assert.EqualValues(t, 1, n.Version, "put counts the version of the entity itself")

		var got Contact
		update(t, st, func(in store.Scope) {
			var err error
			got, err = contacts.Get(in, "n-1")
			require.NoError(t, err)
			assert.Equal(t, n, got)
			got.Text = "called again"
			require.NoError(t, contacts.Put(in, &got))
			assert.EqualValues(t, 2, got.Version)
		})
		view(t, st, func(in store.Scope) {
			again, err := contacts.Get(in, "n-1")
			require.NoError(t, err)
			assert.Equal(t, got, again)
		})
	})
}

func TestCollection_refuses_a_stale_entity_and_leaves_its_version(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		given(t, st, contact("n-1", "c-7"))
		update(t, st, func(in store.Scope) {
			fresh, err := contacts.Get(in, "n-1")
			require.NoError(t, err)
			stale := fresh
			require.NoError(t, contacts.Put(in, &fresh))
			require.ErrorIs(t, contacts.Put(in, &stale), fault.ErrConflict)
			assert.EqualValues(t, 1, stale.Version)
			require.ErrorIs(t, contacts.Delete(in, &stale), fault.ErrConflict)
			require.NoError(t, contacts.Delete(in, &fresh))
			require.ErrorIs(t, contacts.Delete(in, &fresh), fault.ErrNotFound)
		})
	})
}

func TestCollection_says_what_was_not_found(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		given(t, st, contact("n-1", "c-7"))
		view(t, st, func(in store.Scope) {
			_, err := contacts.Get(in, "n-2")
			require.ErrorIs(t, err, fault.ErrNotFound)
			require.EqualError(t, err, contacts.Subject("n-2")+": not found")

			_, found, err := contacts.Find(in, "n-2")
			require.NoError(t, err)
			assert.False(t, found)
			n, found, err := contacts.Find(in, "n-1")
			require.NoError(t, err)
			assert.True(t, found)
			assert.Equal(t, "c-7", n.Customer)

			_, _, err = contacts.Find(store.Scope{Tx: in.Tx, Tenant: "audi"}, "n-1")
			require.NoError(t, err, "another tenant's note is simply not there")
		})
	})
	assert.Equal(t, "crm.contact", contacts.Kind())
	assert.Equal(t, `crm.contact "n-2"`, contacts.Subject("n-2"))
}

func TestCollection_hides_the_notes_of_other_tenants_and_kinds(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		update(t, st, func(in store.Scope) {
			audi := store.Scope{Tx: in.Tx, Tenant: "audi"}
			for customer, scope := range map[string]store.Scope{"of bmw": in, "of audi": audi} {
				n := contact("n-1", customer)
				require.NoError(t, contacts.Put(scope, &n))
			}
			other := contact("n-1", "of another kind")
			require.NoError(t, plain.Put(in, &other))

			for customer, scope := range map[string]store.Scope{"of bmw": in, "of audi": audi} {
				all, _, err := contacts.Page(scope, store.Query{Tenant: "ignored", Kind: "ignored"})
				require.NoError(t, err)
				require.Len(t, all, 1)
				assert.Equal(t, customer, all[0].Customer)
			}
		})
	})
}

func TestCollection_finds_by_every_key(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		given(t, st, contact("n-3", "c-7", "urgent"), contact("n-1", "c-7", "urgent", "angry"), contact("n-2", "c-8"), contact("n-4", ""))
		view(t, st, func(in store.Scope) {
			for _, test := range []struct {
				key, value string
				want       []string
			}{
				{"customer", "c-7", []string{"n-1", "n-3"}},
				{"customer", "c-9", nil},
				{"tag", "urgent", []string{"n-1", "n-3"}},
				{"tag", "angry", []string{"n-1"}},
				{"customer", "", nil}, // a key without value is left out
				{"nothing", "c-7", nil},
			} {
				found, err := contacts.By(in, test.key, test.value)
				require.NoError(t, err)
				assert.Equal(t, test.want, ids(found), "by %s %q", test.key, test.value)
			}
			all, next, err := contacts.Page(in, store.Query{})
			require.NoError(t, err)
			assert.Equal(t, []string{"n-1", "n-2", "n-3", "n-4"}, ids(all))
			assert.Zero(t, next)
		})
	})
}

func TestCollection_pages_end_with_a_zero_cursor(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		for i := range 10 {
			given(t, st, contact(fmt.Sprintf("n-%d", i), fmt.Sprintf("c-%d", i/4)))
		}
		view(t, st, func(in store.Scope) {
			for limit, pages := range map[int]int{1: 11, 3: 4, 5: 3, 10: 2, 11: 1} {
				q := store.Query{Key: "customer", From: "c-0", Limit: limit}
				var seen []string
				read := 0
				for {
					page, next, err := contacts.Page(in, q)
					require.NoError(t, err)
					seen = append(seen, ids(page)...)
					read++
					if next == (store.Cursor{}) {
						break
					}
					q.After = next
				}
				assert.Equal(t, []string{"n-0", "n-1", "n-2", "n-3", "n-4", "n-5", "n-6", "n-7", "n-8", "n-9"}, seen)
				assert.Equal(t, pages, read, "pages of %d", limit)
			}
			_, _, err := contacts.Page(in, store.Query{Key: "customer", Limit: -1})
			require.ErrorIs(t, err, fault.ErrInvalid)
		})
	})
}

// What is stored is public: SQL may look into it, and a later release must read it.
func TestCollection_stores_the_entity_as_JSON_with_its_version(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		given(t, st, contact("n-1", "c-7", "urgent"))
		view(t, st, func(in store.Scope) {
			rec, err := in.Tx.Get(store.Ref{Tenant: "bmw", Kind: "crm.contact", ID: "n-1"})
			require.NoError(t, err)
			assert.Equal(t, `{"id":"n-1","version":1,"customer":"c-7","tags":["urgent"],"text":"called back"}`, string(rec.Body))
			assert.Equal(t, []store.Key{{Name: "customer", Value: "c-7"}, {Name: "tag", Value: "urgent"}}, rec.Keys)
		})
	})
}

func TestCollection_says_which_body_it_cannot_read(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		update(t, st, func(in store.Scope) {
			require.NoError(t, in.Tx.Put(store.Record{
				Ref:  store.Ref{Tenant: "bmw", Kind: "crm.contact", ID: "n-1"},
				Keys: []store.Key{{Name: "customer", Value: "c-7"}},
				Body: []byte(`{"customer":7}`),
			}))
			_, err := contacts.Get(in, "n-1")
			require.ErrorContains(t, err, `crm.contact "n-1": stored body: `)
			var wrong *json.UnmarshalTypeError
			require.ErrorAs(t, err, &wrong)
			_, err = contacts.By(in, "customer", "c-7")
			require.ErrorAs(t, err, &wrong)
		})
	})
}

func TestCollection_refuses_what_no_store_could_keep(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		update(t, st, func(in store.Scope) {
			bad := contact("", "c\x00", "\xff", "twice", "twice")
			var invalid *fault.Invalid
			require.ErrorAs(t, contacts.Put(in, &bad), &invalid)
			var paths []string
			for _, f := range invalid.Fields {
				paths = append(paths, f.Path+" "+f.Rule)
			}
			assert.Equal(t, []string{
				"id ETOM-REQUIRED", "keys[0].value ETOM-TEXT-NUL", "keys[1].value ETOM-TEXT-UTF8", "keys[3] ETOM-DUPLICATE",
			}, paths, "all of it at once")
			assert.Zero(t, bad.Version)
		})
	})
}
