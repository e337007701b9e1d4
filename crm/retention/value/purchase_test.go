package value_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestReadPurchases(t *testing.T) {
	t.Parallel()
	got, err := value.ReadPurchases([]byte("\uFEFFdate,amount,customer\n2026-01-01,29.33 USD,c-1\r\n2026-02-28, 0.00 USD,\"c,2\"\n"))
	require.NoError(t, err)
	assert.Equal(t, []value.Purchase{bought("c-1", "2026-01-01", "29.33 USD"), bought("c,2", "2026-02-28", "0.00 USD")}, got)
}

func TestReadPurchases_tells_every_broken_row_with_its_line_and_reads_nothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, wrong string }{
		"nothing at all":      {"", "value.purchases: must begin with a heading that names the fields, such as id,start,end"},
		"a column not known":  {"customer,date,amount,colour\nc-1,2026-01-01,1.00 USD,red\n", `value.purchases: [0].colour: line 2: is not a field here; there are customer, date, amount (ETOM-UNKNOWN)`},
		"a row too short":     {"customer,date,amount\nc-1,2026-01-01\n", "value.purchases: is not CSV: record on line 2: wrong number of fields (ETOM-FORMAT)"},
		"an open quote":       {"customer,date,amount\n\"c-1,2026-01-01,1.00 USD\n", "value.purchases: is not CSV:"},
		"invalid UTF-8":       {"customer,date,amount\nc-\xff,2026-01-01,1.00 USD\n", "value.purchases:"},
		"several broken rows": {"customer,date,amount\nc-1,2026-02-29,1.00 USD\n,2026-01-01,1.00\nc-3,2026-01-01,-1.00 USD\nc-4,2026-01-01,1.00 EUR\nc-5,2026-01-01,NaN USD\n", ""},
	} {
		got, err := value.ReadPurchases([]byte(c.text))
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Nil(t, got, name)
		if c.wrong != "" {
			assert.Contains(t, err.Error(), c.wrong, name)
			continue
		}
		var invalid *fault.Invalid
		require.ErrorAs(t, err, &invalid)
		var told []string
		for _, f := range invalid.Fields {
			told = append(told, fmt.Sprintf("%s %.8s", f.Path, f.Message))
		}
		assert.Equal(t, []string{"[0].date line 2: ", "[1].amount line 3: ", "[1].customer line 3: ", "[2].amount line 4: ", "[3].amount line 5: ", "[4].amount line 6: "}, told)
	}
}

// Whatever the text, there is an error or purchases that the figures can be made of.
func FuzzReadPurchases(f *testing.F) {
	for _, seed := range []string{"", "customer,date,amount\n", "customer,date,amount\nc-1,2026-01-01,29.33 USD\n", "amount,customer,date\n1.00 EUR,c,2026-02-28\n2.00 EUR,c,2026-03-01\n",
		"customer,date,amount\nc-1,2026-13-01,29.33\n", "customer,customer,date\nc,c,2026-01-01\n", "customer,date,amount\n\"c\n1\",2026-01-01,0.001 JPY\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := value.ReadPurchases(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Nil(t, all)
			return
		}
		scores, err := value.Score(all, year, value.TiesLow)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid, "amounts too great to be added up")
		}
		histories, err := value.Summarise(all, year)
		if err == nil {
			require.LessOrEqual(t, len(histories), len(all))
			require.Len(t, scores, len(histories))
		}
	})
}
