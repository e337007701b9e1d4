package main

import (
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// page prints in a language.
type page struct {
	out    io.Writer
	lang   string
	policy risk.Policy
}

func (p page) say(en, de string) string {
	if p.lang == "de" {
		return de
	}
	return en
}

// outcomes are the decisions in English and German.
var outcomes = map[risk.Outcome][2]string{risk.Accept: {"accept", "annehmen"}, risk.LowerLimit: {"accept, and lower the limit", "annehmen, Rahmen senken"},
	risk.Deposit: {"deposit first", "erst Sicherheit"}, risk.Prepaid: {"pay in advance", "Vorkasse"},
	risk.Review: {"review by two people", "Prüfung durch zwei"}, risk.Refuse: {"refuse", "ablehnen"}}

func (p page) outcome(o risk.Outcome) string { return p.say(outcomes[o][0], outcomes[o][1]) }

func (p page) money(a money.Amount) string {
	if a.Sign() == 0 {
		return "–"
	}
	return a.Format(p.lang)
}

// table prints a line for each order with the reasons below it, and how many there are of each decision.
func (p page) table(all []decision) error {
	fmt.Fprintf(p.out, "%s %s, %s %s\n\n", p.say("Policy", "Regelwerk"), p.policy.Name, p.say("version", "Version"), p.policy.Version)
	width := 10
	for _, d := range all {
		width = max(width, utf8.RuneCountInString(d.customer))
	}
	p.line(width, p.say("customer", "Kunde"), p.say("order", "Auftrag"), p.say("exposure", "Engagement"), p.say("limit", "Rahmen"), p.say("deposit", "Sicherheit"),
		p.say("risk", "Risiko"), p.say("decision", "Entscheidung"))
	count := map[risk.Outcome]int{}
	for _, d := range all {
		v := d.verdict
		count[v.Outcome]++
		p.line(width, d.customer, p.money(d.amount), p.money(v.Exposure.Total), p.money(v.Limit), p.money(v.Deposit), fmt.Sprint(v.Overall), p.outcome(v.Outcome))
		p.reasons("  ", v.Reasons)
	}
	fmt.Fprintln(p.out)
	for _, o := range risk.Outcomes() {
		if count[o] > 0 {
			fmt.Fprintf(p.out, "%3d × %s\n", count[o], p.outcome(o))
		}
	}
	return nil
}

func (p page) line(width int, customer, order, exposure, limit, deposit, overall, outcome string) {
	fmt.Fprintf(p.out, "%-*s  %12s  %13s  %13s  %11s  %6s  %s\n", width, customer, order, exposure, limit, deposit, overall, outcome)
}

func (p page) reasons(indent string, all []fault.Reason) {
	for _, r := range all {
		fmt.Fprintf(p.out, "%s%s: %s\n", indent, r.Code, p.policy.Say(r, p.lang))
	}
}

// explain prints of one customer which facts there were, what each table said, and what followed.
func (p page) explain(all []decision, customer string) error {
	for _, d := range all {
		if d.customer != customer {
			continue
		}
		v := d.verdict
		fmt.Fprintf(p.out, "%s: %s\n\n%s\n", d.customer, p.outcome(v.Outcome), p.say("What is known", "Was bekannt ist"))
		for _, f := range d.facts.All() {
			if !f.Missing {
				fmt.Fprintf(p.out, "  %-24s %s\n", f.Name, f.Value)
			}
		}
		for _, name := range v.Exposure.Assumed {
			fmt.Fprintf(p.out, "  %-24s %s\n", name, p.say("not known: taken for 0, as the policy says", "nicht bekannt: nach Regelwerk 0"))
		}
		fmt.Fprintf(p.out, "\n%s\n", p.say("Risks, 0 to 100", "Risiken, 0 bis 100"))
		for _, s := range v.Scores {
			fmt.Fprintf(p.out, "  %-20s %3d\n", s.Kind, s.Score)
			p.reasons("    ", s.Reasons)
		}
		e := v.Exposure
		fmt.Fprintf(p.out, "\n%s\n", p.say("Exposure", "Engagement"))
		for _, row := range []struct {
			name   string
			amount money.Amount
		}{{p.say("owed", "offen"), e.Open}, {p.say("used, not billed", "genutzt, nicht abgerechnet"), e.Unbilled}, {p.say("other orders", "andere Aufträge"), e.Orders},
			{p.say("this order", "dieser Auftrag"), e.This}, {p.say("less deposits", "ab Sicherheiten"), e.Deposits.Neg()}, {p.say("together", "zusammen"), e.Total}} {
			fmt.Fprintf(p.out, "  %-28s %14s\n", row.name, p.money(row.amount))
		}
		fmt.Fprintf(p.out, "\n%s %s, %s %s, %s %s\n", p.say("Limit", "Rahmen"), p.money(v.Limit), p.say("of", "von"), p.money(v.Full), p.say("left by dunning:", "nach Mahnstand:"), v.Step.Share)
		p.reasons("  ", v.Step.Reasons)
		fmt.Fprintf(p.out, "\n%s\n", p.say("Decision", "Entscheidung"))
		p.reasons("  ", v.Reasons)
		return nil
	}
	return notThere(customer)
}

// facts lists what can be a column.
func (p page) facts(c *risk.Compiled) error {
	for _, d := range c.Schema().Definitions() {
		if slices.Contains(risk.Computed(), d.Name) && !slices.Contains(asked, d.Name) {
			continue
		}
		fmt.Fprintf(p.out, "%-24s %-7s %s\n", d.Name, d.Kind, d.What)
	}
	return nil
}
