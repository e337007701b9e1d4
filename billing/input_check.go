package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// check refuses what no bill can be made of; what the parts refuse themselves is left to them.
func (in *Input) check() error {
	var c fault.Check
	c.Text("id", in.ID, fault.MaxID)
	switch in.kind() {
	case KindRegular, KindFinal, KindConsolidated:
	default:
		c.Add("kind", fault.RuleUnknown, "must be regular, final or consolidated; corrections are made of bills, see CreditNote and Reverse")
	}
	c.Text("account.id", in.Account.ID, fault.MaxID)
	c.Text("account.customer", in.Account.Customer, fault.MaxID)
	c.Text("account.name", in.Account.Name, fault.MaxName)
	in.Account.Address.check(&c, "account.address")
	in.Issuer.Address.check(&c, "issuer.address")
	c.Text("issuer.name", in.Issuer.Name, fault.MaxName)
	c.That(in.Account.Currency != money.Currency{}, "account.currency", fault.RuleRequired, "must be the currency that the account is billed in")
	c.That(!in.Period.IsZero(), "period", fault.RuleRequired, "must be the days that the bill is for")
	c.That(!in.Date.IsZero(), "billDate", fault.RuleRequired, "must be the day the bill is made")
	in.Policy.check(&c, in.Account.Currency)
	in.checkPositions(&c)
	in.checkRebates(&c)
	in.checkCurrency(&c)
	if len(c.Fields()) == 0 {
		return nil
	}
	return c.Err(fault.Subject("billing.Input", in.ID))
}

func (p *Policy) check(c *fault.Check, currency money.Currency) {
	c.That(p.Lines <= money.Down, "policy.lines", fault.RuleUnknown, "must be half-up, half-even, up or down")
	c.That(p.Cash.Sign() >= 0, "policy.cash", fault.RuleRange, "must not be below 0")
	c.That(p.Cash.Sign() == 0 || p.Cash.Currency() == currency, "policy.cash", fault.RuleCurrency, "must be in the account's currency")
	_, err := p.Cash.MinorUnits()
	c.That(err == nil, "policy.cash", fault.RuleFormat, "must be in whole minor units: the smallest coin")
}

func (in *Input) checkPositions(c *fault.Check) {
	met := make(seen, len(in.Positions))
	for i := range in.Positions {
		p := &in.Positions[i]
		var part fault.Check
		part.Text("id", p.ID, fault.MaxID)
		part.Text("name", p.Name, fault.MaxName)
		part.That(p.Quantity.Sign() > 0, "quantity", fault.RuleRange, "must be above 0; what is taken back is a credit note")
		part.That(p.Price.Sign() >= 0, "price", fault.RuleRange, "must not be below 0; what is given back is a discount, a rebate or a credit note")
		part.That(!p.On.IsZero(), "on", fault.RuleRequired, "must be the day of the supply")
		part.That(p.Discount.Sign() >= 0 && p.Discount.Cmp(fullRate) <= 0, "discount", fault.RuleRange, "must lie between 0% and 100%")
		part.That(!met.twice(p.ID), "id", fault.RuleDuplicate, "is there twice: a position is billed once")
		within(c, "positions", i, &part)
	}
}

var fullRate = money.MustRate("100%")

func (in *Input) checkRebates(c *fault.Check) {
	met := make(seen, len(in.Rebates))
	for i := range in.Rebates {
		r := &in.Rebates[i]
		var part fault.Check
		part.Text("id", r.ID, fault.MaxID)
		part.Text("violation", r.Violation, fault.MaxID)
		part.Text("fee", r.Fee, fault.MaxName)
		part.That(!r.Period.IsZero(), "period", fault.RuleRequired, "must be the one in which the agreement was violated")
		part.That(r.Rate.Sign() >= 0, "rate", fault.RuleRange, "must not be below 0%")
		part.That(r.Amount.Sign() != 0 || r.Rate.Sign() > 0 && r.Basis.Sign() > 0, "amount", fault.RuleRequired, "must be there, or a rate and a basis that give it")
		part.That(!met.twice(r.ID), "id", fault.RuleDuplicate, "is there twice: a rebate is given once")
		within(c, "rebates", i, &part)
	}
}

// seen are ids that were met.
type seen map[string]struct{}

// twice reports whether the id was met before, and notes it.
func (s seen) twice(id string) bool {
	_, met := s[id]
	s[id] = struct{}{}
	return met
}

// within adds the faults of the i-th part of a list; the path is only written if there are any.
func within(c *fault.Check, list string, i int, part *fault.Check) {
	if len(part.Fields()) > 0 {
		c.Within(fmt.Sprintf("%s[%d]", list, i), part)
	}
}

// checkCurrency refuses amounts in another currency than the account's.
func (in *Input) checkCurrency(c *fault.Check) {
	want := in.Account.Currency
	if want == (money.Currency{}) {
		return
	}
	amount := func(a money.Amount, path string, i int) {
		if has := a.Currency(); has != want && has != (money.Currency{}) {
			c.Add(fmt.Sprintf(path, i), fault.RuleCurrency, fmt.Sprintf("is in %s, the account is billed in %s; bill it on an account of its own", has, want))
		}
	}
	in.amounts(amount)
	for i := range in.Holdings {
		h := &in.Holdings[i]
		if has, ok := in.Book.Currency(h.Tariff); ok && has != want {
			c.Add(fmt.Sprintf("holdings[%d].tariff", i), fault.RuleCurrency,
				fmt.Sprintf("%.60q is in %s, the account is billed in %s; give the product a tariff in its currency", h.Tariff, has, want))
		}
	}
}

// amounts walks over the amounts that become figures of the bill; the path has a place for the index.
func (in *Input) amounts(visit func(a money.Amount, path string, i int)) {
	for i := range in.Holdings {
		for j := range in.Holdings[i].Prices {
			visit(in.Holdings[i].Prices[j].Amount, "holdings[%d].prices", i)
		}
	}
	for i := range in.Billed {
		visit(in.Billed[i].Amount, "billed[%d].amount", i)
	}
	for i := range in.Positions {
		visit(in.Positions[i].Price, "positions[%d].price", i)
	}
	for i := range in.Rebates {
		visit(in.Rebates[i].Amount, "rebates[%d].amount", i)
		visit(in.Rebates[i].Basis, "rebates[%d].basis", i)
	}
	for i := range in.Commitments {
		visit(in.Commitments[i].Minimum, "commitments[%d].minimum", i)
		visit(in.Commitments[i].Maximum, "commitments[%d].maximum", i)
	}
	for i := range in.Credits {
		visit(in.Credits[i].Left, "credits[%d].left", i)
	}
	for i := range in.Discounts {
		visit(in.Discounts[i].Amount, "discounts[%d].amount", i)
	}
}
