package collection

import (
	"cmp"
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Service is Manage Collection on a store. It is safe for concurrent use. Every command has a form ending in Tx that joins the
// caller's unit of work. All of them answer an unknown id, and one of another tenant, with fault.ErrNotFound, a wrong
// state with fault.ErrState, an id used for something else with fault.ErrConflict, and wrong input with
// fault.ErrInvalid; then nothing has changed. The same command again does nothing and answers the same.
type Service struct {
	env    *work.Env
	config Config
	zone   *time.Location
}

// Config of Manage Collection; nil is the default.
type Config struct {
	Levels   []Level       // the dunning table; nil: Levels()
	Match    MatchPolicy   // how payments are set against items
	Interest InterestRules // for late payment
	Blocking BlockingRules // the conditions under which services are blocked
	Zone     string        // whose civil dates count; empty: Europe/Berlin
	KeepPlan bool          // a missed instalment is asked for, but does not make the rest due
}

// New makes Manage Collection. A Config with faults is fault.ErrInvalid, all of them at once.
func New(env *work.Env, config *Config) (*Service, error) {
	s := &Service{env: env}
	if config != nil {
		s.config = *config
	}
	c := &s.config
	if c.Levels == nil {
		c.Levels = Levels()
	}
	c.Zone = cmp.Or(c.Zone, "Europe/Berlin")
	var f fault.Check
	checkLevels(&f, c.Levels)
	c.Interest.check(&f)
	c.Blocking.check(&f)
	f.That(c.Match.Tolerance.Sign() >= 0, "match.tolerance", fault.RuleRange, "must not be negative")
	zone, err := calendar.LoadZone(c.Zone)
	f.That(err == nil, "zone", fault.RuleUnknown, "must be a name of the IANA time zone database")
	s.zone = zone
	return s, f.Err("collection.config")
}

// OpenItem opens an item: a bill was sent. Money that is kept for the account goes to it at once.
func (s *Service) OpenItem(ctx context.Context, i Item) (OpenItem, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.OpenItemTx(u, i) })
}

// OpenItemTx is OpenItem in the caller's unit.
func (s *Service) OpenItemTx(u *work.Unit, i Item) (OpenItem, error) {
	if i.Kind == "" {
		i.Kind = Bill
	}
	if i.Amount == (money.Amount{}) {
		i.Amount = s.nothing(u, i.Account)
	}
	if err := i.check(); err != nil {
		return OpenItem{}, err
	}
	if known, found, err := items.Find(u, i.itemID()); err != nil || found {
		if err == nil && known.Item != i {
			return OpenItem{}, fault.Conflict(items.Subject(known.ID), "is open already, with other figures; correct it by a Credit")
		}
		return known, err
	}
	a, err := s.accountOf(u, i.Account, i.Customer, i.Amount.Currency())
	if err != nil {
		return OpenItem{}, err
	}
	if err := s.learn(u, i.No); err != nil {
		return OpenItem{}, err
	}
	item, err := s.open(u, i)
	if err != nil {
		return OpenItem{}, err
	}
	if i.Kind == Bill {
		_, a.Case = item.About()
	}
	if a, err = s.review(u, a); err != nil {
		return OpenItem{}, err
	}
	if err := s.useCredit(u, a); err != nil {
		return OpenItem{}, err
	}
	return items.Get(u, item.ID)
}

// nothing is 0 in the currency of an account; of one that nobody knows, in none.
func (s *Service) nothing(u *work.Unit, account string) money.Amount {
	a, err := accounts.Get(u, account)
	if err != nil {
		return money.Amount{}
	}
	none, err := money.FromMinor(0, a.Currency)
	if err != nil {
		return money.Amount{}
	}
	return none
}

// open puts a new item and says so.
func (s *Service) open(u *work.Unit, i Item) (OpenItem, error) {
	none, err := i.Amount.Sub(i.Amount)
	if err != nil {
		return OpenItem{}, err
	}
	item := OpenItem{Meta: store.Meta{ID: i.itemID()}, Item: i, Open: i.Amount, Held: none, Charged: none, State: Open}
	move := OpenIt
	if i.Amount.Sign() == 0 {
		move, item.SettledOn = Settle, s.Today(u)
	}
	if item.State, err = itemLifecycle.Next(Start, move); err != nil {
		return item, err
	}
	if err := s.put(u, &item, EventItemOpened, s.Today(u)); err != nil || move == OpenIt {
		return item, err
	}
	return item, s.put(u, &item, EventItemSettled, s.Today(u))
}

// put stores an item and emits what happened to it on a day.
func (s *Service) put(u *work.Unit, i *OpenItem, typ string, on calendar.Date) error {
	if err := items.Put(u, i); err != nil {
		return err
	}
	n, err := i.notice(on)
	if err != nil {
		return err
	}
	subject, correlation := i.About()
	return u.Emit(typ, subject, correlation, n)
}

// putReviewed is put for an item whose account is looked at afterwards.
func (s *Service) putReviewed(u *work.Unit, i OpenItem, typ string, on calendar.Date) (OpenItem, error) {
	if err := s.put(u, &i, typ, on); err != nil {
		return OpenItem{}, err
	}
	a, err := accounts.Get(u, i.Account)
	if err != nil {
		return OpenItem{}, err
	}
	if _, err := s.review(u, a); err != nil {
		return OpenItem{}, err
	}
	return items.Get(u, i.ID)
}

// stateEvents tell which event a state comes with.
var stateEvents = map[State]string{Open: EventItemReopened, PartiallyPaid: EventItemPartiallyPaid, Settled: EventItemSettled, WrittenOff: EventItemWrittenOff}

// book makes an entry on a stored item and says what came of it.
func (s *Service) book(u *work.Unit, id string, e Entry) (OpenItem, error) {
	item, err := items.Get(u, id)
	if err != nil {
		return item, err
	}
	if item, err = item.book(e); err != nil {
		return item, err
	}
	typ := stateEvents[item.State]
	if e.Amount.Sign() < 0 {
		typ = EventItemReopened
	}
	return item, s.put(u, &item, typ, e.On)
}
