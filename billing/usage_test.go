package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestReceiveUsage_that_comes_late_goes_on_the_next_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.used("u-1", call("r-1", p, "10T08:00", 10))
		d.run()
		r := d.used("u-2", call("r-2", p, "11T08:00", 20))
		assert.Equal(t, billing.Receipt{Batch: "u-2", Taken: 1, Late: 1}, r)
		assert.Contains(t, d.told("a-2026-03-01"), billing.EventUsageReceived, "it belongs to the case of the period that is open")

		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Bills)
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR"}, lineTexts(d.bill("a-2026-02-01")))
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 1.80 EUR"}, lineTexts(d.bill("a-2026-03-01")))
	})
}

func TestReceiveUsage_of_the_next_period_waits_for_its_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		march := call("r-1", p, "10T08:00", 10)
		march.At = d.clock.Now().Add(-time.Hour)
		d.used("u-1", march, call("r-2", p, "10T08:00", 20))
		d.run()
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 1.80 EUR"}, lineTexts(d.bill("a-2026-02-01")))
	})
}

func TestReceiveUsage_takes_a_record_once_whichever_batch_brings_it(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		first := d.used("u-1", call("r-1", p, "10T08:00", 10))
		assert.Equal(t, 1, first.Taken)
		d.store.Unchanged(t, func() { assert.Equal(t, first, d.used("u-1", call("r-1", p, "10T08:00", 10)), "the same batch again") })
		d.run()
		r := d.used("u-2", call("r-1", p, "10T08:00", 10), call("r-2", p, "10T09:00", 10))
		assert.Equal(t, billing.Receipt{Batch: "u-2", Taken: 1, Late: 1, Duplicates: 1}, r, "though it was billed meanwhile")

		d.refuses(fault.ErrConflict, func() error {
			_, err := d.ReceiveUsage(d.ctx, billing.Batch{ID: "u-1", Records: []rating.Usage{call("r-9", p, "10T08:00", 10)}})
			return err
		})
	})
}

func TestReceiveUsage_keeps_the_good_records_of_a_batch_apart_from_the_bad(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		bad := func(change func(*rating.Usage)) rating.Usage {
			u := call("bad", p, "10T08:00", 1)
			change(&u)
			return u
		}
		r := d.used("u-1",
			call("r-1", p, "10T08:00", 10),
			bad(func(u *rating.Usage) { u.ID = "" }),
			bad(func(u *rating.Usage) { u.ID, u.Kind = "r-3", "voi\x00ce" }),
			bad(func(u *rating.Usage) { u.ID, u.Product = "r-4", "nobody's" }),
			bad(func(u *rating.Usage) { u.ID, u.At = "r-5", d.clock.Now().Add(time.Hour) }),
			bad(func(u *rating.Usage) { u.ID, u.At = "r-6", time.Time{} }),
			bad(func(u *rating.Usage) { u.ID, u.Duration = "r-7", -1 }),
			bad(func(u *rating.Usage) { u.ID, u.Quantity = "r-8", money.MustQuantity("-1") }),
			bad(func(u *rating.Usage) { u.ID, u.Product = "r-9", "" }),
			call("r-1", p, "10T09:00", 99),
			call("r-2", p, "11T08:00", 10),
		)
		assert.Equal(t, 2, r.Taken)
		var codes []string
		for _, b := range r.Bad {
			codes = append(codes, fmt.Sprint(b.No, " ", b.ID, " ", b.Code))
			assert.NotEmpty(t, b.Text)
		}
		assert.Equal(t, []string{"2  " + billing.CodeUsageInvalid, "3 r-3 " + billing.CodeUsageInvalid, "4 r-4 " + billing.CodeUsageProduct,
			"5 r-5 " + billing.CodeUsageFuture, "6 r-6 " + billing.CodeUsageFuture, "7 r-7 " + billing.CodeUsageInvalid, "8 r-8 " + billing.CodeUsageInvalid,
			"9 r-9 " + billing.CodeUsageProduct, "10 r-1 " + billing.CodeUsageDiffers}, codes)
		var n billing.RejectedNotice
		d.last("u-1", billing.EventUsageRejected, &n)
		assert.Equal(t, r.Bad, n.Records)
		d.run()
		assert.Contains(t, lineTexts(d.bill("a-2026-02-01")), "usage Calls: 1.80 EUR")
	})
}

func TestReceiveUsage_refuses_a_batch_that_is_none(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		for name, b := range map[string]billing.Batch{
			"without id":       {Records: []rating.Usage{call("r-1", p, "10T08:00", 1)}},
			"without records":  {ID: "u"},
			"with NUL":         {ID: "u\x00", Records: []rating.Usage{call("r-1", p, "10T08:00", 1)}},
			"in the year 1e4":  {ID: "u", Records: []rating.Usage{{ID: "r", Product: p, Kind: "voice", At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}},
			"with too many":    {ID: "u", Records: make([]rating.Usage, billing.MaxBatch+1)},
			"long as a dragon": {ID: string(make([]byte, fault.MaxID+1)), Records: []rating.Usage{call("r-1", p, "10T08:00", 1)}},
		} {
			d.refuses(fault.ErrInvalid, func() error {
				_, err := d.ReceiveUsage(d.ctx, b)
				require.Error(t, err, name)
				return err
			})
		}
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ReceiveUsage(d.ctx, billing.Batch{ID: "u", Account: "nobody", Records: []rating.Usage{call("r-1", "", "10T08:00", 1)}})
			return err
		})
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ofTenant("somebody else").ReceiveUsage(d.ctx, billing.Batch{ID: "u", Account: "a", Records: []rating.Usage{call("r-1", p, "10T08:00", 1)}})
			return err
		})
	})
}

// What no tariff is known for is not lost: it is tried with every bill, and billed as soon as there is one.
func TestReceiveUsage_that_cannot_be_rated_is_tried_again_with_the_next_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		data := call("r-1", p, "10T08:00", 1)
		data.Kind = "data"
		d.used("u-1", data, call("r-2", p, "10T08:00", 10))
		d.run()
		b := d.bill("a-2026-02-01")
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR"}, lineTexts(b))
		assert.Contains(t, findingCodes(b), billing.CodeRejected)
		var n billing.RejectedNotice
		d.last("a-2026-02-01", billing.EventUsageRejected, &n)
		assert.Equal(t, 1, n.Count)
		assert.Equal(t, "r-1", n.Records[0].ID)
		assert.Equal(t, "a-2026-02-01", n.Bill)

		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		config := serviceConfig()
		book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "voice", Version: "2", Name: "Voice", Currency: money.MustCurrency("EUR"),
			Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"), Prices: []rating.Price{{Code: "data", Name: "Data", Kind: "data",
				Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.50 EUR")}}}}})
		require.NoError(t, err)
		config.Book = book
		later := d.with(config)
		later.run()
		assert.Contains(t, lineTexts(d.bill("a-2026-03-01")), "usage Data: 0.50 EUR")
	})
}

// However many records an account has, and in whatever batches they come, each is kept once.
func TestReceiveUsage_keeps_many_records_of_one_account(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	p := d.holds("o", "c", "a", "2026-02-01")
	const many = 5000
	var all []rating.Usage
	for n := range many {
		all = append(all, call(fmt.Sprint("r-", n), p, "10T08:00", 1))
	}
	for n := 0; n < many; n += 700 {
		r := d.used(fmt.Sprint("u-", n), all[n:min(n+700, many)]...)
		assert.Equal(t, min(700, many-n), r.Taken)
	}
	again := d.used("all", all...)
	assert.Equal(t, many, again.Duplicates)
	assert.Zero(t, again.Taken)
	d.run()
	assert.Contains(t, lineTexts(d.bill("a-2026-02-01")), "usage Calls: 450.00 EUR")
}

func TestReceiveUsage_property_every_record_is_billed_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := serviceInMemory(t, nil)
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		minutes := map[string]int{}
		for n := range rapid.IntRange(1, 6).Draw(r, "batches") {
			var records []rating.Usage
			for range rapid.IntRange(1, 5).Draw(r, "records") {
				id := fmt.Sprint("r-", rapid.IntRange(0, 9).Draw(r, "record"))
				u := call(id, p, fmt.Sprintf("%02dT08:00", 1+len(id)+int(id[2]-'0')), 1+int(id[2]-'0'))
				records = append(records, u)
				minutes[id] = 1 + int(id[2]-'0')
			}
			d.used(fmt.Sprint("u-", n), records...)
			if rapid.Bool().Draw(r, "bill") {
				d.clock.Set(d.clock.Now().AddDate(0, 1, 0))
				d.run()
			}
		}
		d.clock.Set(d.clock.Now().AddDate(0, 1, 0))
		d.run()
		var c money.Calc
		var want, got money.Amount
		for _, m := range minutes {
			want = c.Add(want, c.Times(money.Must("0.09 EUR"), int64(m)))
		}
		files, err := d.BillsBy(d.ctx, "account", "a")
		require.NoError(t, err)
		for _, f := range files {
			for _, l := range f.Bill.Lines {
				if l.Category == billing.UsageLine {
					got = c.Add(got, l.Net)
				}
			}
		}
		require.NoError(t, c.Err())
		assert.Equal(t, want, got)
	})
}

func TestReceiveDelivery_is_billed_at_the_price_ordered(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "configurator", Name: "Car Configurator",
			Quantity: 20, Prices: prices(once("Installation", "15.00 EUR"), once("Licence", "5.00 EUR")), OnDelivery: true}}})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 3, 20, 8, 0, 0, 0, time.UTC))
		deliver := func(id, quantity string) billing.UsageNotice {
			n, err := d.ReceiveDelivery(d.ctx, billing.Delivery{ID: id, Customer: "c", Offering: "configurator", Quantity: money.MustQuantity(quantity), At: d.clock.Now()})
			require.NoError(t, err)
			return n
		}
		assert.Len(t, deliver("d-1", "12").Positions, 2)
		d.store.Unchanged(t, func() { deliver("d-1", "12") })
		deliver("d-2", "8")
		assert.Equal(t, []string{billing.EventUsageReceived, billing.EventUsageReceived}, d.told("a-2026-02-01")[1:])

		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		b := d.bill("a-2026-03-01")
		assert.ElementsMatch(t, []string{"oneTime Installation: 180.00 EUR", "oneTime Licence: 60.00 EUR", "oneTime Installation: 120.00 EUR", "oneTime Licence: 40.00 EUR"}, lineTexts(b))
		assert.Equal(t, billing.BillSent, b.State)
	})
}

func TestReceiveDelivery_of_more_than_was_ordered_holds_the_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "configurator", Name: "Car Configurator",
			Quantity: 20, Prices: prices(once("Installation", "15.00 EUR")), OnDelivery: true, From: date("2026-02-10")}}})
		require.NoError(t, err)
		_, err = d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d-1", Customer: "c", Offering: "configurator", Quantity: money.Count(21), At: d.clock.Now().AddDate(0, 0, -4)})
		require.NoError(t, err)
		r := d.run()
		assert.Equal(t, 1, r.Held)
		b := d.bill("a-2026-02-01")
		assert.Equal(t, billing.BillOnHold, b.State)
		assert.Contains(t, findingCodes(b), billing.CodeSurplus)
		assert.ElementsMatch(t, []string{"oneTime Installation: 300.00 EUR", "oneTime configurator: 0.00 EUR"}, lineTexts(b))
	})
}

// Selling made the sale known; no order hands charges over, but the delivery is reported (the document's ten cars).
func TestReceiveDelivery_without_an_order_is_billed_at_the_price_agreed(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		car := once("BMW 330e", "42490.00 EUR")
		car.Discount, car.DiscountName = money.MustRate("5%"), "Key-account discount"
		_, err := d.TakeAgreement(d.ctx, billing.Agreement{ID: "sale", Customer: "c", From: date("2026-02-20"),
			Items: []billing.AgreementItem{{Offering: "330e", Name: "BMW 330e", Quantity: 10, Supply: "goods", Prices: prices(car)}}})
		require.NoError(t, err)
		_, err = d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d-1", Customer: "c", Offering: "330e", Quantity: money.Count(10), At: d.clock.Now().AddDate(0, 0, -4)})
		require.NoError(t, err)
		d.run()
		assert.Equal(t, []string{"oneTime BMW 330e: 403655.00 EUR"}, lineTexts(d.bill("a-2026-02-01")))
	})
}

// Of an agreement all one-time prices are billed, and only of one that holds when it is delivered: the one signed last.
func TestReceiveDelivery_without_an_order_is_billed_by_the_agreement_that_holds(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		for n, a := range []struct{ id, from, until, amount string }{
			{"z-ended", "2025-01-01", "2026-01-01", "1.00 EUR"}, {"y-first", "2026-01-01", "2027-01-01", "2.00 EUR"}, {"x-last", "2026-02-01", "2027-02-01", "3.00 EUR"},
			{"w-to come", "2026-03-01", "2027-03-01", "4.00 EUR"},
		} {
			_, err := d.TakeAgreement(d.ctx, billing.Agreement{ID: a.id, Customer: "c", SignedAt: time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC), From: date(a.from), Until: date(a.until),
				Items: []billing.AgreementItem{{Offering: "software", Name: "Software", Quantity: 20, Prices: prices(once("License", a.amount), monthly("Care", "1.00 EUR"), once("Installation", "50.00 EUR"))}}})
			require.NoError(t, err)
		}
		_, err := d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d", Customer: "c", Offering: "software", Quantity: money.Count(20), At: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
		d.run()
		assert.Equal(t, []string{"oneTime Software: 60.00 EUR", "oneTime Software: 1000.00 EUR"}, lineTexts(d.bill(february)))
	})
}

func TestReceiveDelivery_refuses_what_is_none(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d\x00", Offering: string(make([]byte, 300)), Quantity: money.Count(-1), At: d.clock.Now().Add(time.Hour)})
			return err
		})
		assert.Equal(t, []string{"id", "customer", "offering", "quantity", "at"}, etomtest.Paths(err))
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d", Customer: "somebody", Offering: "x", Quantity: money.Count(1), At: d.clock.Now()})
			return err
		})
	})
}
