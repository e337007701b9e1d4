package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/ordering"
)

// Scenario is what scenario.json says: the data of the BMW extranet. What the document leaves open (prices, dates, the way
// of things beside the steps) is the example's own.
type Scenario struct {
	Start       time.Time   `json:"start"`
	Dealer      Dealer      `json:"dealer"`
	Collateral  Collateral  `json:"collateral"`
	Enquiry     Saying      `json:"enquiry"`
	Needs       []Need      `json:"needs"`
	Portfolio   []Offering  `json:"portfolio"`
	Offer       Offer       `json:"offer"`
	Feasibility Feasibility `json:"feasibility"`
	Decision    Decision    `json:"decision"`
	Delivery    Delivery    `json:"delivery"`
	Inquiry     *Saying     `json:"statusInquiry,omitempty"` // nil: the dealer does not ask, and is told unasked
	Content     Content     `json:"satisfaction"`
	Quality     *Quality    `json:"quality,omitempty"` // nil: nothing is measured; like the two below, so long after the order is complete
	Alarm       *Alarm      `json:"alarm,omitempty"`   // nil: none is sounded
	Problem     *Problem    `json:"problem,omitempty"` // nil: everything works

	Installation *Installation `json:"installation,omitempty"` // nil: none is reported
	Fleet        *Fleet        `json:"fleet,omitempty"`        // nil: the dealer buys nothing more
	Billing      Billing       `json:"billing"`
}

// Dealer is the customer.
type Dealer struct {
	Name          string       `json:"name"`
	Number        string       `json:"number"`
	Email         string       `json:"email"`
	Segment       string       `json:"segment,omitempty"`
	SignsAs       string       `json:"signsAs"`
	Address       Address      `json:"address"`
	TaxID         string       `json:"taxId,omitempty"`
	AnnualRevenue money.Amount `json:"annualRevenue"`
}

// Collateral is the marketing material.
type Collateral struct {
	Name      string   `json:"name"`
	Text      string   `json:"text"`
	Offerings []string `json:"offerings"`
}

// Saying is something the dealer says, so long after what went before.
type Saying struct {
	After Span   `json:"after"`
	Text  string `json:"text"`
}

// Need is something the dealer needs.
type Need struct {
	Code     string `json:"code"`
	Text     string `json:"text"`
	Quantity int    `json:"quantity"`
}

// Offering is one product of the portfolio.
type Offering struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	NameDe       string        `json:"nameDe,omitempty"`
	Kind         selling.Kind  `json:"kind"`
	Needs        []string      `json:"need"`
	With         []string      `json:"with,omitempty"`
	Requires     []string      `json:"requires,omitempty"`
	Alternatives []string      `json:"alternative,omitempty"`
	Takes        Span          `json:"takes"` // to deliver
	Prices       []price.Price `json:"price"`
	Risk         string        `json:"risk,omitempty"`
	Effort       string        `json:"effort,omitempty"`
}

// Offer is on what terms the dealer is made an offer.
type Offer struct {
	Discount     money.Rate           `json:"discount,omitempty"`
	DiscountName string               `json:"discountName,omitempty"`
	ValidDays    int                  `json:"validDays"`
	ServiceLevel selling.ServiceLevel `json:"serviceLevel,omitempty"`
	LevelOf      string               `json:"serviceLevelOf,omitempty"` // the offering that comes with it
}

// Feasibility is what Service Configuration & Activation answers.
type Feasibility struct {
	After   Span     `json:"after"`
	Answers []Answer `json:"answers"`
}

// Answer is one answer.
type Answer struct {
	Offering    string `json:"offering"`
	Feasible    bool   `json:"feasible"`
	With        string `json:"with,omitempty"`
	LeadTime    Span   `json:"leadTime,omitempty"`
	Alternative string `json:"alternative,omitempty"`
	Reason      string `json:"reason,omitempty"`
}

// Decision is what the dealer makes of the proposal.
type Decision struct {
	After  Span   `json:"after"`
	Accept bool   `json:"accept"`
	Reason string `json:"reason,omitempty"` // why not
}

// Delivery is how the work goes.
type Delivery struct {
	ProgressAfter Span   `json:"progressAfter"`
	Progress      string `json:"progress"`
	Late          Span   `json:"late,omitempty"` // how much longer everything takes than planned
}

// Content is how content the dealer is.
type Content struct {
	After   Span   `json:"after"`
	Score   int    `json:"score"`
	Comment string `json:"comment,omitempty"`
}

// Quality is what Service Quality Management measures.
type Quality struct {
	After       Span    `json:"after"`
	Utilisation []int64 `json:"utilisation"` // in %, one a minute
}

// Alarm is what Service Quality Management sounds.
type Alarm struct {
	After       Span           `json:"after"`
	Utilisation money.Quantity `json:"utilisation"` // in %
	Text        string         `json:"text"`
	Affects     []string       `json:"affects,omitempty"` // features of the service level
	Lasts       Span           `json:"lasts"`
}

// Problem is what does not work, and how it is repaired.
type Problem struct {
	After        Span           `json:"after"`
	Text         string         `json:"text"`
	Feature      string         `json:"feature"`
	Impact       problem.Impact `json:"impact"`              // blocked, hampered or none
	Unnoticed    Span           `json:"unnoticed,omitempty"` // for how long it had been so when the dealer noticed
	RepairTakes  Span           `json:"repairTakes"`         // from the dealer's report on
	Solution     string         `json:"solution,omitempty"`
	Measured     Span           `json:"measured"` // when the extent is reported, so long after the repair
	Confirmation Saying         `json:"confirmation"`
	Denials      int            `json:"denials,omitempty"` // how often the dealer says that it still does not work
}

// Address is where somebody has bills sent to, or from.
type Address struct {
	Street   string `json:"street"`
	PostCode string `json:"postCode"`
	City     string `json:"city"`
	Country  string `json:"country"` // two letters of ISO 3166-1
}

// Installation is what Service & Specific Instance Rating reports as delivered.
type Installation struct {
	After    Span   `json:"after"` // the order is complete
	Offering string `json:"offering"`
	Quantity int    `json:"quantity"`
	Text     string `json:"text,omitempty"`
}

// Fleet is what the dealer buys once the extranet is there.
type Fleet struct {
	After        Span       `json:"after"` // the order is complete
	Text         string     `json:"text"`
	Need         Need       `json:"need"`
	Discount     money.Rate `json:"discount,omitempty"` // on what serves the need
	DiscountName string     `json:"discountName,omitempty"`
}

// Billing is who makes the bills, and how they are paid.
type Billing struct {
	Issuer Issuer `json:"issuer"`
	Paid   *Paid  `json:"paid,omitempty"` // nil: never
}

// Issuer is who makes the bills.
type Issuer struct {
	Name    string  `json:"name"`
	Address Address `json:"address"`
	TaxID   string  `json:"taxId,omitempty"`
	IBAN    string  `json:"iban,omitempty"`
}

// Paid says when the dealer pays, counted from the bill's arrival.
type Paid struct {
	After Span `json:"after"`
}

// Span is a duration in hours and minutes: "36h", "4h30m".
type Span time.Duration

// UnmarshalText reads "36h" and "4h30m".
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil || d < 0 || d > 365*24*time.Hour || d%time.Minute != 0 {
		return fmt.Errorf("%q is no duration; write hours and minutes of up to a year, like 36h or 4h30m", text)
	}
	*s = Span(d)
	return nil
}

// read reads a scenario; every fault is reported at once, with its path.
func read(text []byte) (Scenario, error) {
	var (
		s Scenario
		c fault.Check
	)
	if root := decode.JSON(text, &c); root != nil {
		decode.Into(root, &s, &c)
	}
	unread := c.Fields()
	var meant fault.Check
	s.check(&meant)
	s.rehearse(&meant)
	for _, f := range meant.Fields() {
		if !slices.ContainsFunc(unread, func(u fault.Field) bool { return about(u.Path, f.Path) || about(f.Path, u.Path) }) {
			c.Add(f.Path, f.Rule, f.Message) // what could not be read is not said to be missing, too
		}
	}
	return s, c.Err("scenario")
}

// about reports whether a path is the other, or below it; everything is below the empty one.
func about(path, other string) bool {
	rest, below := strings.CutPrefix(path, other)
	return below && (other == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// currency is that of all prices: the first one's.
func (s Scenario) currency() money.Currency {
	for _, o := range s.Portfolio {
		for _, p := range o.Prices {
			return p.Amount.Currency()
		}
	}
	return money.Currency{}
}

func (s Scenario) check(c *fault.Check) {
	c.That(s.Start.Year() >= 2000 && s.Start.Year() < 2100, "start", fault.RuleRange, "must lie between 2000 and 2100")
	c.Text("dealer.signsAs", s.Dealer.SignsAs, fault.MaxName)
	checkMoney(c, "dealer.annualRevenue", s.Dealer.AnnualRevenue)
	c.Text("collateral.text", s.Collateral.Text, fault.MaxText)
	c.Text("enquiry.text", s.Enquiry.Text, fault.MaxText)
	c.That(len(s.Needs) > 0, "needs", fault.RuleRequired, "must name at least one need")
	for n, need := range s.Needs {
		c.Text(fmt.Sprintf("needs[%d].code", n), need.Code, fault.MaxName)
		c.That(need.Quantity >= 1 && need.Quantity <= selling.MaxQuantity, fmt.Sprintf("needs[%d].quantity", n), fault.RuleRange,
			fmt.Sprintf("must be between 1 and %d", selling.MaxQuantity))
		checkText(c, fmt.Sprintf("needs[%d].text", n), need.Text)
	}
	checkText(c, "dealer.segment", s.Dealer.Segment)
	checkText(c, "delivery.progress", s.Delivery.Progress)
	checkText(c, "decision.reason", s.Decision.Reason)
	checkText(c, "satisfaction.comment", s.Content.Comment)
	if s.Inquiry != nil {
		c.Text("statusInquiry.text", s.Inquiry.Text, fault.MaxText)
	}
	c.That(s.Content.Score >= 1 && s.Content.Score <= 5, "satisfaction.score", fault.RuleRange, "must be between 1 and 5")
	c.That(s.Decision.Accept || s.Decision.Reason != "", "decision", fault.RuleRequired, "must accept, or say the reason why not")
	c.That(s.Offer.Discount.Sign() == 0 || s.Offer.DiscountName != "", "offer.discountName", fault.RuleRequired, "must name the discount")
	c.That(s.Offer.ValidDays > 0, "offer.validDays", fault.RuleRange, "must be at least 1")
	known := map[string]bool{}
	for _, o := range s.Portfolio {
		known[o.ID] = true
	}
	for n, o := range s.Portfolio {
		c.That(o.Takes >= Span(time.Hour), fmt.Sprintf("portfolio[%d].takes", n), fault.RuleRange, "must be at least 1h")
		for m, p := range o.Prices {
			c.That(p.Amount.Currency() == s.currency(), fmt.Sprintf("portfolio[%d].price[%d].price", n, m), fault.RuleCurrency,
				fmt.Sprintf("is in %s, the first price in %s", p.Amount.Currency(), s.currency()))
		}
	}
	s.checkAssurance(c)
	s.checkBilling(c, known)
	c.That(s.Offer.LevelOf == "" || known[s.Offer.LevelOf], "offer.serviceLevelOf", fault.RuleReference, fmt.Sprintf("there is no offering %q", s.Offer.LevelOf))
	answered := map[string]bool{}
	for n, id := range s.Collateral.Offerings {
		c.That(known[id], fmt.Sprintf("collateral.offerings[%d]", n), fault.RuleReference, fmt.Sprintf("there is no offering %q", id))
	}
	for n, a := range s.Feasibility.Answers {
		path := fmt.Sprintf("feasibility.answers[%d]", n)
		c.That(known[a.Offering], path+".offering", fault.RuleReference, fmt.Sprintf("there is no offering %q", a.Offering))
		c.That(a.Feasible || a.Reason != "", path+".reason", fault.RuleRequired, "must say why it is not feasible")
		c.That(a.Alternative == "" || known[a.Alternative], path+".alternative", fault.RuleReference, fmt.Sprintf("there is no offering %q", a.Alternative))
		c.That(!answered[a.Offering], path+".offering", fault.RuleDuplicate, fmt.Sprintf("%q is answered twice", a.Offering))
		answered[a.Offering] = true
		checkText(c, path+".with", a.With)
		checkText(c, path+".reason", a.Reason)
	}
}

func checkMoney(c *fault.Check, path string, a money.Amount) {
	c.That(a.Currency() != (money.Currency{}), path, fault.RuleRequired, `must be an amount with its currency, like {"amount": "1.00", "currency": "EUR"}`)
	c.That(a.Sign() >= 0, path, fault.RuleRange, "must not be negative")
	_, err := a.MinorUnits()
	c.That(err == nil, path, fault.RuleRange, "has more decimals than the currency")
}

// checkText asks for a text that a contact can carry; it may be empty.
func checkText(c *fault.Check, path, text string) { c.Optional(path, text, fault.MaxName) }

// portfolio is the scenario's portfolio for Selling.
func (s Scenario) portfolio() []selling.Offering {
	var all []selling.Offering
	for _, o := range s.Portfolio {
		level := selling.ServiceLevel{}
		if o.ID == s.Offer.LevelOf {
			level = s.Offer.ServiceLevel
		}
		all = append(all, selling.Offering{ServiceLevel: level, ID: o.ID, Name: o.Name, NameDe: o.NameDe, Kind: o.Kind, Needs: o.Needs, With: o.With,
			Requires: o.Requires, Alternatives: o.Alternatives, LeadTime: time.Duration(o.Takes), Prices: o.Prices, Risk: o.Risk, Effort: o.Effort})
	}
	return all
}

// terms are the dealers' terms for Selling.
func (s Scenario) terms() []selling.Terms {
	t := selling.Terms{Segment: s.Dealer.Segment, ValidDays: s.Offer.ValidDays}
	if s.Offer.Discount.Sign() > 0 {
		t.Discounts = []selling.Discount{{Rate: s.Offer.Discount, Name: s.Offer.DiscountName, Type: price.Recurring}}
	}
	if f := s.Fleet; f != nil && f.Discount.Sign() > 0 {
		for _, id := range s.serving(f.Need.Code) {
			t.Discounts = append(t.Discounts, selling.Discount{Offering: id, Rate: f.Discount, Name: f.DiscountName})
		}
	}
	return []selling.Terms{t}
}

// serving are the offerings that a need asks for.
func (s Scenario) serving(need string) []string {
	var all []string
	for _, o := range s.Portfolio {
		if slices.Contains(o.Needs, need) {
			all = append(all, o.ID)
		}
	}
	return all
}

// plan is how Service Configuration & Activation behaves.
func (s Scenario) plan() *simulator.Plan {
	p := &simulator.Plan{AnswerAfter: time.Duration(s.Feasibility.After), ProgressAfter: time.Duration(s.Delivery.ProgressAfter),
		ProgressNote: s.Delivery.Progress, TakesFor: map[string]time.Duration{}}
	for _, a := range s.Feasibility.Answers {
		p.Feasibility = append(p.Feasibility, simulator.Feasible{Offering: a.Offering, Answer: ordering.FeasibilityAnswer{
			Feasible: a.Feasible, With: a.With, LeadTime: time.Duration(a.LeadTime), Alternative: a.Alternative, Reason: a.Reason}})
	}
	for _, o := range s.Portfolio {
		p.TakesFor[o.ID] = time.Duration(o.Takes + s.Delivery.Late)
	}
	return p
}
