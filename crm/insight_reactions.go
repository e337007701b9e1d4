package crm

import (
	"errors"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// insightReactions tell Build Customer Insight (3.9.2) what a customer brings (bills), uses (their lines) and needs (tickets, contacts).
func insightReactions() []reaction {
	by := etom.RetentionLoyalty
	rows := []reaction{
		{on: billing.EventBillSent, name: "note month of bill", by: by, inside: reading(noteMonth)},
		{on: billing.EventCreditNoteSent, name: "note month of credit note", by: by, inside: reading(noteMonth)},
		{on: problem.EventAcknowledged, name: "note ticket as cost", by: by, inside: noteCost(insight.DriverTicket)},
		{on: contact.EventLogged, name: "note talk as cost", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, m contact.Message) error {
			if m.Direction != contact.FromCustomer {
				return nil
			}
			return noteCost(insight.DriverContact)(c, u, e)
		})},
		{on: customer.EventIdentityMerged, name: "merge insight", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n customer.MergeNotice) error {
			return c.Insight.MergeTx(u, n.Customer, n.Merged)
		})},
	}
	for _, r := range contact.Routes() {
		rows = append(rows, reaction{on: r.Kind.ReceivedEvent(), name: "note contact as cost, " + string(r.Kind), by: by, inside: noteCost(insight.DriverContact)})
	}
	return rows
}

// noteMonth notes what a bill, or what takes some of it back, is for. The month is that of its period's first day.
func noteMonth(c *CRM, u *work.Unit, e event.Event, n billing.BillNotice) error {
	b, err := c.Billing.BillTx(u, n.Bill)
	if err != nil {
		return err
	}
	ids, err := c.idsOf(u, n.Customer)
	if err != nil {
		return err
	}
	usage, err := usageOf(b)
	if err != nil {
		return err
	}
	note := insight.Note{Source: "bill " + b.ID, Customer: ids[0], Month: b.Period.From(), Revenue: n.Net, Usage: usage}
	_, err = c.Insight.NoteMonthTx(u, note)
	if inAnotherCurrency(err) {
		note.Revenue = money.Amount{} // a month is counted in one: that of its first bill
		_, err = c.Insight.NoteMonthTx(u, note)
	}
	return err
}

// inAnotherCurrency reports whether nothing is wrong but the currency.
func inAnotherCurrency(err error) bool {
	var bad *fault.Invalid
	return errors.As(err, &bad) && !slices.ContainsFunc(bad.Fields, func(f fault.Field) bool { return f.Rule != fault.RuleCurrency })
}

// usageOf is what the lines of a bill say of usage: of each tariff line how much, in minutes or in its unit. What is taken back says
// nothing of what was used.
func usageOf(b billing.Bill) ([]insight.Usage, error) {
	var all []insight.Usage
	for _, l := range b.Lines {
		if l.Category != billing.UsageLine || b.Corrects != "" {
			continue
		}
		one := insight.Usage{Service: strings.ToLower(l.Name), Unit: l.Unit, Quantity: l.Used.Quantity}
		if d := l.Used.Duration.Duration(); d > 0 {
			one.Unit, one.Quantity = "min", money.Count(int64(d.Minutes()))
		}
		if one.Quantity.Sign() <= 0 || one.Unit == "" {
			continue
		}
		at := slices.IndexFunc(all, func(o insight.Usage) bool { return o.Service == one.Service && o.Unit == one.Unit })
		if at < 0 {
			all = append(all, one)
			continue
		}
		var err error
		if all[at].Quantity, err = all[at].Quantity.Add(one.Quantity); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// noteCost notes that an event has cost something, in the month in UTC in which it happened.
func noteCost(driver string) func(*CRM, *work.Unit, event.Event) error {
	return func(c *CRM, u *work.Unit, e event.Event) error {
		if customerOf(e) == "" {
			return nil // nobody knows whose it is
		}
		ids, err := c.idsOf(u, customerOf(e))
		if err != nil {
			return err
		}
		_, err = c.Insight.NoteMonthTx(u, insight.Note{Source: e.ID, Customer: ids[0], Month: calendar.DateOf(e.At, nil),
			Drivers: []value.Use{{Driver: driver, Quantity: money.Count(1)}}})
		return err
	}
}

// The names of the models of Insight that other processes heed, if they are published: the probability that a customer leaves, for his
// priority, and that he does not pay, for customer risk.
const (
	ModelChurn   = "churn"
	ModelBadDebt = "badDebt"
)

// outlook tells Retention & Loyalty what models say of a customer.
type outlook struct{ c *CRM }

// Outlook implements retention.Outlook.
func (o outlook) Outlook(u *work.Unit, id string) (float64, string, error) {
	score, known, err := o.c.Insight.LastScoreTx(u, id, ModelChurn)
	if err != nil || !known {
		return 0, "", err
	}
	return score.Probability, "", nil
}
