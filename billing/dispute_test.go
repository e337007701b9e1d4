package billing_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestDispute_upheld_is_credited(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		d.position("Transport", "85.00 EUR", "2026-02-10")
		d.run()
		i, err := d.TakeInquiry(d.ctx, billing.Inquiry{Interaction: "i-1", Correlation: "case-9", Customer: "c", Bill: "BMW-00000001", Lines: []int{2}, Text: "Nothing was transported."})
		require.NoError(t, err)
		assert.Equal(t, february, i.Bill)
		one, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Inquiry: i.ID})
		require.NoError(t, err)
		assert.Equal(t, "101.15 EUR", one.Amount.String())
		var n billing.DisputeNotice
		d.last("case-9", billing.EventDisputeOpened, &n)
		assert.Equal(t, billing.DisputeNotice{Customer: "c", Account: "a", Bill: february, No: "BMW-00000001", Dispute: one.ID, State: billing.DisputeOpen,
			Amount: money.Must("101.15 EUR"), Text: "Nothing was transported."}, n)

		d.refuses(fault.ErrConflict, func() error {
			_, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Lines: []int{2}, Text: "Again."})
			return err
		})
		d.refuses(fault.ErrState, func() error {
			_, err := d.AnswerInquiry(d.ctx, i.ID, billing.Answering{Text: "No."})
			return err
		})
		one, err = d.SettleDispute(d.ctx, one.ID, billing.Settlement{Upheld: true, Text: "The truck did not come.", De: "Der Wagen kam nicht.", By: "clerk"})
		require.NoError(t, err)
		assert.Equal(t, billing.DisputeUpheld, one.State)
		assert.Equal(t, "101.15 EUR", one.Upheld.String())
		note := d.bill(one.CreditNote)
		assert.Equal(t, "BMW-00000002", note.No)
		assert.Equal(t, billing.CodeUpheld, note.Reason.Code)
		assert.Equal(t, []string{billing.EventInquiryReceived, billing.EventDisputeOpened, billing.EventInquiryAnswered, billing.EventDisputeSettled}, d.told("case-9"))
		i, err = d.Inquiry(d.ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, billing.InquiryAnswered, i.State)
		assert.Equal(t, "The truck did not come.", i.Answer)
		d.refuses(fault.ErrState, func() error {
			_, err := d.SettleDispute(d.ctx, one.ID, billing.Settlement{Text: "No.", By: "clerk"})
			return err
		})
	})
}

func TestDispute_rejected_changes_no_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		b := d.billed()
		one, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Amount: money.Must("50.00 EUR"), Text: "Too much."})
		require.NoError(t, err)
		one, err = d.SettleDispute(d.ctx, one.ID, billing.Settlement{Text: "It is the price agreed.", By: "clerk"})
		require.NoError(t, err)
		assert.Equal(t, billing.DisputeRejected, one.State)
		assert.Empty(t, one.CreditNote)
		assert.Equal(t, b, d.bill(february))
		all, err := d.DisputesOf(d.ctx, february)
		require.NoError(t, err)
		assert.Equal(t, []billing.Dispute{one}, all)
	})
}

func TestDispute_upheld_in_part_credits_the_part(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		one, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Lines: []int{1}, Text: "It was down for a week."})
		require.NoError(t, err)
		one, err = d.SettleDispute(d.ctx, one.ID, billing.Settlement{Upheld: true, Lines: []billing.LinePart{{No: 1, Amount: money.Must("50.00 EUR")}}, Text: "A week it was.", By: "clerk"})
		require.NoError(t, err)
		assert.Equal(t, "59.50 EUR", one.Upheld.String())
		assert.Equal(t, "238.00 EUR", one.Amount.String())
	})
}

func TestInquiry_is_answered(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		i, err := d.TakeInquiry(d.ctx, billing.Inquiry{Customer: "c", Text: "Why so much?"})
		require.NoError(t, err)
		assert.Equal(t, february, i.Bill, "it is about the last bill")
		i, err = d.AnswerInquiry(d.ctx, i.ID, billing.Answering{Text: "Because February has 28 days.", By: "clerk"})
		require.NoError(t, err)
		assert.Equal(t, billing.InquiryAnswered, i.State)
		assert.Equal(t, []string{billing.EventInquiryReceived, billing.EventInquiryAnswered}, d.told(i.ID))
		all, err := d.InquiriesOf(d.ctx, "c")
		require.NoError(t, err)
		assert.Equal(t, []billing.Inquiry{i}, all)
	})
}

func TestInquiries_and_disputes_refuse_what_cannot_be(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		for name, i := range map[string]billing.Inquiry{
			"no text":      {Customer: "c", Bill: february},
			"NUL":          {Customer: "c", Bill: february, Text: "why\x00"},
			"no such line": {Customer: "c", Bill: february, Lines: []int{2}, Text: "why"},
		} {
			d.refuses(fault.ErrInvalid, func() error { _, err := d.TakeInquiry(d.ctx, i); require.Error(t, err, name); return err })
		}
		for name, i := range map[string]billing.Inquiry{
			"somebody else's":  {Customer: "x", Bill: february, Text: "why"},
			"no such bill":     {Customer: "c", Bill: "b", Text: "why"},
			"nothing was sent": {Customer: "x", Text: "why"},
		} {
			d.refuses(fault.ErrNotFound, func() error { _, err := d.TakeInquiry(d.ctx, i); require.Error(t, err, name); return err })
		}
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Amount: money.Must("238.01 EUR"), Text: "x"})
			return err
		})
		assert.Equal(t, []string{"amount"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Lines: []int{1, 1}, Amount: money.Must("-1.00 EUR")})
			return err
		})
		assert.Equal(t, []string{"customer", "bill", "text", "amount", "lines[1]"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.SettleDispute(d.ctx, "x", billing.Settlement{Lines: []billing.LinePart{{No: 1}}})
			return err
		})
		assert.Equal(t, []string{"text", "by", "lines"}, etomtest.Paths(err))
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.SettleDispute(d.ctx, "x", billing.Settlement{Text: "x", By: "x"})
			return err
		})
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ofTenant("somebody else").Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("x")})
			return err
		})
		d.refuses(fault.ErrInvalid, func() error { _, err := d.Correct(d.ctx, february, billing.CorrectionDraft{}); return err })
		for n := range 3 {
			d.refuses(fault.ErrInvalid, func() error {
				_, err := d.BillsBy(d.ctx, []string{"", "colour", fmt.Sprint(n)}[n], "x")
				return err
			})
		}
	})
}

// Of a bill that is disputed in part, no more than that is credited unless somebody says of which lines.
func TestDispute_of_an_amount_is_not_settled_by_crediting_all(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		one, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Amount: money.Must("23.80 EUR"), Text: "Too much."})
		require.NoError(t, err)
		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.SettleDispute(d.ctx, one.ID, billing.Settlement{Upheld: true, Text: "Yes.", By: "clerk"})
			return err
		})
		assert.Equal(t, []string{"lines"}, etomtest.Paths(err))
		one, err = d.SettleDispute(d.ctx, one.ID, billing.Settlement{Upheld: true, Text: "Yes.", By: "clerk", Lines: []billing.LinePart{{No: 1, Amount: money.Must("20.00 EUR")}}})
		require.NoError(t, err)
		assert.Equal(t, "23.80 EUR", one.Upheld.String())

		for _, lines := range [][]int{nil, {1}} {
			err = d.refuses(fault.ErrInvalid, func() error {
				_, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Lines: lines, Amount: money.Must("214.21 EUR"), Text: "Too much."})
				return err
			})
			assert.Equal(t, []string{"amount"}, etomtest.Paths(err), "what is credited is not disputed once more")
		}
		one, err = d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "c", Bill: february, Text: "Too much."})
		require.NoError(t, err)
		assert.Equal(t, "214.20 EUR", one.Amount.String())
	})
}

func TestDispute_of_another_customer_s_inquiry_is_not_there(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		i, err := d.TakeInquiry(d.ctx, billing.Inquiry{Customer: "c", Text: "Why so much?"})
		require.NoError(t, err)
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Customer: "x", Inquiry: i.ID})
			return err
		})
	})
}
