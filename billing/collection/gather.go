package collection

import (
	"cmp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

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
			p.Account, p.References = cmp.Or(p.Account, i.Account), append(p.References, i.No)
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
