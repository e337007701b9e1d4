package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/sla"
)

// printAssurance prints the alarm, the ticket and the violation, as far as there are any.
func (p *play) printAssurance(ctx context.Context, out io.Writer, t teller) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if p.sounded.State != "" {
		t.printAlarm(w, p.sounded)
	}
	tickets, err := p.crm.Problems.By(ctx, "customer", p.id)
	if err != nil {
		return err
	}
	for _, ticket := range tickets {
		if ticket.Correlation == p.cases["sla-violation"] {
			t.printTicket(w, ticket)
		}
	}
	violations, err := p.crm.SLA.ViolationsOf(ctx, p.id)
	if err != nil {
		return err
	}
	for _, v := range violations {
		if v.Agreement == p.agreement {
			t.printViolation(w, v)
		}
	}
	return w.Flush()
}

func (t teller) printAlarm(w io.Writer, a sla.Alarm) {
	fmt.Fprintf(w, "\nAlarm (%s)", a.State)
	if a.Extent != "" {
		fmt.Fprintf(w, ", %s, %s %s", t.extent(a.Extent), t.say("lasted", "Dauer"), a.Measured)
	}
	fmt.Fprintln(w)
	for _, r := range a.Reasons {
		fmt.Fprintf(w, "  %s\n", r.Message)
	}
}

func (t teller) printTicket(w io.Writer, ticket problem.Ticket) {
	name := ticket.Priority.Name()
	fmt.Fprintf(w, "\n%s: %s (%s), %s\n", t.say("Trouble ticket", "Störungsticket"), ticket.Feature, ticket.Status,
		t.say("priority "+name, t.priority(name)+" Priorität"))
	for _, r := range ticket.PriorityReasons {
		fmt.Fprintf(w, "  %s\n", r.Message)
	}
	if n := ticket.Denials(); n > 0 {
		fmt.Fprintf(w, "  %s: %d\n", t.say("denied by the customer", "vom Kunden verneint"), n)
	}
}

func (t teller) printViolation(w io.Writer, v sla.Violation) {
	fmt.Fprintf(w, "\n%s (%s), %s %s – %s\n", t.say("SLA violation", "SLA-Verletzung"), v.State, t.say("in", "im Zeitraum"), v.Period.From(), v.Period.To().AddDays(-1))
	for _, b := range v.Breaches {
		fmt.Fprintf(w, "  %s: %s\n", b.Name, b.Measured.In(t.lang))
	}
	for _, g := range v.Granted {
		fmt.Fprintf(w, "  %s: %s\t%s\n", t.say("handed over to billing", "an die Abrechnung übergeben"), g.Fee, g.Amount.Format(t.lang))
	}
}

// priority is a priority's name in the language.
func (t teller) priority(name string) string { return t.say(name, priorities[name]) }

// priorities are the names of priorities in German.
var priorities = map[string]string{"highest": "höchste", "high": "hohe", "medium": "mittlere", "low": "niedrige", "lowest": "niedrigste"}

// extent is an alarm's in the language.
func (t teller) extent(e sla.Extent) string {
	return t.say("extent "+string(e), map[sla.Extent]string{sla.ExtentLarge: "großer Umfang", sla.ExtentMedium: "mittlerer Umfang", sla.ExtentSmall: "kleiner Umfang"}[e])
}

// impact is a problem's in the language.
func (t teller) impact(i problem.Impact) string {
	return t.say(string(i), map[problem.Impact]string{problem.Blocked: "Betrieb steht", problem.Hampered: "Betrieb behindert", problem.None: "Betrieb nicht berührt"}[i])
}
