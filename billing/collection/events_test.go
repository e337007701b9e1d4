package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestEventTypes_are_distinct_and_of_the_package(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, typ := range collection.EventTypes() {
		assert.False(t, seen[typ], typ)
		assert.Regexp(t, `^collection\.[a-z]+\.[a-zA-Z]+$`, typ)
		seen[typ] = true
	}
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, collection.Lifecycle(), "item")
}
