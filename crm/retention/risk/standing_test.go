package risk_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func limit(s risk.Standing) string { return s.Limit.String() }

const day = 24 * time.Hour

func TestStanding_is_lowered_by_dunning_and_restored_after_a_month(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		d.facts["c-1"] = good
		assert.Equal(t, "3000.00 EUR", limit(d.reassessed("c-1")))
		assert.Empty(t, d.events("c-1"), "the first limit is no change")

		d.facts["c-1"] = good.with(known{"payment.dunningLevel": "1"})
		s := d.reassessed("c-1")
		assert.Equal(t, "2250.00 EUR", limit(s))
		assert.Equal(t, "threeQuarters", s.Step.Name)
		assert.Equal(t, []fault.Reason{{Code: "RISK-STEP-01", Message: "a payment reminder has been sent"}}, s.Step.Reasons)
		assert.Len(t, d.events("c-1"), 1)

		d.store.Unchanged(t, func() { d.reassessed("c-1") })

		d.clock.Advance(10 * day)
		d.facts["c-1"] = good
		s = d.reassessed("c-1")
		assert.Equal(t, "2250.00 EUR", limit(s), "the debt is paid, but a month must pass")
		assert.Equal(t, d.clock.Now(), s.Step.ClearSince)
		assert.Equal(t, d.clock.Now().Add(30*day), s.LookAt)
		assert.Len(t, d.events("c-1"), 1)

		r, err := d.Due(d.ctx, d.clock.Advance(30*day-time.Second))
		require.NoError(t, err)
		assert.Equal(t, risk.DueReport{}, r)
		r, err = d.Due(d.ctx, d.clock.Advance(time.Second))
		require.NoError(t, err)
		assert.Equal(t, risk.DueReport{Looked: 1, Changed: 1}, r)
		s = d.standing("c-1")
		assert.Equal(t, "3000.00 EUR", limit(s))
		r, err = d.Due(d.ctx, d.clock.Now())
		require.NoError(t, err)
		assert.Equal(t, risk.DueReport{}, r, "once is enough")

		var n risk.LimitNotice
		events := d.events("c-1")
		require.Len(t, events, 2)
		require.NoError(t, json.Unmarshal(events[1].Data, &n))
		assert.Equal(t, []any{"c-1", "2250.00 EUR", "3000.00 EUR", "risk.due", "full"}, []any{n.Customer, n.From.String(), n.To.String(), n.Because, n.Step})
		require.Len(t, s.Changes, 2)
		assert.Equal(t, []any{"3000.00 EUR", "2250.00 EUR", "collection.dunning.sent"}, []any{s.Changes[0].From.String(), s.Changes[0].To.String(), s.Changes[0].Because})
	})
}

func TestStanding_is_lowered_again_at_once_while_it_waits(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	dunned := good.with(known{"payment.dunningLevel": "2"})
	for _, tt := range []struct {
		after time.Duration
		facts known
		limit string
		clear bool
	}{
		{0, good, "3000.00 EUR", false},
		{day, good.with(known{"payment.dunningLevel": "1"}), "2250.00 EUR", false},
		{day, good, "2250.00 EUR", true},
		{20 * day, dunned, "125.00 EUR", false}, // half of the limit of one who pays badly
		{day, good, "1500.00 EUR", true},        // half of his own, as he pays well again
		{29 * day, good, "1500.00 EUR", true},
		{day, good, "3000.00 EUR", false},
	} {
		d.clock.Advance(tt.after)
		d.facts["c-1"] = tt.facts
		s := d.reassessed("c-1")
		assert.Equal(t, tt.limit, limit(s))
		assert.Equal(t, tt.clear, !s.Step.ClearSince.IsZero())
	}
}

func TestStanding_steps_of_the_default_policy(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	for _, tt := range []struct {
		facts known
		share string
	}{
		{nil, "100%"},
		{known{"payment.returned": "3", "payment.brokenPromises": "2"}, "100%"}, // it lies behind, and no level is reached now
		{known{"payment.dunningLevel": "1"}, "75%"},
		{known{"payment.dunningLevel": "2"}, "50%"},
		{known{"payment.dunningLevel": "3"}, "25%"},
		{known{"payment.dunningLevel": "1", "payment.returned": "1"}, "50%"},
		{known{"payment.dunningLevel": "1", "payment.brokenPromises": "1"}, "50%"},
		{known{"payment.dunningLevel": "3", "payment.brokenPromises": "1"}, "25%"},
		{known{"payment.overdueDays": "29"}, "100%"},
		{known{"payment.overdueDays": "30"}, "75%"},
		{known{"payment.overdueDays": "60"}, "50%"},
		{known{"payment.overdueDays": "90"}, "0%"},
		{known{"payment.blocked": "true"}, "0%"},
	} {
		assert.Equal(t, tt.share, decide(t, c, good.with(tt.facts), "0.00 EUR").Step.Share.String(), "%v", tt.facts)
	}
}

func TestStanding_is_restored_at_once_if_the_policy_says_so(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	p.Name, p.Steps.RestoreDays, p.LookAgainDays = "at-once", 0, 0
	d := open(t, memory.New(), &risk.Config{Policies: []risk.Policy{p}})
	d.facts["c-1"] = good.with(known{"payment.dunningLevel": "1"})
	s := d.reassessed("c-1")
	assert.Equal(t, "2250.00 EUR", limit(s))
	assert.Zero(t, s.LookAt, "nobody looks again without a cause")
	d.facts["c-1"] = good
	assert.Equal(t, "3000.00 EUR", limit(d.reassessed("c-1")))
}

func TestStanding_is_lowered_by_a_decision(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.facts["c-1"] = good
	d.reassessed("c-1")
	d.facts["c-1"] = good.with(known{"payment.returned": "1", "payment.late": "1"})
	a := d.asked("c-1", "o-1", "100.00 EUR")
	assert.Equal(t, risk.LowerLimit, a.Outcome)
	assert.True(t, a.Permits(), "the order goes ahead")
	s := d.standing("c-1")
	assert.Equal(t, "1500.00 EUR", limit(s))
	assert.Equal(t, risk.Lowered, s.Step.Name)
	assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventLimitChanged}, d.told("case-o-1"))

	d.reassessed("c-1") // no dunning step keeps it down
	_, err := d.Due(d.ctx, d.clock.Advance(30*day))
	require.NoError(t, err)
	assert.Equal(t, "3000.00 EUR", limit(d.standing("c-1")))
}

func TestStanding_of_a_customer_who_was_never_assessed(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.facts["c-1"] = dealer
	d.store.Unchanged(t, func() {
		s := d.standing("c-1")
		assert.Equal(t, "5000000.00 EUR", limit(s))
		assert.Equal(t, "revenue", s.Band)
		assert.Equal(t, "RISK-LIMIT-03", s.Reasons[0].Code)
	})
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Standing(d.ctx, ""); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Reassess(d.ctx, "", "x\x00"); return err })
}

// A limit nobody has looked at for a quarter of a year is looked at again.
func TestDue_looks_again_after_a_time(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.asked("c-1", "o-1", "10.00 EUR")
	d.asked("c-2", "o-2", "10.00 EUR")
	d.facts["c-2"] = known{"payment.bills": "3"}
	r, err := d.Due(d.ctx, d.clock.Advance(90*day))
	require.NoError(t, err)
	assert.Equal(t, risk.DueReport{Looked: 2, Changed: 1}, r)
	assert.Equal(t, "2000.00 EUR", limit(d.standing("c-2")))
	r, err = d.Due(d.ctx, d.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, risk.DueReport{}, r)
}

func TestBand_of_revenue_has_bounds(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	for _, tt := range []struct{ revenue, limit string }{
		{"99999.99 EUR", "1000.00 EUR"}, {"100000.00 EUR", "10000.00 EUR"}, {"123456.78 EUR", "12345.67 EUR"}, {"900000000.00 EUR", "10000000.00 EUR"},
	} {
		v := decide(t, c, known{"profile.revenue": tt.revenue}, "0.00 EUR")
		assert.Equal(t, money.Must(tt.limit), v.Full, tt.revenue)
	}
}

// Of a customer with two ids there is one limit: nobody gets rid of a lowered one by a new id, or by ordering under the old one.
func TestStanding_of_a_merged_duplicate(t *testing.T) {
	t.Parallel()
	for name, has := range map[string]bool{"the customer has a limit": true, "the customer has none yet": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids := []string{}
			d := open(t, memory.New(), &risk.Config{IDs: func(_ *work.Unit, customer string) ([]string, error) { return ids, nil }})
			d.facts["c-1"], d.facts["c-old"] = good, good.with(known{"payment.dunningLevel": "2"})
			if has {
				d.reassessed("c-1")
			}
			assert.Equal(t, "125.00 EUR", limit(d.reassessed("c-old")))
			d.facts["c-old"] = good
			ids = []string{"c-1", "c-old"}
			merge := func() { require.NoError(t, d.Merge(d.ctx, "c-1", "c-old")) }
			merge()
			s := d.standing("c-1")
			assert.Equal(t, []any{"c-1", "half", "1500.00 EUR", "risk.merge"}, []any{s.ID, s.Step.Name, limit(s), s.Changes[len(s.Changes)-1].Because})
			d.store.Unchanged(t, merge)

			a := d.asked("c-old", "o-1", "10.00 EUR")
			assert.Equal(t, "half", a.Before.Name, "under the old id, too")
			assert.Equal(t, "c-1", d.standing("c-old").ID)
			assert.Equal(t, "c-1", d.reassessed("c-old").ID)
			r, err := d.Due(d.ctx, d.clock.Advance(30*day))
			require.NoError(t, err)
			assert.Equal(t, risk.DueReport{Looked: 1, Changed: 1}, r, "the old one is gone")
		})
	}
	d := inMemory(t)
	d.refuses(fault.ErrInvalid, func() error { return d.Merge(d.ctx, "c-1", "c-1") })
	d.refuses(fault.ErrInvalid, func() error { return d.Merge(d.ctx, "", "c-1") })
	d.store.Unchanged(t, func() { require.NoError(t, d.Merge(d.ctx, "c-1", "c-2")) })
}

// What a limit rests on is told as it is now, though the limit is the same.
func TestStanding_tells_the_reasons_of_today(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.facts["c-1"] = good.with(known{"payment.dunningLevel": "1"})
	d.reassessed("c-1")
	d.facts["c-1"] = good.with(known{"payment.overdueDays": "30"})
	s := d.reassessed("c-1")
	assert.Equal(t, "RISK-STEP-06", s.Step.Reasons[0].Code)
	assert.Empty(t, d.events("c-1"), "the limit has not changed")
}
