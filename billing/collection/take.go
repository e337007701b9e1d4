package collection

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// TakePayment takes money that came in and sets it against what is owed: see Match. An id that is known does nothing.
func (s *Service) TakePayment(ctx context.Context, p Payment) (Received, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Received, error) { return s.TakePaymentTx(u, p) })
}

// TakePaymentTx is TakePayment in the caller's unit.
func (s *Service) TakePaymentTx(u *work.Unit, p Payment) (Received, error) {
	r, _, err := s.take(u, p)
	return r, err
}

// take is TakePaymentTx that says whether the payment is new.
func (s *Service) take(u *work.Unit, p Payment) (Received, bool, error) {
	if err := p.check(); err != nil {
		return Received{}, false, err
	}
	if len(p.References) == 0 {
		p.References = nil // as it is stored
	}
	if known, found, err := payments.Find(u, p.ID); err != nil || found {
		if err == nil && !same(known.Payment, p) {
			return Received{}, false, fault.Conflict(payments.Subject(p.ID), "was taken already, with other figures; give each payment an id of its own")
		}
		return known, false, err
	}
	debts, known, err := s.debts(u, p)
	if err != nil {
		return Received{}, false, err
	}
	m, err := Match(debts, []Payment{known}, s.config.Match)
	if err != nil {
		return Received{}, false, err
	}
	r := Received{Meta: store.Meta{ID: p.ID}, Payment: p}
	if r.Unmatched, err = p.Amount.Sub(p.Amount); err != nil {
		return Received{}, false, err
	}
	r.Refunded, r.Returned = r.Unmatched, r.Unmatched
	r, err = s.bookMatching(u, r, m, known.Account, p.On, EventPaymentReceived)
	return r, true, err
}

// same reports whether a payment is told again: the statement that it stands on may be another one.
func same(a, b Payment) bool {
	a.Statement, b.Statement = "", ""
	return reflect.DeepEqual(a, b)
}

// bookMatching books what a matching found for a payment, and keeps the rest.
func (s *Service) bookMatching(u *work.Unit, r Received, m Matching, account string, on calendar.Date, typ string) (Received, error) {
	touched := map[string]bool{}
	for _, a := range m.Allocations {
		item, err := s.book(u, a.Item, Entry{Kind: Paid, On: on, Amount: a.Amount, Reference: r.ID})
		if err != nil {
			return Received{}, err
		}
		account = cmp.Or(account, item.Account)
		touched[item.Account] = true
		if err := s.paidOn(u, item, a.Amount, on); err != nil {
			return Received{}, err
		}
	}
	for _, t := range m.Tolerances {
		item, err := s.book(u, t.Item, Entry{Kind: Tolerated, On: on, Amount: t.Amount, Reference: r.ID})
		if err != nil {
			return Received{}, err
		}
		if err := s.lessPlanned(u, item, t.Amount); err != nil {
			return Received{}, err
		}
	}
	for _, rest := range m.Rests {
		r.Unmatched, account = rest.Amount, cmp.Or(account, rest.Account)
	}
	r.Matched = append(r.Matched[:len(r.Matched):len(r.Matched)], m.Allocations...)
	r.Why = append(r.Why[:len(r.Why):len(r.Why)], m.Steps...)
	if account != "" {
		a, err := accounts.Get(u, account)
		if err != nil {
			return Received{}, err
		}
		r.Account, r.Customer = account, a.Customer
		touched[account] = true
	}
	if err := s.putPayment(u, &r, typ, m.Steps); err != nil {
		return Received{}, err
	}
	if err := s.reviewAll(u, touched); err != nil {
		return Received{}, err
	}
	return payments.Get(u, r.ID)
}

// putPayment stores a payment and says so; a rest is said by an event of its own.
func (s *Service) putPayment(u *work.Unit, r *Received, typ string, why []Step) error {
	if err := payments.Put(u, r); err != nil {
		return err
	}
	correlation, err := r.correlation(u)
	if err != nil {
		return err
	}
	if err := u.Emit(typ, r.ID, correlation, r.notice(why)); err != nil {
		return err
	}
	if r.Unmatched.Sign() == 0 || typ != EventPaymentReceived {
		return nil
	}
	return u.Emit(EventPaymentUnmatched, r.ID, correlation, r.notice(why))
}

// correlation is the case of a payment's events: that of the first item it went to, else that of its account's last bill, else its own.
func (r Received) correlation(u *work.Unit) (string, error) {
	if len(r.Matched) > 0 {
		item, err := items.Get(u, r.Matched[0].Item)
		if err != nil {
			return "", err
		}
		_, correlation := item.About()
		return correlation, nil
	}
	if r.Account == "" {
		return r.ID, nil
	}
	a, err := accounts.Get(u, r.Account)
	return cmp.Or(a.Case, r.ID), err
}

// paidOn counts money on an item, or money that went back, for the promise and the plan of its account.
func (s *Service) paidOn(u *work.Unit, i OpenItem, amount money.Amount, on calendar.Date) error {
	a, err := accounts.Get(u, i.Account)
	if err != nil {
		return err
	}
	if a, err = a.payPromise(amount, on); err != nil {
		return err
	}
	if a, err = a.payPlan(i.ID, amount); err != nil {
		return err
	}
	return accounts.Put(u, &a)
}

// lessPlanned counts what is not asked for any more of an item for the plan of its account.
func (s *Service) lessPlanned(u *work.Unit, i OpenItem, amount money.Amount) error {
	a, err := accounts.Get(u, i.Account)
	if err != nil {
		return err
	}
	if !a.planned(i.ID) {
		return nil
	}
	if a, err = a.payPlan(i.ID, amount); err != nil {
		return err
	}
	return accounts.Put(u, &a)
}

// reviewAll looks at accounts, in order of their ids.
func (s *Service) reviewAll(u *work.Unit, touched map[string]bool) error {
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		a, err := accounts.Get(u, id)
		if err != nil {
			return err
		}
		if _, err := s.review(u, a); err != nil {
			return err
		}
	}
	return nil
}
