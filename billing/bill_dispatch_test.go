package billing_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// mailbox is a courier that fails as often as it is told.
type mailbox struct {
	fails int
	got   []billing.Document
}

func (m *mailbox) Deliver(_ context.Context, d billing.Document) error {
	m.got = append(m.got, d)
	if m.fails--; m.fails >= 0 {
		return errors.New("the line is busy")
	}
	return nil
}

func TestDeliver_tries_again_and_gives_up_in_the_end(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		box := &mailbox{fails: 1}
		config := serviceConfig()
		config.Courier, config.Attempts = box, 3
		d := serviceOpen(t, st, config)
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		_, err := d.Due(d.ctx, d.clock.Now())
		require.ErrorContains(t, err, "the line is busy")
		require.Len(t, box.got, 1)
		assert.Equal(t, billing.DispatchID(february, 1), box.got[0].Delivery)
		assert.Equal(t, billing.Email, box.got[0].Channel)
		assert.Equal(t, "rechnung@example.com", box.got[0].To)
		assert.Equal(t, "BMW-00000001", box.got[0].Bill.No)
		d.store.Unchanged(t, func() { assert.Zero(t, d.due().Delivered, "not before the time is up") })
		d.clock.Advance(time.Hour)
		assert.Equal(t, 1, d.due().Delivered)
		f := d.file(february)
		assert.Equal(t, billing.DispatchDelivered, f.Dispatches[0].State)
		assert.Equal(t, 2, f.Dispatches[0].Attempts)
		assert.False(t, f.ReceivedAt.IsZero())

		box.fails = 3
		_, err = d.Resend(d.ctx, february, billing.Resending{Channel: billing.Fax, To: "+49 89 382-0", By: "clerk", Why: "the customer lost it"})
		require.NoError(t, err)
		for range 3 {
			_, err = d.Due(d.ctx, d.clock.Advance(time.Hour))
			require.Error(t, err)
		}
		d.store.Unchanged(t, func() { assert.Zero(t, d.due().Delivered) })
		f = d.file(february)
		require.Len(t, f.Dispatches, 2)
		assert.Equal(t, billing.DispatchFailed, f.Dispatches[1].State)
		assert.Equal(t, "the line is busy", f.Dispatches[1].Fault)
		assert.True(t, box.got[len(box.got)-1].Again)
		assert.Equal(t, []string{billing.EventChargesNoted, billing.EventBillSent, billing.EventBillResent, billing.EventDispatchFailed}, d.told(february))
	})
}

// What is sent again does not wait for an earlier way that is to be tried later.
func TestDeliver_hands_over_what_is_due_first(t *testing.T) {
	t.Parallel()
	box := &mailbox{fails: 1}
	config := serviceConfig()
	config.Courier = box
	d := serviceInMemory(t, config)
	d.account("a", "c")
	d.holds("o", "c", "a", "2026-02-01")
	_, err := d.Due(d.ctx, d.clock.Now())
	require.ErrorContains(t, err, "the line is busy")
	_, err = d.Resend(d.ctx, february, billing.Resending{Channel: billing.Portal})
	require.NoError(t, err)
	assert.Equal(t, 1, d.due().Delivered)
	assert.Equal(t, billing.Portal, box.got[1].Channel)
}

// Bills are sent again by e-mail, fax and letter, and the file shows each way.
func TestResend_keeps_the_history(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		for _, r := range []billing.Resending{{}, {Channel: billing.Letter}, {Channel: billing.Fax, To: "+49 30 1"}, {Channel: billing.Portal}} {
			d.clock.Advance(time.Hour)
			_, err := d.Resend(d.ctx, february, r)
			require.NoError(t, err)
		}
		var ways []string
		for _, w := range d.file(february).Dispatches {
			ways = append(ways, string(w.Channel)+" "+w.To)
		}
		assert.Equal(t, []string{"email rechnung@example.com", "email rechnung@example.com", "letter Hauptstraße 1, 10115 Berlin, DE", "fax +49 30 1", "portal "}, ways)
		var n billing.BillNotice
		d.last(february, billing.EventBillResent, &n)
		assert.Equal(t, 5, n.Dispatch.No)
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.Resend(d.ctx, february, billing.Resending{Channel: billing.Fax, By: strings.Repeat("x", 300)})
			return err
		})
		assert.Equal(t, []string{"to", "by"}, etomtest.Paths(err))

		_, err = d.NoteDispatch(d.ctx, billing.DispatchID(february, 2), billing.Outcome{Delivered: true})
		require.NoError(t, err)
		d.store.Unchanged(t, func() {
			_, err := d.NoteDispatch(d.ctx, billing.DispatchID(february, 2), billing.Outcome{Fault: "late news"})
			require.NoError(t, err)
		})
		for _, id := range []string{"", "nonsense", billing.DispatchID(february, 9), billing.DispatchID("b", 1)} {
			d.refuses(fault.ErrNotFound, func() error {
				_, err := d.NoteDispatch(d.ctx, id, billing.Outcome{Delivered: true})
				return err
			})
		}
	})
}
