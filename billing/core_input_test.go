package billing_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCompute_refuses_what_no_bill_can_be_made_of_with_every_fault_at_once(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.ID, in.Kind, in.Account.Name, in.Date = "", billing.KindCreditNote, "", calendar.Date{}
	in.Positions[0].Quantity, in.Positions[1].Price, in.Positions[1].ID = money.Count(-1), money.Must("-1.00 EUR"), in.Positions[0].ID
	in.Rebates[0].Rate, in.Rebates[0].Fee = money.Rate{}, ""
	_, err := billing.Compute(in)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
	}
	assert.ElementsMatch(t, []string{"id", "kind", "account.name", "billDate", "positions[0].quantity", "positions[1].price", "positions[1].id",
		"rebates[0].fee", "rebates[0].amount"}, paths)
}

func TestCompute_one_currency_on_a_bill(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	dollar := money.Must("1.00 USD")
	in.Holdings[0].Prices[1].Amount, in.Positions[0].Price, in.Rebates[0].Basis = dollar, dollar, dollar
	in.Credits = []discount.Credit{{ID: "c", Kind: discount.Goodwill, Name: "Credit", Amount: dollar, Left: dollar}}
	in.Policy.Cash = dollar
	_, err := billing.Compute(in)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Fields, 5)
	for _, f := range invalid.Fields {
		assert.Equal(t, fault.RuleCurrency, f.Rule)
	}
	assert.Contains(t, err.Error(), `"bill-1"`)
}

func TestCompute_names_the_subject_of_what_a_part_refuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*billing.Input)
		want   string
	}{
		{"an unknown tariff", func(in *billing.Input) { in.Holdings[0].Tariff = "nonesuch" }, "nonesuch"},
		{"a holding without prices' period", func(in *billing.Input) { in.Holdings[0].Prices[0].Every = "" }, "line-1"},
		{"a tariff in another currency", func(in *billing.Input) { in.Account.Currency = money.MustCurrency("CHF") }, "holdings[0].tariff"},
		{"a country without rates", func(in *billing.Input) { in.Account.Address.Country = "ZZ"; in.Issuer.Address.Country = "ZZ" }, "ZZ"},
		{"a discount that is none", func(in *billing.Input) { in.Discounts = []discount.Discount{{ID: "d"}} }, "discounts[0]"},
		{"a credit that is none", func(in *billing.Input) { in.Credits = []discount.Credit{{ID: "c"}} }, "credits[0]"},
		{"a commitment that is none", func(in *billing.Input) {
			in.Commitments = []charge.Commitment{{ID: "m", Name: "M", Minimum: money.Must("-1.00 EUR")}}
		}, "m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := coreTalk(t, 3)
			test.change(&in)
			_, err := billing.Compute(in)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Contains(t, err.Error(), test.want)
		})
	}
}

func TestInput_JSON_that_is_none_changes_nothing(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	before := coreJSON(t, in)
	for _, text := range []string{`{"id":7}`, `{"taxes":[{"country":"DE"}]}`, `[]`, `{"period":{"from":"x"}}`, `{"book":{"tariffs":7}}`} {
		require.Error(t, json.Unmarshal([]byte(text), &in), text)
		require.Equal(t, before, coreJSON(t, in))
	}
}

func FuzzInputJSON(f *testing.F) {
	text, err := json.Marshal(coreTalk(f, 2))
	require.NoError(f, err)
	f.Add(string(text))
	f.Add(`{"id":"b","usage":[{"id":"u"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var in billing.Input
		if json.Unmarshal([]byte(text), &in) != nil {
			return
		}
		first, err := billing.Compute(in)
		if err != nil {
			return
		}
		again, err := billing.Compute(in)
		require.NoError(t, err)
		require.Equal(t, coreJSON(t, first), coreJSON(t, again))
		coreWellFormed(t, first.HTML("en"))
		require.NotEmpty(t, first.Text("de"))
		require.NotEmpty(t, first.Explain().Text)
	})
}

func TestCompute_turnover_conditions_reprice_what_earlier_bills_charged(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Positions, in.Rebates = nil, nil
	in.Conditions = []discount.Condition{{ID: "bonus", Name: "Turnover bonus", De: "Umsatzbonus", Measure: discount.Turnover, Over: discount.OverYear, Whole: true,
		Tiers: []discount.Tier{{From: discount.Count{Turnover: money.Must("1000.00 EUR")}, Rate: money.MustRate("10%")}}}}
	in.History = discount.History{Past: []discount.Past{
		{Bill: "bill-0", Line: "l-1", On: coreDate("2026-05-31"), Amount: money.Must("600.00 EUR"), Class: "standard"},
		{Bill: "bill-00", Line: "l-1", On: coreDate("2025-05-31"), Amount: money.Must("600.00 EUR"), Class: "standard"}, // another year
	}}
	b := coreCompute(t, in)
	require.Len(t, b.Lines, 3)
	earlier := b.Lines[2]
	assert.Equal(t, billing.ConditionLine, earlier.Category)
	assert.Equal(t, "-60.00 EUR", earlier.Net.String())
	assert.Equal(t, []string{"bill-0/l-1"}, earlier.Sources)
	assert.Equal(t, "418.95 EUR", b.Lines[0].Net.String()) // 465.50 less 46.55
	assert.Equal(t, "76.86 EUR", b.Lines[1].Net.String())  // 85.40 less 8.54
	assert.Contains(t, b.Text("de"), "Entgeltminderungen auf Grund von Vereinbarungen über Umsatz und Dauer: Umsatzbonus.")
	assert.Contains(t, b.Explain().In("de"), "bill-0/l-1")
	in.History.Past = in.History.Past[1:]
	b = coreCompute(t, in)
	assert.Len(t, b.Lines, 2)
}

func TestCompute_commitments_look_at_what_is_left_on_the_lines_that_count(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 14)
	in.Commitments = []charge.Commitment{
		{ID: "least", Name: "Minimum for mobiles", De: "Mindestumsatz Mobil", Minimum: money.Must("10.00 EUR"), Codes: []string{"mobile"}},
		{ID: "most", Name: "Limit of fees", De: "Höchstbetrag", Maximum: money.Must("20.00 EUR"), Codes: []string{"fee", "option"}},
	}
	b := coreCompute(t, in)
	var found []string
	for _, l := range b.Lines {
		if l.Category == billing.CommitmentLine {
			found = append(found, l.Code+" "+l.Net.String())
		}
	}
	assert.Equal(t, []string{"least 5.78 EUR", "most -4.94 EUR"}, found)
}

func TestCompute_tax_is_that_of_the_day_of_supply(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Positions, in.Rebates = nil, nil
	in.Holdings[0].From, in.Holdings[0].Settled = coreDate("2020-06-01"), calendar.Date{}
	in.Period, in.Date, in.PaymentDue = corePeriod(t, "2020-07-01", "2020-08-01"), coreDate("2020-08-03"), coreDate("2020-09-01")
	in.Billed = nil
	b := coreCompute(t, in) // June was not billed: 19 %, July has 16 % (§ 28 (1) UStG, 2020)
	require.Len(t, b.Totals.Breakdown, 2)
	assert.Equal(t, money.MustRate("19%"), b.Totals.Breakdown[0].Rate)
	assert.Equal(t, money.MustRate("16%"), b.Totals.Breakdown[1].Rate)
	assert.Equal(t, b.Totals.Breakdown[0].Taxable, b.Totals.Breakdown[1].Taxable)
}

func TestCompute_a_tax_that_was_decided_by_hand(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Account.Address.Country, in.Account.TaxID = "BR", ""
	by := tax.Treatment{Category: tax.NotSubject, Code: "VATEX-EU-O", Reason: "Not subject to VAT", De: "Nicht steuerbar", Source: "opinion of 2026-06-01"}
	in.Treatments = []billing.Treated{{Treatment: by}, {Supply: string(tax.Goods), Treatment: by}}
	b := coreCompute(t, in)
	require.Len(t, b.Totals.Breakdown, 1)
	assert.Equal(t, by, b.Lines[0].Treatment)
	assert.Contains(t, b.Text("de"), "Nicht steuerbar (opinion of 2026-06-01)")
}

func TestCompute_usage_whose_product_is_not_held_is_rejected(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 0)
	in.Usage = []rating.Usage{{ID: "u-1", Product: "line-2", Kind: "sms", At: time.Date(2026, 6, 5, 0, 0, 0, 0, time.UTC), To: "+491711"}}
	b := coreCompute(t, in)
	require.Len(t, b.Rejected, 1)
	assert.Equal(t, rating.RejectProduct, b.Rejected[0].Code)
	assert.Equal(t, []string{"warn BILL-USAGE-REJECTED"}, coreFindings(billing.Case{Bill: &b}))
	assert.Contains(t, b.Findings[0].Text, "u-1")
}

func TestCompute_many_products_on_many_accounts_give_what_one_alone_gives(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 3)
	in.Discounts = []discount.Discount{{ID: "d", Name: "Discount", Kind: discount.Percent, Rate: money.MustRate("10%"), On: discount.OnLine}}
	alone := coreCompute(t, in)
	in.Usage = nil
	one, usage := in.Holdings[0], coreTalk(t, 3).Usage
	in.Kind, in.Holdings = billing.KindConsolidated, nil
	for i := range 120 {
		h := one
		h.ID = fmt.Sprintf("line-%03d", i)
		in.Holdings = append(in.Holdings, h)
		in.SubAccounts = append(in.SubAccounts, billing.SubAccount{ID: fmt.Sprintf("acc-%03d", i), Products: []string{h.ID}})
		for _, u := range usage {
			u.ID, u.Product = h.ID+u.ID, h.ID
			in.Usage = append(in.Usage, u)
		}
	}
	b := coreCompute(t, in)
	require.Len(t, b.Lines, 120*len(alone.Lines))
	for i, l := range b.Lines {
		want := alone.Lines[i%len(alone.Lines)]
		assert.Equal(t, fmt.Sprintf("acc-%03d", i/len(alone.Lines)), l.Account)
		assert.Equal(t, want.Code+" "+want.Net.String(), l.Code+" "+l.Net.String())
	}
	billed, err := b.Billed()
	require.NoError(t, err)
	in.Billed, in.Usage = billed, nil
	assert.Empty(t, coreCompute(t, in).Lines)
}
