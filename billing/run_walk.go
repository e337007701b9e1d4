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
	done, of int
}

// billed is what became of one account's period.
type billed struct {
	bill  *Bill // nil: none was made
	held  bool
	fault *RunFault
}

// bucket goes through the accounts of one bucket that are due.
func (r *run) bucket(bucket int) error {
	prefix := runKey(bucket, time.Time{})
	q := store.Query{Key: keyRun, From: prefix, To: runKey(bucket, r.order.AsOf.Add(time.Microsecond)), Limit: r.order.Together}
	for {
		page, made, err := r.together(q)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		if err := r.count(made); err != nil {
			return err
		}
		last := page[len(page)-1]
		q.After = store.Cursor{Value: runKey(bucket, last.DueAt), ID: last.ID}
	}
}

// together bills a page of accounts in one transaction. If one of them cannot be written, each gets a transaction of its own.
func (r *run) together(q store.Query) ([]ledger, []billed, error) {
	var page []ledger
	var made []billed
	unit := r.s.env.Update
	if r.order.DryRun {
		unit = r.s.env.View
	}
	err := unit(r.ctx, func(u *work.Unit) (err error) {
		u.At = r.order.AsOf
		made = made[:0]
		if page, _, err = ledgers.Page(u, q); err != nil {
			return err
		}
		n := r.s.numbers(u)
		for _, l := range page {
			one, err := r.one(u, l, n)
			if err != nil {
				return err
			}
			made = append(made, one)
		}
		return n.flush()
	})
	if err == nil || r.order.DryRun || !r.alone(err) || len(page) == 0 {
		return page, made, err
	}
	made = made[:0]
	for _, l := range page {
		one, err := r.single(l)
		if err != nil {
			return page, made, err
		}
		made = append(made, one)
	}
	return page, made, nil
}

// alone tells whether it may help to bill each account alone.
func (r *run) alone(err error) bool {
	return r.ctx.Err() == nil && !errors.Is(err, fault.ErrUnavailable)
}

// one bills one account in the transaction of its page. A fault in what is billed is noted; the error is for what was written
// in part.
func (r *run) one(u *work.Unit, l ledger, n *numbers) (billed, error) {
	d, err := r.s.tried(u, l)
	if err != nil {
		if !own(err) {
			return billed{}, err
		}
		return r.faulted(u, l, err)
	}
	if r.order.DryRun {
		if d.none {
			return billed{}, nil
		}
		return billed{bill: &d.bill, held: Held(d.bill.Findings)}, nil
	}
	return r.s.billNow(u, d, n)
}

// single bills one account in a transaction of its own.
func (r *run) single(l ledger) (billed, error) {
	attempt := func(do func(*work.Unit, ledger) (billed, error)) (billed, error) {
		return work.Do(r.ctx, r.s.env, func(u *work.Unit) (billed, error) {
			u.At = r.order.AsOf
			now, err := ledgers.Get(u, l.ID)
			if err != nil || now.DueAt.IsZero() || now.DueAt.After(r.order.AsOf) {
				return billed{}, err // somebody was faster
			}
			return do(u, now)
		})
	}
	made, err := attempt(func(u *work.Unit, now ledger) (billed, error) {
		n := r.s.numbers(u)
		one, err := r.one(u, now, n)
		if err != nil {
			return billed{}, err
		}
		return one, n.flush()
	})
	if err == nil || !own(err) {
		return made, err
	}
	return attempt(func(u *work.Unit, now ledger) (billed, error) { return r.faulted(u, now, err) })
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

// billNow makes, verifies, numbers and sends a bill, or holds it.
func (s *Service) billNow(u *work.Unit, d draft, n *numbers) (billed, error) {
	if d.none {
		l, err := s.after(d)
		if err != nil {
			return billed{}, err
		}
		return billed{}, ledgers.Put(u, &l)
	}
	f, err := s.make(u, d)
	if err != nil {
		return billed{}, err
	}
	f, says, err := s.verified(u, f)
	if err != nil {
		return billed{}, err
	}
	if f.Bill.State == BillOnHold {
		f, err = s.saveBill(u, f, says)
		return billed{bill: &f.Bill, held: true}, err
	}
	if f, err = f.step(IssueBill, u, "", ""); err != nil {
		return billed{}, err
	}
	f, err = s.issueTo(u, f, d.account, n)
	return billed{bill: &f.Bill}, err
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
		r.order.Progress(Progress{Report: r.report, Done: r.done, Of: r.of})
	}
}
