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

// run is a bill run under way. It is for one goroutine.
type run struct {
	s        *Service
	ctx      context.Context
	order    Order
	report   Report
	place    place
	from, to int // buckets
}

// place is where a run is: in a bucket, behind an account.
type place struct {
	bucket int
	after  store.Cursor
}

// billed is what became of one account's period.
type billed struct {
	bill  *Bill // nil: none was made
	held  bool
	fault *RunFault
}

// page bills the next accounts that are due.
func (r *run) page() error {
	made, next, err := r.together()
	if err != nil {
		return err
	}
	r.place = next
	return r.count(made)
}

// next reads the accounts that are due behind a place, up to Together, and says which place is behind them.
func (r *run) next(u *work.Unit, at place) ([]ledger, place, error) {
	var all []ledger
	for at.bucket < r.to {
		room := r.order.Together - len(all)
		found, _, err := ledgers.Page(u, store.Query{Key: keyRun, From: runKey(at.bucket, time.Time{}),
			To: runKey(at.bucket, r.order.AsOf.Add(time.Microsecond)), After: at.after, Limit: room})
		if err != nil {
			return nil, at, err
		}
		all = append(all, found...)
		if len(found) == room {
			last := found[room-1]
			at.after = store.Cursor{Value: runKey(at.bucket, last.DueAt), ID: last.ID}
			return all, at, nil
		}
		at = place{bucket: at.bucket + 1}
	}
	return all, at, nil
}

// together bills a page of accounts in one transaction. If one of them cannot be written, each gets a transaction of its own.
func (r *run) together() (made []billed, next place, err error) {
	var page []ledger
	unit := r.s.env.Update
	if r.order.DryRun {
		unit = r.s.env.View
	}
	err = unit(r.ctx, func(u *work.Unit) (err error) {
		u.At = r.order.AsOf
		made = nil
		if page, next, err = r.next(u, r.place); err != nil {
			return err
		}
		n := r.s.numbers(u)
		for _, l := range page {
			if made, err = r.account(u, l, n, made); err != nil {
				return err
			}
		}
		return n.flush()
	})
	if err == nil || r.order.DryRun || !r.alone(err) || len(page) == 0 {
		return made, next, err
	}
	made = nil
	for _, l := range page {
		one, err := r.single(l)
		if err != nil {
			return made, next, err
		}
		made = append(made, one...)
	}
	return made, next, nil
}

// alone tells whether it may help to bill each account alone.
func (r *run) alone(err error) bool {
	return r.ctx.Err() == nil && !errors.Is(err, fault.ErrUnavailable)
}

// account bills all periods of an account that are over; of a dry run the first. A fault in what is billed is noted; the error
// is for what was written in part.
func (r *run) account(u *work.Unit, l ledger, n *numbers, made []billed) ([]billed, error) {
	for {
		d, err := r.s.tried(u, l)
		if err != nil {
			if !own(err) {
				return made, err
			}
			one, err := r.faulted(u, l, err)
			return append(made, one), err
		}
		if r.order.DryRun {
			one := billed{}
			if !d.none {
				one = billed{bill: &d.bill, held: Held(d.bill.Findings)}
			}
			return append(made, one), nil
		}
		var one billed
		if one, l, err = r.s.billNow(u, d, n); err != nil {
			return made, err
		}
		if made = append(made, one); !r.due(l) {
			return made, nil
		}
	}
}

func (r *run) due(l ledger) bool { return !l.DueAt.IsZero() && !l.DueAt.After(r.order.AsOf) }

// single bills one account in a transaction of its own.
func (r *run) single(l ledger) ([]billed, error) {
	attempt := func(do func(*work.Unit, ledger) ([]billed, error)) ([]billed, error) {
		return work.Do(r.ctx, r.s.env, func(u *work.Unit) ([]billed, error) {
			u.At = r.order.AsOf
			now, err := ledgers.Get(u, l.ID)
			if err != nil || !r.due(now) {
				return nil, err // somebody was faster
			}
			return do(u, now)
		})
	}
	made, err := attempt(func(u *work.Unit, now ledger) ([]billed, error) {
		n := r.s.numbers(u)
		made, err := r.account(u, now, n, nil)
		if err != nil {
			return nil, err
		}
		return made, n.flush()
	})
	if err == nil || !own(err) {
		return made, err
	}
	return attempt(func(u *work.Unit, now ledger) ([]billed, error) {
		one, err := r.faulted(u, now, err)
		return []billed{one}, err
	})
}

// own tells whether an error is the account's own: its data are at fault, not the store, and not somebody who was faster.
func own(err error) bool {
	return errors.Is(err, fault.ErrInvalid) || errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrNotFound) || errors.Is(err, fault.ErrRejected) ||
		errors.Is(err, errPanic)
}

var errPanic = errors.New("a rule panicked")

// tried is draft; a rule of the host's that panics is the account's fault.
func (s *Service) tried(u *work.Unit, l ledger) (d draft, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %w: %v", accounts.Subject(l.ID), errPanic, p)
		}
	}()
	return s.draft(u, l)
}

// faulted notes why an account could not be billed.
func (r *run) faulted(u *work.Unit, l ledger, cause error) (billed, error) {
	f := &RunFault{Account: l.ID, Period: l.Open.From().String(), Cause: clipped(cause.Error(), fault.MaxText), Next: advice(cause), At: u.At, Times: 1}
	if l.Fault != nil {
		f.Times = l.Fault.Times + 1
	}
	if r.order.DryRun {
		return billed{fault: f}, nil
	}
	l.Fault = f
	return billed{fault: f}, ledgers.Put(u, &l)
}

// advice is what to do about a fault.
func advice(cause error) string {
	switch {
	case errors.Is(cause, errPanic):
		return "a rule of Config.Rules is defective: correct the program, then run again"
	case errors.Is(cause, fault.ErrInvalid):
		return "correct the data that the cause names (tariff, prices, terms, address), then run again"
	case errors.Is(cause, fault.ErrNotFound):
		return "something the account refers to is missing: restore it, then run again"
	}
	return "do what the cause says, then run again"
}

// billNow makes, verifies, numbers and sends a bill, or holds it. The ledger that comes back is the one behind it.
func (s *Service) billNow(u *work.Unit, d draft, n *numbers) (billed, ledger, error) {
	if d.none {
		l, err := s.after(d)
		if err != nil {
			return billed{}, l, err
		}
		return billed{}, l, ledgers.Put(u, &l)
	}
	f, l, err := s.make(u, d)
	if err != nil {
		return billed{}, l, err
	}
	f, says, err := s.verified(u, f)
	if err != nil {
		return billed{}, l, err
	}
	if f.Bill.State == BillOnHold {
		f, err = s.saveBill(u, f, says)
		return billed{bill: &f.Bill, held: true}, l, err
	}
	if f, err = f.step(IssueBill, u, "", ""); err != nil {
		return billed{}, l, err
	}
	f, err = s.issueTo(u, f, d.account, n)
	return billed{bill: &f.Bill}, l, err
}

// count adds up what was committed, and tells it.
func (r *run) count(made []billed) error {
	for _, one := range made {
		r.report.Accounts++
		switch {
		case one.fault != nil:
			r.report.Faulted++
			if len(r.report.Faults) < maxTold {
				r.report.Faults = append(r.report.Faults, *one.fault)
			}
		case one.bill == nil:
			r.report.Empty++
		default:
			r.report.Bills++
			if one.held {
				r.report.Held++
			}
			if r.order.Each != nil {
				if err := r.order.Each(*one.bill); err != nil {
					return err
				}
			}
		}
	}
	r.progress()
	return nil
}

func (r *run) progress() {
	if r.order.Progress != nil {
		r.order.Progress(Progress{Report: r.report, Done: r.place.bucket - r.from, Of: r.to - r.from})
	}
}
