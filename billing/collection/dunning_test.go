package collection_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// owed is an open item of account a-1.
func owed(id, open, due string, level int) collection.OpenItem {
	none := money.Must("0.00 EUR")
	i := bill(id, "R-"+id, open, due)
	return collection.OpenItem{Meta: store.Meta{ID: id}, Item: i, Open: i.Amount, Held: none, Charged: none, State: collection.Open, Level: level}
}

func held(i collection.OpenItem, amount, on string) collection.OpenItem {
	i.Held = money.Must(amount)
	i.Holds = []collection.Hold{{ID: "d-1", Amount: i.Held, On: date(on)}}
	return i
}

func debtor() collection.Account {
	return collection.Account{Meta: store.Meta{ID: "a-1"}, Customer: "c-1", Currency: money.MustCurrency("EUR")}
}

func sent(on string, letters int) collection.Account {
	a := debtor()
	a.Dunning = collection.Dunning{On: date(on), Letters: letters}
	return a
}

func TestAssessDunning(t *testing.T) {
	t.Parallel()
	promising := debtor()
	promising.Promises = []collection.Promise{{ID: "p-1", Amount: money.Must("50.00 EUR"), By: date("2026-03-25"), State: collection.PromiseMade}}
	fee := owed("f-1", "2.50 EUR", "2026-01-01", 0)
	fee.Kind = collection.Fee
	for name, tt := range map[string]struct {
		account collection.Account
		items   []collection.OpenItem
		on      string
		level   int // 0: no letter
		code    string
		asked   string
	}{
		"on the last day of the first level":       {debtor(), []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 0)}, "2026-03-20", 0, collection.ReasonTooEarly, ""},
		"the first level":                          {debtor(), []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 0)}, "2026-03-21", 1, collection.ReasonLevelReached, "50.00 EUR"},
		"one level at a time, however late":        {debtor(), []collection.OpenItem{owed("b-1", "50.00 EUR", "2025-03-16", 0)}, "2026-03-21", 1, collection.ReasonLevelReached, "50.00 EUR"},
		"the letter before was sent too shortly":   {sent("2026-04-01", 1), []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 1)}, "2026-04-10", 0, collection.ReasonPaused, ""},
		"the second level":                         {sent("2026-03-21", 1), []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 1)}, "2026-04-04", 2, collection.ReasonLevelReached, "50.00 EUR"},
		"less than the least amount":               {debtor(), []collection.OpenItem{owed("b-1", "4.99 EUR", "2026-03-16", 0)}, "2026-03-21", 0, collection.ReasonTooLittle, ""},
		"two small items make the least amount":    {debtor(), []collection.OpenItem{owed("b-1", "2.50 EUR", "2026-03-16", 0), owed("b-2", "2.50 EUR", "2026-03-17", 0)}, "2026-03-21", 1, collection.ReasonLevelReached, "5.00 EUR"},
		"what is not due yet does not count":       {debtor(), []collection.OpenItem{owed("b-1", "4.00 EUR", "2026-03-16", 0), owed("b-2", "90.00 EUR", "2026-03-21", 0)}, "2026-03-21", 0, collection.ReasonTooLittle, ""},
		"nothing is due":                           {debtor(), []collection.OpenItem{owed("b-2", "90.00 EUR", "2026-03-21", 0)}, "2026-03-21", 0, collection.ReasonNothingDue, ""},
		"all is held":                              {debtor(), []collection.OpenItem{held(owed("b-1", "50.00 EUR", "2026-03-16", 0), "50.00 EUR", "2026-03-17")}, "2026-03-21", 0, collection.ReasonNothingDue, ""},
		"a part is held":                           {debtor(), []collection.OpenItem{held(owed("b-1", "50.00 EUR", "2026-03-16", 0), "20.00 EUR", "2026-03-17")}, "2026-03-21", 1, collection.ReasonLevelReached, "30.00 EUR"},
		"payment is promised":                      {promising, []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 0)}, "2026-03-21", 0, collection.ReasonPromised, ""},
		"the promise has passed":                   {promising, []collection.OpenItem{owed("b-1", "50.00 EUR", "2026-03-16", 0)}, "2026-03-26", 1, collection.ReasonLevelReached, "50.00 EUR"},
		"all levels are passed":                    {sent("2026-01-01", 3), []collection.OpenItem{owed("b-1", "50.00 EUR", "2025-10-16", 3)}, "2026-03-21", 0, collection.ReasonAllLevels, ""},
		"a new bill begins anew beside an old one": {sent("2026-01-01", 3), []collection.OpenItem{owed("b-1", "50.00 EUR", "2025-10-16", 3), owed("b-2", "10.00 EUR", "2026-03-10", 0)}, "2026-03-21", 1, collection.ReasonLevelReached, "60.00 EUR"},
		"costs alone lead to no letter":            {debtor(), []collection.OpenItem{fee}, "2026-03-21", 0, collection.ReasonAllLevels, ""},
		"costs stand on the letter for a bill":     {debtor(), []collection.OpenItem{fee, owed("b-1", "50.00 EUR", "2026-03-16", 0)}, "2026-03-21", 1, collection.ReasonLevelReached, "52.50 EUR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, due, why, err := collection.AssessDunning(collection.DunningInput{Account: tt.account, Items: tt.items, On: date(tt.on)})
			require.NoError(t, err)
			assert.Equal(t, tt.level > 0, due)
			assert.Equal(t, tt.level, l.Level)
			var codes []string
			for _, r := range why {
				codes = append(codes, r.Code)
			}
			assert.Contains(t, codes, tt.code)
			if due {
				assert.Equal(t, tt.asked, l.Asked.String())
			}
		})
	}
}

func TestAssessDunning_of_a_business_the_lump_sum_is_asked_for_once(t *testing.T) {
	t.Parallel()
	firm := sent("2026-03-21", 1)
	firm.Business = true
	first := owed("b-1", "500.00 EUR", "2026-03-16", 1)
	l, _, _, err := collection.AssessDunning(collection.DunningInput{Account: firm, Items: []collection.OpenItem{first}, On: date("2026-04-04")})
	require.NoError(t, err)
	assert.Equal(t, "40.00 EUR", l.LumpSum.String())
	assert.Zero(t, l.Fee.Sign(), "§ 288 (5) sentence 3 BGB")

	first.Lump, first.Level = true, 2
	firm.Dunning = collection.Dunning{On: date("2026-04-04"), Letters: 2}
	l, _, _, err = collection.AssessDunning(collection.DunningInput{Account: firm, Items: []collection.OpenItem{first}, On: date("2026-04-18")})
	require.NoError(t, err)
	assert.Zero(t, l.LumpSum.Sign())
	assert.Zero(t, l.Fee.Sign())

	old := owed("b-1", "500.00 EUR", "2014-07-28", 1)
	l, _, _, err = collection.AssessDunning(collection.DunningInput{Account: firm, Items: []collection.OpenItem{old}, On: date("2026-04-18")})
	require.NoError(t, err)
	assert.Zero(t, l.LumpSum.Sign(), "the debt arose before 29 July 2014")
	assert.Equal(t, 1, l.Fee.Sign())
}

// Interest on what is open, day by day: a disputed part bears none until it is settled, a payment lowers it from the day behind it on.
func TestAssessDunning_interest_follows_the_item(t *testing.T) {
	t.Parallel()
	base := owed("b-1", "1000.00 EUR", "2026-03-02", 1)
	interest := func(i collection.OpenItem, rules collection.InterestRules) string {
		l, due, _, err := collection.AssessDunning(collection.DunningInput{Account: sent("2026-03-08", 1), Items: []collection.OpenItem{i}, On: date("2026-04-01"), Interest: rules})
		require.NoError(t, err)
		require.True(t, due)
		return l.Interest.String()
	}
	assert.Equal(t, "5.15 EUR", interest(base, collection.InterestRules{}), "3 March to 1 April: 30 days at 6.27 %")

	disputed := base
	disputed.Held = money.Must("400.00 EUR")
	disputed.Holds = []collection.Hold{{ID: "d-1", Amount: disputed.Held, On: date("2026-03-12")}}
	assert.Equal(t, "3.71 EUR", interest(disputed, collection.InterestRules{}), "9 days of 1000, 21 of 600")

	rejected := base
	rejected.Holds = []collection.Hold{{ID: "d-1", Amount: money.Must("400.00 EUR"), On: date("2026-03-12"), Until: date("2026-03-22"), Rejected: true}}
	assert.Equal(t, "4.47 EUR", interest(rejected, collection.InterestRules{}), "ten days of 600")
	assert.Equal(t, "5.15 EUR", interest(rejected, collection.InterestRules{Held: true}), "as if it had not been held")

	upheld := base
	upheld.Open = money.Must("600.00 EUR")
	upheld.Holds = []collection.Hold{{ID: "d-1", Amount: money.Must("400.00 EUR"), On: date("2026-03-03"), Until: date("2026-03-12")}}
	upheld.Entries = []collection.Entry{{Kind: collection.Credited, On: date("2026-03-12"), Amount: money.Must("400.00 EUR")}}
	assert.Equal(t, "3.09 EUR", interest(upheld, collection.InterestRules{}), "30 days of 600: what is credited on the day on which its dispute ends bears none")

	paid := base
	paid.Open = money.Must("400.00 EUR")
	paid.Entries = []collection.Entry{{Kind: collection.Paid, On: date("2026-03-12"), Amount: money.Must("600.00 EUR")}}
	assert.Equal(t, "3.09 EUR", interest(paid, collection.InterestRules{}), "10 days of 1000, 20 of 400")

	charged := base
	charged.Charged = money.Must("5.00 EUR")
	assert.Equal(t, "0.15 EUR", interest(charged, collection.InterestRules{}), "what was asked for before is not asked for again")

	assert.Equal(t, "0.00 EUR", interest(base, collection.InterestRules{Default: collection.AfterThirty}), "no default before 2 April")
	dunned := base
	dunned.DunnedOn = date("2026-03-22")
	assert.Equal(t, "1.72 EUR", interest(dunned, collection.InterestRules{Default: collection.AfterDunning}), "23 March to 1 April: 10 days")
	assert.Equal(t, "0.00 EUR", interest(base, collection.InterestRules{Default: collection.AfterDunning}), "no letter has named it")
}

// The figures of three letters to a consumer and one to a business, in both languages.
func TestLetter_Figures(t *testing.T) {
	t.Parallel()
	fee := owed("f-1", "1.50 EUR", "2026-04-14", 0)
	fee.Kind, fee.No = collection.Fee, ""
	last := owed("b-1", "238.00 EUR", "2026-03-16", 2)
	last.Charged = money.Must("0.78 EUR")
	third := sent("2026-04-04", 2)
	firm := sent("2026-03-21", 1)
	firm.Business = true
	var b strings.Builder
	for _, in := range []collection.DunningInput{
		{Account: debtor(), Items: []collection.OpenItem{owed("b-1", "238.00 EUR", "2026-03-16", 0)}, On: date("2026-03-21")},
		{Account: sent("2026-03-21", 1), Items: []collection.OpenItem{owed("b-2", "19.00 EUR", "2026-04-01", 0), held(owed("b-1", "238.00 EUR", "2026-03-16", 1), "38.00 EUR", "2026-03-25")}, On: date("2026-04-04")},
		{Account: third, Items: []collection.OpenItem{fee, last}, On: date("2026-04-18")},
		{Account: firm, Items: []collection.OpenItem{owed("b-1", "11900.00 EUR", "2026-03-16", 1)}, On: date("2026-04-04")},
	} {
		l, due, _, err := collection.AssessDunning(in)
		require.NoError(t, err)
		require.True(t, due)
		var c money.Calc
		require.Equal(t, l.Total, c.Sum(l.Asked, l.Fee, l.Interest, l.LumpSum))
		b.WriteString(l.Figures("en") + "\n" + l.Figures("de-AT") + "\n")
		for _, r := range l.Why {
			b.WriteString(r.String() + "\n")
		}
		b.WriteString("----\n")
	}
	etomtest.Golden(t, "letters.txt", b.String())
}

func TestAssessDunning_a_table_names_every_fault(t *testing.T) {
	t.Parallel()
	levels := collection.Levels()
	levels[0].Code, levels[0].Days, levels[0].Gap = "", 0, 0
	levels[1].Fee = money.Must("1.00 USD")
	levels[2].Days, levels[2].Least, levels[2].PayIn = 10, money.Must("-1.00 EUR"), 0
	_, _, _, err := collection.AssessDunning(collection.DunningInput{Account: debtor(), On: date("2026-03-21"), Levels: levels})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"levels[0].code", "levels[0].days", "levels[0].gap", "levels[1].fee", "levels[2].days", "levels[2].payIn", "levels[2].least"}, etomtest.Paths(err))
	_, _, _, err = collection.AssessDunning(collection.DunningInput{Levels: []collection.Level{}, Items: []collection.OpenItem{{Level: -1}}})
	assert.Equal(t, []string{"levels", "on", "item[0].level", "account.currency"}, etomtest.Paths(err))
}

func TestAssessDunning_the_order_of_the_items_changes_nothing(t *testing.T) {
	t.Parallel()
	a, b, c := owed("b-1", "50.00 EUR", "2026-03-10", 0), owed("b-2", "60.00 EUR", "2026-03-10", 0), owed("b-3", "70.00 EUR", "2026-03-01", 1)
	want, _, _, err := collection.AssessDunning(collection.DunningInput{Account: debtor(), Items: []collection.OpenItem{a, b, c}, On: date("2026-03-21")})
	require.NoError(t, err)
	got, _, _, err := collection.AssessDunning(collection.DunningInput{Account: debtor(), Items: []collection.OpenItem{c, b, a}, On: date("2026-03-21")})
	require.NoError(t, err)
	assert.Equal(t, want, got)
}
