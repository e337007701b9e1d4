package collection

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// DueReport counts what Due did.
type DueReport struct {
	Looked  int // accounts that were looked at
	Letters int // dunning letters that were sent
}

// Due does what has fallen due by asOf: it judges promises and instalments, sends dunning letters, and asks for services to be blocked.
// It does each once however often it is called, and by however many hosts; an account's fault does not stop the others and is
// in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var r DueReport
	var err error
	sent := map[string]int{} // by account: what is done twice because of a conflict counts once
	r.Looked, err = work.EachDue(ctx, s.env, accounts, keyDue, asOf, func(u *work.Unit, found Account) (bool, error) {
		a, err := accounts.Get(u, found.ID)
		if err != nil || a.CheckAt.IsZero() || a.CheckAt.After(u.At) {
			return false, err // looked at meanwhile
		}
		before := a.Dunning.Letters
		a, err = s.dun(u, a)
		sent[a.ID] = a.Dunning.Letters - before
		return true, err
	})
	for _, n := range sent {
		r.Letters += n
	}
	return r, err
}

// dun looks at an account and sends the letter that is due.
func (s *Service) dun(u *work.Unit, a Account) (Account, error) {
	on := s.Today(u)
	a, err := s.reviewed(u, a, on.AddDays(1)) // what was promised or agreed for yesterday is judged before the letter
	if err != nil {
		return a, err
	}
	open, err := items.By(u, keyOpen, a.ID)
	if err != nil {
		return a, err
	}
	letter, due, _, err := AssessDunning(DunningInput{Account: a, Items: open, On: on, Levels: s.config.Levels, Blocking: s.config.Blocking, Interest: s.config.Interest})
	if err != nil || !due {
		return a, err
	}
	if a, err = s.send(u, a, letter); err != nil {
		return a, err
	}
	return s.reviewed(u, a, on.AddDays(1))
}

// send notes a letter on the account and its items, opens what it costs as items of their own, and emits it.
func (s *Service) send(u *work.Unit, a Account, l Letter) (Account, error) {
	if err := s.tell(u, a, EventDunningSent, l); err != nil {
		return a, err
	}
	for _, row := range l.Items {
		i, err := items.Get(u, row.Item)
		if err != nil {
			return a, err
		}
		i.Level = row.Level
		if i.DunnedOn.IsZero() {
			i.DunnedOn = l.On
		}
		i.Lump = i.Lump || row.LumpSum.Sign() > 0
		if i.Charged, err = i.Charged.Add(row.Charge); err != nil {
			return a, err
		}
		if err := items.Put(u, &i); err != nil {
			return a, err
		}
	}
	oldest, err := items.Get(u, l.Items[0].Item)
	if err != nil {
		return a, err
	}
	_, correlation := oldest.About()
	for _, cost := range []Item{{Kind: Fee, Amount: l.Fee}, {Kind: Interest, Amount: l.Interest}, {Kind: LumpSum, Amount: l.LumpSum}} {
		if cost.Amount.Sign() == 0 {
			continue
		}
		cost.Bill, cost.Account, cost.Customer, cost.Due, cost.Arisen, cost.Correlation = l.ID, a.ID, a.Customer, l.PayBy, l.On, correlation
		if _, err := s.open(u, cost); err != nil {
			return a, err
		}
	}
	a.Dunning = a.Dunning.reach(l.Level, l.On)
	a.Dunning.Letters = l.No
	if !l.BlockOn.IsZero() && a.Block.State == NotBlocked {
		a.Block = Block{State: BlockNoticed, NoticedOn: l.On, From: l.BlockOn}
	}
	return a, letters.Put(u, &kept{Meta: metaOf(l.ID), Account: a.ID, Letter: l})
}
