package billing

import (
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Unbilled is what the bill of an account's open period would come to as things stand: what a customer owes already, but for the
// bill. It is a plain value.
type Unbilled struct {
	Account string          `json:"account"`
	Period  calendar.Period `json:"period"`
	Usage   money.Amount    `json:"usage"` // net, of what is used and rated so far
	Total   money.Amount    `json:"total"` // with taxes, less credits: of what recurs all of the period
}

// Unbilled computes the bills of a customer's open periods, and writes nothing. An account whose bill could not be made now is the
// error of MakeBill: who only wants a figure for an estimate treats it as unknown, not as zero.
func (s *Service) Unbilled(ctx context.Context, customer string) ([]Unbilled, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Unbilled, error) { return s.UnbilledTx(u, customer) })
}

// UnbilledTx is Unbilled in the caller's unit.
func (s *Service) UnbilledTx(u *work.Unit, customer string) ([]Unbilled, error) {
	all, err := s.AccountsOfTx(u, customer)
	if err != nil {
		return nil, err
	}
	var open []Unbilled
	var faults []error
	for _, a := range all {
		if a.Parent != "" {
			continue // it stands on its parent's bill
		}
		one, err := s.unbilled(u, a)
		switch {
		case err != nil && !own(err):
			return nil, err
		case err != nil:
			faults = append(faults, fmt.Errorf("%s: %w", accounts.Subject(a.ID), err))
		default:
			open = append(open, one)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return open, nil
}

func (s *Service) unbilled(u *work.Unit, a Account) (Unbilled, error) {
	l, err := ledgers.Get(u, a.ID)
	if err != nil {
		return Unbilled{}, err
	}
	d, err := s.tried(u, l)
	if err != nil {
		return Unbilled{}, err
	}
	none, err := money.FromMinor(0, a.Currency)
	one := Unbilled{Account: a.ID, Period: l.Open, Usage: none, Total: none}
	if err != nil || d.none {
		return one, err
	}
	var c money.Calc
	for i := range d.bill.Lines {
		if d.bill.Lines[i].Category == UsageLine {
			one.Usage = c.Add(one.Usage, d.bill.Lines[i].Net)
		}
	}
	one.Total = d.bill.Due
	return one, c.Err()
}
