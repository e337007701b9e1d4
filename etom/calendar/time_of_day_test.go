package calendar_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var at = calendar.MustTimeOfDay

func TestParseTimeOfDay_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, rule string }{
		{"nothing", "", fault.RuleFormat},
		{"one digit of hours", "8:00", fault.RuleFormat},
		{"an hour alone", "08", fault.RuleFormat},
		{"no colon", "0800", fault.RuleFormat},
		{"a fraction of a second", "08:00:00.5", fault.RuleFormat},
		{"a blank", " 8:00", fault.RuleFormat},
		{"the American form", "08:00 AM", fault.RuleFormat},
		{"minute 60", "08:60", fault.RuleRange},
		{"second 60", "08:00:60", fault.RuleRange},
		{"a minute past the day's end", "24:01", fault.RuleRange},
		{"a second past the day's end", "24:00:01", fault.RuleRange},
		{"hour 99", "99:99", fault.RuleRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.ParseTimeOfDay(tt.text)
			assert.Equal(t, map[string]string{"time": tt.rule}, faultyFields(t, err))
			assert.Panics(t, func() { calendar.MustTimeOfDay(tt.text) })

			read := at("08:00")
			require.ErrorIs(t, read.UnmarshalText([]byte(tt.text)), fault.ErrInvalid)
			assert.Equal(t, at("08:00"), read, "after an error it is as before")
		})
	}
}

func TestTimeOfDay_counts_and_writes_every_second_of_the_day(t *testing.T) {
	t.Parallel()
	var before calendar.TimeOfDay
	for n := range 24*60*60 + 1 {
		text := fmt.Sprintf("%02d:%02d:%02d", n/3600, n/60%60, n%60)
		got, err := calendar.ParseTimeOfDay(text)
		if err != nil || got.Seconds() != n || got.Compare(before) != 1 || before.Compare(got) != -1 || got.IsZero() {
			t.Fatalf("%s is read as %v, %v", text, got, err)
		}
		if n%60 == 0 {
			text = text[:5]
		}
		if got.String() != text || got != at(text) {
			t.Fatalf("%s is written as %s", text, got)
		}
		before = got
	}
}

func TestTimeOfDay_no_time_is_not_midnight(t *testing.T) {
	t.Parallel()
	var none calendar.TimeOfDay
	assert.True(t, none.IsZero())
	assert.NotEqual(t, at("00:00"), none)
	assert.Zero(t, none.Seconds())
	assert.Empty(t, none.String())
	_, err := json.Marshal(none)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func TestTimeOfDay_JSON_gives_the_same_time_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		time := anyTime().Draw(t, "time")
		text, err := json.Marshal(time)
		require.NoError(t, err)
		var read calendar.TimeOfDay
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, time, read)
	})
}

func anyTime() *rapid.Generator[calendar.TimeOfDay] {
	return rapid.Map(rapid.IntRange(0, 24*60*60), func(n int) calendar.TimeOfDay {
		return at(fmt.Sprintf("%02d:%02d:%02d", n/3600, n/60%60, n%60))
	})
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, seed := range []string{"00:00", "08:00", "08:00:30", "24:00", "24:00:00", "", "8:00", "24:01", "12:60"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		time, err := calendar.ParseTimeOfDay(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		assert.Contains(t, []string{time.String(), time.String() + ":00"}, text)
	})
}
