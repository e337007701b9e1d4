package risk

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Deposit returns a deposit.
func (s *Service) Deposit(ctx context.Context, id string) (DepositAccount, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (DepositAccount, error) { return deposits.Get(u, id) })
}

// DepositOfTx is what an assessment asked for; false if it asked for nothing.
func (s *Service) DepositOfTx(u *work.Unit, assessment string) (DepositAccount, bool, error) {
	all, err := deposits.By(u, keyAssessment, assessment)
	if err != nil || len(all) == 0 {
		return DepositAccount{}, false, err
	}
	return all[0], true, nil
}

// DepositsTx are a customer's deposits, in order of id.
func (s *Service) DepositsTx(u *work.Unit, customer string) ([]DepositAccount, error) {
	return deposits.By(u, keyOf, customer)
}

// ReceiveDeposit books money that has come in for a deposit. When all has come, the order that waits for it may go ahead.
func (s *Service) ReceiveDeposit(ctx context.Context, p DepositPayment) (DepositAccount, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (DepositAccount, error) { return s.ReceiveDepositTx(u, p) })
}

// ReceiveDepositTx is ReceiveDeposit in the caller's unit.
func (s *Service) ReceiveDepositTx(u *work.Unit, p DepositPayment) (DepositAccount, error) {
	d, did, err := s.book(u, MoveReceived, EventDepositReceived, p)
	if err != nil || !did || d.State != DepositHeld {
		return d, err
	}
	return d, s.cover(u, d)
}

// ReturnDeposit books money that is returned to the customer.
func (s *Service) ReturnDeposit(ctx context.Context, p DepositPayment) (DepositAccount, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (DepositAccount, error) { return s.ReturnDepositTx(u, p) })
}

// ReturnDepositTx is ReturnDeposit in the caller's unit.
func (s *Service) ReturnDepositTx(u *work.Unit, p DepositPayment) (DepositAccount, error) {
	d, _, err := s.book(u, MoveReturned, EventDepositReturned, p)
	return d, err
}

// ApplyDeposit books money of a deposit that is set against what the customer owes: bad debt, or the bill that was paid in advance.
func (s *Service) ApplyDeposit(ctx context.Context, p DepositPayment) (DepositAccount, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (DepositAccount, error) { return s.ApplyDepositTx(u, p) })
}

// ApplyDepositTx is ApplyDeposit in the caller's unit.
func (s *Service) ApplyDepositTx(u *work.Unit, p DepositPayment) (DepositAccount, error) {
	d, _, err := s.book(u, MoveApplied, EventDepositApplied, p)
	return d, err
}

// book makes a payment on a stored deposit and says so; did is false if it was made before.
func (s *Service) book(u *work.Unit, kind MoveKind, event string, p DepositPayment) (d DepositAccount, did bool, err error) {
	if d, err = deposits.Get(u, p.Deposit); err != nil {
		return d, false, err
	}
	if known, found := d.find(p.ID); found {
		if known != (Move{ID: p.ID, Kind: kind, Amount: p.Amount, On: p.On, By: p.By, For: p.For}) {
			return DepositAccount{}, false, fault.Conflict(fault.Subject("risk.deposit.payment", p.ID),
				"was booked already, with other figures; give each payment an id of its own")
		}
		return d, false, nil
	}
	if d, err = d.Book(kind, p); err != nil {
		return DepositAccount{}, false, err
	}
	n, err := d.notice()
	if err != nil {
		return DepositAccount{}, false, err
	}
	n.Move, n.Amount, n.On, n.For = p.ID, p.Amount, p.On, p.For
	return d, true, s.putDeposit(u, &d, event, n)
}

func (s *Service) putDeposit(u *work.Unit, d *DepositAccount, event string, n DepositNotice) error {
	if err := deposits.Put(u, d); err != nil {
		return err
	}
	return u.Emit(event, d.ID, d.Correlation, n)
}

func (d DepositAccount) notice() (DepositNotice, error) {
	held, err := d.Held()
	if err != nil {
		return DepositNotice{}, err
	}
	missing, err := d.Missing()
	return DepositNotice{Customer: d.Customer, Order: d.Order, Assessment: d.Assessment, Deposit: d.ID, Kind: d.Kind, State: d.State,
		Asked: d.Asked, Missing: missing, Held: held}, err
}

// cover lets the order go ahead for which all has come.
func (s *Service) cover(u *work.Unit, d DepositAccount) error {
	a, err := assessments.Get(u, d.Assessment)
	if err != nil || !assessmentLifecycle.Can(a.State, Cover) {
		return err // it was assessed again meanwhile
	}
	if a.State, err = assessmentLifecycle.Next(a.State, Cover); err != nil {
		return err
	}
	return assessments.Put(u, &a)
}

// askDeposit opens the deposit that an assessment asks for.
func (s *Service) askDeposit(u *work.Unit, a Assessment) error {
	none, err := a.Verdict.Deposit.Sub(a.Verdict.Deposit)
	if err != nil {
		return err
	}
	state, err := depositLifecycle.Next(DepositStart, AskForIt)
	if err != nil {
		return err
	}
	d := DepositAccount{Meta: store.Meta{ID: u.NewID()}, Customer: a.Customer, Order: a.Order, Correlation: a.Correlation, Assessment: a.ID, Kind: a.Outcome,
		Asked: a.Verdict.Deposit, Received: none, Returned: none, Applied: none, AskedOn: calendar.DateOf(u.At, nil), State: state}
	n, err := d.notice()
	if err != nil {
		return err
	}
	return s.putDeposit(u, &d, EventDepositAsked, n)
}

// askNoMore withdraws what an assessment asked for.
func (s *Service) askNoMore(u *work.Unit, assessment string) error {
	d, found, err := s.DepositOfTx(u, assessment)
	if err != nil || !found {
		return err
	}
	_, err = s.withdraw(u, d)
	return err
}

func (s *Service) withdraw(u *work.Unit, d DepositAccount) (DepositAccount, error) {
	var err error
	if d.State, err = depositLifecycle.Next(d.State, AskNoMore); err != nil {
		return d, err
	}
	d.Asked = d.Received
	n, err := d.notice()
	if err != nil {
		return d, err
	}
	return d, s.putDeposit(u, &d, EventDepositWithdrawn, n)
}

// held is what a customer has deposited, and what of it for one order.
func held(u *work.Unit, c *Compiled, ids []string, order string) (Held, error) {
	sum := Held{All: c.none, Order: c.none}
	var calc money.Calc
	for _, id := range ids {
		all, err := deposits.By(u, keyOf, id)
		if err != nil {
			return sum, err
		}
		for _, d := range all {
			left, err := d.Held()
			if err != nil {
				return sum, err
			}
			sum.All = calc.Add(sum.All, left)
			if order != "" && d.Order == order {
				sum.Order = calc.Add(sum.Order, left)
			}
		}
	}
	return sum, calc.Err()
}
