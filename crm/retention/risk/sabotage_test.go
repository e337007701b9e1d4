package risk_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// failing is a store whose n-th write fails.
type failing struct {
	store.Store
	at, seen int // at 0: none fails
}

var errDisk = errors.New("the disk is full")

func (f *failing) Update(ctx context.Context, fn func(store.Tx) error) error {
	return f.Store.Update(ctx, func(tx store.Tx) error { f.seen = 0; return fn(failingTx{tx, f}) })
}

type failingTx struct {
	store.Tx
	of *failing
}

func (tx failingTx) Put(r store.Record) error {
	if tx.of.seen++; tx.of.seen == tx.of.at {
		return errDisk
	}
	return tx.Tx.Put(r)
}

// order is what ordering writes in the same unit.
type order struct {
	store.Meta
	Assessment string `json:"assessment"`
}

var orders = store.NewCollection[order]("test.order", nil)

// Whichever write fails, neither the decision nor the order is left alone, and no part of either.
func TestAssess_a_fault_at_any_write_leaves_nothing(t *testing.T) {
	t.Parallel()
	for name, facts := range map[string]known{
		"deposit": nil, "review": good.with(known{"payment.elsewhere": "true"}), "lower limit": good.with(known{"payment.returned": "1"}), "accept": dealer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			place := func(d *desk) error {
				return d.env.Update(d.ctx, func(u *work.Unit) error {
					o := order{Meta: store.Meta{ID: "o-1"}}
					a, err := d.AssessTx(u, ask("c-1", "o-1", "250.00 EUR"))
					if err != nil {
						return err
					}
					o.Assessment = a.ID
					return orders.Put(u, &o)
				})
			}
			fresh := func(at int) (*desk, *failing) {
				st := &failing{Store: memory.New()}
				d := open(t, st, nil)
				d.facts["c-1"] = good
				d.reassessed("c-1") // so that there is a limit that can change
				d.facts["c-1"] = facts
				st.at = at
				return d, st
			}
			d, st := fresh(0)
			require.NoError(t, place(d))
			writes := st.seen
			require.Greater(t, writes, 2)
			for at := 1; at <= writes; at++ {
				d, _ := fresh(at)
				d.store.Unchanged(t, func() { require.ErrorIs(t, place(d), errDisk, at) })
			}
		})
	}
}

// Every command that writes leaves nothing either.
func TestCommands_a_fault_at_any_write_leaves_nothing(t *testing.T) {
	t.Parallel()
	for name, command := range map[string]func(*desk) error{
		"vote": func(d *desk) error {
			_, err := d.Vote(d.ctx, d.first("c-9"), vote("u-2", true))
			return err
		},
		"receive": func(d *desk) error {
			_, err := d.ReceiveDeposit(d.ctx, payment("p-1", d.depositOf(d.first("c-1")).ID, "125.00 EUR"))
			return err
		},
		"withdraw": func(d *desk) error {
			return d.env.Update(d.ctx, func(u *work.Unit) error { return d.WithdrawTx(u, "o-1") })
		},
		"publish":  func(d *desk) error { return d.Publish(d.ctx, strict("1")) },
		"reassess": func(d *desk) error { _, err := d.Reassess(d.ctx, "c-9", "x"); return err },
		"erase": func(d *desk) error {
			d.clock.Advance(10 * 365 * day)
			return d.env.Update(d.ctx, func(u *work.Unit) error { _, err := d.Erase(u, "c-9"); return err })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fresh := func(at int) (*desk, *failing) {
				st := &failing{Store: memory.New()}
				d := open(t, st, nil)
				d.secured()
				d.assessment(d.Vote(d.ctx, d.inReview().ID, vote("u-1", true)))
				d.asked("c-9", "o-10", "10.00 EUR")
				d.facts["c-9"] = good.with(known{"payment.dunningLevel": "1"})
				st.at = at
				return d, st
			}
			d, st := fresh(0)
			require.NoError(t, command(d))
			writes := st.seen
			require.Positive(t, writes)
			for at := 1; at <= writes; at++ {
				d, _ := fresh(at)
				d.store.Unchanged(t, func() { require.ErrorIs(t, command(d), errDisk, at) })
			}
		})
	}
}

// first is the id of a customer's oldest assessment.
func (d *desk) first(customer string) string {
	d.t.Helper()
	all, err := d.OfCustomer(d.ctx, customer)
	require.NoError(d.t, err)
	return all[0].ID
}

// broken are sources that cannot be reached.
type broken struct{}

func (broken) Gather(*work.Unit, risk.Ask, *rule.Facts) error { return errDisk }

func TestAssess_without_its_sources_decides_nothing(t *testing.T) {
	t.Parallel()
	watched := etomtest.Watch(memory.New())
	env, _ := etomtest.Env(t, watched)
	r, err := risk.New(env, &risk.Config{Sources: broken{}})
	require.NoError(t, err)
	watched.Unchanged(t, func() {
		_, err = r.Assess(context.Background(), ask("c-1", "o-1", "1.00 EUR"))
	})
	assert.ErrorIs(t, err, errDisk)
}
