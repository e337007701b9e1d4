package compensation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var (
	berlin = must(calendar.LoadZone("Europe/Berlin"))
	london = must(calendar.LoadZone("Europe/London"))
)

// at reads an instant on the clocks of Berlin, on those of London.
func at(text string) time.Time { return in(text, berlin) }
func on(text string) time.Time { return in(text, london) }

func in(text string, zone *time.Location) time.Time {
	if text == "" {
		return time.Time{}
	}
	if t, err := time.ParseInLocation("2006-01-02 15:04:05", text, zone); err == nil {
		return t
	}
	return must(time.ParseInLocation("2006-01-02 15:04", text, zone))
}

// mondayToFriday with the holidays given.
func mondayToFriday(zone string, holidays ...string) calendar.Hours {
	spec := calendar.HoursSpec{Name: "working days", Version: "1", Zone: zone,
		Windows: calendar.Daily(calendar.MustTimeOfDay("00:00"), calendar.MustTimeOfDay("24:00"),
			calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)}
	for _, h := range holidays {
		spec.Holidays = append(spec.Holidays, calendar.Holiday{Date: calendar.MustParse(h), Name: "holiday"})
	}
	return must(calendar.NewHours(spec))
}

func germany(reading compensation.RestoredDay) []compensation.Scheme {
	return []compensation.Scheme{must(compensation.Germany(compensation.GermanyTerms{RestoredDay: reading,
		Workdays: mondayToFriday("Europe/Berlin", "2026-04-03", "2026-04-06")}))}
}

func unitedKingdom(terms compensation.UnitedKingdomTerms) []compensation.Scheme {
	terms.Workdays = mondayToFriday("Europe/London", "2026-04-03", "2026-04-06")
	if terms.RestoredDay == "" {
		terms.RestoredDay = compensation.WholeDays
	}
	return must(compensation.UnitedKingdom(terms))
}

// outage is a consumer's complete outage.
func outage(reported, restored time.Time) compensation.Facts {
	return compensation.Facts{Customer: compensation.Consumer,
		Faults: []compensation.Fault{{ID: "f-1", Reported: reported, Restored: restored, Complete: true}}}
}

// claim computes facts that come to one claim.
func claim(t *testing.T, schemes []compensation.Scheme, facts compensation.Facts, fee string, asOf time.Time) compensation.Claim {
	t.Helper()
	result, err := compensation.Compute(schemes, facts, amount(fee), asOf)
	require.NoError(t, err)
	require.Len(t, result.Claims, 1)
	assert.Equal(t, result.Claims[0].Amount, result.Total)
	require.NotEmpty(t, result.Claims[0].Reasons, "every claim says why")
	return result.Claims[0]
}

func amount(text string) money.Amount {
	if text == "" {
		return money.Amount{}
	}
	return money.Must(text)
}

// days writes the lines of a claim: date, day and amount.
func days(c compensation.Claim) (all []string) {
	for _, l := range c.Lines {
		all = append(all, l.Date.String()+" "+l.Amount.String()+" "+string(l.Higher))
	}
	return all
}

func code(c compensation.Claim) string { return c.Reasons[0].Code }

func faults(t *testing.T, err error) (all []string) {
	t.Helper()
	require.ErrorIs(t, err, fault.ErrInvalid)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	for _, f := range invalid.Fields {
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}
