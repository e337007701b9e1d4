package rating_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func read(t *testing.T, format rating.Format, text string) ([]rating.Usage, []rating.Fault) {
	t.Helper()
	good, bad, err := rating.ReadUsage(strings.NewReader(text), format, berlin)
	require.NoError(t, err)
	return good, bad
}

func TestReadUsage_CSV(t *testing.T) {
	t.Parallel()
	good, bad := read(t, rating.CSV, "\uFEFFid,at,kind,duration,elapsed,quantity,unit,value,product,from,to,text\r\n"+
		"u-1,2026-03-02T12:00:00+01:00,voice,3m20s,1h,,,,p-1,+4930,+4917,\"a, \"\"b\"\"\"\r\n"+
		"\r\n"+
		"u-2,2026-03-02 12:00:00,data,12.5,,2.5,MB,,,,,\n"+
		"u-3,2026-03-02T11:00:00.123456789Z,payment,,,,,12.34 EUR,,,,")
	assert.Empty(t, bad)
	assert.Equal(t, []rating.Usage{
		{ID: "u-1", Kind: "voice", At: at("2026-03-02T11:00:00Z"), Duration: calendar.Span(200 * time.Second), Elapsed: calendar.Span(time.Hour), Product: "p-1", From: "+4930", To: "+4917", Text: `a, "b"`},
		{ID: "u-2", Kind: "data", At: at("2026-03-02T11:00:00Z"), Duration: calendar.Span(12500 * time.Millisecond), Quantity: money.MustQuantity("2.5"), Unit: "MB"},
		{ID: "u-3", Kind: "payment", At: at("2026-03-02T11:00:00.123456Z"), Value: money.Must("12.34 EUR")},
	}, good)
}

func TestReadUsage_semicolons_as_spreadsheets_write_them(t *testing.T) {
	t.Parallel()
	good, bad := read(t, rating.CSV, "id;kind;at;to\nu-1;sms;2026-03-02T12:00:00Z;+49\n")
	assert.Empty(t, bad)
	assert.Equal(t, "+49", good[0].To)
}

func TestReadUsage_JSON_lines(t *testing.T) {
	t.Parallel()
	good, bad := read(t, rating.JSONLines, `{"id":"u-1","kind":"data","at":"2026-03-02T12:00:00Z","quantity":2.5,"text":null}

{"id":"u-2","kind":"payment","at":"2026-03-02T12:00:00Z","value":{"amount":"1.00","currency":"EUR"}}
{"id":"u-2b","kind":"payment","at":"2026-03-02T12:00:00Z","value":{"currency":"EUR","amount":"1.00"}}
{"id":"u-3","kind":"voice","at":"2026-03-02T12:00:00Z","duration":47}
`)
	assert.Empty(t, bad)
	require.Len(t, good, 4)
	assert.Equal(t, money.MustQuantity("2.5"), good[0].Quantity)
	assert.Equal(t, money.Must("1.00 EUR"), good[1].Value)
	assert.Equal(t, money.Must("1.00 EUR"), good[2].Value, "an object's members have no order")
	assert.Equal(t, calendar.Span(47*time.Second), good[3].Duration)
}

func TestReadUsage_a_wrong_line_is_kept_apart_with_its_number_and_all_that_is_wrong(t *testing.T) {
	t.Parallel()
	csv := func(line string) string {
		return "id,kind,at,duration,quantity,value,text\nu-0,sms,2026-03-02T12:00:00Z,,,,\n" + line + "\nu-9,sms,2026-03-02T12:00:00Z,,,,\n"
	}
	lines := func(line string) string {
		return "{\"id\":\"u-0\",\"kind\":\"sms\",\"at\":\"2026-03-02T12:00:00Z\"}\n\n" + line + "\n{\"id\":\"u-9\",\"kind\":\"sms\",\"at\":\"2026-03-02T12:00:00Z\"}"
	}
	for name, c := range map[string]struct {
		format rating.Format
		text   string
		line   string
		wrong  string // path and rule of each fault
	}{
		"nothing in it":                   {rating.CSV, csv(",,,,,,"), ",,,,,,", "id ETOM-REQUIRED, kind ETOM-REQUIRED, at ETOM-REQUIRED"},
		"too few fields":                  {rating.CSV, csv("u-1,sms"), "u-1,sms", " ETOM-FORMAT"},
		"too many fields":                 {rating.CSV, csv("u-1,sms,2026-03-02T12:00:00Z,,,,,"), "u-1,sms,2026-03-02T12:00:00Z,,,,,", " ETOM-FORMAT"},
		"a quote that does not end":       {rating.CSV, csv(`u-1,sms,2026-03-02T12:00:00Z,,,,"open`), `u-1,sms,2026-03-02T12:00:00Z,,,,"open`, " ETOM-FORMAT"},
		"something behind a quote":        {rating.CSV, csv(`u-1,sms,2026-03-02T12:00:00Z,,,,"a"b`), `u-1,sms,2026-03-02T12:00:00Z,,,,"a"b`, " ETOM-FORMAT"},
		"everything wrong":                {rating.CSV, csv("u-1,sms,noon,long,much,dear,x"), "u-1,sms,noon,long,much,dear,x", "at ETOM-FORMAT, duration ETOM-FORMAT, quantity ETOM-FORMAT, value ETOM-FORMAT"},
		"everything negative":             {rating.CSV, csv("u-1,sms,2026-03-02T12:00:00Z,-1,-1,-1.00 EUR,x"), "u-1,sms,2026-03-02T12:00:00Z,-1,-1,-1.00 EUR,x", "duration ETOM-RANGE, quantity ETOM-RANGE, value ETOM-RANGE"},
		"a negative span":                 {rating.CSV, csv("u-1,sms,2026-03-02T12:00:00Z,-1m,,,x"), "u-1,sms,2026-03-02T12:00:00Z,-1m,,,x", "duration ETOM-RANGE"},
		"a duration beyond all":           {rating.CSV, csv("u-1,sms,2026-03-02T12:00:00Z,9223372037,,,x"), "u-1,sms,2026-03-02T12:00:00Z,9223372037,,,x", "duration ETOM-RANGE"},
		"an hour that does not exist":     {rating.CSV, csv("u-1,sms,2026-03-29T02:30:00,,,,"), "u-1,sms,2026-03-29T02:30:00,,,,", "at ETOM-RANGE"},
		"an hour that comes twice":        {rating.CSV, csv("u-1,sms,2026-10-25T02:30:00,,,,"), "u-1,sms,2026-10-25T02:30:00,,,,", "at ETOM-RANGE"},
		"a currency that is none":         {rating.CSV, csv("u-1,sms,2026-03-02T12:00:00Z,,,1.00 EURO,"), "u-1,sms,2026-03-02T12:00:00Z,,,1.00 EURO,", "value ETOM-FORMAT"},
		"a NUL":                           {rating.CSV, csv("u-\x00,sms,2026-03-02T12:00:00Z,,,,"), "u-\x00,sms,2026-03-02T12:00:00Z,,,,", "id ETOM-TEXT-NUL"},
		"no UTF-8":                        {rating.CSV, csv("u-\xff,sms,2026-03-02T12:00:00Z,,,,"), "u-\uFFFD,sms,2026-03-02T12:00:00Z,,,,", "id ETOM-TEXT-UTF8"},
		"no JSON":                         {rating.JSONLines, lines("id=u-1"), "id=u-1", " ETOM-FORMAT"},
		"no object":                       {rating.JSONLines, lines("[1]"), "[1]", " ETOM-FORMAT"},
		"an object of nothing":            {rating.JSONLines, lines("{}"), "{}", "id ETOM-REQUIRED, kind ETOM-REQUIRED, at ETOM-REQUIRED"},
		"an unknown field, and one twice": {rating.JSONLines, lines(`{"id":"u-1","id":"u-2","kind":"sms","at":"2026-03-02T12:00:00Z","length":3}`), `{"id":"u-1","id":"u-2","kind":"sms","at":"2026-03-02T12:00:00Z","length":3}`, "id ETOM-DUPLICATE, length ETOM-UNKNOWN"},
		"a truth for a number":            {rating.JSONLines, lines(`{"id":"u-1","kind":"sms","at":"2026-03-02T12:00:00Z","quantity":true}`), `{"id":"u-1","kind":"sms","at":"2026-03-02T12:00:00Z","quantity":true}`, "quantity ETOM-FORMAT"},
		"a number with an exponent":       {rating.JSONLines, lines(`{"id":"u-1","kind":"sms","at":"2026-03-02T12:00:00Z","quantity":1e3}`), `{"id":"u-1","kind":"sms","at":"2026-03-02T12:00:00Z","quantity":1e3}`, "quantity ETOM-FORMAT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			good, bad := read(t, c.format, c.text)
			require.Len(t, good, 2, "the good lines are there")
			require.Len(t, bad, 1)
			assert.Equal(t, 3, bad[0].Line)
			assert.Equal(t, c.line, bad[0].Record)
			var wrong []string
			for _, f := range bad[0].Fields {
				wrong = append(wrong, f.Path+" "+f.Rule)
			}
			assert.Equal(t, c.wrong, strings.Join(wrong, ", "))
			assert.ErrorIs(t, &bad[0], fault.ErrInvalid)
			assert.ErrorContains(t, &bad[0], "line 3: ")
		})
	}
}

func TestReadUsage_refuses_a_file_that_is_none(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ format, zone, text, want string }{
		"an unknown format":         {"xml", berlin, "", "csv or jsonLines"},
		"an unknown zone":           {"csv", "Europe/Bonn", "", "name of a time zone"},
		"no heading":                {"csv", berlin, "", "must be a heading"},
		"a heading without an id":   {"csv", berlin, "kind,at\n", "id: must be a column"},
		"a heading of other things": {"csv", berlin, "id,kind,at,length\n", `"length", which no usage record has`},
		"a column twice":            {"csv", berlin, "id,kind,at,id\n", "id: is a column twice"},
	} {
		_, _, err := rating.ReadUsage(strings.NewReader(c.text), rating.Format(c.format), c.zone)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.ErrorContains(t, err, c.want, name)
	}
	good, bad, err := rating.ReadUsage(io.MultiReader(strings.NewReader("id,kind,at\nu-1,sms,2026-03-02T12:00:00Z\n"), iotest.ErrReader(io.ErrUnexpectedEOF)), rating.CSV, berlin)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.ErrorContains(t, err, "behind line 2")
	assert.Empty(t, good, "nothing is half imported")
	assert.Empty(t, bad)
}

func TestReader_a_line_without_end_is_one_fault(t *testing.T) {
	t.Parallel()
	text := "id,kind,at\n" + strings.Repeat("x", 3*rating.MaxLine+7) + "\nu-1,sms,2026-03-02T12:00:00Z\n"
	good, bad := read(t, rating.CSV, text)
	require.Len(t, good, 1)
	require.Len(t, bad, 1)
	assert.Equal(t, 2, bad[0].Line)
	assert.Len(t, bad[0].Record, rating.MaxLine)
}

// A file of 200 MB is read in a few hundred kB.
func TestReader_keeps_memory_bounded(t *testing.T) {
	line := "u-1,sms,2026-03-02T12:00:00Z," + strings.Repeat("t", 2000) + "\n"
	lines := 0
	r, err := rating.NewReader(io.MultiReader(strings.NewReader("id,kind,at,text\n"), &repeated{line: line, left: 20_000}), rating.CSV, berlin)
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for {
		_, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		lines++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Equal(t, 20_000, lines)
	assert.Equal(t, 20_001, r.Line())
	assert.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(4<<20))
}

// repeated is a line again and again.
type repeated struct {
	line string
	left int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func TestReadUsage_reads_what_is_written(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[a-zä",;' +]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		u := rating.Usage{ID: "u" + text.Draw(t, "id"), Kind: "k" + text.Draw(t, "kind"), To: text.Draw(t, "to"), Text: text.Draw(t, "text"),
			At:       time.UnixMicro(rapid.Int64Range(1e15, 2e15).Draw(t, "at")).UTC(),
			Duration: calendar.Span(rapid.Int64Range(0, 1e15).Draw(t, "duration")), Quantity: money.Count(rapid.Int64Range(0, 1e9).Draw(t, "quantity"))}
		quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		csv := fmt.Sprintf("to,id,at,kind,duration,quantity,text\n%s,%s,%s,%s,%s,%s,%s\n", quoted(u.To), quoted(u.ID), u.At.Format(time.RFC3339Nano), quoted(u.Kind), u.Duration, u.Quantity, quoted(u.Text))
		good, bad, err := rating.ReadUsage(strings.NewReader(csv), rating.CSV, berlin)
		require.NoError(t, err)
		require.Empty(t, bad)
		require.Equal(t, []rating.Usage{u}, good)
		line, err := json.Marshal(u)
		require.NoError(t, err)
		good, bad, err = rating.ReadUsage(strings.NewReader(string(line)), rating.JSONLines, berlin)
		require.NoError(t, err)
		require.Empty(t, bad)
		require.Equal(t, []rating.Usage{u}, good)
	})
}

func TestReadUsage_local_times_are_those_the_clock_shows_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(oddZones).Draw(t, "zone")
		location, err := calendar.LoadZone(zone)
		require.NoError(t, err)
		shown := calendar.FirstInstant(calendar.MustParse(rapid.SampledFrom(oddDays).Draw(t, "near")), time.UTC).Add(time.Duration(rapid.IntRange(-100, 200).Draw(t, "quarters")) * 15 * time.Minute)
		text := shown.Format("2006-01-02T15:04:05")
		var want []time.Time // by trying every quarter of an hour
		for at := shown.Add(-30 * time.Hour); at.Before(shown.Add(30 * time.Hour)); at = at.Add(15 * time.Minute) {
			if at.In(location).Format("2006-01-02T15:04:05") == text {
				want = append(want, at)
			}
		}
		good, bad, err := rating.ReadUsage(strings.NewReader("id,kind,at\nu,k,"+text), rating.CSV, zone)
		require.NoError(t, err)
		if len(want) == 1 {
			require.Empty(t, bad)
			require.Equal(t, want[0], good[0].At)
			return
		}
		require.Empty(t, good, "%s: %v", text, want)
		require.Len(t, bad, 1)
	})
}

func FuzzReadUsage(f *testing.F) {
	f.Add(monthFile, true, berlin)
	f.Add(`{"id":"u-1","kind":"data","at":"2026-03-02T12:00:00Z","quantity":2.5}`, false, "UTC")
	f.Add("id;kind;at\n\"a\"\"\";b;2011-12-30T00:00:00\n\n\"", true, "Pacific/Apia")
	f.Fuzz(func(t *testing.T, text string, csv bool, zone string) {
		format := rating.JSONLines
		if csv {
			format = rating.CSV
		}
		good, bad, err := rating.ReadUsage(strings.NewReader(text), format, zone)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		blank := 0
		for _, line := range strings.Split(strings.TrimPrefix(text, "\uFEFF"), "\n") {
			if strings.TrimSpace(line) == "" {
				blank++
			}
		}
		lines := strings.Count(text, "\n") + 1
		if csv {
			lines-- // the heading
		}
		require.Equal(t, lines-blank, len(good)+len(bad), "every line is a record or a fault")
		for _, u := range good {
			require.NotEmpty(t, u.ID)
			require.NotEmpty(t, u.Kind)
			require.GreaterOrEqual(t, u.Duration, calendar.Span(0))
		}
	})
}
