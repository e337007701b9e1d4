package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestFeasibility_is_asked_received_and_answered(t *testing.T) {
	for name, c := range map[string]struct {
		custom bool
		within time.Duration
	}{
		"of a standard product": {false, 48 * time.Hour},
		"of a custom product":   {true, 10 * day},
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, nil, func(t *testing.T, d *desk) {
				f, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{
					Correlation: "case-1", Customer: "dealer-a", Asker: "prospect-1", Offering: "dsl", Need: "a faster connection", Custom: c.custom,
				})
				require.NoError(t, err)
				assert.Equal(t, ordering.FeasibilityAsked, f.State)
				assert.Equal(t, d.clock.Now(), f.AskedAt)
				assert.Equal(t, d.clock.Now().Add(c.within), f.AnswerBy)
				d.refuses(fault.ErrState, func() error { _, err := d.AnswerFeasibility(d.ctx, f.ID); return err })

				answer := ordering.FeasibilityAnswer{Feasible: true, With: "DSL", LeadTime: 14 * day}
				f, err = d.ReceiveFeasibility(d.ctx, f.ID, answer)
				require.NoError(t, err)
				assert.Equal(t, ordering.FeasibilityReceived, f.State)
				assert.Equal(t, answer, f.Answer)
				d.refuses(fault.ErrState, func() error { _, err := d.ReceiveFeasibility(d.ctx, f.ID, answer); return err })

				f, err = d.AnswerFeasibility(d.ctx, f.ID)
				require.NoError(t, err)
				assert.Equal(t, ordering.FeasibilityAnswered, f.State)
				d.refuses(fault.ErrState, func() error { _, err := d.AnswerFeasibility(d.ctx, f.ID); return err })
				stored, err := d.Feasibility(d.ctx, f.ID)
				require.NoError(t, err)
				assert.Equal(t, f, stored)
				assert.Equal(t, []string{ordering.EventFeasibilityAsked, ordering.EventFeasibilityReceived, ordering.EventFeasibilityAnswered}, d.told("case-1"))
				var told ordering.Feasibility
				d.last("case-1", ordering.EventFeasibilityAnswered, &told)
				assert.Equal(t, f, told)
			})
		})
	}
}
