package billing_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLifecycle_of_a_bill(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, billing.Lifecycle(), "bill/lifecycle")
}
