package camt

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// balance reads a balance; what is wrong with it is wrong with the statement.
func (p *parser) balance(n *node) {
	b := Balance{Code: n.say("Tp", "CdOrPrtry", "Cd")}
	switch b.Code {
	case "OPBD", "PRCD", "CLBD", "ITBD":
	default:
		return // available balances and those to come are no sums of entries
	}
	var c fault.Check
	b.Amount = p.amount(&c, n, "balance.amount", n.at("Amt"))
	if !p.credit(&c, n, "balance.creditDebitIndicator", n.at("CdtDbtInd")) {
		b.Amount = b.Amount.Neg()
	}
	b.On = p.date(&c, n.at("Dt"), n, "balance.date")
	for _, f := range c.Fields() {
		p.check.Add(f.Path, f.Rule, f.Message)
	}
	if len(c.Fields()) > 0 {
		return
	}
	p.balances = append(p.balances, b)
}

// pick is the first balance with one of the codes, in their order.
func (p *parser) pick(codes ...string) *Balance {
	for _, code := range codes {
		for n := range p.balances {
			if p.balances[n].Code == code {
				return &p.balances[n]
			}
		}
	}
	return nil
}

// weigh holds the entries against the balances. On a page of a longer statement the balances are interim ones: the first opens it, the
// last closes it.
func (p *parser) weigh() {
	p.Opening, p.Closing = p.pick("OPBD", "PRCD"), p.pick("CLBD")
	for n := range p.balances {
		if b := &p.balances[n]; b.Code == "ITBD" {
			switch {
			case p.Opening == nil:
				p.Opening = b
			case p.Closing == nil && p.Opening != b:
				p.Closing = b
			}
		}
	}
	if n := len(p.Bad); n > 0 {
		p.find(FindingBad, "%d of %d entries could not be read", "%d von %d Buchungen sind nicht lesbar", n, p.no)
	}
	if p.Opening == nil || p.Closing == nil {
		p.find(FindingNoBalance, "the opening or the closing balance is missing: the entries cannot be checked", "Anfangs- oder Endsaldo fehlt: die Buchungen sind nicht prüfbar")
		return
	}
	sum := p.Opening.Amount
	for _, e := range p.Entries {
		if e.Status != Booked {
			continue
		}
		next, err := sum.Add(e.Signed())
		if err != nil {
			p.find(FindingBalance, "the entries cannot be added up", "die Buchungen lassen sich nicht summieren")
			return
		}
		sum = next
	}
	if sum != p.Closing.Amount {
		p.find(FindingBalance, "the opening balance of %s and the entries come to %s, the closing balance is %s",
			"Anfangssaldo %s und Buchungen ergeben %s, der Endsaldo ist %s", p.Opening.Amount, sum, p.Closing.Amount)
	}
}

func (p *parser) find(code, en, de string, facts ...any) {
	p.Findings = append(p.Findings, Finding{Code: code, Text: fmt.Sprintf(en, facts...), De: fmt.Sprintf(de, facts...)})
}
