package billing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/work"
)

// draft is the bill of an account's open period before anything is written, and what it was made of.
type draft struct {
	account Account
	ledger  ledger // as it is without the bill
	input   Input
	bill    Bill
	entries []entry // those that stand on it
	later   bool    // others stand on a later one
	none    bool    // there is nothing to bill
}

// draft computes the bill of the open period; it writes nothing.
func (s *Service) draft(u *work.Unit, l ledger) (draft, error) {
	d := draft{ledger: l}
	var err error
	if d.account, err = accounts.Get(u, l.ID); err != nil {
		return d, err
	}
	if err := s.gather(u, &d); err != nil {
		return d, err
	}
	if len(d.input.Holdings) == 0 && len(d.input.Positions) == 0 && len(d.input.Rebates) == 0 && len(d.input.Usage) == 0 {
		d.none = true
		return d, nil
	}
	if d.bill, err = Compute(d.input); err != nil {
		return d, err
	}
	if len(d.bill.Lines) == 0 {
		d.none = true // usage that cannot be rated is no reason to write to a customer
		return d, nil
	}
	return d, s.verify(u, &d)
}

// gather collects the input of a bill from the store.
func (s *Service) gather(u *work.Unit, d *draft) error {
	a, l := d.account, d.ledger
	issuer, known := s.issuer(a.Issuer)
	if !known {
		return fault.State(accounts.Subject(a.ID), "its issuer "+a.Issuer+" is not configured; add it to Config.Issuers")
	}
	cycle, err := charge.BillCycle(a.CycleDay, a.Zone)
	if err != nil {
		return err
	}
	date := a.day(u)
	now := a.On(date)
	in := &d.input
	*in = Input{
		ID: l.openCase(), Correlation: l.openCase(), Kind: KindRegular, Issuer: issuer,
		Account: AccountData{ID: a.ID, Customer: a.Customer, Name: now.Name, Address: now.Address, TaxID: now.TaxID, Business: now.Business, Reseller: now.Reseller,
			Currency: a.Currency, Language: now.Language, Reference: now.Reference},
		Cycle: cycle, Period: l.Open, Date: date, PaymentDue: date.AddDays(cmp.Or(now.PaymentDays, s.config.PaymentDays)),
		Book: s.config.Book, Balances: l.Balances, Commitments: a.Terms.Commitments,
		Taxes: s.config.Taxes, Policy: s.config.Policy, Previous: l.Previous,
	}
	if in.Billed, err = billedOf(u, l); err != nil {
		return err
	}
	in.Discounts = s.discounts(a, l)
	if len(a.Terms.Conditions) > 0 {
		in.Conditions = a.Terms.Conditions
		if in.History, err = s.history(u, a); err != nil {
			return err
		}
	}
	all := []Account{a}
	if l.Parents {
		in.Kind = KindConsolidated
		subs, err := accounts.By(u, "parent", a.ID)
		if err != nil {
			return err
		}
		all = append(all, subs...)
	}
	for _, one := range all {
		from := len(in.Holdings)
		if err := s.gatherOf(u, d, one.ID, func(account string) bool {
			return account == a.ID || l.Parents && account != a.ID && isOf(all, account)
		}); err != nil {
			return err
		}
		if one.ID != a.ID {
			in.SubAccounts = append(in.SubAccounts, SubAccount{ID: one.ID, Name: one.On(date).Name, Products: idsOf(in.Holdings[from:])})
		}
	}
	if d.over() {
		in.Kind = KindFinal
	}
	return nil
}

// over tells whether the account is closed by the end of the period, and nothing that stands on its bill runs on, as products of accounts
// below it may.
func (d *draft) over() bool {
	end := d.ledger.Open.To()
	return d.account.State == AccountClosed && !d.account.Closed.After(end) &&
		!slices.ContainsFunc(d.input.Holdings, func(h charge.Holding) bool { return h.Until.IsZero() || h.Until.After(end) })
}

func isOf(all []Account, id string) bool {
	for i := range all {
		if all[i].ID == id {
			return true
		}
	}
	return false
}

func idsOf(held []charge.Holding) []string {
	ids := make([]string, len(held))
	for i := range held {
		ids[i] = held[i].ID
	}
	return ids
}

// gatherOf collects what one account brings to the bill; mine tells which accounts stand on it.
func (s *Service) gatherOf(u *work.Unit, d *draft, account string, mine func(string) bool) error {
	in, l := &d.input, &d.ledger
	held, err := s.heldTx(u, account)
	if err != nil {
		return err
	}
	for _, p := range held {
		if lastOf(p, mine) != account {
			continue // it stands with the account that paid last
		}
		if h, ours := p.at(mine); ours {
			h.Settled = latest(h.Settled, l.Settled)
			in.Holdings = append(in.Holdings, h)
		}
	}
	usage, err := usageWith(u, account, l.Open.From())
	if err != nil {
		return err
	}
	in.Usage = append(in.Usage, usage...)
	if !l.Entries {
		return nil
	}
	open, err := entries.By(u, keyOpen, account)
	if err != nil {
		return err
	}
	sub := "" // on a consolidated bill: whose it is
	if account != l.ID {
		sub = account
	}
	for _, e := range open {
		switch {
		case e.Position != nil && e.Position.On.Before(l.Open.To()):
			p := *e.Position
			p.Account = sub
			in.Positions = append(in.Positions, p)
		case e.Rebate != nil && e.Rebate.Period.From().Before(l.Open.To()):
			r := *e.Rebate
			r.Account = sub
			in.Rebates = append(in.Rebates, r)
		case e.Credit != nil:
			in.Credits = append(in.Credits, *e.Credit)
		default:
			d.later = true
			continue
		}
		d.entries = append(d.entries, e)
	}
	return nil
}

// lastOf is the last of the accounts on the bill that pays for a product, or paid.
func lastOf(p Product, mine func(string) bool) string {
	for n := len(p.Places) - 1; n >= 0; n-- {
		if mine(p.Places[n].Account) {
			return p.Places[n].Account
		}
	}
	return ""
}

// discounts are those of every account and the account's own, with what earlier bills used of them.
func (s *Service) discounts(a Account, l ledger) []discount.Discount {
	if len(s.config.Discounts)+len(a.Terms.Discounts) == 0 {
		return nil
	}
	all := append(append([]discount.Discount(nil), s.config.Discounts...), a.Terms.Discounts...)
	for i := range all {
		if used, any := l.Used[all[i].ID]; any {
			all[i].Used = used
		}
	}
	return all
}

// verify checks the bill (3.8.3: bills are verified before they are sent).
func (s *Service) verify(u *work.Unit, d *draft) error {
	agreed, err := s.agreed(u, d.input.Holdings)
	if err != nil {
		return err
	}
	b := &d.bill
	b.Findings = Verify(Case{Bill: b, Previous: d.ledger.Previous, Agreed: agreed, Limits: s.config.Limits,
		Waiting: len(d.input.Usage) - len(b.Rated) - len(b.Rejected)}, s.config.Rules)
	for _, e := range d.entries {
		if e.Surplus {
			b.Findings = append(b.Findings, surplus(*e.Position))
		}
	}
	b.Findings = first(b.Findings)
	return nil
}

// first are the first 100 findings of each code, and how many more there are: a bill with thousands of lines may have as many findings.
func first(findings []Finding) []Finding {
	if len(findings) <= maxTold {
		return findings
	}
	var kept []Finding
	var codes []string // that have more, in their order
	count, held := map[string]int{}, map[string]bool{}
	for _, f := range findings {
		if count[f.Code]++; count[f.Code] <= maxTold {
			kept = append(kept, f)
			continue
		}
		if count[f.Code] == maxTold+1 {
			codes = append(codes, f.Code)
		}
		held[f.Code] = held[f.Code] || f.Severity == SeverityHold
	}
	for _, code := range codes {
		more := Finding{Code: code, Severity: SeverityNote, Text: fmt.Sprintf("There are %d more of %s.", count[code]-maxTold, code),
			De: fmt.Sprintf("Es gibt %d weitere zu %s.", count[code]-maxTold, code)}
		if held[code] {
			more.Severity = SeverityHold
		}
		kept = append(kept, more)
	}
	return kept
}

// CodeSurplus is the finding about what was delivered, but not ordered or agreed.
const CodeSurplus = "BILL-DELIVERED-NOT-ORDERED"

func surplus(p Position) Finding {
	return Finding{Code: CodeSurplus, Severity: SeverityHold,
		Text: "Delivered, but not ordered: " + p.Quantity.String() + " × " + p.Offering + "; clear up what is owed for it, then release the bill.",
		De:   "Geliefert, aber nicht bestellt: " + p.Quantity.String() + " × " + p.Offering + "; klären, was dafür geschuldet ist, dann die Rechnung freigeben."}
}

// agreed are the prices of the holdings as their agreements have them.
func (s *Service) agreed(u *work.Unit, held []charge.Holding) ([]Agreed, error) {
	var all []Agreed
	known := map[string]*agreementNote{}
	for i := range held {
		h := &held[i]
		if h.Agreement == "" {
			continue
		}
		note, asked := known[h.Agreement]
		if !asked {
			found, there, err := agreements.Find(u, h.Agreement)
			if err != nil {
				return nil, err
			}
			if there {
				note = &found
			}
			known[h.Agreement] = note
		}
		if note == nil {
			continue
		}
		for j := range h.Prices {
			if one, found := note.price(h.Offering, &h.Prices[j]); found {
				one.Product, one.Price = h.ID, h.Prices[j].ID
				all = append(all, one)
			}
		}
	}
	return all, nil
}

// price is what the agreement says of an offering's recurring price. Where it has several of the name, as with an offering that was sold
// twice at different prices, it is the one that is charged, or else the first.
func (a *agreementNote) price(offering string, charged *charge.Price) (agreed Agreed, found bool) {
	for _, i := range a.Agreement.Items {
		for _, p := range i.Prices {
			if i.Offering != offering || p.Type != price.Recurring || !strings.EqualFold(p.Name, charged.Name) {
				continue
			}
			one := Agreed{Agreement: a.ID, Amount: p.Amount, Discount: p.Discount}
			if p.Amount == charged.Amount && p.Discount == charged.Discount {
				return one, true
			}
			if !found {
				agreed, found = one, true
			}
		}
	}
	return agreed, found
}

// usedOf adds what a bill used of discounts with a cap on all bills.
func usedOf(before map[string]money.Amount, in *Input, b *Bill) (map[string]money.Amount, error) {
	var c money.Calc
	capped := map[string]money.Amount{}
	for _, d := range in.Discounts {
		if d.CapTotal.Sign() > 0 {
			capped[d.ID] = before[d.ID]
		}
	}
	if len(capped) == 0 {
		return nil, nil
	}
	b.eachDiscount(func(s discount.Share) {
		if used, any := capped[s.Discount]; any {
			capped[s.Discount] = c.Sub(used, s.Amount)
		}
	})
	return capped, c.Err()
}

// usedWithout is what was used of discounts with a cap on all bills, but for one bill.
func usedWithout(all map[string]money.Amount, b *Bill) (map[string]money.Amount, error) {
	var c money.Calc
	left := maps.Clone(all)
	b.eachDiscount(func(s discount.Share) {
		if used, any := left[s.Discount]; any {
			left[s.Discount] = c.Add(used, s.Amount)
		}
	})
	return left, c.Err()
}

// eachDiscount walks over the discounts on lines and document.
func (b *Bill) eachDiscount(visit func(discount.Share)) {
	for i := range b.Lines {
		for _, share := range b.Lines[i].Discounts {
			visit(share)
		}
	}
	for _, one := range b.Document {
		visit(one.Share)
	}
}
