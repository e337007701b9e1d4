package fit_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

var usd = money.MustCurrency("USD")

// cdnow are the 2357 customers of the CDNOW sample, with the figures that Fader and Hardie rounded to two digits.
func cdnow(t testing.TB) []value.History {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(etomtest.Source(t, "../shared/data/market/cdnow_customers_summary_with_transactions.csv")))).ReadAll()
	require.NoError(t, err)
	var all []value.History
	for _, row := range rows[1:] {
		numbers := make([]float64, len(row))
		for i, cell := range row {
			numbers[i], err = strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
		}
		h := value.History{Customer: row[0], Repeats: int(numbers[1]), Last: numbers[2], Age: numbers[3]}
		if h.Repeats > 0 {
			mean, err := money.New(row[4], usd)
			require.NoError(t, err)
			h.Mean = mean.Exact()
		}
		all = append(all, h)
	}
	return all
}

// reference are the figures that scipy computed on the same sample; beside them are those that were published.
type reference struct {
	Customers int `json:"customers"`
	Repeaters int `json:"repeaters"`
	BGNBD     struct {
		value.BGNBD
		LogLikelihood float64 `json:"log_likelihood"`
	} `json:"bg_nbd"`
	GammaGamma struct {
		P, Q, V       float64
		LogLikelihood float64 `json:"log_likelihood"`
	} `json:"gamma_gamma"`
}

func expected(t testing.TB) reference {
	t.Helper()
	var r reference
	require.NoError(t, json.Unmarshal(etomtest.Source(t, "../shared/data/market/cdnow_reference.json"), &r))
	return r
}

// Fader, Hardie and Lee (2005) published r 0.243, alpha 4.414, a 0.793, b 2.426 and the log-likelihood -9582.4.
func TestBGNBD_finds_the_published_parameters_of_CDNOW(t *testing.T) {
	t.Parallel()
	want, all := expected(t), cdnow(t)
	got, likelihood, err := fit.BGNBD(context.Background(), all)
	require.NoError(t, err)
	assert.Equal(t, want.Customers, likelihood.Used)
	assert.InDelta(t, -9582.4, likelihood.Log, 0.05)
	assert.InDelta(t, want.BGNBD.LogLikelihood, likelihood.Log, 1e-6)
	for name, pair := range map[string][3]float64{
		"r": {got.R, want.BGNBD.R, 0.243}, "alpha": {got.Alpha, want.BGNBD.Alpha, 4.414},
		"a": {got.A, want.BGNBD.A, 0.793}, "b": {got.B, want.BGNBD.B, 2.426},
	} {
		assert.InEpsilon(t, pair[1], pair[0], 1e-6, name)
		assert.InDelta(t, pair[2], pair[0], 0.0005, name)
	}
}

// Fader and Hardie (2013) published p 6.25, q 3.74 and v 15.44, rounded from a fit that had ended a little earlier.
func TestGammaGamma_finds_the_published_parameters_of_CDNOW(t *testing.T) {
	t.Parallel()
	want, all := expected(t), cdnow(t)
	got, likelihood, err := fit.GammaGamma(context.Background(), all)
	require.NoError(t, err)
	assert.Equal(t, want.Repeaters, likelihood.Used)
	assert.Equal(t, want.Customers-want.Repeaters, likelihood.LeftOut)
	assert.InDelta(t, want.GammaGamma.LogLikelihood, likelihood.Log, 1e-6)
	assert.Equal(t, usd, got.Currency)
	for name, pair := range map[string][3]float64{
		"p": {got.P, want.GammaGamma.P, 6.25}, "q": {got.Q, want.GammaGamma.Q, 3.74}, "v": {got.V, want.GammaGamma.V, 15.44},
	} {
		assert.InEpsilon(t, pair[1], pair[0], 1e-6, name)
		assert.InDelta(t, pair[2], pair[0], 0.01, name)
	}
}
