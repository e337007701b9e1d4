package downtime_test

import (
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestParseLength(t *testing.T) {
	t.Parallel()
	for text, micros := range map[string]string{
		"0s": "0", "4h30m": "16200000000", "1us": "1", "4h30m+1/3us": "48600000001/3", "0s+999/1000us": "999/1000",
		"0s+1/123456789012345678901234567890us": "1/123456789012345678901234567890",
	} {
		l, err := downtime.ParseLength(text)
		require.NoError(t, err, text)
		assert.Equal(t, micros, l.Rat().RatString(), text)
		assert.Equal(t, text, l.String())
	}
}

func TestParseLength_refuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "4", "-1s", "1ns", "1s+", "1s+1/3", "1s+3/3us", "1s+0/3us", "1s+4/3us", "1s+-1/3us", "1s+1/0us", "1s+0.5us", "1s+1e9/2us", "+1/3us", "1s+1/3us+1/3us", "1s+1_0/30us", "1s+us",
	} {
		_, err := downtime.ParseLength(text)
		require.ErrorIs(t, err, fault.ErrInvalid, text)
	}
}

func TestLengthOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "1us", downtime.LengthOf(1999).String(), "finer than a microsecond is cut off")
	assert.True(t, downtime.LengthOf(-time.Hour).IsZero())
	assert.Equal(t, time.Hour, downtime.LengthOf(time.Hour).Duration())
	assert.True(t, downtime.LengthOf(time.Hour).IsWhole())
}

func lengths() *rapid.Generator[downtime.Length] {
	return rapid.Custom(func(t *rapid.T) downtime.Length {
		whole := downtime.LengthOf(time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "micros")) * time.Microsecond)
		if rapid.Bool().Draw(t, "whole") {
			return whole
		}
		den := rapid.Int64Range(2, 12).Draw(t, "den")
		rest := big.NewRat(rapid.Int64Range(1, den-1).Draw(t, "num"), den)
		l, err := downtime.ParseLength(whole.String() + "+" + rest.String() + "us")
		require.NoError(t, err)
		return l
	})
}

// Lengths add up and compare as the fractions they are, and read back as they were written.
func TestLength_is_exact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := lengths().Draw(t, "a"), lengths().Draw(t, "b")
		sum := a.Plus(b)
		require.Zero(t, new(big.Rat).Add(a.Rat(), b.Rat()).Cmp(sum.Rat()))
		require.Equal(t, a.Rat().Cmp(b.Rat()), a.Cmp(b))
		require.Equal(t, sum.Rat().IsInt(), sum.IsWhole())
		require.Equal(t, sum.Rat().Sign() == 0, sum.IsZero())
		whole := new(big.Int).Quo(sum.Rat().Num(), sum.Rat().Denom())
		require.Equal(t, whole.Int64(), sum.Duration().Microseconds())

		body, err := json.Marshal(sum)
		require.NoError(t, err)
		var read downtime.Length
		require.NoError(t, json.Unmarshal(body, &read))
		require.Equal(t, sum, read)
	})
}

func TestLength_Rat_is_a_copy(t *testing.T) {
	t.Parallel()
	l, err := downtime.ParseLength("0s+1/3us")
	require.NoError(t, err)
	l.Rat().SetInt64(7)
	assert.Equal(t, "0s+1/3us", l.String())
}

func TestLength_stays_as_it_was_after_an_error(t *testing.T) {
	t.Parallel()
	l := downtime.LengthOf(time.Hour)
	require.Error(t, json.Unmarshal([]byte(`"long"`), &l))
	assert.Equal(t, downtime.LengthOf(time.Hour), l)
}

func FuzzParseLength(f *testing.F) {
	for _, text := range []string{"4h30m", "4h30m+1/3us", "0s+1/2us", "", "1s+1/0us", "1s+1e9/2us"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := downtime.ParseLength(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		again, err := downtime.ParseLength(l.String())
		require.NoError(t, err)
		require.Zero(t, l.Cmp(again))
	})
}
