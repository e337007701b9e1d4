package risk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// What was stored is read for ever, and what was decided is decided again from it.
func TestStored(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.facts["c-1"] = good
	d.reassessed("c-1")
	d.facts["c-1"] = good.with(known{"payment.dunningLevel": "2", "payment.open": "119.00 EUR", "usage.unbilled": "7.50 EUR", "profile.segment": "retail"})
	a := d.asked("c-1", "o-1", "250.00 EUR")
	dep := d.depositOf(a.ID)
	d.received(payment("p-1", dep.ID, "100.00 EUR"))
	d.received(payment("p-2", dep.ID, "25.00 EUR"))
	p := payment("p-3", dep.ID, "49.90 EUR")
	p.For = "bill-7"
	_, err := d.ApplyDeposit(d.ctx, p)
	require.NoError(t, err)
	split := d.hourly("c-2", "80.00 EUR", "70.00 EUR", "60.00 EUR")[2]
	d.assessment(d.Vote(d.ctx, split.ID, vote("u-1", true)))
	d.assessment(d.Vote(d.ctx, split.ID, vote("u-2", false)))

	for name, a := range map[string]risk.Assessment{"assessment-deposit.json": d.again(a.ID), "assessment-split.json": d.again(split.ID)} {
		etomtest.Decodes(t, name, a)
		e, err := risk.Replay(compiled(t), a)
		require.NoError(t, err)
		require.True(t, e.Same, name)
	}
	etomtest.Decodes(t, "standing.json", d.standing("c-1"))
	etomtest.Decodes(t, "deposit.json", d.depositOf(a.ID))
}
