package calendar_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestParseSpan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text    string
		want    time.Duration
		written string // empty: as it was read
	}{
		{"4h30m", 4*time.Hour + 30*time.Minute, ""},
		{"36h", 36 * time.Hour, ""},
		{"90s", 90 * time.Second, "1m30s"},
		{"0s", 0, ""},
		{"0h", 0, "0s"},
		{"-0s", 0, "0s"},
		{"1h0m5s", time.Hour + 5*time.Second, "1h5s"},
		{"-15m", -15 * time.Minute, ""},
		{"1500ms", 1500 * time.Millisecond, "1s500ms"},
		{"7us", 7 * time.Microsecond, ""},
		{"2562047h47m16s854ms775us807ns", math.MaxInt64, ""},
		{"-2562047h47m16s854ms775us808ns", math.MinInt64, ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			span, err := calendar.ParseSpan(tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.want, span.Duration())
			if tt.written == "" {
				tt.written = tt.text
			}
			assert.Equal(t, tt.written, span.String())
		})
	}
}

func TestParseSpan_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, rule string }{
		{"nothing", "", fault.RuleFormat},
		{"a minus alone", "-", fault.RuleFormat},
		{"a plus", "+1h", fault.RuleFormat},
		{"a day, which has not always 24 hours", "2d", fault.RuleFormat},
		{"a number alone", "5", fault.RuleFormat},
		{"a unit alone", "h", fault.RuleFormat},
		{"a fraction", "1.5h", fault.RuleFormat},
		{"a blank", "4h 30m", fault.RuleFormat},
		{"the smaller unit first", "30m4h", fault.RuleFormat},
		{"a unit twice", "1h1h", fault.RuleFormat},
		{"a capital", "4H", fault.RuleFormat},
		{"a word", "5min", fault.RuleFormat},
		{"the form of ISO 8601", "PT4H", fault.RuleFormat},
		{"a minus within", "4h-30m", fault.RuleFormat},
		{"a nanosecond too long", "2562047h47m16s854ms775us808ns", fault.RuleRange},
		{"a nanosecond too long before", "-2562047h47m16s854ms775us809ns", fault.RuleRange},
		{"a number of many digits", strings.Repeat("9", 1000) + "h", fault.RuleRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.ParseSpan(tt.text)
			assert.Equal(t, map[string]string{"span": tt.rule}, faultyFields(t, err))
			assert.Less(t, len(err.Error()), 400)

			span := calendar.Span(time.Hour)
			require.ErrorIs(t, span.UnmarshalText([]byte(tt.text)), fault.ErrInvalid)
			assert.Equal(t, calendar.Span(time.Hour), span, "after an error it is as before")
		})
	}
}

func TestSpan_JSON_gives_the_same_span_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := calendar.Span(rapid.Int64().Draw(t, "nanoseconds"))
		text, err := json.Marshal(span)
		require.NoError(t, err)
		var read calendar.Span
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, span, read)
	})
}

// What ParseSpan reads, package time reads too, as the same.
func FuzzParseSpan(f *testing.F) {
	for _, seed := range []string{"4h30m", "36h", "90s", "-15m", "0s", "1h2m3s4ms5us6ns", "", "2d", "1.5h", "9223372036854775808ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		span, err := calendar.ParseSpan(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		duration, err := time.ParseDuration(text)
		require.NoError(t, err)
		assert.Equal(t, duration, span.Duration())
		again, err := calendar.ParseSpan(span.String())
		require.NoError(t, err)
		assert.Equal(t, span, again)
	})
}
