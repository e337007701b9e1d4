package relationship_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, relationship.Lifecycle(), "ending")
}
