package ordering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestCreditLimit_Decide(t *testing.T) {
	t.Parallel()
	limit := ordering.CreditLimit{Limit: money.Must("100.00 EUR")}
	for name, c := range map[string]struct {
		limit  ordering.CreditLimit
		amount money.Amount
		want   ordering.Authorization
		code   string
	}{
		"nothing is charged":        {limit, money.Amount{}, ordering.CreditGranted, ordering.ReasonNoPrice},
		"all is free":               {limit, money.Must("0.00 EUR"), ordering.CreditGranted, ordering.ReasonNoPrice},
		"free in another currency":  {limit, money.Must("0.00 USD"), ordering.CreditGranted, ordering.ReasonNoPrice},
		"below the limit":           {limit, money.Must("99.99 EUR"), ordering.CreditGranted, ordering.ReasonWithinLimit},
		"at the limit":              {limit, money.Must("100.00 EUR"), ordering.CreditGranted, ordering.ReasonWithinLimit},
		"a cent above":              {limit, money.Must("100.01 EUR"), ordering.CreditRefused, ordering.ReasonOverLimit},
		"another currency":          {limit, money.Must("1.00 USD"), ordering.CreditRefused, ordering.ReasonCurrency},
		"no limit is set":           {ordering.CreditLimit{}, money.Must("0.01 EUR"), ordering.CreditRefused, ordering.ReasonOverLimit},
		"no limit, nothing charged": {ordering.CreditLimit{}, money.Amount{}, ordering.CreditGranted, ordering.ReasonNoPrice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := ordering.CreditRequest{Customer: "c-1", Order: "o-1", Amount: c.amount}
			got := c.limit.Decide(request)
			assert.Equal(t, c.want, got.Authorization)
			assert.Equal(t, c.amount, got.Amount)
			assert.Equal(t, []string{c.code}, codesOf(got.Reasons))
			assert.NotEmpty(t, got.Reasons[0].Message)
			authorized, err := c.limit.Authorize(nil, request)
			require.NoError(t, err)
			assert.Equal(t, got, authorized)
		})
	}
}

func TestCreditLimit_Decide_says_both_numbers(t *testing.T) {
	t.Parallel()
	limit := ordering.CreditLimit{Limit: money.Must("100.00 EUR")}
	assert.Equal(t, []fault.Reason{{Code: "ORDERING-CREDIT-02", Message: "the order comes to 120.50 EUR, the credit limit is 100.00 EUR"}},
		limit.Decide(ordering.CreditRequest{Amount: money.Must("120.50 EUR")}).Reasons)
}

func TestCreditLimit_grants_what_does_not_exceed_it(t *testing.T) {
	t.Parallel()
	eur := money.MustCurrency("EUR")
	rapid.Check(t, func(t *rapid.T) {
		limit, amount := rapid.Int64Range(0, 1000).Draw(t, "limit"), rapid.Int64Range(0, 1000).Draw(t, "amount")
		l, err := money.FromMinor(limit, eur)
		require.NoError(t, err)
		a, err := money.FromMinor(amount, eur)
		require.NoError(t, err)
		require.Equal(t, amount <= limit, ordering.CreditLimit{Limit: l}.Decide(ordering.CreditRequest{Amount: a}).Authorization == ordering.CreditGranted)
	})
}

// One period of every recurring price, and every other price, for what is added or modified: reckoned here in cents.
func TestExposure_is_the_net_of_what_is_added_or_modified(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var items []ordering.Item
		var cents int64
		for range rapid.IntRange(0, 5).Draw(t, "items") {
			quantity := rapid.IntRange(1, 100).Draw(t, "quantity")
			each := rapid.Int64Range(0, 100_000).Draw(t, "cents")
			off := rapid.SampledFrom([]int64{0, 50, 100}).Draw(t, "discount")
			action := rapid.SampledFrom([]ordering.Action{ordering.Add, ordering.Modify, ordering.Delete, ordering.NoChange}).Draw(t, "action")
			amount, err := money.FromMinor(each, money.MustCurrency("EUR"))
			require.NoError(t, err)
			items = append(items, ordering.Item{Action: action, Quantity: quantity, Prices: []price.Price{{Amount: amount,
				Discount: map[int64]money.Rate{0: {}, 50: money.MustRate("50%"), 100: money.MustRate("100%")}[off]}}})
			if action == ordering.Add || action == ordering.Modify {
				list := each * int64(quantity)
				cents += list - (list*off+50)/100
			}
		}
		got, err := ordering.Exposure(items)
		require.NoError(t, err)
		units, err := got.MinorUnits()
		if got != (money.Amount{}) {
			require.NoError(t, err)
		}
		require.Equal(t, cents, units)
	})
}

func TestExposure_of_two_currencies_is_an_error(t *testing.T) {
	t.Parallel()
	_, err := ordering.Exposure([]ordering.Item{
		{Action: ordering.Add, Quantity: 1, Prices: []price.Price{{Amount: money.Must("1.00 EUR")}, {Amount: money.Must("1.00 USD")}}},
	})
	var mixed *money.MismatchError
	require.ErrorAs(t, err, &mixed)
}
