package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// coreFindings are the codes of what the default rules find.
func coreFindings(c billing.Case) []string {
	var codes []string
	for _, f := range billing.Verify(c, billing.Rules()) {
		codes = append(codes, string(f.Severity)+" "+f.Code)
	}
	return codes
}

func TestVerify_every_rule_finds_what_it_is_for(t *testing.T) {
	t.Parallel()
	previous := func(t *testing.T) *billing.Summary { // a month before, the same
		b := coreCompute(t, coreBMW(t))
		s, err := b.Summary()
		require.NoError(t, err)
		s.Period = corePeriod(t, "2026-05-01", "2026-06-01")
		return &s
	}
	for _, test := range []struct {
		name  string
		in    func(*billing.Input)
		after func(*testing.T, *billing.Case)
		want  []string
	}{
		{"a right bill has no findings", nil, nil, nil},
		{"the same as the last bill", nil, func(t *testing.T, c *billing.Case) { c.Previous = previous(t) }, nil},
		{"the issuer has no tax id", func(in *billing.Input) { in.Issuer.TaxID = "" }, nil, []string{"hold BILL-ISSUER-TAX-ID"}},
		{"a tax number will do", func(in *billing.Input) { in.Issuer.TaxID, in.Issuer.TaxNo = "", "045 123 45678" }, nil, nil},
		{"the issuer's address is incomplete", func(in *billing.Input) { in.Issuer.Address.Street = "" }, nil, []string{"hold BILL-ISSUER-ADDRESS"}},
		{"the recipient's address is incomplete", func(in *billing.Input) { in.Account.Address.City = "" }, nil, []string{"hold BILL-RECIPIENT-ADDRESS"}},
		{"payment is due before the bill's date", func(in *billing.Input) { in.PaymentDue = coreDate("2026-07-01") }, nil, []string{"hold BILL-PAYMENT-DUE"}},
		{"more is given back than charged", func(in *billing.Input) { in.Holdings, in.Positions = nil, nil }, nil, []string{"hold BILL-NEGATIVE"}},
		{"nothing to bill", func(in *billing.Input) { in.Holdings, in.Positions, in.Rebates = nil, nil, nil }, nil, []string{"warn BILL-ZERO"}},
		{"above the limit", nil, func(_ *testing.T, c *billing.Case) { c.Limits.Most = money.Must("362969.15 EUR") }, []string{"hold BILL-MOST"}},
		{"at the limit", nil, func(_ *testing.T, c *billing.Case) { c.Limits.Most = money.Must("362969.16 EUR") }, nil},
		{"what recurs is 30 % more exactly", func(in *billing.Input) {
			in.Holdings[0].Prices = in.Holdings[0].Prices[:1]
			in.Holdings[0].Prices[0].Discount = money.Rate{}
		},
			func(t *testing.T, c *billing.Case) {
				c.Previous = previous(t)
				c.Previous.Running, c.Previous.Discounts = money.Must("700.00 EUR"), nil
			}, nil},
		{"what recurs is more than 30 % less", func(in *billing.Input) {
			in.Holdings[0].Prices = in.Holdings[0].Prices[:1]
			in.Holdings[0].Prices[0].Discount = money.Rate{}
		},
			func(t *testing.T, c *billing.Case) {
				c.Previous = previous(t)
				c.Previous.Running, c.Previous.Discounts = money.Must("700.01 EUR"), nil
			}, []string{"hold BILL-DIFFERENCE"}},
		{"what recurs differs, for something began", nil, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
			c.Previous.Running, c.Previous.Parts = money.Must("10.00 EUR"), true
		}, []string{"warn BILL-DIFFERENCE"}},
		{"a part of a month is compared as a whole one", func(in *billing.Input) { in.Holdings[0].Until = coreDate("2026-06-11") }, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
		}, nil},
		{"the difference is too small to matter", nil, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
			c.Previous.Running, c.Limits.From = money.Must("200.00 EUR"), money.Must("500.00 EUR")
		}, nil},
		{"a discount is new and another gone", nil, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
			c.Previous.Discounts = append([]string{"old"}, c.Previous.Discounts[1:]...)
		}, []string{"warn BILL-DISCOUNT-NEW", "note BILL-DISCOUNT-GONE"}},
		{"usage is on no bill", nil, func(_ *testing.T, c *billing.Case) { c.Waiting = 3 }, []string{"hold BILL-UNBILLED"}},
		{"days between the bills", nil, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
			c.Previous.Period = corePeriod(t, "2026-04-01", "2026-05-31")
		}, []string{"hold BILL-GAP"}},
		{"days on both bills", nil, func(t *testing.T, c *billing.Case) {
			c.Previous = previous(t)
			c.Previous.Period = corePeriod(t, "2026-05-02", "2026-06-02")
		}, []string{"hold BILL-OVERLAP"}},
		{"the price is that of the agreement", nil, func(_ *testing.T, c *billing.Case) {
			c.Agreed = []billing.Agreed{{Agreement: "agr", Product: "p-extranet", Price: "basic", Amount: money.Must("490.00 EUR"), Discount: money.MustRate("5%")}}
		}, nil},
		{"the price is not that of the agreement", nil, func(_ *testing.T, c *billing.Case) {
			c.Agreed = []billing.Agreed{{Agreement: "agr", Product: "p-extranet", Price: "basic", Amount: money.Must("480.00 EUR"), Discount: money.MustRate("5%")}}
		}, []string{"hold BILL-PRICE"}},
		{"the discount is not that of the agreement", nil, func(_ *testing.T, c *billing.Case) {
			c.Agreed = []billing.Agreed{{Agreement: "agr", Product: "p-extranet", Price: "basic", Amount: money.Must("490.00 EUR")}}
		}, []string{"hold BILL-PRICE"}},
		{"a rebate is not its rate of its basis", func(in *billing.Input) { in.Rebates[0].Amount = money.Must("9.81 EUR") }, nil, []string{"warn BILL-REBATE"}},
		{"a figure was changed", nil, func(_ *testing.T, c *billing.Case) { c.Bill.Lines[0].Net = money.Must("465.51 EUR") }, []string{"hold BILL-FIGURES", "hold BILL-FIGURES"}},
		{"a total was changed", nil, func(_ *testing.T, c *billing.Case) { c.Bill.Totals.Due = money.Must("1.00 EUR") }, []string{"hold BILL-TOTALS"}},
		{"days are charged twice", nil, func(_ *testing.T, c *billing.Case) { c.Bill.Lines[1].Key.Price = "basic" }, []string{"hold BILL-TWICE"}},
		{"a VAT id that is none", func(in *billing.Input) { in.Issuer.TaxID = "DE123" }, nil, []string{"hold BILL-TAX-ID-FORM"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := coreBMW(t)
			if test.in != nil {
				test.in(&in)
			}
			b := coreCompute(t, in)
			c := billing.Case{Bill: &b}
			if test.after != nil {
				test.after(t, &c)
			}
			assert.Equal(t, test.want, coreFindings(c))
			for _, f := range billing.Verify(c, billing.Rules()) {
				assert.NotEmpty(t, f.Text)
				assert.NotEmpty(t, f.De)
			}
		})
	}
}

func TestVerify_a_business_abroad_without_VAT_id(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Positions, in.Policy.Supply = nil, string(tax.Telecommunication)
	in.Account.Address.Country, in.Account.TaxID = "AT", ""
	b, err := billing.Compute(in)
	require.NoError(t, err)
	c := billing.Case{Bill: &b}
	assert.Equal(t, []string{"hold BILL-RECIPIENT-TAX-ID"}, coreFindings(c))
	assert.True(t, billing.Held(billing.Verify(c, billing.Rules())))
}

func TestVerify_rules_have_codes_and_names_in_both_languages_and_are_a_copy(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	rules := billing.Rules()
	for i, r := range rules {
		assert.NotEmpty(t, r.Name)
		assert.NotEmpty(t, r.De)
		assert.False(t, seen[r.Code], r.Code)
		seen[r.Code] = true
		rules[i].Code = "changed"
	}
	assert.NotEqual(t, "changed", billing.Rules()[0].Code)
}
