package crashtest_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/ordering"
)

// moved is what tells of a payment.
var moved = map[risk.MoveKind]string{risk.MoveReceived: risk.EventDepositReceived, risk.MoveReturned: risk.EventDepositReturned, risk.MoveApplied: risk.EventDepositApplied}

// ofOrders are the events of an order that follow from credit.
var ofOrders = []string{ordering.EventCreditHeld, ordering.EventAcknowledged, ordering.EventIssued, ordering.EventRejected, ordering.EventCancelled}

// mistold compares what the journal says with what is stored: everything that has happened was told once, and nothing else.
func mistold(e evidence) []string {
	count := map[string]int{}
	tell := func(happened bool, typ, subject, move string) {
		if happened {
			count[typ+" "+subject+" "+move]++
		}
	}
	for _, a := range e.assessments {
		tell(true, risk.EventAssessmentMade, a.ID, "")
		tell(a.Split != nil, risk.EventSplittingNoticed, a.ID, "")
		tell(a.Outcome == risk.Review, risk.EventReviewAsked, a.ID, "")
		tell(len(a.Votes) >= risk.Eyes, risk.EventReviewDecided, a.ID, "")
		if d := e.deposit(a.ID); d != nil {
			tell(d.Asked != a.Verdict.Deposit, risk.EventDepositWithdrawn, d.ID, "")
		}
	}
	for _, d := range e.deposits {
		tell(true, risk.EventDepositAsked, d.ID, "")
		for _, m := range d.Moves {
			tell(true, moved[m.Kind], d.ID, m.ID+" "+m.Amount.String())
		}
	}
	for _, s := range e.standings {
		for _, c := range s.Changes {
			tell(true, risk.EventLimitChanged, s.ID, c.To.String())
		}
	}
	for _, p := range e.policies {
		tell(true, risk.EventPolicyPublished, p.ID, "")
	}
	for _, o := range e.orders {
		waited := slices.ContainsFunc(o.History, func(c ordering.Change) bool { return c.Event == ordering.AskInformation })
		tell(waited, ordering.EventCreditHeld, o.ID, "")
		tell(o.Credit.Authorization == ordering.CreditGranted, ordering.EventAcknowledged, o.ID, "")
		tell(len(o.Work) > 0, ordering.EventIssued, o.ID, "")
		tell(o.State == ordering.Rejected, ordering.EventRejected, o.ID, "")
		tell(o.State == ordering.Cancelled, ordering.EventCancelled, o.ID, "")
	}
	for _, one := range e.events {
		if slices.Contains(ofOrders, one.Type) || slices.Contains(risk.EventTypes(), one.Type) {
			count[one.Type+" "+one.Subject+" "+moveOf(one)]--
		}
	}
	var broken []string
	for what, n := range count {
		if n != 0 {
			broken = append(broken, fmt.Sprintf("%s has happened %d times more often than it was told", what, n))
		}
	}
	return broken
}

// moveOf is which of several events of its type and subject an event is.
func moveOf(one event.Event) string {
	switch one.Type {
	case risk.EventDepositReceived, risk.EventDepositReturned, risk.EventDepositApplied:
		var n risk.DepositNotice
		if one.Read(&n) == nil {
			return n.Move + " " + n.Amount.String()
		}
	case risk.EventLimitChanged:
		var n risk.LimitNotice
		if one.Read(&n) == nil {
			return n.To.String()
		}
	}
	return ""
}

func misnumbered(e evidence) []string {
	var broken []string
	count, highest := map[string]int64{}, map[string]int64{}
	seen := map[string]bool{}
	for _, one := range e.events {
		count[one.Correlation]++
		highest[one.Correlation] = max(highest[one.Correlation], one.No)
		place := fmt.Sprintf("%s/%d", one.Correlation, one.No)
		if seen[place] || one.No < 1 {
			broken = append(broken, place+" is there twice, or before the first")
		}
		seen[place] = true
	}
	for name, last := range e.streams {
		if count[name] != last || highest[name] != last {
			broken = append(broken, fmt.Sprintf("%s counts %d events, there are %d, the last is %d", name, last, count[name], highest[name]))
		}
		delete(count, name)
	}
	for name := range count {
		broken = append(broken, name+" is not counted")
	}
	return broken
}

func untrue(e evidence) []string {
	known := map[string]bool{}
	for _, one := range e.events {
		known[one.ID] = true
	}
	var broken []string
	for _, line := range e.said {
		if line.Act == crash.Note && !known[line.Step.Event] {
			broken = append(broken, "of "+line.Step.Event+" the outside was told, and it is not there")
		}
	}
	return broken
}
