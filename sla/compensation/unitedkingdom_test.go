package compensation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

func TestUnitedKingdom_examples_of_providers(t *testing.T) {
	t.Parallel()
	withDeadline := compensation.UnitedKingdomTerms{DeadlineDay: true}
	tests := []struct {
		name, source string
		terms        compensation.UnitedKingdomTerms
		facts        compensation.Facts
		want         string
	}{
		{"reported on Monday, not fixed by midnight on Wednesday", "BT, 4 May 2022 (community.bt.com 2230406)", withDeadline,
			outage(on("2022-05-09 10:00"), on("2022-05-12 09:00")), "8.40 GBP"},
		{"reported on Monday, fixed on Friday", "BT, 4 May 2022: £8.40 for Wednesday, another £8.40 for Thursday", withDeadline,
			outage(on("2022-05-09 10:00"), on("2022-05-13 09:00")), "16.80 GBP"},
		{"reported on Wednesday 1 February, fixed on Monday 6", "community.virginmedia.com 5257272: the payment trigger time and two days", withDeadline,
			outage(on("2023-02-01 10:00"), on("2023-02-06 09:00")), "25.20 GBP"},
		{"the same where only days behind the two working days are paid", "EE: for each extra day it's not fixed", compensation.UnitedKingdomTerms{},
			outage(on("2023-02-01 10:00"), on("2023-02-06 09:00")), "16.80 GBP"},
		{"reported on Monday, fixed by 11.59 pm on Wednesday", "SeeTheLight", withDeadline, outage(on("2025-06-02 10:00"), on("2025-06-04 23:59")), "0.00 XXX"},
		{"activation on Friday instead of Wednesday", "BT: £12.48, £6.24 for Wednesday and £6.24 for Thursday", withDeadline,
			start(compensation.Delay{Since: on("2025-06-04 00:00"), Until: on("2025-06-06 11:00")}), "12.48 GBP"},
		{"activation on Friday instead of Monday", "EE: £24.96 for four days", withDeadline,
			start(compensation.Delay{Since: on("2025-06-02 00:00"), Until: on("2025-06-06 11:00")}), "24.96 GBP"},
		{"activation on Thursday instead of Wednesday", "EE, 2021: £5.04", withDeadline,
			start(compensation.Delay{Since: on("2021-06-02 08:00"), Until: on("2021-06-03 23:00")}), "5.04 GBP"},
		{"activation late on the day promised", "EE: by 11.59 pm", withDeadline,
			start(compensation.Delay{Since: on("2021-06-02 08:00"), Until: on("2021-06-02 23:59")}), "0.00 XXX"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := claim(t, unitedKingdom(tt.terms), tt.facts, "", on("2026-12-01 00:00"))
			assert.Equal(t, money.Must(tt.want), c.Amount, tt.source)
		})
	}
}

func start(d compensation.Delay) compensation.Facts {
	d.ID, d.Event = "d-1", compensation.DelayedStart
	return compensation.Facts{Customer: compensation.Consumer, Delays: []compensation.Delay{d}}
}

// Amounts a day of loss, an appointment, a day of late start. Sources: for each year beside the table in unitedkingdom.go.
func TestUnitedKingdom_rates_are_those_of_the_day_on_which_it_began(t *testing.T) {
	t.Parallel()
	tests := []struct{ day, loss, appointment, start string }{
		{"2019-04-01", "8.00 GBP", "25.00 GBP", "5.00 GBP"},
		{"2021-03-31", "8.00 GBP", "25.00 GBP", "5.00 GBP"},
		{"2021-04-01", "8.06 GBP", "25.18 GBP", "5.04 GBP"},
		{"2022-04-01", "8.40 GBP", "26.24 GBP", "5.25 GBP"},
		{"2023-04-03", "9.33 GBP", "29.15 GBP", "5.83 GBP"},
		{"2024-06-03", "9.76 GBP", "30.49 GBP", "6.10 GBP"},
		{"2025-06-02", "9.98 GBP", "31.19 GBP", "6.24 GBP"},
		{"2026-06-01", "10.34 GBP", "32.31 GBP", "6.46 GBP"},
	}
	for _, tt := range tests {
		t.Run(tt.day, func(t *testing.T) {
			t.Parallel()
			began := on(tt.day + " 10:00")
			facts := outage(began, began.AddDate(0, 0, 14))
			facts.Appointments = []compensation.Appointment{{ID: "a-1", At: began}}
			facts.Delays = []compensation.Delay{{ID: "d-1", Event: compensation.DelayedStart, Since: began, Until: began.AddDate(0, 0, 14)}}
			result, err := compensation.Compute(unitedKingdom(compensation.UnitedKingdomTerms{}), facts, money.Amount{}, began.AddDate(0, 1, 0))
			require.NoError(t, err)
			for i, want := range []string{tt.loss, tt.appointment, tt.start} {
				require.NotEmpty(t, result.Claims[i].Lines)
				for _, line := range result.Claims[i].Lines {
					assert.Equal(t, money.Must(want), line.Amount, "also on days behind a change of the rates")
				}
			}
		})
	}
	assert.Equal(t, compensation.CodeNoScheme, code(claim(t, unitedKingdom(compensation.UnitedKingdomTerms{}),
		outage(on("2019-03-31 10:00"), on("2019-05-01 10:00")), "", on("2026-12-01 00:00"))))
}

func TestUnitedKingdom_an_appointment_needs_24_hours_notice(t *testing.T) {
	t.Parallel()
	for cancelled, want := range map[string]string{
		"2026-06-01 09:00":    compensation.CodeNotice,
		"2026-06-01 09:00:01": compensation.CodeMissed,
		"":                    compensation.CodeMissed,
	} {
		facts := compensation.Facts{Customer: compensation.Consumer, Appointments: []compensation.Appointment{{ID: "a-1", At: on("2026-06-02 09:00"), Cancelled: on(cancelled)}}}
		assert.Equal(t, want, code(claim(t, unitedKingdom(compensation.UnitedKingdomTerms{}), facts, "", on("2026-12-01 00:00"))), cancelled)
	}
}

func TestUnitedKingdom_working_days_and_limits(t *testing.T) {
	t.Parallel()
	c := claim(t, unitedKingdom(compensation.UnitedKingdomTerms{}), outage(on("2026-04-02 10:00"), on("2026-04-10 10:00")), "", on("2026-12-01 00:00"))
	assert.Equal(t, []string{"2026-04-09 10.34 GBP fixed"}, days(c), "Tuesday and Wednesday after Easter are the two working days")

	c = claim(t, unitedKingdom(compensation.UnitedKingdomTerms{}), outage(on("2026-06-06 10:00"), on("2026-06-11 10:00")), "", on("2026-12-01 00:00"))
	assert.Equal(t, []string{"2026-06-10 10.34 GBP fixed"}, days(c), "reported on a Saturday: Monday and Tuesday")

	c = claim(t, unitedKingdom(compensation.UnitedKingdomTerms{MostDays: 60}), outage(on("2026-06-01 10:00"), on("2026-11-01 10:00")), "", on("2026-12-01 00:00"))
	assert.Len(t, c.Lines, 60)
	assert.Equal(t, money.Must("620.40 GBP"), c.Amount)
	assert.Equal(t, compensation.CodeMost, c.Reasons[1].Code)

	c = claim(t, unitedKingdom(compensation.UnitedKingdomTerms{}), outage(on("2026-06-01 10:00"), on("2026-11-01 10:00")), "", on("2026-12-01 00:00"))
	assert.Len(t, c.Lines, 150, "4 June to 31 October")
}

func TestUnitedKingdom_asks_for_what_providers_read_differently(t *testing.T) {
	t.Parallel()
	_, err := compensation.UnitedKingdom(compensation.UnitedKingdomTerms{MostDays: -1})
	assert.Contains(t, faults(t, err), "schemes[0].rules[0].restoredDay ETOM-REQUIRED")
	assert.Contains(t, faults(t, err), "schemes[6].rules[0].mostDays ETOM-RANGE")
	assert.Contains(t, faults(t, err), "schemes[0].rules[0].afterWorkdays COMPENSATION-SCHEME")
}
