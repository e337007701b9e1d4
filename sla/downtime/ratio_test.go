package downtime_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestParseRatio(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		ratio downtime.Ratio
		text  string
	}{
		"50%":                 {downtime.Ratio{Num: 1, Den: 2}, "50%"},
		"12.5%":               {downtime.Ratio{Num: 1, Den: 8}, "12.5%"},
		"0.5":                 {downtime.Ratio{Num: 1, Den: 2}, "50%"},
		"0.50":                {downtime.Ratio{Num: 1, Den: 2}, "50%"},
		"1/3":                 {downtime.Ratio{Num: 1, Den: 3}, "1/3"},
		"17/1234":             {downtime.Ratio{Num: 17, Den: 1234}, "17/1234"},
		"2/4":                 {downtime.Ratio{Num: 1, Den: 2}, "50%"},
		"0":                   {downtime.Ratio{Num: 0, Den: 1}, "0%"},
		"0/5":                 {downtime.Ratio{Num: 0, Den: 1}, "0%"},
		"1":                   {downtime.Ratio{Num: 1, Den: 1}, "100%"},
		"100%":                {downtime.Ratio{Num: 1, Den: 1}, "100%"},
		"0.000000001":         {downtime.Ratio{Num: 1, Den: 1_000_000_000}, "0.0000001%"},
		"0.0000001%":          {downtime.Ratio{Num: 1, Den: 1_000_000_000}, "0.0000001%"},
		"999999999":           {downtime.Ratio{Num: 999999999, Den: 1}, "999999999/1"},
		"150%":                {downtime.Ratio{Num: 3, Den: 2}, "150%"},
		"-5%":                 {downtime.Ratio{Num: -1, Den: 20}, "-5%"},
		"-1/3":                {downtime.Ratio{Num: -1, Den: 3}, "-1/3"},
		"999999999/999999998": {downtime.Ratio{Num: 999999999, Den: 999999998}, "999999999/999999998"},
	} {
		got, err := downtime.ParseRatio(text)
		require.NoError(t, err, text)
		assert.Equal(t, want.ratio, got, text)
		assert.Equal(t, want.text, got.String(), text)
	}
	assert.Equal(t, "0%", downtime.Ratio{}.String())
	assert.Equal(t, "0", downtime.Ratio{}.Rat().RatString())
	assert.Equal(t, "1/4", downtime.MustRatio("25%").Rat().RatString())
}

func TestParseRatio_refuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "%", "half", "1/0", "1/", "/2", "1/2/3", "1/2%", "--1", "+1", " 1", "1e3", "0.5.1", ".5", "5.", "1/-2", "NaN", "1234567890", "0.1234567890", "٣", "1,5",
		"0.00000001%", "999999999.5",
	} {
		_, err := downtime.ParseRatio(text)
		require.ErrorIs(t, err, fault.ErrInvalid, text)
	}
	assert.Panics(t, func() { downtime.MustRatio("half") })
}

func TestRatio_reads_back_what_it_writes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Int64Range(1, 999_999_999).Draw(t, "den")
		r := downtime.Ratio{Num: rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "num"), Den: den}
		body, err := json.Marshal(r)
		require.NoError(t, err)
		var read downtime.Ratio
		require.NoError(t, json.Unmarshal(body, &read), string(body))
		require.Zero(t, read.Rat().Cmp(r.Rat()), "%s", body)
		again, err := downtime.ParseRatio(read.String())
		require.NoError(t, err)
		require.Equal(t, read, again, "in lowest terms equal ratios are equal by ==")
	})
}

func TestRatio_stays_as_it_was_after_an_error(t *testing.T) {
	t.Parallel()
	r := downtime.MustRatio("25%")
	require.Error(t, json.Unmarshal([]byte(`"much"`), &r))
	assert.Equal(t, downtime.MustRatio("25%"), r)
}

func FuzzParseRatio(f *testing.F) {
	for _, text := range []string{"50%", "0.5", "1/3", "-1/3", "", "1/0", "0.000000001%", "999999999/999999998"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := downtime.ParseRatio(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		again, err := downtime.ParseRatio(r.String())
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}
