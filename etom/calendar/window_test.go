package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestWeekday_is_named_as_package_time_names_it(t *testing.T) {
	t.Parallel()
	for day := time.Sunday; day <= time.Saturday; day++ {
		weekday := calendar.WeekdayOf(day)
		assert.Equal(t, day.String(), weekday.String())
		text, err := json.Marshal(weekday)
		require.NoError(t, err)
		assert.Equal(t, `"`+day.String()+`"`, string(text))
		var read calendar.Weekday
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, weekday, read)
	}
	assert.Equal(t, []calendar.Weekday{1, 7}, []calendar.Weekday{calendar.Monday, calendar.Sunday}, "ISO 8601 counts from Monday")
}

func TestWeekday_refuses_what_is_none(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Mon", "monday", "Montag", "1"} {
		read := calendar.Friday
		require.ErrorIs(t, read.UnmarshalText([]byte(text)), fault.ErrInvalid, text)
		assert.Equal(t, calendar.Friday, read, "after an error it is as before")
	}
	for _, none := range []calendar.Weekday{-1, 0, 8} {
		_, err := none.MarshalText()
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.Empty(t, none.String())
	}
}

func TestDaily(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []calendar.Window{
		{Day: calendar.Monday, From: at("08:00"), To: at("12:00")},
		{Day: calendar.Friday, From: at("08:00"), To: at("12:00")},
	}, calendar.Daily(at("08:00"), at("12:00"), calendar.Monday, calendar.Friday))
}

func TestWindow_JSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(calendar.Window{Day: calendar.Saturday, From: at("22:00"), To: at("06:00:30")})
	require.NoError(t, err)
	assert.JSONEq(t, `{"day":"Saturday","from":"22:00","to":"06:00:30"}`, string(text))
}
