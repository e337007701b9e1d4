package billing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestOpenAccount_fills_in_what_is_left_out(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		a := d.opened(billing.AccountDraft{Customer: "c", Details: billing.Details{Name: "Händler A"}})
		assert.Equal(t, billing.AccountActive, a.State)
		assert.Equal(t, "BMW", a.Issuer)
		assert.Equal(t, "EUR", a.Currency.String())
		assert.Equal(t, "Europe/Berlin", a.Zone)
		assert.Equal(t, 1, a.CycleDay)
		assert.Equal(t, date("2026-03-02"), a.Opened)
		assert.Equal(t, billing.Letter, a.On(a.Opened).Channel)
		assert.Equal(t, []string{billing.EventAccountOpened}, d.told(a.ID))
		p, err := d.OpenPeriod(d.ctx, a.ID)
		require.NoError(t, err)
		assert.Equal(t, date("2026-03-01"), p.From())
	})
}

func TestAccountsOf_lists_the_first_opened_first(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("z", "c")
		d.clock.Advance(time.Minute)
		d.account("a", "c")
		all, err := d.AccountsOf(d.ctx, "c")
		require.NoError(t, err)
		require.Len(t, all, 2)
		assert.Equal(t, "z", all[0].ID)
		n, err := d.TakePosition(d.ctx, billing.PositionDraft{Customer: "c", Position: billing.Position{Name: "Transport", Quantity: money.Count(1), Price: money.Must("85.00 EUR")}})
		require.NoError(t, err)
		assert.NotEmpty(t, n.ID)
		assert.Equal(t, []string{billing.EventChargesNoted}, d.told("z-2026-02-01"), "it is the default account")

		_, err = d.CloseAccount(d.ctx, "z", date("2026-03-10"), "moved")
		require.NoError(t, err)
		_, err = d.TakePosition(d.ctx, billing.PositionDraft{Customer: "c", Position: billing.Position{Name: "Transport", Quantity: money.Count(1), Price: money.Must("85.00 EUR")}})
		require.NoError(t, err)
		assert.Equal(t, []string{billing.EventChargesNoted}, d.told("a-2026-02-01"), "then the next is")
	})
}

// Who moves in March gets the bill of February, made in March, at the address that holds on the bill's date; the history stays.
func TestChangeAccount_holds_from_a_day_on_and_keeps_what_held_before(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		a := d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		moved := a.On(date("2026-03-02"))
		moved.Address.Street = "Nebenstraße 2"
		_, err := d.ChangeAccount(d.ctx, "a", billing.AccountChange{From: date("2026-03-15"), Details: moved, Why: "moves house"})
		require.NoError(t, err)
		d.run()
		assert.Equal(t, "Hauptstraße 1", d.bill("a-2026-02-01").Recipient.Address.Street)
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, "Nebenstraße 2", d.bill("a-2026-03-01").Recipient.Address.Street)

		back := moved
		back.Address.Street = "Hauptstraße 1"
		_, err = d.ChangeAccount(d.ctx, "a", billing.AccountChange{From: date("2026-03-20"), Details: back, Why: "had been a mistake"})
		require.NoError(t, err)
		a, err = d.Account(d.ctx, "a")
		require.NoError(t, err)
		var streets []string
		for _, day := range []string{"2026-02-01", "2026-03-14", "2026-03-15", "2026-03-19", "2026-03-20"} {
			streets = append(streets, a.On(date(day)).Address.Street)
		}
		assert.Equal(t, []string{"Hauptstraße 1", "Hauptstraße 1", "Nebenstraße 2", "Nebenstraße 2", "Hauptstraße 1"}, streets)
		assert.Equal(t, []string{"", "moves house", "had been a mistake"}, []string{a.Versions[0].Why, a.Versions[1].Why, a.Versions[2].Why})
		assert.Equal(t, "Nebenstraße 2", d.bill("a-2026-03-01").Recipient.Address.Street, "what is issued stays")
		assert.Equal(t, []string{billing.EventAccountOpened, billing.EventAccountChanged, billing.EventAccountChanged}, d.told("a"))
	})
}

func TestCloseAccount_makes_a_final_bill_and_bills_what_comes_late(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		a, err := d.CloseAccount(d.ctx, "a", date("2026-02-15"), "moves abroad")
		require.NoError(t, err)
		assert.Equal(t, billing.AccountClosed, a.State)
		d.refuses(fault.ErrState, func() error {
			_, err := d.CloseAccount(d.ctx, "a", date("2026-02-15"), "again")
			return err
		})
		d.run()
		b := d.bill("a-2026-02-01")
		assert.Equal(t, billing.KindFinal, b.Kind)
		assert.Equal(t, []string{"recurring Basic charge: 100.00 EUR"}, lineTexts(b))

		d.clock.Set(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
		d.store.Unchanged(t, func() { assert.Zero(t, d.run(), "it rests") })
		assert.Equal(t, 1, d.used("u", call("r-1", p, "10T08:00", 10)).Late)
		r := d.run()
		assert.Equal(t, 1, r.Bills)
		assert.Equal(t, []string{"usage Calls: 0.90 EUR"}, lineTexts(d.bill("a-2026-03-01")))
		d.store.Unchanged(t, func() { assert.Zero(t, d.run(), "it rests again") })
	})
}

func TestAccounts_refuse_what_cannot_be(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		open := func(change func(*billing.AccountDraft)) func() error {
			return func() error {
				draft := billing.AccountDraft{Customer: "c", Details: serviceDetails("x")}
				change(&draft)
				_, err := d.OpenAccount(d.ctx, draft)
				return err
			}
		}
		d.refuses(fault.ErrConflict, open(func(a *billing.AccountDraft) { a.ID = "a" }))
		err := d.refuses(fault.ErrInvalid, open(func(a *billing.AccountDraft) {
			a.ID, a.Customer, a.Issuer, a.Zone, a.CycleDay = strings.Repeat("x", 151), "", "nobody", "Mars/Olympus", 32
			a.From, a.Name, a.TaxID, a.Language, a.Channel, a.Email, a.PaymentDays = date("2126-01-01"), "\x00", strings.Repeat("x", 300), "tlh", "pigeon", "\xff", -1
		}))
		assert.Equal(t, []string{"id", "customer", "issuer", "zone", "cycleDay", "from", "name", "taxId", "language", "channel", "email", "paymentDays"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, open(func(a *billing.AccountDraft) { a.Channel, a.Email = billing.Email, "" }))
		assert.Equal(t, []string{"email"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, open(func(a *billing.AccountDraft) {
			a.Terms = billing.Terms{Commitments: []charge.Commitment{{ID: "m", Name: "minimum", Minimum: money.Must("5.00 USD")}},
				Discounts:  []discount.Discount{{ID: "d"}},
				Conditions: []discount.Condition{{ID: "k"}}}
		}))
		assert.Equal(t, []string{"terms.discounts", "terms.conditions[0]", "terms.commitments[0].minimum"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, open(func(a *billing.AccountDraft) { a.Parent = "nobody" }))
		assert.Equal(t, []string{"parent"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, open(func(a *billing.AccountDraft) {
			a.Parent, a.Currency, a.CycleDay = "a", money.MustCurrency("USD"), 7
		}))
		assert.Equal(t, []string{"currency", "cycleDay"}, etomtest.Paths(err))

		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ChangeAccount(d.ctx, "a", billing.AccountChange{From: date("2026-01-31"), Why: "\x00"})
			return err
		})
		assert.Equal(t, []string{"details.name", "why", "from"}, etomtest.Paths(err))
		for name, command := range map[string]func(*billing.Service) error{
			"change": func(s *billing.Service) error {
				_, err := s.ChangeAccount(d.ctx, "a", billing.AccountChange{Details: serviceDetails("x")})
				return err
			},
			"close": func(s *billing.Service) error {
				_, err := s.CloseAccount(d.ctx, "a", date("2026-03-05"), "")
				return err
			},
			"terms": func(s *billing.Service) error { _, err := s.SetTerms(d.ctx, "a", billing.Terms{}); return err },
			"look":  func(s *billing.Service) error { _, err := s.Account(d.ctx, "a"); return err },
			"bill":  func(s *billing.Service) error { _, err := s.MakeBill(d.ctx, "a", calendar.Period{}); return err },
			"position": func(s *billing.Service) error {
				_, err := s.TakePosition(d.ctx, billing.PositionDraft{Customer: "c", Account: "a", Position: billing.Position{Name: "x", Quantity: money.Count(1)}})
				return err
			},
			"agreement": func(s *billing.Service) error {
				_, err := s.TakeAgreement(d.ctx, billing.Agreement{ID: "x", Customer: "c", Items: []billing.AgreementItem{{Offering: "x", Quantity: 1}}})
				return err
			},
		} {
			d.refuses(fault.ErrNotFound, func() error {
				err := command(d.ofTenant("somebody else"))
				require.Error(t, err, name)
				return err
			})
		}
	})
}

// The account's bill carries the lines of those below it, in one document with one number.
func TestSubAccounts_stand_on_the_bill_of_their_parent(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("group", "c")
		for _, id := range []string{"berlin", "hamburg"} {
			d.opened(billing.AccountDraft{ID: id, Customer: "c", Parent: "group", From: date("2026-02-01"), Details: serviceDetails("Filiale " + id)})
			p := d.holds("o-"+id, "c", id, "2026-02-01")
			d.used("u-"+id, call("r-"+id, p, "10T08:00", 10))
		}
		d.holds("o-group", "c", "group", "2026-02-15")
		_, err := d.TakePosition(d.ctx, billing.PositionDraft{Account: "berlin", Position: billing.Position{Name: "Transport", On: date("2026-02-10"), Quantity: money.Count(1), Price: money.Must("85.00 EUR")}})
		require.NoError(t, err)
		assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, d.run())
		b := d.bill("group-2026-02-01")
		assert.Equal(t, billing.KindConsolidated, b.Kind)
		assert.Equal(t, billing.BillSent, b.State, "%v", b.Findings)
		var lines []string
		for _, l := range b.Lines {
			lines = append(lines, l.Account+" "+l.Net.String())
		}
		assert.ElementsMatch(t, []string{" 100.00 EUR", "berlin 200.00 EUR", "berlin 0.90 EUR", "berlin 85.00 EUR", "hamburg 200.00 EUR", "hamburg 0.90 EUR"}, lines)
		assert.Equal(t, "698.29 EUR", b.Due.String())

		d.refuses(fault.ErrState, func() error {
			p, err := d.OpenPeriod(d.ctx, "berlin")
			require.NoError(t, err)
			_, err = d.MakeBill(d.ctx, "berlin", p)
			return err
		})
		subs, err := d.SubAccounts(d.ctx, "group")
		require.NoError(t, err)
		assert.Len(t, subs, 2)
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Bills)
		march, err := d.BillsBy(d.ctx, "account", "group")
		require.NoError(t, err)
		require.Len(t, march, 2)
		assert.Len(t, march[1].Bill.Lines, 3)
	})
}

func TestTerms_discounts_and_conditions_of_an_account_count_over_its_bills(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.SetTerms(d.ctx, "a", billing.Terms{
			Discounts: []discount.Discount{{ID: "welcome", Name: "Welcome", Kind: discount.Absolute, Amount: money.Must("30.00 EUR"), On: discount.OnDocument, CapTotal: money.Must("50.00 EUR")}},
		})
		require.NoError(t, err)
		totals := d.months(4)
		assert.Equal(t, []string{"170.00 EUR", "180.00 EUR", "200.00 EUR", "200.00 EUR"}, totals, "the cap on all bills holds")
	})
}

func TestTerms_price_condition_by_turnover_reprices_the_span(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.SetTerms(d.ctx, "a", billing.Terms{Conditions: []discount.Condition{{ID: "loyal", Name: "Turnover", Measure: discount.Turnover, Over: discount.OverYear, Whole: true,
			Tiers: []discount.Tier{{From: discount.Count{Turnover: money.Must("500.00 EUR")}, Rate: money.MustRate("10%")}}}}})
		require.NoError(t, err)
		totals := d.months(4)
		assert.Equal(t, []string{"200.00 EUR", "200.00 EUR", "140.00 EUR", "180.00 EUR"}, totals, "with the third bill the threshold is passed: 3 × 10 % of 200")
	})
}

// months bills n months, releases what is held, and gives what each bill comes to before taxes.
func (d *serviceDesk) months(n int) []string {
	d.t.Helper()
	var all []string
	first := date("2026-02-01")
	for m := range n {
		d.clock.Set(time.Date(2026, time.Month(3+m), 2, 8, 0, 0, 0, time.UTC))
		d.run()
		b := d.bill(billing.BillCase("a", first.AddMonths(m)))
		all = append(all, b.Totals.WithoutTax.String())
	}
	return all
}

// Terms of an account that is not billed itself would never hold: they are not taken.
func TestTerms_are_those_of_the_account_that_is_billed(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		terms := billing.Terms{Discounts: []discount.Discount{{ID: "d", Name: "d", Kind: discount.Percent, On: discount.OnLine, Rate: money.MustRate("10%")}}}
		below := billing.AccountDraft{ID: "below", Customer: "c", Parent: "a", Details: serviceDetails("Below"), Terms: terms}
		err := d.refuses(fault.ErrInvalid, func() error { _, err := d.OpenAccount(d.ctx, below); return err })
		assert.Equal(t, []string{"terms"}, etomtest.Paths(err))
		below.Terms = billing.Terms{}
		d.opened(below)
		d.refuses(fault.ErrInvalid, func() error { _, err := d.SetTerms(d.ctx, "below", terms); return err })
	})
}
