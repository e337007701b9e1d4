package risk_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, risk.Lifecycle(), "assessment")
	etomtest.Lifecycle(t, risk.DepositLifecycle(), "deposit")
}

// Everything that can happen, happens; each event is one of the list, says whose it is, and carries no facts about him.
func TestEvents(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	_, dep := d.secured()
	d.received(payment("p-1", dep.ID, "125.00 EUR"))
	p := payment("p-2", dep.ID, "1.00 EUR")
	p.For = "bill-1"
	_, err := d.ApplyDeposit(d.ctx, p)
	require.NoError(t, err)
	_, err = d.ReturnDeposit(d.ctx, payment("p-3", dep.ID, "124.00 EUR"))
	require.NoError(t, err)
	a := d.inReview()
	d.assessment(d.Vote(d.ctx, a.ID, vote("u-1", true)))
	d.assessment(d.Vote(d.ctx, a.ID, vote("u-2", true)))
	d.facts["c-9"] = good.with(known{"payment.dunningLevel": "1", "profile.segment": "farmers"})
	d.reassessed("c-9")
	d.hourly("c-2", "80.00 EUR", "80.00 EUR", "80.00 EUR")
	d.asked("c-3", "o-3", "250.00 EUR")
	d.withdrawn("o-3")

	var seen []string
	for _, correlation := range []string{"etom-default@1", "case-o-1", "case-o-9", "c-9", "case-c-2-o-1", "case-c-2-o-2", "case-c-2-o-3", "case-o-3"} {
		for _, e := range d.events(correlation) {
			seen = append(seen, e.Type)
			var n struct {
				Customer, Order, Assessment string
			}
			require.NoError(t, json.Unmarshal(e.Data, &n))
			if e.Type == risk.EventPolicyPublished {
				continue
			}
			assert.NotEmpty(t, n.Customer, e.Type)
			assert.Equal(t, e.Type == risk.EventLimitChanged, n.Order == "" || n.Assessment == "", e.Type)
			assert.NotContains(t, string(e.Data), "farmers")
			assert.NotContains(t, string(e.Data), "papers")
		}
	}
	slices.Sort(seen)
	types := risk.EventTypes()
	slices.Sort(types)
	assert.Equal(t, types, slices.Compact(seen))
}
