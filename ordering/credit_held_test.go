package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/ordering"
)

var (
	deposit = fault.Reason{Code: "X-1", Message: "a deposit is asked for first"}
	held    = ordering.Decision{Authorization: ordering.CreditHeld, Deposit: money.Must("50.00 EUR"), Assessment: "a-1", Reasons: []fault.Reason{deposit}}
	granted = ordering.Decision{Authorization: ordering.CreditGranted, Assessment: "a-1", Reasons: []fault.Reason{{Code: "X-2", Message: "the deposit is there"}}}
	refused = ordering.Decision{Authorization: ordering.CreditRefused, Assessment: "a-1", Reasons: []fault.Reason{{Code: "X-3", Message: "nobody vouches for the customer"}}}
)

func holding() *ordering.Config { return &ordering.Config{Credit: &grants{decision: held}} }

func TestDecideCredit_an_order_held_for_credit_goes_on_when_it_is_granted(t *testing.T) {
	everywhere(t, holding(), func(t *testing.T, d *desk) {
		o := d.placed(draft(item("1")))
		assert.Equal(t, ordering.Pending, o.State)
		assert.True(t, o.AwaitsCredit())
		assert.Equal(t, held, o.Credit)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Pending}, itemStates(o))
		var n ordering.Notice
		d.last(o.ID, ordering.EventCreditHeld, &n)
		assert.Equal(t, []fault.Reason{deposit}, n.Reasons)
		assert.Equal(t, &held, n.Credit)

		o = d.must(d.DecideCredit(d.ctx, o.ID, granted))
		assert.Equal(t, ordering.Pending, o.State, "until Begin")
		assert.False(t, o.AwaitsCredit())
		o = d.must(d.Begin(d.ctx, o.ID))
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued}, workStates(o))
		assert.Zero(t, o.CreditBy)
		assert.Equal(t, ordering.Completed, d.done(o, "1").State)
		assert.Equal(t, []string{ordering.EventCreditHeld, ordering.EventAcknowledged, ordering.EventIssued, ordering.EventWorkEnded, ordering.EventCompleted}, d.told(o.ID))
	})
}

func TestDecideCredit_an_order_held_for_credit_is_cancelled_when_it_is_refused(t *testing.T) {
	everywhere(t, holding(), func(t *testing.T, d *desk) {
		o := d.must(d.DecideCredit(d.ctx, d.placed(draft(item("1"))).ID, refused))
		assert.Equal(t, ordering.Cancelled, o.State)
		assert.Equal(t, refused.Reasons, o.Reasons)
		var n ordering.CancellationNotice
		d.last(o.ID, ordering.EventCancelled, &n)
		assert.Equal(t, "nobody vouches for the customer", n.Cancellation.Reason)
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.DecideCredit(d.ctx, o.ID, granted) })
	})
}

func TestDue_cancels_an_order_that_has_waited_too_long_for_credit(t *testing.T) {
	everywhere(t, holding(), func(t *testing.T, d *desk) {
		o := d.placed(draft(item("1")))
		d.clock.Advance(30*day - time.Second)
		assert.Zero(t, d.due().Lapsed)
		d.clock.Advance(time.Second)
		assert.Equal(t, 1, d.due().Lapsed)
		assert.Zero(t, d.due().Lapsed, "once")
		o = d.order(o.ID)
		assert.Equal(t, ordering.Cancelled, o.State)
		assert.Equal(t, []string{ordering.ReasonCreditLapsed}, codesOf(o.Reasons))
		assert.Equal(t, "a-1", o.Credit.Assessment)
	})
}

func TestDecideCredit_by_hand_leaves_known_what_was_asked_for(t *testing.T) {
	t.Parallel()
	d := inMemory(t, holding())
	o := d.must(d.DecideCredit(d.ctx, d.placed(draft(item("1"))).ID, ordering.Decision{Authorization: ordering.CreditGranted}))
	assert.Equal(t, ordering.Decision{Authorization: ordering.CreditGranted, Amount: held.Amount, Deposit: held.Deposit, Assessment: "a-1"}, o.Credit)
}

// Nobody is kept from giving up a product because he does not pay.
func TestPlace_asks_no_credit_for_an_order_that_only_deletes(t *testing.T) {
	t.Parallel()
	credit := &grants{decision: refused}
	d := inMemory(t, &ordering.Config{Credit: credit})
	gives := item("1")
	gives.Action = ordering.Delete
	o := d.placed(draft(gives))
	assert.Equal(t, ordering.Acknowledged, o.State)
	assert.Equal(t, []string{ordering.ReasonNothingAdded}, codesOf(o.Credit.Reasons))
	assert.Empty(t, credit.asked)
	err := d.refusesOrder(fault.ErrRejected, func() (ordering.Order, error) {
		return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "another one instead", Add: []ordering.DraftItem{item("2")}})
	})
	assert.Equal(t, []string{"X-3"}, codes(t, err))
	gives.ID = "3"
	o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "that one, too", Add: []ordering.DraftItem{gives}}))
	assert.Equal(t, ordering.CreditGranted, o.Credit.Authorization)
}

func TestAwaitsCredit_nothing_goes_on_meanwhile(t *testing.T) {
	t.Parallel()
	d := inMemory(t, holding())
	o := d.placed(draft(item("1")))
	for name, command := range map[string]func() (ordering.Order, error){
		"begin":  func() (ordering.Order, error) { return d.Begin(d.ctx, o.ID) },
		"supply": func() (ordering.Order, error) { return d.Move(d.ctx, o.ID, ordering.SupplyInformation, "let it pass") },
		"amend": func() (ordering.Order, error) {
			return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2")}})
		},
		"hold again": func() (ordering.Order, error) { return d.DecideCredit(d.ctx, o.ID, held) },
		"no answer":  func() (ordering.Order, error) { return d.DecideCredit(d.ctx, o.ID, ordering.Decision{}) },
	} {
		var err error
		d.store.Unchanged(t, func() { _, err = command() })
		require.Error(t, err, name)
	}
	o = d.must(d.DecideCredit(d.ctx, o.ID, granted))
	d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
		return d.Move(d.ctx, o.ID, ordering.SupplyInformation, "by another way")
	})
	assert.Equal(t, ordering.Cancelled, d.moved(o, ordering.Cancel).State, "the customer may still turn back")
}

func TestAwaitsCredit_the_customer_can_cancel(t *testing.T) {
	t.Parallel()
	d := inMemory(t, holding())
	o := d.placed(draft(item("1")))
	assert.Equal(t, ordering.TaskDone, d.task(d.RequestCancellation(d.ctx, o.ID, "too dear")).State)
	assert.Equal(t, ordering.Cancelled, d.order(o.ID).State)
	d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.DecideCredit(d.ctx, o.ID, granted) })
}

// Whoever implements the port and forgets to answer must not let an order pass.
func TestPlace_takes_no_decision_that_is_none(t *testing.T) {
	t.Parallel()
	for name, decision := range map[string]ordering.Decision{
		"no answer":          {},
		"an unknown one":     {Authorization: "perhaps"},
		"held, and not why":  {Authorization: ordering.CreditHeld},
		"a negative deposit": {Authorization: ordering.CreditHeld, Deposit: money.Must("-1.00 EUR"), Reasons: []fault.Reason{deposit}},
	} {
		d := inMemory(t, &ordering.Config{Credit: &grants{decision: decision}})
		err := d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) { return d.Place(d.ctx, draft(item("1"))) })
		assert.ErrorContains(t, err, "credit", name)
	}
}

func TestAmend_what_would_be_held_for_credit_is_refused(t *testing.T) {
	t.Parallel()
	credit := &grants{decision: ordering.Decision{Authorization: ordering.CreditGranted}}
	d := inMemory(t, &ordering.Config{Credit: credit})
	o := d.begun(draft(item("1")))
	credit.decision = held
	err := d.refusesOrder(fault.ErrRejected, func() (ordering.Order, error) {
		return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2")}})
	})
	assert.Equal(t, []string{"X-1"}, codes(t, err))
}
