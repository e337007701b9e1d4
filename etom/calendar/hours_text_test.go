package calendar_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestHours_stored(t *testing.T) {
	t.Parallel()
	etomtest.Decodes(t, "hours.json", office(t))
	always, err := calendar.AlwaysOpen("Europe/Berlin")
	require.NoError(t, err)
	etomtest.Decodes(t, "hours_always.json", always)
}

func TestHours_JSON_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       map[string]string
	}{
		{"what is no date, time or day, and what is wrong besides", `{
			"zone": "Mars", "region": "DE-XX", "windows": [{"day": "Mon", "from": "8:00", "to": "25:00"}, {"day": "Monday", "from": "08:00"}],
			"holidays": [{"date": "24.12.2026", "name": "Christmas Eve"}, {"date": "2026-02-30"}], "workdays": ["2026", "2026-05-01", "2026-05-01"]}`,
			map[string]string{
				"name": fault.RuleRequired, "zone": fault.RuleUnknown, "region": fault.RuleUnknown,
				"windows[0].day": fault.RuleUnknown, "windows[0].from": fault.RuleFormat, "windows[0].to": fault.RuleRange,
				"windows[1].to":    fault.RuleRequired,
				"holidays[0].date": fault.RuleFormat, "holidays[1].date": fault.RuleRange, "holidays[1].name": fault.RuleRequired,
				"workdays[0]": fault.RuleFormat, "workdays[2]": fault.RuleDuplicate,
			}},
		{"nothing", `{}`, map[string]string{"name": fault.RuleRequired, "zone": fault.RuleRequired, "windows": fault.RuleRequired}},
		{"a field it does not have", `{"name":"n","zone":"UTC","always":true,"holiday":[]}`, map[string]string{"": fault.RuleFormat}},
		{"such a field within", `{"name":"n","zone":"UTC","windows":[{"day":"Monday","from":"08:00","until":"09:00"}]}`, map[string]string{"": fault.RuleFormat}},
		{"a number for a text", `{"name":5}`, map[string]string{"name": fault.RuleFormat}},
		{"a number for a list", `{"windows":5}`, map[string]string{"windows": fault.RuleFormat}},
		{"a number for a text within", `{"holidays":[{"date":5}]}`, map[string]string{"holidays.date": fault.RuleFormat}},
		{"a text", `"office"`, map[string]string{"": fault.RuleFormat}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			read := office(t)
			assert.Equal(t, tt.want, faultyFields(t, json.Unmarshal([]byte(tt.text), &read)))
			assert.Equal(t, office(t).Spec(), read.Spec(), "after an error it is as before")
		})
	}
}

func TestHours_JSON_oddities(t *testing.T) {
	t.Parallel()
	read := office(t)
	require.NoError(t, json.Unmarshal([]byte(`null`), &read))
	assert.Equal(t, office(t).Spec(), read.Spec(), "null changes nothing")
	for _, text := range []string{``, `{} {}`, `{`} {
		require.ErrorIs(t, read.UnmarshalJSON([]byte(text)), fault.ErrInvalid, text)
	}

	_, err := json.Marshal(calendar.Hours{})
	require.ErrorIs(t, err, fault.ErrInvalid)
	text, err := json.Marshal(struct {
		Hours calendar.Hours `json:"hours,omitzero"`
	}{})
	require.NoError(t, err)
	assert.JSONEq(t, `{}`, string(text))

	var spec calendar.HoursSpec
	require.NoError(t, json.Unmarshal([]byte(`{"windows":[{"day":"Monday"}]}`), &spec), "a spec is read before it is checked")
	assert.Equal(t, calendar.HoursSpec{Windows: []calendar.Window{{Day: calendar.Monday}}}, spec)
	assert.Equal(t, map[string]string{"windows[0].from": fault.RuleFormat},
		faultyFields(t, json.Unmarshal([]byte(`{"windows":[{"day":"Monday","from":"8"}]}`), &spec)))
	require.NoError(t, json.Unmarshal([]byte(`null`), &spec))
	assert.Len(t, spec.Windows, 1, "after an error it is as before, and null changes nothing")
}

func TestHours_JSON_gives_the_same_calendar_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, spec, _ := anyHours(t, 1)
		text, err := json.Marshal(h)
		require.NoError(t, err)
		var read calendar.Hours
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, h.Spec(), read.Spec())

		var readSpec calendar.HoursSpec
		require.NoError(t, json.Unmarshal(text, &readSpec))
		assert.Equal(t, h.Spec(), readSpec)
		assert.Equal(t, open(t, spec).Spec(), h.Spec())
	})
}

// Whatever is read is refused as invalid, or makes a calendar that is open some time and comes back as it was.
func FuzzHours_UnmarshalJSON(f *testing.F) {
	for _, seed := range []string{
		`{"name":"n","zone":"UTC","always":true}`,
		`{"name":"n","version":"2","zone":"Europe/Berlin","windows":[{"day":"Monday","from":"08:00","to":"18:00"}],"region":"DE-BY",` +
			`"holidays":[{"date":"2026-12-28","name":"x","de":"y"}],"workdays":["2026-05-25"]}`,
		`{"name":"n","zone":"America/Santiago","windows":[{"day":"Sunday","from":"22:00","to":"06:00:01"}]}`,
		`{"windows":[{}],"holidays":[{}],"workdays":[""]}`, `null`, `[]`, `{"name":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var h calendar.Hours
		if err := h.UnmarshalJSON(data); err != nil {
			require.True(t, errors.Is(err, fault.ErrInvalid), "%v", err)
			assert.True(t, h.IsZero())
			return
		}
		if h.IsZero() {
			assert.Equal(t, "null", string(data))
			return
		}
		fortnights := calendar.Interval{Start: instant(t, "2026-01-01T00:00:00Z"), End: instant(t, "2036-01-01T00:00:00Z")}
		assert.Positive(t, h.Working(fortnights))
		text, err := json.Marshal(h)
		require.NoError(t, err)
		var again calendar.Hours
		require.NoError(t, json.Unmarshal(text, &again))
		assert.Equal(t, h.Spec(), again.Spec())
	})
}
