package crm

import (
	"cmp"
	"errors"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// sellingReactions are Selling's, and those to what Selling asks for.
func sellingReactions() []reaction {
	by := etom.Selling
	return []reaction{
		{on: selling.EventNeedsStated, name: "match needs", by: by, inside: func(c *CRM, u *work.Unit, e event.Event) error {
			_, err := c.Selling.MatchTx(u, e.Subject)
			return err
		}},
		{on: selling.EventFeasibilityAsked, name: "ask feasibility", by: etom.OrderHandling, inside: reading(askFeasibility)},
		{on: ordering.EventFeasibilityAnswered, name: "take feasibility", by: by, inside: reading(takeFeasibility)},
		{on: selling.EventPurchaseOrderConfirmed, name: "ask priority", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n selling.AgreementNotice) error {
			_, err := c.Selling.AskPriorityTx(u, n.Agreement)
			return err
		})},
		{on: selling.EventPriorityAsked, name: "give priority", by: etom.RetentionLoyalty, inside: reading(givePriority)},
		{on: retention.EventPriorityGiven, name: "pass on order", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n retention.PriorityNotice) error {
			if n.Asker != etom.Selling {
				return nil
			}
			_, err := c.Selling.PassOnOrderTx(u, n.Agreement, selling.Priority{Value: string(n.Priority), Reasons: n.Reasons})
			return err
		})},
		{on: selling.EventPurchaseOrderPassedOn, name: "place order", by: etom.OrderHandling, inside: reading(placeOrder)},
		{on: ordering.EventAcknowledged, name: "announce service level", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n ordering.Notice) error {
			if n.Agreement == "" {
				return nil // placed without Selling
			}
			_, err := c.Selling.AnnounceServiceLevelTx(u, n.Agreement)
			return err
		})},
		{on: ordering.EventRejected, name: "take order's refusal", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n ordering.Notice) error {
			if n.Agreement == "" {
				return nil
			}
			_, err := c.Selling.OrderRefusedTx(u, n.Agreement, n.Reasons)
			return err
		})},
		{on: customer.EventIdentityMerged, name: "merge recommendations", by: by, inside: reading(func(c *CRM, u *work.Unit, _ event.Event, n customer.MergeNotice) error {
			return c.Offers.MergeTx(u, n.Customer, n.Merged)
		})},
	}
}

func askFeasibility(c *CRM, u *work.Unit, e event.Event, q selling.FeasibilityNotice) error {
	_, err := c.Orders.AskFeasibilityTx(u, ordering.FeasibilityQuestion{Correlation: e.Correlation, Customer: q.Customer,
		Asker: q.Prospect, Offering: q.Offering, Need: q.Need, Custom: q.Custom})
	return err
}

func takeFeasibility(c *CRM, u *work.Unit, _ event.Event, f ordering.Feasibility) error {
	if f.Asker == "" {
		return nil // asked by somebody else than Selling
	}
	_, err := c.Selling.TakeFeasibilityTx(u, f.Asker, selling.Feasibility{Offering: f.Offering, Feasible: f.Answer.Feasible,
		With: f.Answer.With, LeadTime: f.Answer.LeadTime, Alternative: f.Answer.Alternative, Reason: f.Answer.Reason})
	return err
}

func givePriority(c *CRM, u *work.Unit, e event.Event, n selling.PriorityQuestion) error {
	_, err := c.Retention.GivePriorityTx(u, retention.Ask{Asker: etom.Selling, Correlation: e.Correlation, Customer: n.Customer, Agreement: n.Agreement,
		ServiceLevel: n.ServiceLevel, About: n.About})
	return err
}

// placeOrder makes the product order of a purchase order; Selling and Order Handling write an item alike.
func placeOrder(c *CRM, u *work.Unit, e event.Event, n selling.PurchaseOrder) error {
	d := ordering.Draft{Key: e.ID, Correlation: e.Correlation, ExternalID: n.ExternalID, Customer: n.Customer, Quote: n.Quote,
		Agreement: n.Agreement, Priority: n.Priority, Address: n.Address, TestFirst: n.TestFirst,
		RequestedCompletion: n.RequestedCompletion, PromisedCompletion: n.PromisedCompletion}
	for _, i := range n.Items {
		d.Items = append(d.Items, ordering.DraftItem{ID: i.ID, Action: ordering.Action(i.Action), Offering: i.Offering, Name: i.Name,
			Quantity: i.Quantity, Prices: i.Prices, DependsOn: i.DependsOn})
	}
	_, err := c.Orders.PlaceTx(u, d)
	return err
}

// takeEnquiry begins the talks. The lead with which the case began is followed from here on.
func takeEnquiry(c *CRM, u *work.Unit, r asked) error {
	lead, err := c.Marketing.LeadTx(u, r.Correlation)
	if err != nil && !fault.IsNotFound(err) {
		return err
	}
	e := selling.Enquiry{Correlation: r.Correlation, Customer: r.Customer, Interaction: r.Interaction, Interest: cmp.Or(r.Text, r.Subject)}
	if err == nil && lead.Customer == r.Customer && lead.Status == marketing.Acknowledged {
		e.Lead = lead.ID
		if _, err := c.Marketing.TrackTx(u, lead.ID, marketing.TakeUp, "the customer has made contact"); err != nil {
			return err
		}
	}
	_, err = c.Selling.TakeEnquiryTx(u, e)
	return err
}

// stated is the content of a contact that states needs.
type stated struct {
	Needs []selling.Need `json:"need"`
}

// stateNeeds takes the needs; a contact without content is one need in the customer's words.
func stateNeeds(c *CRM, u *work.Unit, r asked, content stated) error {
	if len(content.Needs) == 0 {
		content.Needs = []selling.Need{{Text: r.words()}}
	}
	_, err := c.Selling.StateNeedsTx(u, r.About, content.Needs)
	return err
}

// ReasonOtherVersion is the code of an acceptance that is about another version of the offer than the latest.
const ReasonOtherVersion = "CRM-ACCEPT-01"

// accept makes the contract. What a rule forbids is told to the customer, and so is that a newer offer has crossed the order.
func accept(c *CRM, u *work.Unit, r asked, a selling.Acceptance) error {
	a.Correlation = r.Correlation
	if a.Quote == "" {
		a.Quote = r.About
	}
	_, err := c.Selling.AcceptTx(u, a)
	var no *fault.Refusal
	switch {
	case errors.As(err, &no):
		return c.Selling.TellRefusedTx(u, a, no.Reasons)
	case errors.Is(err, fault.ErrConflict):
		return c.Selling.TellRefusedTx(u, a, []fault.Reason{{Code: ReasonOtherVersion, Message: err.Error()}})
	}
	return err
}

func refuse(c *CRM, u *work.Unit, r asked) error {
	_, err := c.Selling.RefuseTx(u, r.About, r.words())
	return err
}

func negotiate(c *CRM, u *work.Unit, r asked, o selling.CounterOffer) error {
	if o.Quote == "" {
		o.Quote = r.About
	}
	_, err := c.Selling.NegotiateTx(u, o)
	return err
}
