package crm

import (
	"errors"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// Segment is the name of the customer's characteristic that is the segment for Selling's terms.
const Segment = "segment"

// open makes the services, each with the ports to the others that its Config leaves open.
func (c *CRM) open() error {
	var faults [13]error
	c.Customers, faults[0] = customer.New(c.env, c.config.Customer)
	c.Marketing = marketing.New(c.env)

	contacts := copied(c.config.Contact)
	if contacts.Directory == nil {
		contacts.Directory = c.Customers
	}
	c.directory = contacts.Directory
	if contacts.Cases == nil {
		contacts.Cases = leads{c.Marketing}
	}
	c.Contacts, faults[1] = contact.New(c.env, &contacts)

	sales := copied(c.config.Selling)
	if sales.Segments == nil {
		sales.Segments = segments{c.Customers}
	}
	c.Selling, faults[2] = selling.New(c.env, &sales)

	credit := copied(c.config.Risk)
	if credit.Currency == (money.Currency{}) && credit.Policies == nil {
		credit.Currency = currencyOf(sales.Portfolio)
	}
	if credit.Sources == nil {
		credit.Sources = riskSources{c}
	}
	if credit.IDs == nil {
		credit.IDs = c.idsOf
	}
	c.Risk, faults[10] = risk.New(c.env, &credit)

	orders := copied(c.config.Ordering)
	if orders.Credit == nil {
		orders.Credit = riskCredit{c}
	}
	c.Orders, faults[3] = ordering.New(c.env, &orders)
	c.Problems, faults[4] = problem.New(c.env, c.config.Problem)
	c.SLA, faults[5] = sla.New(c.env, c.config.SLA)
	loyalty := copied(c.config.Retention)
	if loyalty.Outlook == nil {
		loyalty.Outlook = outlook{c}
	}
	c.Retention = retention.New(c.env, &loyalty)
	insights := copied(c.config.Insight)
	if insights.Facts == nil {
		insights.Facts = modelFacts{c}
	}
	c.Insight = insight.New(c.env, &insights)
	c.Offers = c.Selling.CrossSelling(offerFacts{c})
	c.Analyst, faults[12] = contact.NewAnalyst(c.env, c.config.Analyst)
	faults[6] = c.config.Practice.check()
	c.Billing, faults[7] = billing.New(c.env, c.config.Billing)
	c.Collection, faults[8] = collection.New(c.env, c.config.Collection)
	faults[9] = checkCharging(c.config.Charging)
	relations := copied(c.config.Relationship)
	if relations.Matters == nil {
		relations.Matters = matters{c}
	}
	if relations.Terms == nil {
		relations.Terms = terms{c}
	}
	c.Relationship, faults[11] = relationship.New(c.env, &relations)
	return errors.Join(faults[:]...)
}

// currencyOf is that in which things are sold, of which credit is then counted; none if they have no price.
func currencyOf(p selling.Portfolio) money.Currency {
	for _, o := range p {
		for _, one := range o.Prices {
			return one.Amount.Currency()
		}
	}
	return money.Currency{}
}

func copied[T any](config *T) T {
	if config == nil {
		var none T
		return none
	}
	return *config
}

// leads lets an enquiry continue the case of the lead that it answers.
type leads struct{ marketing *marketing.Service }

// CaseOf implements contact.Cases.
func (l leads) CaseOf(u *work.Unit, i contact.Interaction) (string, bool, error) {
	if i.Kind != contact.Enquiry {
		return "", false, nil
	}
	lead, found, err := l.marketing.FindLeadTx(u, i.Customer)
	return lead.Correlation, found, err
}

// segments tells the segments of customers.
type segments struct{ customers *customer.Service }

// Segment implements selling.Segments.
func (s segments) Segment(u *work.Unit, id string) (string, error) {
	who, err := s.customers.GetTx(u, id)
	if fault.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, characteristic := range who.Characteristics {
		if characteristic.Name == Segment {
			return characteristic.Value, nil
		}
	}
	return "", nil
}
