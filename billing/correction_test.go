package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func because(text string) fault.Reason { return fault.Reason{Code: "WRONG", Message: text} }

func TestCorrect_makes_a_credit_note_with_a_number_of_its_own(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		b := d.billed()
		note, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("The line was down."), By: "clerk", Share: billing.Share{Numerator: 1, Denominator: 4}})
		require.NoError(t, err)
		assert.Equal(t, billing.KindCreditNote, note.Kind)
		assert.Equal(t, "BMW-00000002", note.No)
		assert.Equal(t, "BMW-00000001", note.CorrectsNo)
		assert.Equal(t, "-59.50 EUR", note.Totals.WithTax.String())
		var n billing.BillNotice
		d.last(february, billing.EventCreditNoteSent, &n)
		assert.Equal(t, note.ID, n.Bill)
		assert.Equal(t, february, n.Corrects)
		assert.Equal(t, b, d.bill(february), "the bill stays as it is")

		rest, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("All of it.")})
		require.NoError(t, err)
		assert.Equal(t, "-178.50 EUR", rest.Totals.WithTax.String())
		assert.Equal(t, "BMW-00000003", rest.No)
		d.refuses(fault.ErrState, func() error {
			_, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("More.")})
			return err
		})
		d.refuses(fault.ErrState, func() error {
			_, err := d.Correct(d.ctx, note.ID, billing.CorrectionDraft{Reason: because("A note of a note.")})
			return err
		})
		files, err := d.BillsBy(d.ctx, "corrects", february)
		require.NoError(t, err)
		assert.Len(t, files, 2)
	})
}

// What was credited is not taken back a second time when the product ends before the days that were paid.
func TestCorrect_is_known_to_the_next_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		_, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("Goodwill."), Share: billing.Share{Numerator: 1, Denominator: 2}})
		require.NoError(t, err)
		held, err := d.ProductsOf(d.ctx, "a")
		require.NoError(t, err)
		_, err = d.EndProduct(d.ctx, held[0].ID, date("2026-02-01"))
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, []string{"recurring Basic charge: -100.00 EUR"}, lineTexts(d.bill("a-2026-03-01")))
	})
}

// A reversed bill is billed anew: charges, usage, positions and rebates, as they are right now.
func TestReverse_lets_everything_be_billed_anew(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.used("u", call("r-1", p, "10T08:00", 10))
		d.position("Transport", "85.00 EUR", "2026-02-10")
		_, err := d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: billing.Rebate{ID: "v/1", Violation: "v", Fee: "Basic charge", Period: february2026(t),
			Basis: money.Must("200.00 EUR"), Rate: money.MustRate("2%")}})
		require.NoError(t, err)
		d.run()
		first := d.bill(february)
		storno, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong from top to toe."), By: "clerk"})
		require.NoError(t, err)
		assert.Equal(t, billing.KindReversal, storno.Kind)
		assert.Equal(t, first.Totals.WithTax.Neg(), storno.Totals.WithTax)
		_, err = d.EndProduct(d.ctx, p, date("2026-03-01"))
		require.NoError(t, err)

		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		march := d.bill("a-2026-03-01")
		assert.ElementsMatch(t, lineTexts(first), lineTexts(march))
		assert.Equal(t, first.Totals.WithTax, march.Totals.WithTax)
		d.refuses(fault.ErrState, func() error {
			_, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Twice.")})
			return err
		})
	})
}

// In whatever parts a bill is credited, in the end every document together comes to nothing, and the numbers have no gap.
func TestCorrect_property_partial_credits_end_at_zero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := serviceInMemory(t, nil)
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-15")
		d.position("Transport", "85.55 EUR", "2026-02-10")
		d.run()
		sum := d.bill(february).Totals.WithTax
		made := 1
		var c money.Calc
		for range rapid.IntRange(0, 4).Draw(r, "parts") {
			den := rapid.Int64Range(2, 7).Draw(r, "denominator")
			note, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("A part."), Share: billing.Share{Numerator: rapid.Int64Range(1, den-1).Draw(r, "numerator"), Denominator: den}})
			if err != nil {
				require.ErrorIs(t, err, fault.ErrState) // nothing is left
				break
			}
			made++
			sum = c.Add(sum, note.Totals.WithTax)
			require.GreaterOrEqual(t, sum.Sign(), 0)
		}
		if sum.Sign() != 0 {
			rest, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("The rest.")})
			require.NoError(t, err)
			made++
			sum = c.Add(sum, rest.Totals.WithTax)
		}
		require.NoError(t, c.Err())
		assert.Zero(t, sum.Sign(), "%s", sum)
		d.gapless(made)
	})
}

// What a credit paid is given back with the rest of a reversed bill: it is not there to be used once more.
func TestReverse_gives_back_what_a_credit_paid_once(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.TakeCredit(d.ctx, billing.CreditDraft{Customer: "c", Credit: discount.Credit{ID: "k", Name: "Deposit", Kind: discount.Deposit, Amount: money.Must("38.00 EUR")}})
		require.NoError(t, err)
		d.run()
		assert.Equal(t, "200.00 EUR", d.bill(february).Due.String())
		note, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		assert.Equal(t, "-238.00 EUR", note.Due.String())
		d.clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, "476.00 EUR", d.bill("a-2026-03-01").Due.String())
	})
}

// What is billed anew has the discounts that it had.
func TestReverse_gives_back_what_was_used_of_capped_discounts(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.welcomed()
		d.run()
		_, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, "370.00 EUR", d.bill("a-2026-03-01").Totals.WithoutTax.String(), "30 EUR in all are off")
	})
}

// A bill that re-priced earlier ones is reversed: the next one re-prices them again.
func TestReverse_of_a_bill_that_re_priced_earlier_ones(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.SetTerms(d.ctx, "a", billing.Terms{Conditions: []discount.Condition{{ID: "loyal", Name: "Turnover", Measure: discount.Turnover, Over: discount.OverYear, Whole: true,
			Tiers: []discount.Tier{{From: discount.Count{Turnover: money.Must("500.00 EUR")}, Rate: money.MustRate("10%")}}}}})
		require.NoError(t, err)
		assert.Equal(t, []string{"200.00 EUR", "200.00 EUR", "140.00 EUR"}, d.months(3))
		_, err = d.Reverse(d.ctx, "a-2026-04-01", billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 6, 2, 9, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, "320.00 EUR", d.bill("a-2026-05-01").Totals.WithoutTax.String(), "10 % off four months: two of them are charged here")
	})
}

// Numbers go on where they were, though the issuer is none of the configured ones any more.
func TestCorrect_numbers_the_documents_of_an_issuer_that_is_not_configured_any_more(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		config := serviceConfig()
		former := serviceIssuer()
		former.ID = "FORMER"
		config.Issuers = append(config.Issuers, former)
		before := d.with(config)
		before.opened(billing.AccountDraft{ID: "a", Customer: "c", Issuer: "FORMER", From: date("2026-02-01"), Details: serviceDetails("c")})
		before.holds("o", "c", "a", "2026-02-01")
		before.run()
		for _, no := range []string{"FORMER-00000002", "FORMER-00000003"} {
			note, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("A part."), Share: billing.Share{Numerator: 1, Denominator: 4}})
			require.NoError(t, err)
			assert.Equal(t, no, note.No)
		}
	})
}

// A product ends, and the next bill takes back what was charged in advance: that is not credited once more.
func TestCorrect_credits_no_more_than_later_bills_have_left(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "line", Name: "Line", Quantity: 1,
			From: date("2026-02-01"), Timing: charge.Advance, Prices: prices(monthly("Fee", "310.00 EUR"))}}})
		require.NoError(t, err)
		d.run()
		_, err = d.EndProduct(d.ctx, "o/1", date("2026-03-11"))
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, []string{"recurring Fee: -210.00 EUR"}, lineTexts(d.bill("a-2026-03-01")))
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("Too much."), Lines: []billing.LinePart{{No: 2, Amount: money.Must("100.01 EUR")}}})
			return err
		})
		part, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("A part."), Lines: []billing.LinePart{{No: 2, Amount: money.Must("10.00 EUR")}}})
		require.NoError(t, err)
		assert.Equal(t, "-11.90 EUR", part.Totals.WithTax.String())
		rest, err := d.Correct(d.ctx, february, billing.CorrectionDraft{Reason: because("The rest.")})
		require.NoError(t, err)
		assert.Equal(t, []string{"credit Fee: -310.00 EUR", "credit Fee: -90.00 EUR"}, lineTexts(rest))
		assert.Equal(t, "-476.00 EUR", rest.Totals.WithTax.String())
		d.clock.Set(time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Empty)
	})
}
