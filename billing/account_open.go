package billing

import (
	"cmp"
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// AccountDraft is what a billing account is opened with. Empty fields mean what is said there.
type AccountDraft struct {
	ID       string         // the host's number of the account, up to 150 bytes; empty: one is made
	Customer string         //
	Parent   string         // account on whose consolidated bill this one stands; of the same currency, zone, cycle and issuer
	Issuer   string         // empty: the first of Config.Issuers
	Currency money.Currency // none: Config.Currency
	Zone     string         // empty: Config.Zone
	CycleDay int            // 1 to 31; 0: 1
	From     calendar.Date  // first day on which it may be charged; zero: today
	Details
	Terms Terms // none with a Parent
}

// maxAccountID leaves room for a period's date in the id of its case.
const maxAccountID = 150

// OpenAccount opens a billing account. An ID that is taken is fault.ErrConflict.
func (s *Service) OpenAccount(ctx context.Context, d AccountDraft) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.OpenAccountTx(u, d) })
}

// OpenAccountTx is OpenAccount in the caller's unit.
func (s *Service) OpenAccountTx(u *work.Unit, d AccountDraft) (Account, error) {
	d = s.filled(d)
	if err := s.checkDraft(u, d); err != nil {
		return Account{}, err
	}
	if _, taken, err := accounts.Find(u, d.ID); err != nil || taken {
		return Account{}, cmp.Or(err, fault.Conflict(accounts.Subject(d.ID), "is taken; choose another id, or none"))
	}
	zone, err := calendar.LoadZone(d.Zone)
	if err != nil {
		return Account{}, err
	}
	if d.From.IsZero() {
		d.From = calendar.DateOf(u.At, zone)
	}
	a := Account{Meta: store.Meta{ID: d.ID}, Customer: d.Customer, Parent: d.Parent, Issuer: d.Issuer, State: AccountActive, Currency: d.Currency,
		Zone: d.Zone, CycleDay: d.CycleDay, Opened: d.From, OpenedAt: u.At, Terms: d.Terms,
		Versions: []AccountVersion{{From: d.From, Details: d.Details, At: u.At}}}
	if a.ID == "" {
		a.ID = u.NewID()
	}
	if err := s.fits(u, a); err != nil {
		return Account{}, err
	}
	if a.Parent == "" {
		l, err := s.newLedger(a)
		if err != nil {
			return Account{}, err
		}
		if err := ledgers.Put(u, &l); err != nil {
			return Account{}, err
		}
	}
	return work.Save(u, accounts, a, func(a Account, say say) (Account, error) {
		say(EventAccountOpened, a.notice(d.From))
		return a, nil
	})
}

func (s *Service) filled(d AccountDraft) AccountDraft {
	d.Issuer = cmp.Or(d.Issuer, s.config.Issuers[0].ID)
	d.Zone = cmp.Or(d.Zone, s.config.Zone)
	d.CycleDay = cmp.Or(d.CycleDay, 1)
	d.Language = cmp.Or(d.Language, "en")
	d.Channel = cmp.Or(d.Channel, Letter)
	if d.Currency == (money.Currency{}) {
		d.Currency = s.config.Currency
	}
	return d
}

func (s *Service) checkDraft(u *work.Unit, d AccountDraft) error {
	var c fault.Check
	c.Optional("id", d.ID, maxAccountID)
	c.Text("customer", d.Customer, fault.MaxID)
	c.Optional("parent", d.Parent, fault.MaxID)
	_, known := s.issuer(d.Issuer)
	c.That(known, "issuer", fault.RuleUnknown, "is none of the configured issuers")
	_, err := calendar.LoadZone(d.Zone)
	c.That(err == nil, "zone", fault.RuleUnknown, "must be the name of an IANA zone, such as Europe/Berlin")
	c.That(d.CycleDay >= 1 && d.CycleDay <= 31, "cycleDay", fault.RuleRange, "must be 1 to 31")
	c.That(d.From.IsZero() || near(u, d.From), "from", fault.RuleRange, "lies more than 20 years away")
	d.Details.check(&c, "")
	d.Terms.check(&c, d.Parent, d.Currency)
	return c.Err("billing.accountDraft")
}

// fits asks that a sub-account can stand on its parent's bill.
func (s *Service) fits(u *work.Unit, a Account) error {
	if a.Parent == "" {
		return nil
	}
	var c fault.Check
	p, found, err := accounts.Find(u, a.Parent)
	if err != nil {
		return err
	}
	c.That(found, "parent", fault.RuleReference, "there is no such account")
	if found {
		c.That(p.Parent == "", "parent", fault.RuleReference, "is itself a sub-account; name the account that is billed")
		c.That(p.State == AccountActive, "parent", fault.RuleReference, "is closed")
		c.That(p.Currency == a.Currency, "currency", fault.RuleCurrency, "must be the parent's, "+p.Currency.String())
		c.That(p.Zone == a.Zone && p.CycleDay == a.CycleDay, "cycleDay", fault.RuleReference, "cycle day and zone must be the parent's")
		c.That(p.Issuer == a.Issuer, "issuer", fault.RuleReference, "must be the parent's, "+p.Issuer)
		l, err := ledgers.Get(u, p.ID)
		if err != nil {
			return err
		}
		c.That(!a.Opened.Before(l.Open.From()), "from", fault.RuleRange, "the parent is billed up to "+l.Open.From().String()+"; open it from then on")
		if err := c.Err("billing.accountDraft"); err != nil {
			return err
		}
		if !l.Parents {
			l.Parents = true
			return ledgers.Put(u, &l)
		}
	}
	return c.Err("billing.accountDraft")
}

// Account returns a billing account.
func (s *Service) Account(ctx context.Context, id string) (Account, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Account, error) { return s.AccountTx(u, id) })
}

// AccountTx is Account in the caller's unit.
func (s *Service) AccountTx(u *work.Unit, id string) (Account, error) { return accounts.Get(u, id) }

// AccountsOf returns the accounts of a customer, the first opened first: that one is his default account, as long as it is not
// closed; then the next. Where all are closed it is the last.
func (s *Service) AccountsOf(ctx context.Context, customer string) ([]Account, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Account, error) { return s.AccountsOfTx(u, customer) })
}

// AccountsOfTx is AccountsOf in the caller's unit.
func (s *Service) AccountsOfTx(u *work.Unit, customer string) ([]Account, error) {
	found, err := accounts.By(u, "customer", customer)
	slices.SortStableFunc(found, func(a, b Account) int { return a.OpenedAt.Compare(b.OpenedAt) })
	return found, err
}

// SubAccounts returns the accounts that stand on another's consolidated bill, in order of id.
func (s *Service) SubAccounts(ctx context.Context, parent string) ([]Account, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Account, error) { return accounts.By(u, "parent", parent) })
}

// accountFor is the account named, which must be the customer's, or his default account.
func (s *Service) accountFor(u *work.Unit, customer, account string) (Account, error) {
	if account != "" {
		a, err := accounts.Get(u, account)
		if err == nil && customer != "" && a.Customer != customer {
			return Account{}, fault.NotFound(accounts.Subject(account))
		}
		return a, err
	}
	all, err := s.AccountsOfTx(u, customer)
	if err != nil {
		return Account{}, err
	}
	for _, a := range all {
		if a.State == AccountActive {
			return a, nil
		}
	}
	if len(all) > 0 {
		return all[len(all)-1], nil // what comes late goes on its last bill
	}
	return Account{}, &fault.Error{Kind: fault.ErrNotFound, Subject: fault.Subject("billing.customer", customer),
		Message: "has no billing account; open one first"}
}

// near tells whether a date lies within 20 years of the unit.
func near(u *work.Unit, d calendar.Date) bool {
	days := calendar.DateOf(u.At, nil).DaysUntil(d)
	const most = 20 * 366
	return -most < days && days < most
}
