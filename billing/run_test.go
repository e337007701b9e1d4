package billing_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestRun_bills_an_account_once(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-15")
		d.used("u-1", call("r-1", p, "16T08:00", 10), call("r-2", p, "17T08:00", 5))

		r := d.run()
		assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, r)
		b := d.bill("a-2026-02-01")
		assert.Equal(t, billing.BillSent, b.State, "%v", b.Findings)
		assert.Equal(t, "BMW-00000001", b.No)
		assert.Equal(t, []string{"recurring Basic charge: 100.00 EUR", "usage Calls: 1.35 EUR"}, lineTexts(b))
		assert.Equal(t, "120.61 EUR", b.Due.String())
		assert.Equal(t, []string{billing.EventChargesNoted, billing.EventUsageReceived, billing.EventBillSent}, d.told("a-2026-02-01"))

		d.store.Unchanged(t, func() { assert.Zero(t, d.run()) })
	})
}

func TestRun_bills_every_period_that_is_over_without_a_gap_between_them(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		d.clock.Set(time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC))
		r := d.run()
		assert.Equal(t, 4, r.Bills)
		var numbers []string
		for _, first := range []string{"2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"} {
			b := d.bill("a-" + first)
			numbers = append(numbers, b.No)
			require.NotEmpty(t, b.Lines)
			assert.Equal(t, date(first).AddMonths(1), b.Lines[0].Service.Until)
		}
		assert.Equal(t, []string{"BMW-00000001", "BMW-00000002", "BMW-00000003", "BMW-00000004"}, numbers)
	})
}

func TestRun_makes_no_bill_of_a_period_with_nothing_to_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		assert.Equal(t, billing.Report{Accounts: 1, Empty: 1}, d.run())
		_, err := d.Bill(d.ctx, "a-2026-02-01")
		require.ErrorIs(t, err, fault.ErrNotFound)
	})
}

func TestRun_dry_changes_nothing_and_gives_the_same_bills(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-15")
		d.used("u-1", call("r-1", p, "16T08:00", 10))
		collect := func(dry bool) (all []billing.Bill) {
			_, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), DryRun: dry, Each: func(b billing.Bill) error {
				all = append(all, b)
				return nil
			}})
			require.NoError(t, err)
			return all
		}
		var dry []billing.Bill
		d.store.Unchanged(t, func() { dry = collect(true) })
		done := collect(false)
		require.Len(t, dry, 1)
		require.Len(t, done, 1)
		assert.Equal(t, done[0].Lines, dry[0].Lines)
		assert.Equal(t, done[0].Totals, dry[0].Totals)
		assert.Empty(t, dry[0].No)
		assert.NotEmpty(t, done[0].No)
	})
}

func TestRun_goes_on_behind_the_fault_of_an_account_and_reports_it(t *testing.T) {
	config := serviceConfig()
	config.Rules = append(billing.Rules(), billing.Rule{Code: "TEST", Check: func(c billing.Case) []billing.Finding {
		if c.Bill.Account == "a-3" {
			panic("no such table")
		}
		return nil
	}})
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, config)
		for n := range 6 {
			id := fmt.Sprint("a-", n)
			d.account(id, "c-"+id)
			d.holds("o-"+id, "c-"+id, id, "2026-02-15")
		}
		r := d.run()
		assert.Equal(t, 5, r.Bills)
		assert.Equal(t, 1, r.Faulted)
		require.Len(t, r.Faults, 1)
		f := r.Faults[0]
		assert.Equal(t, "a-3", f.Account)
		assert.Equal(t, "2026-02-01", f.Period)
		assert.Contains(t, f.Cause, "no such table")
		assert.Contains(t, f.Next, "Config.Rules")

		known, err := d.Faulted(d.ctx, "", 0)
		require.NoError(t, err)
		require.Len(t, known, 1)
		assert.Equal(t, f, known[0])
		assert.Equal(t, 2, d.run().Faults[0].Times)

		good := d.with(serviceConfig())
		assert.Equal(t, 1, good.run().Bills, "what was put right is billed")
		known, err = d.Faulted(d.ctx, "", 0)
		require.NoError(t, err)
		assert.Empty(t, known)
		assert.Equal(t, "BMW-00000006", d.bill("a-3-2026-02-01").No, "no number was lost")
	})
}

// A bill that the store refuses is the fault of its account alone, and takes no number.
func TestRun_gives_each_account_a_transaction_if_one_cannot_be_written(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Number = func(i billing.Issuer, _ billing.Kind, n int64) string { return fmt.Sprintf("%s-%d", i.ID, n) }
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, &picky{Store: st, refuse: "a-2-2026-02-01"}, config)
		for n := range 5 {
			id := fmt.Sprint("a-", n)
			d.account(id, "c-"+id)
			d.holds("o-"+id, "c-"+id, id, "2026-02-15")
		}
		r := d.run()
		assert.Equal(t, 4, r.Bills)
		require.Len(t, r.Faults, 1)
		assert.Equal(t, "a-2", r.Faults[0].Account)
		assert.Contains(t, r.Faults[0].Cause, "too long")
		d.gapless(4)
	})
}

// picky refuses the record of an id, as a store does that it cannot keep.
type picky struct {
	store.Store
	refuse string
}

func (p *picky) Update(ctx context.Context, fn func(store.Tx) error) error {
	return p.Store.Update(ctx, func(tx store.Tx) error { return fn(pickyTx{tx, p.refuse}) })
}

type pickyTx struct {
	store.Tx
	refuse string
}

func (p pickyTx) Put(r store.Record) error {
	if r.ID == p.refuse && r.Kind == "billing.bill" {
		var c fault.Check
		c.Add("body", fault.RuleLength, "is too long")
		return c.Err(r.String())
	}
	return p.Tx.Put(r)
}

// gapless fails the test unless the numbers 1 to n are given, each once.
func (d *serviceDesk) gapless(n int) {
	d.t.Helper()
	for no := range n {
		for _, form := range []string{"BMW-%d", "BMW-%08d"} {
			found, err := d.BillsBy(d.ctx, "no", fmt.Sprintf(form, no+1))
			require.NoError(d.t, err)
			if len(found) == 1 {
				break
			}
			require.Empty(d.t, found, "number %d is there twice", no+1)
			require.NotEqual(d.t, "BMW-%08d", form, "number %d is missing", no+1)
		}
	}
	for _, form := range []string{"BMW-%d", "BMW-%08d"} {
		found, err := d.BillsBy(d.ctx, "no", fmt.Sprintf(form, n+1))
		require.NoError(d.t, err)
		require.Empty(d.t, found)
	}
}

func TestRun_by_many_at_once_makes_one_bill_of_each_account_and_leaves_no_gap(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		const many = 12
		require.NoError(t, d.env.Update(d.ctx, func(u *work.Unit) error { return d.subscribers(u, 0, many) }))
		var wait sync.WaitGroup
		faults := make([]error, 64)
		bills := make([]int, 64)
		for n := range 64 {
			wait.Go(func() {
				r, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), Together: 1 + n%many})
				faults[n], bills[n] = err, r.Bills
			})
		}
		wait.Wait()
		total := 0
		for n, err := range faults {
			if !errors.Is(err, fault.ErrConflict) { // who keeps losing has nothing left to do
				require.NoError(t, err)
			}
			total += bills[n]
		}
		assert.Equal(t, many, total)
		d.gapless(many)
		for n := range many {
			found, err := d.BillsBy(d.ctx, "account", fmt.Sprintf("a-%06d", n))
			require.NoError(t, err)
			require.Len(t, found, 1)
		}
	})
}

func TestRun_in_slices_bills_every_account_once(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		const many = 40
		require.NoError(t, d.env.Update(d.ctx, func(u *work.Unit) error { return d.subscribers(u, 0, many) }))
		total := 0
		for no := 1; no <= 3; no++ {
			var told []billing.Progress
			r, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), Slice: billing.Slice{No: no, Of: 3}, Together: 4,
				Progress: func(p billing.Progress) { told = append(told, p) }})
			require.NoError(t, err)
			assert.Positive(t, r.Bills, "slice %d", no)
			total += r.Bills
			last := told[len(told)-1]
			assert.Equal(t, r, last.Report)
			assert.Equal(t, last.Of, last.Done)
		}
		assert.Equal(t, many, total)
		d.gapless(many)
	})
}

// A run that ends in its middle, wherever, is gone on with by the next.
func TestRun_goes_on_where_it_was(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		const many = 10
		require.NoError(t, d.env.Update(d.ctx, func(u *work.Unit) error { return d.subscribers(u, 0, many) }))
		enough := errors.New("the lights went out")
		runs := 0
		for done := 0; done < many; runs++ {
			left := 3
			_, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), Together: 2, Each: func(billing.Bill) error {
				done++
				if left--; left == 0 {
					return enough
				}
				return nil
			}})
			if err != nil {
				require.ErrorIs(t, err, enough)
				done = d.made()
			}
		}
		assert.Greater(t, runs, 1)
		assert.Zero(t, d.run().Bills)
		d.gapless(many)
	})
}

// made is how many bills there are.
func (d *serviceDesk) made() int {
	d.t.Helper()
	n := 0
	for i := range 10 {
		found, err := d.BillsBy(d.ctx, "account", fmt.Sprintf("a-%06d", i))
		require.NoError(d.t, err)
		n += len(found)
	}
	return n
}

func TestRun_refuses_an_order_that_makes_no_sense(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	err := d.refuses(fault.ErrInvalid, func() error {
		_, err := d.Run(d.ctx, billing.Order{Slice: billing.Slice{No: 4, Of: 3}, Together: -1})
		return err
	})
	assert.Equal(t, []string{"asOf", "together", "slice.no"}, etomtest.Paths(err))
	err = d.refuses(fault.ErrInvalid, func() error {
		_, err := d.Run(d.ctx, billing.Order{AsOf: d.clock.Now(), Slice: billing.Slice{No: 1, Of: 257}})
		return err
	})
	assert.Equal(t, []string{"slice.of"}, etomtest.Paths(err))
}

func TestRun_reports_what_it_did_once(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	d.holds("o", "c", "a", "2026-02-15")
	before := len(d.store.Writes())
	d.run()
	var runs []store.Ref
	for _, w := range d.store.Writes()[before:] {
		if w.Kind == "event.stream" && len(w.ID) > 4 && w.ID[:4] == "run-" {
			runs = append(runs, w.Ref)
		}
	}
	require.Len(t, runs, 1)
	var n billing.RunNotice
	d.last(runs[0].ID, billing.EventRunReported, &n)
	assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, n.Report)
	assert.Equal(t, d.clock.Now(), n.AsOf)
}
