package memory_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// The tree splits and empties nodes; whatever is put and deleted, it must show what a plain map shows, and a
// view opened before must go on showing what it showed.
func TestStore_shows_what_a_plain_map_shows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		st := memory.New()
		model := map[string]string{} // id to its one key's value
		ids := rapid.IntRange(0, 400)
		for range rapid.IntRange(1, 6).Draw(t, "transactions") {
			before := listed(model)
			require.NoError(t, st.View(context.Background(), func(snapshot store.Tx) error {
				first := rapid.IntRange(0, 400).Draw(t, "first")
				count := rapid.IntRange(0, 200).Draw(t, "count")
				remove := rapid.Bool().Draw(t, "remove")
				value := fmt.Sprintf("v%02d", ids.Draw(t, "value")%7)
				require.NoError(t, st.Update(context.Background(), func(tx store.Tx) error {
					for i := first; i < first+count; i++ {
						id := fmt.Sprintf("%03d", i)
						if remove {
							require.NoError(t, drop(tx, id))
							delete(model, id)
							continue
						}
						require.NoError(t, put(tx, id, value))
						model[id] = value
					}
					require.Equal(t, listed(model), scanned(t, tx), "in the transaction")
					return nil
				}))
				require.Equal(t, before, scanned(t, snapshot), "in the view opened before")
				return nil
			}))
			require.NoError(t, st.View(context.Background(), func(tx store.Tx) error {
				require.Equal(t, listed(model), scanned(t, tx), "afterwards")
				return nil
			}))
		}
	})
}

func ref(id string) store.Ref { return store.Ref{Tenant: "t", Kind: "k", ID: id} }

func put(tx store.Tx, id, value string) error {
	was, err := tx.Get(ref(id))
	if err != nil && !fault.IsNotFound(err) {
		return err
	}
	return tx.Put(store.Record{Ref: ref(id), Version: was.Version, Body: []byte("{}"), Keys: []store.Key{{Name: "n", Value: value}}})
}

func drop(tx store.Tx, id string) error {
	was, err := tx.Get(ref(id))
	if fault.IsNotFound(err) {
		return nil
	}
	return tx.Delete(ref(id), was.Version)
}

func listed(model map[string]string) []string {
	all := []string{}
	for id, value := range model {
		all = append(all, value+" "+id)
	}
	slices.Sort(all)
	return all
}

func scanned(t *rapid.T, tx store.Tx) []string {
	all, ids := []string{}, 0
	for rec, err := range tx.Scan(store.Query{Tenant: "t", Kind: "k", Key: "n"}) {
		require.NoError(t, err)
		all = append(all, rec.Found+" "+rec.ID)
	}
	for _, err := range tx.Scan(store.Query{Tenant: "t", Kind: "k"}) {
		require.NoError(t, err)
		ids++
	}
	require.Len(t, all, ids, "records and keys")
	return all
}
