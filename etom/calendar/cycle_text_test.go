package calendar_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestCycle_String(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]calendar.Cycle{
		"quarter UTC":                         {Unit: calendar.Quarter, Zone: "UTC"},
		"month from 2026-01-31 Europe/Berlin": monthly("2026-01-31"),
		"30 days from 2026-01-01 UTC":         {Unit: calendar.Days, Days: 30, Anchor: day("2026-01-01"), Zone: "UTC"},
		"rolling 30 days UTC":                 {Unit: calendar.Rolling, Days: 30, Zone: "UTC"},
	} {
		assert.Equal(t, want, c.String())
	}
}

func TestCycle_stored(t *testing.T) {
	t.Parallel()
	etomtest.Decodes(t, "cycles.json", []calendar.Cycle{
		{Unit: calendar.Month, Zone: "Europe/Berlin"},
		monthly("2026-01-31"),
		{Unit: calendar.Days, Days: 30, Anchor: day("2026-01-01"), Zone: "UTC"},
		{Unit: calendar.Rolling, Days: 30, Zone: "UTC"},
	})
}

func TestCycle_JSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]string{
		`{}`: {"unit": fault.RuleUnknown, "zone": fault.RuleRequired},
		`{"unit":"days","anchor":"1.1.2026","zone":"Mars"}`:   {"days": fault.RuleRange, "anchor": fault.RuleFormat, "zone": fault.RuleUnknown},
		`{"unit":"month","zone":"UTC","anker":"2026-01-31"}`:  {"": fault.RuleFormat},
		`{"unit":"days","days":"30","zone":"UTC"}`:            {"days": fault.RuleFormat},
		`{"unit":"month","anchor":"2026-02-30","zone":"UTC"}`: {"anchor": fault.RuleRange},
		`"month"`: {"": fault.RuleFormat},
	} {
		read := monthly("2026-01-31")
		assert.Equal(t, want, faultyFields(t, json.Unmarshal([]byte(text), &read)), text)
		assert.Equal(t, monthly("2026-01-31"), read, "after an error it is as before")
		require.NoError(t, json.Unmarshal([]byte(`null`), &read))
		assert.Equal(t, monthly("2026-01-31"), read, "null changes nothing")
	}
	rapid.Check(t, func(t *rapid.T) {
		c := anyCycle().Draw(t, "cycle")
		text, err := json.Marshal(c)
		require.NoError(t, err)
		var read calendar.Cycle
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, c, read)
	})
}

func FuzzCycle_UnmarshalJSON(f *testing.F) {
	for _, seed := range []string{
		`{"unit":"month","zone":"UTC"}`, `{"unit":"year","anchor":"2024-02-29","zone":"Europe/Berlin"}`,
		`{"unit":"days","days":30,"anchor":"2026-01-01","zone":"Pacific/Apia"}`, `{"unit":"rolling","days":7,"zone":"UTC"}`, `null`, `{"days":-1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c calendar.Cycle
		if err := c.UnmarshalJSON(data); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		if c == (calendar.Cycle{}) {
			assert.Equal(t, "null", string(data))
			return
		}
		require.NoError(t, c.Check())
		_, err := c.Period(instant(t, "2026-03-01T00:00:00Z"))
		if err != nil { // a long period around it may leave the years there are
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}
