package collection

import (
	"cmp"
	"context"
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

// debts gathers the items that a payment may be meant for, and says whose payment it is if mandate, bank account or the debit's
// own reference tell.
func (s *Service) debts(u *work.Unit, p Payment) ([]Debt, Payment, error) {
	g := &gathering{u: u, seen: map[string]bool{}, known: map[string]bool{}}
	p.References = slices.Clone(p.References)
	if p.EndToEnd != "" {
		if i, found, err := items.Find(u, p.EndToEnd); err != nil {
			return nil, p, err
		} else if found {
			g.add(i)
			p.References = append(p.References, i.No)
		}
	}
	if err := s.payer(u, &p); err != nil {
		return nil, p, err
	}
	_, x, err := s.numbers(u)
	if err != nil {
		return nil, p, err
	}
	for _, r := range append(slices.Clone(p.References), p.EndToEnd) {
		g.number(normal(r))
	}
	w := normalText(p.Text)
	x.scan(w, func(begin, end int) bool { return g.number(string(w.text[begin:end])) })
	if s.config.Match.AmountAlone {
		g.by(keyOwing, p.Amount.String())
	}
	if p.Account != "" {
		g.accounts = append(g.accounts, p.Account)
	}
	for n := 0; n < len(g.accounts); n++ { // grows
		g.by(keyOpen, g.accounts[n])
	}
	return g.debts, p, g.err
}

// payer finds the account that a payment's mandate or bank account belongs to, if it is one only.
func (s *Service) payer(u *work.Unit, p *Payment) error {
	if p.Account != "" {
		_, err := accounts.Get(u, p.Account)
		return err
	}
	for _, way := range []store.Key{{Name: keyMandate, Value: p.Mandate}, {Name: keyIBAN, Value: normal(p.IBAN)}} {
		if way.Value == "" {
			continue
		}
		found, err := accounts.By(u, way.Name, way.Value)
		if err != nil {
			return err
		}
		if len(found) == 1 {
			p.Account = found[0].ID
			return nil
		}
	}
	return nil
}

// gathering collects items, each once; it keeps the first error.
type gathering struct {
	u        *work.Unit
	debts    []Debt
	seen     map[string]bool
	known    map[string]bool
	accounts []string
	err      error
}

func (g *gathering) add(i OpenItem) {
	if g.seen[i.ID] {
		return
	}
	g.seen[i.ID] = true
	d := Debt{Item: i.ID, Account: i.Account, No: i.No, Kind: i.Kind, Due: i.Due, Open: i.Open}
	if i.State == WrittenOff || i.State == Settled {
		d.Open, g.err = i.Amount.Sub(i.Amount)
	}
	g.debts = append(g.debts, d)
	if !g.known[i.Account] {
		g.known[i.Account] = true
		g.accounts = append(g.accounts, i.Account)
	}
}

// by adds the items found by a key and says whether there are any.
func (g *gathering) by(key, value string) bool {
	if g.err != nil || value == "" {
		return false
	}
	found, err := items.By(g.u, key, value)
	g.err = err
	for _, i := range found {
		g.add(i)
	}
	return len(found) > 0
}

func (g *gathering) number(no string) bool { return g.by(keyNumber, no) }

// bookMatching books what a matching found for a payment, and keeps the rest.
func (s *Service) bookMatching(u *work.Unit, r Received, m Matching, account string, on calendar.Date, typ string) (Received, error) {
	touched := map[string]bool{}
	var correlation string
	for _, a := range m.Allocations {
		item, err := s.book(u, a.Item, Entry{Kind: Paid, On: on, Amount: a.Amount, Reference: r.ID})
		if err != nil {
			return Received{}, err
		}
		if correlation == "" {
			_, correlation = item.About()
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
		correlation = cmp.Or(correlation, a.Case)
	}
	if err := s.putPayment(u, &r, correlation, typ, m.Steps); err != nil {
		return Received{}, err
	}
	if err := s.reviewAll(u, touched); err != nil {
		return Received{}, err
	}
	return payments.Get(u, r.ID)
}

// putPayment stores a payment and says so; a rest is said by an event of its own.
func (s *Service) putPayment(u *work.Unit, r *Received, correlation, typ string, why []Step) error {
	if err := payments.Put(u, r); err != nil {
		return err
	}
	if err := u.Emit(typ, r.ID, cmp.Or(correlation, r.ID), r.notice(why)); err != nil {
		return err
	}
	if r.Unmatched.Sign() == 0 || typ != EventPaymentReceived {
		return nil
	}
	return u.Emit(EventPaymentUnmatched, r.ID, cmp.Or(correlation, r.ID), r.notice(why))
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
	ids := make([]string, 0, len(touched))
	for id := range touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
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

// Assign says whose an unmatched payment is, and sets it against what that account owes.
func (s *Service) Assign(ctx context.Context, payment, account string) (Received, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Received, error) { return s.AssignTx(u, payment, account) })
}

// AssignTx is Assign in the caller's unit.
func (s *Service) AssignTx(u *work.Unit, payment, account string) (Received, error) {
	r, err := payments.Get(u, payment)
	if err != nil {
		return Received{}, err
	}
	if r.Account == account {
		return r, nil
	}
	if r.Account != "" || r.Unmatched.Sign() == 0 {
		return Received{}, fault.State(payments.Subject(payment), "belongs to the account "+r.Account+" already, or nothing of it is left")
	}
	return s.spend(u, r, account)
}

// spend sets what is unmatched of a payment against what an account owes.
func (s *Service) spend(u *work.Unit, r Received, account string) (Received, error) {
	rest := Payment{ID: r.ID, Amount: r.Unmatched, On: r.Payment.On, Account: account}
	debts, rest, err := s.debts(u, rest)
	if err != nil {
		return Received{}, err
	}
	m, err := Match(debts, []Payment{rest}, s.config.Match)
	if err != nil {
		return Received{}, err
	}
	if r.Account == account && len(m.Allocations) == 0 {
		return r, nil
	}
	if r.Unmatched, err = r.Unmatched.Sub(r.Unmatched); err != nil {
		return Received{}, err
	}
	return s.bookMatching(u, r, m, account, later(r.Payment.On, s.today(u)), EventPaymentAssigned)
}

// useCredit spends what is kept for an account, the oldest payment first.
func (s *Service) useCredit(u *work.Unit, a Account) error {
	kept, err := payments.By(u, keyRest, a.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(kept, func(a, b Received) int {
		return cmp.Or(a.Payment.On.Compare(b.Payment.On), cmp.Compare(a.ID, b.ID))
	})
	for _, r := range kept {
		if _, err := s.spend(u, r, a.ID); err != nil {
			return err
		}
	}
	return nil
}
