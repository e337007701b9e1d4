package sla

import (
	"fmt"
	"strings"
)

func (p *page) remedies() {
	r := p.report
	if len(r.Remedies) == 0 {
		p.line("\n%s", p.word("No remedy is due.", "Es ist keine Gutschrift fällig."))
		return
	}
	p.line("\n%s", p.word("Remedies", "Gutschriften"))
	for _, one := range r.Remedies {
		what := r.objectiveName(one.Objective, p)
		if one.Fault != "" {
			what += ", " + one.Fault
		}
		p.detail("%s: %s", what, p.worth(one))
		for _, less := range one.Reductions {
			p.detail("   %s", sentence(p.lang, less.Code, p.money(less.Amount)))
		}
		if !one.ClaimBy.IsZero() && one.Amount.Sign() > 0 {
			p.detail("   %s %s", p.word("to be claimed before", "geltend zu machen vor"), p.time(one.ClaimBy))
		}
	}
	p.detail("%s: %s", p.word("Total", "Summe"), p.money(r.Total))
	if r.Claim == OnClaim && r.Total.Sign() > 0 {
		p.detail("%s", p.word("Paid if the customer asks for it in time.", "Wird gezahlt, wenn der Kunde es rechtzeitig verlangt."))
	}
}

// worth writes what a remedy is taken of and comes to.
func (p *page) worth(r Remedy) string {
	var text string
	if r.Steps > 0 {
		text = fmt.Sprintf("%d × ", r.Steps)
	}
	if r.Rate.Sign() > 0 {
		rate := r.Rate.String()
		if p.lang == "de" {
			rate = strings.ReplaceAll(strings.ReplaceAll(rate, ".", ","), "%", " %")
		}
		text += fmt.Sprintf("%s %s ", rate, p.word("of", "von"))
	}
	if r.Fee != "" {
		text += fmt.Sprintf("%s, %s", r.Fee, p.money(r.Basis))
	}
	if text != "" {
		text += " = "
	}
	text += p.money(r.Full)
	if r.Amount != r.Full {
		text += fmt.Sprintf(", %s %s", p.word("of which", "davon"), p.money(r.Amount))
	}
	return text
}

// objectiveName is the name of an objective of the report.
func (r Report) objectiveName(id string, p *page) string {
	for _, one := range r.Results {
		if one.Objective == id {
			return p.choose(one.Name, one.De)
		}
	}
	return id
}
