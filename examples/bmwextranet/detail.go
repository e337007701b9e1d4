package main

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// details say what an event was about, from its data; an event that is missing here says nothing beyond its step.
var details = map[string]func(event.Event, teller) string{
	billing.EventUsageReceived: on(func(n billing.UsageNotice, t teller) string {
		if n.Delivery == nil {
			return ""
		}
		return fmt.Sprintf("%s × %s: %s", n.Delivery.Quantity, t.name(n.Delivery.Offering), n.Delivery.Text)
	}),
	billing.EventRebateNoted: on(func(n billing.RebateNotice, t teller) string {
		r := n.Rebate
		return fmt.Sprintf("%s: %s %s %s = %s", r.Fee, r.Rate, t.say("of", "von"), r.Basis.Format(t.lang), r.Amount.Format(t.lang))
	}),
	billing.EventAgreementNoted: on(func(n billing.AgreementNotice, t teller) string {
		return each(n.Agreement.Items, func(i billing.AgreementItem) string {
			return fmt.Sprintf("%d × %s%s", i.Quantity, t.name(i.Offering), each(i.Prices, t.off))
		})
	}),
	billing.EventBillSent: on(func(n billing.BillNotice, t teller) string {
		return fmt.Sprintf("%s %s: %s, %s %s", t.say("bill", "Rechnung"), n.No, n.Due.Format(t.lang), t.say("to be paid by", "zahlbar bis"), n.PaymentDue)
	}),
	billing.EventAdjustedBillSent: on(func(n billing.AdjustedNotice, t teller) string {
		return fmt.Sprintf("%s %s: %s", t.say("bill", "Rechnung"), n.No, each(n.Rebates, func(r billing.Rebate) string {
			return fmt.Sprintf("%s %s %s: %s", r.Rate, t.say("off", "auf"), r.Fee, r.Amount.Neg().Format(t.lang))
		}))
	}),
	marketing.EventCollateralIssued: on(func(i marketing.Issue, t teller) string {
		return fmt.Sprintf("%s: %s", i.Name, each(i.Offerings, t.name))
	}),
	contact.Enquiry.ReceivedEvent():       on(words),
	contact.StatusInquiry.ReceivedEvent(): on(words),
	contact.PurchaseOrder.ReceivedEvent(): on(words),
	contact.Enquiry.RoutedEvent():         on(recognised),
	contact.PurchaseOrder.RoutedEvent():   on(recognised),
	selling.EventNeedsStated: on(func(n selling.ProspectNotice, t teller) string {
		return each(n.Needs, func(n selling.Need) string { return fmt.Sprintf("%d × %s", max(n.Quantity, 1), n) })
	}),
	selling.EventFeasibilityAsked: on(func(n selling.FeasibilityNotice, t teller) string {
		return fmt.Sprintf("%s (%s)", t.name(n.Offering), n.Need)
	}),
	ordering.EventFeasibilityReceived: on(feasibility),
	ordering.EventFeasibilityAnswered: on(feasibility),
	selling.EventProposalMade: on(func(p selling.Proposal, t teller) string {
		return fmt.Sprintf("%s; %s %s", each(p.Items, t.item), t.say("valid until", "gültig bis"), t.lastDay(p.ValidUntil))
	}),
	contact.EventProfile: on(func(p contact.Profile, t teller) string {
		return fmt.Sprintf("%d %s, %s", p.Contacts, t.say("contacts", "Kontakte"), strings.Join(p.Interests, " · "))
	}),
	selling.EventPurchaseOrderConfirmed: on(func(n selling.AgreementNotice, t teller) string {
		return fmt.Sprintf("%s: %s; %s: %s", t.say("signed by", "unterzeichnet von"), n.Signatures.Customer.By+" / "+n.Signatures.Provider.By,
			t.say("promised for", "zugesagt für"), t.day(n.PromisedCompletion))
	}),
	retention.EventPriorityGiven: on(func(n retention.PriorityNotice, t teller) string {
		if n.Revenue.Sign() == 0 {
			return each(n.Reasons, func(r fault.Reason) string { return r.Message })
		}
		return fmt.Sprintf("%s %s → %s %s (%s)", t.say("annual revenue", "Jahresumsatz"), n.Revenue.Format(t.lang),
			t.say("priority", "Priorität"), n.Priority, t.priority(n.Name))
	}),
	selling.EventServiceLevelAgreed: on(func(n selling.AgreementNotice, t teller) string {
		return strings.Join(n.ServiceLevel.Features, ", ") + "; " + each(n.ServiceLevel.Terms, func(t selling.Term) string { return t.Text })
	}),
	ordering.EventIssued: on(func(n ordering.WorkNotice, t teller) string {
		return each(n.Work, func(w ordering.ServiceOrder) string { return fmt.Sprintf("%s (%s)", t.name(w.Offering), w.State) })
	}),
	ordering.EventProgress: on(progress),
	ordering.EventStatus:   on(progress),
	contact.EventStatus:    on(func(m contact.Message, t teller) string { return m.Text }),
	ordering.EventCompleted: on(func(n ordering.Notice, t teller) string {
		return fmt.Sprintf("%s %s", t.say("promised for", "zugesagt für"), t.day(n.Promised))
	}),
	contact.EventCompletion: on(func(m contact.Message, t teller) string { return m.Text }),
	ordering.EventSatisfactionAnswer: on(func(n ordering.SatisfactionNotice, t teller) string {
		return fmt.Sprintf("%d %s: %s", n.Satisfaction.Score, t.say("of 5", "von 5"), n.Satisfaction.Comment)
	}),
	contact.ProblemReport.ReceivedEvent(): on(words),
	contact.ProblemReport.RoutedEvent():   on(recognised),
	problem.EventPriorityAsked:            on(asks),
	problem.EventServiceLevelAsked:        on(asks),
	sla.EventPriorityGiven: on(func(n sla.PriorityNotice, t teller) string {
		return fmt.Sprintf("%s: %s → %s %s (%s)", n.Feature, reasons(n.Reasons), t.say("priority", "Priorität"), n.Priority, t.priority(n.Name))
	}),
	problem.EventDetailsReported: on(func(d problem.Details, t teller) string {
		return fmt.Sprintf("%s: %s → %s %s (%s)", d.Feature, d.Description, t.say("priority", "Priorität"), d.Priority, t.priority(d.Priority.Name()))
	}),
	problem.EventResolution: on(func(n problem.ResolutionNotice, t teller) string { return n.Resolution.Text }),
	problem.EventConfirmationAsked: on(func(n problem.ResolutionNotice, t teller) string {
		return fmt.Sprintf("%s %s %s", n.Resolution.Text, t.say("answer by", "Antwort bis"), t.lastDay(n.AnswerBy))
	}),
	problem.EventConfirmation: on(func(n problem.ConfirmationNotice, t teller) string {
		if n.Confirmed {
			return t.say("confirmed: ", "bestätigt: ") + n.Text
		}
		return t.say("denied: ", "verneint: ") + n.Text
	}),
	sla.EventPerformanceMet:      on(assessment),
	sla.EventPerformanceViolated: on(assessment),
	sla.EventReportMade: on(func(n sla.ReportNotice, t teller) string {
		return fmt.Sprintf("%s – %s: %s", n.Period.From(), n.Period.To().AddDays(-1), each(n.Report.Results, func(r sla.Result) string {
			return fmt.Sprintf("%s: %s", r.Name, r.Measured.In(t.lang))
		}))
	}),
	sla.EventAlarmReceived: on(func(n sla.AlarmNotice, t teller) string {
		return each(n.Crossings, func(c sla.Crossing) string { return fmt.Sprintf("%s: %s %s", c.Name, c.Value, c.Unit) })
	}),
	sla.EventPriorityAsked: on(func(n sla.AlarmNotice, t teller) string {
		return t.say("affected: ", "betroffen: ") + strings.Join(n.Features, ", ")
	}),
	sla.EventDegradationDisclosed: on(func(n sla.AlarmNotice, t teller) string {
		return fmt.Sprintf("%s (%s)", n.Text, t.extent(n.Extent))
	}),
	sla.EventRemedyHandedOver: on(func(n sla.RemedyNotice, t teller) string {
		return each(n.Adjustments, func(a sla.Adjustment) string { return fmt.Sprintf("%s: %s", a.Fee, a.Amount.Format(t.lang)) })
	}),
	sla.EventViolationMadeKnown: on(violation),
	sla.EventViolationDisclosed: on(violation),
	ordering.EventCharges: on(func(n ordering.ChargesNotice, t teller) string {
		return each(n.Charges, func(c ordering.Charge) string { return c.Name + " " + c.Net.Format(t.lang) })
	}),
}

func (t teller) detail(e event.Event) string {
	if say, known := details[e.Type]; known {
		return say(e, t)
	}
	return ""
}

// on makes a detail of a function of the event's data.
func on[T any](say func(T, teller) string) func(event.Event, teller) string {
	return func(e event.Event, t teller) string {
		var data T
		if err := e.Read(&data); err != nil {
			return err.Error()
		}
		return say(data, t)
	}
}

func asks(q problem.PriorityQuestion, t teller) string {
	return fmt.Sprintf("%s: %s (%s)", q.Feature, q.Description, t.impact(q.Impact))
}

func assessment(a sla.Assessment, t teller) string {
	return each(a.Results, func(s sla.Standing) string { return fmt.Sprintf("%s: %s", s.Name, s.Measured.In(t.lang)) })
}

func violation(n sla.ViolationNotice, t teller) string { return t.say(n.Text, n.De) }

func words(r contact.Request, _ teller) string { return r.Text }

func recognised(r contact.Request, t teller) string {
	return fmt.Sprintf("%s: %s", r.Kind, each(r.Why, func(r fault.Reason) string { return r.Message }))
}

func feasibility(f ordering.Feasibility, t teller) string {
	if f.Answer.Feasible {
		return fmt.Sprintf("%s: %s %s", t.name(f.Offering), t.say("feasible with", "machbar mit"), f.Answer.With)
	}
	return fmt.Sprintf("%s: %s (%s)", t.name(f.Offering), t.say("not feasible", "nicht machbar"), f.Answer.Reason)
}

func progress(n ordering.Notice, t teller) string {
	return fmt.Sprintf("%s; %s %s", n.Note, t.say("expected on", "erwartet am"), t.day(n.Expected))
}
