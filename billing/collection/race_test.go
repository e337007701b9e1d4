package collection_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Several hosts do the same at the same time: it is done once.
func TestService_several_hosts(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.on("2026-03-21")
		at := d.clock.Now()
		var wg sync.WaitGroup
		faults := make([]error, 8)
		for n := range faults {
			wg.Go(func() {
				for {
					var err error
					if n%2 == 0 {
						_, err = d.TakePayment(d.ctx, paying("p-1", "30.00 EUR", "2026-03-20", "R-1001"))
					} else {
						_, err = d.Due(d.ctx, at)
					}
					if faults[n] = err; !errors.Is(err, fault.ErrConflict) {
						return
					}
				}
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(faults...))
		h := d.history("a-1")
		assert.Len(t, h.Letters, 1)
		assert.Len(t, h.Payments, 1)
		assert.Equal(t, collection.PartiallyPaid, h.Items[0].State)
		assert.Equal(t, "70.00 EUR", h.Items[0].Open.String())
		d.total("a-1")
	})
}
