package crm

import (
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// BadDebt says what comes of debts that are given up.
type BadDebt struct {
	Least money.Amount // given up in all before an ending is proposed; without a currency: 100.00 EUR. What is in another currency does not count
	End   bool         // it need not be confirmed by a person: the relationship ends at once
	Never bool         // nothing comes of it
}

func (b BadDebt) least() money.Amount {
	if b.Least.Currency() == (money.Currency{}) {
		return money.Must("100.00 EUR")
	}
	return b.Least
}

// relationshipReactions are those of Establish & Terminate Customer Relationship (3.9.1), and those of the processes that settle what is
// open when a relationship ends.
func relationshipReactions() []reaction {
	by := etom.RetentionLoyalty
	rows := []reaction{
		{on: customer.EventEstablished, name: "establish relationship", by: by, inside: reading(establishRelationship)},
		{on: customer.EventIdentityMerged, name: "merge relationships", by: by, inside: reading(mergeRelationships)},
		{on: collection.EventItemWrittenOff, name: "propose ending for bad debt", by: by, inside: reading(proposeForBadDebt)},

		{on: selling.EventAgreementMade, name: "activate customer by agreement", by: by, inside: changing(customer.Activate, "something has been agreed")},
		{on: ordering.EventAcknowledged, name: "activate customer by order", by: by, inside: changing(customer.Activate, "something has been ordered")},
		{on: relationship.EventEstablished, name: "reestablish customer", by: by, inside: changing(customer.Reestablish, "the relationship begins again")},
		{on: relationship.EventSuspended, name: "suspend customer", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n relationship.Paused) error {
			return c.changeStatus(u, n.Customer, customer.Suspend, string(n.Code))
		})},
		{on: relationship.EventResumed, name: "resume customer", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n relationship.Paused) error {
			if !n.Turns {
				return nil
			}
			return c.changeStatus(u, n.Customer, customer.Resume, string(n.Code))
		})},
		{on: relationship.EventEnded, name: "terminate customer", by: by, inside: reading(func(c *CRM, u *work.Unit, e event.Event, n relationship.EndingNotice) error {
			return c.changeStatus(u, n.Customer, customer.Terminate, string(n.Ground))
		})},

		{on: relationship.EventEndingConfirmed, name: "cancel orders of who leaves", by: etom.OrderHandling, inside: reading(cancelOrders)},
		{on: relationship.EventEndingConfirmed, name: "cancel leads of who leaves", by: etom.MarketingFulfillment, inside: reading(cancelLeads)},
		{on: relationship.EventEndingBegun, name: "cancel orders at the end", by: etom.OrderHandling, inside: reading(cancelOrders)},
		{on: relationship.EventEndingBegun, name: "cancel leads at the end", by: etom.MarketingFulfillment, inside: reading(cancelLeads)},
		{on: relationship.EventEndingBegun, name: "cancel tickets at the end", by: etom.ProblemHandling, inside: reading(cancelTickets)},
		{on: relationship.EventEndingBegun, name: "close accounts at the end", by: etom.BillingCollections, inside: reading(closeAccounts)},
		{on: relationship.EventEndingBegun, name: "set deposits off at the end", by: by, outside: lookAtEnding},
		{on: relationship.EventMatterSettled, name: "set deposits off when something is settled", by: by, outside: lookAtEnding},

		{on: relationship.EventSuspended, name: "block who is suspended", by: etom.ServiceConfigurationActivation, outside: pausing(Access.Block)},
		{on: relationship.EventResumed, name: "unblock who is resumed", by: etom.ServiceConfigurationActivation, outside: pausing(Access.Unblock)},
		{on: relationship.EventServicesEnding, name: "block who is not served to the end", by: etom.ServiceConfigurationActivation, outside: blockAtEnd},
		{on: relationship.EventServicesEnding, name: "end services", by: etom.ServiceConfigurationActivation, outside: endServices},
	}
	for _, typ := range []string{ordering.EventCompleted, ordering.EventPartial, ordering.EventFailed, ordering.EventCancelled, ordering.EventRejected,
		problem.EventClosed, problem.EventCancelled, problem.EventRejected, marketing.EventLeadChanged,
		billing.EventBillStateChanged, collection.EventItemOpened, collection.EventItemSettled, collection.EventItemWrittenOff,
		risk.EventDepositApplied, risk.EventDepositReturned} {
		rows = append(rows, reaction{on: typ, name: "look at ending " + typ, by: by, outside: lookAtEnding})
	}
	return rows
}

// establishRelationship begins the relationship with a new customer; one who is taken over as terminated has none.
func establishRelationship(c *CRM, u *work.Unit, _ event.Event, n customer.Notice) error {
	if n.Status == customer.Terminated {
		return nil
	}
	_, err := c.Relationship.EstablishTx(u, relationship.Start{Customer: n.Customer})
	return err
}

// mergeRelationships lets what held for either record hold for the survivor. Whoever has no relationship yet gets it before.
func mergeRelationships(c *CRM, u *work.Unit, _ event.Event, n customer.MergeNotice) error {
	for _, id := range []string{n.Customer, n.Merged} {
		if _, err := c.Relationship.GetTx(u, id); fault.IsNotFound(err) {
			_, err = c.Relationship.EstablishTx(u, relationship.Start{Customer: id})
			if err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
	}
	_, err := c.Relationship.MergeTx(u, n.Customer, n.Merged)
	return err
}

// proposeForBadDebt proposes to end the relationship with who has not paid, if enough has been given up in all.
func proposeForBadDebt(c *CRM, u *work.Unit, e event.Event, n collection.ItemNotice) error {
	policy := c.config.BadDebt
	if policy.Never {
		return nil
	}
	ids, err := c.idsOf(u, n.Customer)
	if err != nil {
		return err
	}
	var sum money.Amount
	for _, id := range ids {
		b, err := c.Collection.BehaviourTx(u, id)
		if err != nil {
			return err
		}
		for _, lost := range b.WrittenOff {
			if lost.Currency() != policy.least().Currency() {
				continue
			}
			if sum, err = sum.Add(lost); err != nil {
				return err
			}
		}
	}
	if sum.Currency() == (money.Currency{}) {
		return nil
	}
	if enough, err := sum.Cmp(policy.least()); err != nil || enough < 0 {
		return err
	}
	_, err = c.Relationship.NoticeTx(u, relationship.Draft{Customer: ids[0], Ground: relationship.BadDebt, By: string(etom.BillingCollections), Confirmed: policy.End})
	if errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrConflict) || fault.IsNotFound(err) {
		return nil // it has ended, or ends already
	}
	return err
}

// terminated is what a form of a notice carries.
type terminated struct {
	On calendar.Date `json:"on,omitzero"` // the first day without service; none: as early as possible
}

// giveNotice takes a customer's own notice from a form. Plain words are left to people: a day that stands somewhere in them, or a doubt
// whether a notice is meant at all, must not cost anybody the telephone.
func giveNotice(c *CRM, u *work.Unit, r asked) error {
	if len(r.Content) == 0 {
		return nil
	}
	return with(func(c *CRM, u *work.Unit, r asked, t terminated) error {
		ids, err := c.idsOf(u, r.Customer)
		if err != nil {
			return err
		}
		_, err = c.Relationship.NoticeTx(u, relationship.Draft{Key: r.Interaction, Correlation: r.Correlation, Customer: ids[0],
			Ground: relationship.OwnNotice, By: r.Customer, On: t.On, Reason: r.words()})
		return err
	})(c, u, r)
}

// changing makes a reaction that takes the customer of an event through the life cycle of the status.
func changing(on customer.Event, reason string) func(*CRM, *work.Unit, event.Event) error {
	return func(c *CRM, u *work.Unit, e event.Event) error { return c.changeStatus(u, customerOf(e), on, reason) }
}

// changeStatus takes a customer through the life cycle of the status, as far as it permits: a prospect who is suspended is none to whom
// anything is delivered.
func (c *CRM) changeStatus(u *work.Unit, id string, on customer.Event, reason string) error {
	who, err := c.Customers.SurvivorTx(u, id)
	if fault.IsNotFound(err) {
		return nil
	}
	if err != nil || !customer.Lifecycle().Can(who.Status, on) {
		return err
	}
	_, err = c.Customers.ChangeStatusTx(u, who.ID, on, reason)
	return err
}

// leaving loads an ending and all ids of who leaves.
func (c *CRM) leaving(u *work.Unit, n relationship.EndingNotice) (relationship.Ending, []string, error) {
	e, err := c.Relationship.EndingTx(u, n.Ending)
	if err != nil {
		return e, nil, err
	}
	ids, err := c.idsOf(u, e.Customer)
	return e, ids, err
}

func ended(e relationship.Ending) string {
	return fmt.Sprintf("the relationship ends: %s", e.Ground.What)
}

// cancelOrders asks for the cancellation of all open orders, if the ground says so. What cannot be cancelled any more goes on, and is
// waited for.
func cancelOrders(c *CRM, u *work.Unit, _ event.Event, n relationship.EndingNotice) error {
	e, ids, err := c.leaving(u, n)
	if err != nil || e.Ground.Orders != relationship.Cancel {
		return err
	}
	for _, id := range ids {
		all, err := c.Orders.ByTx(u, "customer", id)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Final() || o.State == ordering.AssessingCancellation || o.State == ordering.PendingCancellation {
				continue
			}
			if _, err := c.Orders.RequestCancellationTx(u, o.ID, ended(e)); err != nil && !errors.Is(err, fault.ErrState) {
				return err
			}
		}
	}
	return nil
}

func cancelLeads(c *CRM, u *work.Unit, _ event.Event, n relationship.EndingNotice) error {
	e, ids, err := c.leaving(u, n)
	if err != nil || e.Ground.Leads != relationship.Cancel {
		return err
	}
	for _, id := range ids {
		all, err := c.Marketing.OpenLeadsTx(u, id)
		if err != nil {
			return err
		}
		for _, l := range all {
			if _, err := c.Marketing.TrackTx(u, l.ID, marketing.Cancel, ended(e)); err != nil && !errors.Is(err, fault.ErrState) {
				return err
			}
		}
	}
	return nil
}

// cancelTickets ends all open tickets, if the ground says so; what is resolved is closed by the customer's answer or silence.
func cancelTickets(c *CRM, u *work.Unit, _ event.Event, n relationship.EndingNotice) error {
	e, ids, err := c.leaving(u, n)
	if err != nil || e.Ground.Tickets != relationship.Cancel {
		return err
	}
	for _, id := range ids {
		all, err := c.Problems.ByTx(u, "customer", id)
		if err != nil {
			return err
		}
		for _, t := range all {
			if !t.Status.Worked() {
				continue
			}
			if _, err := c.Problems.CancelTx(u, t.ID, ended(e)); err != nil && !errors.Is(err, fault.ErrState) {
				return err
			}
		}
	}
	return nil
}

// closeAccounts ends all products on the day and lets the usual run make the final bill.
func closeAccounts(c *CRM, u *work.Unit, _ event.Event, n relationship.EndingNotice) error {
	e, ids, err := c.leaving(u, n)
	if err != nil {
		return err
	}
	for _, id := range ids {
		all, err := c.Billing.AccountsOfTx(u, id)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.State == billing.AccountClosed {
				continue
			}
			if _, err := c.Billing.CloseAccountTx(u, a.ID, notBefore(e.EndsOn, a.Opened), ended(e)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAtEnding looks whether what an event says to be settled was the last thing open with who leaves; before, deposits are set off as far
// as they can be by then. Doing it again changes nothing, so nothing is noted for the many events about customers who stay.
func lookAtEnding(ctx context.Context, c *CRM, e event.Event) error {
	leaves, err := work.See(ctx, c.env, func(u *work.Unit) (bool, error) {
		_, ending, err := c.settling(u, customerOf(e))
		return ending.ID != "", err
	})
	if err != nil || !leaves {
		return err
	}
	return c.env.Update(ctx, func(u *work.Unit) error {
		u = u.Because(e)
		ids, ending, err := c.settling(u, customerOf(e))
		if err != nil || ending.ID == "" {
			return err
		}
		if ending.Ground.Deposits == relationship.SetOff {
			if err := c.setOff(u, ids); err != nil {
				return err
			}
		}
		_, err = c.Relationship.LookTx(u, ending.ID)
		return err
	})
}

// settling finds the ending of a customer whose day has come, and all ids of the customer; none is the zero Ending.
func (c *CRM) settling(u *work.Unit, customer string) ([]string, relationship.Ending, error) {
	if customer == "" {
		return nil, relationship.Ending{}, nil
	}
	ids, err := c.idsOf(u, customer)
	if err != nil {
		return nil, relationship.Ending{}, err
	}
	e, _, err := c.Relationship.OpenEndingTx(u, ids[0])
	if e.State != relationship.Settling {
		return nil, relationship.Ending{}, err
	}
	return ids, e, err
}

// pausing makes a reaction of a method of the port: all services of a customer are blocked with the first suspension, and unblocked with
// the end of the last.
func pausing(method func(Access, context.Context, string, collection.BlockingNotice) error) func(context.Context, *CRM, event.Event) error {
	return func(ctx context.Context, c *CRM, e event.Event) error {
		n, err := dataOf[relationship.Paused](e)
		if c.outside.Access == nil || err != nil || !n.Turns {
			return err
		}
		return method(c.outside.Access, ctx, e.ID, c.blocking(n.Customer, e, string(n.Code)))
	}
}

// blockAtEnd blocks all services of who is not served to the end.
func blockAtEnd(ctx context.Context, c *CRM, e event.Event) error {
	n, err := dataOf[relationship.ServicesNotice](e)
	if c.outside.Access == nil || err != nil || !n.Blocked {
		return err
	}
	return c.outside.Access.Block(ctx, e.ID, c.blocking(n.Customer, e, string(n.Ground)))
}

// ReasonRelationship is the code of a block that is due to the relationship with the customer, not to an account in default.
const ReasonRelationship = "CRM-BLOCK-01"

func (c *CRM) blocking(customer string, e event.Event, why string) collection.BlockingNotice {
	return collection.BlockingNotice{Customer: customer, On: calendar.DateOf(e.At, nil), Reason: fault.Reason{Code: ReasonRelationship, Message: why}}
}

// endServices tells the outside processes concerned.
func endServices(ctx context.Context, c *CRM, e event.Event) error {
	n, err := dataOf[relationship.ServicesNotice](e)
	if c.outside.Relations == nil || err != nil {
		return err
	}
	return c.outside.Relations.EndServices(ctx, e.ID, n)
}
