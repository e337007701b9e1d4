package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func coreIssued(t *testing.T) billing.Bill {
	b := coreCompute(t, coreBMW(t))
	b.No = "R-1"
	return b
}

func coreNote(t *testing.T, b billing.Bill, earlier []billing.Bill, id string, lines ...billing.LinePart) (billing.Bill, error) {
	t.Helper()
	return billing.CreditNote(b, earlier, billing.Correction{ID: id, Date: b.Date, Reason: fault.Reason{Code: "X", Message: "wrong"}, Lines: lines})
}

func TestCreditNote_refuses_what_is_not_there_to_take_back(t *testing.T) {
	t.Parallel()
	b := coreIssued(t)
	draft, note := b, b
	draft.No = ""
	note.Kind = billing.KindCreditNote
	part := func(no int, amount string) billing.LinePart {
		return billing.LinePart{No: no, Amount: money.Must(amount)}
	}
	for _, test := range []struct {
		name string
		bill billing.Bill
		part []billing.LinePart
		kind error
		want string
	}{
		{"more than the line", b, []billing.LinePart{part(1, "465.51 EUR")}, fault.ErrInvalid, "of the line 465.50 EUR are left"},
		{"a charge instead of a credit", b, []billing.LinePart{part(1, "-1.00 EUR")}, fault.ErrInvalid, "lines[0]"},
		{"another currency", b, []billing.LinePart{part(1, "1.00 USD")}, fault.ErrInvalid, fault.RuleCurrency},
		{"parts of a cent", b, []billing.LinePart{part(1, "1.001 EUR")}, fault.ErrInvalid, fault.RuleFormat},
		{"a line that the bill does not have", b, []billing.LinePart{{No: 6}}, fault.ErrInvalid, "the bill has the lines 1 to 5"},
		{"a line twice", b, []billing.LinePart{{No: 1}, {No: 1}}, fault.ErrInvalid, fault.RuleDuplicate},
		{"more than the whole", b, []billing.LinePart{{No: 1, Share: billing.Share{Numerator: 3, Denominator: 2}}}, fault.ErrInvalid, "share"},
		{"share and amount", b, []billing.LinePart{{No: 1, Share: billing.Share{Numerator: 1, Denominator: 2}, Amount: money.Must("1.00 EUR")}}, fault.ErrInvalid, "amount"},
		{"a rebate alone, which would be a claim", b, []billing.LinePart{{No: 3}}, fault.ErrInvalid, "take back the rebates on these lines with them"},
		{"a bill without number", draft, nil, fault.ErrState, "no number yet"},
		{"a correction", note, nil, fault.ErrState, "corrects a bill itself"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := coreNote(t, test.bill, nil, "n-1", test.part...)
			require.ErrorIs(t, err, test.kind)
			assert.Contains(t, err.Error(), test.want)
		})
	}
}

func TestCreditNote_a_line_is_taken_back_with_its_rebate_but_not_without(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Positions = nil
	in.Holdings[0].Prices = in.Holdings[0].Prices[:1]
	b := coreCompute(t, in)
	b.No = "R-1"
	_, err := coreNote(t, b, nil, "n-1", billing.LinePart{No: 1}) // 465.50 of a bill of 455.70 net
	require.ErrorIs(t, err, fault.ErrInvalid)
	all, err := coreNote(t, b, nil, "n-1", billing.LinePart{No: 1}, billing.LinePart{No: 2})
	require.NoError(t, err)
	assert.Equal(t, b.Totals.WithTax.Neg(), all.Totals.WithTax)
}

func TestCreditNote_three_thirds_are_the_whole(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 0)
	in.Holdings[0].Prices = in.Holdings[0].Prices[:1]
	in.Holdings[0].Prices[0].Amount = money.Must("10.00 EUR")
	b := coreCompute(t, in)
	b.No = "R-1"
	var notes []billing.Bill
	var nets []string
	for _, id := range []string{"n-1", "n-2", "n-3"} {
		note, err := coreNote(t, b, notes, id, billing.LinePart{No: 1, Share: billing.Share{Numerator: 1, Denominator: 3}})
		require.NoError(t, err)
		notes, nets = append(notes, note), append(nets, note.Totals.WithoutTax.String()+" "+note.Totals.Tax.String())
	}
	assert.Equal(t, []string{"-3.33 EUR -0.63 EUR", "-3.34 EUR -0.64 EUR", "-3.33 EUR -0.63 EUR"}, nets) // 1.90 of tax in all
	_, err := coreNote(t, b, notes, "n-4", billing.LinePart{No: 1, Share: billing.Share{Numerator: 1, Denominator: 100}})
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func TestCreditNote_earlier_documents_must_correct_the_bill(t *testing.T) {
	t.Parallel()
	b := coreIssued(t)
	other := b
	other.ID = "bill-2"
	note, err := coreNote(t, other, nil, "n-1", billing.LinePart{No: 1})
	require.NoError(t, err)
	_, err = coreNote(t, b, []billing.Bill{note}, "n-2")
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Contains(t, err.Error(), "n-1")
}

func TestReverse_takes_all_back_coins_and_all_and_no_part(t *testing.T) {
	t.Parallel()
	in := coreTelecom(t)
	in.Policy.Cash = money.Must("0.05 EUR")
	b := coreCompute(t, in)
	b.No = "R-1"
	storno, err := billing.Reverse(b, nil, billing.Correction{ID: "s-1", Date: b.Date, Reason: fault.Reason{Code: "X", Message: "wrong"}})
	require.NoError(t, err)
	assert.Equal(t, b.Totals.WithTax.Neg(), storno.Totals.WithTax)
	assert.Equal(t, b.Totals.Rounding.Neg(), storno.Totals.Rounding)
	assert.Equal(t, "17.55 EUR", b.Due.String())
	assert.Equal(t, "-22.55 EUR", storno.Due.String()) // the credit of 5.00 EUR that paid a part is the customer's again
	_, err = billing.Reverse(b, nil, billing.Correction{ID: "s-1", Date: b.Date, Reason: fault.Reason{Code: "X", Message: "wrong"}, Lines: []billing.LinePart{{No: 1}}})
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func TestCreditNote_of_a_line_is_worth_its_share_of_the_document_discount(t *testing.T) {
	t.Parallel()
	in := coreTalk(t, 0)
	in.Discounts = []discount.Discount{{ID: "d", Name: "Discount", Kind: discount.Absolute, Amount: money.Must("10.00 EUR"), On: discount.OnDocument}}
	b := coreCompute(t, in) // 19.95 and 4.99 less 10.00: 8.00 and 2.00
	b.No = "R-1"
	note, err := coreNote(t, b, nil, "n-1", billing.LinePart{No: 1})
	require.NoError(t, err)
	assert.Equal(t, "-11.95 EUR", note.Totals.WithoutTax.String())
}
