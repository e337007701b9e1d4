package risk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// secured is an order that waits for a deposit of 125 euros.
func (d *desk) secured() (risk.Assessment, risk.DepositAccount) {
	d.t.Helper()
	a := d.asked("c-1", "o-1", "250.00 EUR")
	require.Equal(d.t, risk.AwaitingDeposit, a.State)
	require.False(d.t, a.Permits() || a.Forbids(), "the order waits")
	return a, d.depositOf(a.ID)
}

func heldIn(t testing.TB, d risk.DepositAccount) string {
	t.Helper()
	held, err := d.Held()
	require.NoError(t, err)
	return held.String()
}

func TestDeposit_comes_in_parts_and_lets_the_order_go(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a, dep := d.secured()
		assert.Equal(t, "125.00 EUR", dep.Asked.String())
		assert.Equal(t, risk.Deposit, dep.Kind)

		dep = d.received(payment("p-1", dep.ID, "100.00 EUR"))
		assert.Equal(t, risk.DepositPartly, dep.State)
		assert.Equal(t, risk.AwaitingDeposit, d.again(a.ID).State)
		d.store.Unchanged(t, func() { assert.Equal(t, dep, d.received(payment("p-1", dep.ID, "100.00 EUR"))) })

		dep = d.received(payment("p-2", dep.ID, "25.00 EUR"))
		assert.Equal(t, risk.DepositHeld, dep.State)
		assert.True(t, d.again(a.ID).Permits())
		assert.Equal(t, a.Reasons, a.Why(), "as long as it waits")
		assert.Equal(t, risk.ReasonPaid, d.again(a.ID).Why()[0].Code)
		assert.Equal(t, a.Reasons, d.again(a.ID).Why()[1:])

		events := d.events("case-o-1")
		require.Len(t, events, 4)
		var n risk.DepositNotice
		require.NoError(t, json.Unmarshal(events[3].Data, &n))
		assert.Equal(t, []any{risk.EventDepositReceived, risk.DepositHeld, "0.00 EUR", "125.00 EUR", "25.00 EUR", "p-2", a.ID, "o-1", "c-1"},
			[]any{events[3].Type, n.State, n.Missing.String(), n.Held.String(), n.Amount.String(), n.Move, n.Assessment, n.Order, n.Customer})

		again := ask("c-1", "o-1", "250.00 EUR")
		again.Anew = true
		anew := d.assessment(d.Assess(d.ctx, again))
		assert.True(t, anew.Permits(), "what has come for this order is not asked for again")
		assert.Equal(t, []string{"RISK-NEW", "RISK-LIMIT-09", risk.ReasonDepositHeld}, codes(anew.Verdict))
		more := d.asked("c-1", "o-1", "300.00 EUR")
		assert.Equal(t, "25.00 EUR", more.Verdict.Deposit.String(), "only what is missing is")
		other := d.asked("c-1", "o-2", "250.00 EUR")
		assert.Equal(t, "125.00 EUR", other.Verdict.Deposit.String(), "another order has a deposit of its own")
		assert.Equal(t, "125.00 EUR", other.Exposure.Deposits.String(), "but the exposure is less")
	})
}

func TestDeposit_is_returned_and_applied(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	_, dep := d.secured()
	d.received(payment("p-1", dep.ID, "125.00 EUR"))

	p := payment("p-2", dep.ID, "49.90 EUR")
	p.For = "bill-7"
	dep, err := d.ApplyDeposit(d.ctx, p)
	require.NoError(t, err)
	assert.Equal(t, "75.10 EUR", heldIn(t, dep))
	assert.Equal(t, risk.DepositHeld, dep.State)

	dep, err = d.ReturnDeposit(d.ctx, payment("p-3", dep.ID, "75.10 EUR"))
	require.NoError(t, err)
	assert.Equal(t, "0.00 EUR", heldIn(t, dep))
	assert.Equal(t, risk.DepositReleased, dep.State)
	assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventDepositAsked, risk.EventDepositReceived, risk.EventDepositApplied, risk.EventDepositReturned}, d.told("case-o-1"))
	var n risk.DepositNotice
	require.NoError(t, json.Unmarshal(d.events("case-o-1")[3].Data, &n))
	assert.Equal(t, []string{"bill-7", "49.90 EUR"}, []string{n.For, n.Amount.String()})
}

func TestDeposit_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	_, dep := d.secured()
	receive := func(p risk.DepositPayment) func() error {
		return func() error { _, err := d.ReceiveDeposit(d.ctx, p); return err }
	}
	err := d.refuses(fault.ErrInvalid, receive(payment("p-1", dep.ID, "125.01 EUR")))
	assert.ErrorContains(t, err, "125.00 EUR that are missing")
	d.refuses(fault.ErrInvalid, receive(payment("p-1", dep.ID, "1.00 USD")))
	d.refuses(fault.ErrInvalid, receive(payment("p-1", dep.ID, "0.00 EUR")))
	d.refuses(fault.ErrInvalid, receive(payment("p-1", dep.ID, "0.001 EUR")))
	d.refuses(fault.ErrInvalid, receive(payment("", dep.ID, "1.00 EUR")))
	d.refuses(fault.ErrNotFound, receive(payment("p-1", "nobody", "1.00 EUR")))
	undated, foreign := payment("p-1", dep.ID, "1.00 EUR"), payment("p-1", dep.ID, "1.00 EUR")
	undated.On, foreign.For = calendar.Date{}, "bill-1"
	d.refuses(fault.ErrInvalid, receive(undated))
	d.refuses(fault.ErrInvalid, receive(foreign))
	d.refuses(fault.ErrInvalid, func() error { _, err := d.ReturnDeposit(d.ctx, payment("p-1", dep.ID, "1.00 EUR")); return err })

	d.received(payment("p-1", dep.ID, "100.00 EUR"))
	d.refuses(fault.ErrConflict, receive(payment("p-1", dep.ID, "99.00 EUR")))
	d.refuses(fault.ErrConflict, func() error { _, err := d.ReturnDeposit(d.ctx, payment("p-1", dep.ID, "100.00 EUR")); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.ReturnDeposit(d.ctx, payment("p-2", dep.ID, "100.01 EUR")); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.ApplyDeposit(d.ctx, payment("p-2", dep.ID, "1.00 EUR")); return err }) // to nothing
	d.withdrawn("o-1")
	d.refuses(fault.ErrInvalid, receive(payment("p-2", dep.ID, "25.00 EUR"))) // no more is asked for
	_, err = d.ReturnDeposit(d.ctx, payment("p-2", dep.ID, "100.00 EUR"))
	require.NoError(t, err)
	d.refuses(fault.ErrState, receive(payment("p-3", dep.ID, "25.00 EUR")))
}

// Money that came before the order was assessed anew, or was no longer wanted, stays held and is not lost.
func TestDeposit_that_came_in_part_stays_when_no_more_is_asked(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a, dep := d.secured()
	d.received(payment("p-1", dep.ID, "100.00 EUR"))
	d.clock.Advance(time.Hour)
	more := d.asked("c-1", "o-1", "400.00 EUR")
	assert.Equal(t, "100.00 EUR", more.Verdict.Deposit.String(), "half of it, less what has come")
	assert.Equal(t, risk.DepositHeld, d.depositOf(a.ID).State)
	assert.Equal(t, "100.00 EUR", d.depositOf(a.ID).Asked.String())
	assert.True(t, func() bool {
		d.received(payment("p-2", d.depositOf(more.ID).ID, "100.00 EUR"))
		return d.again(more.ID).Permits()
	}())
	assert.Equal(t, risk.Superseded, d.again(a.ID).State, "the old one stays as it is")

	e := inMemory(t)
	a, dep = e.secured()
	e.received(payment("p-1", dep.ID, "100.00 EUR"))
	_, err := e.ReturnDeposit(e.ctx, payment("p-2", dep.ID, "40.00 EUR"))
	require.NoError(t, err)
	e.withdrawn("o-1")
	assert.Equal(t, "60.00 EUR", heldIn(t, e.depositOf(a.ID)))
}

func TestDeposit_of_a_customer(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a, dep := d.secured()
	got, err := d.Deposit(d.ctx, dep.ID)
	require.NoError(t, err)
	assert.Equal(t, dep, got)
	require.NoError(t, d.env.View(d.ctx, func(u *work.Unit) error {
		all, err := d.DepositsTx(u, "c-1")
		assert.Equal(t, []risk.DepositAccount{dep}, all)
		return err
	}))
	for n := range risk.MaxMoves {
		p := payment(fmt.Sprint(n), dep.ID, "0.01 EUR")
		if got, err = got.Book(risk.MoveReceived, p); err != nil {
			break
		}
	}
	require.NoError(t, err)
	_, err = got.Book(risk.MoveReceived, payment("one more", dep.ID, "0.01 EUR"))
	require.ErrorIs(t, err, fault.ErrState)
	assert.Equal(t, risk.AwaitingDeposit, d.again(a.ID).State)
}

// Whoever gives all of it back before the order is no longer wanted, or is assessed anew, is in nobody's way.
func TestDeposit_that_was_returned_before_no_more_is_asked(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a, dep := d.secured()
	d.received(payment("p-1", dep.ID, "100.00 EUR"))
	_, err := d.ReturnDeposit(d.ctx, payment("p-2", dep.ID, "100.00 EUR"))
	require.NoError(t, err)
	more := d.asked("c-1", "o-1", "400.00 EUR")
	assert.Equal(t, risk.Superseded, d.again(a.ID).State)
	d.withdrawn("o-1")
	assert.Equal(t, risk.Superseded, d.again(more.ID).State)
	assert.Equal(t, risk.DepositWithdrawn, d.depositOf(a.ID).State)
	d.refuses(fault.ErrState, func() error { _, err := d.ReceiveDeposit(d.ctx, payment("p-3", dep.ID, "125.00 EUR")); return err })
}

// Whatever is booked in whatever order: what is held is what came in less what went out, to the cent, never less than nothing, and never
// more than was asked for.
func TestDeposit_no_money_is_lost_and_none_is_made(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		asked, err := money.FromMinor(rapid.Int64Range(1, 500).Draw(t, "asked"), eur)
		require.NoError(t, err)
		none := money.Must("0.00 EUR")
		d := risk.DepositAccount{Kind: risk.Deposit, Asked: asked, Received: none, Returned: none, Applied: none, State: risk.DepositAsked}
		in, out := int64(0), int64(0)
		for n := range rapid.IntRange(1, 20).Draw(t, "payments") {
			cents := rapid.Int64Range(1, 300).Draw(t, "cents")
			amount, err := money.FromMinor(cents, eur)
			require.NoError(t, err)
			kind := rapid.SampledFrom([]risk.MoveKind{risk.MoveReceived, risk.MoveReturned, risk.MoveApplied}).Draw(t, "kind")
			p := risk.DepositPayment{ID: fmt.Sprint(n), Amount: amount, On: calendar.MustParse("2026-03-03")}
			if kind == risk.MoveApplied {
				p.For = "bill-1"
			}
			before := d
			after, err := d.Book(kind, p)
			require.Equal(t, before, d, "the deposit it is called on stays as it is")
			if err != nil {
				continue
			}
			d = after
			if kind == risk.MoveReceived {
				in += cents
			} else {
				out += cents
			}
			held, err := d.Held()
			require.NoError(t, err)
			left, err := held.MinorUnits()
			require.NoError(t, err)
			require.Equal(t, in-out, left)
			require.GreaterOrEqual(t, left, int64(0))
			missing, err := d.Missing()
			require.NoError(t, err)
			require.GreaterOrEqual(t, missing.Sign(), 0)
			asks, err := d.Asked.MinorUnits()
			require.NoError(t, err)
			require.LessOrEqual(t, left, asks)
			wants, err := missing.MinorUnits()
			require.NoError(t, err)
			switch d.State {
			case risk.DepositAsked, risk.DepositPartly:
				require.Equal(t, asks, left+wants, "what is held and what is missing is what is asked for")
				require.Equal(t, d.State == risk.DepositAsked, left == 0)
			default:
				require.Zero(t, wants)
				require.Equal(t, d.State == risk.DepositReleased, left == 0)
			}
		}
	})
}

// Deposits and orders of a duplicate that was merged count for the customer.
func TestDeposit_of_a_merged_duplicate_counts(t *testing.T) {
	t.Parallel()
	d := open(t, memory.New(), &risk.Config{IDs: func(_ *work.Unit, customer string) ([]string, error) {
		if customer == "c-1" {
			return []string{"c-1", "c-old"}, nil
		}
		return []string{customer}, nil
	}})
	old := d.asked("c-old", "o-old", "250.00 EUR")
	d.received(payment("p-1", d.depositOf(old.ID).ID, "125.00 EUR"))
	d.asked("c-old", "o-1", "80.00 EUR")
	assert.Equal(t, "125.00 EUR", d.asked("c-1", "o-2", "80.00 EUR").Exposure.Deposits.String())
	assert.NotNil(t, d.asked("c-1", "o-3", "80.00 EUR").Split)
	assert.Equal(t, old.ID, d.asked("c-1", "o-old", "250.00 EUR").ID, "the order was assessed by its other id")
}

// The order waits until all is held at once: what was given back meanwhile has to come again.
func TestDeposit_that_is_given_back_before_all_has_come_is_asked_for_again(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a, dep := d.secured()
		d.received(payment("p-1", dep.ID, "100.00 EUR"))
		dep, err := d.ReturnDeposit(d.ctx, payment("p-2", dep.ID, "40.00 EUR"))
		require.NoError(t, err)
		assert.Equal(t, risk.DepositPartly, dep.State)
		dep = d.received(payment("p-3", dep.ID, "25.00 EUR"))
		assert.Equal(t, risk.DepositPartly, dep.State, "85 of 125 are held")
		assert.False(t, d.again(a.ID).Permits())

		dep, err = d.ReturnDeposit(d.ctx, payment("p-4", dep.ID, "85.00 EUR"))
		require.NoError(t, err)
		assert.Equal(t, risk.DepositAsked, dep.State)
		dep = d.received(payment("p-5", dep.ID, "125.00 EUR"))
		assert.Equal(t, risk.DepositHeld, dep.State)
		assert.True(t, d.again(a.ID).Permits())
	})
}
