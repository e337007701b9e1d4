// Package storetest owns the contract of the storage port as a suite of tests: what it does not ask for, no
// store owes. It does not own any backend. A backend of one's own is held against it in one line:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Store { return mydb.New(t) })
//	}
//
// A store that keeps its records when it is closed takes RunDurable instead:
//
//	func TestStore(t *testing.T) {
//		storetest.RunDurable(t, func(t *testing.T) func(*testing.T) store.Store {
//			path := filepath.Join(t.TempDir(), "crm.db")
//			return func(t *testing.T) store.Store { return mydb.Open(t, path) }
//		})
//	}
//
// There are no options and nothing to opt out of: a service that works on one store works on all of them.
package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Run holds a store against the contract, each case on a store of its own: open makes an empty one, which Run
// closes. The cases run in parallel.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, closing(t, open(t)))
		})
	}
}

// RunDurable is Run for a store that keeps its records when it is closed. place makes an empty place and returns
// how to open the store there, again and again.
func RunDurable(t *testing.T, place func(t *testing.T) (open func(t *testing.T) store.Store)) {
	t.Helper()
	Run(t, func(t *testing.T) store.Store { return place(t)(t) })
	for _, c := range durableCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			open := place(t)
			c.run(t, func() store.Store { return closing(t, open(t)) })
		})
	}
}

func closing(t *testing.T, st store.Store) store.Store {
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return st
}

// tester is what a case needs of *testing.T, so that the suite itself can be tested with broken stores.
type tester interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

type testCase struct {
	name string // one sentence of the contract
	run  func(t tester, st store.Store)
}

type durableCase struct {
	name string
	run  func(t tester, open func() store.Store)
}

func cases() []testCase {
	return slices.Concat(recordCases, keyCases, scanCases, pageCases, textCases, copyCases, tenantCases,
		transactionCases, contextCases, isolationCases, concurrencyCases, modelCases)
}
