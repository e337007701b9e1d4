package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
)

// places tells where in the scenario a field of a service's input comes from, the longest first.
var places = []struct{ subject, field, path string }{
	{"customer.draft", "contactMedium[0].characteristic.emailAddress", "dealer.email"},
	{"customer.draft", "contactMedium[1].characteristic", "dealer.address"},
	{"customer.draft", "key[0]", "dealer.taxId"},
	{"billing.config", "issuers[0]", "billing.issuer"},
	{"customer.draft", "customerNumber", "dealer.number"},
	{"customer.draft", "characteristic[0]", "dealer.segment"},
	{"customer.draft", "name", "dealer.name"},
	{"retention.revenue", "", "dealer.annualRevenue"},
	{"selling.config", "terms[0].discount[0]", "offer.discount"},
	{"selling.config", "terms[0]", "offer"},
	{"selling.config", "portfolio", "portfolio"},
	{"marketing.collateral", "", "collateral"},
	{"selling.agreement", "serviceLevel", "offer.serviceLevel"},
	{"sla.agreement", "", "offer.serviceLevel"},
}

// rehearse lets the services look at what the scenario gives them, in memory, and notes their faults with the scenario's paths.
func (s Scenario) rehearse(c *fault.Check) {
	ctx := context.Background()
	s.rehearseServiceLevel(c)
	p, err := newPlay(ctx, memory.New(), s, options{})
	note(c, err)
	if err != nil { // the dealer is looked at all the same
		s.Portfolio, s.Offer = nil, Offer{}
		if p, err = newPlay(ctx, memory.New(), s, options{}); err != nil {
			return
		}
	}
	_, err = p.crm.Customers.Establish(ctx, s.Dealer.customer())
	note(c, err)
	p.id = "dealer"
	note(c, p.noteRevenue(ctx))
	_, err = p.crm.Marketing.Make(ctx, s.collateral())
	note(c, err)
}

// rehearseServiceLevel holds the service level against how BMW counts: every metric must be one that is counted, and every price one
// that is charged.
func (s Scenario) rehearseServiceLevel(c *fault.Check) {
	n := selling.AgreementNotice{Agreement: "scenario", Customer: "dealer", ServiceLevel: s.Offer.ServiceLevel}
	for _, o := range s.Portfolio {
		n.Items = append(n.Items, selling.Item{Offering: o.ID, Name: o.Name, Quantity: 1, Prices: o.Prices})
	}
	r, err := stage.Practice().Registration(n)
	if note(c, err); err == nil && len(n.ServiceLevel.Terms) > 0 {
		note(c, r.Agreement.Check())
	}
}

// note adds the field faults of an error, wherever they come from.
func note(c *fault.Check, err error) {
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		return
	}
	for _, f := range invalid.Fields {
		path := invalid.Subject + "." + f.Path
		if level := strings.Index(f.Path, "].serviceLevel"); level > 0 { // that of the offering which comes with it
			f.Path = "terms[0]" + f.Path[level+1:]
		}
		for _, at := range places {
			rest, found := strings.CutPrefix(f.Path, at.field)
			if strings.HasPrefix(invalid.Subject, at.subject) && found {
				path = at.path
				if at.field != "" {
					path += rest
				}
				break
			}
		}
		if !slices.ContainsFunc(c.Fields(), func(known fault.Field) bool { return known.Path == path }) {
			c.Add(path, f.Rule, f.Message)
		}
	}
}
