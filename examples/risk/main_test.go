package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func output(t *testing.T, lang string, o options) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(&out, lang, o)
	return out.String(), err
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lang string
		o    options
	}{
		"en.golden":         {"en", options{}},
		"de.golden":         {"de", options{}},
		"explain.golden":    {"en", options{explain: "bad-payer"}},
		"explain-de.golden": {"de", options{explain: "late-payer"}},
		"facts.golden":      {"en", options{facts: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := output(t, c.lang, c.o)
			require.NoError(t, err)
			etomtest.Golden(t, name, out)
		})
	}
}

func TestThePrintedPolicyIsThatWhichDecides(t *testing.T) {
	t.Parallel()
	text, err := output(t, "en", options{defaults: true})
	require.NoError(t, err)
	again := options{policy: written(t, text)}
	want, err := output(t, "en", options{})
	require.NoError(t, err)
	got, err := output(t, "en", again)
	require.NoError(t, err)
	assert.Equal(t, want, got)

	stricter := strings.Replace(text, `"version": "1"`, `"version": "2"`, 1)
	stricter = strings.Replace(stricter, `"outcome": "accept"`, `"outcome": "review"`, -1)
	got, err = output(t, "en", options{policy: written(t, stricter)})
	require.NoError(t, err)
	assert.Contains(t, got, "5 × review", "a policy of one's own decides")
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestBrokenRowsAreNamedWithTheirLinesAndNothingIsDecided(t *testing.T) {
	t.Parallel()
	out, err := output(t, "en", options{csv: written(t, "customer,order.amount,payment.bills\na,10.00,NaN\nb,x,3\nc,1.00,1.5\n")})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Empty(t, out)
	assert.Equal(t, []string{"line 2: payment.bills", "line 3: order.amount", "line 4: payment.bills"}, etomtest.Paths(err))

	_, err = output(t, "en", options{csv: written(t, "customer,order.amount,risk.overall\na,,\nb,1.00,3\n")})
	assert.Equal(t, []string{"line 2: order.amount", "line 3: risk.overall"}, etomtest.Paths(err))

	out, err = output(t, "en", options{csv: written(t, "customer,order.amount\na,1.00\nb,99999999999999999999.00\n")})
	require.ErrorContains(t, err, "line 3: ", "what no figure can hold")
	assert.Empty(t, out)
}

func TestWhatIsAskedForMustBeThere(t *testing.T) {
	t.Parallel()
	_, err := output(t, "en", options{explain: "nobody"})
	require.ErrorIs(t, err, fault.ErrNotFound)
	_, err = output(t, "en", options{csv: "no such file"})
	require.ErrorContains(t, err, "-csv")
	_, err = output(t, "en", options{policy: "no such file"})
	require.ErrorContains(t, err, "-policy")
	_, err = output(t, "en", options{policy: written(t, "{}")})
	require.ErrorIs(t, err, fault.ErrInvalid)
}
