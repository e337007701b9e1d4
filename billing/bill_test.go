package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

const february = "a-2026-02-01"

// february2026 is the period of the accounts that serviceDesk opens.
func february2026(t testing.TB) calendar.Period {
	t.Helper()
	p, err := calendar.NewPeriod(date("2026-02-01"), date("2026-03-01"), "Europe/Berlin")
	require.NoError(t, err)
	return p
}

// billed gives customer c the extranet for February, and bills it.
func (d *serviceDesk) billed() billing.Bill {
	d.t.Helper()
	d.account("a", "c")
	d.holds("o", "c", "a", "2026-02-01")
	d.run()
	return d.bill(february)
}

func TestMakeBill_step_by_step(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		b, err := d.MakeBill(d.ctx, "a", february2026(t))
		require.NoError(t, err)
		assert.Equal(t, billing.BillNew, b.State)
		d.store.Unchanged(t, func() {
			again, err := d.MakeBill(d.ctx, "a", february2026(t))
			require.NoError(t, err)
			assert.Equal(t, b.ID, again.ID, "a period is billed once")
		})
		b, err = d.Verify(d.ctx, b.ID)
		require.NoError(t, err)
		assert.Equal(t, billing.BillValidated, b.State)
		b, err = d.Send(d.ctx, b.ID)
		require.NoError(t, err)
		assert.Equal(t, billing.BillSent, b.State)
		assert.Equal(t, "BMW-00000001", b.No)
		assert.Equal(t, []string{billing.EventChargesNoted, billing.EventBillMade, billing.EventBillValidated, billing.EventBillSent}, d.told(february))
		assert.Zero(t, d.run())
		f := d.file(february)
		var states []billing.State
		for _, step := range f.History {
			states = append(states, step.State)
		}
		assert.Equal(t, []billing.State{billing.BillNew, billing.BillValidated, billing.BillSent}, states)

		for name, command := range map[string]func() error{
			"verify":   func() error { _, err := d.Verify(d.ctx, february); return err },
			"send":     func() error { _, err := d.Send(d.ctx, february); return err },
			"release":  func() error { _, err := d.Release(d.ctx, february, decision()); return err },
			"hold":     func() error { _, err := d.Hold(d.ctx, february, decision()); return err },
			"withdraw": func() error { return d.Withdraw(d.ctx, february, decision()) },
		} {
			d.refuses(fault.ErrState, func() error {
				err := command()
				require.Error(t, err, name)
				return err
			})
		}
	})
}

func decision() billing.Decision {
	return billing.Decision{By: "clerk", Why: "looked into it"}
}

func TestMakeBill_refuses_what_is_not_due(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		next, err := calendar.NewPeriod(date("2026-03-01"), date("2026-04-01"), "Europe/Berlin")
		require.NoError(t, err)
		made := func(p calendar.Period) func() error {
			return func() error { _, err := d.MakeBill(d.ctx, "a", p); return err }
		}
		d.refuses(fault.ErrState, made(next))
		assert.ErrorContains(t, d.refuses(fault.ErrState, made(february2026(t))), "nothing to bill")
		d.clock.Set(time.Date(2026, 2, 28, 8, 0, 0, 0, time.UTC))
		assert.ErrorContains(t, d.refuses(fault.ErrState, made(february2026(t))), "goes on until 2026-03-01")
		d.refuses(fault.ErrNotFound, func() error { _, err := d.MakeBill(d.ctx, "nobody", february2026(t)); return err })
	})
}

// A seller without a tax number may not bill: the bill is held, whatever it costs.
func TestHeld_bill_waits_until_a_person_releases_it(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Issuers[0].TaxID = ""
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, config)
		b := d.billed()
		assert.Equal(t, billing.BillOnHold, b.State)
		assert.Equal(t, []string{billing.CodeIssuerTaxID}, findingCodes(b))
		assert.Empty(t, b.No)
		var n billing.BillNotice
		d.last(february, billing.EventBillHeld, &n)
		assert.Equal(t, b.Findings, n.Findings)
		held, err := d.BillsBy(d.ctx, "state", "onHold")
		require.NoError(t, err)
		require.Len(t, held, 1)

		err = d.refuses(fault.ErrInvalid, func() error { _, err := d.Release(d.ctx, february, billing.Decision{}); return err })
		assert.Equal(t, []string{"by", "why"}, etomtest.Paths(err))
		d.clock.Advance(72 * time.Hour)
		b, err = d.Release(d.ctx, february, decision())
		require.NoError(t, err)
		assert.Equal(t, billing.BillValidated, b.State)
		assert.Equal(t, 1, d.due().Sent)
		b = d.bill(february)
		assert.Equal(t, billing.BillSent, b.State)
		assert.Equal(t, date("2026-03-05"), b.Date, "it carries the day on which it was issued")
		assert.Equal(t, date("2026-03-19"), b.PaymentDue)
		f := d.file(february)
		assert.Equal(t, "clerk", f.History[2].By)
		assert.Equal(t, "looked into it", f.History[2].Why)
		assert.Nil(t, f.Before)
		assert.Equal(t, []string{billing.EventChargesNoted, billing.EventBillHeld, billing.EventBillReleased, billing.EventBillSent}, d.told(february))
		d.store.Unchanged(t, func() { assert.Zero(t, d.due().Sent) })
	})
}

// What was wrong is put right, and the bill made anew: everything that stood on the withdrawn one stands on it.
func TestWithdraw_opens_the_period_again(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Issuers[0].TaxID = ""
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, config)
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.used("u", call("r-1", p, "10T08:00", 10))
		d.position("Transport", "85.00 EUR", "2026-02-10")
		_, err := d.TakeCredit(d.ctx, billing.CreditDraft{Customer: "c", Credit: discount.Credit{ID: "k", Kind: discount.Goodwill, Name: "Goodwill", Amount: money.Must("500.00 EUR")}})
		require.NoError(t, err)
		d.run()
		first := d.bill(february)
		require.Equal(t, billing.BillOnHold, first.State)
		require.NoError(t, d.Withdraw(d.ctx, february, decision()))
		assert.Equal(t, billing.EventBillWithdrawn, d.told(february)[5])
		_, err = d.Bill(d.ctx, february)
		require.ErrorIs(t, err, fault.ErrNotFound)

		good := d.with(serviceConfig())
		good.run()
		second := d.bill(february)
		assert.Equal(t, billing.BillSent, second.State)
		assert.Equal(t, lineTexts(first), lineTexts(second))
		assert.Equal(t, first.Due, second.Due)
		assert.Equal(t, first.Credits, second.Credits)
	})
}

// position notes something to be billed once.
func (d *serviceDesk) position(name, amount, on string) {
	d.t.Helper()
	_, err := d.TakePosition(d.ctx, billing.PositionDraft{Customer: "c", Position: billing.Position{Name: name, Quantity: money.Count(1), Price: money.Must(amount), On: date(on)}})
	require.NoError(d.t, err)
}

func TestCredits_are_used_up_bill_by_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.TakeCredit(d.ctx, billing.CreditDraft{Customer: "c", Credit: discount.Credit{ID: "k", Kind: discount.Deposit, Name: "Deposit", Amount: money.Must("300.00 EUR")}})
		require.NoError(t, err)
		d.months(3)
		var due []string
		for _, first := range []string{"2026-02-01", "2026-03-01", "2026-04-01"} {
			due = append(due, d.bill("a-"+first).Due.String())
		}
		assert.Equal(t, []string{"0.00 EUR", "176.00 EUR", "238.00 EUR"}, due)
	})
}

// The store refuses every other change: a command that tried would find out.
func TestIssued_bill_never_changes(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		b := d.billed()
		before := d.bill(february)
		_, err := d.NotePaid(d.ctx, february, b.Due, date("2026-03-10"))
		require.NoError(t, err)
		_, err = d.Resend(d.ctx, february, billing.Resending{Channel: billing.Letter, By: "clerk"})
		require.NoError(t, err)
		moved := serviceDetails("Another name")
		_, err = d.ChangeAccount(d.ctx, "a", billing.AccountChange{From: date("2026-02-01"), Details: moved})
		require.NoError(t, err)
		after := d.bill(february)
		assert.Equal(t, billing.BillSettled, after.State)
		after.State, after.Meta = before.State, before.Meta
		assert.Equal(t, before, after)
	})
}

func TestNotePaid_follows_what_collection_says(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		paid := func(amount string) billing.State {
			b, err := d.NotePaid(d.ctx, february, money.Must(amount), date("2026-03-10"))
			require.NoError(t, err)
			return b.State
		}
		assert.Equal(t, billing.BillPartiallyPaid, paid("100.00 EUR"))
		d.store.Unchanged(t, func() { assert.Equal(t, billing.BillPartiallyPaid, paid("100.00 EUR")) })
		assert.Equal(t, billing.BillPartiallyPaid, paid("150.00 EUR"))
		assert.Equal(t, billing.BillSettled, paid("238.00 EUR"))
		assert.Equal(t, billing.BillSettled, paid("240.00 EUR"))
		assert.Equal(t, billing.BillPartiallyPaid, paid("100.00 EUR"), "a payment came back")
		assert.Equal(t, billing.BillSent, paid("0.00 EUR"))
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.NotePaid(d.ctx, february, money.Must("-1.00 USD"), date("2126-01-01"))
			return err
		})
		assert.Equal(t, []string{"paid", "paid", "on"}, etomtest.Paths(err))
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ofTenant("somebody else").NotePaid(d.ctx, february, money.Must("1.00 EUR"), date("2026-03-10"))
			return err
		})
	})
}

// The bill that carries a rebate says so in the case of the violation, once the customer has it, and once only.
func TestNoteReceived_tells_the_case_of_the_violation(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		rebate := billing.Rebate{ID: "v/1", Violation: "v", Case: "case-7", Fee: "Basic charge", Period: february2026(t),
			Basis: money.Must("200.00 EUR"), Rate: money.MustRate("2%"), Text: "Mail was out of reach for 4.5 h.", De: "Mail war 4,5 h nicht erreichbar."}
		_, err := d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: rebate})
		require.NoError(t, err)
		d.refuses(fault.ErrConflict, func() error {
			_, err := d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: rebate})
			return err
		})
		d.run()
		b := d.bill(february)
		assert.Equal(t, "-4.00 EUR", b.Lines[len(b.Lines)-1].Net.String())
		assert.Empty(t, d.told("case-7"))
		_, err = d.NoteReceived(d.ctx, february)
		require.NoError(t, err)
		d.store.Unchanged(t, func() {
			_, err = d.NoteReceived(d.ctx, february)
			require.NoError(t, err)
		})
		assert.Equal(t, []string{billing.EventAdjustedBillSent}, d.told("case-7"))
		var n billing.AdjustedNotice
		d.last("case-7", billing.EventAdjustedBillSent, &n)
		assert.Equal(t, "c", n.Customer)
		assert.Equal(t, "v", n.Violation)
		assert.Equal(t, "-4.00 EUR", n.Amount.String())
	})
}
