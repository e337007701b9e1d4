package crashtest_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/store"
)

// A store that breaks the promise must be found out, in the same way in which the good ones are found good.
func TestCrashes_show_a_store_that(t *testing.T) {
	t.Parallel()
	for _, how := range []string{torn, hasty} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, crash.SQLite(t))
			s.sabotage = how
			crash.FoundOut(t, 60, func() []string {
				s.crash()
				return rules.Check(s.look())
			})
		})
	}
}

// The stores that break the promise, by name.
const (
	torn  = "commits each write on its own"
	hasty = "says that it is done before it is"
)

func sabotaged(st store.Store, how string) store.Store {
	switch how {
	case torn:
		return crash.Torn(st)
	case hasty:
		return crash.Hasty(st)
	}
	return st
}
