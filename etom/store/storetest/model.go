package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

var modelCases = []testCase{
	{"four hundred writes drawn by lot leave what a plain map would", func(t tester, st store.Store) {
		draw := rand.New(rand.NewPCG(1, 2)) // the same lots in every run
		kept := model{}
		for range 40 {
			next := kept.clone()
			undo := draw.IntN(4) == 0
			err := st.Update(t.Context(), func(tx store.Tx) error {
				next = kept.clone() // fn may be called again
				for range 10 {
					step(t, tx, draw, next)
				}
				if err := next.compare(t, tx); err != nil {
					return err
				}
				if undo {
					return errUndo
				}
				return nil
			})
			switch {
			case undo:
				want(t, err, errUndo, "update")
			case err != nil:
				t.Fatalf("update: %v", err)
			default:
				kept = next
			}
			view(t, st, func(tx store.Tx) error { return kept.compare(t, tx) })
		}
	}},
}

// model is what the store must hold, by id.
type model map[string]store.Record

func (m model) clone() model {
	c := model{}
	for id, rec := range m {
		c[id] = rec
	}
	return c
}

// step puts or deletes with a right or a wrong version, in the store and in the model.
func step(t tester, tx store.Tx, draw *rand.Rand, m model) {
	id := fmt.Sprintf("n-%d", draw.IntN(12))
	was := m[id]
	version := was.Version
	if draw.IntN(5) == 0 {
		version = draw.Int64N(4)
	}
	if draw.IntN(3) == 0 {
		expected := fault.ErrNotFound
		if was.Version > 0 {
			expected = fault.ErrConflict
		}
		if err := tx.Delete(ref(id), version); was.Version > 0 && version == was.Version {
			wantNone(t, err, "delete")
			delete(m, id)
		} else {
			want(t, err, expected, fmt.Sprintf("delete of version %d where %d is stored", version, was.Version))
		}
		return
	}
	rec := versioned(note(id), version)
	for range draw.IntN(4) {
		k := store.Key{Name: string(rune('a' + draw.IntN(2))), Value: string(rune('p' + draw.IntN(4)))}
		if !slices.Contains(rec.Keys, k) {
			rec.Keys = append(rec.Keys, k)
		}
	}
	err := tx.Put(rec)
	if version != was.Version {
		want(t, err, fault.ErrConflict, fmt.Sprintf("put of version %d where %d is stored", version, was.Version))
		return
	}
	wantNone(t, err, "put")
	m[id] = versioned(rec, version+1)
}

func wantNone(t tester, err error, doing string) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", doing, err)
	}
}

// compare holds everything in the store against the model.
func (m model) compare(t tester, tx store.Tx) error {
	t.Helper()
	byKey := map[string][]string{}
	for id, rec := range m {
		byKey[""] = append(byKey[""], id+"/"+id)
		for _, k := range rec.Keys {
			byKey[k.Name] = append(byKey[k.Name], k.Value+"/"+id)
		}
	}
	var failed error
	for _, key := range []string{"", "a", "b"} {
		slices.Sort(byKey[key])
		failed = errors.Join(failed, wantPlaces(t, tx, by(key), byKey[key]...))
	}
	for _, rec := range m {
		failed = errors.Join(failed, wantRecord(t, tx, rec))
	}
	return failed
}
