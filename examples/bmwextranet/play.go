package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// play is the scenario on stage: BMW's CRM, and everybody around it.
type play struct {
	scenario Scenario
	world    *simulator.World
	dealer   *simulator.Customer
	crm      *crm.CRM
	id       string // the dealer's
	lead     marketing.Lead
	order    string // the order's, once there is one
	asked    bool   // the dealer has asked for the status
	zone     *time.Location

	fleet     string            // the case in which the dealer buys again
	agreement string            // the service level's, once it is agreed
	cases     map[string]string // by flow
	sounded   sla.Alarm
	denied    int       // how often the dealer has said that the problem is not solved
	until     time.Time // how long the play goes on at least

	revenueOf int // the year whose revenue is noted
}

// zone is where BMW and its dealer are.
const zone = "Europe/Berlin"

func newPlay(ctx context.Context, st store.Store, s Scenario, o options) (*play, error) {
	berlin, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	p := &play{scenario: s, world: simulator.NewWorld(s.Start), zone: berlin, cases: map[string]string{}}
	p.dealer = simulator.NewCustomer(p.world)
	activation, services := simulator.NewActivation(p.world, s.plan()), simulator.NewServices(p.world, s.repairs())
	env := work.New(st, &work.Config{Tenant: "bmw", Now: p.world.Now, NewID: o.newID})
	p.crm, err = crm.New(env, crm.Outside{Activation: activation, ServiceProblems: services, Channel: p.dealer}, &crm.Config{
		Selling:         &selling.Config{Portfolio: s.portfolio(), Terms: s.terms(), Zone: zone, Signatory: "BMW Vertrieb"},
		Risk:            &risk.Config{Currency: s.currency()},
		Practice:        stage.Practice(),
		Billing:         s.biller(),
		Charging:        s.charging(),
		DirectContact:   o.direct,
		StatusOnRequest: s.Inquiry != nil,
		Subscribers:     []event.Deliver{p.watch},
	})
	if err != nil {
		return nil, err
	}
	activation.Connect(p.crm.Orders)
	services.Connect(p.crm.Problems, p.crm.SLA)
	return p, nil
}

// meetDealer is what was before: BMW knows the dealer.
func (p *play) meetDealer(ctx context.Context) error {
	d := p.scenario.Dealer
	known, err := p.crm.Customers.Search(ctx, customer.KeyNumber, d.Number)
	if err != nil {
		return err
	}
	if len(known) > 0 { // played before on the same store: the scenario may know the dealer better
		c, err := p.crm.Customers.Acquire(ctx, known[0].ID, known[0].Version, d.customer().Data)
		p.id = c.ID
		return err
	}
	same, err := p.crm.Customers.Search(ctx, customer.KeyEmail, d.Email)
	if err != nil {
		return err
	}
	if len(same) > 0 {
		var c fault.Check
		c.Add("dealer.email", fault.RuleDuplicate, "belongs to dealer "+same[0].Number+" on this store; take another address, or another store")
		return c.Err("scenario")
	}
	c, err := p.crm.Customers.Establish(ctx, d.customer())
	p.id = c.ID
	return err
}

// customer is the dealer as a customer to be.
func (d Dealer) customer() customer.Draft {
	return customer.Draft{Number: d.Number, Kind: customer.Organization, Keys: d.keys(), Data: customer.Data{
		Name: d.Name, Language: customer.German, Characteristics: []customer.Characteristic{{Name: crm.Segment, Value: d.Segment}},
		ContactMedia: []customer.ContactMedium{{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: d.Email}},
			{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: d.Address.Street, PostCode: d.Address.PostCode,
				City: d.Address.City, Country: d.Address.Country}}}}}
}

// keys are the dealer's VAT id, if there is one.
func (d Dealer) keys() []customer.Key {
	if d.TaxID == "" {
		return nil
	}
	return []customer.Key{{Type: customer.KeyTaxID, Value: d.TaxID}}
}

// noteRevenue tells Retention & Loyalty what the dealer has bought in the last full year, once for each.
func (p *play) noteRevenue(ctx context.Context) error {
	year := p.world.Now().In(p.zone).Year() - 1
	if year == p.revenueOf {
		return nil
	}
	p.revenueOf = year
	_, err := p.crm.Retention.NoteRevenue(ctx, p.id, retention.Revenue{Year: year, Amount: p.scenario.Dealer.AnnualRevenue})
	return err
}

// collateral is the marketing material.
func (s Scenario) collateral() marketing.Draft {
	return marketing.Draft{Name: s.Collateral.Name, Medium: marketing.Mail, Offerings: s.Collateral.Offerings, TextDe: s.Collateral.Text}
}

// run plays it to the end: the dealer answers what he is asked, Service Configuration & Activation does its work, and once a
// day what has fallen due is done.
func (p *play) run(ctx context.Context) error {
	s := p.scenario
	p.dealer.On(selling.EventNeedsAsked, 2*time.Hour, p.stateNeeds)
	p.dealer.On(selling.EventProposalMade, time.Duration(s.Decision.After), p.decide)
	p.dealer.On(ordering.EventSatisfactionAsked, time.Duration(s.Content.After), func(ctx context.Context, m crm.Message) error {
		return p.say(ctx, contact.Inbound{Kind: contact.Satisfaction, About: m.About, Text: s.Content.Comment,
			Content: stage.Content(ordering.SatisfactionAnswer{Score: s.Content.Score, Comment: s.Content.Comment})})
	})
	if s.Problem != nil {
		p.dealer.On(problem.EventConfirmationAsked, time.Duration(s.Problem.Confirmation.After), p.confirm)
	}
	if s.Billing.Paid != nil {
		p.dealer.On(billing.EventBillSent, time.Duration(s.Billing.Paid.After), p.pay)
	}
	if err := errors.Join(p.meetDealer(ctx), p.noteRevenue(ctx)); err != nil {
		return err
	}
	flyer, err := p.crm.Marketing.Make(ctx, s.collateral())
	if err != nil {
		return err
	}
	issued, err := p.crm.Marketing.Distribute(ctx, flyer.ID, marketing.Selection{Segments: []string{s.Dealer.Segment}},
		[]marketing.Candidate{{Customer: p.id, Segment: s.Dealer.Segment, Consent: true}})
	if err != nil {
		return err
	}
	p.lead = issued.Issued[0]
	for _, f := range []string{"pre-sales", "ordering", "post-ordering"} {
		p.cases[f] = p.lead.Correlation
	}
	p.world.After(time.Duration(s.Enquiry.After), func(ctx context.Context) error {
		return p.say(ctx, contact.Inbound{Text: s.Enquiry.Text})
	})
	p.world.After(24*time.Hour, p.daily)
	return p.world.Run(ctx, p.crm.Settle)
}

// say is the dealer making contact.
func (p *play) say(ctx context.Context, in contact.Inbound) error {
	in.From, in.Channel, in.Language = p.scenario.Dealer.Email, contact.Email, contact.German
	_, err := p.crm.Receive(ctx, in)
	return err
}

func (p *play) stateNeeds(ctx context.Context, m crm.Message) error {
	var content struct {
		Needs []selling.Need `json:"need"`
	}
	needs := p.scenario.Needs
	if m.Correlation == p.fleet && p.fleet != "" {
		needs = []Need{p.scenario.Fleet.Need}
	}
	for _, n := range needs {
		content.Needs = append(content.Needs, selling.Need{Code: n.Code, Text: n.Text, Quantity: n.Quantity})
	}
	return p.say(ctx, contact.Inbound{Kind: contact.Needs, About: m.About, Content: stage.Content(content)})
}

// decide is the dealer's answer to a proposal.
func (p *play) decide(ctx context.Context, m crm.Message) error {
	var proposal selling.Proposal
	if err := json.Unmarshal(m.Data, &proposal); err != nil {
		return err
	}
	d := p.scenario.Decision
	if !d.Accept {
		return p.say(ctx, contact.Inbound{Kind: contact.Refusal, About: proposal.Quote, Text: d.Reason})
	}
	return p.say(ctx, contact.Inbound{Kind: contact.PurchaseOrder, About: proposal.Quote, Text: "Wir bestellen.", Content: stage.Content(selling.Acceptance{
		Quote: proposal.Quote, Version: proposal.Number, SignedBy: p.scenario.Dealer.SignsAs, Acknowledged: true})})
}

// watch sees every event of the case.
func (p *play) watch(_ context.Context, e event.Event) error {
	if e.Type == billing.EventUsageReceived {
		p.cases["billing"] = e.Correlation
	}
	if e.Correlation != p.lead.Correlation {
		return nil
	}
	switch e.Type {
	case ordering.EventAcknowledged, ordering.EventCreditHeld, ordering.EventRejected:
		p.order = e.Subject
	case ordering.EventStatus:
		return p.planInquiry(e)
	case selling.EventServiceLevelAgreed:
		p.agreement = e.Subject
	case ordering.EventCompleted:
		p.assure()
		p.bill()
	}
	return nil
}

// planInquiry lets the dealer ask for the status when the scenario says, but not behind the middle of what is left.
func (p *play) planInquiry(e event.Event) error {
	var n ordering.Notice
	if err := e.Read(&n); err != nil || p.scenario.Inquiry == nil || p.asked {
		return err
	}
	o, err := p.crm.Orders.Get(context.Background(), p.order)
	if err != nil {
		return err
	}
	p.asked = true
	now := p.world.Now()
	after := min(o.OrderedAt.Add(time.Duration(p.scenario.Inquiry.After)).Sub(now), n.Expected.Sub(now)/2)
	p.world.After(after, func(ctx context.Context) error {
		return p.say(ctx, contact.Inbound{Kind: contact.StatusInquiry, Text: p.scenario.Inquiry.Text, Correlation: e.Correlation})
	})
	return nil
}

// season is how long the play goes on without an order.
const season = 60 * 24 * time.Hour

// daily does what has fallen due, once a day until the order is closed and nothing is to come any more, or until the season is
// over without an order.
func (p *play) daily(ctx context.Context) error {
	if err := p.noteRevenue(ctx); err != nil {
		return err
	}
	if _, err := p.crm.Due(ctx, p.world.Now()); err != nil {
		return err
	}
	over := p.world.Now().After(p.scenario.Start.Add(season))
	if p.order != "" {
		o, err := p.crm.Orders.Get(ctx, p.order)
		if err != nil {
			return err
		}
		over = o.Final() && p.world.Now().After(p.until)
	}
	if !over {
		p.world.After(24*time.Hour, p.daily)
	}
	return nil
}
