package personal_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

type invoice struct {
	store.Meta
	Customer string        `json:"customer"`
	Name     string        `json:"name"`
	On       calendar.Date `json:"on"`
}

var invoices = store.NewCollection("test.invoice", func(i *invoice) []store.Key {
	return []store.Key{{Name: "customer", Value: i.Customer}}
})

// Example shows what a service declares, and what its customer is told: an invoice is kept for eight years, then its name goes.
func Example() {
	held := personal.Holders{personal.Of(invoices, personal.Records[invoice]{Holder: "test", Purpose: "to be paid", Basis: personal.Law, Key: "customer",
		Keep:  func(_ *work.Unit, i invoice) (personal.Stay, error) { return personal.Voucher.Stay(i.On), nil },
		Scrub: personal.Scrub[invoice]()})}

	env := work.New(memory.New(), &work.Config{Now: etomtest.NewClock().Now})
	err := env.Update(context.Background(), func(u *work.Unit) error {
		for _, i := range []invoice{{Meta: store.Meta{ID: "i-1"}, Customer: "c-7", Name: "Anna", On: calendar.MustParse("2017-06-01")},
			{Meta: store.Meta{ID: "i-2"}, Customer: "c-7", Name: "Anna", On: calendar.MustParse("2025-06-01")}} {
			if err := invoices.Put(u, &i); err != nil {
				return err
			}
		}
		kept, err := held.Erase(u, "c-7")
		for _, i := range kept {
			fmt.Println(i.ID, "is kept until", i.Keep, "by", i.Why)
		}
		return err
	})
	fmt.Println(err)
	// Output:
	// i-2 is kept until 2034-01-01 by § 147 (1) no. 4, (3), (4) AO, § 257 (1) no. 4, (4), (5) HGB, § 14b (1) UStG: booking vouchers: invoices, credit notes, payments
	// <nil>
}
