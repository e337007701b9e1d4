package crm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
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

	// straight says that with direct contact switched on the customer speaks to the process itself. The first contact, the purchase
	// order and the problem report stay with Customer Interface Management, as the document draws them.
	straight bool
}

// asked is a routed request, and the case it belongs to.
type asked struct {
	contact.Request
	Correlation string
}

// maxReason is how much of a customer's words is taken as a reason; the contact has them all.
const maxReason = 1000

// words are what the customer says, or else the subject line.
func (r asked) words() string {
	said := cmp.Or(r.Text, r.Subject)
	return strings.ToValidUTF8(said[:min(len(said), maxReason)], "")
}

func requests() []request {
	return []request{
		{kind: contact.Enquiry, by: etom.Selling, open: true, do: takeEnquiry},
		{kind: contact.Needs, by: etom.Selling, open: true, straight: true, own: ownProspect, do: with(stateNeeds)},
		{kind: contact.PurchaseOrder, by: etom.Selling, own: ownQuote, do: with(accept)},
		{kind: contact.Refusal, by: etom.Selling, straight: true, own: ownQuote, do: refuse},
		{kind: contact.CounterOffer, by: etom.Selling, open: true, straight: true, own: ownQuote, do: with(negotiate)},
		{kind: contact.Satisfaction, by: etom.OrderHandling, straight: true, own: ownSatisfaction, do: with(answerSatisfaction)},
		{kind: contact.TestResult, by: etom.OrderHandling, straight: true, own: ownOrder, do: with(func(c *CRM, u *work.Unit, r asked, t ordering.TestResult) error {
			_, err := c.Orders.AnswerTestTx(u, r.About, t)
			return err
		})},
		{kind: contact.ProblemReport, by: etom.ProblemHandling, do: with(reportProblemOf)},
		{kind: contact.Complaint, by: etom.ProblemHandling, do: with(complain)},
		{kind: contact.Confirmation, by: etom.ProblemHandling, straight: true, own: ownTrouble, do: with(answerConfirmation)},
		{kind: contact.QualityInquiry, by: etom.CustomerQoSSLA, straight: true, do: with(reportQuality)},
		{kind: contact.BillInquiry, by: etom.BillingCollections, open: true, straight: true, do: with(inquireBill)},
		{kind: contact.Termination, by: etom.RetentionLoyalty, open: true, do: giveNotice},
		{kind: contact.Amendment, by: etom.OrderHandling, straight: true, own: ownOrder, do: with(amend)},
		{kind: contact.Cancellation, by: etom.OrderHandling, open: true, straight: true, own: ownOrder, do: func(c *CRM, u *work.Unit, r asked) error {
			_, err := c.Orders.RequestCancellationTx(u, r.About, r.words())
			return err
		}},
	}
}

// answerSatisfaction takes how content a customer is: with an order for Order Handling (4.1.3), else for Retention & Loyalty, whose inquiry it
// answers.
func answerSatisfaction(c *CRM, u *work.Unit, r asked, a ordering.SatisfactionAnswer) error {
	i, found, err := c.inquiry(u, r.About)
	if err != nil {
		return err
	}
	if !found {
		_, err = c.Orders.AnswerSatisfactionTx(u, r.About, a)
		return err
	}
	_, err = c.Retention.RecordSatisfactionTx(u, retention.Answer{Correlation: r.Correlation, Customer: i.Customer, Order: i.About, Score: a.Score, Comment: a.Comment})
	return err
}

// billQuestion is what a form of an inquiry about a bill carries; all of it may be missing.
type billQuestion struct {
	Bill     string       `json:"bill"`     // id or number; empty: what the contact is about, or the last one sent
	Lines    []int        `json:"line"`     // numbers; none: the whole bill
	Disputed bool         `json:"disputed"` // the customer does not accept it
	Amount   money.Amount `json:"amount"`   // how much of it; none: all
}

// inquireBill takes a customer's question about a bill (3.8.1), and what is disputed of it.
func inquireBill(c *CRM, u *work.Unit, r asked, q billQuestion) error {
	if q.Bill == "" {
		var err error
		if q.Bill, err = c.askedAbout(u, r); err != nil {
			return err
		}
	}
	i, err := c.Billing.TakeInquiryTx(u, billing.Inquiry{Interaction: r.Interaction, Correlation: r.Correlation, Customer: r.Customer,
		Bill: q.Bill, Lines: q.Lines, Text: r.words()})
	if err != nil || !q.Disputed {
		return err
	}
	_, err = c.Billing.OpenDisputeTx(u, billing.DisputeDraft{Inquiry: i.ID, Amount: q.Amount})
	return err
}

// askedAbout is the bill that a contact is about, by what the message was about that it answers: an inquiry and a dispute have theirs; a
// dunning letter is about an account and a returned debit about a payment, and that is the last bill, as it is where nothing is said.
func (c *CRM) askedAbout(u *work.Unit, r asked) (string, error) {
	if r.About == "" {
		return "", nil
	}
	for _, find := range []func(*work.Unit, string) (owner, bill string, err error){
		func(u *work.Unit, id string) (string, string, error) {
			i, err := c.Billing.InquiryTx(u, id)
			return i.Customer, i.Bill, err
		},
		func(u *work.Unit, id string) (string, string, error) {
			d, err := c.Billing.DisputeTx(u, id)
			return d.Customer, d.Bill, err
		},
		func(u *work.Unit, id string) (string, string, error) {
			a, err := c.Collection.AccountOfTx(u, id)
			return a.Customer, "", err
		},
		func(u *work.Unit, id string) (string, string, error) {
			p, err := c.Collection.PaymentTx(u, id)
			return p.Customer, "", err
		},
	} {
		owner, bill, err := find(u, r.About)
		if err == nil && owner == r.Customer {
			return bill, nil
		}
		if err != nil && !fault.IsNotFound(err) {
			return "", err
		}
	}
	return r.About, nil
}

// take does what is asked, if it is about what is the customer's own.
func (r request) take(c *CRM, u *work.Unit, q asked) error {
	if q.About == "" {
		var err error
		if q.About, err = r.onlyOne(c, u, q.Customer); err != nil {
			return err
		}
	}
	if r.own != nil {
		if err := r.own(c, u, q); err != nil {
			return err
		}
	}
	return r.do(c, u, q)
}

// onlyOne is what a customer means who does not say: the one open thing of the process, if there is one.
func (r request) onlyOne(c *CRM, u *work.Unit, customer string) (string, error) {
	switch {
	case r.by == etom.OrderHandling:
		return c.onlyOrder(u, customer)
	case r.kind == contact.Confirmation:
		return c.onlyResolved(u, customer)
	}
	return "", nil
}

// onlyResolved is the one ticket whose solution a customer has been asked about; empty if there are none or several.
func (c *CRM) onlyResolved(u *work.Unit, customer string) (string, error) {
	all, err := c.Problems.ByTx(u, "customer", customer)
	all = slices.DeleteFunc(all, func(t problem.Ticket) bool { return t.Status != problem.Resolved })
	if err != nil || len(all) != 1 {
		return "", err
	}
	return all[0].ID, nil
}

// onlyOrder is the one open order of a customer who does not say which; empty if there are none or several.
func (c *CRM) onlyOrder(u *work.Unit, customer string) (string, error) {
	all, err := c.Orders.ByTx(u, "customer", customer)
	all = slices.DeleteFunc(all, func(o ordering.Order) bool { return o.Final() })
	if err != nil || len(all) != 1 {
		return "", err
	}
	return all[0].ID, nil
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
// logs and routes it; Settle then does the rest. With direct contact switched on, the processes do what is for them at once, and it
// is only logged; what they refuse is refused to the caller and leaves no trace. The first contact, the purchase order and the
// problem report take the detour all the same, and so does who is not known: that is Customer Interface Management's to find out.
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
	if in.Customer == "" {
		who, known, err := c.sender(ctx, in.From)
		if err != nil {
			return contact.Interaction{}, err
		}
		if !known {
			return c.Contacts.Receive(ctx, in)
		}
		in.Customer = who
	}
	return work.Do(ctx, c.env, func(u *work.Unit) (contact.Interaction, error) { return c.take(u, r, in) })
}

// sender is the customer who is known by a key.
func (c *CRM) sender(ctx context.Context, key string) (who string, known bool, err error) {
	err = c.env.View(ctx, func(u *work.Unit) (err error) {
		who, known, err = c.directory.Identify(u, key)
		return err
	})
	return who, known, err
}

// take does a customer's request, once for its key.
func (c *CRM) take(u *work.Unit, r request, in contact.Inbound) (contact.Interaction, error) {
	return work.Once(u, "crm.receive", in.Key, in, func() (contact.Interaction, error) {
		once := in
		once.Key = "" // this is the once
		i, err := c.Contacts.LogInboundTx(u, once)
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
