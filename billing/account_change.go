package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// AccountChange is what holds of an account from a day on: all of it, so take Account.On and change what is new.
type AccountChange struct {
	From    calendar.Date // zero: today; bills that are made stay as they are, held ones too: withdraw those, and make them anew
	Details Details
	Why     string
}

// ChangeAccount changes a billing account from a day on: its address, tax id, channel, term of payment (3.8.4). What held
// before stays in its versions. A bill carries what holds on its own date.
func (s *Service) ChangeAccount(ctx context.Context, id string, ch AccountChange) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.ChangeAccountTx(u, id, ch) })
}

// ChangeAccountTx is ChangeAccount in the caller's unit.
func (s *Service) ChangeAccountTx(u *work.Unit, id string, ch AccountChange) (Account, error) {
	return s.changeAccount(u, id, func(a Account, say say) (Account, error) {
		var c fault.Check
		ch.Details.check(&c, "details.")
		c.Optional("why", ch.Why, fault.MaxText)
		if ch.From.IsZero() {
			ch.From = a.day(u)
		}
		c.That(!ch.From.Before(a.Opened), "from", fault.RuleRange, "lies before the account was opened")
		c.That(near(u, ch.From), "from", fault.RuleRange, "lies more than 20 years away")
		if err := c.Err("billing.accountChange"); err != nil {
			return a, err
		}
		a = a.with(AccountVersion{From: ch.From, Details: ch.Details, At: u.At, Why: ch.Why})
		say(EventAccountChanged, a.notice(ch.From))
		return a, nil
	})
}

// changeAccount changes an account, and lets a bill that is computed at the same time be computed anew.
func (s *Service) changeAccount(u *work.Unit, id string, decide func(Account, say) (Account, error)) (Account, error) {
	a, err := work.Change(u, accounts, id, decide)
	if err != nil {
		return a, err
	}
	_, err = s.touched(u, a)
	return a, err
}

// SetTerms sets the discounts, price conditions and commitments that are agreed for an account. They hold from the bill of the
// open period on.
func (s *Service) SetTerms(ctx context.Context, id string, t Terms) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.SetTermsTx(u, id, t) })
}

// SetTermsTx is SetTerms in the caller's unit.
func (s *Service) SetTermsTx(u *work.Unit, id string, t Terms) (Account, error) {
	return s.changeAccount(u, id, func(a Account, say say) (Account, error) {
		var c fault.Check
		t.check(&c, a.Parent, a.Currency)
		if err := c.Err("billing.terms"); err != nil {
			return a, err
		}
		a.Terms = t
		say(EventAccountChanged, a.notice(a.day(u)))
		return a, nil
	})
}

// CloseAccount closes an account from a day on: its products end then, its last bill is that of the period in which the day
// before lies. What comes later, such as late usage, is billed with the period that is open then. Accounts below it stay on its
// bill until they are closed.
func (s *Service) CloseAccount(ctx context.Context, id string, from calendar.Date, why string) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.CloseAccountTx(u, id, from, why) })
}

// CloseAccountTx is CloseAccount in the caller's unit.
func (s *Service) CloseAccountTx(u *work.Unit, id string, from calendar.Date, why string) (Account, error) {
	a, err := work.Change(u, accounts, id, func(a Account, say say) (Account, error) {
		if a.State == AccountClosed {
			return a, fault.State(accounts.Subject(id), "is closed from "+a.Closed.String()+" on")
		}
		var c fault.Check
		c.Optional("why", why, fault.MaxText)
		c.That(!from.IsZero(), "from", fault.RuleRequired, "must be the first day without service")
		c.That(from.IsZero() || !from.Before(a.Opened) && near(u, from), "from", fault.RuleRange, "lies before the account was opened, or more than 20 years away")
		if err := c.Err("billing.accountClosing"); err != nil {
			return a, err
		}
		a.State, a.Closed = AccountClosed, from
		n := a.notice(from)
		n.Why = why
		say(EventAccountClosed, n)
		return a, nil
	})
	if err != nil {
		return a, err
	}
	held, err := s.heldTx(u, id)
	if err != nil {
		return Account{}, err
	}
	for _, p := range held {
		if p.Account() != id {
			continue // another account pays for it now
		}
		if p, ended := p.ended(latest(from, p.Places[len(p.Places)-1].From)); ended {
			if err := products.Put(u, &p); err != nil {
				return Account{}, err
			}
		}
	}
	return a, s.touch(u, id)
}

// day is the civil date of the unit in the account's zone.
func (a Account) day(u *work.Unit) calendar.Date {
	zone, err := calendar.LoadZone(a.Zone)
	if err != nil {
		zone = nil // checked when the account was opened
	}
	return calendar.DateOf(u.At, zone)
}
