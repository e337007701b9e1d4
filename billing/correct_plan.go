package billing

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// plan is what a correction takes back of each line.
type plan struct {
	bill  *Bill
	lines []planned
}

// planned is one line of the bill on the way to being taken back.
type planned struct {
	worth  money.Amount // with its share of the document's discounts
	before money.Amount // what earlier corrections took back
	now    money.Amount // what this one does
	share  Share        // by which, if it was asked for by shares
	shared money.Exact  // what earlier ones took back by shares, exactly
	mixed  bool         // some of it was not taken back by shares
}

func (p *planned) left(c *money.Calc) money.Amount { return c.Sub(p.worth, p.before) }

func newPlan(b *Bill, earlier []Bill) (plan, error) {
	p := plan{bill: b, lines: make([]planned, len(b.Lines))}
	var c money.Calc
	for i := range b.Lines {
		p.lines[i].worth = c.Add(b.Lines[i].Net, b.Lines[i].Document)
	}
	for i := range earlier {
		if err := p.note(&earlier[i]); err != nil {
			return plan{}, err
		}
	}
	return p, c.Err()
}

// note counts what an earlier correction took back.
func (p *plan) note(e *Bill) error {
	if e.Corrects != p.bill.ID || !e.Kind.Corrects() {
		return p.wrong("earlier", fault.RuleReference, fmt.Sprintf("%q does not correct this bill; pass its corrections only", e.ID))
	}
	var c money.Calc
	for i := range e.Lines {
		l := &e.Lines[i]
		if l.Of < 1 || l.Of > len(p.lines) {
			return p.wrong("earlier", fault.RuleReference, fmt.Sprintf("%q takes back line %d, which the bill does not have", e.ID, l.Of))
		}
		one := &p.lines[l.Of-1]
		one.before = c.Sub(one.before, l.Net)
		part, err := one.exact(Share{l.Numerator, l.Denominator})
		if err == nil {
			part, err = one.shared.Add(part)
		}
		if one.shared = part; err != nil || l.Denominator == 0 {
			one.mixed = true
		}
	}
	return c.Err()
}

func (p *plan) wrong(path, rule, message string) error {
	return &fault.Invalid{Subject: fault.Subject("billing.bill", p.bill.ID), Fields: []fault.Field{{Path: path, Rule: rule, Message: message}}}
}

// exact is a share of the line before it is rounded.
func (p *planned) exact(s Share) (money.Exact, error) {
	if s.Denominator == 0 {
		return money.Exact{}, nil
	}
	return p.worth.Share(s.Numerator, s.Denominator)
}

// take plans what the correction asks for.
func (p *plan) take(c Correction) error {
	var check fault.Check
	for i, part := range c.Lines {
		if part.No < 1 || part.No > len(p.lines) {
			check.Add(fmt.Sprintf("lines[%d].no", i), fault.RuleReference, fmt.Sprintf("is %d, the bill has the lines 1 to %d", part.No, len(p.lines)))
			continue
		}
		if err := p.lines[part.No-1].takePart(part, &check, fmt.Sprintf("lines[%d]", i)); err != nil {
			return err
		}
	}
	if err := check.Err(fault.Subject("billing.correction", c.ID)); err != nil {
		return err
	}
	var calc money.Calc
	for i := range p.lines {
		one := &p.lines[i]
		switch {
		case len(c.Lines) > 0:
		case c.Share == (Share{}):
			one.now = one.left(&calc)
		default:
			asked, err := one.byShare(c.Share)
			if err != nil {
				return err
			}
			if one.now = asked; one.beyond(&calc) {
				one.now, one.share = one.left(&calc), Share{}
			}
		}
	}
	return calc.Err()
}

// byShare is a share of the line. If all that was taken back before was taken by shares, it is what all shares together come to, less
// what was taken: so three thirds are the whole, whatever a third rounds to.
func (p *planned) byShare(s Share) (money.Amount, error) {
	exact, err := p.exact(s)
	if err != nil {
		return money.Amount{}, err
	}
	p.share = s
	if p.mixed {
		return exact.Round(money.HalfUp)
	}
	if exact, err = p.shared.Add(exact); err != nil {
		return money.Amount{}, err
	}
	all, err := exact.Round(money.HalfUp)
	if err != nil {
		return money.Amount{}, err
	}
	return all.Sub(p.before)
}

// beyond reports whether more is taken back than is left, or something is charged.
func (p *planned) beyond(c *money.Calc) bool {
	left := p.left(c)
	if p.now.Sign() == 0 {
		return false
	}
	return p.now.Sign() != left.Sign() || c.Sub(left.Abs(), p.now.Abs()).Sign() < 0
}

func (p *planned) takePart(part LinePart, check *fault.Check, path string) error {
	var c money.Calc
	var err error
	switch {
	case part.Share != (Share{}) && part.Amount.Sign() != 0:
		check.Add(path+".amount", fault.RuleRange, "must be left out where there is a share")
		return nil
	case part.Share != (Share{}):
		part.Share.check(check, path+".share")
		if part.Share.Denominator <= 0 {
			return nil
		}
		if p.now, err = p.byShare(part.Share); err != nil {
			return err
		}
	case part.Amount.Sign() != 0:
		p.now = part.Amount
		_, err := part.Amount.MinorUnits()
		check.That(err == nil, path+".amount", fault.RuleFormat, "must be in whole minor units")
		if has, want := part.Amount.Currency(), p.worth.Currency(); has != want {
			check.Add(path+".amount", fault.RuleCurrency, fmt.Sprintf("is in %s, the bill in %s", has, want))
			return nil
		}
	default:
		p.now = p.left(&c)
	}
	if p.beyond(&c) {
		check.Add(path, fault.RuleRange, fmt.Sprintf("asks for %s, of the line %s are left; take back that at most", p.now, p.left(&c)))
	}
	return c.Err()
}

func (s Share) check(c *fault.Check, path string) {
	c.That(s.Numerator > 0 && s.Numerator <= s.Denominator, path, fault.RuleRange, "must be above 0 and at most 1")
}
