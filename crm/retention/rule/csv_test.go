package rule_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func csvSchema() *rule.Schema {
	least := money.MustQuantity("0")
	return rule.MustSchema(
		rule.Definition{Name: "bills", Kind: rule.Number, Whole: true, Least: &least, Missing: rule.Unmet, What: "how many bills were due"},
		rule.Definition{Name: "open", Kind: rule.Amount, Currency: money.MustCurrency("EUR"), Missing: rule.Refuse, What: "what is owed"},
		rule.Definition{Name: "blocked", Kind: rule.Flag, Missing: rule.Unmet, What: "services are blocked"},
	)
}

func TestReadCSV_reads_facts_and_leaves_out_what_is_not_known(t *testing.T) {
	t.Parallel()
	cases, err := rule.ReadCSV(csvSchema(), "customer", []byte("customer,name,open,bills,blocked\nc-1,Anna,12.34,3,true\nc-2,Bert,7 EUR,,\n"), "name")
	require.NoError(t, err)
	require.Len(t, cases, 2)
	assert.Equal(t, []rule.Recorded{{Name: "bills", Value: "3"}, {Name: "open", Value: "12.34 EUR"}, {Name: "blocked", Value: "true"}}, cases[0].Facts.Record())
	assert.Equal(t, []rule.Recorded{{Name: "bills", Missing: true}, {Name: "open", Value: "7.00 EUR"}, {Name: "blocked", Missing: true}}, cases[1].Facts.Record())
	assert.Equal(t, 3, cases[1].Line)
}

func TestReadCSV_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	cases, err := rule.ReadCSV(csvSchema(), "customer", []byte("customer,bills,open,age,bills\nc-1,NaN,1 USD,4,5\n,1.5,1,7,6\nc-1,-1,x,,\n"))
	assert.Nil(t, cases, "nothing is half read")
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"line 2: bills", "line 2: open", "line 1: age", "line 1: bills", "line 3: customer", "line 4: open", "line 4: customer"}, etomtest.Paths(err),
		"a column that is wrong is told once, and its cells are not")
}

func TestReadCSV_blanks_around_a_value_do_not_count(t *testing.T) {
	t.Parallel()
	s := rule.MustSchema(rule.Definition{Name: "city", Kind: rule.Text, Missing: rule.Unmet, What: "the city"},
		rule.Definition{Name: "bills", Kind: rule.Number, Missing: rule.Unmet, What: "bills"})
	cases, err := rule.ReadCSV(s, "customer", []byte("customer,city,bills\n c-1 , Bonn , 3 \nc-2,  ,\n"))
	require.NoError(t, err)
	assert.Equal(t, "c-1", cases[0].ID)
	assert.Equal(t, []rule.Recorded{{Name: "city", Value: "Bonn"}, {Name: "bills", Value: "3"}}, cases[0].Facts.Record())
	assert.Equal(t, []rule.Recorded{{Name: "city", Missing: true}, {Name: "bills", Missing: true}}, cases[1].Facts.Record())
	_, err = rule.ReadCSV(s, "customer", []byte("customer,city\nc-1,Bonn\nc-1 ,Ulm\n"))
	assert.ErrorIs(t, err, fault.ErrInvalid, "the same customer")
}

func TestReadCSV_does_not_tell_faults_for_ever(t *testing.T) {
	t.Parallel()
	_, err := rule.ReadCSV(csvSchema(), "customer", []byte("customer,bills\n"+strings.Repeat("c,x\n", 10_000)))
	assert.Less(t, len(etomtest.Paths(err)), 110)
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("customer,bills,open\nc-1,3,1.00\n"))
	f.Add([]byte("customer,bills\nc-1,x\nc-1,2\n"))
	f.Add([]byte("\"\n"))
	s := csvSchema()
	f.Fuzz(func(t *testing.T, text []byte) {
		cases, err := rule.ReadCSV(s, "customer", text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Nil(t, cases)
			return
		}
		for _, one := range cases {
			again, err := rule.Restore(s, one.Facts.Record())
			require.NoError(t, err)
			require.Equal(t, one.Facts.Record(), again.Record())
		}
	})
}
