package etomtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Traces lists where one of the words stands in what was committed through the watch and is still there, in a body or a key:
// every record of every kind, whatever the case of the letters. A word that must be gone is best one that nothing else says.
func (w *Watched) Traces(t testing.TB, words ...string) []string {
	t.Helper()
	seen := map[store.Ref]bool{}
	var found []string
	err := w.View(context.Background(), func(tx store.Tx) error {
		for _, write := range w.Writes() {
			if seen[write.Ref] {
				continue
			}
			seen[write.Ref] = true
			r, err := tx.Get(write.Ref)
			if errors.Is(err, fault.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			said := strings.ToLower(string(r.Body) + fmt.Sprint(r.ID, r.Keys))
			for _, word := range words {
				if strings.Contains(said, strings.ToLower(word)) {
					found = append(found, fmt.Sprintf("%s: %s", r.Ref, word))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("traces: %v", err)
	}
	slices.Sort(found)
	return found
}
