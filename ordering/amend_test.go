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

func TestAmend_adds_items_whose_work_is_issued_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.begun(draft(item("1"), item("2"))), "1")
		o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{
			Version: o.Version, Note: "the customer wants more", Add: []ordering.DraftItem{item("5", "4"), item("4", "2"), item("3", "1"), unchanging("6")},
		}))
		assert.Equal(t, map[string]ordering.WorkState{
			"1": ordering.WorkDone, "2": ordering.WorkIssued, "3": ordering.WorkIssued, "4": ordering.WorkWaiting, "5": ordering.WorkWaiting,
		}, workStates(o))
		assert.Equal(t, ordering.Completed, itemStates(o)["6"])
		want := ordering.Amendment{At: d.clock.Now(), Note: "the customer wants more", Items: []string{"5", "4", "3", "6"}}
		assert.Equal(t, []ordering.Amendment{want}, o.Amendments)
		journal := d.journal(o.ID)
		require.Len(t, journal, 5)
		var n ordering.Notice
		require.NoError(t, journal[3].Read(&n))
		assert.Equal(t, ordering.EventAmended, journal[3].Type)
		assert.Equal(t, &want, n.Amendment)
		var released ordering.WorkNotice
		d.last(o.ID, ordering.EventReleased, &released)
		assert.Equal(t, []string{"3"}, items(released.Work))
		assert.Equal(t, ordering.Completed, d.done(o, "2", "3", "4", "5").State)
	})
}

func TestAmend_before_the_order_begins(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.placed(draft(item("1")))
	o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2", "1")}, Address: "Hamburg"}))
	assert.Equal(t, map[string]ordering.State{"1": ordering.Acknowledged, "2": ordering.Acknowledged}, itemStates(o))
	assert.Equal(t, "Hamburg", o.Address)
	assert.Empty(t, o.Work)
	o = d.must(d.Begin(d.ctx, o.ID))
	assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued, "2": ordering.WorkWaiting}, workStates(o))
}

// What is added while the order stands still begins when it goes on.
func TestAmend_of_an_order_that_stands_still(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string][2]ordering.Event{
		"held":    {ordering.Hold, ordering.Resume},
		"pending": {ordering.AskInformation, ordering.SupplyInformation},
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, nil, func(t *testing.T, d *desk) {
				o := d.moved(d.begun(draft(item("1"))), stop[0])
				state := o.State
				o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2"), item("3", "1"), unchanging("4")}}))
				assert.Equal(t, map[string]ordering.State{"1": state, "2": state, "3": state, "4": state}, itemStates(o))
				assert.Len(t, o.Work, 1)
				o = d.moved(o, stop[1])
				assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued, "2": ordering.WorkIssued, "3": ordering.WorkWaiting}, workStates(o))
				assert.Equal(t, ordering.Completed, itemStates(o)["4"])
				var released ordering.WorkNotice
				d.last(o.ID, ordering.EventReleased, &released)
				assert.Equal(t, []string{"2"}, items(released.Work))
				assert.Equal(t, ordering.Completed, d.done(o, "1", "2", "3").State)
			})
		})
	}
}

func TestAmend_with_items_behind_a_failed_one_gives_them_up(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.failed(d.begun(draft(item("1"), item("2"))), "1")
	o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("3", "1")}}))
	assert.Equal(t, ordering.WorkCancelled, workStates(o)["3"])
	assert.Equal(t, ordering.Failed, itemStates(o)["3"])
	assert.Equal(t, ordering.Partial, d.done(o, "2").State)
}

func TestAmend_is_guarded_by_the_version_that_was_seen(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		seen := d.placed(draft(item("1")))
		request := ordering.AmendmentRequest{Version: seen.Version, Note: "mine", Address: "Hamburg"}
		d.must(d.Amend(d.ctx, seen.ID, request))
		request.Address = "Berlin"
		err := d.refusesOrder(fault.ErrConflict, func() (ordering.Order, error) { return d.Amend(d.ctx, seen.ID, request) })
		assert.ErrorContains(t, err, seen.ID)
		request.Version = 0
		assert.Equal(t, "Berlin", d.must(d.Amend(d.ctx, seen.ID, request)).Address)
	})
}

func TestAmend_changes_the_address_only_before_work_is_issued(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1")))
	err := d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) {
		return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "moved", Address: "Hamburg"})
	})
	assert.Equal(t, []string{"address ETOM-RANGE"}, fields(t, err))
}

func TestAmend_moves_the_promised_date(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(item("1"))
		asked.PromisedCompletion = d.clock.Now().Add(10 * day)
		o := d.begun(asked)
		later := d.clock.Now().Add(20 * day)
		o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "agreed by telephone", Promised: later.In(time.FixedZone("", 7200)).Add(5)}))
		assert.Equal(t, later, o.PromisedCompletion)
		assert.Equal(t, later, o.Amendments[0].Promised)
		assert.Equal(t, o, d.order(o.ID))
		assert.Equal(t, later.Add(-2*day), o.CheckAt)
		var n ordering.Notice
		d.last(o.ID, ordering.EventAmended, &n)
		assert.Equal(t, later, n.Promised)
	})
}

func TestAmend_to_a_date_before_the_expected_one_raises_a_jeopardy_at_once(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(20 * day)
	o := d.begun(asked)
	d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: d.clock.Now().Add(10 * day)}))
	o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "sooner", Promised: d.clock.Now().Add(5 * day)}))
	require.Len(t, o.Jeopardies, 1)
	assert.Equal(t, ordering.Endangered, o.Jeopardies[0].Danger)
	assert.Equal(t, []string{ordering.EventAmended, ordering.EventJeopardy}, d.told(o.ID)[3:])
}

func TestAmend_asks_for_credit_for_the_order_as_it_will_be(t *testing.T) {
	everywhere(t, &ordering.Config{Credit: ordering.CreditLimit{Limit: money.Must("100.00 EUR")}}, func(t *testing.T, d *desk) {
		o := d.begun(draft(costing("1", "60.00 EUR", 1)))
		err := d.refusesOrder(fault.ErrRejected, func() (ordering.Order, error) {
			return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{costing("2", "40.01 EUR", 1)}})
		})
		assert.Equal(t, []string{ordering.ReasonOverLimit}, codes(t, err))
		assert.ErrorContains(t, err, "100.01 EUR")
		assert.Equal(t, o, d.order(o.ID))
		d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{costing("2", "40.00 EUR", 1)}}))
	})
}

func TestAmend_without_new_items_asks_for_no_credit(t *testing.T) {
	t.Parallel()
	credit := &grants{decision: ordering.Decision{Authorization: ordering.CreditGranted}}
	d := inMemory(t, &ordering.Config{Credit: credit})
	o := d.placed(draft(item("1")))
	credit.err = fault.Unavailable("credit bureau", errOutOfReach)
	d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "moved", Address: "Hamburg"}))
	d.refusesOrder(fault.ErrUnavailable, func() (ordering.Order, error) {
		return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2")}})
	})
}

func TestAmend_of_an_order_that_takes_no_amendments_is_a_wrong_state(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{}})
	assessed, pending, cancelled := d.begun(draft(item("1"))), d.begun(draft(item("1"))), d.placed(draft(item("1")))
	d.task(d.RequestCancellation(d.ctx, assessed.ID, "moved away"))
	task := d.task(d.RequestCancellation(d.ctx, pending.ID, "moved away"))
	d.task(d.DecideCancellation(d.ctx, task.ID, true, ""))
	d.task(d.RequestCancellation(d.ctx, cancelled.ID, "moved away"))
	for state, o := range map[ordering.State]ordering.Order{
		ordering.AssessingCancellation: assessed, ordering.PendingCancellation: pending, ordering.Cancelled: cancelled,
		ordering.Completed: d.done(d.begun(draft(item("1"))), "1"),
		ordering.Partial:   d.failed(d.done(d.begun(draft(item("1"), item("2"))), "1"), "2"),
		ordering.Failed:    d.failed(d.begun(draft(item("1"))), "1"),
		ordering.Rejected:  d.placed(draft(costing("1", "1.00 EUR", 1))),
	} {
		require.Equal(t, state, d.order(o.ID).State)
		err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
			return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("3")}})
		})
		assert.ErrorContains(t, err, string(state))
	}
}

func TestAmend_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(costing("1", "1.00 EUR", 1)))
	for name, c := range map[string]struct {
		request ordering.AmendmentRequest
		want    []string
	}{
		"nothing":                {ordering.AmendmentRequest{Note: "nothing"}, []string{"add ETOM-REQUIRED"}},
		"no note":                {ordering.AmendmentRequest{Add: []ordering.DraftItem{item("2")}}, []string{"note ETOM-REQUIRED"}},
		"an item that is there":  {ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("1")}}, []string{"productOrderItem[0].id ETOM-DUPLICATE"}},
		"an unknown dependency":  {ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2", "9")}}, []string{"productOrderItem[0].dependsOn[0] ETOM-REFERENCE"}},
		"a circle":               {ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{item("2", "3"), item("3", "2", "1")}}, []string{"productOrderItem[0].dependsOn ETOM-REFERENCE", "productOrderItem[1].dependsOn ETOM-REFERENCE"}},
		"another currency":       {ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{costing("2", "1.00 USD", 1)}}, []string{"productOrderItem[0].itemPrice[0].price ETOM-CURRENCY"}},
		"a negative price":       {ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{costing("2", "-1.00 EUR", 1)}}, []string{"productOrderItem[0].itemPrice[0].price ETOM-RANGE"}},
		"too many items":         {ordering.AmendmentRequest{Note: "more", Add: chain(ordering.MaxItems)}, []string{"productOrderItem ETOM-LENGTH"}},
		"a date that has passed": {ordering.AmendmentRequest{Note: "sooner", Promised: now.Add(-day)}, []string{"promised ETOM-RANGE"}},
		"a date of no calendar":  {ordering.AmendmentRequest{Note: "later", Promised: now.AddDate(9000, 0, 0)}, []string{"promised ETOM-RANGE"}},
		"everything at once": {ordering.AmendmentRequest{Note: "\x00", Address: "\xff", Promised: now.AddDate(-9000, 0, 0), Add: []ordering.DraftItem{{}}},
			[]string{"note ETOM-TEXT-NUL", "address ETOM-TEXT-UTF8", "promised ETOM-RANGE", "address ETOM-RANGE", "productOrderItem[0].id ETOM-REQUIRED",
				"productOrderItem[0].productOffering ETOM-REQUIRED", "productOrderItem[0].action ETOM-UNKNOWN", "productOrderItem[0].quantity ETOM-RANGE"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) { return d.Amend(d.ctx, o.ID, c.request) })
			assert.Equal(t, c.want, fields(t, err))
		})
	}
}

// An order's items come in one currency even if those there are not charged for.
func TestAmend_keeps_the_currency_of_what_is_taken_away(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	gone := costing("1", "1.00 EUR", 1)
	gone.Action = ordering.Delete
	o := d.placed(draft(gone))
	err := d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) {
		return d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "instead", Add: []ordering.DraftItem{costing("2", "1.00 USD", 1)}})
	})
	assert.Equal(t, []string{"productOrderItem[0].itemPrice[0].price ETOM-CURRENCY"}, fields(t, err))
}

func TestAmend_cannot_grow_an_order_beyond_what_a_store_keeps(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1")))
	var err error
	for range 100 {
		if _, err = d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: long(fault.MaxText), Promised: d.clock.Now().Add(day)}); err != nil {
			break
		}
	}
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{" ETOM-LENGTH"}, fields(t, err))
	assert.Equal(t, ordering.Completed, d.done(o, "1").State, "the order can still come to its end")
}
