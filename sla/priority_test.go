package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

func TestDecidePriority(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cover  sla.Cover
		impact sla.Impact
		want   sla.Priority
	}{
		"covered, blocked":      {sla.Covered, sla.Blocked, "0"},
		"covered, hampered":     {sla.Covered, sla.Hampered, "2"}, // section 6.6, step 5
		"covered, no impact":    {sla.Covered, sla.NoImpact, "3"},
		"not covered, blocked":  {sla.NotCovered, sla.Blocked, "3"},
		"not covered, hampered": {sla.NotCovered, sla.Hampered, "4"},
		"not covered, none":     {sla.NotCovered, sla.NoImpact, "4"},
	} {
		got, why := sla.DecidePriority(tt.cover, tt.impact, "Extranet", nil)
		assert.Equal(t, tt.want, got, name)
		assert.NotEmpty(t, why.Message, name)
	}
	gold := []sla.PriorityRow{{Code: "GOLD", Agreement: "gold", Priority: "0", Why: "gold comes first"}}
	got, _ := sla.DecidePriority(sla.Covered, sla.NoImpact, "gold", gold)
	assert.Equal(t, sla.PriorityHighest, got, "by the type of the customer's agreement")
	got, why := sla.DecidePriority(sla.Covered, sla.NoImpact, "silver", gold)
	assert.Equal(t, sla.PriorityLowest, got)
	assert.Equal(t, sla.ReasonNoPriority, why.Code)
}

// Section 6.6, step 5: mail is in the agreement; the business is hampered, not blocked: medium.
func TestGivePriority_of_the_document(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		given, err := d.GivePriority(d.ctx, sla.PriorityQuestion{Correlation: "case-1", Customer: "dealer-a", Ticket: "ticket-1", Feature: "Mail", Impact: sla.Hampered})
		require.NoError(t, err)
		assert.Equal(t, []sla.PriorityNotice{given}, all[sla.PriorityNotice](d, "case-1", sla.EventPriorityGiven))
		assert.Equal(t, "ticket-1", d.journal("case-1")[0].Subject)
		assert.Equal(t, sla.PriorityMedium, given.Priority)
		assert.Equal(t, "medium", given.Name)
		assert.True(t, given.Covered)
		assert.Equal(t, "extranet-a", given.Agreement)
		assert.Equal(t, []string{"SLA-PRIO-02"}, codes(given.Reasons))
		require.Len(t, given.Targets, 1)
		target := given.Targets[0]
		assert.Equal(t, calendar.Span(12*time.Hour), target.Within)
		assert.Equal(t, money.Count(12), target.Target)
		assert.Equal(t, "service hours", target.Hours.Name, "the calendar in which the clock runs")

		for _, feature := range []string{"Fax", ""} {
			given, err = d.GivePriority(d.ctx, sla.PriorityQuestion{Customer: "dealer-a", Feature: feature, Impact: sla.Blocked})
			require.NoError(t, err)
			assert.False(t, given.Covered)
			assert.Equal(t, sla.PriorityLow, given.Priority)
			assert.Empty(t, given.Targets)
		}
		assert.Equal(t, []string{sla.EventPriorityGiven, sla.EventPriorityGiven}, d.told("dealer-a"))
	})
}

func TestGivePriority_the_agreement_in_force_with_the_highest_priority_decides(t *testing.T) {
	t.Parallel()
	gold := sla.PriorityRow{Code: "GOLD", Cover: sla.Covered, Agreement: "Gold", Priority: "1", Why: "gold comes first"}
	d := inMemory(t, &sla.Config{Priorities: append([]sla.PriorityRow{gold}, sla.PriorityRows()...)})
	d.registered(sla.AtOnce)
	r := registration(extranet(sla.AtOnce))
	r.Agreement.ID, r.Agreement.Name, r.From = "gold-a", "Gold", calendar.MustParse("2026-04-01")
	d.register(r)
	ask := func() sla.PriorityNotice {
		given, err := d.GivePriority(d.ctx, sla.PriorityQuestion{Customer: "dealer-a", Feature: "Mail", Impact: sla.Hampered})
		require.NoError(t, err)
		return given
	}
	assert.Equal(t, "extranet-a", ask().Agreement, "the other is not in force yet")
	d.clock.Advance(40 * 24 * time.Hour)
	given := ask()
	assert.Equal(t, []string{"gold-a", "1"}, []string{given.Agreement, string(given.Priority)})
}

func TestGivePriority_refuses_wrong_questions(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.GivePriority(d.ctx, sla.PriorityQuestion{Correlation: "\x00", Ticket: "\xff", Feature: "\xff", Impact: "some"})
			return err
		})
		assert.Equal(t, []string{"correlation ETOM-TEXT-NUL", "customer ETOM-REQUIRED", "ticket ETOM-TEXT-UTF8", "feature ETOM-TEXT-UTF8", "impact ETOM-UNKNOWN"}, fields(t, err))
	})
}
