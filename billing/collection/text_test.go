package collection_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Whatever a payer writes, his money is taken, and goes where the rule alone says it goes.
func FuzzTakePayment(f *testing.F) {
	for _, text := range []string{"R-2026-0001", "R12345 für März", "Rechnung ä ö 4 17", "R-77", "R 2026 0001\xc3", "ÜR20260001Ü", "\x00", "r--2-0-2-6..0001R12345ü"} {
		f.Add(text, "R-2026-0001")
	}
	f.Fuzz(func(t *testing.T, text, no string) {
		d := inMemory(t, nil)
		debts := ledger()
		debts = append(debts, debt("b-6", "a-4", "R12345ü", "10.00 EUR", "2026-03-16"), debt("b-7", "a-5", no, "11.00 EUR", "2026-03-16"))
		var open []collection.Debt
		for _, one := range debts {
			_, err := d.OpenItem(d.ctx, collection.Item{Bill: one.Item, No: one.No, Account: one.Account, Customer: "c-1", Amount: one.Open, Due: one.Due, Kind: one.Kind})
			if err != nil {
				require.ErrorIs(t, err, fault.ErrInvalid)
				continue
			}
			if one.Kind != collection.Bill {
				one.Item = string(one.Kind) + "/" + one.Item
			}
			open = append(open, one)
		}
		p := paying("p-1", "60.00 EUR", "2026-03-20", text)
		r, err := d.TakePayment(d.ctx, p)
		want, ruleErr := collection.Match(open, []collection.Payment{p}, collection.MatchPolicy{})
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.ErrorIs(t, ruleErr, fault.ErrInvalid)
			require.False(t, utf8.ValidString(text) && len(text) <= fault.MaxText && !containsNUL(text), "%q: %v", text, err)
			return
		}
		require.NoError(t, ruleErr)
		require.Equal(t, want.Allocations, r.Matched)
		var c money.Calc
		sum := r.Unmatched
		for _, a := range r.Matched {
			sum = c.Add(sum, a.Amount)
		}
		require.Equal(t, p.Amount, sum)
	})
}

func containsNUL(text string) bool {
	for _, r := range text {
		if r == 0 {
			return true
		}
	}
	return false
}

func TestService_a_table_in_several_currencies(t *testing.T) {
	everywhere(t, &collection.Config{Levels: append(collection.Levels(), collection.Level{Code: "USD-1", Name: "Reminder", De: "Erinnerung", Days: 3, Gap: 7, PayIn: 10,
		Least: money.Must("1.00 USD"), Fee: money.Must("2.00 USD"), Blocking: true})}, func(t *testing.T, d *desk) {
		i := bill("b-1", "R-1001", "500.00 USD", "2026-03-16")
		i.Account = "a-2"
		d.opened(i)
		d.opened(bill("b-2", "R-1002", "20.00 EUR", "2026-03-16"))
		assert.Equal(t, 1, d.due("2026-03-19").Letters)
		l := d.history("a-2").Letters[0]
		assert.Equal(t, "502.00 USD", l.Total.String())
		assert.Empty(t, l.BlockOn, "the least amount of the law is in EUR")
		assert.Equal(t, 1, d.due("2026-03-21").Letters)
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []money.Amount{money.Must("20.00 EUR"), money.Must("502.00 USD")}, facts.Exposure)
	})
}
