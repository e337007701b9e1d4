package discount_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func credit(id string, kind discount.CreditKind, left string) discount.Credit {
	return discount.Credit{ID: id, Kind: kind, Name: id, Amount: euro(left), Left: euro(left)}
}

func TestUseCredits(t *testing.T) {
	t.Parallel()
	old := credit("z", discount.Goodwill, "10.00")
	old.Since = calendar.MustParse("2026-01-01")
	young := credit("a", discount.Goodwill, "10.00")
	young.Since = calendar.MustParse("2026-02-01")
	for _, c := range []struct {
		name    string
		due     string
		credits []discount.Credit
		uses    []string
		rest    string
		left    []string
	}{
		{"no credit leaves all to pay", "50.00", nil, nil, "50.00", nil},
		{"a credit reduces what is to pay", "50.00", []discount.Credit{credit("c", discount.Goodwill, "20.00")}, []string{"c 20.00"}, "30.00", nil},
		{"what is left of it is carried", "50.00", []discount.Credit{credit("c", discount.Goodwill, "80.00")}, []string{"c 50.00"}, "0.00", []string{"c 30.00"}},
		{"the deposit is used last", "50.00", []discount.Credit{credit("a", discount.Deposit, "40.00"), credit("b", discount.Overpayment, "30.00"), credit("c", discount.Prepayment, "5.00")},
			[]string{"c 5.00", "b 30.00", "a 15.00"}, "0.00", []string{"a 25.00"}},
		{"of a kind the oldest first", "15.00", []discount.Credit{young, old}, []string{"z 10.00", "a 5.00"}, "0.00", []string{"a 5.00"}},
		{"of a day the first id", "15.00", []discount.Credit{credit("b", discount.Voucher, "10.00"), credit("a", discount.Voucher, "10.00")}, []string{"a 10.00", "b 5.00"}, "0.00", []string{"b 5.00"}},
		{"nothing to pay uses none", "0.00", []discount.Credit{credit("c", discount.Goodwill, "80.00")}, nil, "0.00", []string{"c 80.00"}},
		{"a bill in the customer's favour uses none", "-9.80", []discount.Credit{credit("c", discount.Goodwill, "80.00")}, nil, "-9.80", []string{"c 80.00"}},
		{"a used credit is gone", "5.00", []discount.Credit{{ID: "c", Kind: discount.Goodwill, Name: "c", Amount: euro("5.00"), Left: euro("0.00")}}, nil, "5.00", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			used, err := discount.UseCredits(euro(c.due), c.credits)
			require.NoError(t, err)
			var uses, left []string
			for _, u := range used.Uses {
				uses = append(uses, u.Credit+" "+u.Amount.Number())
			}
			for _, l := range used.Left {
				left = append(left, l.ID+" "+l.Left.Number())
			}
			assert.Equal(t, c.uses, uses)
			assert.Equal(t, c.left, left)
			assert.Equal(t, euro(c.rest), used.Due)
			due, err := used.Due.Add(used.Sum)
			require.NoError(t, err)
			assert.Equal(t, euro(c.due), due)
			assert.Equal(t, euro(c.due).Currency(), used.Sum.Currency(), "a sum of nothing is in the currency, too")
		})
	}
}

func TestUseCredits_changes_nothing_it_was_given(t *testing.T) {
	t.Parallel()
	credits := []discount.Credit{credit("b", discount.Deposit, "10.00"), credit("a", discount.Goodwill, "10.00")}
	used, err := discount.UseCredits(euro("15.00"), credits)
	require.NoError(t, err)
	assert.Equal(t, []discount.Credit{credit("b", discount.Deposit, "10.00"), credit("a", discount.Goodwill, "10.00")}, credits)
	text, de := used.Uses[1].Explain()
	assert.Equal(t, "b: pays €5.00 of €5.00; €5.00 of it are left.", text)
	assert.Equal(t, "b: zahlt 5,00\u00a0€ von 5,00\u00a0€; 5,00\u00a0€ davon bleiben.", de)
	text, de = used.Uses[0].Explain()
	assert.Equal(t, "a: pays €10.00 of €15.00; nothing of it is left.", text)
	assert.Equal(t, "a: zahlt 10,00\u00a0€ von 15,00\u00a0€; es ist aufgebraucht.", de)
}

func TestUseCredits_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	_, err := discount.UseCredits(euro("10.005"), []discount.Credit{
		{ID: "a", Name: "a", Kind: "gift", Amount: euro("1.00"), Left: euro("2.00")},
		{ID: "a", Name: "a", Kind: discount.Goodwill, Amount: money.Must("1.00 USD"), Left: money.Must("1.00 USD")},
		{Kind: discount.Goodwill, Amount: euro("-1.00"), Left: euro("-2.00")},
	})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"credits[0].kind", "credits[0].left", "credits[1].amount", "credits[1].left", "credits[2].id", "credits[2].name",
		"credits[2].amount", "credits[2].left", "credits[1].id", "due"}, etomtest.Paths(err))
}

func TestUseCredits_pays_exactly_and_never_below_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		due := cents(rapid.Int64Range(-1000, 20_000).Draw(t, "due"))
		credits := make([]discount.Credit, rapid.IntRange(0, 6).Draw(t, "credits"))
		var had money.Amount
		for i := range credits {
			left := cents(rapid.Int64Range(0, 5000).Draw(t, "left"))
			credits[i] = discount.Credit{ID: fmt.Sprint("c-", i), Name: "credit", Amount: euro("50.00"), Left: left,
				Kind:  rapid.SampledFrom([]discount.CreditKind{discount.Prepayment, discount.Goodwill, discount.Deposit}).Draw(t, "kind"),
				Since: day.AddDays(rapid.IntRange(0, 2).Draw(t, "since"))}
			had = sum(t, had, left)
		}
		used, err := discount.UseCredits(due, credits)
		require.NoError(t, err)
		again, err := discount.UseCredits(due, shuffled(t, credits))
		require.NoError(t, err)
		require.Equal(t, used, again, "no order changes a cent")
		require.Zero(t, sum(t, used.Due, used.Sum, due.Neg()).Sign(), "what is paid and what is due make the whole")
		var left money.Amount
		for _, c := range used.Left {
			left = sum(t, left, c.Left)
		}
		require.Zero(t, sum(t, left, used.Sum, had.Neg()).Sign(), "what is used and what is carried make all credits")
		if due.Sign() > 0 {
			require.GreaterOrEqual(t, used.Due.Sign(), 0)
			require.True(t, used.Due.Sign() == 0 || len(used.Left) == 0, "credit is carried only when nothing is due any more")
		}
	})
}
