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
	for {
		var err error
		if at, err = r.inhabited(u, at); err != nil || at.bucket >= r.to {
			return all, at, err
		}
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
}

// inhabited is the place itself if it is within a bucket, else the next bucket in which an account waits for its period to end: where there
// are few accounts, most buckets have none.
func (r *run) inhabited(u *work.Unit, at place) (place, error) {
	if at.after != (store.Cursor{}) || at.bucket >= r.to {
		return at, nil
	}
	found, _, err := ledgers.Page(u, store.Query{Key: keyRun, From: runKey(at.bucket, time.Time{}), To: runKeysEnd(r.to - 1), Limit: 1})
	if err != nil {
		return at, err
	}
	if len(found) == 0 {
		return place{bucket: r.to}, nil
	}
	return place{bucket: bucketOf(found[0].ID)}, nil
}

// attempt is an account's bill before it is written, or why there is none.
type attempt struct {
	draft draft
	err   error
}

// drafts computes the bills of the next page. It changes nothing, and so stands in nobody's way.
func (r *run) drafts() (page []attempt, next place, err error) {
	err = r.s.env.View(r.ctx, func(u *work.Unit) error {
		u.At = r.order.AsOf
		found, behind, err := r.next(u, r.place)
		if err != nil {
			return err
		}
		page, next = make([]attempt, len(found)), behind
		for i, l := range found {
			if page[i] = r.try(u, l); page[i].err != nil && !own(page[i].err) {
				return page[i].err
			}
		}
		return nil
	})
	return page, next, err
}

// together bills a page of accounts, and writes their bills in one transaction. If one of them cannot be written, each gets a
// transaction of its own.
func (r *run) together() (made []billed, next place, err error) {
	page, next, err := r.drafts()
	if err != nil || len(page) == 0 {
		return nil, next, err
	}
	if r.order.DryRun {
		for i := range page {
			made = append(made, r.dry(&page[i]))
		}
		return made, next, nil
	}
	err = r.s.env.Update(r.ctx, func(u *work.Unit) (err error) {
		u.At = r.order.AsOf
		made = nil
		n := r.s.numbers(u)
		for i := range page {
			if made, err = r.account(u, page[i], n, made); err != nil {
				return err
			}
		}
		return n.flush()
	})
	if err == nil || !r.alone(err) {
		return made, next, err
	}
	made = nil
	for i := range page {
		one, err := r.single(page[i].draft.ledger)
		if err != nil {
			return made, next, err
		}
		made = append(made, one...)
	}
	return made, next, nil
}

// dry is what would become of an account.
func (r *run) dry(a *attempt) billed {
	switch {
	case a.err != nil:
		return billed{fault: r.fault(a.draft.ledger, a.err)}
	case a.draft.none:
		return billed{}
	}
	return billed{bill: &a.draft.bill, held: Held(a.draft.bill.Findings)}
}

// alone tells whether it may help to bill each account alone.
func (r *run) alone(err error) bool {
	return r.ctx.Err() == nil && !errors.Is(err, fault.ErrUnavailable)
}

// account writes the bill of an account, and then bills its further periods that are over. What came in since the bill was computed
// is in the ledger's version: then it is computed anew. A fault in what is billed is noted; the error is for what was written in
// part.
func (r *run) account(u *work.Unit, a attempt, n *numbers, made []billed) ([]billed, error) {
	l, err := ledgers.Get(u, a.draft.ledger.ID)
	if err != nil || !r.due(l) {
		return made, err // somebody was faster
	}
	if l.Version != a.draft.ledger.Version {
		a = r.try(u, l)
	}
	for {
		if a.err != nil {
			if !own(a.err) {
				return made, a.err
			}
			one, err := r.faulted(u, l, a.err)
			return append(made, one), err
		}
		var one billed
		if one, l, err = r.s.billNow(u, a.draft, n); err != nil {
			return made, err
		}
		if made = append(made, one); !r.due(l) {
			return made, nil
		}
		a = r.try(u, l)
	}
}

func (r *run) try(u *work.Unit, l ledger) (a attempt) {
	a.draft, a.err = r.s.tried(u, l)
	a.draft.ledger = l
	return a
}

func (r *run) due(l ledger) bool { return !l.DueAt.IsZero() && !l.DueAt.After(r.order.AsOf) }

// single bills one account in a transaction of its own.
func (r *run) single(l ledger) ([]billed, error) {
	alone := func(do func(*work.Unit, ledger) ([]billed, error)) ([]billed, error) {
		return work.Do(r.ctx, r.s.env, func(u *work.Unit) ([]billed, error) {
			u.At = r.order.AsOf
			now, err := ledgers.Get(u, l.ID)
			if err != nil || !r.due(now) {
				return nil, err // somebody was faster
			}
			return do(u, now)
		})
	}
	made, err := alone(func(u *work.Unit, now ledger) ([]billed, error) {
		n := r.s.numbers(u)
		made, err := r.account(u, r.try(u, now), n, nil)
		if err != nil {
			return nil, err
		}
		return made, n.flush()
	})
	if err == nil || !own(err) {
		return made, err
	}
	return alone(func(u *work.Unit, now ledger) ([]billed, error) {
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

// fault says why an account could not be billed.
func (r *run) fault(l ledger, cause error) *RunFault {
	f := &RunFault{Account: l.ID, Period: l.Open.From().String(), Cause: clipped(cause.Error(), maxCause), Next: advice(cause), At: r.order.AsOf, Times: 1}
	if l.Fault != nil {
		f.Times = l.Fault.Times + 1
	}
	return f
}

// maxCause is how many bytes of a cause are kept.
const maxCause = 1000

// faulted notes it with the account.
func (r *run) faulted(u *work.Unit, l ledger, cause error) (billed, error) {
	l.Fault = r.fault(l, cause)
	return billed{fault: l.Fault}, ledgers.Put(u, &l)
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
		if err := ledgers.Put(u, &l); err != nil {
			return billed{}, l, err
		}
		return billed{}, l, s.recycle(u, d, l)
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
