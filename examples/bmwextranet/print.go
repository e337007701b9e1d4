package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/ordering"
)

// print prints what the journal proves of the flows, then what came of it all.
func (p *play) print(ctx context.Context, out io.Writer, flows []flow.Flow, o options) error {
	journals, err := p.journals(ctx)
	if err != nil {
		return err
	}
	t := p.teller(o.lang)
	page := stage.Page{Lang: o.lang, Zone: t.zone, Detail: t.detail}
	saved := 0
	for _, f := range flows {
		r := flow.Check(f, journals[p.cases[f.ID]])
		saved += r.Saved()
		switch {
		case o.mermaid:
			fmt.Fprintf(out, "%%%% %s, %s\n%s\n", f.Name(o.lang), f.Section, f.Mermaid(o.lang))
		case o.json:
			if err := page.JSON(out, r); err != nil {
				return err
			}
		default:
			page.Flow(out, r)
		}
	}
	if o.mermaid || o.json {
		return nil
	}
	if o.direct {
		fmt.Fprintf(out, "\n%s: %d\n", t.say("Hand-overs saved by direct contact", "Durch direkten Kontakt gesparte Übergaben"), saved)
	}
	for _, correlation := range p.caseOrder() {
		t.printObstacles(out, journals[correlation])
	}
	if err := p.printResults(ctx, out, t); err != nil {
		return err
	}
	if err := p.printAssurance(ctx, out, t); err != nil {
		return err
	}
	return p.printBill(ctx, out, t)
}

// caseOrder are the cases of the flows, each once, in the order of the flows, and that in which the dealer buys again.
func (p *play) caseOrder() []string {
	var all []string
	for _, f := range flow.All() {
		if c := p.cases[f.ID]; c != "" && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	if p.fleet != "" {
		all = append(all, p.fleet)
	}
	return all
}

// journals are the events of the cases.
func (p *play) journals(ctx context.Context) (map[string][]event.Event, error) {
	all := map[string][]event.Event{}
	for _, correlation := range p.caseOrder() {
		events, err := p.crm.Journal(ctx, correlation)
		if err != nil {
			return nil, err
		}
		all[correlation] = events
	}
	return all, nil
}

// printResults prints the quote, the order and its charges, as far as there are any.
func (p *play) printResults(ctx context.Context, out io.Writer, t teller) error {
	quotes, err := p.crm.Selling.Quotes(ctx, "customer", p.id)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, q := range quotes {
		if q.Correlation == p.lead.Correlation {
			t.printQuote(w, q)
		}
	}
	if p.order != "" {
		o, err := p.crm.Orders.Get(ctx, p.order)
		if err != nil {
			return err
		}
		if err := t.printOrder(w, o); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (t teller) printQuote(w io.Writer, q selling.Quote) {
	fmt.Fprintf(w, "\n%s %d (%s), %s %s\n", t.say("Quote, version", "Angebot, Version"), q.Number, q.State, t.say("valid until", "gültig bis"), t.lastDay(q.ValidUntil))
	for _, i := range q.Items {
		for _, price := range i.Prices {
			off := ""
			if price.Discount.Sign() > 0 {
				off = fmt.Sprintf("− %s %s", price.Discount, price.DiscountName)
			}
			fmt.Fprintf(w, "  %d ×\t%s\t%s\t%s\t%s\n", i.Quantity, price.Name, price.Amount.Format(t.lang), t.per(price.Period), off)
		}
	}
	if len(q.ServiceLevel.Features) > 0 {
		fmt.Fprintf(w, "  %s: %s\n", t.say("service level", "Service Level"), strings.Join(q.ServiceLevel.Features, ", "))
	}
	for _, r := range q.Missing {
		fmt.Fprintf(w, "  %s\n", r.Message)
	}
}

func (t teller) printOrder(w io.Writer, o ordering.Order) error {
	fmt.Fprintf(w, "\n%s (%s), %s %s, %s %s, %s %s\n", t.say("Order", "Auftrag"), o.State, t.say("priority", "Priorität"), o.Priority,
		t.say("promised for", "zugesagt für"), t.day(o.PromisedCompletion), t.say("closed on", "abgeschlossen am"), t.day(o.ClosedAt))
	for _, i := range o.Items {
		fmt.Fprintf(w, "  %d ×\t%s\t%s\t\n", i.Quantity, t.name(i.Offering), i.State)
	}
	for _, j := range o.Jeopardies {
		fmt.Fprintf(w, "  %s (%s): %s → %s\n", t.say("jeopardy", "Gefahr"), j.Danger, j.Why, each(j.Measures, func(m ordering.Measure) string { return string(m) }))
	}
	fmt.Fprintf(w, "  %s: %s\n", t.say("credit", "Kredit"), t.authorization(o.Credit.Authorization))
	for _, r := range o.Credit.Reasons {
		fmt.Fprintf(w, "    %s\n", t.policy.Say(r, t.lang))
	}
	charges, err := ordering.Charges(o)
	if err != nil || len(charges) == 0 {
		return err
	}
	return t.printCharges(w, charges)
}

// printCharges prints charges, and their sum for each period.
func (t teller) printCharges(w io.Writer, charges []ordering.Charge) error {
	fmt.Fprintf(w, "\n%s\n", t.say("Charges handed over to billing (net)", "An die Abrechnung übergebene Kosten (netto)"))
	var sums money.Calc
	totals := map[string]money.Amount{}
	for _, c := range charges {
		fmt.Fprintf(w, "  %d ×\t%s\t%s\t%s\n", c.Quantity, c.Name, c.Net.Format(t.lang), t.per(c.Period))
		totals[c.Period] = sums.Add(totals[c.Period], c.Net)
	}
	for _, period := range slices.Sorted(maps.Keys(totals)) {
		fmt.Fprintf(w, "  \t%s\t%s\t%s\n", t.say("total", "Summe"), totals[period].Format(t.lang), t.per(period))
	}
	return sums.Err()
}

// per says how often something is charged.
func (t teller) per(period string) string {
	if period == "" {
		return t.say("once", "einmalig")
	}
	return t.say("a "+period, "je "+periods[period])
}

var periods = map[string]string{"day": "Tag", "week": "Woche", "month": "Monat", "quarter": "Quartal", "year": "Jahr"}
