package crashtest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Each account pays for one product: a basic charge, and a cent for each message. Two machines share the accounts.
const (
	accounts = 8
	machines = 2
	records  = 5 // of usage, an account and month
)

var (
	basicCharge = money.Must("39.90 EUR")
	message     = money.Must("0.01 EUR")
	january     = calendar.MustParse("2026-01-01")
)

func accountID(n int) string { return fmt.Sprintf("account-%02d", n) }

// monthOf is the first day of the n-th month.
func monthOf(n int) calendar.Date { return january.AddMonths(n) }

// over is the instant at which a machine bills the n-th month.
func over(n int) time.Time { return calendar.FirstInstant(monthOf(n+1), time.UTC).Add(time.Hour) }

// service is Billing at an instant.
func service(env *work.Env) (*billing.Service, error) {
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{
		ID: "messages", Version: "1", Name: "Messages", Currency: message.Currency(), Zone: "UTC", From: january,
		Prices: []rating.Price{{Code: "sms", Name: "Messages", Kind: "sms", Measure: rating.Quantity, Model: rating.Unit, Unit: "SMS", Amount: message}},
	}}})
	if err != nil {
		return nil, err
	}
	return billing.New(env, &billing.Config{Book: book, Issuers: []billing.Issuer{{ID: "I", Name: "Issuer", TaxID: "DE129273398", Address: address}}})
}

var address = billing.Address{Street: "Hauptstraße 1", PostCode: "10115", City: "Berlin", Country: "DE"}

// found opens the accounts.
func found(ctx context.Context, env *work.Env) error {
	s, err := service(env)
	if err != nil {
		return err
	}
	return env.Update(ctx, func(u *work.Unit) error {
		for n := range accounts {
			a := billing.AccountDraft{ID: accountID(n), Customer: "customer of " + accountID(n), From: january,
				Details: billing.Details{Name: accountID(n), Address: address}}
			if _, err := s.OpenAccountTx(u, a); err != nil {
				return err
			}
			if _, err := s.TakeChargesTx(u, billing.Charges{Customer: a.Customer, Account: a.ID, Order: a.ID, Items: []billing.ChargeItem{{
				ID: "1", Offering: "line", Name: "Line", Quantity: 1, Tariff: "messages", From: january,
				Prices: []price.Price{{Name: "Basic charge", Type: price.Recurring, Period: "month", Amount: basicCharge}},
			}}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// usage is what a machine receives in the n-th month: of every second account, whichever machine bills it. So some of it comes when
// the month is billed already, and stands on a later bill. It is always the same.
func usage(machine, n int) billing.Batch {
	b := billing.Batch{ID: fmt.Sprintf("usage-%d-%d", machine, n)}
	at := calendar.FirstInstant(monthOf(n), time.UTC)
	for a := machine; a < accounts; a += machines {
		for r := range records {
			b.Records = append(b.Records, rating.Usage{ID: fmt.Sprintf("%s-%d-%d", accountID(a), n, r), Product: accountID(a) + "/1", Kind: "sms",
				At: at.Add(time.Duration(r) * 100 * time.Hour), Quantity: money.Count(int64(1 + (a+n+r)%7))})
		}
	}
	return b
}
