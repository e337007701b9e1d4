package relationship_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Due_by_several_hosts_does_each_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		k := newKit(t, st)
		const customers = 6
		for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
			k.relation(k.Establish(k.ctx, relationship.Start{Customer: id}))
			k.ending(k.Notice(k.ctx, relationship.Draft{Customer: id, Ground: relationship.OwnNotice, By: id, Correlation: "case"}))
		}
		k.clock.Advance(40 * 24 * 3600e9)
		var hosts sync.WaitGroup
		for range 3 {
			hosts.Go(func() {
				for range 3 {
					_, _ = k.Due(k.ctx, k.clock.Now()) // a host that keeps losing tries again later
				}
			})
		}
		hosts.Wait()
		_, err := k.Due(k.ctx, k.clock.Now())
		assert.NoError(t, err)
		begun := map[string]int{}
		for _, typ := range k.types("case") {
			begun[typ]++
		}
		for _, typ := range []string{relationship.EventEndingBegun, relationship.EventServicesEnding, relationship.EventEnded} {
			assert.Equal(t, customers, begun[typ], typ)
		}
	})
}
