package clock_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
)

const terms = `{
	"id": "silver", "version": "2026-03",
	"targets": [
		{"kind": "firstResponse", "within": "1h", "hours": {"name": "office", "zone": "Europe/Berlin", "windows": [{"day": "Monday", "from": "08:00", "to": "18:00"}]}},
		{"kind": "update", "priorities": ["high"], "within": "2h30m", "hours": {"name": "always", "zone": "Europe/Berlin", "always": true}, "warn": ["75%", "30m"]}
	],
	"pauses": [{"cause": "customer", "statuses": ["pending"], "stops": ["update"]}],
	"reopen": "restart", "updates": "always", "updatedBy": ["agentUpdated"]
}`

func TestReadContract_reads_every_field(t *testing.T) {
	t.Parallel()
	c, err := clock.ReadContract([]byte(terms))
	require.NoError(t, err)
	assert.Equal(t, "silver", c.ID)
	assert.Equal(t, "2026-03", c.Version)
	require.Len(t, c.Targets, 2)
	assert.Equal(t, "office", c.Targets[0].Hours.Name())
	assert.Equal(t, span("1h"), c.Targets[0].Within)
	assert.Empty(t, c.Targets[0].Warn)
	assert.Equal(t, clock.Target{Kind: clock.Update, Priorities: []string{"high"}, Within: span("2h30m"), Hours: c.Targets[1].Hours,
		Warn: []clock.Warning{clock.AtPercent(75), clock.Before(span("30m"))}}, c.Targets[1])
	assert.Equal(t, []clock.Pause{{Cause: "customer", Statuses: []string{"pending"}, Stops: []clock.Kind{clock.Update}}}, c.Pauses)
	assert.Equal(t, clock.Restart, c.Reopen)
	assert.Equal(t, clock.Always, c.Updates)
	assert.Equal(t, []clock.Type{clock.AgentUpdated}, c.UpdatedBy)

	written, err := json.Marshal(c)
	require.NoError(t, err)
	assert.JSONEq(t, terms, string(written))
}

func TestReadContract_of_what_was_written_is_the_same_contract(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyContract().Draw(t, "contract")
		written, err := json.Marshal(c)
		require.NoError(t, err)
		read, err := clock.ReadContract(written)
		require.NoError(t, err)
		again, err := json.Marshal(read)
		require.NoError(t, err)
		assert.JSONEq(t, string(written), string(again))
	})
}

func TestReadContract_names_what_cannot_be_read_and_what_does_not_fit_at_once(t *testing.T) {
	t.Parallel()
	_, err := clock.ReadContract([]byte(`{"id": "silver", "version": "", "targets": [
		{"kind": "solution", "within": "1 day", "hours": {"name": "x", "zone": "Mars", "always": true}, "warn": ["120%", "soon", "75%"]},
		{"kind": "solution", "within": "", "hours": null}], "reopen": "continue"}`))
	assert.Equal(t, []string{
		"version ETOM-REQUIRED", "targets[0].within ETOM-FORMAT", "targets[0].hours.zone ETOM-UNKNOWN", "targets[0].warn[0] ETOM-FORMAT",
		"targets[0].warn[1] ETOM-FORMAT", "targets[1].within ETOM-FORMAT", "targets[1].hours ETOM-REQUIRED",
	}, faults(t, err))
}

func TestReadContract_refuses_what_is_no_contract(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `[]`, `{"id": 7}`, `{"ident": "x"}`, `{} {}`, `{"targets": [{"withn": "1h"}]}`, "{\"id\": \"\xff"} {
		_, err := clock.ReadContract([]byte(text))
		require.ErrorIs(t, err, fault.ErrInvalid, text)
	}
}

func FuzzReadContract(f *testing.F) {
	f.Add([]byte(terms))
	f.Add([]byte(`{"id":"a","version":"1","targets":[{"kind":"solution","within":"-1h","hours":{"name":"a","zone":"UTC","always":true},"warn":["0%","99%","1ns"]}],"reopen":"newTicket"}`))
	f.Add([]byte(`{"targets":[{"hours":"x"},null],"pauses":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := clock.ReadContract(data)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		require.NoError(t, c.Check())
		written, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := clock.ReadContract(written)
		require.NoError(t, err)
		rewritten, err := json.Marshal(again)
		require.NoError(t, err)
		require.JSONEq(t, string(written), string(rewritten))
		_, err = clock.Read(c, history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.Responded)), at("2026-03-03 09:00"))
		require.NoError(t, err)
	})
}

func TestWarning_text(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1%", "75%", "99%", "30m", "1h30m", "1ns"} {
		var w clock.Warning
		require.NoError(t, w.UnmarshalText([]byte(text)))
		assert.Equal(t, text, w.String())
	}
	for _, text := range []string{"", "%", "0%", "100%", "075%", "+7%", "7.5%", "75 %", "half", "1d"} {
		w := clock.AtPercent(50)
		require.ErrorIs(t, w.UnmarshalText([]byte(text)), fault.ErrInvalid, text)
		assert.Equal(t, clock.AtPercent(50), w, "after an error it is as before")
	}
}

func TestReading_JSON(t *testing.T) {
	t.Parallel()
	h := history(entry("2026-03-02 09:00", clock.Opened), paused("2026-03-02 09:30", "customer"), resumed("2026-03-02 10:30", "customer"))
	reading, err := clock.Read(standard(office), h, at("2026-03-02 12:00"))
	require.NoError(t, err)
	written, err := json.Marshal(reading)
	require.NoError(t, err)
	assert.JSONEq(t, `{"asOf": "2026-03-02T11:00:00Z", "next": "2026-03-02T15:00:00Z", "targets": [
		{"kind": "firstResponse", "state": "breached", "within": "1h", "used": "2h", "left": "-1h", "started": "2026-03-02T08:00:00Z", "due": "2026-03-02T10:00:00Z",
			"paused": [{"cause": "customer", "for": "1h"}],
			"breaches": [{"started": "2026-03-02T08:00:00Z", "at": "2026-03-02T10:00:00Z", "within": "1h"}]},
		{"kind": "update", "state": "notApplicable", "within": "2h", "used": "0s", "left": "2h"},
		{"kind": "solution", "state": "running", "within": "8h", "used": "2h", "left": "6h", "started": "2026-03-02T08:00:00Z", "due": "2026-03-02T17:00:00Z",
			"warnAt": ["2026-03-02T15:00:00Z", "2026-03-02T16:30:00Z"], "paused": [{"cause": "customer", "for": "1h"}]}]}`, string(written))
	var read clock.Reading
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, reading, read)
}
