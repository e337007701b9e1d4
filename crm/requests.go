package crm

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// request is one row of the table of what customers ask for: which process takes it, and how.
type request struct {
	kind contact.Kind
	by   etom.Party
	own  func(*CRM, *work.Unit, asked) error // refuses what is another customer's; nil: it is about nothing yet
	do   func(*CRM, *work.Unit, asked) error

	// open says that the request is not completed when the process has taken it, but by what comes of it: the contact is
	// registered, or a message answers it.
	open bool

	// straight says that with direct contact switched on the customer speaks to the process itself. The first contact and the
	// purchase order stay with Customer Interface Management, as the document draws them.
	straight bool
}

// asked is a routed request, and the case it belongs to.
type asked struct {
	contact.Request
	Correlation string
}

func requests() []request {
	return []request{
		{kind: contact.Enquiry, by: etom.Selling, open: true, do: takeEnquiry},
		{kind: contact.Needs, by: etom.Selling, open: true, straight: true, own: ownProspect, do: with(stateNeeds)},
		{kind: contact.PurchaseOrder, by: etom.Selling, own: ownQuote, do: with(accept)},
		{kind: contact.Refusal, by: etom.Selling, straight: true, own: ownQuote, do: refuse},
		{kind: contact.CounterOffer, by: etom.Selling, open: true, straight: true, own: ownQuote, do: with(negotiate)},
		{kind: contact.Satisfaction, by: etom.OrderHandling, straight: true, own: ownOrder, do: with(func(c *CRM, u *work.Unit, r asked, a ordering.SatisfactionAnswer) error {
			_, err := c.Orders.AnswerSatisfactionTx(u, r.About, a)
			return err
		})},
		{kind: contact.TestResult, by: etom.OrderHandling, straight: true, own: ownOrder, do: with(func(c *CRM, u *work.Unit, r asked, t ordering.TestResult) error {
			_, err := c.Orders.AnswerTestTx(u, r.About, t)
			return err
		})},
		{kind: contact.Amendment, by: etom.OrderHandling, straight: true, own: ownOrder, do: with(amend)},
		{kind: contact.Cancellation, by: etom.OrderHandling, open: true, straight: true, own: ownOrder, do: func(c *CRM, u *work.Unit, r asked) error {
			_, err := c.Orders.RequestCancellationTx(u, r.About, r.Text)
			return err
		}},
	}
}

// take does what is asked, if it is about what is the customer's own.
func (r request) take(c *CRM, u *work.Unit, q asked) error {
	if r.own != nil {
		if err := r.own(c, u, q); err != nil {
			return err
		}
	}
	return r.do(c, u, q)
}

// requestReactions are the processes' reactions to what is routed to them.
func requestReactions() []reaction {
	var rows []reaction
	for _, r := range requests() {
		rows = append(rows, reaction{on: r.kind.RoutedEvent(), name: "take " + string(r.kind), by: r.by, request: true,
			inside: reading(func(c *CRM, u *work.Unit, e event.Event, routed contact.Request) error {
				if err := r.take(c, u, asked{routed, e.Correlation}); err != nil || r.open {
					return err
				}
				return c.complete(u, routed.Interaction)
			})})
	}
	return rows
}

// complete ends a request that its process has taken; somebody may have ended it before.
func (c *CRM) complete(u *work.Unit, interaction string) error {
	_, err := c.Contacts.CompleteTx(u, interaction, "")
	if errors.Is(err, fault.ErrState) {
		return nil
	}
	return err
}

// Receive is where customers come in: a mail, a call, a form. It goes to Customer Interface Management, which recognises,
// logs and routes it; Settle then does the rest. With direct contact switched on, what is for Selling or Order Handling is
// done by them at once, and only logged.
func (c *CRM) Receive(ctx context.Context, in contact.Inbound) (contact.Interaction, error) {
	if c.config.DirectContact {
		for _, r := range requests() {
			if r.straight && r.kind == in.Kind {
				return c.straight(ctx, r, in)
			}
		}
	}
	return c.Contacts.Receive(ctx, in)
}

// straight does a request at once.
func (c *CRM) straight(ctx context.Context, r request, in contact.Inbound) (contact.Interaction, error) {
	var check fault.Check // what has to hold before the sender is looked up; the rest is Customer Interface Management's to check
	check.That(in.From != "" || in.Customer != "", "from", fault.RuleRequired, "must say who makes contact; or customer must")
	check.Optional("from", in.From, fault.MaxID)
	check.That(len(in.Content) == 0 || json.Valid(in.Content), "content", fault.RuleFormat, "must be JSON")
	if err := check.Err("contact.inbound"); err != nil {
		return contact.Interaction{}, err
	}
	return work.Do(ctx, c.env, func(u *work.Unit) (contact.Interaction, error) { return c.take(u, r, in) })
}

// sender is the customer who makes contact.
func (c *CRM) sender(u *work.Unit, in contact.Inbound) (string, error) {
	if in.Customer != "" {
		return in.Customer, nil
	}
	who, known, err := c.directory.Identify(u, in.From)
	if err == nil && !known {
		err = fault.NotFound(fault.Subject("customer", in.From))
	}
	return who, err
}

// take does a customer's request, once for its key.
func (c *CRM) take(u *work.Unit, r request, in contact.Inbound) (contact.Interaction, error) {
	return work.Once(u, "crm.receive", in.Key, in, func() (contact.Interaction, error) {
		who, err := c.sender(u, in)
		if err != nil {
			return contact.Interaction{}, err
		}
		in := in // the closure may run again
		in.Key, in.Customer = "", who
		i, err := c.Contacts.LogInboundTx(u, in)
		if err != nil {
			return i, err
		}
		return i, r.take(c, u, asked{Correlation: i.Correlation, Request: contact.Request{Customer: i.Customer, Interaction: i.ID, Kind: r.kind,
			To: r.by, Channel: i.Channel, About: i.About, Subject: i.Reason, Text: i.Text, Content: i.Content, Language: i.Language}})
	})
}

// with makes a request's function of one that takes its content. Content of another form is fault.ErrInvalid.
func with[T any](do func(*CRM, *work.Unit, asked, T) error) func(*CRM, *work.Unit, asked) error {
	return func(c *CRM, u *work.Unit, r asked) error {
		var content T
		if len(r.Content) > 0 {
			if err := json.Unmarshal(r.Content, &content); err != nil {
				var c fault.Check
				c.Add("content", fault.RuleFormat, "is not what a "+string(r.Kind)+" must carry: "+err.Error())
				return c.Err(fault.Subject("contact.interaction", r.Interaction))
			}
		}
		return do(c, u, r, content)
	}
}
