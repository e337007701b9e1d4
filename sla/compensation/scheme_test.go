package compensation_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

func TestCheck_names_everything_that_is_wrong_with_a_scheme_at_once(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*compensation.Scheme)
		want   []string
	}{
		{"nothing there", func(s *compensation.Scheme) { *s = compensation.Scheme{} },
			[]string{"id ETOM-REQUIRED", "law ETOM-REQUIRED", "from ETOM-REQUIRED", "currency ETOM-REQUIRED", "zone ETOM-UNKNOWN", "rules ETOM-REQUIRED"}},
		{"ends before it begins, on Mars, rounded somehow", func(s *compensation.Scheme) { s.To, s.Zone, s.Rounding = s.From, "Mars", 9 },
			[]string{"to ETOM-RANGE", "zone ETOM-UNKNOWN", "rounding ETOM-UNKNOWN"}},
		{"an empty rule", func(s *compensation.Scheme) { s.Rules = []compensation.Rule{{}} },
			[]string{"rules[0].code ETOM-REQUIRED", "rules[0].source ETOM-REQUIRED", "rules[0].event ETOM-REQUIRED", "rules[0].for ETOM-REQUIRED",
				"rules[0].pays ETOM-REQUIRED", "rules[0].restoredDay ETOM-REQUIRED", "rules[0].rates ETOM-REQUIRED"}},
		{"unknown words", func(s *compensation.Scheme) {
			r := &s.Rules[0]
			r.Event, r.For, r.Pays, r.RestoredDay = "rain", []compensation.Customer{"friend"}, "never", "perhaps"
			r.SetOff, r.Excludes = []compensation.CreditKind{"gift"}, []compensation.Cause{""}
		}, []string{"rules[0].event ETOM-UNKNOWN", "rules[0].for[0] ETOM-UNKNOWN", "rules[0].setOff[0] ETOM-UNKNOWN", "rules[0].excludes[0] ETOM-REQUIRED",
			"rules[0].pays ETOM-UNKNOWN", "rules[0].restoredDay ETOM-UNKNOWN"}},
		{"an appointment paid by the day", func(s *compensation.Scheme) { s.Rules[1].Pays = compensation.EachDay },
			[]string{"rules[1].pays COMPENSATION-SCHEME", "rules[1].restoredDay ETOM-REQUIRED"}},
		{"an outage paid once, with notice", func(s *compensation.Scheme) { s.Rules[0].Pays, s.Rules[0].Notice = compensation.Once, 1 },
			[]string{"rules[0].pays COMPENSATION-SCHEME", "rules[0].notice COMPENSATION-SCHEME", "rules[0].pays COMPENSATION-SCHEME"}},
		{"days without end", func(s *compensation.Scheme) {
			s.Rules[0].FirstDay, s.Rules[0].MostDays, s.Rules[2].AfterWorkdays = -1, 7301, 7301
		}, []string{"rules[0].firstDay ETOM-RANGE", "rules[0].mostDays ETOM-RANGE", "rules[0].rates[0].fromDay ETOM-RANGE", "rules[2].afterWorkdays ETOM-RANGE"}},
		{"two ways to find the first day", func(s *compensation.Scheme) { s.Rules[0].AfterWorkdays = 2 }, []string{"rules[0].firstDay COMPENSATION-SCHEME"}},
		{"a deadline without days before it", func(s *compensation.Scheme) { s.Rules[0].DeadlineDay = true }, []string{"rules[0].deadlineDay COMPENSATION-SCHEME"}},
		{"working days that nobody named", func(s *compensation.Scheme) { s.Workdays = calendar.Hours{} },
			[]string{"rules[2].afterWorkdays COMPENSATION-SCHEME", "rules[3].afterWorkdays COMPENSATION-SCHEME"}},
		{"rates of another currency, below 0, of nothing, of half a cent, out of order", func(s *compensation.Scheme) {
			s.Rules[0].Rates = []compensation.Rate{{FromDay: 4, Fixed: money.Must("5 GBP")}, {FromDay: 4, Fixed: money.Must("-5 EUR"), Share: money.MustRate("-1%")},
				{FromDay: 5}, {FromDay: 6, Fixed: money.Must("0.005 EUR")}}
		}, []string{"rules[0].rates[0].fixed ETOM-CURRENCY", "rules[0].rates[0].fromDay ETOM-RANGE", "rules[0].rates[1].fixed ETOM-RANGE", "rules[0].rates[1].share ETOM-RANGE",
			"rules[0].rates[1].fixed ETOM-REQUIRED", "rules[0].rates[1].fromDay ETOM-RANGE", "rules[0].rates[2].fixed ETOM-REQUIRED", "rules[0].rates[3].fixed ETOM-RANGE"}},
		{"two rules for one event", func(s *compensation.Scheme) { s.Rules = append(s.Rules, s.Rules[0]) }, []string{"rules[4].event ETOM-DUPLICATE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			schemes := germany(compensation.WholeDays)
			require.NoError(t, compensation.Check(schemes))
			tt.change(&schemes[0])
			var want []string
			for _, w := range tt.want {
				want = append(want, "schemes[0]."+w)
			}
			assert.Equal(t, want, faults(t, compensation.Check(schemes)))
		})
	}
}

func TestCheck_two_schemes_are_in_force_one_after_the_other_or_for_different_events(t *testing.T) {
	t.Parallel()
	old, young := germany(compensation.WholeDays)[0], germany(compensation.WholeDays)[0]
	young.ID, young.From = "de-2030", calendar.MustParse("2030-01-01")
	assert.Equal(t, []string{"schemes[1].from COMPENSATION-SCHEME"}, faults(t, compensation.Check([]compensation.Scheme{old, young})))
	assert.Equal(t, []string{"schemes[1].from COMPENSATION-SCHEME"}, faults(t, compensation.Check([]compensation.Scheme{young, old})))
	old.To = young.From
	require.NoError(t, compensation.Check([]compensation.Scheme{old, young}))
	old.To = calendar.Date{}
	old.Rules, young.Rules = old.Rules[:1], young.Rules[1:]
	require.NoError(t, compensation.Check([]compensation.Scheme{old, young}))
}

// The golden file shows the tables as they are, for whoever compares them with the law; it was read against the sources named in them.
func TestSchemes_JSON(t *testing.T) {
	t.Parallel()
	all := append(germany(compensation.WholeDays), unitedKingdom(compensation.UnitedKingdomTerms{DeadlineDay: true, MostDays: 60})...)
	text, err := json.MarshalIndent(all, "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, "schemes.json", string(text)+"\n")

	// Germany and the United Kingdom have rules for the same events, and are both in force: each is read alone.
	for _, schemes := range [][]compensation.Scheme{all[:1], all[1:]} {
		written, err := json.Marshal(schemes)
		require.NoError(t, err)
		read, err := compensation.ReadSchemes(written)
		require.NoError(t, err)
		again, err := json.Marshal(read)
		require.NoError(t, err)
		assert.JSONEq(t, string(written), string(again))
		facts := compensation.Facts{Customer: compensation.Consumer, Faults: []compensation.Fault{{ID: "f", Reported: at("2026-03-02 10:00"), Complete: true}}}
		assert.Equal(t, must(compensation.Compute(schemes, facts, money.Amount{}, at("2026-03-20 10:00"))),
			must(compensation.Compute(read, facts, money.Amount{}, at("2026-03-20 10:00"))))
	}
}

func TestReadSchemes_names_what_cannot_be_read_at_once(t *testing.T) {
	t.Parallel()
	_, err := compensation.ReadSchemes([]byte(`[{"id": 7, "from": "soon", "currency": "EURO", "rounding": "somehow", "colour": "red",
		"rules": [{"notice": "1 day", "rates": [{"fixed": 5, "share": "10 percent"}]}]}]`))
	all := faults(t, err)
	for _, path := range []string{"[0].id", "[0].from", "[0].currency", "[0].rounding", "[0].colour", "[0].rules[0].notice", "[0].rules[0].rates[0].fixed", "[0].rules[0].rates[0].share"} {
		assert.True(t, slices.ContainsFunc(all, func(f string) bool { return len(f) > len(path) && f[:len(path)] == path }), "%s in %v", path, all)
	}
	for _, text := range []string{``, `null`, `[]`, `{}`, `[{}]`, `[7]`, `[] []`} {
		_, err := compensation.ReadSchemes([]byte(text))
		require.ErrorIs(t, err, fault.ErrInvalid, text)
	}
}

func FuzzReadSchemes(f *testing.F) {
	for _, s := range [][]compensation.Scheme{germany(compensation.BegunDays), unitedKingdom(compensation.UnitedKingdomTerms{})[:1]} {
		text, err := json.Marshal(s)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(ownTable))
	f.Fuzz(func(t *testing.T, text []byte) {
		schemes, err := compensation.ReadSchemes(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		written, err := json.Marshal(schemes)
		require.NoError(t, err)
		again, err := compensation.ReadSchemes(written)
		require.NoError(t, err)
		rewritten, err := json.Marshal(again)
		require.NoError(t, err)
		require.JSONEq(t, string(written), string(rewritten))
		// What was read can be computed with; a working calendar may still run out of days.
		if _, err := compensation.Compute(schemes, outage(at("2026-03-02 10:00"), at("2026-03-09 10:00")), money.Amount{}, at("2026-03-20 10:00")); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}
