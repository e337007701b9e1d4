package compensation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

// TKG § 58 (3) sentences 3 to 5: a reduction under § 57 (4) because of the fault is set off against the compensation, and damages and
// compensation are set off against one another.
func TestSetOff(t *testing.T) {
	t.Parallel()
	facts := outage(at("2026-03-02 10:00"), at("2026-03-08 09:00")) // 5 + 5 + 10 EUR
	facts.Appointments = []compensation.Appointment{{ID: "a-1", At: at("2026-03-04 08:00")}, {ID: "a-2", At: at("2026-03-05 08:00"), Kept: true}}
	result := must(compensation.Compute(germany(compensation.WholeDays), facts, money.Must("39.90 EUR"), at("2026-12-01 00:00")))
	require.Equal(t, money.Must("30 EUR"), result.Total)
	credit := func(id, about string, kind compensation.CreditKind, amount string) compensation.Credit {
		return compensation.Credit{ID: id, Case: about, Kind: kind, Amount: money.Must(amount)}
	}
	tests := []struct {
		name    string
		credits []compensation.Credit
		owed    string
		codes   []string
	}{
		{"nothing else was paid", nil, "30 EUR", nil},
		{"a price reduction", []compensation.Credit{credit("c", "f-1", compensation.PriceReduction, "6 EUR")}, "24 EUR", []string{compensation.CodeSetOff}},
		{"a reduction higher than the compensation takes no more than it", []compensation.Credit{credit("c", "f-1", compensation.PriceReduction, "25 EUR")}, "10 EUR",
			[]string{compensation.CodeSetOff}},
		{"reduction and damages", []compensation.Credit{credit("c", "f-1", compensation.PriceReduction, "6 EUR"), credit("d", "f-1", compensation.Damages, "100 EUR")}, "10 EUR",
			[]string{compensation.CodeSetOff, compensation.CodeSetOff}},
		{"a remedy of the contract beside it is not", []compensation.Credit{credit("c", "f-1", compensation.Contractual, "6 EUR")}, "30 EUR", []string{compensation.CodeNotSetOff}},
		{"a reduction for another event does not count here", []compensation.Credit{credit("c", "a-1", compensation.PriceReduction, "12 EUR")}, "20 EUR", []string{compensation.CodeSetOff}},
		{"nothing is owed for the event", []compensation.Credit{credit("c", "a-2", compensation.PriceReduction, "6 EUR"), credit("d", "f-9", compensation.Damages, "6 EUR")}, "30 EUR",
			[]string{compensation.CodeNoClaim, compensation.CodeNoClaim}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			settled, err := compensation.SetOff(result, tt.credits)
			require.NoError(t, err)
			assert.Equal(t, money.Must(tt.owed), settled.Owed)
			var codes []string
			for _, u := range settled.Uses {
				codes = append(codes, u.Reason.Code)
				assert.NotEmpty(t, u.Reason.Message)
			}
			assert.Equal(t, tt.codes, codes)
		})
	}
}

func TestSetOff_refuses_credits_that_are_none(t *testing.T) {
	t.Parallel()
	result := must(compensation.Compute(germany(compensation.WholeDays), outage(at("2026-03-02 10:00"), at("2026-03-08 09:00")), money.Amount{}, at("2026-12-01 00:00")))
	_, err := compensation.SetOff(result, []compensation.Credit{
		{}, {ID: "c", Case: "f-1", Kind: "gift", Amount: money.Must("-1 EUR")}, {ID: "c", Case: "f-1", Kind: compensation.Damages, Amount: money.Must("1 GBP")},
	})
	assert.Equal(t, []string{"credits[0].id ETOM-REQUIRED", "credits[0].case ETOM-REQUIRED", "credits[0].kind ETOM-REQUIRED", "credits[1].kind ETOM-UNKNOWN",
		"credits[1].amount ETOM-RANGE", "credits[2].id ETOM-DUPLICATE", "credits[2].amount ETOM-CURRENCY"}, faults(t, err))
}

func TestSetOff_owes_the_rest_and_never_less_than_nothing(t *testing.T) {
	t.Parallel()
	facts := outage(at("2026-03-02 10:00"), at("2026-03-12 09:00"))
	facts.Appointments = []compensation.Appointment{{ID: "a-1", At: at("2026-03-04 08:00")}}
	result := must(compensation.Compute(germany(compensation.WholeDays), facts, money.Must("39.90 EUR"), at("2026-12-01 00:00")))
	rapid.Check(t, func(t *rapid.T) {
		credits := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) compensation.Credit {
			return compensation.Credit{
				ID:     rapid.StringMatching("[a-z]{3}").Draw(t, "id"),
				Case:   rapid.SampledFrom([]string{"f-1", "a-1", "x"}).Draw(t, "case"),
				Kind:   rapid.SampledFrom([]compensation.CreditKind{compensation.PriceReduction, compensation.Damages, compensation.Contractual}).Draw(t, "kind"),
				Amount: must(money.FromMinor(rapid.Int64Range(0, 5000).Draw(t, "cents"), money.MustCurrency("EUR"))),
			}
		}), 0, 6, func(c compensation.Credit) string { return c.ID }).Draw(t, "credits")
		settled, err := compensation.SetOff(result, credits)
		require.NoError(t, err)
		var calc money.Calc
		var used money.Amount
		for i, u := range settled.Uses {
			used = calc.Add(used, u.Amount)
			assert.GreaterOrEqual(t, calc.Sub(credits[i].Amount, u.Amount).Sign(), 0, "no more of a credit than there is")
		}
		assert.Equal(t, result.Total, calc.Add(settled.Owed, used))
		for _, item := range settled.Items {
			assert.GreaterOrEqual(t, item.Owed.Sign(), 0)
			assert.Equal(t, item.Compensation, calc.Add(item.Owed, item.SetOff))
		}
		require.NoError(t, calc.Err())
	})
}
