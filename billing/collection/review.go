package collection

import (
	"cmp"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// review looks at an account after something changed: whether promises and plans are kept, whether a block has lost its ground, how
// far dunning has come, and when time alone will change something.
func (s *Service) review(u *work.Unit, a Account) (Account, error) {
	return s.reviewed(u, a, calendar.Date{})
}

// reviewed is review; next is the first day on which it may be looked at again.
func (s *Service) reviewed(u *work.Unit, a Account, next calendar.Date) (Account, error) {
	on := s.Today(u)
	a, err := s.reviewPromise(u, a, on)
	if err != nil {
		return a, err
	}
	if a, err = s.reviewPlans(u, a, on); err != nil {
		return a, err
	}
	open, err := items.By(u, keyOpen, a.ID)
	if err != nil {
		return a, err
	}
	if a, err = s.reviewBlock(u, a, open, on); err != nil {
		return a, err
	}
	overdue, _, err := overdueItems(open, on)
	if err != nil {
		return a, err
	}
	a.Dunning.Level = 0
	for _, i := range overdue {
		a.Dunning.Level = max(a.Dunning.Level, i.Level)
	}
	if !slices.ContainsFunc(overdue, func(i OpenItem) bool { return i.Kind == Bill }) {
		a.Dunning.Since = a.Dunning.Letters
	}
	a.CheckAt = s.checkAt(a, open, next)
	return a, accounts.Put(u, &a)
}

func (s *Service) reviewPromise(u *work.Unit, a Account, on calendar.Date) (Account, error) {
	open, err := items.By(u, keyOpen, a.ID)
	if err != nil {
		return a, err
	}
	a, event, p, err := a.judgePromise(open, on)
	if err != nil || event == "" {
		return a, err
	}
	return a, s.tell(u, a, event, a.promiseNotice(p))
}

func (s *Service) reviewPlans(u *work.Unit, a Account, on calendar.Date) (Account, error) {
	for n, p := range a.Plans {
		if p.State != PlanAgreed {
			continue
		}
		all, err := s.planItems(u, p)
		if err != nil {
			return a, err
		}
		disputed, err := p.disputed(all)
		if err != nil {
			return a, err
		}
		p, deferred, missed, err := p.judge(on, disputed)
		if err != nil {
			return a, err
		}
		a.Plans = slices.Clone(a.Plans)
		a.Plans[n] = p
		if p.State != PlanAgreed {
			if deferred, err = deferred.Sub(deferred); err != nil {
				return a, err
			}
		}
		if err := s.deferPart(u, p, all, deferred, on); err != nil {
			return a, err
		}
		if len(missed) == 0 {
			continue
		}
		notice := a.planNotice(p)
		notice.Missed = missed
		if err := s.tell(u, a, EventInstalmentMissed, notice); err != nil {
			return a, err
		}
	}
	return a, nil
}

// planItems are a plan's items, in its order.
func (s *Service) planItems(u *work.Unit, p Plan) ([]OpenItem, error) {
	all := make([]OpenItem, 0, len(p.Items))
	for _, id := range p.Items {
		i, err := items.Get(u, id)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

// deferPart holds so much of a plan's items, the latest first.
func (s *Service) deferPart(u *work.Unit, p Plan, all []OpenItem, amount money.Amount, on calendar.Date) error {
	slices.SortFunc(all, func(a, b OpenItem) int { return cmp.Or(b.Due.Compare(a.Due), cmp.Compare(b.ID, a.ID)) })
	for _, i := range all {
		was := i
		if n := i.hold(p.hold()); n >= 0 && i.Holds[n].Until.IsZero() {
			var err error
			if i, err = i.release(n, later(on, i.Holds[n].On), false); err != nil {
				return err
			}
		}
		free, err := i.Pressed()
		if err != nil {
			return err
		}
		if less, err := amount.Cmp(free); err != nil {
			return err
		} else if less < 0 {
			free = amount
		}
		if amount, err = amount.Sub(free); err != nil {
			return err
		}
		if i.Held, err = i.Held.Add(free); err != nil {
			return err
		}
		if i.Held == was.Held {
			continue
		}
		if free.Sign() > 0 {
			i.Holds = append(i.Holds[:len(i.Holds):len(i.Holds)], Hold{ID: p.hold(), Amount: free, On: on, Reason: "deferred by instalments"})
		}
		if err := items.Put(u, &i); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) reviewBlock(u *work.Unit, a Account, open []OpenItem, on calendar.Date) (Account, error) {
	step, sum, why, err := AssessBlocking(a, open, on, s.config.Blocking)
	if err != nil {
		return a, err
	}
	notice := BlockingNotice{Customer: a.Customer, Account: a.ID, On: on, Amount: sum, NoticedOn: a.Block.NoticedOn, Reason: why}
	switch step {
	case AskBlock:
		a.Block.State, a.Block.AskedOn = BlockAsked, on
		return a, s.tell(u, a, EventBlockingAsked, notice)
	case AskUnblock:
		a.Block = Block{}
		return a, s.tell(u, a, EventUnblockingAsked, notice)
	case ForgetBlock:
		a.Block = Block{}
	}
	return a, nil
}

// checkAt is the first instant of the next day on which time alone may change something, not before next.
func (s *Service) checkAt(a Account, open []OpenItem, next calendar.Date) time.Time {
	var first calendar.Date
	levels := levelsIn(s.config.Levels, a.Currency)
	add := func(d calendar.Date) {
		if d = later(d, next); first.IsZero() || d.Before(first) {
			first = d
		}
	}
	for _, i := range open {
		if i.duns(levels) && i.Open != i.Held {
			add(later(i.Due.AddDays(levels[i.Level].Days), a.Dunning.On.AddDays(1)))
		}
	}
	if n := a.openPromise(); n >= 0 {
		add(a.Promises[n].By.AddDays(1))
	}
	for _, p := range a.Plans {
		for _, part := range p.Parts {
			if p.State == PlanAgreed && !part.Due.Before(later(next.AddDays(-1), p.On)) {
				add(part.Due.AddDays(1))
			}
		}
	}
	if a.Block.State == BlockNoticed {
		add(a.Block.From)
	}
	if first.IsZero() {
		return time.Time{}
	}
	return calendar.FirstInstant(first, s.zone)
}
