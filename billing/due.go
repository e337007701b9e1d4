package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// DueReport says what Due did.
type DueReport struct {
	Run       Report
	Sent      int // bills that were validated or released before, and are sent now
	Delivered int // documents the Courier took
}

// Due does what has fallen due by asOf: it makes, verifies, numbers and sends the bills of all accounts whose period is over
// (see Run), sends those that were released, and hands documents to the Courier. It does each once however often it is called,
// and by however many hosts; one account's fault does not stop the others and is in the report.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var r DueReport
	var faults [3]error
	r.Sent, faults[0] = s.sendReleased(ctx, asOf)
	r.Run, faults[1] = s.Run(ctx, Order{AsOf: asOf})
	r.Delivered, faults[2] = s.Deliver(ctx, asOf)
	return r, errors.Join(faults[:]...)
}

// sendReleased issues what is validated, each in a transaction of its own.
func (s *Service) sendReleased(ctx context.Context, asOf time.Time) (int, error) {
	sent := 0
	var faults []error
	err := s.pages(ctx, store.Query{Key: keyState, Equal: string(BillValidated), Exact: true}, func(f BillFile) error {
		did, err := work.Do(ctx, s.env, func(u *work.Unit) (bool, error) {
			u.At = fault.Instant(asOf)
			now, found, err := bills.Find(u, f.ID)
			if err != nil || !found || now.Bill.State != BillValidated {
				return false, err // somebody was faster
			}
			_, err = s.SendTx(u, f.ID)
			return true, err
		})
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: send: %w", bills.Subject(f.ID), err))
		}
		if did {
			sent++
		}
		return ctx.Err()
	})
	return sent, errors.Join(append(faults, err)...)
}

// eachPage goes through the bills with a document that is to be delivered by asOf.
func (s *Service) eachPage(ctx context.Context, asOf time.Time, do func(BillFile) error) error {
	return s.pages(ctx, store.Query{Key: keyDispatch, To: store.TimeKey(fault.Instant(asOf).Add(time.Microsecond))}, do)
}

// pages goes through bills, a page at a time.
func (s *Service) pages(ctx context.Context, q store.Query, do func(BillFile) error) error {
	q.Limit = 20
	for {
		var page []BillFile
		var next store.Cursor
		err := s.env.View(ctx, func(u *work.Unit) (err error) {
			page, next, err = bills.Page(u, q)
			return err
		})
		if err != nil {
			return err
		}
		for _, f := range page {
			if err := do(f); err != nil {
				return err
			}
		}
		if q.After = next; next == (store.Cursor{}) {
			return nil
		}
	}
}
