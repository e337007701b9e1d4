package value_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

var usd = money.MustCurrency("USD")

// reference are the figures that scipy computed on the CDNOW sample.
type reference struct {
	Customers int         `json:"customers"`
	SumX      int         `json:"sum_x"`
	Repeaters int         `json:"repeaters"`
	BGNBD     refBuying   `json:"bg_nbd"`
	Spending  refSpending `json:"gamma_gamma"`
	RFM       refRFM      `json:"rfm_1997_09_30"`
}

type refBuying struct {
	value.BGNBD
	LogLikelihood float64            `json:"log_likelihood"`
	Expected      map[string]float64 `json:"expected_next_39_weeks"`
	Alive         map[string]float64 `json:"p_alive"`
	OfNew         map[string]float64 `json:"unconditional_expected_purchases"`
}

type refSpending struct {
	P, Q, V       float64
	LogLikelihood float64            `json:"log_likelihood"`
	Spend         map[string]float64 `json:"conditional_expected_spend"`
}

type refRFM struct {
	Customers    int   `json:"customers"`
	Transactions int   `json:"transactions"`
	Cents        int64 `json:"revenue_cents"`
	First5       map[string]struct {
		Recency   int   `json:"recency_days"`
		Frequency int   `json:"frequency"`
		Monetary  int64 `json:"monetary_cents"`
	} `json:"first5"`
	Histogram map[string]int `json:"frequency_histogram"`
}

func (r refSpending) model() value.GammaGamma {
	return value.GammaGamma{P: r.P, Q: r.Q, V: r.V, Currency: usd}
}

func expected(t testing.TB) reference {
	t.Helper()
	var r reference
	require.NoError(t, json.Unmarshal(etomtest.Source(t, "../shared/data/market/cdnow_reference.json"), &r))
	return r
}

// sample are the purchases of the CDNOW sample, read as a user's CSV would be.
func sample(t testing.TB) []value.Purchase {
	t.Helper()
	text := strings.Builder{}
	text.WriteString("customer,date,amount\n")
	for line := range strings.Lines(string(etomtest.Source(t, "../shared/data/market/CDNOW_sample.txt"))) {
		f := strings.Fields(line)
		fmt.Fprintf(&text, "%s,%s-%s-%s,%s USD\n", f[1], f[2][:4], f[2][4:6], f[2][6:], f[4])
	}
	all, err := value.ReadPurchases([]byte(text.String()))
	require.NoError(t, err)
	return all
}

// summary are the customers as Fader and Hardie summed them up, rounded to two digits.
func summary(t testing.TB) []value.History {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(etomtest.Source(t, "../shared/data/market/cdnow_customers_summary_with_transactions.csv")))).ReadAll()
	require.NoError(t, err)
	var all []value.History
	for _, row := range rows[1:] {
		h := value.History{Customer: row[0], Repeats: int(parse(t, row[1])), Last: parse(t, row[2]), Age: parse(t, row[3])}
		if h.Repeats > 0 {
			mean, err := money.New(row[4], usd)
			require.NoError(t, err)
			h.Mean = mean.Exact()
		}
		all = append(all, h)
	}
	return all
}

func parse(t testing.TB, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return f
}

// calibration are the 39 weeks of the papers: up to 30 September 1997.
var calibration = value.Window{Until: calendar.MustParse("1997-10-01")}

func history(repeats int, last, age float64) value.History {
	return value.History{Customer: "c", Repeats: repeats, Last: last, Age: age}
}

// buying draws a BG/NBD model as fits come to.
func buying(t *rapid.T) value.BGNBD {
	parameter := func(name string, most float64) float64 { return rapid.Float64Range(0.01, most).Draw(t, name) }
	return value.BGNBD{R: parameter("r", 5), Alpha: parameter("alpha", 50), A: parameter("a", 5), B: parameter("b", 10)}
}

func anyHistory(t *rapid.T) value.History {
	age := rapid.Float64Range(0.1, 300).Draw(t, "age")
	x := rapid.IntRange(0, 60).Draw(t, "repeats")
	if x == 0 {
		return history(0, 0, age)
	}
	return history(x, rapid.Float64Range(0.01, 1).Draw(t, "last")*age, age)
}

// purchases draws a few customers' purchases of 2026.
func purchases(t *rapid.T) []value.Purchase {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Purchase {
		amount, err := money.FromMinor(rapid.Int64Range(0, 100_000).Draw(t, "cents"), usd)
		if err != nil {
			t.Fatal(err)
		}
		return value.Purchase{Customer: fmt.Sprint("c-", rapid.IntRange(1, 12).Draw(t, "customer")),
			On: calendar.MustParse("2026-01-01").AddDays(rapid.IntRange(0, 364).Draw(t, "day")), Amount: amount}
	}), 1, 40).Draw(t, "purchases")
}
