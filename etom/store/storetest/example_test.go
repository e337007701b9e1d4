package storetest_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/store/storetest"
)

// A backend of one's own is right when its test says just this.
func ExampleRun() {
	_ = func(t *testing.T) { // func TestStore(t *testing.T)
		storetest.Run(t, func(*testing.T) store.Store { return memory.New() })
	}
	// Output:
}
