package sla_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestReadAgreement_ReadsWhatWriteAgreementWrites(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]sla.Agreement{"full": full(), "bmw": bmw(), "aws": awsCompute(), "leased line": leasedLine(), "s3": slack(10, "quarter", plainly())} {
		text, err := sla.WriteAgreement(a)
		require.NoError(t, err, name)
		read, err := sla.ReadAgreement(text)
		require.NoError(t, err, name)
		again, err := sla.WriteAgreement(read)
		require.NoError(t, err, name)
		assert.Equal(t, string(text), string(again), name)
	}
	text, err := sla.WriteAgreement(full())
	require.NoError(t, err)
	etomtest.Golden(t, "evaluator/agreement.json", string(text))
	_, err = sla.WriteAgreement(sla.Agreement{})
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

// TestReadAgreement_NamesEveryFault breaks an agreement in many places at once.
func TestReadAgreement_NamesEveryFault(t *testing.T) {
	t.Parallel()
	text, err := sla.WriteAgreement(full())
	require.NoError(t, err)
	broken := string(text)
	for _, change := range [][2]string{
		{`"version": "1",`, `"version": 1,`},
		{`"stacking": "sum"`, `"staking": "sum"`},
		{`"target": "99.9"`, `"target": 99.9`},
		{`"target": "4",`, ``},
		{`"kind": "none"`, `"kind": null`},
		{`"rate": "10%"`, `"rate": "ten"`},
		{`"begin": "start"`, `"begin": "never"`},
		{`"notice": "48h"`, `"notice": "2d"`},
		{`"p": "99%"`, `"p": "101%"`},
		{`"settle": "atPeriodEnd"`, `"settle": "atPeriodEnd", "settle": "atOnce"`},
		{`"within": 10`, `"within": "ten"`},
		{`"from": "08:00"`, `"from": "8 o'clock"`},
		{`"unit": "month"`, `"unit": "moon"`},
		{`"amount": "1.00"`, `"amount": "1,00"`},
	} {
		require.Contains(t, broken, change[0])
		broken = strings.Replace(broken, change[0], change[1], 1)
	}
	_, err = sla.ReadAgreement([]byte(broken))
	require.ErrorIs(t, err, fault.ErrInvalid)
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	var lines []string
	for _, f := range invalid.Fields {
		lines = append(lines, f.String())
	}
	etomtest.Golden(t, "evaluator/faults.txt", strings.Join(lines, "\n")+"\n")
}

func TestReadAgreement_RefusesOtherTexts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "id: x", "half of it": `{"id":`, "a list": "[]", "two of them": "{} {}", "not UTF-8": "{\"id\":\"\xff\"}",
		"very deep": strings.Repeat(`{"objective":[`, 100), "a number": "1e999999999", "null": "null",
	} {
		_, err := sla.ReadAgreement([]byte(text))
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

func TestReadRecord(t *testing.T) {
	t.Parallel()
	_, r := shown()
	text, err := sla.WriteRecord(r)
	require.NoError(t, err)
	read, err := sla.ReadRecord(text)
	require.NoError(t, err)
	assert.Equal(t, r, read)
	etomtest.Golden(t, "evaluator/record.json", string(text))

	_, err = sla.ReadRecord([]byte(`{"outage":[{"id":"o","start":"2026-03-10 08:00","end":"2026-03-10T08:00:00","weight":"half","cuase":"x"}],
		"fee":{"basic":"1.00","basic":"2.00 EUR"},
		"sample":{"load":[{"at":"2026-03-10T08:00:00Z","value":1.5}]}}`))
	assert.Equal(t, []string{"outage[0].start", "outage[0].end", "outage[0].weight", "outage[0].cuase", "fee.basic", "fee.basic", "sample.load[0].value"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, "line 1: \"2026-03-10 08:00\" is no instant; write date, time and zone")
	assert.ErrorContains(t, err, "fee.basic: line 2: stands there twice")
}

func TestReadOutages(t *testing.T) {
	t.Parallel()
	read, err := sla.ReadOutages([]byte("\uFEFFid, feature ,start,end,weight\r\no-1,Mail,2026-03-10T08:00:00+01:00,2026-03-10T11:00:00+01:00,\r\n\"o,2\",,2026-03-10T08:00:00Z,,50%\r\n"))
	require.NoError(t, err)
	first := down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 3*time.Hour)
	require.Len(t, read, 2)
	assert.True(t, first.Start.Equal(read[0].Start) && first.End.Equal(read[0].End))
	assert.Equal(t, downtime.Outage{ID: "o,2", Start: instant("2026-03-10T08:00:00Z"), Weight: new(downtime.MustRatio("50%"))}, read[1])

	_, err = sla.ReadOutages([]byte("id,begin\no-1,yesterday\no-2,today\n"))
	assert.Equal(t, []string{"[0].begin", "[0].start", "[1].begin", "[1].start"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, "[1].begin: line 3: is not a field here; there are id, feature, start")
	for name, text := range map[string]string{"nothing": "", "a short row": "id,start\no-1\n", "a quote that does not end": "id\n\"o", "not UTF-8": "id\n\xff"} {
		_, err := sla.ReadOutages([]byte(text))
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

// TestProperty_RecordsAreKept writes records down and reads them back.
func TestProperty_RecordsAreKept(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	rapid.Check(t, func(t *rapid.T) {
		r := everything(t, march, march.End())
		text, err := sla.WriteRecord(r)
		require.NoError(t, err)
		read, err := sla.ReadRecord(text)
		require.NoError(t, err)
		again, err := sla.WriteRecord(read)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}

func FuzzReadAgreement(f *testing.F) {
	for _, a := range []sla.Agreement{full(), bmw(), leasedLine()} {
		text, err := sla.WriteAgreement(a)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"objective":[{"kind":"downtime","counting":{"order":["clip"]},"target":"4","unit":"h"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := sla.ReadAgreement(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		written, err := sla.WriteAgreement(a)
		require.NoError(t, err)
		again, err := sla.ReadAgreement(written)
		require.NoError(t, err)
		require.Equal(t, asJSON(t, a), asJSON(t, again))
	})
}

func FuzzReadRecord(f *testing.F) {
	_, r := shown()
	text, err := sla.WriteRecord(r)
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte(`{"outage":[{"id":"o","start":"2026-03-10T08:00:00Z","weight":"1/3"}],"fee":{"fee":"1.00 EUR"}}`))
	a, _ := shown()
	march := month(f, "2026-03-01", "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := sla.ReadRecord(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		report, err := sla.Evaluate(a, r, march, march.End())
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		require.Empty(t, unaccounted(report))
		require.NotEmpty(t, report.Text("de"))
		wellFormed(t, report.SVG("en"))
	})
}

func FuzzReadOutages(f *testing.F) {
	f.Add([]byte("id,feature,start,end\no-1,Mail,2026-03-10T08:00:00+01:00,2026-03-10T11:00:00+01:00\n"))
	f.Add([]byte("id,weight\n\"o\"\"1\",50%\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := sla.ReadOutages(text); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}

func FuzzStreamState(f *testing.F) {
	s, err := sla.NewStream(full(), month(f, "2026-03-01", "Europe/Berlin"))
	require.NoError(f, err)
	f.Add([]byte(asJSON(f, s)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s sla.Stream
		if s.UnmarshalJSON(text) != nil {
			return
		}
		require.JSONEq(t, asJSON(t, &s), asJSON(t, restarted(t, &s)))
	})
}
