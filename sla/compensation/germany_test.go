package compensation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

// TKG § 58 (3): "Wird die Störung nicht innerhalb von zwei Kalendertagen nach Eingang der Störungsmeldung beseitigt, kann der Verbraucher
// ab dem Folgetag für jeden Tag des vollständigen Ausfalls des Dienstes eine Entschädigung verlangen [...] Die Höhe der Entschädigung
// beträgt am dritten und vierten Tag 5 Euro oder 10 Prozent und ab dem fünften Tag 10 Euro oder 20 Prozent der vertraglich vereinbarten
// Monatsentgelte bei Verträgen mit gleichbleibendem monatlichem Entgelt, je nachdem, welcher Betrag höher ist."
// Source: gesetze-im-internet.de/tkg_2021/__58.html.
func TestGermany_complete_outage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name               string
		reading            compensation.RestoredDay
		reported, restored string
		fee                string
		want               []string
		total              string
	}{
		{"third and fourth day 5 EUR, from the fifth 10 EUR", compensation.WholeDays, "2026-03-02 10:00", "2026-03-09 09:00", "39.90 EUR",
			[]string{"2026-03-05 5.00 EUR fixed", "2026-03-06 5.00 EUR fixed", "2026-03-07 10.00 EUR fixed", "2026-03-08 10.00 EUR fixed"}, "30.00 EUR"},
		{"10% and 20% where that is more", compensation.WholeDays, "2026-03-02 10:00", "2026-03-08 09:00", "60 EUR",
			[]string{"2026-03-05 6.00 EUR share", "2026-03-06 6.00 EUR share", "2026-03-07 12.00 EUR share"}, "24.00 EUR"},
		{"at 50 EUR a month both are the same", compensation.WholeDays, "2026-03-02 10:00", "2026-03-06 09:00", "50 EUR",
			[]string{"2026-03-05 5.00 EUR equal"}, "5.00 EUR"},
		{"the share is rounded half up to the cent", compensation.WholeDays, "2026-03-02 10:00", "2026-03-06 09:00", "55.55 EUR",
			[]string{"2026-03-05 5.56 EUR share"}, "5.56 EUR"},
		{"without a constant fee only the amounts count", compensation.WholeDays, "2026-03-02 10:00", "2026-03-06 09:00", "",
			[]string{"2026-03-05 5.00 EUR fixed"}, "5.00 EUR"},
		{"repaired in the last second of the second day", compensation.BegunDays, "2026-03-02 10:00", "2026-03-04 23:59:59", "60 EUR", nil, "0.00 XXX"},
		{"repaired at the very beginning of the third", compensation.BegunDays, "2026-03-02 10:00", "2026-03-05 00:00", "60 EUR", nil, "0.00 XXX"},
		{"repaired a second later, days begun", compensation.BegunDays, "2026-03-02 10:00", "2026-03-05 00:00:01", "60 EUR", []string{"2026-03-05 6.00 EUR share"}, "6.00 EUR"},
		{"repaired a second later, whole days", compensation.WholeDays, "2026-03-02 10:00", "2026-03-05 00:00:01", "60 EUR", nil, "0.00 XXX"},
		{"reported a minute before midnight", compensation.WholeDays, "2026-03-02 23:59", "2026-03-06 00:00", "", []string{"2026-03-05 5.00 EUR fixed"}, "5.00 EUR"},
		{"reported a minute after it", compensation.WholeDays, "2026-03-03 00:01", "2026-03-06 00:00", "", nil, "0.00 XXX"},
		{"over the night on which the clocks go forward", compensation.WholeDays, "2026-03-27 23:30", "2026-04-01 00:00", "",
			[]string{"2026-03-30 5.00 EUR fixed", "2026-03-31 5.00 EUR fixed"}, "10.00 EUR"},
		{"over the night on which they go back", compensation.WholeDays, "2026-10-23 23:30", "2026-10-28 00:00", "",
			[]string{"2026-10-26 5.00 EUR fixed", "2026-10-27 5.00 EUR fixed"}, "10.00 EUR"},
		{"Sundays and holidays are days like others", compensation.WholeDays, "2026-04-02 10:00", "2026-04-07 00:00", "",
			[]string{"2026-04-05 5.00 EUR fixed", "2026-04-06 5.00 EUR fixed"}, "10.00 EUR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := claim(t, germany(tt.reading), outage(at(tt.reported), at(tt.restored)), tt.fee, at("2026-12-01 00:00"))
			assert.Equal(t, tt.want, days(c))
			assert.Equal(t, money.Must(tt.total), c.Amount)
			assert.Equal(t, "TKG-58-3", c.Rule)
			assert.False(t, c.Open)
		})
	}
}

func TestGermany_what_is_not_compensated_and_why(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*compensation.Facts)
		want   string
	}{
		{"part of the service worked", func(f *compensation.Facts) { f.Faults[0].Complete = false }, compensation.CodeIncomplete},
		{"the customer is responsible", func(f *compensation.Facts) { f.Faults[0].Cause = compensation.CausedByCustomer }, compensation.CodeCause},
		{"force majeure", func(f *compensation.Facts) { f.Faults[0].Cause = compensation.ForceMajeure }, compensation.CodeCause},
		{"a statutory measure", func(f *compensation.Facts) { f.Faults[0].Cause = compensation.StatutoryMeasure }, compensation.CodeCause},
		{"by order of security authorities", func(f *compensation.Facts) { f.Faults[0].Cause = compensation.SecurityOrder }, compensation.CodeCause},
		{"somebody else's fault does not help the provider", func(f *compensation.Facts) { f.Faults[0].Cause = "thirdParty" }, compensation.CodePaid},
		{"a customer who is no consumer", func(f *compensation.Facts) { f.Customer = compensation.Enterprise }, compensation.CodeCustomer},
		{"a small enterprise, unless section 71 (3) is read so", func(f *compensation.Facts) { f.Customer = compensation.SmallEnterprise }, compensation.CodeCustomer},
		{"a consumer cannot waive it", func(f *compensation.Facts) { f.Waived = true }, compensation.CodePaid},
		{"before the law", func(f *compensation.Facts) { f.Faults[0].Reported = at("2021-11-30 23:59") }, compensation.CodeNoScheme},
		{"on its first day", func(f *compensation.Facts) { f.Faults[0].Reported = at("2021-12-01 00:00") }, compensation.CodePaid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			facts := outage(at("2026-03-02 10:00"), at("2026-03-09 09:00"))
			tt.change(&facts)
			c := claim(t, germany(compensation.WholeDays), facts, "39.90 EUR", at("2026-12-01 00:00"))
			assert.Equal(t, tt.want, code(c))
			assert.Equal(t, tt.want == compensation.CodePaid, c.Amount.Sign() > 0)
			assert.Equal(t, tt.want == compensation.CodePaid, len(c.Lines) > 0)
		})
	}
}

// TKG § 71 (3), in the reading of providers' terms: "der Verbraucher bzw. das KKU ohne Verzicht".
func TestGermany_small_enterprises_may_be_entitled_and_may_have_waived_it(t *testing.T) {
	t.Parallel()
	law := []compensation.Scheme{must(compensation.Germany(compensation.GermanyTerms{RestoredDay: compensation.WholeDays, SmallEnterprises: true}))}
	for _, who := range []compensation.Customer{compensation.MicroEnterprise, compensation.SmallEnterprise, compensation.NonProfit} {
		facts := outage(at("2026-03-02 10:00"), at("2026-03-09 09:00"))
		facts.Customer = who
		assert.Equal(t, compensation.CodePaid, code(claim(t, law, facts, "", at("2026-12-01 00:00"))))
		facts.Waived = true
		assert.Equal(t, compensation.CodeWaived, code(claim(t, law, facts, "", at("2026-12-01 00:00"))))
	}
	facts := outage(at("2026-03-02 10:00"), at("2026-03-09 09:00"))
	facts.Customer = compensation.Enterprise
	assert.Equal(t, compensation.CodeCustomer, code(claim(t, law, facts, "", at("2026-12-01 00:00"))))
}

// TKG § 58 (4): 10 EUR or 20% for each appointment missed, whichever is higher, unless the consumer is responsible.
func TestGermany_missed_appointment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		appointment compensation.Appointment
		fee, want   string
		code        string
	}{
		{"missed", compensation.Appointment{}, "39.90 EUR", "10.00 EUR", compensation.CodeMissed},
		{"missed with a high fee", compensation.Appointment{}, "79.90 EUR", "15.98 EUR", compensation.CodeMissed},
		{"kept", compensation.Appointment{Kept: true}, "39.90 EUR", "0.00 XXX", compensation.CodeKept},
		{"cancelled the minute before", compensation.Appointment{Cancelled: at("2026-03-02 07:59")}, "39.90 EUR", "0.00 XXX", compensation.CodeNotice},
		{"cancelled when it should have begun", compensation.Appointment{Cancelled: at("2026-03-02 08:00")}, "39.90 EUR", "10.00 EUR", compensation.CodeMissed},
		{"nobody at home", compensation.Appointment{Cause: compensation.NoAccess}, "39.90 EUR", "0.00 XXX", compensation.CodeCause},
		{"still to come", compensation.Appointment{At: at("2026-12-02 08:00")}, "39.90 EUR", "0.00 XXX", compensation.CodeNotYet},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.appointment.ID = "a-1"
			if tt.appointment.At.IsZero() {
				tt.appointment.At = at("2026-03-02 08:00")
			}
			facts := compensation.Facts{Customer: compensation.Consumer, Appointments: []compensation.Appointment{tt.appointment}}
			c := claim(t, germany(compensation.WholeDays), facts, tt.fee, at("2026-12-01 00:00"))
			assert.Equal(t, tt.code, code(c))
			assert.Equal(t, money.Must(tt.want), c.Amount)
		})
	}
}

// TKG § 59 (4) and (6), after reports of the law: more than one working day, each further working day 10 EUR or 20%; numbers 10 EUR a day.
func TestGermany_switch_and_porting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		event        compensation.Event
		since, until string
		fee          string
		want         []string
	}{
		{"interrupted from Monday to Wednesday morning", compensation.SwitchInterruption, "2026-03-02 10:00", "2026-03-04 09:00", "", nil},
		{"interrupted from Monday to Friday", compensation.SwitchInterruption, "2026-03-02 10:00", "2026-03-06 09:00", "60 EUR",
			[]string{"2026-03-04 12.00 EUR share", "2026-03-05 12.00 EUR share"}},
		{"the weekend does not count", compensation.SwitchInterruption, "2026-03-05 10:00", "2026-03-10 00:00", "", []string{"2026-03-09 10.00 EUR fixed"}},
		{"nor does Easter", compensation.SwitchInterruption, "2026-04-01 10:00", "2026-04-08 00:00", "", []string{"2026-04-07 10.00 EUR fixed"}},
		{"a number a working day late", compensation.LatePorting, "2026-03-02 00:00", "2026-03-04 00:00", "60 EUR", nil},
		{"a number late over a weekend", compensation.LatePorting, "2026-03-05 00:00", "2026-03-09 10:00", "60 EUR",
			[]string{"2026-03-07 10.00 EUR fixed", "2026-03-08 10.00 EUR fixed"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			facts := compensation.Facts{Customer: compensation.Enterprise, Delays: []compensation.Delay{{ID: "d-1", Event: tt.event, Since: at(tt.since), Until: at(tt.until)}}}
			assert.Equal(t, tt.want, days(claim(t, germany(compensation.WholeDays), facts, tt.fee, at("2026-12-01 00:00"))))
		})
	}
}

func TestGermany_asks_for_what_the_law_leaves_open(t *testing.T) {
	t.Parallel()
	_, err := compensation.Germany(compensation.GermanyTerms{})
	assert.Equal(t, []string{"schemes[0].rules[0].restoredDay ETOM-REQUIRED"}, faults(t, err))

	law, err := compensation.Germany(compensation.GermanyTerms{RestoredDay: compensation.BegunDays})
	require.NoError(t, err)
	assert.Len(t, law.Rules, 2, "without a calendar of working days section 59 is left out")
	assert.Equal(t, calendar.MustParse("2021-12-01"), law.From)
}
