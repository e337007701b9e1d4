package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestParse_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, path, rule string }{
		{"nothing", "", "date", fault.RuleFormat},
		{"a short month", "2026-3-29", "date", fault.RuleFormat},
		{"the basic form without hyphens", "20260329", "date", fault.RuleFormat},
		{"the German form", "29.03.2026", "date", fault.RuleFormat},
		{"other separators", "2026/03/29", "date", fault.RuleFormat},
		{"a blank before", " 2026-03-29", "date", fault.RuleFormat},
		{"a time after", "2026-03-29T00:00:00Z", "date", fault.RuleFormat},
		{"a sign", "-026-03-29", "date", fault.RuleFormat},
		{"five digits of year", "12026-03-2", "date", fault.RuleFormat},
		{"a separator for a digit", "2026-03--9", "date", fault.RuleFormat},
		{"a digit for a separator", "2026003-29", "date", fault.RuleFormat},
		{"digits of another script", "٢٠٢٦-٠٣-٢٩", "date", fault.RuleFormat},
		{"year 0", "0000-01-01", "year", fault.RuleRange},
		{"month 13", "2026-13-01", "month", fault.RuleRange},
		{"a day the month does not have", "2026-02-30", "day", fault.RuleRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.Parse(tt.text)
			assert.Equal(t, map[string]string{tt.path: tt.rule}, faultyFields(t, err))

			d := day("2026-01-01")
			require.ErrorIs(t, d.UnmarshalText([]byte(tt.text)), fault.ErrInvalid)
			assert.Equal(t, day("2026-01-01"), d, "after an error d is as before")
			assert.Panics(t, func() { calendar.MustParse(tt.text) })
		})
	}
}

func TestParse_shows_a_long_text_in_part(t *testing.T) {
	t.Parallel()
	_, err := calendar.Parse(strings.Repeat("x", 1<<20))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Less(t, len(err.Error()), 200)
}

func TestParse_of_String_is_the_same_date(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		got, err := calendar.Parse(d.String())
		require.NoError(t, err)
		assert.Equal(t, d, got)
	})
}

// What time.Parse accepts as a date, Parse accepts, except year 0; and nothing else.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2026-03-29", "0001-01-01", "9999-12-31", "0000-01-01", "2026-02-29", "2024-02-29", "", "2026-3-29", "2026-03-29 ", "2026-03-2\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := calendar.Parse(text)
		reference, referenceErr := time.Parse(time.DateOnly, text)
		if referenceErr != nil || reference.Year() == 0 {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		require.NoError(t, err)
		assert.Equal(t, text, d.String())
		assert.Equal(t, calendar.DateOf(reference, time.UTC), d)
	})
}

func TestDate_JSON(t *testing.T) {
	t.Parallel()
	type bill struct {
		Due     calendar.Date         `json:"due"`
		Paid    calendar.Date         `json:"paid,omitzero"`
		Charges map[calendar.Date]int `json:"charges"`
	}
	open := bill{Due: day("2026-03-29"), Charges: map[calendar.Date]int{day("2026-03-01"): 2}}
	text, err := json.Marshal(open)
	require.NoError(t, err)
	assert.JSONEq(t, `{"due":"2026-03-29","charges":{"2026-03-01":2}}`, string(text))

	var read bill
	require.NoError(t, json.Unmarshal(text, &read))
	assert.Equal(t, open, read)

	_, err = json.Marshal(bill{})
	require.ErrorIs(t, err, fault.ErrInvalid, "the zero Date cannot be marshalled")
	require.ErrorIs(t, json.Unmarshal([]byte(`{"due":"2026-02-30"}`), &read), fault.ErrInvalid)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"due":""}`), &read), fault.ErrInvalid)
	require.Error(t, json.Unmarshal([]byte(`{"due":20260329}`), &read))
	assert.Equal(t, open, read)
}
