package sample_test

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestRead(t *testing.T) {
	t.Parallel()
	text := "time,value\n2026-09-01T00:00:00+02:00,12.5\n\n2026-08-31T22:01:00.5Z,0\r\n2026-09-01T00:02:00Z,007.50"
	var got []sample.Sample
	for s, err := range sample.Read(strings.NewReader(text), latency) {
		require.NoError(t, err)
		s.At = s.At.UTC()
		got = append(got, s)
	}
	start := time.Date(2026, 8, 31, 22, 0, 0, 0, time.UTC)
	assert.Equal(t, []sample.Sample{{At: start, Value: 125}, {At: start.Add(60500 * time.Millisecond)}, {At: start.Add(122 * time.Minute), Value: 75}}, got)
}

func TestRead_saysWhatIsWrongInWhichLine(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]string{
		"2026-09-01T00:00:00Z":            {"": fault.RuleFormat},
		"2026-09-01T00:00:00Z,1,2":        {"": fault.RuleFormat},
		"2026-09-01 00:00:00,1":           {"at": fault.RuleFormat},
		"2026-09-01T00:00:00,1":           {"at": fault.RuleFormat},
		"2026-02-30T00:00:00Z,-1":         {"at": fault.RuleFormat, "value": fault.RuleFormat},
		"2026-09-01T00:00:00Z,":           {"value": fault.RuleFormat},
		"2026-09-01T00:00:00Z,1.":         {"value": fault.RuleFormat},
		"2026-09-01T00:00:00Z,.5":         {"value": fault.RuleFormat},
		"2026-09-01T00:00:00Z,1e3":        {"value": fault.RuleFormat},
		"2026-09-01T00:00:00Z, 1":         {"value": fault.RuleFormat},
		"2026-09-01T00:00:00Z,1.25":       {"value": fault.RuleRange},
		"2026-09-01T00:00:00Z," + nines:   {"value": fault.RuleRange},
		"time,2026-09-01T00:00:00Z,value": {"": fault.RuleFormat},
	}
	for line, want := range tests {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			text := "2026-09-01T00:00:00Z,1\n" + line + "\n2026-09-01T00:00:00Z,3"
			var found []error
			var values []int64
			for s, err := range sample.Read(strings.NewReader(text), latency) {
				if err != nil {
					found = append(found, err)
					assert.Zero(t, s)
					continue
				}
				values = append(values, s.Value)
			}
			require.Len(t, found, 1)
			assert.ErrorContains(t, found[0], "sample line 2")
			assert.Equal(t, want, faults(t, found[0]))
			assert.Equal(t, []int64{10, 30}, values, "reading goes on behind it")
		})
	}
}

var nines = strings.Repeat("9", 30)

func TestRead_endsWithWhatItCannotReadOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	last := func(r io.Reader, m sample.Metric) (n int, last error) {
		for _, err := range sample.Read(r, m) {
			n, last = n+1, err
		}
		return n, last
	}
	n, err := last(io.MultiReader(strings.NewReader("2026-09-01T00:00:00Z,1\n"), iotest.ErrReader(broken)), latency)
	assert.ErrorIs(t, err, broken)
	assert.Equal(t, 2, n)
	n, err = last(strings.NewReader("2026-09-01T00:00:00Z,1\n"+strings.Repeat("x", 300)), latency)
	assert.Equal(t, map[string]string{"": fault.RuleLength}, faults(t, err))
	assert.Equal(t, 2, n)
	n, err = last(strings.NewReader("2026-09-01T00:00:00Z,1\n"), sample.Metric{Name: "n", Unit: "u", Digits: 1 << 40})
	assert.Equal(t, map[string]string{"digits": fault.RuleRange}, faults(t, err))
	assert.Equal(t, 1, n)
	for range sample.Read(strings.NewReader("2026-09-01T00:00:00Z,1\n2026-09-01T00:00:00Z,1\nx"), latency) {
		break // whoever has enough may stop
	}
	for range sample.Read(strings.NewReader("x\ny"), latency) {
		break
	}
}

func TestReadCounts(t *testing.T) {
	t.Parallel()
	text := "time,good,total\n2026-09-01T00:00:00Z,99,100\n2026-09-01T00:05:00Z,1.5,-2\n2026-09-01T00:10:00Z,1"
	var got []sample.Count
	var wrong []map[string]string
	for n, err := range sample.ReadCounts(strings.NewReader(text)) {
		if err != nil {
			wrong = append(wrong, faults(t, err))
			continue
		}
		got = append(got, n)
	}
	assert.Equal(t, []sample.Count{{At: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Good: 99, Total: 100}}, got)
	assert.Equal(t, []map[string]string{{"good": fault.RuleFormat, "total": fault.RuleFormat}, {"": fault.RuleFormat}}, wrong)
}

// Whatever is read is what stands there, exactly, and every line is read or refused.
func FuzzRead(f *testing.F) {
	f.Add("time,value\n2026-09-01T00:00:00+02:00,12.5\n\n2026-08-31T22:01:00.5Z,0\r\n2026-09-01T00:02:00Z,007.50", 1)
	f.Add("2026-09-01T00:00:00Z,9223372036854775807\n2026-09-01T00:00:00Z,9223372036854775808\n,\n", 0)
	f.Fuzz(func(t *testing.T, text string, digits int) {
		metric := sample.Metric{Name: "n", Unit: "u", Digits: digits}
		for s, err := range sample.Read(strings.NewReader(text), metric) {
			if err != nil {
				require.ErrorIs(t, err, fault.ErrInvalid)
				continue
			}
			require.GreaterOrEqual(t, s.Value, int64(0))
			scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
			require.True(t, standsIn(text, new(big.Rat).SetFrac(big.NewInt(s.Value), scale)), s)
		}
		for _, err := range sample.ReadCounts(strings.NewReader(text)) {
			if err != nil {
				require.ErrorIs(t, err, fault.ErrInvalid)
			}
		}
	})
}

// standsIn reports whether a line of the text ends with the number.
func standsIn(text string, value *big.Rat) bool {
	for line := range strings.Lines(text) {
		_, number, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ",")
		if stands, ok := new(big.Rat).SetString(number); ok && stands.Cmp(value) == 0 {
			return true
		}
	}
	return false
}

func ExampleRead() {
	text := "time,value\n2026-09-01T00:00:00Z,12.5\n2026-09-01T00:01:00Z,12.55\n"
	for s, err := range sample.Read(strings.NewReader(text), sample.Metric{Name: "response time", Unit: "ms", Digits: 1, Most: 5000}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(s.At, s.Value)
	}
	// Output:
	// 2026-09-01 00:00:00 +0000 UTC 125
	// sample line 3: value: "12.55" has more digits behind the point than the metric's 1; round it first, as is agreed (ETOM-RANGE)
}
