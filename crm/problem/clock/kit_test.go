package clock_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// must is for what a test cannot go on without.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func at(text string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, berlin); err == nil {
			return t.UTC()
		}
	}
	panic(text)
}

var (
	berlin = must(time.LoadLocation("Europe/Berlin"))
	always = must(calendar.AlwaysOpen("Europe/Berlin"))
	office = week("office", "08:00-18:00")                // Monday to Friday
	shifts = week("shifts", "08:00-12:00", "13:00-17:00") // with a lunch break
)

// week is Monday to Friday with these windows, without the holidays of Bavaria.
func week(name string, windows ...string) calendar.Hours {
	spec := calendar.HoursSpec{Name: name, Version: "1", Zone: "Europe/Berlin", Region: "DE-BY"}
	for day := calendar.Monday; day <= calendar.Friday; day++ {
		for _, w := range windows {
			spec.Windows = append(spec.Windows, calendar.Window{Day: day, From: hour(w[:5]), To: hour(w[6:])})
		}
	}
	return must(calendar.NewHours(spec))
}

func hour(text string) (t calendar.TimeOfDay) {
	if err := t.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return t
}

func span(text string) calendar.Span { return must(calendar.ParseSpan(text)) }

// standard is a contract as many have it: 1 h to the first response, 2 h for an update, 8 h for the solution.
func standard(hours calendar.Hours) clock.Contract {
	return clock.Contract{
		ID: "silver", Version: "1",
		Targets: []clock.Target{
			{Kind: clock.FirstResponse, Within: span("1h"), Hours: hours},
			{Kind: clock.Update, Within: span("2h"), Hours: hours},
			{Kind: clock.Solution, Within: span("8h"), Hours: hours, Warn: []clock.Warning{clock.AtPercent(75), clock.Before(span("30m"))}},
		},
		Pauses: []clock.Pause{
			{Cause: "customer", Statuses: []string{"pending"}},
			{Cause: "thirdParty", Statuses: []string{"held"}, Stops: []clock.Kind{clock.Solution}},
		},
		Reopen:    clock.Continue,
		Updates:   clock.WhileWaiting,
		UpdatedBy: []clock.Type{clock.AgentUpdated, clock.Responded},
	}
}

// history gives the entries ids.
func history(entries ...clock.Entry) []clock.Entry {
	for i := range entries {
		entries[i].ID = fmt.Sprint(i + 1)
	}
	return entries
}

func entry(when string, t clock.Type) clock.Entry { return clock.Entry{At: at(when), Type: t} }

func paused(when string, cause clock.Cause) clock.Entry {
	return clock.Entry{At: at(when), Type: clock.Paused, Cause: cause}
}

func resumed(when string, cause clock.Cause) clock.Entry {
	return clock.Entry{At: at(when), Type: clock.Resumed, Cause: cause}
}

func status(when, to string) clock.Entry {
	return clock.Entry{At: at(when), Type: clock.StatusChanged, Status: to}
}

func figure(t *testing.T, c clock.Contract, h []clock.Entry, asOf string, kind clock.Kind) clock.Figure {
	t.Helper()
	reading, err := clock.Read(c, h, at(asOf))
	require.NoError(t, err)
	f, ok := reading.Figure(kind)
	require.True(t, ok)
	return f
}
