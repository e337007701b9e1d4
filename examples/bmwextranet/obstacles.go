package main

import (
	"fmt"
	"io"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// obstacles say why a flow did not go on, from the events that stand in no flow.
var obstacles = map[string]func(event.Event, teller) string{
	selling.EventProspectDeclined: on(func(n selling.ProspectNotice, t teller) string {
		return t.say("nothing could be proposed: ", "kein Vorschlag möglich: ") + reasons(n.Reasons)
	}),
	selling.EventQuoteRejected: on(func(n selling.QuoteNotice, t teller) string {
		return t.say("the proposal came to nothing: ", "der Vorschlag führte zu nichts: ") + reasons(n.Reasons)
	}),
	selling.EventPurchaseOrderRefused: on(func(n selling.QuoteNotice, t teller) string {
		return t.say("the purchase order was refused: ", "der Kaufauftrag wurde abgelehnt: ") + reasons(n.Reasons)
	}),
	selling.EventOrderRefused: on(func(n selling.AgreementNotice, t teller) string {
		return t.say("the order was refused: ", "der Auftrag wurde abgelehnt: ") + reasons(n.Reasons)
	}),
	crm.EventRequestFailed:  on(failed),
	crm.EventReactionFailed: on(failed),
}

func failed(f crm.Failure, _ teller) string { return f.Reaction + ": " + f.Error }

func reasons(all []fault.Reason) string {
	return each(all, func(r fault.Reason) string { return r.Message })
}

func (t teller) printObstacles(out io.Writer, events []event.Event) {
	for _, e := range events {
		if why, known := obstacles[e.Type]; known {
			fmt.Fprintf(out, "\n%s  %s\n", t.day(e.At), why(e, t))
		}
	}
}
